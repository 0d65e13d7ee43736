/* From tokens to nodes: yaml-cpp 0.6.2, src/singledocparser.cpp. */
#include "yaml/yamlcpp.h"

#include "yaml/builder.h"
#include "yaml/yamlcpp_tag.h"

struct reader {
	struct scanner scanner;
	struct builder builder;
	struct yamlcpp *read;
	struct directives directives;
	struct names anchors;   /* those defined so far; what they stand for knows the builder */
	bool unclosed;          /* the next node is the one with the open quote */
	uint32_t end;           /* where the last token that was used ends */
};

/* ---- tokens and events ---- */

static struct token *peek(struct reader *reader)
{
	return scanner_peek(&reader->scanner);
}

static bool next_is(struct reader *reader, enum token_kind kind)
{
	struct token *token = peek(reader);
	return token && token->kind == kind;
}

static void pop(struct reader *reader)
{
	struct token *token = peek(reader);
	if (token->end > reader->end)
		reader->end = token->end;
	scanner_pop(&reader->scanner);
}

static bool failed(const struct reader *reader)
{
	return reader->scanner.error.text;
}

/* At `token`, or where reading has got to when there is none. */
static bool fail(struct reader *reader, const struct token *token, const char *message)
{
	return scanner_fail(&reader->scanner, token ? token->mark : scanner_mark(&reader->scanner), message);
}

static bool feed(struct reader *reader, const struct event *event)
{
	uint32_t count = reader->builder.tree->count;
	if (!builder_feed(&reader->builder, event))
		return scanner_exceed(&reader->scanner, event->span.at, reader->builder.limit);
	if (reader->unclosed && reader->builder.tree->count > count) {
		reader->read->unclosed = count;
		reader->unclosed = false;
	}
	return true;
}

/* A value that is not there. */
static bool feed_nothing(struct reader *reader)
{
	struct event event = { .kind = EVENT_SCALAR, .empty = true, .style = STYLE_PLAIN,
			       .span.at = reader->end, .text = STR("") };
	return feed(reader, &event);
}

/* A key that is not there, where `token` is instead. */
static bool feed_no_key(struct reader *reader, const struct token *token)
{
	struct event event = { .kind = EVENT_SCALAR, .style = STYLE_PLAIN,
			       .span.at = token->mark.at, .text = STR("") };
	return feed(reader, &event);
}

static bool feed_start(struct reader *reader, struct event *event, const struct token *token)
{
	bool flow = token->kind == TOKEN_FLOW_SEQUENCE || token->kind == TOKEN_FLOW_MAPPING;
	bool sequence = token->kind == TOKEN_FLOW_SEQUENCE || token->kind == TOKEN_BLOCK_SEQUENCE;
	event->kind = sequence ? EVENT_SEQUENCE : EVENT_MAPPING;
	event->style = flow ? STYLE_FLOW : STYLE_BLOCK;
	event->span = (struct span){ token->mark.at, flow };
	return feed(reader, event);
}

/* `token`: the closing bracket, or NULL. */
static bool feed_end(struct reader *reader, const struct token *token)
{
	struct event event = { .kind = EVENT_END, .style = STYLE_BLOCK, .empty = !token };
	event.span = token ? (struct span){ token->mark.at, 1 } : (struct span){ reader->end, 0 };
	return feed(reader, &event);
}

/* ---- nodes ---- */

static bool read_node(struct reader *reader, bool in_brackets);

/* The builder looks for the colon behind a key. Behind `? key` without a value it can find one that the next
 * key begins with; the tokens know better. */
static void mend_colon(struct reader *reader, uint32_t index, uint32_t colon)
{
	struct tree *tree = reader->builder.tree;
	if (index == tree->count || tree->node[index].colon == colon)
		return;
	struct node *node = &tree->node[index];
	node->colon = colon;
	if (colon == NO_OFFSET) {
		node->span = (struct span){ span_end(node->key), 0 };
		reader->builder.end = span_end(node->key);
	}
}

/* The value behind a key, or nothing. */
static bool read_value(struct reader *reader)
{
	uint32_t index = reader->builder.tree->count, colon = NO_OFFSET;
	bool ok;
	if (next_is(reader, TOKEN_VALUE)) {
		/* That of {a, b} has no bytes. */
		struct token *token = peek(reader);
		if (token->end)
			colon = token->mark.at;
		pop(reader);
		ok = read_node(reader, false);
	} else {
		ok = !failed(reader) && feed_nothing(reader);
	}
	if (ok)
		mend_colon(reader, index, colon);
	return ok;
}

static bool read_block_sequence(struct reader *reader)
{
	pop(reader);
	for (;;) {
		struct token *token = peek(reader);
		if (!token || (token->kind != TOKEN_DASH && token->kind != TOKEN_BLOCK_SEQUENCE_END))
			return fail(reader, token, "end of sequence not found");
		bool end = token->kind == TOKEN_BLOCK_SEQUENCE_END;
		pop(reader);
		if (end)
			return feed_end(reader, NULL);
		token = peek(reader);
		bool nothing = token && (token->kind == TOKEN_DASH ||
					 token->kind == TOKEN_BLOCK_SEQUENCE_END);
		if (!(nothing ? feed_nothing(reader) : read_node(reader, false)))
			return false;
	}
}

static bool read_flow_sequence(struct reader *reader)
{
	static const char *no_end = "end of sequence flow not found";
	pop(reader);
	for (;;) {
		struct token *token = peek(reader);
		if (!token)
			return fail(reader, NULL, no_end);
		if (token->kind == TOKEN_FLOW_SEQUENCE_END)
			break;
		if (!read_node(reader, true))
			return false;
		token = peek(reader);
		if (!token || (token->kind != TOKEN_COMMA && token->kind != TOKEN_FLOW_SEQUENCE_END))
			return fail(reader, token, no_end);
		if (token->kind == TOKEN_COMMA)
			pop(reader);
	}
	struct token end = *peek(reader);
	pop(reader);
	return feed_end(reader, &end);
}

static bool read_block_mapping(struct reader *reader)
{
	pop(reader);
	for (;;) {
		struct token *token = peek(reader);
		if (!token || (token->kind != TOKEN_KEY && token->kind != TOKEN_VALUE &&
			       token->kind != TOKEN_BLOCK_MAPPING_END))
			return fail(reader, token, "end of map not found");
		enum token_kind kind = token->kind;
		if (kind == TOKEN_VALUE) {
			if (!feed_no_key(reader, token))
				return false;
		} else {
			pop(reader);
			if (kind == TOKEN_BLOCK_MAPPING_END)
				return feed_end(reader, NULL);
			if (!read_node(reader, false))
				return false;
		}
		if (!read_value(reader))
			return false;
	}
}

static bool read_flow_mapping(struct reader *reader)
{
	static const char *no_end = "end of map flow not found";
	pop(reader);
	for (;;) {
		struct token *token = peek(reader);
		if (!token)
			return fail(reader, NULL, no_end);
		if (token->kind == TOKEN_FLOW_MAPPING_END)
			break;
		if (token->kind == TOKEN_KEY) {
			pop(reader);
			if (!read_node(reader, false))
				return false;
		} else if (!feed_no_key(reader, token)) {
			return false;
		}
		if (!read_value(reader))
			return false;
		token = peek(reader);
		if (!token || (token->kind != TOKEN_COMMA && token->kind != TOKEN_FLOW_MAPPING_END))
			return fail(reader, token, no_end);
		if (token->kind == TOKEN_COMMA)
			pop(reader);
	}
	struct token end = *peek(reader);
	pop(reader);
	return feed_end(reader, &end);
}

/* A mapping of one key without brackets or indentation of its own: [a: b], [: b], and what yaml-cpp takes for
 * one, a colon where a node should be. */
static bool read_pair(struct reader *reader, struct token token, struct event *event)
{
	if (!feed_start(reader, event, &token))
		return false;
	if (token.kind == TOKEN_KEY) {
		pop(reader);
		if (!read_node(reader, false))
			return false;
	} else if (!feed_no_key(reader, &token)) {
		return false;
	}
	return read_value(reader) && feed_end(reader, NULL);
}

/* ---- what stands before a node ---- */

static bool read_properties(struct reader *reader, struct event *event)
{
	for (struct token *token; (token = peek(reader)); pop(reader)) {
		if (token->kind == TOKEN_TAG) {
			if (event->tag.len)
				return fail(reader, token, "cannot assign multiple tags to the same node");
			event->tag = tag_resolve(reader->scanner.arena, &reader->directives, token);
		} else if (token->kind == TOKEN_ANCHOR) {
			if (event->anchor.len)
				return fail(reader, token, "cannot assign multiple anchors to the same node");
			event->anchor = token->text;
			names_add(reader->scanner.arena, &reader->anchors, token->text, token->text);
		} else {
			break;
		}
	}
	return !failed(reader);
}

static bool read_alias(struct reader *reader, const struct token *token)
{
	struct str ignored;
	if (!names_find(&reader->anchors, token->text, &ignored))
		return fail(reader, token, "the referenced anchor is not defined");
	struct event event = { .kind = EVENT_ALIAS, .style = STYLE_PLAIN, .text = token->text,
			       .span = { token->mark.at, token->end - token->mark.at } };
	pop(reader);
	return feed(reader, &event);
}

static bool read_scalar(struct reader *reader, const struct token *token, struct event *event)
{
	event->style = token->style;
	event->text = token->text;
	event->span = (struct span){ token->mark.at, token->end - token->mark.at };
	reader->unclosed |= token->unclosed;
	pop(reader);
	return feed(reader, event);
}

/* `in_brackets`: directly in those of a sequence, the only place for a pair. */
static bool read_node(struct reader *reader, bool in_brackets)
{
	struct event event = { .kind = EVENT_SCALAR, .style = STYLE_PLAIN, .text = STR(""),
			       .anchor = STR(""), .tag = STR("") };
	struct token *token = peek(reader);
	if (token && token->kind == TOKEN_VALUE)
		return read_pair(reader, *token, &event);
	if (token && token->kind == TOKEN_ALIAS)
		return read_alias(reader, token);
	if (!read_properties(reader, &event))
		return false;
	token = peek(reader);
	enum token_kind kind = token ? token->kind : TOKEN_COMMA;
	if (kind == TOKEN_SCALAR)
		return read_scalar(reader, token, &event);
	if (kind == TOKEN_KEY && in_brackets)
		return read_pair(reader, *token, &event);
	if (kind == TOKEN_FLOW_SEQUENCE)
		return feed_start(reader, &event, token) && read_flow_sequence(reader);
	if (kind == TOKEN_BLOCK_SEQUENCE)
		return feed_start(reader, &event, token) && read_block_sequence(reader);
	if (kind == TOKEN_FLOW_MAPPING)
		return feed_start(reader, &event, token) && read_flow_mapping(reader);
	if (kind == TOKEN_BLOCK_MAPPING)
		return feed_start(reader, &event, token) && read_block_mapping(reader);
	/* Nothing that could be a node: an empty one, and the token is left to others. */
	event.empty = true;
	event.span.at = reader->end;
	return feed(reader, &event);
}

/* ---- the document ---- */

static bool read_document(struct reader *reader)
{
	struct token *token;
	for (; (token = peek(reader)) && token->kind == TOKEN_DIRECTIVE; pop(reader)) {
		bool known;
		if (!directive_read(&reader->scanner, &reader->directives, token, &known))
			return false;
		if (!known && reader->read->directive == NO_OFFSET)
			reader->read->directive = token->mark.at;
	}
	if (!token)
		return !failed(reader);
	struct event start = { .kind = EVENT_DOCUMENT, .span.at = token->mark.at };
	if (token->kind == TOKEN_DOCUMENT)
		pop(reader);
	if (!feed(reader, &start) || !read_node(reader, false))
		return false;
	/* This much is looked at behind the document, and an error in it is an error. */
	while (next_is(reader, TOKEN_DOCUMENT_END))
		pop(reader);
	return !failed(reader);
}

/* The first thing behind `at` that is no blank, comment, or mark between documents. */
static uint32_t first_content(const struct scanner *scanner, uint32_t at)
{
	struct str text = scanner->text;
	while (at < text.len) {
		char c = text.at[at];
		if (c == '#')
			at = scan_line_end(scanner, at);
		else if (scan_blank(c) || c == '\n' || c == '\r')
			at++;
		else if ((at == 0 || text.at[at - 1] == '\n') && scan_document_mark(scanner, at))
			at += 3;
		else
			return at;
	}
	return NO_OFFSET;
}

/* ---- UTF-16 ---- */

static uint32_t unit_at(struct str text, uint32_t at, bool big)
{
	uint32_t a = (unsigned char)text.at[at], b = (unsigned char)text.at[at + 1];
	return big ? a << 8 | b : b << 8 | a;
}

static void add_code(struct buf *out, uint32_t code)
{
	if (code >= 0x10000) {
		buf_char(out, (char)(0xf0 | code >> 18));
		buf_char(out, (char)(0x80 | (code >> 12 & 0x3f)));
	} else if (code >= 0x800) {
		buf_char(out, (char)(0xe0 | code >> 12));
	}
	if (code >= 0x800)
		buf_char(out, (char)(0x80 | (code >> 6 & 0x3f)));
	else
		buf_char(out, (char)(0xc0 | code >> 6));
	buf_char(out, (char)(0x80 | (code & 0x3f)));
}

/* A text with a mark of UTF-16 and no NUL byte has no ASCII character, so it is one plain scalar. What is no
 * pair of surrogates becomes U+FFFD, and behind a first half without a second that half too. */
static struct str utf16_text(struct arena *arena, struct str text)
{
	bool big = text.at[0] == '\xfe';
	struct buf out = BUF_INIT(arena);
	uint32_t at = 2;
	while (at + 1 < text.len) {
		uint32_t code = unit_at(text, at, big);
		at += 2;
		while (code >= 0xd800 && code < 0xdc00) {
			uint32_t low = at + 1 < text.len ? unit_at(text, at, big) : 0;
			at += 2;
			if (low >= 0xdc00 && low < 0xe000) {
				code = 0x10000 + ((code & 0x3ff) << 10 | (low & 0x3ff));
				break;
			}
			add_code(&out, 0xfffd);
			if (low == 0)
				return buf_done(&out);
			if (low < 0xd800 || low >= 0xe000)
				break;
			code = low;
		}
		add_code(&out, code >= 0xdc00 && code < 0xe000 ? 0xfffd : code);
	}
	return buf_done(&out);
}

static bool is_utf16(struct str text)
{
	return text.len >= 2 && ((text.at[0] == '\xfe' && text.at[1] == '\xff') ||
				 (text.at[0] == '\xff' && text.at[1] == '\xfe'));
}

static bool read_utf16(struct reader *reader, const struct source *source)
{
	struct str text = utf16_text(reader->scanner.arena, source->text);
	if (!text.len)
		return true;
	struct event start = { .kind = EVENT_DOCUMENT };
	struct event event = { .kind = EVENT_SCALAR, .style = STYLE_PLAIN, .text = text,
			       .span = { 2, source->text.len - 2 } };
	reader->end = source->text.len;
	return feed(reader, &start) && feed(reader, &event);
}

/* ---- from outside ---- */

void yamlcpp_read(struct arena *arena, const struct source *source, struct yamlcpp *read)
{
	*read = (struct yamlcpp){ .rest = NO_OFFSET, .directive = NO_OFFSET };
	struct reader reader = { .read = read };
	struct span own = source_own_lines(source);
	uint32_t start = own.at ? own.at : source_text_start(source);
	builder_init(&reader.builder, arena, source, &read->tree);
	scanner_init(&reader.scanner, arena, str_sub(source->text, 0, span_end(own)), start);
	reader.scanner.line = source_line_index(source, start);
	reader.end = reader.builder.end = start;
	if (is_utf16(source->text) ? read_utf16(&reader, source) : read_document(&reader)) {
		read->rest = first_content(&reader.scanner, reader.end);
		return;
	}
	read->error = reader.scanner.error;
	read->unclosed = 0;
	read->tree = (struct tree){ .source = source, .node = read->tree.node, .count = 1,
				    .rest = NO_OFFSET };
}

bool yamlcpp_null(const struct node *node, enum yamlcpp_release release)
{
	if (!node_is_null(node))
		return false;
	if (node->text.len == 0)
		return node->tag.len == 0 || node->span.len != 0;
	return release == YAMLCPP_0_6 || str_is(node->text, "null");
}
