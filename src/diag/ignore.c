#include "diag/ignore.h"

#include <stdlib.h>

#include "base/buf.h"

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* Without a blank before it, a # is no comment for YAML. */
static bool is_comment_here(const struct source *source, uint32_t at)
{
	struct str text = source->text;
	return at == source_text_start(source) || at == 0 || strchr(" \t\r\n", text.at[at - 1]);
}

/* Behind the # and what stands for blanks: "mongoconf:", the word that a directive begins with. NULL: it is not there. */
static struct str words_of(const struct source *source, uint32_t at)
{
	static const struct str tool = { "mongoconf:", 10 };
	struct str rest = str_sub(source->text, at + 1, source_line_end(source, at));
	while (rest.len && (is_blank(rest.at[0]) || rest.at[0] == '#'))
		rest = str_sub(rest, 1, rest.len);
	if (!str_starts(rest, tool.at))
		return (struct str){ 0 };
	return str_trim(str_sub(rest, tool.len, rest.len));
}

bool ignore_next(const struct source *source, uint32_t *at)
{
	for (uint32_t found; (found = str_find(source->text, STR("mongoconf:"), *at)) != STR_NONE; *at = found + 1) {
		/* Back over blanks and further #, to the first of them. */
		uint32_t hash = found, start = source_line_start(source, found);
		while (hash > start && (is_blank(source->text.at[hash - 1]) || source->text.at[hash - 1] == '#'))
			hash--;
		while (hash < found && source->text.at[hash] != '#')
			hash++;
		if (hash < found && hash >= *at && is_comment_here(source, hash) &&
		    str_starts(words_of(source, hash), "ignore")) {
			*at = hash;
			return true;
		}
	}
	return false;
}

static bool is_alone(const struct source *source, uint32_t at)
{
	uint32_t start = source_line_start(source, at);
	if (start < source_text_start(source))
		start = source_text_start(source);
	while (start < at && is_blank(source->text.at[start]))
		start++;
	return start == at;
}

/* Behind another comment, too. */
static bool is_on_comment_line(const struct source *source, uint32_t at)
{
	uint32_t start = source_line_start(source, at);
	if (start < source_text_start(source))
		start = source_text_start(source);
	while (is_blank(source->text.at[start]))
		start++;
	return source->text.at[start] == '#';
}

/* The next line with text of its own; at the end, none. Of thousands of comments below each other, only the first has to
 * go and see: the last one that was taken is still the one before. */
static struct span next_line(const struct ignores *ignores, const struct source *source, uint32_t at)
{
	const struct ignore *last = ignores->count ? &ignores->at[ignores->count - 1] : NULL;
	if (last && last->source == source_file(source) && last->at.at >= source->part.at && last->at.at < at && at < last->covers.at)
		return last->covers;
	for (uint32_t line = source_line_index(source, at) + 1; line < source->lines; line++) {
		struct str text = str_trim(source_line(source, line));
		if (text.len && text.at[0] != '#')
			return source_line_span(source, line);
	}
	return (struct span){ source->text.len, 0 };
}

static void add_name(struct arena *arena, struct ignore *ignore, struct str piece)
{
	struct str name = str_trim(piece);
	if (!name.len) {
		ignore->fault = "a name is empty; write ignore[rule,rule] and a reason";
		return;
	}
	/* A power of two is full: room doubles there. */
	if ((ignore->count & (ignore->count - 1)) == 0)
		ignore->names = arena_grow(arena, ignore->names, ignore->count, ignore->count ? ignore->count * 2 : 1, sizeof *ignore->names);
	ignore->names[ignore->count++] = (struct ignore_name){
		.text = name, .at = { (uint32_t)(name.at - ignore->source->text.at), name.len } };
}

/* "[a,b] reason", behind the word. */
static void read_names(struct arena *arena, struct ignore *ignore, struct str rest)
{
	uint32_t end = rest.len && rest.at[0] == '[' ? str_find_char(rest, ']', 0) : STR_NONE;
	if (end == STR_NONE) {
		ignore->fault = rest.len && rest.at[0] == '[' ? "its bracket is not closed; write ignore[rule,rule] and a reason"
							      : "it names no rule; write ignore[rule] and a reason";
		return;
	}
	struct str names = str_sub(rest, 1, end), piece;
	while (!ignore->fault && str_split(&names, ',', &piece))
		add_name(arena, ignore, piece);
	struct str reason = str_trim(str_sub(rest, end + 1, rest.len));
	while (reason.len && (strchr(":-", reason.at[0]) || is_blank(reason.at[0])))
		reason = str_sub(reason, 1, reason.len);
	ignore->reason = str_cstr(arena, reason);
}

void ignores_add(struct ignores *ignores, const struct ignore *ignore)
{
	if (ignores->count == ignores->room) {
		ignores->room = ignores->room ? 2 * ignores->room : 8;
		ignores->at = arena_grow(ignores->arena, ignores->at, ignores->count, ignores->room, sizeof *ignores->at);
	}
	ignores->at[ignores->count++] = *ignore;
}

void ignore_take(struct ignores *ignores, const struct source *source, uint32_t at)
{
	struct str words = words_of(source, at), rest = str_sub(words, 6, words.len);
	struct ignore ignore = { .source = source, .reason = "", .alone = is_alone(source, at) };
	uint32_t end = source_line_end(source, at);
	while (end > at && strchr(" \t\r", source->text.at[end - 1]))
		end--;
	ignore.at = (struct span){ at, end - at };
	ignore.whole_file = str_starts(rest, "-file");
	if (ignore.whole_file)
		rest = str_sub(rest, 5, rest.len);
	if (rest.len && !is_blank(rest.at[0]) && rest.at[0] != '[')
		ignore.fault = "the words are ignore[rule] and ignore-file[rule], and then a reason";
	else
		read_names(ignores->arena, &ignore, str_trim(rest));
	ignore.covers = ignore.whole_file ? (struct span){ 0, source->text.len }
		      : is_on_comment_line(source, at) ? next_line(ignores, source, at) : source_line_span(source, source_line_index(source, at));
	/* As findings do, it speaks of the file. */
	ignore.source = source_file(source);
	ignores_add(ignores, &ignore);
}

static int by_place(const void *a, const void *b)
{
	const struct ignore *left = a, *right = b;
	int order = strcmp(left->source->name, right->source->name);
	if (!order)
		order = (int)right->whole_file - (int)left->whole_file;
	return order ? order : left->at.at < right->at.at ? -1 : left->at.at > right->at.at;
}

void ignores_sort(struct ignores *ignores)
{
	uint32_t kept = 0;
	if (ignores->count)
		qsort(ignores->at, ignores->count, sizeof *ignores->at, by_place);
	for (uint32_t i = 0; i < ignores->count; i++)
		if (!kept || by_place(&ignores->at[kept - 1], &ignores->at[i]))
			ignores->at[kept++] = ignores->at[i];
	ignores->count = kept;
}

/* How many of them are of files before this one, or, with `too`, of this one as well. */
static uint32_t count_before(const struct ignores *ignores, const struct source *source, bool too)
{
	uint32_t low = 0, high = ignores->count;
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		if (strcmp(ignores->at[middle].source->name, source->name) < too)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

struct ignore *ignores_of(const struct ignores *ignores, const struct source *source, uint32_t *count)
{
	uint32_t from = count_before(ignores, source, false);
	*count = count_before(ignores, source, true) - from;
	return ignores->at + from;
}

/* Lines are covered in the order in which the comments about them stand. */
uint32_t ignores_next(const struct ignore *ignores, uint32_t count, uint32_t after, uint32_t offset)
{
	uint32_t low = after, high = count;
	if (low < high && ignores[low].whole_file)
		return low;
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		if (span_end(ignores[middle].covers) <= offset)
			low = middle + 1;
		else
			high = middle;
	}
	return low < count && ignores[low].covers.at <= offset ? low : count;
}

bool ignore_covers(const struct ignore *ignore, const struct diag *diag)
{
	uint32_t at = diag->at.at;
	if (ignore->fault || strcmp(ignore->source->name, diag->source->name) != 0)
		return false;
	return ignore->whole_file || (at >= ignore->covers.at && at < span_end(ignore->covers));
}

struct fix_edit ignore_without(struct arena *arena, const struct ignore *ignore, const bool *keep)
{
	const struct source *source = ignore->source;
	struct fix_edit edit = { source, ignore->at, { "", 0 } };
	struct buf names = BUF_INIT(arena);
	for (uint32_t i = 0; i < ignore->count; i++) {
		if (!keep[i])
			continue;
		if (names.len)
			buf_char(&names, ',');
		buf_str(&names, ignore->names[i].text);
	}
	if (names.len) {
		const struct ignore_name *last = &ignore->names[ignore->count - 1];
		edit.cut.at = ignore->names[0].at.at;
		edit.cut.len = span_end(last->at) - edit.cut.at;
		edit.put = buf_done(&names);
	} else if (ignore->alone) {
		uint32_t start = source_line_start(source, ignore->at.at);
		if (start < source_text_start(source))
			start = source_text_start(source);
		edit.cut = (struct span){ start, source_line_next(source, ignore->at.at) - start };
	} else {
		uint32_t start = ignore->at.at;
		while (is_blank(source->text.at[start - 1]))
			start--;
		edit.cut = (struct span){ start, source_line_end(source, start) - start };
	}
	return edit;
}
