#include "yaml/block.h"

#include "base/buf.h"
#include "yaml/masked.h"
#include "yaml/scalar.h"

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static bool line_is_blank(struct str line)
{
	return str_trim(line).len == 0;
}

/* Where a line's text can begin: behind the byte order mark on the first one. */
static uint32_t line_text_start(const struct source *source, uint32_t offset)
{
	uint32_t start = source_line_start(source, offset);
	return start == 0 ? source_text_start(source) : start;
}

/* The blanks before a key, which must be all that its line has before it. */
static bool key_indent(const struct tree *tree, uint32_t node, struct str *indent)
{
	const struct source *source = tree->source;
	uint32_t at = node_start(tree, node);
	*indent = str_sub(source->text, line_text_start(source, at), at);
	if (tree->node[node].key_complex)
		return false;
	for (uint32_t i = 0; i < indent->len; i++)
		if (indent->at[i] != ' ')
			return false;
	return true;
}

/* The blanks that a mapping needs which begins behind "? ", ": " or "- " on its line: as many as there
 * are columns before it. */
static bool compact_indent(struct arena *arena, const struct tree *tree, uint32_t first, struct str *indent)
{
	uint32_t at = node_start(tree, first), start = line_text_start(tree->source, at);
	struct str before = str_sub(tree->source->text, start, at);
	for (uint32_t i = 0; i < before.len; i++)
		if (!str_has_char(STR(" ?:-"), before.at[i]))
			return false;
	*indent = str_format(arena, "%*s", (int)before.len, "");
	return true;
}

/* The indentation of a mapping's children. */
static bool children_indent(struct arena *arena, const struct yaml *yaml, uint32_t map, struct str *indent,
			    struct err *err)
{
	const struct tree *tree = &yaml->tree;
	for (uint32_t at = tree->node[map].first; at; at = tree->node[at].next)
		if (key_indent(tree, at, indent))
			return true;
	if (compact_indent(arena, tree, tree->node[map].first, indent))
		return true;
	return source_refuse(yaml->source, tree->node[map].span.at, err,
			     "no key of this section begins its own line, so there is no place for a "
			     "new one; write one option per line first");
}

/* How many columns a level adds in this file: what most sections have; 2 when there is none. */
static uint32_t indent_step(const struct yaml *yaml)
{
	enum { WIDEST = 16 };
	const struct tree *tree = &yaml->tree;
	uint32_t seen[WIDEST + 1] = { 0 }, best = 2;
	for (uint32_t at = 2; at < tree->count; at++) {
		const struct node *node = &tree->node[at];
		struct str outer, inner;
		if (node->kind != NODE_MAPPING || node->style != STYLE_BLOCK || !node->first ||
		    tree->node[node->parent].kind != NODE_MAPPING ||
		    !key_indent(tree, at, &outer) || !key_indent(tree, node->first, &inner))
			continue;
		uint32_t step = inner.len - outer.len;
		if (inner.len > outer.len && step <= WIDEST && ++seen[step] > seen[best])
			best = step;
	}
	return best;
}

/* A name as a key, with the quotes of the key beside it. */
static struct str spell_key(struct arena *arena, struct str name, enum node_style style)
{
	return scalar_spell(arena, name, style, false);
}

/* The lines of an addition, each ended but the last. */
static struct str lines_of(struct arena *arena, const struct yaml *yaml, struct str indent,
			   enum node_style key_style, const struct addition *addition, struct str ending)
{
	struct buf out = BUF_INIT(arena);
	uint32_t step = addition->count > 1 ? indent_step(yaml) : 0;
	for (uint32_t i = 0; i < addition->count; i++) {
		if (i > 0)
			buf_str(&out, ending);
		buf_str(&out, indent);
		buf_fill(&out, ' ', i * step);
		buf_str(&out, spell_key(arena, addition->names[i], key_style));
		buf_char(&out, ':');
	}
	buf_char(&out, ' ');
	buf_str(&out, scalar_spell(arena, addition->value, STYLE_PLAIN, false));
	return buf_done(&out);
}

/* Puts whole lines where a line begins, or behind the last one, which may have no ending: then the new last one has none
 * either. */
static bool put_lines(const struct source *source, uint32_t at, struct str lines, struct str ending, struct edits *edits)
{
	struct arena *arena = edits->arena;
	bool ended = at > 0 && source->text.at[at - 1] == '\n';
	struct str put = ended ? str_format(arena, "%.*s%.*s", STR_ARG(lines), STR_ARG(ending))
			       : str_format(arena, "%.*s%.*s", STR_ARG(ending), STR_ARG(lines));
	return edits_add(edits, (struct span){ at, 0 }, put);
}

bool block_add_after(struct arena *arena, const struct yaml *yaml, uint32_t map, uint32_t after,
		     const struct addition *addition, struct edits *edits, struct err *err)
{
	const struct tree *tree = &yaml->tree;
	struct str indent;
	uint32_t at;
	if (!children_indent(arena, yaml, map, &indent, err) ||
	    !masked_place(arena, tree, map, after, indent.len, &at, err))
		return false;
	struct str ending = source_ending(yaml->source, at ? at - 1 : 0);
	enum node_style key_style = tree->node[after].key_style;
	struct str lines = lines_of(arena, yaml, indent, key_style, addition, ending);
	return put_lines(yaml->source, at, lines, ending, edits) || edits_refuse(yaml->source, at, err);
}

bool block_add_under(struct arena *arena, const struct yaml *yaml, uint32_t section,
		     const struct addition *addition, struct edits *edits, struct err *err)
{
	const struct node *node = &yaml->tree.node[section];
	const struct source *source = yaml->source;
	struct str indent;
	if (!key_indent(&yaml->tree, section, &indent) || node->colon == NO_OFFSET)
		return source_refuse(source, node->key.at, err,
				     "this header does not stand alone on its line; write it so first");
	/* `security: ~` and `security: null` are as empty as `security:`. */
	if (node->span.len) {
		struct span null = { node->colon + 1, span_end(node->span) - node->colon - 1 };
		if (source_line_index(source, node->colon) != source_line_index(source, node->span.at))
			return source_refuse(source, node->span.at, err, "remove this null first");
		if (!edits_add(edits, null, STR("")))
			return edits_refuse(yaml->source, null.at, err);
	}
	indent = str_format(arena, "%.*s%*s", STR_ARG(indent), (int)indent_step(yaml), "");
	struct str ending = source_ending(source, node->colon);
	struct str lines = lines_of(arena, yaml, indent, node->key_style, addition, ending);
	uint32_t at = source_line_next(source, node->colon);
	if (!masked_is_free(source, at, indent.len, masked_is_steady(&yaml->tree)))
		return masked_refuse(arena, source, at, err);
	return put_lines(source, at, lines, ending, edits) || edits_refuse(yaml->source, node->colon, err);
}

/* ---- the root ---- */

/* Blank lines at the end of a part of a file are between it and what comes next. */
static uint32_t end_of_part(const struct source *source)
{
	uint32_t end = span_end(source->part);
	while (source->part.at && end > source->part.at && end > source_line_start(source, end - 1) &&
	       line_is_blank(str_sub(source->text, source_line_start(source, end - 1), end)) &&
	       !masked_has_line(source, end - 1) && source_line_start(source, end - 1) >= source->part.at)
		end = source_line_start(source, end - 1);
	return end;
}

/* The bytes between the --- that begins the document (or the start) and the ... that ends it. */
static struct span document_span(const struct yaml *yaml)
{
	const struct source *source = yaml->source;
	const struct tree *tree = &yaml->tree;
	uint32_t from = 0, to = source->whole ? end_of_part(source) : source->text.len;
	uint32_t begin = tree->root ? tree->node[tree->root].span.at : to;
	uint32_t end = tree->root ? node_end(tree, tree->root) : 0;
	for (uint32_t i = 0; i < source->lines; i++) {
		struct span line = source_line_span(source, i);
		struct str text = source_line(source, i);
		if (!str_starts(text, "---") && !str_starts(text, "..."))
			continue;
		if (text.len > 3 && !is_blank(text.at[3]))
			continue;
		if (text.at[0] == '-' && line.at < begin && !from)
			from = span_end(line) < begin ? span_end(line) : begin;
		if (text.at[0] == '.' && line.at >= end) {
			to = line.at;
			break;
		}
	}
	return (struct span){ from, to > from ? to - from : 0 };
}

/* Is `offset` outside of every child of the root? */
static bool between_sections(const struct tree *tree, uint32_t offset)
{
	if (!tree->root)
		return true;
	for (uint32_t at = tree->node[tree->root].first; at; at = tree->node[at].next)
		if (offset >= tree->node[at].key.at && offset < node_end(tree, at))
			return false;
	return true;
}

/* `#security:` or `# security:`, alone on its line, at the root's indentation. Returns the bytes
 * from the line's first to the name. */
static bool commented_header(struct str line, struct str name, uint32_t root_indent, uint32_t *length)
{
	uint32_t hash = 0;
	while (hash < line.len && line.at[hash] == ' ')
		hash++;
	if (hash == line.len || line.at[hash] != '#' || (hash != 0 && hash != root_indent))
		return false;
	/* More blanks than one stand in prose and in commented-out examples, which are left whole. */
	uint32_t at = hash + 1;
	at += at < line.len && is_blank(line.at[at]);
	*length = at;
	struct str rest = str_sub(line, at, line.len);
	if (rest.len <= name.len || !str_eq(str_sub(rest, 0, name.len), name))
		return false;
	rest = str_sub(rest, name.len, rest.len);
	return rest.at[0] == ':' && line_is_blank(str_sub(rest, 1, rest.len));
}

static bool find_commented_header(const struct yaml *yaml, struct str name, struct str indent,
				  struct span *prefix)
{
	const struct source *source = yaml->source;
	struct span document = document_span(yaml);
	bool steady = masked_is_steady(&yaml->tree);
	for (uint32_t i = 0; i < source->lines; i++) {
		struct span line = source_line_span(source, i);
		if (line.at < document.at || line.at >= span_end(document))
			continue;
		uint32_t start = line_text_start(source, line.at), length;
		struct str text = source_line(source, i);
		text = str_sub(text, start - line.at, text.len);
		if (commented_header(text, name, indent.len, &length) && between_sections(&yaml->tree, start) &&
		    !masked_has_line(source, start) &&
		    masked_is_free(source, start, indent.len, steady) &&
		    masked_is_free(source, source_line_next(source, start), indent.len + 1, steady)) {
			*prefix = (struct span){ start, length };
			return true;
		}
	}
	return false;
}

/* Is nothing on the line, in the template neither? */
static bool is_empty(const struct source *source, uint32_t line)
{
	return line_is_blank(source_line(source, line)) && !masked_has_line(source, source_line_span(source, line).at);
}

/* Do most neighbours among the sections before `until` (0: all) have a blank line between them? */
static bool has_blank_lines(const struct yaml *yaml, uint32_t until)
{
	const struct tree *tree = &yaml->tree;
	const struct source *source = yaml->source;
	uint32_t gaps = 0, blank = 0;
	if (!tree->root)
		return true;
	for (uint32_t at = tree->node[tree->root].first; at; at = tree->node[at].next) {
		uint32_t next = tree->node[at].next;
		if (!next || next == until)
			break;
		gaps++;
		uint32_t line = source_line_index(source, node_end(tree, at)) + 1;
		uint32_t last = source_line_index(source, tree->node[next].key.at);
		while (line < last && !is_empty(source, line))
			line++;
		blank += line < last;
	}
	return gaps && blank * 2 >= gaps;
}

/* The blanks before the first line of a part that has any text, a comment say. */
static bool part_indent(const struct source *source, struct str *indent)
{
	for (uint32_t at = source->part.at; at < span_end(source->part); at = source_line_next(source, at)) {
		uint32_t start = source_line_start(source, at), end = source_line_end(source, at), text = start;
		while (text < end && source->text.at[text] == ' ')
			text++;
		*indent = str_sub(source->text, start, text);
		if (text < end && source->text.at[text] != '\t')
			return true;
	}
	return false;
}

/* The end of the document; in a template that has no place there, behind the last section that has one. */
static bool find_end(struct arena *arena, const struct yaml *yaml, uint32_t indent, uint32_t *at, struct err *err)
{
	const struct tree *tree = &yaml->tree;
	bool steady = masked_is_steady(tree);
	uint32_t end = span_end(document_span(yaml));
	*at = end;
	if (masked_is_free(yaml->source, end, indent, steady) || masked_needs_line(yaml->source, end, indent, steady))
		return true;
	for (uint32_t child = tree->node[tree->root].last; child; child = tree->node[child].previous)
		if (masked_place_behind(tree, child, indent, steady, at))
			return true;
	return masked_refuse(arena, yaml->source, end, err);
}

static bool add_at_end(struct arena *arena, const struct yaml *yaml, struct str indent,
		       enum node_style key_style, const struct addition *addition,
		       struct edits *edits, struct err *err)
{
	const struct source *source = yaml->source;
	struct str text = source->text;
	uint32_t end;
	if (!find_end(arena, yaml, indent.len, &end, err))
		return false;
	uint32_t last = end > 0 ? end - 1 : 0;
	struct str ending = source_ending(source, last);
	struct str lines = lines_of(arena, yaml, indent, key_style, addition, ending);
	uint32_t before = source_line_index(source, last);
	bool first = str_trim(str_sub(text, source_text_start(source), end)).len == 0;
	bool apart = !first && has_blank_lines(yaml, 0) && !is_empty(source, before) &&
		     !str_starts(source_line(source, before), "---");
	apart |= masked_needs_line(source, end, indent.len, masked_is_steady(&yaml->tree));
	bool ended = end == source_text_start(source) || text.at[end - 1] == '\n';

	struct buf put = BUF_INIT(arena);
	if (!ended)
		buf_str(&put, ending);
	if (apart)
		buf_str(&put, ending);
	buf_str(&put, lines);
	if (ended)
		buf_str(&put, ending);
	return edits_add(edits, (struct span){ end, 0 }, buf_done(&put)) || edits_refuse(source, end, err);
}

bool block_add_section(struct arena *arena, const struct yaml *yaml,
		       const struct addition *addition, struct edits *edits, struct err *err)
{
	const struct source *source = yaml->source;
	const struct tree *tree = &yaml->tree;
	struct str indent = STR("");
	enum node_style key_style = STYLE_PLAIN;
	if (tree->root) {
		if (!children_indent(arena, yaml, tree->root, &indent, err))
			return false;
		key_style = tree->node[tree->node[tree->root].last].key_style;
	} else if (source->part.at && !part_indent(source, &indent)) {
		return source_refuse(source, source->part.at, err, "there is nothing here yet that tells how far a line is indented; "
				     "write the first option by hand");
	}
	struct span prefix;
	if (addition->count < 2 ||
	    !find_commented_header(yaml, addition->names[0], indent, &prefix))
		return add_at_end(arena, yaml, indent, key_style, addition, edits, err);

	struct addition below = { addition->names + 1, addition->count - 1, addition->value, addition->path };
	struct str inner = str_format(arena, "%.*s%*s", STR_ARG(indent), (int)indent_step(yaml), "");
	struct str ending = source_ending(yaml->source, prefix.at);
	struct str lines = lines_of(arena, yaml, inner, key_style, &below, ending);
	return (edits_add(edits, prefix, indent) &&
		put_lines(yaml->source, source_line_next(yaml->source, prefix.at), lines, ending, edits)) ||
	       edits_refuse(yaml->source, prefix.at, err);
}

/* ---- removal ---- */

/* The lines that a node takes, with their endings. At the end of a text without a final newline,
 * the endings before them go instead of the one behind: that of the line before, and those of the
 * blank lines that would now be last and so a final newline. */
static struct span lines_span(const struct source *source, uint32_t from, uint32_t to)
{
	uint32_t start = line_text_start(source, from), end = source_line_next(source, to);
	if (end == source->text.len && end > 0 && source->text.at[end - 1] != '\n') {
		while (start > 0 && source->text.at[start - 1] == '\n') {
			start--;
			if (start > 0 && source->text.at[start - 1] == '\r')
				start--;
		}
	}
	return (struct span){ start, end - start };
}

/* The outermost section that has nothing but `node` in it; 0 when its own section has more. */
static uint32_t emptied_section(const struct tree *tree, uint32_t node)
{
	uint32_t top = 0;
	for (uint32_t up = tree->node[node].parent; up != tree->root; up = tree->node[up].parent) {
		if (tree->node[up].first != tree->node[up].last)
			break;
		top = up;
	}
	return top;
}

/* From `section` down to `node`, is there nothing but a header on each line? */
static bool is_bare(const struct yaml *yaml, uint32_t section, uint32_t node)
{
	const struct tree *tree = &yaml->tree;
	const struct source *source = yaml->source;
	for (uint32_t at = section; at != node; at = tree->node[at].first) {
		const struct node *header = &tree->node[at];
		struct str indent;
		if (header->style != STYLE_BLOCK || header->question != NO_OFFSET || !key_indent(tree, at, &indent))
			return false;
		struct str behind = str_sub(source->text, header->colon + 1, node_start(tree, header->first));
		if (str_has_char(behind, '#') || str_has_char(str_sub(behind, str_find_char(behind, '\n', 0) + 1, behind.len), '\n'))
			return false;
	}
	return true;
}

/* Whole lines that block_add_section() and block_add_after() would put back where they were: those of a section that is
 * the last of its kind, with nothing behind it at the root. A header that was commented out (`#security:`) hardly ever
 * ends a file. The blank line that sets a new section apart goes with it. */
static bool added_lines(const struct yaml *yaml, uint32_t section, uint32_t node, uint32_t end, struct span *lines)
{
	const struct tree *tree = &yaml->tree;
	const struct source *source = yaml->source;
	const struct node *top = &tree->node[section];
	if (top->next || !top->previous || tree->node[top->parent].style != STYLE_BLOCK || !is_bare(yaml, section, node))
		return false;
	*lines = lines_span(source, node_start(tree, section), end);
	if (top->parent != tree->root)
		return true;
	if (span_end(*lines) != span_end(document_span(yaml)))
		return false;
	uint32_t before = source_line_start(source, lines->at ? lines->at - 1 : 0);
	bool blank = lines->at && !masked_has_line(source, before) && source->text.at[lines->at - 1] == '\n' &&
		     line_is_blank(str_sub(source->text, before, lines->at));
	bool needed = blank && masked_needs_line(source, before, node_start(tree, section) - lines->at, masked_is_steady(tree));
	if (needed || (blank && has_blank_lines(yaml, section)))
		*lines = (struct span){ before, span_end(*lines) - before };
	return true;
}

bool block_remove(const struct yaml *yaml, uint32_t node, struct edits *edits, struct err *err)
{
	const struct tree *tree = &yaml->tree;
	const struct source *source = yaml->source;
	const struct node *n = &tree->node[node];
	struct str indent;
	struct span lines;
	if (!key_indent(tree, node, &indent))
		return source_refuse(source, n->key.at, err,
				     "this key does not begin its line; write one option per line first");
	uint32_t end = node_end(tree, node);
	if (n->colon != NO_OFFSET && end < n->colon)
		end = n->colon;
	uint32_t start = source_line_start(source, node_start(tree, node));
	if (!masked_is_whole(source, start, indent.len, masked_is_steady(tree)))
		return masked_refuse(edits->arena, source, start, err);
	uint32_t top = emptied_section(tree, node);
	if (top && added_lines(yaml, top, node, end, &lines))
		return edits_add(edits, lines, STR("")) || edits_refuse(source, n->key.at, err);
	if (!edits_add(edits, lines_span(source, node_start(tree, node), end), STR("")))
		return edits_refuse(yaml->source, n->key.at, err);

	for (uint32_t section = n->parent; top; section = tree->node[section].parent) {
		const struct node *header = &tree->node[section];
		if (tree->node[header->parent].style != STYLE_BLOCK || header->question != NO_OFFSET ||
		    !key_indent(tree, section, &indent))
			return source_refuse(source, header->key.at, err,
					     "this section would be empty, which stops mongod, and its "
					     "header can't be commented out because it does not stand "
					     "alone on its line");
		if (!edits_add(edits, (struct span){ header->key.at, 0 }, STR("#")))
			return edits_refuse(yaml->source, header->key.at, err);
		if (section == top)
			break;
	}
	return true;
}
