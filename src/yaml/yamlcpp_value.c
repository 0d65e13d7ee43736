#include "yaml/yamlcpp_value.h"

#include "base/buf.h"
#include "yaml/tree.h"

void value_init(struct value *value, struct scanner *scanner)
{
	*value = (struct value){ .scanner = scanner, .escaped = NO_OFFSET, .fresh = true };
}

static void copy_piece(struct value *value)
{
	if (value->copied)
		return;
	value->copied = true;
	value->scanner->scratch.len = 0;
	buf_str(&value->scanner->scratch, value->piece);
}

uint32_t value_length(struct value *value)
{
	if (value->newlines || value->spaces) {
		copy_piece(value);
		buf_fill(&value->scanner->scratch, '\n', value->newlines);
		buf_fill(&value->scanner->scratch, ' ', value->spaces);
		value->newlines = value->spaces = 0;
	}
	return value->copied ? value->scanner->scratch.len : value->piece.len;
}

void value_cut(struct value *value, uint32_t len)
{
	if (value->copied)
		value->scanner->scratch.len = len;
	else
		value->piece.len = len;
}

void value_text(struct value *value, uint32_t from)
{
	struct str bytes = str_sub(value->scanner->text, from, value->scanner->at);
	if (!bytes.len)
		return;
	uint32_t before = value_length(value), solid = bytes.len;
	if (!value->copied && !before)
		value->piece = bytes;
	else if (!value->copied && value->piece.at + before == bytes.at)
		value->piece.len += bytes.len;
	else {
		copy_piece(value);
		buf_str(&value->scanner->scratch, bytes);
	}
	while (solid && scan_blank(bytes.at[solid - 1]))
		solid--;
	if (solid) {
		value->solid = before + solid;
		value->end = from + solid;
	} else if (value->fresh) {
		value->solid = before;
	}
	value->fresh = false;
}

void value_escape(struct value *value, const char *bytes, uint32_t len)
{
	value_length(value);
	copy_piece(value);
	buf_bytes(&value->scanner->scratch, bytes, len);
	value->solid = value->escaped = value_length(value);
	value->end = value->scanner->at;
	value->fresh = false;
}

struct str value_done(struct value *value)
{
	if (value_length(value) == 0)
		return STR("");
	if (!value->copied)
		return value->piece;
	return str_copy(value->scanner->arena, (struct str){ value->scanner->scratch.at,
							      value->scanner->scratch.len });
}

void value_chomp(struct value *value, uint32_t keep)
{
	uint32_t len = value_length(value), end = len;
	const char *at = value->copied ? value->scanner->scratch.at : value->piece.at;
	while (end && at[end - 1] == '\n')
		end--;
	if (value->escaped != NO_OFFSET && end <= value->escaped)
		end = value->escaped + 1;
	if (end == 0)
		value_cut(value, 0);
	else if (end < len)
		value_cut(value, end + keep);
}

void value_trim(struct value *value)
{
	uint32_t len = value_length(value);
	const char *at = value->copied ? value->scanner->scratch.at : value->piece.at;
	while (len && at[len - 1] == ' ')
		len--;
	value_cut(value, len);
}
