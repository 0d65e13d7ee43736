/* verify: a text to a tree, by libyaml: the second opinion.
 *
 * The only file that knows libyaml. libyaml is older than libfyaml, takes a few things that
 * libfyaml doesn't and the other way round; what both read alike, mongod's own parser reads so
 * too. It counts code points and not bytes, and skips a byte order mark; the spans of its tree are
 * bytes all the same.
 */
#ifndef YAML_VERIFY_H
#define YAML_VERIFY_H

#include "yaml/builder.h"
#include "yaml/parse.h"

/* As parse_tree(). */
bool verify_tree(struct arena *arena, const struct source *source, struct str text,
		 struct tree *tree, struct syntax_error *error);

/* libyaml's events beside those of another reader, for parse_verified(). The text is the caller's, the rest the arena's; closed
 * when it was asked for the last time. */
struct verifier *verifier_new(struct arena *arena, struct str text);
void verifier_close(struct verifier *verifier);

/* Is libyaml's next event this one: the same kind, value, anchor and tag, in the same style? Spans are the other reader's matter.
 * The second: is there none any more? False, too, where libyaml can't read the text. */
bool verifier_has(struct verifier *verifier, const struct event *event);
bool verifier_ends(struct verifier *verifier);

#endif
