/* parse: a text to a tree, by libfyaml.
 *
 * The only file that knows libfyaml. Its version in Debian 12 (0.7.12) reads out of bounds while
 * it renders messages for malformed UTF-8 and stray CR, so it must only be given text that passed
 * text_check() of yaml/read.h, and its messages are collected, never rendered.
 */
#ifndef YAML_PARSE_H
#define YAML_PARSE_H

#include "yaml/tree.h"

/* Why a text can't be read, and where. */
struct syntax_error {
	uint32_t at;       /* offset in the source */
	const char *text;  /* the library's words; NULL = it could be read */
	bool limit;        /* they are ours: the text is larger than this program reads. A server may read it */
};

/* Reads the first document of `text`, which has the length of the source's own and differs from
 * it at most in masked bytes. False: `error` says why, and the tree is empty. */
bool parse_tree(struct arena *arena, const struct source *source, struct str text,
		struct tree *tree, struct syntax_error *error);

/* The same where libyaml reads all of the text alike, event by event: then its tree would be the same (tree_same()), and need not
 * be built. False, and nothing said, where one of them can't read it, or they differ: then each is asked for its own. Both are at
 * work at once, so that a huge text costs libfyaml's memory before libyaml could tell that it is one. */
bool parse_verified(struct arena *arena, const struct source *source, struct str text, struct tree *tree);

#endif
