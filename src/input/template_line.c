#include "input/template_line.h"

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static uint32_t line_end(struct str text, uint32_t at)
{
	uint32_t end = str_find_char(text, '\n', at);
	return end == STR_NONE ? text.len : end;
}

/* How far it goes, and which tags begin in it. */
static void measure(struct str text, const struct tags *tags, struct template_line *line)
{
	uint32_t end = line_end(text, line->start), tag = line->first;
	for (; tag < tags->count && tags->at[tag].at.at < end; tag++)
		if (span_end(tags->at[tag].at) > end) {
			end = line_end(text, span_end(tags->at[tag].at));
			line->several = true;
		}
	line->last = line->code = tag;
	line->next = end < text.len ? end + 1 : end;
	line->end = end > line->start && end < text.len && text.at[end - 1] == '\r' ? end - 1 : end;
	if (line->last > line->first && span_end(tags->at[line->last - 1].at) > line->end)
		line->end = end;
}

struct reader {
	struct str text;
	struct template_line *line;
	char quote;          /* that is open */
	bool fresh;          /* a scalar may begin here */
	bool blank;          /* the byte before is one, or there is none */
};

static void key_byte(struct reader *reader, uint32_t at, bool tag_follows)
{
	struct template_line *line = reader->line;
	char c = reader->text.at[at];
	bool ends = at + 1 >= line->end || is_blank(reader->text.at[at + 1]);
	if (line->separator != STR_NONE)
		return;
	if (c == '=' || (c == ':' && ends && !tag_follows)) {
		line->separator = at + 1;
		line->value = STR_NONE;
		reader->fresh = true;
	} else if (c == '-' && ends && line->value == at) {
		line->value = STR_NONE;
		reader->fresh = true;
	}
}

/* One byte of literal text that is no blank; false: a comment begins. */
static bool literal_byte(struct reader *reader, uint32_t *at, bool tag_follows)
{
	struct template_line *line = reader->line;
	char c = reader->text.at[*at];
	bool fresh = reader->fresh;
	if (!reader->quote && c == '#' && reader->blank)
		return false;
	if (line->value == STR_NONE)
		line->value = *at;
	line->literal = *at + 1;
	line->last_byte = c;
	reader->fresh = false;
	if (reader->quote) {
		if (c == '\\' && reader->quote == '"' && !tag_follows && *at + 1 < line->end)
			++*at;
		else if (c == reader->quote)
			reader->quote = 0;
	} else if (fresh && (c == '"' || c == '\'')) {
		reader->quote = c;
	} else {
		reader->fresh = c == ',' || c == '[' || c == '{';
		key_byte(reader, *at, tag_follows);
	}
	return true;
}

struct template_line template_line_read(struct str text, const struct tags *tags, uint32_t tag, uint32_t start)
{
	struct template_line line = { .start = start, .first = tag, .separator = STR_NONE, .value = STR_NONE, .literal = STR_NONE };
	struct reader reader = { .text = text, .line = &line, .fresh = true, .blank = true };
	measure(text, tags, &line);
	line.begin = line.comment = line.end;
	uint32_t next = tag;
	for (uint32_t at = start; at < line.end; at++) {
		uint32_t tag_at = next < line.last ? tags->at[next].at.at : STR_NONE;
		bool blank = at != tag_at && is_blank(text.at[at]);
		if (!blank && line.begin == line.end)
			line.begin = at;
		if (at == tag_at) {
			if (line.value == STR_NONE)
				line.value = at;
			at = span_end(tags->at[next++].at) - 1;
			reader.fresh = false;
		} else if (!blank && !literal_byte(&reader, &at, tag_at == at + 1)) {
			line.comment = at;
			line.code = next;
			break;
		}
		reader.blank = blank;
	}
	return line;
}

bool template_value_sound(struct str line, uint32_t at)
{
	char first = at < line.len ? line.at[at] : 0;
	if (first == '[' || first == '{' || first == '|' || first == '>')
		return true;
	if (first == '"' || first == '\'') {
		uint32_t end = tag_quoted(line, at, first == '"' ? '\\' : 0);
		while (end != STR_NONE && first == '\'' && tag_byte(line, end, '\''))
			end = tag_quoted(line, end, 0);
		struct str rest = end == STR_NONE ? STR("x") : str_trim(str_sub(line, end, line.len));
		return !rest.len || rest.at[0] == '#';
	}
	for (uint32_t i = at; i < line.len; i++) {
		if (line.at[i] == '#' && i && is_blank(line.at[i - 1]))
			return true;
		if (line.at[i] == ':' && (i + 1 == line.len || is_blank(line.at[i + 1])))
			return false;
	}
	return true;
}
