#include "text/diff.h"

#include <string.h>

#include "base/term.h"

enum { CONTEXT = 3 };

/* A run of whole lines that is replaced: lines [from, to) of the source by `text`. */
struct change {
	uint32_t from, to;
	struct str text;
};

/* An empty text has no line. */
static uint32_t line_count(const struct source *source)
{
	return source->text.len ? source->lines : 0;
}

/* The line that holds `offset`; behind the last one for what is put behind a final newline. */
static uint32_t line_of(const struct source *source, uint32_t offset)
{
	struct str text = source->text;
	if (offset == text.len && (text.len == 0 || str_ends(text, "\n")))
		return line_count(source);
	return source_line_index(source, offset);
}

/* Offset where line `index` starts; one past the last line is the end of the text. */
static uint32_t line_offset(const struct source *source, uint32_t index)
{
	return index < line_count(source) ? source->line[index] : source->text.len;
}

/* Lines that stand unchanged at both ends of a change are not part of it. */
static void trim_change(const struct source *source, struct change *change)
{
	while (change->from < change->to) {
		struct str line = source_str(source, source_line_span(source, change->from));
		if (change->text.len < line.len || !str_eq(str_sub(change->text, 0, line.len), line) ||
		    !str_ends(line, "\n"))
			break;
		change->text = str_sub(change->text, line.len, change->text.len);
		change->from++;
	}
	while (change->from < change->to) {
		struct str line = source_str(source, source_line_span(source, change->to - 1));
		uint32_t before = change->text.len - line.len;
		if (change->text.len < line.len || !str_eq(str_sub(change->text, before, change->text.len), line))
			break;
		if (before > 0 && change->text.at[before - 1] != '\n')
			break;
		change->text.len = before;
		change->to--;
	}
}

/* The edits widened to whole lines; edits that touch the same line, or stand at one place, become
 * one change. */
static uint32_t changes_of(struct arena *arena, const struct source *source,
			   const struct edits *edits, struct change *changes)
{
	struct str text = source->text;
	uint32_t count = 0, i = 0;
	while (i < edits->count) {
		uint32_t from = line_of(source, edits->at[i].cut.at);
		uint32_t at = line_offset(source, from), to = from;
		struct buf new = BUF_INIT(arena);
		do {
			const struct edit *edit = &edits->at[i];
			buf_str(&new, str_sub(text, at, edit->cut.at));
			buf_str(&new, edit->put);
			at = span_end(edit->cut);
			/* The line in which the cut ends is part of the change, unless the cut
			 * ends where a line starts and what was put keeps it whole. */
			uint32_t end = line_of(source, at);
			bool whole = at == line_offset(source, end) &&
				     (new.len == 0 || new.at[new.len - 1] == '\n');
			end += !whole && end < line_count(source);
			to = end > to ? end : to;
			i++;
		} while (i < edits->count && (line_of(source, edits->at[i].cut.at) < to ||
					      edits->at[i].cut.at == at));
		buf_str(&new, str_sub(text, at, line_offset(source, to)));
		changes[count] = (struct change){ from, to, buf_done(&new) };
		trim_change(source, &changes[count]);
		/* An edit may put back what it cut. */
		count += changes[count].from < changes[count].to || changes[count].text.len > 0;
	}
	return count;
}

static uint32_t count_lines(struct str text)
{
	uint32_t lines = 0;
	for (uint32_t at = 0; (at = str_find_char(text, '\n', at)) != STR_NONE; at++)
		lines++;
	return lines + (text.len && !str_ends(text, "\n") ? 1 : 0);
}

static void put_line(struct buf *out, char mark, struct str line)
{
	buf_char(out, mark);
	buf_str(out, line);
	if (!str_ends(line, "\n"))
		buf_text(out, "\n\\ No newline at end of file\n");
}

static void put_old(struct buf *out, const struct source *source, char mark, uint32_t from, uint32_t to)
{
	for (uint32_t i = from; i < to; i++)
		put_line(out, mark, source_str(source, source_line_span(source, i)));
}

static void put_new(struct buf *out, struct str text)
{
	while (text.len) {
		uint32_t end = str_find_char(text, '\n', 0);
		end = end == STR_NONE ? text.len : end + 1;
		put_line(out, '+', str_sub(text, 0, end));
		text = str_sub(text, end, text.len);
	}
}

/* "start,count" as diff writes it: the line before when there is none, and no ",1". */
static void put_range(struct buf *out, char mark, uint32_t start, uint32_t count)
{
	buf_printf(out, "%c%u", mark, count ? start + 1 : start);
	if (count != 1)
		buf_printf(out, ",%u", count);
}

/* Changes [first, last] with their context as one hunk. `shift` is how many lines the changes
 * before it added. */
static void put_hunk(struct buf *out, const struct source *source, const struct change *changes,
		     uint32_t first, uint32_t last, uint32_t lines, int64_t *shift)
{
	uint32_t from = changes[first].from > CONTEXT ? changes[first].from - CONTEXT : 0;
	uint32_t to = changes[last].to + CONTEXT < lines ? changes[last].to + CONTEXT : lines;
	uint32_t new_lines = to - from;
	for (uint32_t i = first; i <= last; i++)
		new_lines += count_lines(changes[i].text) - (changes[i].to - changes[i].from);

	buf_text(out, "@@ ");
	put_range(out, '-', from, to - from);
	buf_char(out, ' ');
	put_range(out, '+', (uint32_t)(from + *shift), new_lines);
	buf_text(out, " @@\n");
	uint32_t line = from;
	for (uint32_t i = first; i <= last; i++) {
		put_old(out, source, ' ', line, changes[i].from);
		put_old(out, source, '-', changes[i].from, changes[i].to);
		put_new(out, changes[i].text);
		line = changes[i].to;
	}
	put_old(out, source, ' ', line, to);
	*shift += (int64_t)new_lines - (to - from);
}

/* "--- a/NAME"; a name that a terminal or a line can't carry is quoted as git does, which patch(1)
 * understands. */
static void put_name(struct buf *out, const char *mark, const char *name)
{
	struct buf escaped = BUF_INIT(out->arena);
	term_escape(&escaped, str_of(name));
	bool plain = str_eq(buf_done(&escaped), str_of(name)) && !strpbrk(name, "\"\\");
	if (plain) {
		buf_printf(out, "%s/%s\n", mark, name);
		return;
	}
	buf_printf(out, "%.4s\"%s/", mark, mark + 4);
	for (; *name; name++) {
		unsigned char byte = (unsigned char)*name;
		if (byte == '"' || byte == '\\')
			buf_printf(out, "\\%c", byte);
		else if (byte < ' ' || byte > '~')
			buf_printf(out, "\\%03o", byte);
		else
			buf_char(out, *name);
	}
	buf_text(out, "\"\n");
}

void diff_unified(struct buf *out, const struct source *source, const struct edits *edits)
{
	if (!edits->count)
		return;
	struct change *changes = arena_array(out->arena, edits->count, sizeof *changes);
	uint32_t count = changes_of(out->arena, source, edits, changes);
	if (!count)
		return;
	uint32_t lines = line_count(source);
	const char *name = source->name;
	while (*name == '/')
		name++;
	put_name(out, "--- a", name);
	put_name(out, "+++ b", name);
	int64_t shift = 0;
	for (uint32_t first = 0, last; first < count; first = last + 1) {
		for (last = first; last + 1 < count; last++)
			if (changes[last + 1].from > changes[last].to + 2 * CONTEXT)
				break;
		put_hunk(out, source, changes, first, last, lines, &shift);
	}
}
