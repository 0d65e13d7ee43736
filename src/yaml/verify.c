#include "yaml/verify.h"

#include <string.h>
#include <yaml.h>

#include "base/utf8.h"

/* libyaml's marks count code points. Every STEP-th one's offset is kept, so that each mark costs a
 * short walk and not one from the start. */
enum { STEP = 64 };

struct reader {
	struct arena *arena;
	const struct source *source;
	struct str text;
	uint32_t *step;      /* NULL where all is ASCII: a code point is a byte */
	uint32_t steps;
	uint32_t skipped;    /* the byte order mark */
	yaml_parser_t parser;
	struct builder builder;
};

static void index_text(struct reader *reader)
{
	struct str text = reader->text;
	reader->skipped = source_text_start(reader->source);
	uint32_t at = reader->skipped;
	while (at < text.len && (unsigned char)text.at[at] < 0x80)
		at++;
	if (at == text.len)
		return;
	reader->step = arena_array(reader->arena, text.len / STEP + 2, sizeof *reader->step);
	uint32_t count = 0, bytes;
	for (at = reader->skipped; at < text.len; at += bytes, count++) {
		if (count % STEP == 0)
			reader->step[reader->steps++] = at;
		utf8_decode(str_sub(text, at, text.len), &bytes);
	}
}

static uint32_t offset_of(const struct reader *reader, size_t index)
{
	if (!reader->step)
		return reader->skipped + index > reader->text.len ? reader->text.len
		     : reader->skipped + (uint32_t)index;
	if (index / STEP >= reader->steps)
		return reader->text.len;
	uint32_t at = reader->step[index / STEP], bytes;
	for (size_t i = index % STEP; i > 0 && at < reader->text.len; i--) {
		utf8_decode(str_sub(reader->text, at, reader->text.len), &bytes);
		at += bytes;
	}
	return at;
}

/* An event begins at its anchor or tag, where it has one; a span of the tree does not. */
static uint32_t skip_properties(struct str text, uint32_t at, uint32_t end)
{
	while (at < end && (text.at[at] == '&' || text.at[at] == '!')) {
		while (at < end && !strchr(" \t\r\n", text.at[at]))
			at++;
		while (at < end && strchr(" \t\r\n", text.at[at]))
			at++;
	}
	return at;
}

static struct span event_span(const struct reader *reader, const yaml_event_t *from)
{
	uint32_t start = offset_of(reader, from->start_mark.index);
	uint32_t end = offset_of(reader, from->end_mark.index);
	start = skip_properties(reader->text, start, end);
	return (struct span){ start, end > start ? end - start : 0 };
}

static struct str copy(struct reader *reader, const yaml_char_t *text)
{
	return text ? str_copy(reader->arena, str_of((const char *)text)) : STR("");
}

static const enum node_style scalar_style[] = {
	[YAML_ANY_SCALAR_STYLE] = STYLE_PLAIN, [YAML_PLAIN_SCALAR_STYLE] = STYLE_PLAIN,
	[YAML_SINGLE_QUOTED_SCALAR_STYLE] = STYLE_SINGLE,
	[YAML_DOUBLE_QUOTED_SCALAR_STYLE] = STYLE_DOUBLE,
	[YAML_LITERAL_SCALAR_STYLE] = STYLE_LITERAL, [YAML_FOLDED_SCALAR_STYLE] = STYLE_FOLDED,
};

static void scalar_event(struct reader *reader, const yaml_event_t *from, struct event *event)
{
	event->kind = EVENT_SCALAR;
	event->style = scalar_style[from->data.scalar.style];
	event->anchor = copy(reader, from->data.scalar.anchor);
	event->tag = copy(reader, from->data.scalar.tag);
	event->text = str_copy(reader->arena, (struct str){ (const char *)from->data.scalar.value,
							    (uint32_t)from->data.scalar.length });
	event->empty = event->style == STYLE_PLAIN && event->text.len == 0;
	if (event->style == STYLE_LITERAL || event->style == STYLE_FOLDED) {
		uint32_t from_at = event->span.at;
		uint32_t next = source_line_next(reader->source, from_at);
		uint32_t end = span_end(event->span);
		struct span content = { next, end > next ? end - next : 0 };
		event->span = builder_block_span(reader->source, from_at, content);
	}
}

static bool convert(struct reader *reader, const yaml_event_t *from, struct event *event)
{
	*event = (struct event){ .style = STYLE_BLOCK, .span = event_span(reader, from) };
	switch (from->type) {
	case YAML_DOCUMENT_START_EVENT:
		event->kind = EVENT_DOCUMENT;
		return true;
	case YAML_SCALAR_EVENT:
		scalar_event(reader, from, event);
		return true;
	case YAML_ALIAS_EVENT:
		event->kind = EVENT_ALIAS;
		event->text = copy(reader, from->data.alias.anchor);
		return true;
	case YAML_MAPPING_START_EVENT:
		event->kind = EVENT_MAPPING;
		event->anchor = copy(reader, from->data.mapping_start.anchor);
		event->tag = copy(reader, from->data.mapping_start.tag);
		if (from->data.mapping_start.style == YAML_FLOW_MAPPING_STYLE)
			event->style = STYLE_FLOW;
		break;
	case YAML_SEQUENCE_START_EVENT:
		event->kind = EVENT_SEQUENCE;
		event->anchor = copy(reader, from->data.sequence_start.anchor);
		event->tag = copy(reader, from->data.sequence_start.tag);
		if (from->data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE)
			event->style = STYLE_FLOW;
		break;
	case YAML_MAPPING_END_EVENT:
	case YAML_SEQUENCE_END_EVENT:
		event->kind = EVENT_END;
		event->empty = event->span.len == 0;
		return true;
	default:
		return false;
	}
	/* The start of a block collection is a place; its bytes are its children's. */
	if (event->style == STYLE_BLOCK)
		event->span.len = 0;
	return true;
}

static bool read_events(struct reader *reader, struct syntax_error *error)
{
	for (bool more = true; more;) {
		yaml_event_t from;
		if (!yaml_parser_parse(&reader->parser, &from)) {
			error->at = offset_of(reader, reader->parser.problem_mark.index);
			if (reader->parser.error == YAML_READER_ERROR)
				error->at = (uint32_t)reader->parser.problem_offset;
			error->text = str_cstr(reader->arena, str_of(reader->parser.problem));
			return false;
		}
		struct event event;
		bool use = convert(reader, &from, &event);
		more = from.type != YAML_STREAM_END_EVENT;
		yaml_event_delete(&from);
		if (use && !builder_feed(&reader->builder, &event)) {
			error->at = event.span.at;
			error->text = reader->builder.limit;
			error->limit = true;
			return false;
		}
	}
	return true;
}

bool verify_tree(struct arena *arena, const struct source *source, struct str text,
		 struct tree *tree, struct syntax_error *error)
{
	struct reader reader = { .arena = arena, .source = source, .text = text };
	*error = (struct syntax_error){ 0 };
	builder_init(&reader.builder, arena, source, tree);
	index_text(&reader);
	if (!yaml_parser_initialize(&reader.parser))
		bug("out of memory");
	yaml_parser_set_input_string(&reader.parser, (const unsigned char *)text.at, text.len);
	bool ok = read_events(&reader, error);
	yaml_parser_delete(&reader.parser);
	if (!ok)
		*tree = (struct tree){ .source = source, .node = tree->node, .count = 1, .rest = NO_OFFSET };
	return ok;
}

/* ---- beside another reader ---- */

struct verifier {
	yaml_parser_t parser;
	bool ended;
};

struct verifier *verifier_new(struct arena *arena, struct str text)
{
	struct verifier *verifier = arena_alloc(arena, sizeof *verifier);
	if (!yaml_parser_initialize(&verifier->parser))
		bug("out of memory");
	yaml_parser_set_input_string(&verifier->parser, (const unsigned char *)text.at, text.len);
	return verifier;
}

void verifier_close(struct verifier *verifier)
{
	yaml_parser_delete(&verifier->parser);
}

/* The next one that says something about the tree, for the caller to delete. False at the end, and where there is an error. */
static bool next_event(struct verifier *verifier, yaml_event_t *event)
{
	while (!verifier->ended && yaml_parser_parse(&verifier->parser, event)) {
		verifier->ended = event->type == YAML_STREAM_END_EVENT;
		if (event->type != YAML_STREAM_START_EVENT && event->type != YAML_DOCUMENT_END_EVENT && !verifier->ended)
			return true;
		yaml_event_delete(event);
	}
	return false;
}

static bool is_text(const yaml_char_t *text, struct str wanted)
{
	return text ? str_is(wanted, (const char *)text) : !wanted.len;
}

static bool is_collection(const yaml_char_t *anchor, const yaml_char_t *tag, bool flow, const struct event *event)
{
	return event->style == (flow ? STYLE_FLOW : STYLE_BLOCK) && is_text(anchor, event->anchor) && is_text(tag, event->tag);
}

static bool is_event(const yaml_event_t *from, const struct event *event)
{
	switch (from->type) {
	case YAML_DOCUMENT_START_EVENT:
		return event->kind == EVENT_DOCUMENT;
	case YAML_SCALAR_EVENT:
		return event->kind == EVENT_SCALAR && event->style == scalar_style[from->data.scalar.style] &&
		       str_eq(event->text, (struct str){ (const char *)from->data.scalar.value, (uint32_t)from->data.scalar.length }) &&
		       is_text(from->data.scalar.anchor, event->anchor) && is_text(from->data.scalar.tag, event->tag);
	case YAML_ALIAS_EVENT:
		return event->kind == EVENT_ALIAS && is_text(from->data.alias.anchor, event->text);
	case YAML_MAPPING_START_EVENT:
		return event->kind == EVENT_MAPPING &&
		       is_collection(from->data.mapping_start.anchor, from->data.mapping_start.tag,
				     from->data.mapping_start.style == YAML_FLOW_MAPPING_STYLE, event);
	case YAML_SEQUENCE_START_EVENT:
		return event->kind == EVENT_SEQUENCE &&
		       is_collection(from->data.sequence_start.anchor, from->data.sequence_start.tag,
				     from->data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE, event);
	case YAML_MAPPING_END_EVENT:
	case YAML_SEQUENCE_END_EVENT:
		return event->kind == EVENT_END;
	default:
		return false;
	}
}

bool verifier_has(struct verifier *verifier, const struct event *event)
{
	yaml_event_t from;
	if (!next_event(verifier, &from))
		return false;
	bool same = is_event(&from, event);
	yaml_event_delete(&from);
	return same;
}

bool verifier_ends(struct verifier *verifier)
{
	yaml_event_t from;
	if (next_event(verifier, &from)) {
		yaml_event_delete(&from);
		return false;
	}
	return verifier->ended;
}
