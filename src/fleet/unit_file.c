#include "fleet/unit_file.h"

#include "base/buf.h"
#include "base/path.h"

/* A value as it grows: joined lines, each byte with its place. */
struct value {
	struct arena *arena;
	struct buf text;
	uint32_t *from;
	uint32_t room;
	const struct source *source;
	struct span at;
};

/* What Environment= says; a later one wins. */
struct variable {
	struct str name, text;
	struct variable *next;
};

struct reader {
	struct arena *arena;
	struct unit_file *unit;
	struct flag_words words;      /* of all ExecStart= */
	struct variable *variables;
	struct value *starts;
	uint32_t start_count, start_room;
	uint32_t filled_in;           /* bytes that variables have brought in */
};

static void value_char(struct value *value, char c, uint32_t from)
{
	if (value->text.len == value->room) {
		value->room = value->room ? 2 * value->room : 64;
		value->from = arena_grow(value->arena, value->from, value->text.len, value->room, sizeof *value->from);
	}
	value->from[value->text.len] = from;
	buf_char(&value->text, c);
}

static struct mapped value_mapped(const struct value *value)
{
	return (struct mapped){ .text = { value->text.at ? value->text.at : "", value->text.len }, .from = value->from,
				.at = value->at };
}

/* ---- lines ---- */

struct lines {
	const struct source *source;
	uint32_t at;
};

static bool next_line(struct lines *lines, struct span *line)
{
	struct str text = lines->source->text;
	if (lines->at >= text.len)
		return false;
	uint32_t end = str_find_char(text, '\n', lines->at);
	end = end == STR_NONE ? text.len : end;
	*line = (struct span){ lines->at, end - lines->at };
	lines->at = end + 1;
	if (line->len && text.at[span_end(*line) - 1] == '\r')
		line->len--;
	return true;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static struct span trimmed(struct str text, struct span span)
{
	while (span.len && is_blank(text.at[span.at])) {
		span.at++;
		span.len--;
	}
	while (span.len && is_blank(text.at[span_end(span) - 1]))
		span.len--;
	return span;
}

static bool is_comment(struct str text, struct span line)
{
	line = trimmed(text, line);
	return line.len && (text.at[line.at] == '#' || text.at[line.at] == ';');
}

static bool is_continued(struct str text, struct span line)
{
	return line.len && text.at[span_end(line) - 1] == '\\';
}

/* The value that begins in `first`, and the lines that it goes on in. */
static void read_value(struct lines *lines, struct span first, struct value *value)
{
	struct str text = lines->source->text;
	struct span line = first;
	for (;;) {
		bool more = is_continued(text, line);
		struct span part = trimmed(text, (struct span){ line.at, line.len - more });
		for (uint32_t i = 0; i < part.len; i++)
			value_char(value, text.at[part.at + i], part.at + i);
		if (part.len && !value->at.len)
			value->at = part;
		if (part.len)
			value->at.len = span_end(part) - value->at.at;
		bool there = true;
		while (more && (there = next_line(lines, &line)) && is_comment(text, line))
			continue;
		if (!more || !there)
			return;
		value_char(value, ' ', line.at);
	}
}

/* ---- what is not known, and variables ---- */

static bool is_name_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

static const struct variable *variable_of(const struct reader *reader, struct str name)
{
	for (const struct variable *one = reader->variables; one; one = one->next)
		if (str_eq(one->name, name))
			return one;
	return NULL;
}

/* No commands that a system starts are longer; a few variables, named often, would fill all memory. */
enum { FILLED_IN_MOST = 1024 * 1024 };

static void put_variable(struct reader *reader, struct str name, uint32_t from, struct value *out)
{
	const struct variable *known = variable_of(reader, name);
	if (known && known->text.len > FILLED_IN_MOST - reader->filled_in)
		known = NULL;
	reader->filled_in += known ? known->text.len : 0;
	if (!known)
		value_char(out, WORDS_UNKNOWN, from);
	for (uint32_t i = 0; known && i < known->text.len; i++)
		value_char(out, known->text.at[i], from);
}

/* $NAME, ${NAME}, $$ at `at`; the bytes that it takes. */
static uint32_t read_variable(struct reader *reader, struct mapped in, uint32_t at, struct value *out)
{
	struct str text = in.text;
	bool braces = at + 1 < text.len && text.at[at + 1] == '{';
	uint32_t from = at + 1 + braces, end = from;
	while (end < text.len && is_name_char(text.at[end]))
		end++;
	bool doubled = at + 1 < text.len && text.at[at + 1] == '$';
	if (doubled || end == from || (braces && (end >= text.len || text.at[end] != '}'))) {
		value_char(out, '$', in.from[at]);
		return doubled ? 2 : 1;
	}
	put_variable(reader, str_sub(text, from, end), in.from[at], out);
	return end + braces - at;
}

/* Specifiers, and, in a command, variables. */
static struct mapped expanded(struct reader *reader, struct mapped in, bool variables)
{
	struct value out = { .arena = reader->arena, .text = BUF_INIT(reader->arena), .at = in.at };
	for (uint32_t at = 0; at < in.text.len;) {
		char c = in.text.at[at];
		if (c == '%' && at + 1 < in.text.len) {
			bool percent = in.text.at[at + 1] == '%';
			value_char(&out, percent ? '%' : WORDS_UNKNOWN, in.from[at]);
			at += 2;
		} else if (c == '$' && variables) {
			at += read_variable(reader, in, at, &out);
		} else {
			value_char(&out, c, in.from[at++]);
		}
	}
	return value_mapped(&out);
}

static void read_environment(struct reader *reader, const struct value *value)
{
	struct flag_words words = { 0 };
	words_split(reader->arena, expanded(reader, value_mapped(value), false), WORDS_PLAIN, &words);
	for (uint32_t i = 0; i < words.count; i++) {
		struct str word = words.at[i].word.text;
		uint32_t equals = str_find_char(word, '=', 0);
		if (equals == STR_NONE)
			continue;
		struct variable *one = arena_alloc(reader->arena, sizeof *one);
		*one = (struct variable){ str_sub(word, 0, equals), str_sub(word, equals + 1, word.len), reader->variables };
		reader->variables = one;
	}
}

/* ---- settings ---- */

static void take_start(struct reader *reader, const struct value *value)
{
	if (!value->text.len) {
		reader->start_count = 0;
		return;
	}
	if (reader->start_count == reader->start_room) {
		reader->start_room = reader->start_room ? 2 * reader->start_room : 4;
		reader->starts = arena_grow(reader->arena, reader->starts, reader->start_count, reader->start_room, sizeof *value);
	}
	reader->starts[reader->start_count++] = *value;
}

static struct unit_fact fact_of(struct reader *reader, const struct value *value)
{
	struct mapped text = expanded(reader, value_mapped(value), false);
	return (struct unit_fact){ .source = value->source, .text = str_copy(reader->arena, text.text), .at = value->at, .unknown = mapped_unknown(text) };
}

static void take_setting(struct reader *reader, struct str name, const struct value *value)
{
	struct unit_file *unit = reader->unit;
	const struct {
		const char *name;
		struct unit_fact *fact;
	} facts[] = {
		{ "Type", &unit->type }, { "PIDFile", &unit->pid_file }, { "User", &unit->user },
		{ "LimitNOFILE", &unit->no_files },
	};
	if (str_is(name, "ExecStart"))
		take_start(reader, value);
	else if (str_is(name, "Environment") && value->text.len)
		read_environment(reader, value);
	else if (str_is(name, "Environment"))
		reader->variables = NULL;
	/* An empty one sets it back. */
	for (unsigned i = 0; i < sizeof facts / sizeof *facts; i++)
		if (str_is(name, facts[i].name))
			*facts[i].fact = value->text.len ? fact_of(reader, value) : (struct unit_fact){ 0 };
}

static void read_source(struct reader *reader, const struct source *source)
{
	struct lines lines = { .source = source };
	struct str text = source->text;
	struct span line;
	bool service = false;
	while (next_line(&lines, &line)) {
		struct span said = trimmed(text, line);
		if (!said.len || is_comment(text, line))
			continue;
		if (text.at[said.at] == '[') {
			service = str_is(source_str(source, said), "[Service]");
			continue;
		}
		uint32_t equals = str_find_char(source_str(source, line), '=', 0);
		struct value value = { .arena = reader->arena, .text = BUF_INIT(reader->arena), .source = source };
		struct span name = trimmed(text, (struct span){ line.at, equals == STR_NONE ? line.len : equals });
		uint32_t skip = equals == STR_NONE ? 0 : equals + 1;
		read_value(&lines, (struct span){ line.at + skip, line.len - skip }, &value);
		if (equals == STR_NONE || !service)
			continue;
		if (!value.at.len)
			value.at = name;
		take_setting(reader, source_str(source, name), &value);
	}
}

/* ---- the command ---- */

/* Without the prefixes of the program. */
static void add_start(struct reader *reader, const struct value *value)
{
	struct mapped text = expanded(reader, value_mapped(value), true);
	struct flag_words words = { 0 };
	uint32_t skip = 0;
	while (skip < text.text.len && str_has_char(STR("-@:+!|"), text.text.at[skip]))
		skip++;
	words_split(reader->arena, mapped_sub(text, skip, text.text.len), WORDS_PLAIN, &words);
	if (reader->words.count)
		words_add(reader->arena, &reader->words, (struct flag_word){ .ends = true });
	for (uint32_t i = 0; i < words.count; i++) {
		words.at[i].ends = str_is(words.at[i].word.text, ";");
		words_add(reader->arena, &reader->words, words.at[i]);
	}
}

void unit_file_read(struct arena *arena, const struct source *const *sources, uint32_t count, struct unit_file *unit,
		    struct command_line *line)
{
	struct reader reader = { .arena = arena, .unit = unit };
	*unit = (struct unit_file){ .name = count ? path_last(sources[0]->name) : "" };
	for (uint32_t i = 0; i < count; i++)
		read_source(&reader, sources[i]);
	/* Variables are filled in when it is started: also those that are set further down. */
	for (uint32_t i = 0; i < reader.start_count; i++)
		add_start(&reader, &reader.starts[i]);
	if (reader.start_count)
		unit->start = fact_of(&reader, &reader.starts[reader.start_count - 1]);
	command_line_read(arena, reader.words.at, reader.words.count, line);
}
