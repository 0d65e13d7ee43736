#include "yaml/flow.h"

#include <string.h>

#include "base/buf.h"
#include "yaml/scalar.h"

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static bool all_blank(struct str text)
{
	for (uint32_t i = 0; i < text.len; i++)
		if (!is_blank(text.at[i]))
			return false;
	return true;
}

static uint32_t skip_blanks(struct str text, uint32_t at)
{
	while (at < text.len && is_blank(text.at[at]))
		at++;
	return at;
}

/* The end of a child's bytes, also where its value is not written. */
static uint32_t child_end(const struct tree *tree, uint32_t child)
{
	uint32_t end = node_end(tree, child), key = span_end(tree->node[child].key);
	return end > key ? end : key;
}

/* Where a comma may be put behind a child: not directly behind the colon of a plain key, which
 * would be part of the key then. `*before` is what has to be put before the comma. */
static uint32_t comma_place(const struct tree *tree, uint32_t child, const char **before)
{
	const struct node *n = &tree->node[child];
	uint32_t end = child_end(tree, child);
	bool open = n->kind == NODE_SCALAR && n->span.len == 0 && n->colon != NO_OFFSET &&
		    n->key_style == STYLE_PLAIN;
	bool blank = end < tree->source->text.len && is_blank(tree->source->text.at[end]);
	*before = open && !blank ? " " : "";
	return open && blank ? end + 1 : end;
}

/* The blanks before a key that begins its line; false when something else is before it. */
static bool own_line(const struct source *source, uint32_t at, struct str *indent)
{
	*indent = str_sub(source->text, source_line_start(source, at), at);
	return all_blank(*indent);
}

bool flow_is_json(const struct tree *tree, uint32_t map)
{
	uint32_t last = tree->node[map].last;
	/* An empty mapping is written as its parent is. */
	while (!last && tree->node[map].parent) {
		map = tree->node[map].parent;
		last = tree->node[map].style == STYLE_FLOW ? tree->node[map].last : 0;
	}
	return last && tree->node[last].key_style == STYLE_DOUBLE;
}

struct str flow_value(struct arena *arena, struct str value, bool json)
{
	bool quote = json && !scalar_is_bare_json(value);
	return scalar_spell(arena, value, quote ? STYLE_DOUBLE : STYLE_PLAIN, true);
}

/* How children of this mapping are written. */
struct layout {
	enum node_style key_style;
	struct str colon;      /* ": ", or ":" in compact JSON */
	struct str comma;      /* ", ", or "," */
	bool lines;            /* each child begins a line of its own */
	struct str indent;     /* then: what is before it */
	struct str step;       /* then: what a level more has */
	bool nest_lines;       /* sections inside are spread over lines too */
	struct str ending;
};

/* The blanks behind a colon or comma, where they are all that is there. */
static struct str gap_after(struct arena *arena, struct str text, uint32_t mark, uint32_t next)
{
	struct str gap = str_sub(text, mark + 1, next);
	if (!all_blank(gap))
		gap = STR(" ");
	return str_format(arena, "%c%.*s", text.at[mark], STR_ARG(gap));
}

/* How a sibling section is spread over lines: the step it takes. */
static void look_at_sections(const struct yaml *yaml, uint32_t map, struct layout *layout)
{
	const struct tree *tree = &yaml->tree;
	for (uint32_t at = tree->node[map].first; at; at = tree->node[at].next) {
		const struct node *section = &tree->node[at];
		struct str inner;
		if (section->kind != NODE_MAPPING || !section->first ||
		    !own_line(yaml->source, tree->node[section->first].key.at, &inner) ||
		    inner.len <= layout->indent.len)
			continue;
		layout->nest_lines = true;
		layout->step = str_sub(inner, layout->indent.len, inner.len);
	}
}

static struct layout layout_of(struct arena *arena, const struct yaml *yaml, uint32_t map)
{
	const struct tree *tree = &yaml->tree;
	struct str text = yaml->source->text;
	uint32_t last = tree->node[map].last;
	struct layout layout = { .colon = STR(": "), .comma = STR(", ") };
	layout.key_style = flow_is_json(tree, map) ? STYLE_DOUBLE : STYLE_PLAIN;
	layout.ending = source_ending(yaml->source, node_end(tree, map));
	if (!last)
		return layout;

	const struct node *node = &tree->node[last];
	layout.key_style = node->key_complex ? STYLE_PLAIN : node->key_style;
	bool quoted = layout.key_style == STYLE_DOUBLE || layout.key_style == STYLE_SINGLE;
	if (quoted && node->colon != NO_OFFSET && node->span.len)
		layout.colon = gap_after(arena, text, node->colon, node->span.at);
	/* A value like ::1 must not touch the colon; only quoted keys may have none behind them. */
	if (node->previous) {
		uint32_t comma = skip_blanks(text, child_end(tree, node->previous));
		if (comma < text.len && text.at[comma] == ',')
			layout.comma = gap_after(arena, text, comma, node->key.at);
	} else if (str_is(layout.colon, ":")) {
		layout.comma = STR(",");
	}
	layout.lines = own_line(yaml->source, node->key.at, &layout.indent);
	if (layout.lines)
		look_at_sections(yaml, map, &layout);
	return layout;
}

/* The new child: "name: value", or sections around it, on one line or spread as its siblings. */
static struct str spell(struct arena *arena, const struct layout *layout, const struct addition *addition)
{
	struct buf out = BUF_INIT(arena);
	bool json = layout->key_style == STYLE_DOUBLE;
	bool spread = layout->lines && layout->nest_lines;
	for (uint32_t i = 0; i < addition->count; i++) {
		buf_str(&out, scalar_spell(arena, addition->names[i], layout->key_style, true));
		buf_str(&out, layout->colon);
		if (i + 1 == addition->count)
			break;
		buf_char(&out, '{');
		if (!spread)
			continue;
		buf_str(&out, layout->ending);
		buf_str(&out, layout->indent);
		for (uint32_t k = 0; k <= i; k++)
			buf_str(&out, layout->step);
	}
	buf_str(&out, flow_value(arena, addition->value, json));
	for (uint32_t i = addition->count - 1; i > 0; i--) {
		if (spread) {
			buf_str(&out, layout->ending);
			buf_str(&out, layout->indent);
			for (uint32_t k = 1; k < i; k++)
				buf_str(&out, layout->step);
		}
		buf_char(&out, '}');
	}
	return buf_done(&out);
}

/* Into {}: the blanks that are there go to both sides. */
static bool add_first(struct arena *arena, const struct yaml *yaml, uint32_t map, struct str child,
		      struct edits *edits, struct err *err)
{
	struct span span = yaml->tree.node[map].span;
	struct span inside = { span.at + 1, span.len - 2 };
	struct str blanks = source_str(yaml->source, inside);
	if (!all_blank(blanks)) {
		inside.len = 0;
		child = str_format(arena, " %.*s", STR_ARG(child));
	} else if (blanks.len) {
		child = str_format(arena, " %.*s ", STR_ARG(child));
	}
	return edits_add(edits, inside, child) || edits_refuse(yaml->source, span.at, err);
}

bool flow_fill(struct arena *arena, const struct yaml *yaml, uint32_t section,
	       const struct addition *addition, struct edits *edits, struct err *err)
{
	const struct node *node = &yaml->tree.node[section];
	struct layout layout = layout_of(arena, yaml, section);
	struct str child = spell(arena, &layout, addition);
	const char *before = node->span.len ? "" : node->colon == NO_OFFSET ? ": " : " ";
	return edits_add(edits, node->span, str_format(arena, "%s{%.*s}", before, STR_ARG(child))) ||
	       edits_refuse(yaml->source, node->span.at, err);
}

bool flow_add(struct arena *arena, const struct yaml *yaml, uint32_t map,
	      const struct addition *addition, struct edits *edits, struct err *err)
{
	const struct tree *tree = &yaml->tree;
	const struct source *source = yaml->source;
	struct str text = source->text;
	struct layout layout = layout_of(arena, yaml, map);
	struct str child = spell(arena, &layout, addition);
	uint32_t last = tree->node[map].last;
	if (!last)
		return add_first(arena, yaml, map, child, edits, err);

	const char *before;
	uint32_t end = comma_place(tree, last, &before);
	if (!layout.lines)
		return edits_add(edits, (struct span){ end, 0 },
				 str_format(arena, "%s%.*s%.*s", before, STR_ARG(layout.comma),
					    STR_ARG(child))) || edits_refuse(yaml->source, end, err);

	/* On a line of its own: behind the last child's line with its comment, where the bracket is
	 * not on that line. */
	struct str line = str_format(arena, "%.*s%.*s%.*s", STR_ARG(layout.ending),
				     STR_ARG(layout.indent), STR_ARG(child));
	uint32_t comma = skip_blanks(text, end);
	bool has_comma = comma < text.len && text.at[comma] == ',';
	uint32_t rest = has_comma ? skip_blanks(text, comma + 1) : comma;
	bool line_ends = rest == text.len || text.at[rest] == '#' || text.at[rest] == '\n' ||
			 text.at[rest] == '\r';
	if (!line_ends)
		return edits_add(edits, (struct span){ end, 0 },
				 str_format(arena, "%s,%.*s", before, STR_ARG(line))) ||
		       edits_refuse(yaml->source, end, err);
	uint32_t line_end = source_line_end(source, end);
	if (has_comma)
		line = str_format(arena, "%.*s,", STR_ARG(line));
	bool ok = has_comma || edits_add(edits, (struct span){ end, 0 },
					  str_format(arena, "%s,", before));
	return (ok && edits_add(edits, (struct span){ line_end, 0 }, line)) || edits_refuse(source, end, err);
}

/* The bytes of a child that has lines of its own, with the ending before them. */
static bool whole_lines(const struct source *source, uint32_t from, uint32_t to, struct span *lines)
{
	struct str text = source->text, indent;
	uint32_t first = source_line_start(source, from);
	if (first == 0 || !own_line(source, from, &indent))
		return false;
	to = skip_blanks(text, to);
	if (to < text.len && text.at[to] == '#')
		to = source_line_end(source, to);
	if (to < text.len && text.at[to] != '\n' && text.at[to] != '\r')
		return false;
	uint32_t start = source_line_end(source, first - 1);
	*lines = (struct span){ start, to - start };
	return true;
}

/* The comma at or after `at`, behind blanks, line ends and comments; or STR_NONE. */
static uint32_t find_comma(struct str text, uint32_t at)
{
	while (at < text.len && (is_blank(text.at[at]) || strchr("\r\n#", text.at[at]))) {
		if (text.at[at] == '#')
			at = str_find_char(text, '\n', at);
		if (at == STR_NONE)
			return at;
		at++;
	}
	return at < text.len && text.at[at] == ',' ? at : STR_NONE;
}

/* Removes a child that shares lines with others, and the comma behind or before it. What is not
 * blank between the two, comments that is, stays. */
static bool remove_inline(const struct tree *tree, uint32_t node, struct edits *edits)
{
	struct str text = tree->source->text;
	const struct node *n = &tree->node[node];
	uint32_t from = node_start(tree, node), end = child_end(tree, node);
	const char *blank;
	uint32_t before = n->previous ? comma_place(tree, n->previous, &blank) : from;
	uint32_t comma = find_comma(text, n->next || !n->previous ? end : before);
	struct span child = { from, end - from };
	if (!n->next && !n->previous) {
		/* Of the blanks on both sides, one side's stay. */
		uint32_t to = skip_blanks(text, comma == STR_NONE ? end : comma + 1);
		if (str_has_char(str_sub(text, end, to), '#'))
			return edits_add(edits, child, STR("")) &&
			       edits_add(edits, (struct span){ comma, 1 }, STR(""));
		child.len = (from > 0 && is_blank(text.at[from - 1]) ? to
			     : comma == STR_NONE ? end : comma + 1) - from;
		return edits_add(edits, child, STR(""));
	}
	if (comma == STR_NONE)
		return edits_add(edits, child, STR(""));
	if (str_has_char(str_sub(text, n->next ? end : before, n->next ? comma : from), '#'))
		return edits_add(edits, child, STR("")) &&
		       edits_add(edits, (struct span){ comma, 1 }, STR(""));
	if (!n->next)
		return edits_add(edits, (struct span){ before, end - before }, STR(""));
	/* Up to the next child, where it is on the same line as the comma. */
	uint32_t next = skip_blanks(text, comma + 1);
	child.len = (next == node_start(tree, n->next) ? next : comma + 1) - from;
	return edits_add(edits, child, STR(""));
}

bool flow_remove(const struct yaml *yaml, uint32_t node, struct edits *edits, struct err *err)
{
	const struct tree *tree = &yaml->tree;
	const struct source *source = yaml->source;
	struct str text = source->text;
	const struct node *n = &tree->node[node];
	uint32_t from = node_start(tree, node), end = child_end(tree, node);
	uint32_t comma = find_comma(text, end), own = skip_blanks(text, end);
	struct span lines;
	bool ok;
	if ((comma == STR_NONE || comma == own) &&
	    whole_lines(source, from, comma == STR_NONE ? end : own + 1, &lines)) {
		ok = edits_add(edits, lines, STR(""));
		uint32_t last = comma == STR_NONE && n->previous
				? find_comma(text, child_end(tree, n->previous)) : STR_NONE;
		if (last != STR_NONE)
			ok = ok && edits_add(edits, (struct span){ last, 1 }, STR(""));
	} else {
		ok = remove_inline(tree, node, edits);
	}
	return ok || edits_refuse(yaml->source, from, err);
}
