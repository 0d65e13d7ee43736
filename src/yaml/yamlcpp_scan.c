#include "yaml/yamlcpp_scan.h"

#include <string.h>

#include "yaml/builder.h"

/* A key's brackets count too. */
enum { FLOWS_MAX = 2 * TREE_DEPTH_MAX + 2, QUEUE_MAX = 8 * TREE_NODES_MAX };

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

/* yaml-cpp 0.6.2, src/exp.h. */
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

bool scan_document_mark(const struct scanner *scanner, uint32_t at)
{
	char c = scan_char(scanner, at);
	return (c == '-' || c == '.') && scan_char(scanner, at + 1) == c &&
	       scan_char(scanner, at + 2) == c && scan_apart(scanner, at + 3);
}

uint32_t scan_line_end(const struct scanner *scanner, uint32_t at)
{
	if (at >= scanner->text.len)
		return at;
	const char *text = scanner->text.at;
	const char *feed = memchr(text + at, '\n', scanner->text.len - at);
	if (!feed)
		return scanner->text.len;
	uint32_t end = (uint32_t)(feed - text);
	return end > at && text[end - 1] == '\r' ? end - 1 : end;
}

struct mark scanner_mark(const struct scanner *scanner)
{
	return (struct mark){ scanner->at, scanner->line, scan_column(scanner) };
}

bool scanner_give_up(struct scanner *scanner, uint32_t at, const char *message)
{
	if (!scanner->error.text)
		scanner->error = (struct syntax_error){ at, message };
	return false;
}

bool scanner_fail(struct scanner *scanner, struct mark mark, const char *message)
{
	uint32_t at = mark.at < scanner->text.len ? mark.at : scanner->text.len;
	return scanner_give_up(scanner, at,
			       arena_printf(scanner->arena, "yaml-cpp: error at line %u, column %u: %s",
					    mark.line + 1, mark.column + 1, message));
}

static bool fail_here(struct scanner *scanner, const char *message)
{
	return scanner_fail(scanner, scanner_mark(scanner), message);
}

/* ---- the queue ---- */

/* Room for one more in an array; doubled, so that growing costs no more than filling. */
static void *grown(struct arena *arena, void *array, uint32_t used, uint32_t *room, size_t size)
{
	if (used < *room)
		return array;
	*room = *room ? *room * 2 : 16;
	return arena_grow(arena, array, used, *room, size);
}

/* Adds a token and returns its number. */
static uint32_t push(struct scanner *scanner, const struct token *token)
{
	if (scanner->tail == scanner->room && scanner->head > scanner->room / 2) {
		memmove(scanner->queue, scanner->queue + scanner->head,
			(scanner->tail - scanner->head) * sizeof *scanner->queue);
		scanner->tail -= scanner->head;
		scanner->head = 0;
	}
	scanner->queue = grown(scanner->arena, scanner->queue, scanner->tail, &scanner->room,
			       sizeof *scanner->queue);
	scanner->queue[scanner->tail++] = *token;
	return scanner->number + (scanner->tail - 1 - scanner->head);
}

static uint32_t push_kind(struct scanner *scanner, enum token_kind kind, uint32_t end)
{
	struct token token = { .kind = (uint8_t)kind, .mark = scanner_mark(scanner), .end = end };
	return push(scanner, &token);
}

static void set_state(struct scanner *scanner, uint32_t number, enum token_state state)
{
	if (number != NO_TOKEN && number >= scanner->number)
		scanner->queue[scanner->head + (number - scanner->number)].state = (uint8_t)state;
}

void scanner_pop(struct scanner *scanner)
{
	scanner->head++;
	scanner->number++;
	if (scanner->head == scanner->tail)
		scanner->head = scanner->tail = 0;
}

/* ---- keys without a question mark ---- */

static void settle(struct scanner *scanner, const struct simple_key *key, enum token_state state)
{
	if (key->mapping != NO_TOKEN && key->indent < scanner->indents &&
	    scanner->indent[key->indent].serial == key->serial)
		scanner->indent[key->indent].state = state;
	set_state(scanner, key->mapping, state);
	set_state(scanner, key->token, state);
}

/* The key that is open among these brackets, or NULL. There is at most one. */
static struct simple_key *open_key(const struct scanner *scanner)
{
	struct simple_key *key = scanner->keys ? &scanner->key[scanner->keys - 1] : NULL;
	return key && key->flow == scanner->flows ? key : NULL;
}

static void drop_key(struct scanner *scanner)
{
	struct simple_key *key = open_key(scanner);
	if (!key)
		return;
	settle(scanner, key, TOKEN_VOID);
	scanner->keys--;
}

/* Is what was open a key, now that its colon comes? On one line, and at most 1024 bytes. */
static bool close_key(struct scanner *scanner)
{
	struct simple_key *key = open_key(scanner);
	if (!key)
		return false;
	bool valid = key->mark.line == scanner->line && scanner->at - key->mark.at <= 1024;
	settle(scanner, key, valid ? TOKEN_SURE : TOKEN_VOID);
	scanner->keys--;
	return valid;
}

/* ---- indentation ---- */

static void push_indent(struct scanner *scanner, struct indent indent)
{
	scanner->indent = grown(scanner->arena, scanner->indent, scanner->indents, &scanner->indent_room,
				sizeof *scanner->indent);
	indent.serial = ++scanner->serial;
	scanner->indent[scanner->indents++] = indent;
}

/* Opens a block collection here, if there is none at this column; returns the number of its token. */
static uint32_t indent_here(struct scanner *scanner, bool mapping, enum token_state state)
{
	if (scanner->flows)
		return NO_TOKEN;
	int64_t column = scan_column(scanner);
	const struct indent *last = &scanner->indent[scanner->indents - 1];
	if (column < last->column || (column == last->column && (mapping || !last->mapping)))
		return NO_TOKEN;
	uint32_t number = push_kind(scanner, mapping ? TOKEN_BLOCK_MAPPING : TOKEN_BLOCK_SEQUENCE, 0);
	set_state(scanner, number, state);
	push_indent(scanner, (struct indent){ column, mapping, state, 0 });
	return number;
}

static void pop_indent(struct scanner *scanner)
{
	struct indent indent = scanner->indent[--scanner->indents];
	if (indent.state != TOKEN_SURE)
		drop_key(scanner);
	else
		push_kind(scanner, indent.mapping ? TOKEN_BLOCK_MAPPING_END : TOKEN_BLOCK_SEQUENCE_END, 0);
}

/* The lowest indent is the text's own, and stays. */
static void pop_all_indents(struct scanner *scanner)
{
	while (!scanner->flows && scanner->indents > 1)
		pop_indent(scanner);
}

static bool at_dash(const struct scanner *scanner)
{
	return scan_char(scanner, scanner->at) == '-' && scan_apart(scanner, scanner->at + 1);
}

static void pop_indents_to_here(struct scanner *scanner)
{
	if (scanner->flows)
		return;
	int64_t column = scan_column(scanner);
	while (scanner->indents > 1) {
		const struct indent *top = &scanner->indent[scanner->indents - 1];
		if (top->column < column)
			break;
		if (top->column == column && (top->mapping || at_dash(scanner)))
			break;
		pop_indent(scanner);
	}
	while (scanner->indents > 1 && scanner->indent[scanner->indents - 1].state == TOKEN_VOID)
		pop_indent(scanner);
}

/* A key may begin here, if one is allowed and none is open. */
static void maybe_key(struct scanner *scanner)
{
	if (!scanner->key_allowed || open_key(scanner))
		return;
	struct simple_key key = { .mark = scanner_mark(scanner), .flow = scanner->flows };
	key.mapping = indent_here(scanner, true, TOKEN_OPEN);
	key.indent = scanner->indents - 1;
	key.serial = scanner->serial;
	key.token = push_kind(scanner, TOKEN_KEY, 0);
	set_state(scanner, key.token, TOKEN_OPEN);
	scanner->key = grown(scanner->arena, scanner->key, scanner->keys, &scanner->key_room,
			     sizeof *scanner->key);
	scanner->key[scanner->keys++] = key;
}

/* ---- one function for a kind of token ---- */

static void start_of_line(struct scanner *scanner)
{
	pop_all_indents(scanner);
	scanner->keys = 0;
	scanner->key_allowed = scanner->after_json = false;
}

/* Its words are read by yamlcpp_parse.c; here is found where the line ends. */
static bool scan_directive(struct scanner *scanner)
{
	start_of_line(scanner);
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
	push(scanner, &token);
	return true;
}

static bool scan_document(struct scanner *scanner)
{
	bool start = scanner->text.at[scanner->at] == '-';
	start_of_line(scanner);
	push_kind(scanner, start ? TOKEN_DOCUMENT : TOKEN_DOCUMENT_END, scanner->at + 3);
	scanner->at += 3;
	return true;
}

static bool scan_flow_start(struct scanner *scanner)
{
	char bracket = scanner->text.at[scanner->at];
	if (scanner->flows == FLOWS_MAX)
		return scanner_give_up(scanner, scanner->at, SCANNER_TOO_LARGE);
	maybe_key(scanner);
	scanner->key_allowed = true;
	scanner->after_json = false;
	push_kind(scanner, bracket == '[' ? TOKEN_FLOW_SEQUENCE : TOKEN_FLOW_MAPPING, scanner->at + 1);
	scanner->flow = grown(scanner->arena, scanner->flow, scanner->flows, &scanner->flow_room, 1);
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
		drop_key(scanner);
	else if (close_key(scanner))
		push_kind(scanner, TOKEN_VALUE, 0);
}

static bool scan_flow_end(struct scanner *scanner)
{
	char bracket = scanner->text.at[scanner->at];
	if (!scanner->flows)
		return fail_here(scanner, "illegal flow end");
	end_of_entry(scanner);
	scanner->key_allowed = false;
	scanner->after_json = true;
	if (scanner->flow[scanner->flows - 1] != (bracket == ']' ? '[' : '{'))
		return fail_here(scanner, "illegal flow end");
	scanner->flows--;
	push_kind(scanner, bracket == ']' ? TOKEN_FLOW_SEQUENCE_END : TOKEN_FLOW_MAPPING_END, scanner->at + 1);
	scanner->at++;
	return true;
}

/* Outside of brackets a comma is no error to the scanner. */
static bool scan_comma(struct scanner *scanner)
{
	end_of_entry(scanner);
	scanner->key_allowed = true;
	scanner->after_json = false;
	push_kind(scanner, TOKEN_COMMA, scanner->at + 1);
	scanner->at++;
	return true;
}

static bool scan_dash(struct scanner *scanner)
{
	if (scanner->flows || !scanner->key_allowed)
		return fail_here(scanner, "illegal block entry");
	indent_here(scanner, false, TOKEN_SURE);
	scanner->after_json = false;
	push_kind(scanner, TOKEN_DASH, scanner->at + 1);
	scanner->at++;
	return true;
}

static bool scan_question(struct scanner *scanner)
{
	if (!scanner->flows) {
		if (!scanner->key_allowed)
			return fail_here(scanner, "illegal map key");
		indent_here(scanner, true, TOKEN_SURE);
	}
	scanner->key_allowed = !scanner->flows;
	push_kind(scanner, TOKEN_KEY, scanner->at + 1);
	scanner->at++;
	return true;
}

static bool scan_value(struct scanner *scanner)
{
	bool simple = close_key(scanner);
	scanner->after_json = false;
	if (!simple && !scanner->flows) {
		if (!scanner->key_allowed)
			return fail_here(scanner, "illegal map value");
		indent_here(scanner, true, TOKEN_SURE);
	}
	scanner->key_allowed = !simple && !scanner->flows;
	push_kind(scanner, TOKEN_VALUE, scanner->at + 1);
	scanner->at++;
	return true;
}

static bool scan_name(struct scanner *scanner)
{
	maybe_key(scanner);
	scanner->key_allowed = scanner->after_json = false;
	bool alias = scanner->text.at[scanner->at] == '*';
	struct token token = { .kind = TOKEN_ANCHOR, .mark = scanner_mark(scanner) };
	uint32_t start = ++scanner->at;
	while (scan_more(scanner) && !has_class(scanner->text.at[scanner->at], NOT_NAME) &&
	       !scan_space(scanner, scanner->at))
		scanner->at++;
	if (scanner->at == start)
		return fail_here(scanner, alias ? "alias not found after *" : "anchor not found after &");
	if (scan_more(scanner) && !has_class(scanner->text.at[scanner->at], AFTER_NAME) &&
	    !scan_space(scanner, scanner->at))
		return fail_here(scanner, alias ? "illegal character found while scanning alias"
						: "illegal character found while scanning anchor");
	if (alias)
		token.kind = TOKEN_ALIAS;
	token.text = str_sub(scanner->text, start, scanner->at);
	token.end = scanner->at;
	push(scanner, &token);
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
		return fail_here(scanner, "end of verbatim tag not found");
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
			return fail_here(scanner, "tag handle with no suffix");
		token->form = TAG_NAMED;
	}
	token->text = str_sub(scanner->text, start, scanner->at);
	return true;
}

static bool scan_tag(struct scanner *scanner)
{
	maybe_key(scanner);
	scanner->key_allowed = scanner->after_json = false;
	struct token token = { .kind = TOKEN_TAG, .mark = scanner_mark(scanner) };
	scanner->at++;
	if (!(scan_char(scanner, scanner->at) == '<' ? scan_verbatim_tag(scanner, &token)
						       : scan_other_tag(scanner, &token)))
		return false;
	token.end = scanner->at;
	push(scanner, &token);
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
	push(scanner, &token);
	return true;
}

static bool scan_quoted(struct scanner *scanner)
{
	maybe_key(scanner);
	struct token token = { .kind = TOKEN_SCALAR, .mark = scanner_mark(scanner) };
	if (!scalar_quoted(scanner, &token))
		return false;
	scanner->key_allowed = false;
	scanner->after_json = true;
	push(scanner, &token);
	return true;
}

static bool scan_plain(struct scanner *scanner)
{
	/* Before the mapping that it may open as a key. */
	int64_t indent = scanner->flows ? 0 : scanner->indent[scanner->indents - 1].column + 1;
	maybe_key(scanner);
	struct token token = { .kind = TOKEN_SCALAR, .mark = scanner_mark(scanner) };
	if (!scalar_plain(scanner, indent, &token))
		return false;
	scanner->after_json = false;
	push(scanner, &token);
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

static void skip_to_token(struct scanner *scanner)
{
	for (;;) {
		for (char c; scan_blank(c = scan_char(scanner, scanner->at)); scanner->at++) {
			if (c == '\t' && !scanner->flows)
				scanner->key_allowed = false;
		}
		if (scan_char(scanner, scanner->at) == '#')
			scanner->at = scan_line_end(scanner, scanner->at);
		uint32_t len = scan_break(scanner, scanner->at);
		if (!len)
			return;
		scan_next_line(scanner, len);
		drop_key(scanner);
		if (!scanner->flows)
			scanner->key_allowed = true;
	}
}

static bool end_of_text(struct scanner *scanner)
{
	scanner->line_start = scanner->at;
	start_of_line(scanner);
	scanner->ended = true;
	return true;
}

static bool scan_token(struct scanner *scanner)
{
	char c = scanner->text.at[scanner->at];
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
		if (at_dash(scanner))
			return scan_dash(scanner);
		break;
	case '?':
		if (scan_space(scanner, scanner->at + 1))
			return scan_question(scanner);
		if (scanner->flows || scan_apart(scanner, scanner->at + 1))
			return fail_here(scanner, "unknown token");
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
		return fail_here(scanner, "unknown token");
	return scan_plain(scanner);
}

static bool scan_next(struct scanner *scanner)
{
	skip_to_token(scanner);
	pop_indents_to_here(scanner);
	if (!scan_more(scanner))
		return end_of_text(scanner);
	if (scan_column(scanner) == 0) {
		if (scanner->text.at[scanner->at] == '%')
			return scan_directive(scanner);
		if (scan_document_mark(scanner, scanner->at))
			return scan_document(scanner);
	}
	return scan_token(scanner);
}

struct token *scanner_peek(struct scanner *scanner)
{
	uint32_t idle = 0;
	while (!scanner->error.text) {
		struct token *token = scanner->head < scanner->tail ? &scanner->queue[scanner->head] : NULL;
		if (token && token->state == TOKEN_VOID) {
			scanner_pop(scanner);
			continue;
		}
		if ((token && token->state == TOKEN_SURE) || scanner->ended)
			return token;
		/* In brackets a colon that is neither a plain scalar's nor a value's is an empty scalar of
		 * no bytes, again and again while a key is open. */
		uint32_t at = scanner->at;
		bool ok = scan_next(scanner);
		if (scanner->tail - scanner->head > QUEUE_MAX)
			scanner_give_up(scanner, at, SCANNER_TOO_LARGE);
		idle = scanner->at == at && !scanner->ended ? idle + 1 : 0;
		if (ok && idle > 2)
			scanner_give_up(scanner, at, "the server's YAML parser never gets past this colon");
	}
	return NULL;
}

void scanner_init(struct scanner *scanner, struct arena *arena, struct str text, uint32_t start)
{
	*scanner = (struct scanner){
		.arena = arena, .text = text, .at = start, .line_start = start, .key_allowed = true,
		.scratch = BUF_INIT(arena),
	};
	push_indent(scanner, (struct indent){ .column = -1 });
}
