#include "yaml/builder.h"

#include <string.h>

#include "base/buf.h"

/* An open collection, or the document itself at depth 0. */
struct level {
	uint32_t node;
	bool mapping;
	bool has_key;         /* mapping: the key was read, its value comes next: see next_node() */
	/* A key that is itself a collection is spelled out here until it closes. */
	uint32_t key_depth;
	struct buf key_text;
};

void builder_init(struct builder *builder, struct arena *arena, const struct source *source,
		  struct tree *tree)
{
	*builder = (struct builder){ .arena = arena, .source = source, .tree = tree };
	builder->levels = 8;
	builder->level = arena_room(arena, builder->levels, sizeof *builder->level);
	builder->level[0] = (struct level){ 0 };
	*tree = (struct tree){ .source = source, .rest = NO_OFFSET, .count = 1, .room = 64 };
	tree->node = arena_room(arena, tree->room, sizeof *tree->node);
	tree->node[0] = (struct node){ 0 };
}

/* ---- anchors ---- */

static uint32_t anchor_slot(const struct builder *builder, struct str name)
{
	uint32_t mask = builder->anchor_room - 1;
	uint32_t slot = (uint32_t)tree_path_hash(0, name) & mask;
	while (builder->anchor_names[slot].at && !str_eq(builder->anchor_names[slot], name))
		slot = (slot + 1) & mask;
	return slot;
}

static void anchor_grow(struct builder *builder)
{
	struct str *names = builder->anchor_names;
	uint32_t *nodes = builder->anchors, room = builder->anchor_room;
	builder->anchor_room = room ? room * 2 : 16;
	builder->anchor_names = arena_array(builder->arena, builder->anchor_room, sizeof *names);
	builder->anchors = arena_array(builder->arena, builder->anchor_room, sizeof *nodes);
	for (uint32_t i = 0; i < room; i++) {
		if (!names[i].at)
			continue;
		uint32_t slot = anchor_slot(builder, names[i]);
		builder->anchor_names[slot] = names[i];
		builder->anchors[slot] = nodes[i];
	}
}

/* A later anchor of the same name takes the earlier one's place. */
static void anchor_put(struct builder *builder, struct str name, uint32_t node)
{
	if (builder->anchor_count * 2 >= builder->anchor_room)
		anchor_grow(builder);
	uint32_t slot = anchor_slot(builder, name);
	builder->anchor_count += !builder->anchor_names[slot].at;
	builder->anchor_names[slot] = name;
	builder->anchors[slot] = node;
}

/* Most nodes have none. */
static inline void anchor_define(struct builder *builder, struct str name, uint32_t node)
{
	if (name.len)
		anchor_put(builder, name, node);
}

static bool anchor_find(const struct builder *builder, struct str name, uint32_t *node)
{
	*node = 0;
	if (!builder->anchor_room)
		return false;
	uint32_t slot = anchor_slot(builder, name);
	*node = builder->anchors[slot];
	return builder->anchor_names[slot].at != NULL;
}

/* ---- spans ---- */

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* Does a block scalar's header begin here? | or >, at most two of digits + -, then nothing or a
 * comment up to the end of the line. */
static bool is_block_header(struct str rest)
{
	if (!rest.len || (rest.at[0] != '|' && rest.at[0] != '>'))
		return false;
	uint32_t at = 1;
	while (at < rest.len && at < 3 && strchr("123456789+-", rest.at[at]))
		at++;
	uint32_t blanks = at;
	while (blanks < rest.len && is_blank(rest.at[blanks]))
		blanks++;
	if (blanks == rest.len || rest.at[blanks] == '\r' || rest.at[blanks] == '\n')
		return true;
	return rest.at[blanks] == '#' && blanks > at;
}

struct span builder_block_span(const struct source *source, uint32_t from, struct span content)
{
	struct str text = source->text;
	uint32_t header = content.at;
	if (header > 0 && text.at[header - 1] == '\n')
		header--;
	uint32_t start = source_line_start(source, header);
	if (start < from)
		start = from;
	for (uint32_t at = start; at < content.at; at++) {
		if (!is_block_header(str_sub(text, at, source_line_next(source, at))))
			continue;
		bool keep = false;
		uint32_t indicators = at + 1;
		while (indicators < text.len && strchr("123456789+-", text.at[indicators]) &&
		       indicators < at + 3)
			keep |= text.at[indicators++] == '+';
		uint32_t end = span_end(content);
		if (keep) {
			/* The indentation of the next key is not content. */
			while (end < text.len && end > content.at && is_blank(text.at[end - 1]))
				end--;
			if (end > content.at && content.at == source_line_start(source, end - 1) &&
			    str_trim(str_sub(text, content.at, end)).len == 0)
				return (struct span){ at, content.at - at };
			while (end > content.at && (text.at[end - 1] == '\n' || text.at[end - 1] == '\r')) {
				bool newline = text.at[--end] == '\n';
				if (!newline || end == content.at || text.at[end - 1] != '\r')
					break;
			}
		} else {
			while (end > content.at && (is_blank(text.at[end - 1]) || text.at[end - 1] == '\n' ||
						    text.at[end - 1] == '\r'))
				end--;
			/* Blanks at the end of the last line of content belong to it. */
			while (end > content.at && end < span_end(content) && is_blank(text.at[end]))
				end++;
		}
		if (end <= content.at)
			end = indicators;
		return (struct span){ at, end - at };
	}
	return content;
}

/* The colon behind a key that ends at `at`: directly, or (explicit keys, flow mappings) on a later
 * line behind comments. */
static uint32_t find_colon(struct str text, uint32_t at)
{
	while (at < text.len) {
		char c = text.at[at];
		if (c == ':')
			return at;
		if (c == '#') {
			at = str_find_char(text, '\n', at);
			if (at == STR_NONE)
				break;
		} else if (!is_blank(c) && c != '\n' && c != '\r') {
			break;
		}
		at++;
	}
	return NO_OFFSET;
}

/* The ? of the key that begins at `key`, or NO_OFFSET. From `at`, where what is before the key ended,
 * there are only blanks, comments, indicators, anchors and tags. */
static uint32_t find_question(struct str text, uint32_t at, uint32_t key)
{
	uint32_t found = NO_OFFSET;
	/* Nearly no key has one, and what is before it may be a long comment. */
	if (!str_has_char(str_sub(text, at, key), '?'))
		return found;
	for (; at < key; at++) {
		bool apart = at == 0 || strchr(" \t\r\n{[,", text.at[at - 1]);
		if (text.at[at] == '?' && apart)
			found = at;
		if (text.at[at] == '#' && apart)
			at = str_find_char(text, '\n', at);
		if (at == STR_NONE)
			break;
	}
	return found;
}

/* The ? of a key that is not written, behind blanks and comments only, or NO_OFFSET. */
static uint32_t lone_question(struct str text, uint32_t at)
{
	for (; at < text.len; at++) {
		if (text.at[at] == '#')
			at = str_find_char(text, '\n', at);
		if (at == STR_NONE || (!is_blank(text.at[at]) && text.at[at] != '\n' && text.at[at] != '\r'))
			break;
	}
	return at < text.len && text.at[at] == '?' ? at : NO_OFFSET;
}

/* ---- nodes ---- */

/* The node that is made next. A key is read into it before its value makes it a node. */
static struct node *next_node(struct builder *builder)
{
	struct tree *tree = builder->tree;
	if (tree->count == tree->room) {
		struct node *more = arena_room(builder->arena, tree->room * 2UL, sizeof *more);
		tree->node = memcpy(more, tree->node, tree->count * sizeof *more);
		tree->room *= 2;
	}
	return &tree->node[tree->count];
}

static uint32_t node_new(struct builder *builder)
{
	struct tree *tree = builder->tree;
	if (tree->count > TREE_NODES_MAX) {
		builder->limit = TREE_TOO_LARGE;
		return 0;
	}
	return tree->count++;
}

static void link_child(struct tree *tree, uint32_t parent, uint32_t child)
{
	struct node *p = &tree->node[parent], *c = &tree->node[child];
	c->parent = parent;
	c->previous = p->last;
	if (p->last)
		tree->node[p->last].next = child;
	else
		p->first = child;
	p->last = child;
}

/* The span of a value that is not written: behind its colon, else behind its key or dash. */
static struct span empty_span(const struct builder *builder, const struct level *level, const struct node *node)
{
	if (level->mapping && level->has_key) {
		if (node->colon != NO_OFFSET)
			return (struct span){ node->colon + 1, 0 };
		return (struct span){ span_end(node->key), 0 };
	}
	return (struct span){ builder->end, 0 };
}

static uint32_t add_value(struct builder *builder, const struct event *event)
{
	struct tree *tree = builder->tree;
	struct level *level = &builder->level[builder->depth];
	struct node *node = next_node(builder);
	uint32_t index = node_new(builder);
	if (!index)
		return 0;
	if (!level->mapping)
		*node = (struct node){ .question = NO_OFFSET, .colon = NO_OFFSET };
	node->kind = event->kind == EVENT_SCALAR ? NODE_SCALAR
		   : event->kind == EVENT_ALIAS ? NODE_ALIAS
		   : event->kind == EVENT_MAPPING ? NODE_MAPPING : NODE_SEQUENCE;
	node->style = event->style;
	node->span = event->empty ? empty_span(builder, level, node) : event->span;
	node->text = event->text;
	node->anchor = event->anchor;
	node->tag = event->tag;
	node->path = level->mapping ? tree_path_hash(tree->node[level->node].path, node->name)
		   : tree->node[level->node].path;
	level->has_key = false;
	if (level->node)
		link_child(tree, level->node, index);
	else
		tree->root = index;
	node = &tree->node[index];
	if (node->kind == NODE_ALIAS && !anchor_find(builder, node->text, &node->target) &&
	    !tree->undefined)
		tree->undefined = index;
	anchor_define(builder, event->anchor, index);
	return index;
}

/* ---- keys ---- */

static void key_done(struct builder *builder, struct level *level, struct node *key)
{
	builder->tree->expands |= str_is(key->name, "__exec") || str_is(key->name, "__rest");
	struct str text = builder->source->text;
	level->has_key = true;
	key->colon = find_colon(text, span_end(key->key));
	/* A key that is not written stands where its colon is: nothing to skip. */
	if (key->colon != NO_OFFSET)
		builder->end = key->colon + 1;
}

/* A key that is a collection: its events are spelled out, and its bytes counted. */
static void key_complex(struct builder *builder, struct level *level, const struct event *event)
{
	struct node *key = next_node(builder);
	struct buf *text = &level->key_text;
	if (event->kind == EVENT_END) {
		level->key_depth--;
		buf_char(text, '}');
	} else {
		if (text->len && text->at[text->len - 1] != '{')
			buf_text(text, ", ");
		if (event->kind == EVENT_ALIAS)
			buf_char(text, '*');
		buf_str(text, event->text);
		if (event->kind == EVENT_MAPPING || event->kind == EVENT_SEQUENCE) {
			level->key_depth++;
			buf_char(text, '{');
		}
	}
	uint32_t end = event->empty ? builder->end : span_end(event->span);
	if (end > span_end(key->key))
		key->key.len = end - key->key.at;
	anchor_define(builder, event->anchor, 0);
	if (level->key_depth == 0) {
		key->name = buf_done(text);
		key_done(builder, level, key);
	}
}

static void key_start(struct builder *builder, struct level *level, const struct event *event)
{
	struct node *key = next_node(builder);
	*key = (struct node){ .colon = NO_OFFSET };
	key->key = event->empty ? (struct span){ builder->end, 0 } : event->span;
	key->question = find_question(builder->source->text, builder->end, key->key.at);
	/* It belongs to no key behind it. */
	uint32_t lone = event->empty ? lone_question(builder->source->text, builder->end) : NO_OFFSET;
	if (lone != NO_OFFSET) {
		key->question = lone;
		key->key.at = builder->end = lone + 1;
	}
	key->key_style = event->style;
	key->key_decorated = event->anchor.len || event->tag.len || event->kind == EVENT_ALIAS;
	if (event->kind == EVENT_SCALAR || event->kind == EVENT_ALIAS) {
		key->name = event->text;
		anchor_define(builder, event->anchor, 0);
		key_done(builder, level, key);
		return;
	}
	key->key_complex = true;
	level->key_text = (struct buf)BUF_INIT(builder->arena);
	key_complex(builder, level, event);
}

/* ---- events ---- */

static void close_level(struct builder *builder, const struct event *event)
{
	struct tree *tree = builder->tree;
	struct node *node = &tree->node[builder->level[builder->depth].node];
	if (node->style == STYLE_FLOW && event->span.len) {
		node->span.len = span_end(event->span) - node->span.at;
	} else if (node->first) {
		const struct node *first = &tree->node[node->first];
		uint32_t start = node->kind == NODE_MAPPING ? first->key.at : node->span.at;
		uint32_t end = node_end(tree, node->last);
		node->span = (struct span){ start, end > start ? end - start : 0 };
	}
	builder->depth--;
}

static bool is_too_deep(struct builder *builder)
{
	builder->limit = TREE_TOO_DEEP;
	return false;
}

static bool open_level(struct builder *builder, uint32_t node, bool mapping)
{
	if (builder->depth == TREE_DEPTH_MAX)
		return is_too_deep(builder);
	if (++builder->depth == builder->levels) {
		builder->level = arena_grow(builder->arena, builder->level, builder->levels, builder->levels * 2,
					    sizeof *builder->level);
		builder->levels *= 2;
	}
	builder->level[builder->depth] = (struct level){ .node = node, .mapping = mapping };
	return true;
}

bool builder_feed(struct builder *builder, const struct event *event)
{
	struct tree *tree = builder->tree;
	if (event->kind == EVENT_DOCUMENT) {
		tree->documents++;
		if (tree->documents == 2)
			tree->rest = event->span.at;
		return true;
	}
	if (tree->documents > 1)
		return true;

	struct level *level = &builder->level[builder->depth];
	if (level->key_depth > 0) {
		if (level->key_depth == TREE_DEPTH_MAX)
			return is_too_deep(builder);
		key_complex(builder, level, event);
	} else if (event->kind == EVENT_END) {
		close_level(builder, event);
	} else if (level->mapping && !level->has_key) {
		key_start(builder, level, event);
	} else {
		uint32_t node = add_value(builder, event);
		if (!node)
			return false;
		if ((event->kind == EVENT_MAPPING || event->kind == EVENT_SEQUENCE) &&
		    !open_level(builder, node, event->kind == EVENT_MAPPING))
			return false;
	}
	if (!event->empty && span_end(event->span) > builder->end)
		builder->end = span_end(event->span);
	return true;
}
