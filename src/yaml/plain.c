#include "yaml/plain.h"

#include <string.h>

#include "yaml/yamlcpp.h"

/* Each reader has limits, and none of them below these: of a key 1024 bytes, of a depth 64, of blank lines in a row 10,000. */
enum { LINE_MOST = 512, INDENT_MOST = 32, LINES_MOST = 8192 };

static bool is_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/* From ' ' to '~', eight at a time. */
static bool is_printed(struct str text)
{
	const uint64_t ones = 0x0101010101010101u, high = ones * 0x80;
	uint64_t word, other = 0;
	uint32_t i = 0;
	for (; text.len - i >= sizeof word; i += (uint32_t)sizeof word) {
		memcpy(&word, text.at + i, sizeof word);
		other |= word | (word - ones * ' ') | (word + ones);
	}
	bool printed = !(other & high);
	for (; i < text.len; i++)
		printed &= text.at[i] >= ' ' && text.at[i] <= '~';
	return printed;
}

/* Where a value in quotes ends that has nothing of their kind, and no escape, in it; 0: it is no such value. */
static uint32_t quoted_end(struct str value)
{
	uint32_t end = str_find_char(value, value.at[0], 1);
	return end == STR_NONE || str_has_char(str_sub(value, 0, end), '\\') ? 0 : end + 1;
}

/* What means nothing to YAML within a value. */
static bool is_sign(char c)
{
	return c == '/' || c == '.' || c == '-' || c == ',' || c == ';' || c == '+' || c == '=' || c == '@' || c == '%';
}

/* Words with signs between. */
static uint32_t word_end(struct str value)
{
	uint32_t at = is_word(value.at[0]) || value.at[0] == '/' ? 1 : 0;
	while (at && at < value.len && (is_word(value.at[at]) || is_sign(value.at[at]) ||
					(value.at[at] == ':' && at + 1 < value.len && is_word(value.at[at + 1])) ||
					(value.at[at] == ' ' && at + 1 < value.len && is_word(value.at[at + 1]))))
		at++;
	return at;
}

bool plain_line(struct str line)
{
	uint32_t at = 0, end;
	if (line.len > LINE_MOST || !is_printed(line))
		return false;
	while (at < line.len && line.at[at] == ' ')
		at++;
	if (at == line.len || line.at[at] == '#')
		return true;
	if (at > INDENT_MOST)
		return false;
	for (end = at; end < line.len && (is_word(line.at[end]) || line.at[end] == '.');)
		end++;
	if (end == at || end == line.len || line.at[end] != ':')
		return false;
	struct str rest = str_sub(line, end + 1, line.len), value = str_trim(rest);
	if (rest.len && rest.at[0] != ' ')
		return false;
	if (!value.len || value.at[0] == '#')
		return true;
	end = value.at[0] == '"' || value.at[0] == '\'' ? quoted_end(value) : word_end(value);
	struct str behind = str_sub(value, end, value.len);
	return end && (!behind.len || (behind.at[0] == ' ' && str_starts(str_trim(behind), "#")));
}

bool plain_text(const struct source *source)
{
	bool plain = source->lines <= LINES_MOST;
	for (uint32_t i = 0; plain && i < source->lines; i++)
		plain = plain_line(source_line(source, i));
	return plain;
}

bool plain_read(struct arena *arena, const struct source *source, struct yaml *yaml)
{
	struct yamlcpp read;
	yamlcpp_read(arena, source, &read);
	*yaml = (struct yaml){ .source = source, .reading = READING_BOTH, .tree = read.tree, .check = text_check(source->text) };
	return !read.error.text && read.rest == NO_OFFSET && read.directive == NO_OFFSET && !read.unclosed;
}
