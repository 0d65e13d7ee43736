#include "report/markup.h"

#include "base/term.h"
#include "base/utf8.h"

static struct str visible(struct arena *arena, struct str text)
{
	struct buf out = BUF_INIT(arena);
	term_escape(&out, text);
	return buf_done(&out);
}

static bool is_plain(unsigned char byte)
{
	return byte >= 0x80 || (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z');
}

static bool has_any(struct str text, const char *bytes)
{
	for (; *bytes; bytes++)
		if (str_has_char(text, *bytes))
			return true;
	return false;
}

/* A backtick can't be escaped in a code span, and GFM splits a table's row at a pipe before it looks for
 * code; whether a backslash before the pipe counts differs. Within the element, references to characters
 * can neither end a cell nor begin anything. */
void markdown_code(struct buf *out, const char *text)
{
	struct str shown = visible(out->arena, str_of(text));
	bool blank = shown.len && (shown.at[0] == ' ' || shown.at[shown.len - 1] == ' ');
	if (shown.len && !blank && !has_any(shown, "`|\\")) {
		buf_printf(out, "`%.*s`", STR_ARG(shown));
		return;
	}
	buf_text(out, "<code>");
	for (uint32_t i = 0; i < shown.len; i++) {
		if (is_plain((unsigned char)shown.at[i]))
			buf_char(out, shown.at[i]);
		else
			buf_printf(out, "&#%d;", shown.at[i]);
	}
	buf_text(out, "</code>");
}

/* What would begin a list, a heading or a quote, at the start of a line: also 1. and 1) */
static bool begins_block(struct str text, uint32_t at)
{
	uint32_t digits = 0;
	while (digits < text.len && text.at[digits] >= '0' && text.at[digits] <= '9')
		digits++;
	return at == 0 ? strchr("-+=#", text.at[0]) != NULL : at == digits && strchr(".)", text.at[at]);
}

/* With the colon and the dot that make a link of an address; other punctuation is left readable. */
static bool begins_link(struct str text, uint32_t at)
{
	return str_starts(str_sub(text, at, text.len), "://") ||
	       (text.at[at] == '.' && at >= 3 && str_eq_nocase(str_sub(text, at - 3, at), STR("www")));
}

void markdown_text(struct buf *out, const char *text)
{
	struct str shown = visible(out->arena, str_of(text));
	for (uint32_t i = 0; i < shown.len; i++) {
		if (strchr("\\`*_[]<>|~&$", shown.at[i]) || begins_block(shown, i) || begins_link(shown, i))
			buf_char(out, '\\');
		buf_char(out, shown.at[i]);
	}
}

static uint32_t longest_run(struct str text, char c)
{
	uint32_t longest = 0, run = 0;
	for (uint32_t i = 0; i < text.len; i++) {
		run = text.at[i] == c ? run + 1 : 0;
		longest = run > longest ? run : longest;
	}
	return longest;
}

void markdown_fence(struct buf *out, unsigned indent, const char *language, const char *text)
{
	struct str rest = str_of(text), line;
	uint32_t run = longest_run(rest, '`') + 1;
	uint32_t length = run > 3 ? run : 3;
	buf_fill(out, ' ', indent);
	buf_fill(out, '`', length);
	buf_printf(out, "%s\n", language);
	while (str_split(&rest, '\n', &line)) {
		buf_fill(out, ' ', indent);
		term_escape(out, line);
		buf_char(out, '\n');
	}
	buf_fill(out, ' ', indent);
	buf_fill(out, '`', length);
	buf_char(out, '\n');
}

/* All that could mean something to Mermaid, or to the HTML that it makes, as a number: #34; is its way to write a
 * character. */
void mermaid_label(struct buf *out, const char *text)
{
	struct str shown = visible(out->arena, str_of(text));
	for (uint32_t i = 0; i < shown.len; i++) {
		char c = shown.at[i];
		if (is_plain((unsigned char)c) || c == ' ' || c == '-' || c == '.' || c == '_')
			buf_char(out, c);
		else
			buf_printf(out, "#%d;", c);
	}
}
