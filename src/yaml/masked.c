#include "yaml/masked.h"

#include "base/buf.h"

/* How a statement or an expression of a template is set off from the text around it. */
struct edges {
	bool left, right;   /* it takes blanks away before it, behind it */
	bool all;           /* any number of lines, and the blanks of the next one; else the end of its own line */
	bool jinja;         /* and trim_blocks would take the end of its line without being told */
	bool terraform;
};

static bool is_edge(char c)
{
	return c == '-' || c == '~';
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static bool is_white(char c)
{
	return is_blank(c) || c == '\n' || c == '\r';
}

static struct edges edges_of(const struct source *source, const struct mask_span *span)
{
	struct str text = source_str(source->whole, span->at);
	struct edges edges = { 0 };
	bool two = str_starts(text, "{{") || str_starts(text, "{%") || str_starts(text, "{#") || str_starts(text, "<%") ||
		   str_starts(text, "%{") || str_starts(text, "${");
	if (text.len < 4 || !two)
		return edges;
	uint32_t close = text.at[1] == '{' && text.at[0] != '{' ? 1 : 2;
	edges.left = is_edge(text.at[2]);
	edges.right = text.len > 2 + close && is_edge(text.at[text.len - close - 1]);
	edges.terraform = close == 1;
	edges.all = text.at[0] == '{';
	edges.jinja = text.at[0] == '{' && text.at[1] != '{' && text.at[text.len - 3] != '+';
	return edges;
}

static bool is_white_between(struct str text, uint32_t from, uint32_t to)
{
	for (uint32_t i = from; i < to; i++)
		if (!is_white(text.at[i]))
			return false;
	return true;
}

/* The last span of the kind that begins before `at`; NULL: none. */
static const struct mask_span *last_before(const struct mask *mask, enum mask_kind kind, uint32_t at)
{
	uint32_t low = mask->from[kind], high = mask->from[kind + 1];
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		if (mask->spans[middle].at.at < at)
			low = middle + 1;
		else
			high = middle;
	}
	return low > mask->from[kind] ? &mask->spans[low - 1] : NULL;
}

/* What of the template ends last before `at`, or is around it. */
static const struct mask_span *nearest(const struct mask *mask, uint32_t at)
{
	const struct mask_span *found = NULL;
	for (enum mask_kind kind = MASK_VALUE; kind < MASK_BRANCH; kind++) {
		const struct mask_span *span = last_before(mask, kind, at);
		if (span && (!found || span_end(span->at) > span_end(found->at)))
			found = span;
	}
	return found;
}

/* The tag before `at`, where nothing literal is between the two. */
static const struct mask_span *before(const struct source *source, uint32_t at)
{
	const struct mask_span *found = last_before(source->mask, MASK_TAG, at);
	return found && is_white_between(source->whole->text, span_end(found->at), at) ? found : NULL;
}

/* A branch that what is put at `at` would be in. At its end it goes on until the statement there. */
static const struct mask_span *branch_around(const struct mask *mask, uint32_t at)
{
	const struct mask_span *branch = mask_outermost(mask, at);
	if (!branch && at)
		branch = mask_outermost(mask, at - 1);
	if (branch)
		return branch;
	for (uint32_t i = mask->from[MASK_BRANCH]; i < mask->from[MASK_KINDS] && mask->spans[i].at.at <= at; i++)
		if (!mask->spans[i].at.len && mask->spans[i].at.at == at)
			return &mask->spans[i];
	return NULL;
}

static uint32_t count_lines(struct str text, uint32_t from, uint32_t to)
{
	uint32_t count = 0;
	for (uint32_t i = from; i < to; i++)
		count += text.at[i] == '\n';
	return count;
}

/* The blanks before a span that begins its line; false where something else is before it, or behind it on its last line. */
static bool stands_alone(const struct source *source, const struct mask_span *span, uint32_t *blanks)
{
	struct str text = source->whole->text;
	uint32_t start = source_line_start(source->whole, span->at.at), end = span_end(span->at);
	*blanks = span->at.at - start;
	return is_white_between(text, start, span->at.at) &&
	       is_white_between(text, end, source_line_end(source->whole, end));
}

/* It takes all white space behind it, and so the indentation of what comes next. */
static bool is_free_behind_all(const struct source *source, const struct edges *edges, bool alone, uint32_t blanks, uint32_t at,
			       uint32_t indent)
{
	struct str text = source->whole->text;
	return alone && !blanks && !edges->left && !indent && (at == text.len || !is_white(text.at[at]));
}

/* ---- what is before a line when the template is rendered ---- */

/* How Jinja2 is told to treat statements that don't say it themselves. */
struct blocks {
	bool trim, lstrip;
};

/* A walk from a place back to the literal line end that would be rendered last before it. */
struct walk {
	const struct source *source;
	struct blocks blocks;
	uint32_t left;              /* tags that may still be looked at: a template that needs more has no place */
	bool steady;
};

static bool is_jinja_statement(const struct source *source, const struct mask_span *tag)
{
	struct str text = source_str(source->whole, tag->at);
	return str_starts(text, "{%") || str_starts(text, "{#");
}

/* Where what is literal behind a tag begins when it is rendered. */
static uint32_t rendered_from(const struct walk *walk, const struct mask_span *tag, uint32_t to)
{
	struct str text = walk->source->whole->text;
	struct edges edges = edges_of(walk->source, tag);
	uint32_t at = span_end(tag->at);
	if (edges.right && edges.all) {
		while (at < to && is_white(text.at[at]))
			at++;
		return at;
	}
	while (edges.right && edges.terraform && at < to && is_blank(text.at[at]))
		at++;
	if (edges.right || (edges.jinja && walk->blocks.trim)) {
		at += at < to && text.at[at] == '\r';
		at += at < to && text.at[at] == '\n';
	}
	return at;
}

/* Where what is literal before a tag ends when it is rendered. */
static uint32_t rendered_to(const struct walk *walk, uint32_t from, const struct mask_span *tag)
{
	struct str text = walk->source->whole->text;
	struct edges edges = edges_of(walk->source, tag);
	uint32_t at = tag->at.at, start = source_line_start(walk->source->whole, at);
	bool plus = text.at[at + 2] == '+', blank = start >= from && is_white_between(text, start, at);
	if (edges.left && edges.all) {
		while (at > from && is_white(text.at[at - 1]))
			at--;
		return at;
	}
	if (edges.left || (walk->blocks.lstrip && is_jinja_statement(walk->source, tag) && !plus))
		at = blank ? start : at;
	/* Terraform strips a line at a time. */
	if (edges.left && edges.terraform && at == tag->at.at)
		while (at > from && is_white(text.at[at - 1]))
			at--;
	return at;
}

static bool begins_line(struct walk *walk, uint32_t at, const struct mask_span *behind, uint32_t ends, bool blanks);

/* A statement ends a condition or a loop: then any arm may be what is rendered before it, or what is before all of them. */
static bool arms_end_lines(struct walk *walk, const struct mask_span *tag, bool blanks)
{
	const struct mask *mask = walk->source->mask;
	uint32_t start = source_line_start(walk->source->whole, tag->at.at), group = 0;
	for (uint32_t i = mask->from[MASK_BRANCH]; i < mask->from[MASK_KINDS]; i++) {
		uint32_t end = span_end(mask->spans[i].at);
		if (end <= tag->at.at && end >= start && is_white_between(walk->source->whole->text, end, tag->at.at))
			group = mask->spans[i].group;
	}
	for (uint32_t i = mask->from[MASK_BRANCH]; group && i < mask->from[MASK_KINDS]; i++) {
		const struct mask_span *arm = &mask->spans[i];
		if (arm->group != group)
			continue;
		for (uint32_t k = mask->from[MASK_TAG]; k < mask->from[MASK_TAG + 1]; k++) {
			const struct mask_span *other = &mask->spans[k];
			bool closes = other->at.at >= span_end(arm->at) &&
				      is_white_between(walk->source->whole->text, span_end(arm->at), other->at.at);
			if (other != tag && other->at.at < tag->at.at && (closes || other->at.at == arm->opened) &&
			    !begins_line(walk, other->at.at, other, 0, blanks))
				return false;
		}
	}
	return true;
}

/* Would the text before `at`, with `ends` line ends more, end with a line end, in each rendering? `behind` is the tag at
 * `at`, if one is there; `blanks`: some follow already. */
static bool begins_line(struct walk *walk, uint32_t at, const struct mask_span *behind, uint32_t ends, bool blanks)
{
	struct str text = walk->source->whole->text;
	const struct mask_span *tag = last_before(walk->source->mask, MASK_TAG, at);
	uint32_t from, to = behind ? rendered_to(walk, tag ? span_end(tag->at) : 0, behind) : at;
	if (!walk->left--) {
		walk->left = 0;
		return false;
	}
	from = tag ? rendered_from(walk, tag, to) : source_text_start(walk->source->whole);
	if (tag && ends && from == to) {
		struct edges edges = edges_of(walk->source, tag);
		bool one = from == span_end(tag->at) && (edges.right || (edges.jinja && walk->blocks.trim));
		ends = edges.right && edges.all ? 0 : ends - one;
	}
	bool spaces = walk->blocks.trim && !walk->blocks.lstrip && walk->steady;
	if (ends)
		return true;
	while (to > from && is_blank(text.at[to - 1])) {
		blanks = true;
		to--;
	}
	if (to > from)
		return text.at[to - 1] == '\n' && (!blanks || spaces);
	if (!tag)
		return !blanks || spaces;
	struct span around = tag->at;
	if (mask_find(walk->source->mask, MASK_GAP, around))
		return true;
	if (mask_find(walk->source->mask, MASK_VALUE, around))
		return false;
	return begins_line(walk, tag->at.at, tag, 0, blanks) && arms_end_lines(walk, tag, blanks);
}

/* In whatever way Jinja2 is told to treat statements. */
static bool always_begins_line(const struct source *source, uint32_t at, uint32_t ends, bool steady)
{
	enum { MOST = 100 };
	for (unsigned mode = 0; mode < 4; mode++) {
		struct walk walk = { source, { mode & 1, mode & 2 }, MOST, steady };
		if (!begins_line(&walk, at, NULL, ends, false))
			return false;
	}
	return true;
}

/* Does the statement that comes next take white space away before it, and had none to take but that between two
 * statements? A line end that is put there would go, where the one of the line before the two stays. */
static bool is_eaten(const struct source *source, uint32_t at)
{
	const struct mask *mask = source->mask;
	for (uint32_t i = mask->from[MASK_TAG]; i < mask->from[MASK_TAG + 1]; i++) {
		if (mask->spans[i].at.at < at)
			continue;
		struct edges edges = edges_of(source, &mask->spans[i]);
		return edges.left && edges.all && is_white_between(source->whole->text, at, mask->spans[i].at.at);
	}
	return false;
}

bool masked_is_free(const struct source *source, uint32_t at, uint32_t indent, bool steady)
{
	bool ended = !at || source->text.at[at - 1] == '\n';
	return masked_is_whole(source, at, indent, steady) &&
	       (!source->mask || !before(source, at) ||
		(!is_eaten(source, at) && always_begins_line(source, at, !ended, steady)));
}

bool masked_needs_line(const struct source *source, uint32_t at, uint32_t indent, bool steady)
{
	const struct mask_span *span = source->mask ? before(source, at) : NULL;
	if (!span || is_eaten(source, at) || !masked_is_whole(source, at, indent, steady))
		return false;
	uint32_t end = source_line_next(source, span_end(span->at));
	bool ended = end > span_end(span->at) && source->text.at[end - 1] == '\n';
	return !always_begins_line(source, end, !ended, steady) && always_begins_line(source, end, !ended + 1, steady);
}

bool masked_is_whole(const struct source *source, uint32_t at, uint32_t indent, bool steady)
{
	if (!source->mask)
		return true;
	const struct mask_span *span = nearest(source->mask, at);
	if (branch_around(source->mask, at) || (span && span_end(span->at) > at))
		return false;
	span = before(source, at);
	if (!span)
		return true;
	struct str text = source->whole->text;
	struct edges edges = edges_of(source, span);
	uint32_t blanks, lines = count_lines(text, span_end(span->at), at);
	bool alone = stands_alone(source, span, &blanks);
	if (edges.right && edges.all)
		return is_free_behind_all(source, &edges, alone, blanks, at, indent);
	if (lines > 1)
		return true;
	if (edges.right)
		return alone && (blanks ? edges.left : !(edges.left && edges.terraform));
	if (!edges.jinja || edges.left)
		return true;
	return alone && (!blanks || steady);
}

/* The statement that ends a condition or a loop. */
static const struct mask_span *closing(const struct mask *mask, const struct mask_span *branch)
{
	uint32_t end = span_end(branch->at), i;
	for (i = mask->from[MASK_BRANCH]; i < mask->from[MASK_KINDS]; i++)
		if (mask->spans[i].group == branch->group && span_end(mask->spans[i].at) > end)
			end = span_end(mask->spans[i].at);
	for (i = mask->from[MASK_TAG]; i < mask->from[MASK_TAG + 1]; i++)
		if (mask->spans[i].at.at >= end)
			return &mask->spans[i];
	return NULL;
}

uint32_t masked_leave(const struct source *source, uint32_t at)
{
	const struct mask_span *branch;
	while (source->mask && (branch = branch_around(source->mask, at)) != NULL) {
		const struct mask_span *tag = closing(source->mask, branch);
		if (!tag || span_end(tag->at) <= at)
			return NO_OFFSET;
		at = source_line_next(source, span_end(tag->at));
	}
	return at;
}

bool masked_is_shifted(const struct source *source, uint32_t at)
{
	const struct mask_span *span = source->mask ? before(source, at) : NULL;
	uint32_t blanks;
	if (!span || count_lines(source->whole->text, span_end(span->at), at) != 1)
		return false;
	struct edges edges = edges_of(source, span);
	return edges.jinja && !edges.left && !edges.right && stands_alone(source, span, &blanks) && blanks;
}

/* The blanks before a child that begins its line. */
static bool child_indent(const struct tree *tree, uint32_t child, uint32_t *line, uint32_t *indent)
{
	uint32_t at = node_start(tree, child);
	*line = source_line_start(tree->source, at);
	*indent = at - *line;
	return is_white_between(tree->source->text, *line, at);
}

bool masked_is_steady(const struct tree *tree)
{
	const struct source *source = tree->source;
	if (!source->mask)
		return true;
	for (uint32_t map = 1; map < tree->count; map++) {
		bool shifted = false, straight = false;
		uint32_t line, indent, first = NO_OFFSET;
		if (tree->node[map].kind != NODE_MAPPING || tree->node[map].style != STYLE_BLOCK)
			continue;
		for (uint32_t at = tree->node[map].first; at && !(shifted && straight); at = tree->node[at].next) {
			if (!child_indent(tree, at, &line, &indent) || (first != NO_OFFSET && indent != first))
				continue;
			first = indent;
			bool moved = masked_is_shifted(source, line);
			shifted |= moved;
			straight |= !moved;
		}
		if (shifted && straight)
			return true;
	}
	return false;
}

const struct mask_span *masked_find(const struct source *source, struct span at)
{
	static const enum mask_kind kinds[] = { MASK_VALUE, MASK_GAP, MASK_TAG };
	const struct mask_span *found = NULL;
	for (unsigned i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		const struct mask_span *span = mask_find(source->mask, kinds[i], at);
		if (span && (!found || span->at.at < found->at.at))
			found = span;
	}
	return found;
}

bool masked_has_line(const struct source *source, uint32_t at)
{
	uint32_t start = source_line_start(source, at);
	return masked_find(source, (struct span){ start, source_line_next(source, at) - start }) != NULL;
}

struct span masked_statement(const struct source *source, uint32_t offset)
{
	const struct mask_span *span = masked_find(source, (struct span){ offset, 0 });
	return span ? span->at : (struct span){ offset, source_line_end(source, offset) - offset };
}

struct str masked_words(struct arena *arena, const struct source *source, struct span at)
{
	enum { LONGEST = 50 };
	struct str text = str_trim(source_str(source_file(source), at));
	struct buf out = BUF_INIT(arena);
	for (uint32_t i = 0; i < text.len; i++) {
		bool white = is_white(text.at[i]);
		if (out.len >= LONGEST && (white || (text.at[i] & 0xc0) != 0x80)) {
			buf_text(&out, "...");
			break;
		}
		if (!white)
			buf_char(&out, text.at[i]);
		else if (i && !is_white(text.at[i - 1]))
			buf_char(&out, ' ');
	}
	return buf_done(&out);
}

/* ---- where a line can be in a template ---- */

bool masked_refuse(struct arena *arena, const struct source *source, uint32_t at, struct err *err)
{
	const struct mask_span *branch = mask_outermost(source->mask, at ? at - 1 : 0);
	struct span words = masked_statement(source, branch ? branch->opened : source_line_start(source, at ? at - 1 : 0));
	return source_refuse(source, words.at, err, "there is no place here for a new line that would stand right however the template "
			     "is rendered (%.*s); put it there by hand", STR_ARG(masked_words(arena, source, words)));
}

/* Does no key begin between the two? */
static bool nothing_begins(const struct tree *tree, uint32_t from, uint32_t to)
{
	for (uint32_t at = 2; tree->source->mask && at < tree->count; at++)
		if (tree->node[tree->node[at].parent].kind == NODE_MAPPING && node_start(tree, at) >= from && node_start(tree, at) < to)
			return false;
	return true;
}

/* Behind a child, or behind the statement that ends the branches that it is in, while its section goes on there. */
bool masked_place_behind(const struct tree *tree, uint32_t child, uint32_t indent, bool steady, uint32_t *at)
{
	uint32_t end = node_end(tree, child);
	*at = source_line_next(tree->source, end);
	if (masked_is_free(tree->source, *at, indent, steady))
		return nothing_begins(tree, end + 1, *at);
	*at = masked_leave(tree->source, *at);
	return *at != NO_OFFSET && nothing_begins(tree, end + 1, *at) &&
	       masked_is_free(tree->source, *at, indent, steady);
}

/* Are all lines of the section behind statements that may leave blanks before them? */
static bool is_shifted(const struct tree *tree, uint32_t map)
{
	for (uint32_t at = tree->node[map].first; at; at = tree->node[at].next)
		if (!masked_is_shifted(tree->source, source_line_start(tree->source, node_start(tree, at))))
			return false;
	return true;
}

/* Where a new child of `map` goes: behind `after`, else behind one before it, else under the header. */
bool masked_place(struct arena *arena, const struct tree *tree, uint32_t map, uint32_t after, uint32_t indent, uint32_t *at,
		       struct err *err)
{
	const struct node *header = &tree->node[map];
	bool steady = masked_is_steady(tree);
	if (!tree->source->mask) {
		*at = source_line_next(tree->source, node_end(tree, after));
		return true;
	}
	bool unknown = !steady && is_shifted(tree, map);
	for (uint32_t child = after; child && !unknown; child = tree->node[child].previous)
		if (masked_place_behind(tree, child, indent, steady, at))
			return true;
	if (!unknown && map != tree->root && header->colon != NO_OFFSET) {
		*at = source_line_next(tree->source, header->colon);
		if (*at <= source_line_start(tree->source, node_start(tree, header->first)) &&
		    masked_is_free(tree->source, *at, indent, steady))
			return true;
	}
	return masked_refuse(arena, tree->source, source_line_next(tree->source, node_end(tree, after)), err);
}
