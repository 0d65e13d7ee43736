/* One function for each kind of token, and which of them comes next: yaml-cpp 0.6.2, src/scantoken.cpp,
 * src/scantag.cpp and src/exp.h. */
#include "yaml/builder.h"
#include "yaml/yamlcpp_scan.h"

/* A key may have brackets as deep as its value. */
enum { FLOWS_MAX = 2 * TREE_DEPTH_MAX + 2 };

/* ---- characters ---- */

enum {
	WORD = 1,        /* of a tag's handle */
	TAG = 2,         /* and of its text */
	URI = 4,         /* and of !<text> */
	HEX = 8,
	NOT_NAME = 16,   /* ends the name of an anchor, with blanks */
	AFTER_NAME = 32, /* may stand behind it, as blanks may */
	NOT_PLAIN = 64,  /* can't begin a plain scalar */
};

#define LETTERS(first, bits) \
	[(first)] = (bits), [(first) + 1] = (bits), [(first) + 2] = (bits), [(first) + 3] = (bits), \
	[(first) + 4] = (bits), [(first) + 5] = (bits)

static const unsigned char class_of[256] = {
	LETTERS('a', WORD | TAG | URI | HEX), LETTERS('g', WORD | TAG | URI),
	LETTERS('m', WORD | TAG | URI), LETTERS('s', WORD | TAG | URI),
	['y'] = WORD | TAG | URI, ['z'] = WORD | TAG | URI,
	LETTERS('A', WORD | TAG | URI | HEX), LETTERS('G', WORD | TAG | URI),
	LETTERS('M', WORD | TAG | URI), LETTERS('S', WORD | TAG | URI),
	['Y'] = WORD | TAG | URI, ['Z'] = WORD | TAG | URI,
	LETTERS('0', WORD | TAG | URI | HEX), ['6'] = WORD | TAG | URI | HEX,
	['7'] = WORD | TAG | URI | HEX, ['8'] = WORD | TAG | URI | HEX, ['9'] = WORD | TAG | URI | HEX,
	['-'] = WORD | TAG | URI,
	[';'] = TAG | URI, ['/'] = TAG | URI, ['='] = TAG | URI, ['+'] = TAG | URI, ['$'] = TAG | URI,
	['_'] = TAG | URI, ['.'] = TAG | URI, ['~'] = TAG | URI,
	['#'] = TAG | URI | NOT_PLAIN, ['&'] = TAG | URI | NOT_PLAIN, ['*'] = TAG | URI | NOT_PLAIN,
	['\''] = TAG | URI | NOT_PLAIN, ['?'] = TAG | URI | AFTER_NAME, [':'] = TAG | URI | AFTER_NAME,
	['@'] = TAG | URI | AFTER_NAME | NOT_PLAIN, ['('] = URI, [')'] = URI, ['!'] = URI | NOT_PLAIN,
	['['] = URI | NOT_NAME | NOT_PLAIN, [']'] = URI | NOT_NAME | AFTER_NAME | NOT_PLAIN,
	[','] = URI | NOT_NAME | AFTER_NAME | NOT_PLAIN, ['{'] = NOT_NAME | NOT_PLAIN,
	['}'] = NOT_NAME | AFTER_NAME | NOT_PLAIN, ['%'] = AFTER_NAME | NOT_PLAIN,
	['`'] = AFTER_NAME | NOT_PLAIN, ['|'] = NOT_PLAIN, ['>'] = NOT_PLAIN, ['"'] = NOT_PLAIN,
};

static bool has_class(char c, int bits)
{
	return class_of[(unsigned char)c] & bits;
}

/* ---- indicators ---- */

/* Its words are read by yamlcpp_tag.c; here is found where the line ends. */
static bool scan_directive(struct scanner *scanner)
{
	scanner_break_off(scanner);
	struct token token = { .kind = TOKEN_DIRECTIVE, .mark = scanner_mark(scanner) };
	uint32_t at = scanner->at + 1;
	while (at < scanner->text.len && !scan_space(scanner, at))
		at++;
	uint32_t end = at;
	for (;;) {
		while (scan_blank(scan_char(scanner, at)))
			at++;
		if (at == scanner->text.len || scan_break(scanner, at) || scanner->text.at[at] == '#')
			break;
		while (at < scanner->text.len && !scan_space(scanner, at))
			at++;
		end = at;
	}
	token.text = str_sub(scanner->text, scanner->at + 1, end);
	token.end = end;
	scanner->at = at;
	scanner_push(scanner, &token);
	return true;
}

static bool scan_document(struct scanner *scanner)
{
	bool start = scanner->text.at[scanner->at] == '-';
	scanner_break_off(scanner);
	scanner_push_kind(scanner, start ? TOKEN_DOCUMENT : TOKEN_DOCUMENT_END, scanner->at + 3);
	scanner->at += 3;
	return true;
}

static bool scan_flow_start(struct scanner *scanner)
{
	char bracket = scanner->text.at[scanner->at];
	if (scanner->flows == FLOWS_MAX)
		return scanner_exceed(scanner, scanner->at, TREE_TOO_DEEP);
	scanner_maybe_key(scanner);
	scanner->key_allowed = true;
	scanner->after_json = false;
	scanner_push_kind(scanner, bracket == '[' ? TOKEN_FLOW_SEQUENCE : TOKEN_FLOW_MAPPING, scanner->at + 1);
	scanner->flow = scanner_grow(scanner->arena, scanner->flow, scanner->flows, &scanner->flow_room, 1);
	scanner->flow[scanner->flows++] = bracket;
	scanner->at++;
	return true;
}

/* In {a, b} the comma and the brace stand for the colon too. */
static void end_of_entry(struct scanner *scanner)
{
	if (!scanner->flows)
		return;
	if (scanner->flow[scanner->flows - 1] == '[')
		scanner_drop_key(scanner);
	else if (scanner_close_key(scanner))
		scanner_push_kind(scanner, TOKEN_VALUE, 0);
}

static bool scan_flow_end(struct scanner *scanner)
{
	char bracket = scanner->text.at[scanner->at];
	if (!scanner->flows)
		return scanner_fail_here(scanner, "illegal flow end");
	end_of_entry(scanner);
	scanner->key_allowed = false;
	scanner->after_json = true;
	if (scanner->flow[scanner->flows - 1] != (bracket == ']' ? '[' : '{'))
		return scanner_fail_here(scanner, "illegal flow end");
	scanner->flows--;
	scanner_push_kind(scanner, bracket == ']' ? TOKEN_FLOW_SEQUENCE_END : TOKEN_FLOW_MAPPING_END, scanner->at + 1);
	scanner->at++;
	return true;
}

/* Outside of brackets a comma is no error to the scanner. */
static bool scan_comma(struct scanner *scanner)
{
	end_of_entry(scanner);
	scanner->key_allowed = true;
	scanner->after_json = false;
	scanner_push_kind(scanner, TOKEN_COMMA, scanner->at + 1);
	scanner->at++;
	return true;
}

static bool scan_dash(struct scanner *scanner)
{
	if (scanner->flows || !scanner->key_allowed)
		return scanner_fail_here(scanner, "illegal block entry");
	scanner_indent(scanner, false, TOKEN_SURE);
	scanner->after_json = false;
	scanner_push_kind(scanner, TOKEN_DASH, scanner->at + 1);
	scanner->at++;
	return true;
}

static bool scan_question(struct scanner *scanner)
{
	if (!scanner->flows) {
		if (!scanner->key_allowed)
			return scanner_fail_here(scanner, "illegal map key");
		scanner_indent(scanner, true, TOKEN_SURE);
	}
	scanner->key_allowed = !scanner->flows;
	scanner_push_kind(scanner, TOKEN_KEY, scanner->at + 1);
	scanner->at++;
	return true;
}

static bool scan_value(struct scanner *scanner)
{
	bool simple = scanner_close_key(scanner);
	scanner->after_json = false;
	if (!simple && !scanner->flows) {
		if (!scanner->key_allowed)
			return scanner_fail_here(scanner, "illegal map value");
		scanner_indent(scanner, true, TOKEN_SURE);
	}
	scanner->key_allowed = !simple && !scanner->flows;
	scanner_push_kind(scanner, TOKEN_VALUE, scanner->at + 1);
	scanner->at++;
	return true;
}

static bool scan_name(struct scanner *scanner)
{
	scanner_maybe_key(scanner);
	scanner->key_allowed = scanner->after_json = false;
	bool alias = scanner->text.at[scanner->at] == '*';
	struct token token = { .kind = TOKEN_ANCHOR, .mark = scanner_mark(scanner) };
	uint32_t start = ++scanner->at;
	while (scan_more(scanner) && !has_class(scanner->text.at[scanner->at], NOT_NAME) &&
	       !scan_space(scanner, scanner->at))
		scanner->at++;
	if (scanner->at == start)
		return scanner_fail_here(scanner, alias ? "alias not found after *" : "anchor not found after &");
	if (scan_more(scanner) && !has_class(scanner->text.at[scanner->at], AFTER_NAME) &&
	    !scan_space(scanner, scanner->at))
		return scanner_fail_here(scanner, alias ? "illegal character found while scanning alias"
						: "illegal character found while scanning anchor");
	if (alias)
		token.kind = TOKEN_ALIAS;
	token.text = str_sub(scanner->text, start, scanner->at);
	token.end = scanner->at;
	scanner_push(scanner, &token);
	return true;
}

/* ---- tags ---- */

/* Bytes of a character of a tag: one of the class, or % and two hexadecimal digits; or 0. */
static uint32_t tag_char(const struct scanner *scanner, int bits)
{
	char c = scan_char(scanner, scanner->at);
	if (has_class(c, bits))
		return 1;
	return c == '%' && has_class(scan_char(scanner, scanner->at + 1), HEX) &&
	       has_class(scan_char(scanner, scanner->at + 2), HEX) ? 3 : 0;
}

static void skip_tag(struct scanner *scanner, int bits)
{
	for (uint32_t len; (len = tag_char(scanner, bits)); )
		scanner->at += len;
}

static bool scan_verbatim_tag(struct scanner *scanner, struct token *token)
{
	uint32_t start = ++scanner->at;
	skip_tag(scanner, URI);
	if (scan_char(scanner, scanner->at) != '>')
		return scanner_fail_here(scanner, "end of verbatim tag not found");
	token->form = TAG_VERBATIM;
	token->text = str_sub(scanner->text, start, scanner->at);
	scanner->at++;
	return true;
}

static bool scan_other_tag(struct scanner *scanner, struct token *token)
{
	uint32_t start = scanner->at;
	while (has_class(scan_char(scanner, scanner->at), WORD))
		scanner->at++;
	bool handle = !scan_more(scanner) || scanner->text.at[scanner->at] == '!';
	struct mark odd = scanner_mark(scanner);
	if (!handle)
		skip_tag(scanner, TAG);
	bool bang = scan_char(scanner, scanner->at) == '!';
	if (bang && !handle)
		return scanner_fail(scanner, odd, "illegal character found while scanning tag handle");
	token->form = scanner->at > start ? TAG_PRIMARY : handle ? TAG_SECONDARY : TAG_NONE;
	if (bang) {
		uint32_t suffix = ++scanner->at;
		skip_tag(scanner, TAG);
		if (scanner->at == suffix)
			return scanner_fail_here(scanner, "tag handle with no suffix");
		token->form = TAG_NAMED;
	}
	token->text = str_sub(scanner->text, start, scanner->at);
	return true;
}

static bool scan_tag(struct scanner *scanner)
{
	scanner_maybe_key(scanner);
	scanner->key_allowed = scanner->after_json = false;
	struct token token = { .kind = TOKEN_TAG, .mark = scanner_mark(scanner) };
	scanner->at++;
	if (!(scan_char(scanner, scanner->at) == '<' ? scan_verbatim_tag(scanner, &token)
						       : scan_other_tag(scanner, &token)))
		return false;
	token.end = scanner->at;
	scanner_push(scanner, &token);
	return true;
}

/* ---- scalars ---- */

static bool scan_block_scalar(struct scanner *scanner)
{
	struct token token = { .kind = TOKEN_SCALAR, .mark = scanner_mark(scanner) };
	if (!scalar_block(scanner, &token))
		return false;
	scanner->key_allowed = true;
	scanner->after_json = false;
	scanner_push(scanner, &token);
	return true;
}

static bool scan_quoted(struct scanner *scanner)
{
	scanner_maybe_key(scanner);
	struct token token = { .kind = TOKEN_SCALAR, .mark = scanner_mark(scanner) };
	if (!scalar_quoted(scanner, &token))
		return false;
	scanner->key_allowed = false;
	scanner->after_json = true;
	scanner_push(scanner, &token);
	return true;
}

static bool scan_plain(struct scanner *scanner)
{
	/* Before the mapping that it may open as a key. */
	int64_t indent = scanner->flows ? 0 : scanner->indent[scanner->indents - 1].column + 1;
	scanner_maybe_key(scanner);
	struct token token = { .kind = TOKEN_SCALAR, .mark = scanner_mark(scanner) };
	if (!scalar_plain(scanner, indent, &token))
		return false;
	scanner->after_json = false;
	scanner_push(scanner, &token);
	return true;
}

/* ---- which of them comes next ---- */

static bool value_here(const struct scanner *scanner)
{
	if (!scanner->flows)
		return scan_apart(scanner, scanner->at + 1);
	char c = scan_char(scanner, scanner->at + 1);
	return scanner->after_json || c == ',' || c == '}' || scan_space(scanner, scanner->at + 1);
}

bool scanner_read_token(struct scanner *scanner)
{
	char c = scanner->text.at[scanner->at];
	if (scan_column(scanner) == 0 && c == '%')
		return scan_directive(scanner);
	if (scan_column(scanner) == 0 && scan_document_mark(scanner, scanner->at))
		return scan_document(scanner);
	switch (c) {
	case '[': case '{':
		return scan_flow_start(scanner);
	case ']': case '}':
		return scan_flow_end(scanner);
	case ',':
		return scan_comma(scanner);
	case '*': case '&':
		return scan_name(scanner);
	case '!':
		return scan_tag(scanner);
	case '"': case '\'':
		return scan_quoted(scanner);
	case '-':
		if (scan_dash_here(scanner))
			return scan_dash(scanner);
		break;
	case '?':
		if (scan_space(scanner, scanner->at + 1))
			return scan_question(scanner);
		if (scanner->flows || scan_apart(scanner, scanner->at + 1))
			return scanner_fail_here(scanner, "unknown token");
		break;
	case ':':
		if (value_here(scanner))
			return scan_value(scanner);
		break;
	case '|': case '>':
		if (!scanner->flows)
			return scan_block_scalar(scanner);
		break;
	}
	if (has_class(c, NOT_PLAIN))
		return scanner_fail_here(scanner, "unknown token");
	return scan_plain(scanner);
}
