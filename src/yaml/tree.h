/* tree: a YAML document as nodes that know their bytes.
 *
 * Both YAML libraries are read through the same builder into the same tree, so that
 * their readings can be compared node by node, and so that everything above this
 * folder knows no library. Nodes stand in document order in one array; node 0 is
 * "none", the root is node 1 (or none, for a text with nothing in it but comments).
 *
 *     for (uint32_t at = tree->node[map].first; at; at = tree->node[at].next)
 *             ... tree->node[at].name, tree->node[at].text ...
 *
 * Spans are bytes of the source, half-open, and mean what a person would mark:
 *   scalar     with its quotes; a block scalar from its | or > to the end of its last line of
 *              content, without the line's ending
 *   flow       from its bracket to the closing one
 *   block      from the first key (or dash) to the end of the last child
 *   no value   an empty span directly behind the colon
 * Anchors and tags are not part of any span; a node that has one says so.
 *
 * A path is the names from the root joined by dots, as mongod joins them: it makes no
 * difference between `net: {port: 1}` and `net.port: 1`, and a key `value` stands for its
 * parent (server source, options_parser.cpp, addYAMLNodesToEnvironment).
 */
#ifndef YAML_TREE_H
#define YAML_TREE_H

#include "text/source.h"

enum node_kind { NODE_NONE, NODE_SCALAR, NODE_MAPPING, NODE_SEQUENCE, NODE_ALIAS };

enum node_style {
	STYLE_PLAIN, STYLE_SINGLE, STYLE_DOUBLE, STYLE_LITERAL, STYLE_FOLDED,  /* scalars */
	STYLE_BLOCK, STYLE_FLOW,                                               /* collections */
};

#define NO_OFFSET UINT32_MAX

struct node {
	enum node_kind kind;
	enum node_style style;
	struct span span;
	struct str text;         /* scalar: its value, unescaped and folded; alias: the anchor's name */
	struct str anchor, tag;  /* empty where there is none */
	uint32_t target;         /* alias: the node it stands for; 0 = never defined before it */

	/* Only below a mapping: */
	struct str name;         /* the key's value; a key that is no scalar is spelled as {a, b} */
	struct span key;         /* with quotes, without ? and : */
	enum node_style key_style;
	bool key_complex;        /* not a scalar */
	bool key_decorated;      /* has an anchor or a tag, or is an alias */
	uint32_t question;       /* offset of the ? before the key, or NO_OFFSET */
	uint32_t colon;          /* offset of the colon, or NO_OFFSET */

	uint32_t first, last, next, previous, parent;
	uint64_t path;           /* hash of the path, see tree_path_hash() */
};

struct tree {
	const struct source *source;
	struct node *node;
	uint32_t count;          /* nodes in use, with node 0 */
	uint32_t room;
	uint32_t root;           /* 1, or 0 */
	uint32_t documents;      /* in the whole text; only the first is in the tree */
	uint32_t rest;           /* offset at which the second document begins, or NO_OFFSET */
	uint32_t undefined;      /* first alias without an anchor, or 0 */
	bool expands;            /* a key is called __exec or __rest */
};

/* Bytes at which a node and everything below it ends: where text may be put behind it. */
uint32_t node_end(const struct tree *tree, uint32_t node);

/* All of it stands `by` bytes further on. */
void tree_shift(struct tree *tree, uint32_t by);

/* Where a child of a mapping begins: its key, or the ? before it. */
uint32_t node_start(const struct tree *tree, uint32_t node);

/* A value that mongod takes for null: nothing, or a plain ~, null, Null, NULL. */
bool node_is_null(const struct node *node);

/* Does anything on the way from the root to `node` (both included, but for the root's own tag)
 * have an anchor or a tag, or is it an alias, or a merge key? Editing there would change other
 * places too, or mean something else than it says. Returns the first such node, or 0. */
uint32_t tree_decorated(const struct tree *tree, uint32_t node);

/* The dotted path of a node; cut with "..." beyond 512 bytes. */
struct str tree_path(struct arena *arena, const struct tree *tree, uint32_t node);

/* FNV-1a over the path; goes on from a parent's hash, 0 for the root. */
uint64_t tree_path_hash(uint64_t parent, struct str name);

/* The node with this path: a leaf or a section, in any spelling. `*again`, if not NULL, is set to
 * another node of the same path or 0. Returns 0 when there is none. */
uint32_t tree_find(const struct tree *tree, struct str path, uint32_t *again);

/* The next node at or after `from` that has this path; a section and its key `value` both have the
 * section's. 0 when there is none. */
uint32_t tree_next(const struct tree *tree, struct str path, uint32_t from);

/* Two readings of a text: the same kinds, keys, values, anchors and tags, node by node? If not,
 * `*at` is the first node of `a` that differs. */
bool tree_same(const struct tree *a, const struct tree *b, uint32_t *at);

#endif
