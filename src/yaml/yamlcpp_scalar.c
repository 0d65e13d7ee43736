/* The text of scalars: yaml-cpp 0.6.2, src/scanscalar.cpp and src/exp.cpp.
 *
 * Each kind is read line by line: what is on the line, its ending, the blanks that begin the next one; then
 * is known how the ending is folded, and whether the scalar goes on. */
#include <string.h>

#include "yaml/yamlcpp_scan.h"

/* A value in the making: one piece of the text as long as that can be, else a copy in scratch. What a line's
 * ending becomes is added when something follows. */
struct scalar {
	struct scanner *scanner;
	struct str piece;
	bool copied;
	uint32_t newlines, spaces;  /* to come before what follows */
	bool fresh;                 /* nothing of this line is in it yet */
	uint32_t solid;             /* length without the blanks that end the line */
	uint32_t escaped;           /* length behind the last escape, or NOTHING: trimming stops there */
	uint32_t end;               /* offset in the text, behind the last character that is no blank */
};

#define NOTHING UINT32_MAX

static void scalar_init(struct scalar *scalar, struct scanner *scanner)
{
	*scalar = (struct scalar){ .scanner = scanner, .escaped = NOTHING, .fresh = true };
}

static void copy_piece(struct scalar *scalar)
{
	if (scalar->copied)
		return;
	scalar->copied = true;
	scalar->scanner->scratch.len = 0;
	buf_str(&scalar->scanner->scratch, scalar->piece);
}

static uint32_t length(struct scalar *scalar)
{
	if (scalar->newlines || scalar->spaces) {
		copy_piece(scalar);
		buf_fill(&scalar->scanner->scratch, '\n', scalar->newlines);
		buf_fill(&scalar->scanner->scratch, ' ', scalar->spaces);
		scalar->newlines = scalar->spaces = 0;
	}
	return scalar->copied ? scalar->scanner->scratch.len : scalar->piece.len;
}

static void cut(struct scalar *scalar, uint32_t len)
{
	if (scalar->copied)
		scalar->scanner->scratch.len = len;
	else
		scalar->piece.len = len;
}

/* Adds the bytes of the text from `from` to where the scanner is. */
static void add_text(struct scalar *scalar, uint32_t from)
{
	struct str bytes = str_sub(scalar->scanner->text, from, scalar->scanner->at);
	if (!bytes.len)
		return;
	uint32_t before = length(scalar), solid = bytes.len;
	if (!scalar->copied && !before)
		scalar->piece = bytes;
	else if (!scalar->copied && scalar->piece.at + before == bytes.at)
		scalar->piece.len += bytes.len;
	else {
		copy_piece(scalar);
		buf_str(&scalar->scanner->scratch, bytes);
	}
	while (solid && scan_blank(bytes.at[solid - 1]))
		solid--;
	if (solid) {
		scalar->solid = before + solid;
		scalar->end = from + solid;
	} else if (scalar->fresh) {
		scalar->solid = before;
	}
	scalar->fresh = false;
}

static void add_escape(struct scalar *scalar, const char *bytes, uint32_t len)
{
	length(scalar);
	copy_piece(scalar);
	buf_bytes(&scalar->scanner->scratch, bytes, len);
	scalar->solid = scalar->escaped = length(scalar);
	scalar->end = scalar->scanner->at;
	scalar->fresh = false;
}

static struct str value(struct scalar *scalar)
{
	if (length(scalar) == 0)
		return STR("");
	if (!scalar->copied)
		return scalar->piece;
	return str_copy(scalar->scanner->arena, (struct str){ scalar->scanner->scratch.at,
							      scalar->scanner->scratch.len });
}

/* ---- line endings ---- */

/* Newlines at the end: all but `keep` of them go. What was escaped is no newline. */
static void chomp(struct scalar *scalar, uint32_t keep)
{
	uint32_t len = length(scalar), end = len;
	const char *at = scalar->copied ? scalar->scanner->scratch.at : scalar->piece.at;
	while (end && at[end - 1] == '\n')
		end--;
	if (scalar->escaped != NOTHING && end <= scalar->escaped)
		end = scalar->escaped + 1;
	if (end == 0)
		cut(scalar, 0);
	else if (end < len)
		cut(scalar, end + keep);
}

/* Over the ending of a line of a plain or quoted scalar. Blanks before it are no content. */
static void leave_line(struct scalar *scalar)
{
	struct scanner *scanner = scalar->scanner;
	if (!scalar->fresh)
		cut(scalar, scalar->solid);
	scalar->fresh = true;
	scan_next_line(scanner, scan_break(scanner, scanner->at));
}

/* Empty lines become newlines, a single line ending a blank. `empty`: was the line before empty? */
static bool fold_line(struct scalar *scalar, bool empty, bool escaped)
{
	bool next_empty = scan_break(scalar->scanner, scalar->scanner->at) != 0;
	if (next_empty)
		scalar->newlines++;
	else if (!empty && !escaped)
		scalar->spaces++;
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

static void plain_line(struct scalar *scalar)
{
	struct scanner *scanner = scalar->scanner;
	uint32_t from = scanner->at;
	if (scan_column(scanner) == 0 && scan_document_mark(scanner, from))
		return;
	while (scan_more(scanner)) {
		if (!plain_ordinary(scanner->text.at[scanner->at]) &&
		    (scan_break(scanner, scanner->at) || plain_ends(scanner, scanner->at)))
			break;
		scanner->at++;
	}
	add_text(scalar, from);
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
	struct scalar scalar;
	scalar_init(&scalar, scanner);
	scalar.end = scanner->at;
	bool empty = false;
	scanner->key_allowed = false;
	while (scan_more(scanner)) {
		plain_line(&scalar);
		if (!scan_break(scanner, scanner->at) || plain_ends(scanner, scanner->at))
			break;
		leave_line(&scalar);
		if (!plain_indent(scanner, indent))
			return false;
		empty = fold_line(&scalar, empty, false);
		if (!empty && scan_column(scanner) < indent) {
			scanner->key_allowed = true;
			break;
		}
	}
	/* The last line's ending is not folded; blanks (but not tabs) before a comment go. */
	scalar.newlines = scalar.spaces = 0;
	uint32_t len = length(&scalar);
	const char *at = scalar.copied ? scanner->scratch.at : scalar.piece.at;
	while (len && at[len - 1] == ' ')
		len--;
	cut(&scalar, len);
	token->style = STYLE_PLAIN;
	token->text = value(&scalar);
	token->end = scalar.end;
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

static bool take_code(struct scalar *scalar, uint32_t digits)
{
	struct scanner *scanner = scalar->scanner;
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
	add_escape(scalar, utf8, len);
	return true;
}

static bool take_escape(struct scalar *scalar)
{
	/* \N and \_ are one byte each, and so not UTF-8. */
	static const struct { char c; const char *text; } table[] = {
		{ '0', "\0" }, { 'a', "\a" }, { 'b', "\b" }, { 't', "\t" }, { '\t', "\t" }, { 'n', "\n" },
		{ 'v', "\v" }, { 'f', "\f" }, { 'r', "\r" }, { 'e', "\x1b" }, { ' ', " " }, { '"', "\"" },
		{ '\'', "'" }, { '\\', "\\" }, { '/', "/" }, { 'N', "\x85" }, { '_', "\xa0" },
		{ 'L', "\xe2\x80\xa8" }, { 'P', "\xe2\x80\xa9" },
	};
	struct scanner *scanner = scalar->scanner;
	scanner->at++;
	char c = take(scanner);
	if (c == 'x' || c == 'u' || c == 'U')
		return take_code(scalar, c == 'x' ? 2 : c == 'u' ? 4 : 8);
	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		if (table[i].c == c) {
			size_t len = strlen(table[i].text);
			add_escape(scalar, table[i].text, len ? (uint32_t)len : 1);
			return true;
		}
	}
	return scanner_fail(scanner, scanner_mark(scanner),
			    arena_printf(scanner->arena, "unknown escape character: %c", c));
}

/* Up to the closing quote, the line's ending, or the end of the text. `*escaped`: the ending has a backslash
 * before it. */
static bool quoted_line(struct scalar *scalar, char quote, bool *escaped)
{
	struct scanner *scanner = scalar->scanner;
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
		add_text(scalar, from);
		if (c == '\\' && scan_break(scanner, scanner->at + 1)) {
			scanner->at++;
			scalar->solid = scalar->escaped = length(scalar);
			scalar->fresh = false;
			*escaped = true;
			return true;
		}
		if (c == '\\' && !take_escape(scalar))
			return false;
		if (c == '\'') {
			scanner->at += 2;
			add_escape(scalar, "'", 1);
		}
		from = scanner->at;
	}
	add_text(scalar, from);
	return true;
}

bool scalar_quoted(struct scanner *scanner, struct token *token)
{
	char quote = scanner->text.at[scanner->at++];
	struct scalar scalar;
	scalar_init(&scalar, scanner);
	bool empty = false, escaped = false;
	token->style = quote == '"' ? STYLE_DOUBLE : STYLE_SINGLE;
	token->unclosed = true;
	scalar.end = scanner->at;
	while (scan_more(scanner)) {
		if (!quoted_line(&scalar, quote, &escaped))
			return false;
		/* Only an end right behind a line's ending is taken for the closing quote. */
		if (!scan_more(scanner))
			return scanner_fail(scanner, scanner_mark(scanner), "illegal EOF in scalar");
		if (scanner->text.at[scanner->at] == quote) {
			token->unclosed = false;
			scalar.end = ++scanner->at;
			break;
		}
		leave_line(&scalar);
		while (scan_blank(scan_char(scanner, scanner->at)))
			scanner->at++;
		empty = fold_line(&scalar, empty, escaped);
	}
	chomp(&scalar, 1);
	token->text = value(&scalar);
	token->end = scalar.end;
	return true;
}

/* ---- | and > ---- */

struct block {
	struct scalar scalar;
	bool fold, detect, keep, strip;
	int64_t indent;
	uint32_t header;       /* where | and its indicators end */
	uint32_t content;      /* where the next line begins */
	bool found;            /* a line with content */
	/* Of the line before: */
	bool past_header, empty, more_indented;
	/* Of the run of empty lines: */
	uint32_t folded;
	bool folded_more_indented;
};

static bool block_header(struct scanner *scanner, struct block *block)
{
	block->fold = scanner->text.at[scanner->at++] == '>';
	block->detect = true;
	block->indent = 1;
	for (bool digit = false, sign = false; ; scanner->at++) {
		char c = scan_char(scanner, scanner->at);
		if ((c == '+' || c == '-') && !sign) {
			sign = true;
			block->keep = c == '+';
			block->strip = c == '-';
		} else if (c >= '0' && c <= '9' && !digit) {
			digit = true;
			block->detect = false;
			block->indent = c - '0';
			if (c == '0') {
				scanner->at++;
				return scanner_fail(scanner, scanner_mark(scanner),
						    "cannot set zero indentation for a block scalar");
			}
		} else {
			break;
		}
	}
	block->header = scanner->at;
	while (scan_blank(scan_char(scanner, scanner->at)))
		scanner->at++;
	if (scan_char(scanner, scanner->at) == '#')
		scanner->at = scan_line_end(scanner, scanner->at);
	if (scan_more(scanner) && !scan_break(scanner, scanner->at))
		return scanner_fail(scanner, scanner_mark(scanner), "unexpected character in block scalar");
	int64_t outer = scanner->indent[scanner->indents - 1].column;
	if (outer > 0)
		block->indent += outer;
	return true;
}

/* A byte 4 ends the scalar: yaml-cpp takes it for the end of input here. */
static void block_line(struct scanner *scanner, struct block *block)
{
	uint32_t from = scanner->at, end = scan_line_end(scanner, from);
	const char *stop = memchr(scanner->text.at + from, END_OF_INPUT, end - from);
	scanner->at = stop ? (uint32_t)(stop - scanner->text.at) : end;
	if (scanner->at == from)
		return;
	block->found = block->past_header = true;
	add_text(&block->scalar, from);
	/* Blanks at the end of a line belong to it here. */
	if (block->scalar.end > from)
		block->scalar.end = scanner->at;
}

static bool block_indent(struct scanner *scanner, struct block *block)
{
	while (scan_char(scanner, scanner->at) == ' ' &&
	       (scan_column(scanner) < block->indent || (block->detect && !block->found)))
		scanner->at++;
	if (block->detect && !block->found && scan_column(scanner) > block->indent)
		block->indent = scan_column(scanner);
	if (scan_char(scanner, scanner->at) == '\t' && scan_column(scanner) < block->indent)
		return scanner_fail(scanner, scanner_mark(scanner),
				    "illegal tab when looking for indentation");
	return true;
}

/* What the ending of the line before becomes, now that this one's beginning is known. */
static void block_fold(struct scanner *scanner, struct block *block, bool empty, bool more_indented)
{
	struct scalar *scalar = &block->scalar;
	if (!block->fold) {
		scalar->newlines++;
		return;
	}
	if (!block->empty && !empty && !block->more_indented && !more_indented &&
	    scan_column(scanner) >= block->indent) {
		scalar->spaces++;
	} else if (empty) {
		block->folded++;
	} else {
		scalar->newlines++;
	}
	if (!empty && block->folded) {
		scalar->newlines += block->folded - 1;
		if (block->folded_more_indented || more_indented || !block->found)
			scalar->newlines++;
		block->folded = 0;
	}
}

/* Where the bytes of it end: with its last line that is not blank; with +, all its lines. */
static uint32_t block_end(const struct scanner *scanner, const struct block *block)
{
	const char *text = scanner->text.at;
	uint32_t end = scanner->at, first = block->content;
	if (!block->keep)
		return block->scalar.end > first ? block->scalar.end : block->header;
	while (end > first && scan_blank(text[end - 1]))
		end--;
	if (end > first && memchr(text + first, '\n', end - first) == text + end - 1 &&
	    block->scalar.end <= first)
		return first;
	if (end > first && text[end - 1] == '\n')
		end -= end - 1 > first && text[end - 2] == '\r' ? 2 : 1;
	return end > first ? end : block->header;
}

bool scalar_block(struct scanner *scanner, struct token *token)
{
	struct block block = { 0 };
	scalar_init(&block.scalar, scanner);
	if (!block_header(scanner, &block))
		return false;
	block.content = scanner->at + scan_break(scanner, scanner->at);
	while (scan_more(scanner)) {
		block_line(scanner, &block);
		uint32_t len = scan_break(scanner, scanner->at);
		if (!len)
			break;
		scan_next_line(scanner, len);
		if (!block_indent(scanner, &block))
			return false;
		bool empty = scan_break(scanner, scanner->at) != 0;
		bool more_indented = scan_blank(scan_char(scanner, scanner->at));
		if (block.fold && !block.folded && empty)
			block.folded_more_indented = block.more_indented;
		if (block.past_header)
			block_fold(scanner, &block, empty, more_indented);
		block.empty = empty;
		block.more_indented = more_indented;
		block.past_header = true;
		if (!empty && scan_column(scanner) < block.indent)
			break;
	}
	token->style = block.fold ? STYLE_FOLDED : STYLE_LITERAL;
	token->end = block_end(scanner, &block);
	if (!block.keep)
		chomp(&block.scalar, block.strip ? 0 : 1);
	token->text = value(&block.scalar);
	return true;
}
