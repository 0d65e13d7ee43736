#include "rules/line.h"

#include "base/buf.h"

/* A header is rarely further away; more would make a hostile file dear. */
enum { LINES_UP = 400, LEVELS = 8 };

static bool is_key_byte(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.' ||
	       c == '-';
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* The text before a comment: before a # that a blank precedes, outside of quotes. */
static struct str without_comment(struct str text)
{
	char quote = 0;
	for (uint32_t i = 0; i < text.len; i++) {
		char c = text.at[i];
		if (quote)
			quote = c == quote ? 0 : quote;
		else if ((c == '"' || c == '\'') && (i == 0 || is_blank(text.at[i - 1])))
			quote = c;
		else if (c == '#' && (i == 0 || is_blank(text.at[i - 1])))
			return str_trim(str_sub(text, 0, i));
	}
	return str_trim(text);
}

static void read_key(const struct source *source, struct line *line)
{
	struct str text = line->text;
	char quote = text.len && (text.at[0] == '"' || text.at[0] == '\'') ? text.at[0] : 0;
	uint32_t from = quote ? 1 : 0, to = from;
	while (to < text.len && is_key_byte(text.at[to]))
		to++;
	uint32_t colon = to;
	if (quote && (colon == text.len || text.at[colon++] != quote))
		return;
	while (colon < text.len && is_blank(text.at[colon]))
		colon++;
	if (to == from || colon == text.len || text.at[colon] != ':')
		return;
	line->key = str_sub(text, from, to);
	line->colon = (uint32_t)(text.at + colon - source->text.at);
	line->loose = colon + 1 == text.len || is_blank(text.at[colon + 1]);
	line->rest = str_trim(str_sub(text, colon + 1, text.len));
}

static struct line read_line(const struct source *source, uint32_t at, struct str all)
{
	struct line line = { .at = at };
	while (line.indent < all.len && is_blank(all.at[line.indent]))
		line.tab |= all.at[line.indent++] == '\t';
	struct str text = str_sub(all, line.indent, all.len);
	line.blank = !str_trim(text).len;
	line.comment = !line.blank && text.at[0] == '#';
	line.text = line.comment ? str_trim(text) : without_comment(text);
	if (!line.blank && !line.comment)
		read_key(source, &line);
	return line;
}

struct line line_at(const struct source *source, uint32_t index)
{
	struct str all = source_line(source, index);
	uint32_t at = source->line[index], start = source_text_start(source);
	if (at < start) {
		all = str_sub(all, start - at, all.len);
		at = start;
	}
	return read_line(source, at, all);
}

bool line_header_in_comment(const struct source *source, uint32_t index, struct line *header)
{
	struct line line = line_at(source, index);
	if (!line.comment)
		return false;
	uint32_t mark = line.at + line.indent, at = mark;
	uint32_t end = source_line_end(source, mark);
	while (at < end && source->text.at[at] == '#')
		at++;
	*header = read_line(source, at, str_sub(source->text, at, end));
	return header->key.len && header->loose && !header->rest.len;
}

bool line_before(const struct source *source, uint32_t index, uint32_t *before)
{
	for (uint32_t tries = 0; index-- > 0 && tries < LINES_UP; tries++) {
		struct line line = line_at(source, index);
		if (!line.blank && !line.comment) {
			*before = index;
			return true;
		}
	}
	return false;
}

struct str line_path(struct arena *arena, const struct source *source, uint32_t index, struct str name)
{
	struct str above[LEVELS];
	uint32_t levels = 0, limit = line_at(source, index).indent;
	for (uint32_t tries = 0; limit && index-- > 0 && tries < LINES_UP && levels < LEVELS; tries++) {
		struct line line = line_at(source, index);
		if (line.blank || line.comment || line.indent >= limit)
			continue;
		limit = line.indent;
		if (line.key.len && line.loose && !line.rest.len)
			above[levels++] = line.key;
	}
	struct buf path = BUF_INIT(arena);
	while (levels--) {
		buf_str(&path, above[levels]);
		buf_char(&path, '.');
	}
	buf_str(&path, name);
	return buf_done(&path);
}

struct span line_span(const struct source *source, struct str piece)
{
	return (struct span){ (uint32_t)(piece.at - source->text.at), piece.len };
}
