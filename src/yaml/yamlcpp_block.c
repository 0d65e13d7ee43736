/* Block scalars, | and >: yaml-cpp 0.6.2, src/scantoken.cpp and src/scanscalar.cpp. */
#include <string.h>

#include "yaml/yamlcpp_value.h"

struct block {
	struct value value;
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
	value_text(&block->value, from);
	/* Blanks at the end of a line belong to it here. */
	if (block->value.end > from)
		block->value.end = scanner->at;
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
	struct value *value = &block->value;
	if (!block->fold) {
		value->newlines++;
		return;
	}
	if (!block->empty && !empty && !block->more_indented && !more_indented &&
	    scan_column(scanner) >= block->indent) {
		value->spaces++;
	} else if (empty) {
		block->folded++;
	} else {
		value->newlines++;
	}
	if (!empty && block->folded) {
		value->newlines += block->folded - 1;
		if (block->folded_more_indented || more_indented || !block->found)
			value->newlines++;
		block->folded = 0;
	}
}

/* Where the bytes of it end: with its last line that is not blank; with +, all its lines. */
static uint32_t block_end(const struct scanner *scanner, const struct block *block)
{
	const char *text = scanner->text.at;
	uint32_t end = scanner->at, first = block->content;
	if (!block->keep)
		return block->value.end > first ? block->value.end : block->header;
	while (end > first && scan_blank(text[end - 1]))
		end--;
	if (end > first && memchr(text + first, '\n', end - first) == text + end - 1 &&
	    block->value.end <= first)
		return first;
	if (end > first && text[end - 1] == '\n')
		end -= end - 1 > first && text[end - 2] == '\r' ? 2 : 1;
	return end > first ? end : block->header;
}

bool scalar_block(struct scanner *scanner, struct token *token)
{
	struct block block = { 0 };
	value_init(&block.value, scanner);
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
		value_chomp(&block.value, block.strip ? 0 : 1);
	token->text = value_done(&block.value);
	return true;
}
