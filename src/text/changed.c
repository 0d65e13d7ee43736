#include "text/changed.h"

/* Above so many pairs of lines, all between the first and the last difference counts as changed. */
enum { PAIRS_MAX = 4 * 1000 * 1000 };

struct lines {
	struct str *at;
	uint32_t count;
};

static struct lines split(struct arena *arena, struct str text)
{
	struct lines lines = { 0 };
	for (uint32_t at = 0; at < text.len; lines.count++) {
		uint32_t end = str_find_char(text, '\n', at);
		at = end == STR_NONE ? text.len : end + 1;
	}
	lines.at = arena_array(arena, lines.count, sizeof *lines.at);
	for (uint32_t i = 0, at = 0; i < lines.count; i++) {
		uint32_t end = str_find_char(text, '\n', at);
		lines.at[i] = str_sub(text, at, end == STR_NONE ? text.len : end);
		if (str_ends(lines.at[i], "\r"))
			lines.at[i].len--;
		at = end + 1;
	}
	return lines;
}

/* The longest common subsequence of what differs, by the table of its lengths from the end. */
struct middle {
	const struct str *before, *after;
	uint32_t before_count, after_count;
	uint16_t *length;  /* (before_count + 1) rows of after_count + 1 */
};

static uint16_t *cell(const struct middle *middle, uint32_t b, uint32_t a)
{
	return &middle->length[(size_t)b * (middle->after_count + 1) + a];
}

static void fill(const struct middle *middle)
{
	for (uint32_t b = middle->before_count; b-- > 0;) {
		for (uint32_t a = middle->after_count; a-- > 0;) {
			uint16_t skip_before = *cell(middle, b + 1, a), skip_after = *cell(middle, b, a + 1);
			*cell(middle, b, a) = str_eq(middle->before[b], middle->after[a])
				? (uint16_t)(*cell(middle, b + 1, a + 1) + 1)
				: skip_before > skip_after ? skip_before : skip_after;
		}
	}
}

/* `gone` lines became the lines [from, to). */
static void mark_hunk(struct changed *changed, bool *line, uint32_t gone, uint32_t from, uint32_t to)
{
	for (uint32_t a = from; a < to; a++)
		line[a] = true;
	if (gone > to - from)
		changed->fewer = true;
	if (!gone || from < to)
		return;
	if (from)
		line[from - 1] = true;
	if (from < changed->count)
		line[from] = true;
}

static void walk(const struct middle *middle, struct changed *changed, bool *line, uint32_t start)
{
	uint32_t b = 0, a = 0;
	while (b < middle->before_count || a < middle->after_count) {
		uint32_t first_b = b, first_a = a;
		while (b < middle->before_count || a < middle->after_count) {
			bool more_b = b < middle->before_count, more_a = a < middle->after_count;
			if (more_b && more_a && str_eq(middle->before[b], middle->after[a]))
				break;
			if (more_a && (!more_b || *cell(middle, b, a + 1) >= *cell(middle, b + 1, a)))
				a++;
			else
				b++;
		}
		mark_hunk(changed, line, b - first_b, start + first_a, start + a);
		while (b < middle->before_count && a < middle->after_count && str_eq(middle->before[b], middle->after[a])) {
			b++;
			a++;
		}
	}
}

struct changed changed_lines(struct arena *arena, struct str before_text, struct str after_text)
{
	struct lines before = split(arena, before_text), after = split(arena, after_text);
	bool *line = arena_array(arena, after.count, sizeof *line);
	struct changed changed = { .line = line, .count = after.count };
	uint32_t start = 0, end = 0;
	while (start < before.count && start < after.count && str_eq(before.at[start], after.at[start]))
		start++;
	while (end < before.count - start && end < after.count - start &&
	       str_eq(before.at[before.count - 1 - end], after.at[after.count - 1 - end]))
		end++;
	struct middle middle = {
		.before = before.at + start, .before_count = before.count - start - end,
		.after = after.at + start, .after_count = after.count - start - end,
	};
	changed.any = middle.before_count || middle.after_count;
	size_t cells = ((size_t)middle.before_count + 1) * (middle.after_count + 1);
	bool small = cells <= PAIRS_MAX && middle.before_count < UINT16_MAX && middle.after_count < UINT16_MAX;
	if (small) {
		middle.length = arena_array(arena, cells, sizeof *middle.length);
		fill(&middle);
		walk(&middle, &changed, line, start);
		return changed;
	}
	mark_hunk(&changed, line, middle.before_count, start, start + middle.after_count);
	return changed;
}

struct changed changed_all(struct arena *arena, struct str after)
{
	struct lines lines = split(arena, after);
	bool *line = arena_array(arena, lines.count, sizeof *line);
	memset(line, true, lines.count);
	return (struct changed){ line, lines.count, true, false };
}

bool changed_has(const struct changed *changed, uint32_t line)
{
	return line < changed->count ? changed->line[line] : changed->any && !changed->count;
}
