#include "text/source.h"

#include "base/utf8.h"
#include "text/shelf.h"

static void index_lines(struct arena *arena, struct source *source)
{
	struct str text = source->text;
	/* Lines of configs are seldom shorter; what was too much is given back. */
	enum { LINE_USUAL = 16 };
	const char *start = text.at, *end = text.at + text.len, *at = start;
	uint32_t room = text.len / LINE_USUAL + 2, *line = arena_room(arena, room, sizeof *line), lines = 1;
	line[0] = 0;
	while (at < end && (at = memchr(at, '\n', (size_t)(end - at))) && ++at < end) {
		if (lines == room) {
			line = arena_grow(arena, line, lines, room * 2UL, sizeof *line);
			room *= 2;
		}
		line[lines++] = (uint32_t)(at - start);
	}
	arena_resize(arena, (char *)line, room * sizeof *line, lines * sizeof *line);
	source->line = line;
	source->lines = lines;
}

static bool is_ascii(struct str text)
{
	uint64_t bits = 0, word;
	uint32_t i = 0;
	for (; text.len - i >= sizeof word; i += (uint32_t)sizeof word) {
		memcpy(&word, text.at + i, sizeof word);
		bits |= word;
	}
	for (; i < text.len; i++)
		bits |= (unsigned char)text.at[i];
	return !(bits & 0x8080808080808080u);
}

/* The first code point that begins at or behind each STEP-th byte. */
enum { STEP = 256 };

static void index_points(struct arena *arena, struct source *source)
{
	struct str text = source->text;
	source->step = arena_array(arena, text.len / STEP + 1, sizeof *source->step);
	uint32_t next = 0, bytes, points = 0;
	for (uint32_t at = 0; at < text.len; at += bytes, points++) {
		if (at >= next) {
			source->step[next / STEP] = (struct source_step){ at, points };
			next += STEP;
		}
		utf8_decode(str_sub(text, at, text.len), &bytes);
	}
	/* A last code point of several bytes may run over the last step. */
	if (next <= text.len)
		source->step[next / STEP] = (struct source_step){ text.len, points };
}

/* Code points that begin before a byte. */
static uint32_t points_before(const struct source *source, uint32_t offset)
{
	const struct source_step *step = &source->step[offset / STEP];
	if (step->at > offset)
		step--;
	return step->points + utf8_length(str_sub(source->text, step->at, offset));
}

void source_init(struct arena *arena, const char *name, struct str text, struct source *source)
{
	*source = (struct source){ .name = name, .text = text, .part = { 0, text.len } };
	index_lines(arena, source);
	if (!is_ascii(text))
		index_points(arena, source);
}

void source_init_part(struct arena *arena, const struct source *first, struct str text, struct span part, struct source *source)
{
	*source = (struct source){ .name = first->name, .text = text, .line = first->line, .lines = first->lines, .part = part };
	if (!is_ascii(str_sub(text, part.at, span_end(part))))
		index_points(arena, source);
}

struct span source_own_lines(const struct source *source)
{
	struct str text = source->text;
	if (!source->whole || source->decoded || source->part.len == text.len)
		return (struct span){ 0, text.len };
	uint32_t from = source_line_start(source, source->part.at), to = span_end(source->part);
	if (to && to < text.len && text.at[to - 1] != '\n')
		to = source_line_next(source, to);
	/* Behind a block of text that ends it, a comment says that lines below are no more of it. */
	for (bool some = false; to < text.len && !some; to = source_line_next(source, to))
		some = text.at[to] != '\n' && text.at[to] != '\r';
	return (struct span){ from, to - from };
}

static void take_bytes(struct arena *arena, const char *path, struct str text, const struct identity *id, struct source *source)
{
	source_init(arena, path, text, source);
	source->id = *id;
}

void source_piece(struct arena *arena, const char *name, struct str text, uint32_t *line, uint32_t lines, struct source *source)
{
	*source = (struct source){ .name = name, .text = text, .part = { 0, text.len }, .line = line, .lines = lines };
	if (!is_ascii(text))
		index_points(arena, source);
}

bool source_read(struct arena *arena, const char *path, struct source *source, struct err *err)
{
	struct str text;
	struct identity id;
	bool ok = os_read_file(arena, path, &text, &id, err);
	if (ok)
		take_bytes(arena, path, text, &id, source);
	return ok;
}

bool source_read_listed(struct arena *arena, const char *path, struct source *source, struct err *err)
{
	struct str text;
	struct identity id;
	bool ok = os_read_listed_file(arena, path, &text, &id, err);
	if (ok)
		take_bytes(arena, path, text, &id, source);
	return ok;
}

void source_settle(struct arena *arena, struct source *source)
{
	source->text = str_copy(arena, source->text);
	source->line = arena_grow(arena, source->line, source->lines, source->lines, sizeof *source->line);
	if (source->step)
		source->step = arena_grow(arena, source->step, source->text.len / STEP + 1, source->text.len / STEP + 1, sizeof *source->step);
}

void source_give_up(struct source *source, struct shelf *shelf)
{
	static uint32_t start;  /* of the one line of nothing */
	source->shelf = shelf;
	source->text = (struct str){ NULL, 0 };
	source->line = &start;
	source->lines = 1;
	source->step = NULL;
}

void source_fetch(const struct source *source)
{
	if (source->shelf)
		shelf_fetch(source->shelf, (struct source *)source);
}

const struct source *source_file(const struct source *source)
{
	return source->whole ? source->whole : source;
}

const char *source_title(const struct source *source)
{
	return source->label ? source->label : source->name;
}

struct span source_file_span(const struct source *source, struct span span)
{
	return source->decoded ? source->part : span;
}

const char *source_path(const struct source *source)
{
	return source->path ? source->path : source->name;
}

uint32_t span_end(struct span span)
{
	return span.at + span.len;
}

struct str source_str(const struct source *source, struct span span)
{
	return str_sub(source->text, span.at, span_end(span));
}

uint32_t source_line_index(const struct source *source, uint32_t offset)
{
	uint32_t low = 0, high = source->lines;
	while (high - low > 1) {
		uint32_t middle = low + (high - low) / 2;
		if (source->line[middle] <= offset)
			low = middle;
		else
			high = middle;
	}
	return low;
}

struct span source_line_span(const struct source *source, uint32_t index)
{
	uint32_t start = source->line[index];
	uint32_t end = index + 1 < source->lines ? source->line[index + 1] : source->text.len;
	return (struct span){ start, end - start };
}

struct str source_line(const struct source *source, uint32_t index)
{
	struct str line = source_str(source, source_line_span(source, index));
	if (line.len && line.at[line.len - 1] == '\n')
		line.len--;
	if (line.len && line.at[line.len - 1] == '\r')
		line.len--;
	return line;
}

struct place source_place(const struct source *source, uint32_t offset)
{
	if (offset > source->text.len)
		offset = source->text.len;
	uint32_t index = source_line_index(source, offset);
	uint32_t start = source->line[index];
	/* No editor counts a byte order mark as a column. */
	if (index == 0 && offset >= source_text_start(source))
		start = source_text_start(source);
	/* Thousands of places on one huge line must not cost its length each. */
	uint32_t before = source->step ? points_before(source, offset) - points_before(source, start) : offset - start;
	return (struct place){ index + 1, before + 1 };
}

uint32_t source_line_start(const struct source *source, uint32_t offset)
{
	return source->line[source_line_index(source, offset)];
}

uint32_t source_line_end(const struct source *source, uint32_t offset)
{
	uint32_t index = source_line_index(source, offset);
	return source->line[index] + source_line(source, index).len;
}

uint32_t source_line_next(const struct source *source, uint32_t offset)
{
	return span_end(source_line_span(source, source_line_index(source, offset)));
}

uint32_t source_text_start(const struct source *source)
{
	return str_starts(source->text, "\xef\xbb\xbf") ? 3 : 0;
}

struct str source_ending(const struct source *source, uint32_t offset)
{
	uint32_t index = source_line_index(source, offset);
	for (;;) {
		struct str line = source_str(source, source_line_span(source, index));
		if (str_ends(line, "\r\n"))
			return STR("\r\n");
		if (str_ends(line, "\n") || index == 0)
			return STR("\n");
		index--;
	}
}

bool source_refuse(const struct source *source, uint32_t offset, struct err *err,
		   const char *format, ...)
{
	struct place at = source_place(source_file(source), source_file_span(source, (struct span){ offset, 0 }).at);
	va_list args;
	va_start(args, format);
	const char *text = arena_vprintf(err->arena, format, args);
	va_end(args);
	return err_set_at(err, ERR_REFUSED, source->name, at.line, at.column, "%s", text);
}
