#include "yaml/parse.h"

#include <libfyaml.h>

#include "base/buf.h"
#include "yaml/verify.h"

struct reader {
	struct arena *arena;
	struct verifier *verifier;  /* reads along; or NULL */
	struct fy_diag *diag;
	struct fy_parser *parser;
	struct builder builder;
	const struct source *source;
	struct str text;
};

static struct str token_text(struct reader *reader, struct fy_token *token)
{
	size_t len = 0;
	const char *text = token ? fy_token_get_text(token, &len) : NULL;
	return text ? str_copy(reader->arena, (struct str){ text, (uint32_t)len }) : STR("");
}

/* Letters, digits, signs and blanks between them: then a plain scalar is its bytes, and nothing is to be put together. */
static bool is_simple(struct str bytes)
{
	bool simple = bytes.len && bytes.at[0] != ' ' && bytes.at[bytes.len - 1] != ' ';
	for (uint32_t i = 0; simple && i < bytes.len; i++)
		simple = bytes.at[i] >= ' ' && bytes.at[i] <= '~';
	return simple;
}

static struct span token_span(struct fy_token *token)
{
	const struct fy_mark *start = token ? fy_token_start_mark(token) : NULL;
	const struct fy_mark *end = token ? fy_token_end_mark(token) : NULL;
	if (!start || !end)
		return (struct span){ 0, 0 };
	return (struct span){ (uint32_t)start->input_pos, (uint32_t)(end->input_pos - start->input_pos) };
}

/* libfyaml 0.7.12 takes two quotes in a row, written as four, for one. Where the text is on one line,
 * so that nothing is folded, it is the bytes with each pair as one quote. */
static void mend_single(struct reader *reader, struct event *event)
{
	struct str raw = str_sub(reader->text, event->span.at + 1, span_end(event->span) - 1);
	if (str_find(raw, STR("''''"), 0) == STR_NONE || str_has_char(raw, '\n'))
		return;
	struct buf text = BUF_INIT(reader->arena);
	for (uint32_t i = 0; i < raw.len; i++) {
		buf_char(&text, raw.at[i]);
		i += raw.at[i] == '\'';
	}
	event->text = buf_done(&text);
}

/* A scalar's token spans neither its quotes nor its block header. */
static void scalar_event(struct reader *reader, struct fy_event *from, struct event *event)
{
	static const enum node_style style[] = {
		[FYSS_PLAIN] = STYLE_PLAIN, [FYSS_SINGLE_QUOTED] = STYLE_SINGLE,
		[FYSS_DOUBLE_QUOTED] = STYLE_DOUBLE, [FYSS_LITERAL] = STYLE_LITERAL,
		[FYSS_FOLDED] = STYLE_FOLDED,
	};
	struct fy_token *value = from->scalar.value;
	event->kind = EVENT_SCALAR;
	event->anchor = token_text(reader, from->scalar.anchor);
	event->tag = token_text(reader, from->scalar.tag);
	event->empty = value == NULL;
	event->style = value ? style[fy_token_scalar_style(value)] : STYLE_PLAIN;
	event->span = token_span(value);
	struct str bytes = str_sub(reader->text, event->span.at, span_end(event->span));
	event->text = event->style == STYLE_PLAIN && is_simple(bytes) ? bytes : token_text(reader, value);
	if (event->style == STYLE_SINGLE || event->style == STYLE_DOUBLE) {
		event->span.at--;
		event->span.len += 2;
		if (event->style == STYLE_SINGLE)
			mend_single(reader, event);
	} else if (event->style == STYLE_LITERAL || event->style == STYLE_FOLDED) {
		event->span = builder_block_span(reader->source, reader->builder.end, event->span);
		/* At the very end of a text libfyaml adds the line break that is not there, and
		 * libyaml doesn't. */
		if (span_end(event->span) == reader->source->text.len && str_ends(event->text, "\n") &&
		    !str_ends(reader->source->text, "\n"))
			event->text.len--;
	}
}

/* False for an event that says nothing about the tree. */
static bool convert(struct reader *reader, struct fy_event *from, struct event *event)
{
	*event = (struct event){ .style = STYLE_BLOCK };
	switch (from->type) {
	case FYET_DOCUMENT_START:
		event->kind = EVENT_DOCUMENT;
		event->span = token_span(from->document_start.document_start);
		if (!from->document_start.document_start)
			event->span.at = reader->builder.end;
		return true;
	case FYET_SCALAR:
		scalar_event(reader, from, event);
		return true;
	case FYET_ALIAS:
		event->kind = EVENT_ALIAS;
		event->text = token_text(reader, from->alias.anchor);
		event->span = token_span(from->alias.anchor);
		event->span.at--;
		event->span.len++;
		return true;
	case FYET_MAPPING_START:
		event->kind = EVENT_MAPPING;
		event->anchor = token_text(reader, from->mapping_start.anchor);
		event->tag = token_text(reader, from->mapping_start.tag);
		event->span = token_span(from->mapping_start.mapping_start);
		break;
	case FYET_SEQUENCE_START:
		event->kind = EVENT_SEQUENCE;
		event->anchor = token_text(reader, from->sequence_start.anchor);
		event->tag = token_text(reader, from->sequence_start.tag);
		event->span = token_span(from->sequence_start.sequence_start);
		break;
	case FYET_MAPPING_END:
		event->kind = EVENT_END;
		event->span = token_span(from->mapping_end.mapping_end);
		break;
	case FYET_SEQUENCE_END:
		event->kind = EVENT_END;
		event->span = token_span(from->sequence_end.sequence_end);
		break;
	default:
		return false;
	}
	/* A bracket has one byte; block style begins and ends with nothing. */
	event->style = event->span.len ? STYLE_FLOW : STYLE_BLOCK;
	event->empty = event->kind == EVENT_END && event->span.len == 0;
	return true;
}

/* Offset of a line and column (1-based, in code points) as libfyaml gives them. */
static uint32_t offset_of(const struct source *source, int line, int column)
{
	if (line < 1 || (uint32_t)line > source->lines)
		return source->text.len;
	struct span span = source_line_span(source, (uint32_t)line - 1);
	struct str text = source_str(source, span);
	uint32_t at = 0;
	for (int i = 1; i < column && at < text.len; i++) {
		at++;
		while (at < text.len && ((unsigned char)text.at[at] & 0xc0) == 0x80)
			at++;
	}
	return span.at + at;
}

static void take_error(struct reader *reader, struct syntax_error *error)
{
	void *iterator = NULL;
	const struct fy_diag_error *first = fy_diag_errors_iterate(reader->diag, &iterator);
	error->text = "is not YAML";
	error->at = reader->builder.end;
	if (first && first->msg) {
		error->text = str_cstr(reader->arena, str_trim(str_of(first->msg)));
		error->at = offset_of(reader->source, first->line, first->column);
	}
}

static bool read_events(struct reader *reader, struct syntax_error *error)
{
	for (;;) {
		struct fy_event *from = fy_parser_parse(reader->parser);
		if (!from)
			break;
		struct event event;
		bool use = convert(reader, from, &event);
		fy_parser_event_free(reader->parser, from);
		if (use && reader->verifier && !verifier_has(reader->verifier, &event))
			return false;
		if (use && !builder_feed(&reader->builder, &event)) {
			error->at = event.span.at;
			error->text = reader->builder.limit;
			error->limit = true;
			return false;
		}
	}
	if (fy_parser_get_stream_error(reader->parser)) {
		take_error(reader, error);
		return false;
	}
	return !reader->verifier || verifier_ends(reader->verifier);
}

static bool read_text(struct reader *reader, struct syntax_error *error)
{
	/* Errors are collected and not shown. What fy_diag_cfg_default() gives besides is how they would look, for which it asks the
	 * kernel whether there is a terminal. */
	static const struct fy_diag_cfg diag_cfg = { .level = FYET_INFO, .module_mask = (1U << FYEM_MAX) - 1 };
	reader->diag = fy_diag_create(&diag_cfg);
	if (!reader->diag)
		bug("out of memory");
	fy_diag_set_collect_errors(reader->diag, true);
	/* People close a section's brace under its header, at the margin. YAML 1.2 forbids that; neither
	 * libyaml nor mongod's parser looks at indentation inside brackets. */
	struct fy_parse_cfg cfg = { .flags = FYPCF_QUIET | FYPCF_DEFAULT_PARSE |
					     FYPCF_SLOPPY_FLOW_INDENTATION, .diag = reader->diag };
	reader->parser = fy_parser_create(&cfg);
	if (!reader->parser || fy_parser_set_string(reader->parser, reader->text.at, reader->text.len))
		bug("out of memory");

	bool ok = read_events(reader, error);
	fy_parser_destroy(reader->parser);
	fy_diag_destroy(reader->diag);
	return ok;
}

bool parse_tree(struct arena *arena, const struct source *source, struct str text,
		struct tree *tree, struct syntax_error *error)
{
	struct reader reader = { .arena = arena, .source = source, .text = text };
	*error = (struct syntax_error){ 0 };
	builder_init(&reader.builder, arena, source, tree);
	/* libfyaml takes a text of no bytes for a missing one. */
	bool ok = !text.len || read_text(&reader, error);
	if (!ok)
		*tree = (struct tree){ .source = source, .node = tree->node, .count = 1, .rest = NO_OFFSET };
	return ok;
}

bool parse_verified(struct arena *arena, const struct source *source, struct str text, struct tree *tree)
{
	struct reader reader = { .arena = arena, .source = source, .text = text };
	struct syntax_error ignored;
	if (!text.len)
		return false;
	reader.verifier = verifier_new(arena, text);
	builder_init(&reader.builder, arena, source, tree);
	bool ok = read_text(&reader, &ignored);
	verifier_close(reader.verifier);
	return ok;
}
