/* yamlcpp: a text to a tree, as mongod itself would read it.
 *
 * mongod reads its config with yaml-cpp: 0.5.3 in 3.4 to 4.0, 0.6.2 in 4.2 and 4.4, 0.6.3 since 5.0 (server
 * source, src/third_party). yaml-cpp is neither libyaml nor libfyaml, and not quite YAML: a quote that is
 * never closed is closed by the end of the file, a key at less indentation than the first one ends the
 * document without a word, a comment may stand directly behind a bracket, a colon that the key's quote
 * touches needs no blank. No choice between the two libraries tells what such a file does to a server.
 * So this is a third reader, which does what yaml-cpp does, accidents included.
 *
 *     struct yamlcpp read;
 *     yamlcpp_read(arena, &source, &read);
 *     if (read.error.text)  ... the server refuses the file, in these words
 *     else                  ... read.tree is what the server looks for its options in
 *
 * It is for the verdict (does this file start a server?) and for the settings (with which values?). It is
 * not for edits: what is written must be plain for every reader, so that stays with the two libraries
 * (yaml/read.h), which have to agree.
 *
 * How it works. Like every YAML reader in two steps: yamlcpp_scan.c cuts the text into tokens and decides
 * what may be a key, with yamlcpp_token.c for each kind of token, yamlcpp_scalar.c and yamlcpp_block.c for
 * the text of scalars; yamlcpp_parse.c makes nodes from tokens and feeds them to the builder of the other
 * two. What yaml-cpp accepts depends on when it looks (an error behind the document's end is only found
 * if a token from there was asked for), so tokens are asked for in the same order. Time and memory are
 * linear in the text.
 *
 * Not as yaml-cpp: a depth beyond TREE_DEPTH_MAX is an error here, where 0.6 runs on until the stack
 * ends; a colon in brackets at which 0.6 never stops reading (`[a:]`, or the file ends behind it) is an
 * error here and takes all memory there; and what 0.6 does with a tag or an anchor that is the last
 * thing in a file, where it looks at memory that is not its own, is read as an empty value. An alias of
 * an anchor that stands before a key, or inside of one, has no target, because a key is no node of a
 * tree; the server knows its value. Columns that yaml-cpp prints count bytes, and so do ours. A text
 * with NUL bytes is refused by the server before it is read (since 3.6): here they are characters like
 * others.
 */
#ifndef YAML_YAMLCPP_H
#define YAML_YAMLCPP_H

#include "yaml/parse.h"

/* 0.6 stands for 0.6.2 and 0.6.3, which differ in nothing a config has. Of 0.5.3 one difference is known: ~,
 * Null and NULL are text there. */
enum yamlcpp_release { YAMLCPP_0_5, YAMLCPP_0_6 };

struct yamlcpp {
	struct tree tree;           /* empty where there is an error; without a root for an empty text */
	struct syntax_error error;  /* .text NULL: the server can read it. Else what the server prints,
	                             * "yaml-cpp: error at line N, column M: ...", or our words for what is
	                             * named above */
	uint32_t rest;              /* first byte of text that the server never looks at, or NO_OFFSET */
	uint32_t unclosed;          /* node whose quote is never closed, or 0 */
	uint32_t directive;         /* a first line with a % that is skipped, and is neither %YAML nor
	                             * %TAG: probably meant as something else. Or NO_OFFSET */
};

/* Never fails. The tree lives in `arena`, and its texts partly in the source. */
void yamlcpp_read(struct arena *arena, const struct source *source, struct yamlcpp *read);

/* Is this node null to that release? A value that has a tag but no text is the empty string. */
bool yamlcpp_null(const struct node *node, enum yamlcpp_release release);

#endif
