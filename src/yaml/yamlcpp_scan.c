/* What may be a key, and where a collection ends: yaml-cpp 0.6.2, src/scanner.cpp and src/simplekey.cpp. */
#include "yaml/yamlcpp_scan.h"

#include <string.h>

#include "yaml/builder.h"

/* What waits for a colon: some tokens for each node that a tree may have. */
enum { QUEUE_MAX = 8 * TREE_NODES_MAX };

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
		scanner->error = (struct syntax_error){ .at = at, .text = message };
	return false;
}

bool scanner_exceed(struct scanner *scanner, uint32_t at, const char *limit)
{
	if (!scanner->error.text)
		scanner->error = (struct syntax_error){ .at = at, .text = limit, .limit = true };
	return false;
}

bool scanner_fail(struct scanner *scanner, struct mark mark, const char *message)
{
	uint32_t at = mark.at < scanner->text.len ? mark.at : scanner->text.len;
	return scanner_give_up(scanner, at,
			       arena_printf(scanner->arena, "yaml-cpp: error at line %u, column %u: %s",
					    mark.line + 1, mark.column + 1, message));
}

bool scanner_fail_here(struct scanner *scanner, const char *message)
{
	return scanner_fail(scanner, scanner_mark(scanner), message);
}

/* ---- the queue ---- */

void *scanner_grow(struct arena *arena, void *array, uint32_t used, uint32_t *room, size_t size)
{
	if (used < *room)
		return array;
	*room = *room ? *room * 2 : 16;
	return arena_grow(arena, array, used, *room, size);
}

uint32_t scanner_push(struct scanner *scanner, const struct token *token)
{
	if (scanner->tail == scanner->room && scanner->head > scanner->room / 2) {
		memmove(scanner->queue, scanner->queue + scanner->head,
			(scanner->tail - scanner->head) * sizeof *scanner->queue);
		scanner->tail -= scanner->head;
		scanner->head = 0;
	}
	scanner->queue = scanner_grow(scanner->arena, scanner->queue, scanner->tail, &scanner->room,
			       sizeof *scanner->queue);
	scanner->queue[scanner->tail++] = *token;
	return scanner->number + (scanner->tail - 1 - scanner->head);
}

uint32_t scanner_push_kind(struct scanner *scanner, enum token_kind kind, uint32_t end)
{
	struct token token = { .kind = (uint8_t)kind, .mark = scanner_mark(scanner), .end = end };
	return scanner_push(scanner, &token);
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

void scanner_drop_key(struct scanner *scanner)
{
	struct simple_key *key = open_key(scanner);
	if (!key)
		return;
	settle(scanner, key, TOKEN_VOID);
	scanner->keys--;
}

bool scanner_close_key(struct scanner *scanner)
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
	scanner->indent = scanner_grow(scanner->arena, scanner->indent, scanner->indents, &scanner->indent_room,
				sizeof *scanner->indent);
	indent.serial = ++scanner->serial;
	scanner->indent[scanner->indents++] = indent;
}

uint32_t scanner_indent(struct scanner *scanner, bool mapping, enum token_state state)
{
	if (scanner->flows)
		return NO_TOKEN;
	int64_t column = scan_column(scanner);
	const struct indent *last = &scanner->indent[scanner->indents - 1];
	if (column < last->column || (column == last->column && (mapping || !last->mapping)))
		return NO_TOKEN;
	uint32_t number = scanner_push_kind(scanner, mapping ? TOKEN_BLOCK_MAPPING : TOKEN_BLOCK_SEQUENCE, 0);
	set_state(scanner, number, state);
	push_indent(scanner, (struct indent){ column, mapping, state, 0 });
	return number;
}

static void pop_indent(struct scanner *scanner)
{
	struct indent indent = scanner->indent[--scanner->indents];
	if (indent.state != TOKEN_SURE)
		scanner_drop_key(scanner);
	else
		scanner_push_kind(scanner, indent.mapping ? TOKEN_BLOCK_MAPPING_END : TOKEN_BLOCK_SEQUENCE_END, 0);
}

/* The lowest indent is the text's own, and stays. */
static void pop_all_indents(struct scanner *scanner)
{
	while (!scanner->flows && scanner->indents > 1)
		pop_indent(scanner);
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
		if (top->column == column && (top->mapping || scan_dash_here(scanner)))
			break;
		pop_indent(scanner);
	}
	while (scanner->indents > 1 && scanner->indent[scanner->indents - 1].state == TOKEN_VOID)
		pop_indent(scanner);
}

void scanner_maybe_key(struct scanner *scanner)
{
	if (!scanner->key_allowed || open_key(scanner))
		return;
	struct simple_key key = { .mark = scanner_mark(scanner), .flow = scanner->flows };
	key.mapping = scanner_indent(scanner, true, TOKEN_OPEN);
	key.indent = scanner->indents - 1;
	key.serial = scanner->serial;
	key.token = scanner_push_kind(scanner, TOKEN_KEY, 0);
	set_state(scanner, key.token, TOKEN_OPEN);
	scanner->key = scanner_grow(scanner->arena, scanner->key, scanner->keys, &scanner->key_room,
			     sizeof *scanner->key);
	scanner->key[scanner->keys++] = key;
}

void scanner_break_off(struct scanner *scanner)
{
	pop_all_indents(scanner);
	scanner->keys = 0;
	scanner->key_allowed = scanner->after_json = false;
}

/* ---- the next token ---- */

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
		scanner_drop_key(scanner);
		if (!scanner->flows)
			scanner->key_allowed = true;
	}
}

static bool end_of_text(struct scanner *scanner)
{
	scanner->line_start = scanner->at;
	scanner_break_off(scanner);
	scanner->ended = true;
	return true;
}

static bool scan_next(struct scanner *scanner)
{
	skip_to_token(scanner);
	pop_indents_to_here(scanner);
	if (!scan_more(scanner))
		return end_of_text(scanner);
	return scanner_read_token(scanner);
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
			scanner_exceed(scanner, at, TREE_TOO_LARGE);
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
