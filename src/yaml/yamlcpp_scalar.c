/* Plain and quoted scalars: yaml-cpp 0.6.2, src/scanscalar.cpp and src/exp.cpp.
 *
 * They are read line by line: what is on the line, its ending, the blanks that begin the next one; then
 * is known how the ending is folded, and whether the scalar goes on. */
#include <string.h>

#include "yaml/yamlcpp_value.h"

/* Over the ending of a line of a plain or quoted value. Blanks before it are no content. */
static void leave_line(struct value *value)
{
	struct scanner *scanner = value->scanner;
	if (!value->fresh)
		value_cut(value, value->solid);
	value->fresh = true;
	scan_next_line(scanner, scan_break(scanner, scanner->at));
}

/* Empty lines become newlines, a single line ending a blank. `empty`: was the line before empty? */
static bool fold_line(struct value *value, bool empty, bool escaped)
{
	bool next_empty = scan_break(value->scanner, value->scanner->at) != 0;
	if (next_empty)
		value->newlines++;
	else if (!empty && !escaped)
		value->spaces++;
	return next_empty;
}

/* ---- plain ---- */

/* Does the scalar end at this character, which is no ordinary one? */
static bool plain_ends(const struct scanner *scanner, uint32_t at)
{
	char c = scan_char(scanner, at), next = scan_char(scanner, at + 1);
	uint32_t space = scan_space(scanner, at);
	if (space)
		return scan_char(scanner, at + space) == '#';
	if (c == ':')
		return scan_apart(scanner, at + 1) ||
		       (scanner->flows && (next == ',' || next == ']' || next == '}'));
	return scanner->flows && c && strchr(",?[]{}", c);
}

static bool plain_ordinary(char c)
{
	static const bool special[256] = {
		[' '] = true, ['\t'] = true, ['\n'] = true, ['\r'] = true, [':'] = true, [','] = true,
		['?'] = true, ['['] = true, [']'] = true, ['{'] = true, ['}'] = true,
	};
	return !special[(unsigned char)c];
}

static void plain_line(struct value *value)
{
	struct scanner *scanner = value->scanner;
	uint32_t from = scanner->at;
	if (scan_column(scanner) == 0 && scan_document_mark(scanner, from))
		return;
	while (scan_more(scanner)) {
		if (!plain_ordinary(scanner->text.at[scanner->at]) &&
		    (scan_break(scanner, scanner->at) || plain_ends(scanner, scanner->at)))
			break;
		scanner->at++;
	}
	value_text(value, from);
}

/* The blanks that begin a line, up to a comment. */
static bool plain_indent(struct scanner *scanner, int64_t indent)
{
	for (char c; scan_blank(c = scan_char(scanner, scanner->at)); scanner->at++) {
		if (c == '\t' && scan_column(scanner) < indent)
			return scanner_fail(scanner, scanner_mark(scanner),
					    "illegal tab when looking for indentation");
		if (plain_ends(scanner, scanner->at))
			break;
	}
	return true;
}

bool scalar_plain(struct scanner *scanner, int64_t indent, struct token *token)
{
	struct value value;
	value_init(&value, scanner);
	value.end = scanner->at;
	bool empty = false;
	scanner->key_allowed = false;
	while (scan_more(scanner)) {
		plain_line(&value);
		if (!scan_break(scanner, scanner->at) || plain_ends(scanner, scanner->at))
			break;
		leave_line(&value);
		if (!plain_indent(scanner, indent))
			return false;
		empty = fold_line(&value, empty, false);
		if (!empty && scan_column(scanner) < indent) {
			scanner->key_allowed = true;
			break;
		}
	}
	/* The last line's ending is not folded; blanks (but not tabs) before a comment go. */
	value.newlines = value.spaces = 0;
	value_trim(&value);
	token->style = STYLE_PLAIN;
	token->text = value_done(&value);
	token->end = value.end;
	return true;
}

/* ---- quoted ---- */

/* One character, or the end of input, which yaml-cpp counts as one. */
static char take(struct scanner *scanner)
{
	char c = scan_char(scanner, scanner->at++);
	if (c == '\n') {
		scanner->line++;
		scanner->line_start = scanner->at;
	}
	return c;
}

static bool hex_digit(char c, uint32_t *digit)
{
	*digit = c >= '0' && c <= '9' ? (uint32_t)(c - '0')
	       : c >= 'a' && c <= 'f' ? (uint32_t)(c - 'a' + 10)
	       : c >= 'A' && c <= 'F' ? (uint32_t)(c - 'A' + 10) : 16;
	return *digit < 16;
}

static bool take_code(struct value *value, uint32_t digits)
{
	struct scanner *scanner = value->scanner;
	char c[8], utf8[4];
	for (uint32_t i = 0; i < digits; i++)
		c[i] = take(scanner);
	uint32_t code = 0, len = 0;
	for (uint32_t i = 0, digit; i < digits; i++) {
		if (!hex_digit(c[i], &digit))
			return scanner_fail(scanner, scanner_mark(scanner),
					    "bad character found while scanning hex number");
		code = code << 4 | digit;
	}
	if ((code >= 0xd800 && code <= 0xdfff) || code > 0x10ffff)
		return scanner_fail(scanner, scanner_mark(scanner),
				    arena_printf(scanner->arena, "invalid unicode: %u", code));
	if (code < 0x80) {
		utf8[len++] = (char)code;
	} else {
		uint32_t more = code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
		static const unsigned char first[] = { 0, 0xc0, 0xe0, 0xf0 };
		utf8[len++] = (char)(first[more] | code >> 6 * more);
		while (more-- > 0)
			utf8[len++] = (char)(0x80 | (code >> 6 * more & 0x3f));
	}
	value_escape(value, utf8, len);
	return true;
}

static bool take_escape(struct value *value)
{
	/* \N and \_ are one byte each, and so not UTF-8. */
	static const struct { char c; const char *text; } table[] = {
		{ '0', "\0" }, { 'a', "\a" }, { 'b', "\b" }, { 't', "\t" }, { '\t', "\t" }, { 'n', "\n" },
		{ 'v', "\v" }, { 'f', "\f" }, { 'r', "\r" }, { 'e', "\x1b" }, { ' ', " " }, { '"', "\"" },
		{ '\'', "'" }, { '\\', "\\" }, { '/', "/" }, { 'N', "\x85" }, { '_', "\xa0" },
		{ 'L', "\xe2\x80\xa8" }, { 'P', "\xe2\x80\xa9" },
	};
	struct scanner *scanner = value->scanner;
	scanner->at++;
	char c = take(scanner);
	if (c == 'x' || c == 'u' || c == 'U')
		return take_code(value, c == 'x' ? 2 : c == 'u' ? 4 : 8);
	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		if (table[i].c == c) {
			size_t len = strlen(table[i].text);
			value_escape(value, table[i].text, len ? (uint32_t)len : 1);
			return true;
		}
	}
	return scanner_fail(scanner, scanner_mark(scanner),
			    arena_printf(scanner->arena, "unknown escape character: %c", c));
}

/* Up to the closing quote, the line's ending, or the end of the text. `*escaped`: the ending has a backslash
 * before it. */
static bool quoted_line(struct value *value, char quote, bool *escaped)
{
	struct scanner *scanner = value->scanner;
	uint32_t from = scanner->at;
	if (scan_column(scanner) == 0 && scan_document_mark(scanner, from))
		return scanner_fail(scanner, scanner_mark(scanner), "illegal document indicator in scalar");
	*escaped = false;
	for (; scan_more(scanner); ) {
		char c = scanner->text.at[scanner->at];
		bool pair = c == '\'' && scan_char(scanner, scanner->at + 1) == '\'';
		if (c == quote && !(quote == '\'' && pair))
			break;
		if ((c == '\n' || c == '\r') && scan_break(scanner, scanner->at))
			break;
		if (!(quote == '"' && c == '\\') && !(quote == '\'' && pair)) {
			scanner->at++;
			continue;
		}
		value_text(value, from);
		if (c == '\\' && scan_break(scanner, scanner->at + 1)) {
			scanner->at++;
			value->solid = value->escaped = value_length(value);
			value->fresh = false;
			*escaped = true;
			return true;
		}
		if (c == '\\' && !take_escape(value))
			return false;
		if (c == '\'') {
			scanner->at += 2;
			value_escape(value, "'", 1);
		}
		from = scanner->at;
	}
	value_text(value, from);
	return true;
}

bool scalar_quoted(struct scanner *scanner, struct token *token)
{
	char quote = scanner->text.at[scanner->at++];
	struct value value;
	value_init(&value, scanner);
	bool empty = false, escaped = false;
	token->style = quote == '"' ? STYLE_DOUBLE : STYLE_SINGLE;
	token->unclosed = true;
	value.end = scanner->at;
	while (scan_more(scanner)) {
		if (!quoted_line(&value, quote, &escaped))
			return false;
		/* Only an end right behind a line's ending is taken for the closing quote. */
		if (!scan_more(scanner))
			return scanner_fail(scanner, scanner_mark(scanner), "illegal EOF in scalar");
		if (scanner->text.at[scanner->at] == quote) {
			token->unclosed = false;
			value.end = ++scanner->at;
			break;
		}
		leave_line(&value);
		while (scan_blank(scan_char(scanner, scanner->at)))
			scanner->at++;
		empty = fold_line(&value, empty, escaped);
	}
	value_chomp(&value, 1);
	token->text = value_done(&value);
	token->end = value.end;
	return true;
}
