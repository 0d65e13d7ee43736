#include "yaml/scalar.h"

#include <string.h>

#include "base/buf.h"
#include "base/term.h"
#include "base/utf8.h"

/* Characters that a parser could take for a line's end or refuse, wherever they stand, and those that a terminal acts
 * on or hides. A byte that is not UTF-8 can't be written in YAML at all: it becomes U+FFFD. */
static bool needs_escape(uint32_t c, uint32_t bytes)
{
	return term_is_unsafe(c) || c == 0xfffe || c == 0xffff || (c == 0xfffd && bytes == 1);
}

static bool has_escapes(struct str value)
{
	uint32_t bytes;
	for (; value.len; value = str_sub(value, bytes, value.len)) {
		uint32_t c = utf8_decode(value, &bytes);
		if (needs_escape(c, bytes))
			return true;
	}
	return false;
}

static bool starts_plain(struct str value, bool flow)
{
	char first = value.at[0];
	if (!strchr("-?:,[]{}#&*!|>'\"%@`", first))
		return true;
	/* A dash, question mark or colon may begin plain text when more text follows at once. Inside
	 * brackets, libraries agree on numbers only. */
	if (flow)
		return scalar_is_bare_json(value);
	if (strchr("-?:", first) == NULL)
		return false;
	return value.len > 1 && !strchr(" -:", value.at[1]) && !str_is(value, "---");
}

static bool is_plain(struct str value, bool flow)
{
	if (!value.len || !starts_plain(value, flow) || has_escapes(value))
		return false;
	if (str_is(value, "~") || str_is(value, "null") || str_is(value, "Null") || str_is(value, "NULL"))
		return false;
	if (value.at[0] == ' ' || strchr(" :", value.at[value.len - 1]))
		return false;
	if (str_starts(value, "...") || str_starts(value, "---"))
		return false;
	for (uint32_t i = 0; i + 1 < value.len; i++) {
		char c = value.at[i], next = value.at[i + 1];
		if ((c == ':' && next == ' ') || (c == ' ' && next == '#'))
			return false;
	}
	/* Inside brackets, brackets and commas end plain text, and libraries differ on what a colon
	 * before another sign means. */
	for (uint32_t i = 0; flow && i < value.len; i++)
		if (strchr(",[]{}", value.at[i]) ||
		    (value.at[i] == ':' && strchr("!\"#$%&'()*+-.:;<=>?@^`|~", value.at[i + 1])))
			return false;
	return true;
}

static struct str single(struct arena *arena, struct str value)
{
	struct buf out = BUF_INIT(arena);
	buf_char(&out, '\'');
	for (uint32_t i = 0; i < value.len; i++)
		buf_text(&out, value.at[i] == '\'' ? "''" : (char[]){ value.at[i], 0 });
	buf_char(&out, '\'');
	return buf_done(&out);
}

static struct str double_quoted(struct arena *arena, struct str value)
{
	struct buf out = BUF_INIT(arena);
	uint32_t bytes;
	buf_char(&out, '"');
	for (; value.len; value = str_sub(value, bytes, value.len)) {
		uint32_t c = utf8_decode(value, &bytes);
		if (c == '"' || c == '\\')
			buf_printf(&out, "\\%c", (char)c);
		else if (c == '\n' || c == '\t')
			buf_text(&out, c == '\n' ? "\\n" : "\\t");
		else if (needs_escape(c, bytes))
			buf_printf(&out, c > 0xffff ? "\\U%08X" : "\\u%04X", c);
		else
			buf_bytes(&out, value.at, bytes);
	}
	buf_char(&out, '"');
	return buf_done(&out);
}

struct str scalar_spell(struct arena *arena, struct str value, enum node_style wanted, bool flow)
{
	if (wanted == STYLE_DOUBLE || has_escapes(value))
		return double_quoted(arena, value);
	if (wanted == STYLE_SINGLE || !is_plain(value, flow))
		return single(arena, value);
	return value;
}

bool scalar_is_bare_json(struct str value)
{
	if (str_is(value, "true") || str_is(value, "false"))
		return true;
	uint32_t at = value.len && value.at[0] == '-';
	uint32_t digits = at;
	while (at < value.len && value.at[at] >= '0' && value.at[at] <= '9')
		at++;
	return at == value.len && at > digits && (at - digits == 1 || value.at[digits] != '0');
}
