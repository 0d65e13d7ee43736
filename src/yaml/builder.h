/* builder: from the events of a YAML library to a tree.
 *
 * Each library's reader turns its own events into the one below and feeds them in order; the
 * builder finds keys, colons and nesting, and mends what spans the libraries leave out.
 *
 *     struct builder builder;
 *     builder_init(&builder, arena, source, tree);
 *     builder_feed(&builder, &event) ...      false: too deep or too many nodes
 */
#ifndef YAML_BUILDER_H
#define YAML_BUILDER_H

#include "yaml/tree.h"

enum event_kind {
	EVENT_DOCUMENT, EVENT_SCALAR, EVENT_ALIAS,
	EVENT_MAPPING, EVENT_SEQUENCE, EVENT_END,  /* end of a mapping or sequence */
};

struct event {
	enum event_kind kind;
	struct span span;        /* scalar: quotes or block header included. Start of a collection: its
	                          * bracket, empty for block style. End: the bracket, or empty */
	bool empty;              /* a scalar that is not written at all: the span is ignored */
	enum node_style style;
	struct str text, anchor, tag;
};

/* More than any config has; what goes beyond is refused before it can cost anything. */
enum { TREE_DEPTH_MAX = 100, TREE_NODES_MAX = 100000 };
#define TREE_TOO_DEEP "is nested deeper than 100 levels; no config is"
#define TREE_TOO_LARGE "has more than 100,000 keys, values and lists; no config has"

struct level;
struct builder {
	struct arena *arena;
	const struct source *source;
	struct tree *tree;
	struct level *level;     /* open collections, at most TREE_DEPTH_MAX of them */
	uint32_t depth, levels;  /* how many are open, and for how many there is room */
	uint32_t end;            /* where the last event ended */
	uint32_t *anchors;       /* hash table of nodes that have an anchor */
	uint32_t anchor_count, anchor_room;
	struct str *anchor_names;
	const char *limit;       /* why builder_feed() was false: one of the two above */
};

void builder_init(struct builder *builder, struct arena *arena, const struct source *source,
		  struct tree *tree);
bool builder_feed(struct builder *builder, const struct event *event);

/* The bytes of a block scalar from the span of its content, which begins on the line after its
 * header and may run over blank lines: from the | or > to the last line of content. `from` is
 * where the header can begin at the earliest. */
struct span builder_block_span(const struct source *source, uint32_t from, struct span content);

#endif
