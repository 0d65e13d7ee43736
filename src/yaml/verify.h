/* verify: a text to a tree, by libyaml: the second opinion.
 *
 * The only file that knows libyaml. libyaml is older than libfyaml, takes a few things that
 * libfyaml doesn't and the other way round; what both read alike, mongod's own parser reads so
 * too. It counts code points and not bytes, and skips a byte order mark; the spans of its tree are
 * bytes all the same.
 */
#ifndef YAML_VERIFY_H
#define YAML_VERIFY_H

#include "yaml/parse.h"

/* As parse_tree(). */
bool verify_tree(struct arena *arena, const struct source *source, struct str text,
		 struct tree *tree, struct syntax_error *error);

#endif
