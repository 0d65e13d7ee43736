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

/* What a line may be: those of manifests have more of YAML in them. */
enum kind { OF_CONFIG, OF_MANIFEST };

/* The same of a manifest, where a backslash may be in single quotes: it is one there. */
static uint32_t text_end(struct str value)
{
	uint32_t end = value.len && value.at[0] == '\'' ? str_find_char(value, '\'', 1) : STR_NONE;
	return end != STR_NONE ? end + 1 : value.len && value.at[0] == '"' ? quoted_end(value) : 0;
}

/* Where a list in brackets ends, of texts in quotes alone; 0: it is none. */
static uint32_t list_end(struct str value)
{
	for (uint32_t at = 1, len; at < value.len; at++) {
		while (at < value.len && value.at[at] == ' ')
			at++;
		len = text_end(str_sub(value, at, value.len));
		at += len;
		while (at < value.len && value.at[at] == ' ')
			at++;
		if (!len || at == value.len || (value.at[at] != ',' && value.at[at] != ']'))
			return 0;
		if (value.at[at] == ']')
			return at + 1;
	}
	return 0;
}

static uint32_t value_end(struct str value, enum kind kind)
{
	if (kind == OF_MANIFEST && (str_starts(value, "[]") || str_starts(value, "{}")))
		return 2;
	if (kind == OF_MANIFEST && value.at[0] == '[')
		return list_end(value);
	if (value.at[0] == '"' || value.at[0] == '\'')
		return kind == OF_MANIFEST ? text_end(value) : quoted_end(value);
	return word_end(value);
}

static bool is_value(struct str value, enum kind kind)
{
	uint32_t end = value_end(value, kind);
	struct str behind = str_sub(value, end, value.len);
	return end && (!behind.len || (behind.at[0] == ' ' && str_starts(str_trim(behind), "#")));
}

static bool is_named(char c, enum kind kind)
{
	return is_word(c) || c == '.' || (kind == OF_MANIFEST && (c == '-' || c == '/'));
}

/* `name:` with or without a value; its value, or empty for none. */
static bool is_entry(struct str text, enum kind kind, struct str *value)
{
	uint32_t end = 0;
	while (end < text.len && is_named(text.at[end], kind))
		end++;
	if (!end || end == text.len || text.at[end] != ':' || text.at[0] == '-' || text.at[0] == '/')
		return false;
	struct str rest = str_sub(text, end + 1, text.len);
	if (rest.len && rest.at[0] != ' ')
		return false;
	rest = str_trim(rest);
	*value = rest.len && rest.at[0] == '#' ? STR("") : rest;
	return true;
}

static uint32_t indent_of(struct str line)
{
	uint32_t at = 0;
	while (at < line.len && line.at[at] == ' ')
		at++;
	return at;
}

bool plain_line(struct str line)
{
	struct str value;
	if (line.len > LINE_MOST || !is_printed(line))
		return false;
	uint32_t at = indent_of(line);
	if (at == line.len || line.at[at] == '#')
		return true;
	return at <= INDENT_MOST && is_entry(str_sub(line, at, line.len), OF_CONFIG, &value) && (!value.len || is_value(value, OF_CONFIG));
}

bool plain_text(const struct source *source)
{
	/* A CR at the end is none of a line's. */
	bool plain = source->lines <= LINES_MOST && !str_ends(source->text, "\r");
	for (uint32_t i = 0; plain && i < source->lines; i++)
		plain = plain_line(source_line(source, i));
	return plain;
}

/* ---- manifests ---- */

/* A block of text: the lines that are indented as its first one is, or more. */
struct block {
	bool expected, open;   /* its header was the last line; its first line was there */
	uint32_t header, text; /* how those are indented */
};

/* An item, or what stands in one. */
static bool is_item(struct str text)
{
	struct str value;
	if (!text.len || text.at[0] == ' ')
		return false;
	return is_entry(text, OF_MANIFEST, &value) ? !value.len || is_value(value, OF_MANIFEST) : is_value(text, OF_MANIFEST);
}

static bool is_manifest_line(struct str line, struct block *block)
{
	struct str value;
	uint32_t at = indent_of(line);
	struct str text = str_sub(line, at, line.len);
	if (!text.len || text.at[0] == '#')
		return true;
	if (at > INDENT_MOST)
		return false;
	if (str_starts(text, "- "))
		return is_item(str_sub(text, 2, text.len));
	if (!is_entry(text, OF_MANIFEST, &value))
		return false;
	if (!str_is(value, "|") && !str_is(value, "|-"))
		return !value.len || is_value(value, OF_MANIFEST);
	*block = (struct block){ .expected = true, .header = at };
	return true;
}

/* A line of the block, which may be its last one. `*in`: it is one. */
static bool is_block_line(struct str line, struct block *block, bool *in)
{
	uint32_t at = indent_of(line);
	*in = block->open && (!line.len || at >= block->text);
	if (block->expected) {
		*block = (struct block){ .open = true, .header = block->header, .text = at };
		*in = true;
		return at < line.len && at > block->header && at <= INDENT_MOST;
	}
	/* Blanks that are fewer than the block's, and lines between its header's and its own. */
	if (block->open && !*in && (at == line.len || at > block->header))
		return false;
	block->open &= *in;
	return true;
}

bool plain_manifest(const struct source *source)
{
	struct block block = { .open = false };
	struct str text = source->text;
	bool in, plain = source->lines <= LINES_MOST && str_ends(text, "\n") && !str_has_char(text, '\r');
	for (uint32_t i = 0; plain && i < source->lines; i++) {
		struct str line = source_line(source, i);
		plain = line.len <= LINE_MOST && is_printed(line) && is_block_line(line, &block, &in) &&
			(in || is_manifest_line(line, &block) || (i == 0 && str_is(line, "---")));
	}
	return plain && !block.expected;
}

bool plain_read(struct arena *arena, const struct source *source, struct yaml *yaml)
{
	struct yamlcpp read;
	yamlcpp_read(arena, source, &read);
	*yaml = (struct yaml){ .source = source, .reading = READING_BOTH, .tree = read.tree, .check = text_check(source->text) };
	return !read.error.text && read.rest == NO_OFFSET && read.directive == NO_OFFSET && !read.unclosed;
}

void plain_read_manifest(struct arena *arena, const struct source *source, struct yaml *yaml)
{
	if (!plain_manifest(source) || !plain_read(arena, source, yaml))
		yaml_read(arena, source, yaml);
}
