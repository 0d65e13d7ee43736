#include "fleet/literal.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"

/* The largest export has 50 members of a dozen names. */
enum { DEPTH_MAX = 1024, VALUES_MAX = 100000, NUMBER_MAX = 64 };

struct reader {
	struct arena *arena;
	const struct source *source;
	struct literals *out;
	struct err *err;
	struct str text;
	uint32_t at;
	unsigned depth;
};

static bool complain(struct reader *reader, uint32_t at, const char *text)
{
	struct place place = source_place(reader->source, at);
	return err_set_at(reader->err, ERR_INPUT, reader->source->name, place.line, place.column, "%s", text);
}

static char here(const struct reader *reader)
{
	return reader->at < reader->text.len ? reader->text.at[reader->at] : '\0';
}

static bool is_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '$' ||
	       (unsigned char)c >= 0x80;
}

/* Blanks and comments. */
static void skip(struct reader *reader)
{
	struct str text = reader->text;
	while (reader->at < text.len) {
		char c = text.at[reader->at], next = reader->at + 1 < text.len ? text.at[reader->at + 1] : 0;
		uint32_t end;
		if (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v')
			end = reader->at + 1;
		else if (c == '/' && next == '/')
			end = str_find_char(text, '\n', reader->at);
		else if (c == '/' && next == '*') {
			end = str_find(text, STR("*/"), reader->at + 2);
			end = end == STR_NONE ? end : end + 2;
		} else
			return;
		reader->at = end == STR_NONE ? text.len : end;
	}
}

/* ---- texts ---- */

static int hex(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* The four digits behind \u, or -1. */
static long unit(const struct reader *reader, uint32_t at)
{
	long value = 0;
	for (uint32_t i = 0; i < 4; i++) {
		int digit = at + i < reader->text.len ? hex(reader->text.at[at + i]) : -1;
		if (digit < 0)
			return -1;
		value = value * 16 + digit;
	}
	return value;
}

static void put_code_point(struct buf *out, unsigned long code)
{
	if (code < 0x80) {
		buf_char(out, (char)code);
	} else if (code < 0x800) {
		buf_char(out, (char)(0xc0 | code >> 6));
		buf_char(out, (char)(0x80 | (code & 0x3f)));
	} else if (code < 0x10000) {
		buf_char(out, (char)(0xe0 | code >> 12));
		buf_char(out, (char)(0x80 | (code >> 6 & 0x3f)));
		buf_char(out, (char)(0x80 | (code & 0x3f)));
	} else {
		buf_char(out, (char)(0xf0 | code >> 18));
		buf_char(out, (char)(0x80 | (code >> 12 & 0x3f)));
		buf_char(out, (char)(0x80 | (code >> 6 & 0x3f)));
		buf_char(out, (char)(0x80 | (code & 0x3f)));
	}
}

/* At a backslash; leaves `at` behind the escape. */
static bool read_escape(struct reader *reader, struct buf *out)
{
	static const char letters[] = "bfnrtv0", meant[] = "\b\f\n\r\t\v";
	char c = reader->at + 1 < reader->text.len ? reader->text.at[reader->at + 1] : '\0';
	const char *letter = c ? strchr(letters, c) : NULL;
	reader->at += 2;
	if (c == 'u') {
		long code = unit(reader, reader->at), low;
		if (code < 0)
			return complain(reader, reader->at - 2, "\\u needs four hexadecimal digits");
		reader->at += 4;
		if (code >= 0xd800 && code < 0xdc00 && reader->at + 1 < reader->text.len && here(reader) == '\\' &&
		    reader->text.at[reader->at + 1] == 'u' && (low = unit(reader, reader->at + 2)) >= 0xdc00 && low < 0xe000) {
			code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
			reader->at += 6;
		}
		put_code_point(out, (unsigned long)code);
	} else {
		buf_char(out, letter ? meant[letter - letters] : c);
	}
	return true;
}

static bool read_text(struct reader *reader, struct str *value)
{
	struct buf out = BUF_INIT(reader->arena);
	uint32_t start = reader->at;
	char quote = here(reader);
	for (reader->at++; reader->at < reader->text.len && here(reader) != quote;) {
		if (here(reader) == '\n')
			break;
		if (here(reader) != '\\')
			buf_char(&out, reader->text.at[reader->at++]);
		else if (!read_escape(reader, &out))
			return false;
	}
	if (reader->at >= reader->text.len || here(reader) != quote)
		return complain(reader, start, "this quote is never closed");
	reader->at++;
	*value = buf_done(&out);
	return true;
}

/* ---- values ---- */

static bool read_value(struct reader *reader, uint32_t *value);

static bool add(struct reader *reader, struct literal literal, uint32_t *index)
{
	struct literals *out = reader->out;
	if (out->count == VALUES_MAX)
		return complain(reader, literal.span.at, "there are more values than an export of rs.conf() or rs.status() has");
	if (out->count == out->room) {
		out->room *= 2;
		out->at = arena_grow(reader->arena, out->at, out->count, out->room, sizeof literal);
	}
	*index = out->count;
	out->at[out->count++] = literal;
	return true;
}

static struct span since(const struct reader *reader, uint32_t start)
{
	return (struct span){ start, reader->at - start };
}

static bool read_name(struct reader *reader, struct str *name)
{
	uint32_t start = reader->at;
	if (here(reader) == '"' || here(reader) == '\'')
		return read_text(reader, name);
	while (is_word(here(reader)))
		reader->at++;
	*name = str_sub(reader->text, start, reader->at);
	return name->len || complain(reader, start, "a name is expected here");
}

/* Of an object, an array or a call, up to `close`. */
static bool read_elements(struct reader *reader, uint32_t parent, char close)
{
	uint32_t last = 0, value, start = reader->at++;
	for (skip(reader); here(reader) != close; skip(reader)) {
		struct str name = STR("");
		if (reader->at >= reader->text.len)
			return complain(reader, start, "this bracket is never closed");
		if (close == '}') {
			if (!read_name(reader, &name))
				return false;
			skip(reader);
			if (here(reader) != ':')
				return complain(reader, reader->at, "a colon is expected here");
			reader->at++;
		}
		if (!read_value(reader, &value))
			return false;
		reader->out->at[value].name = name;
		if (last)
			reader->out->at[last].next = value;
		else
			reader->out->at[parent].first = value;
		last = value;
		skip(reader);
		if (reader->at >= reader->text.len)
			return complain(reader, start, "this bracket is never closed");
		if (here(reader) == ',')
			reader->at++;
		else if (here(reader) != close)
			return complain(reader, reader->at, "a comma or the closing bracket is expected here");
	}
	reader->at++;
	return true;
}

static bool read_collection(struct reader *reader, uint32_t *value)
{
	uint32_t start = reader->at;
	bool object = here(reader) == '{';
	if (!add(reader, (struct literal){ .kind = object ? LITERAL_OBJECT : LITERAL_ARRAY, .span = { start, 1 } }, value) ||
	    !read_elements(reader, *value, object ? '}' : ']'))
		return false;
	reader->out->at[*value].span = since(reader, start);
	return true;
}

/* NumberLong("5"), new Date(0), true, undefined. A call stands for its first argument. */
static bool read_word(struct reader *reader, uint32_t *value)
{
	uint32_t start = reader->at;
	while (is_word(here(reader)) || here(reader) == '.')
		reader->at++;
	struct str word = str_sub(reader->text, start, reader->at);
	uint32_t end = reader->at;
	skip(reader);
	if (str_is(word, "new") && is_word(here(reader)))
		return read_word(reader, value);
	if (here(reader) != '(')
		reader->at = end;
	if (!add(reader, (struct literal){ .kind = LITERAL_WORD, .text = word, .span = since(reader, start) }, value))
		return false;
	if (here(reader) != '(')
		return true;
	if (!read_elements(reader, *value, ')'))
		return false;
	struct literal *call = &reader->out->at[*value];
	const struct literal *argument = &reader->out->at[call->first];
	if (call->first) {
		call->kind = argument->kind;
		call->text = argument->text;
		call->first = argument->first;
		/* NumberLong("5") */
		if (str_starts(word, "Number") || str_is(word, "Long") || str_is(word, "Int32") || str_is(word, "Double"))
			call->kind = LITERAL_NUMBER;
	} else {
		call->text = STR("");
	}
	call->span = since(reader, start);
	return true;
}

static bool read_number(struct reader *reader, uint32_t *value)
{
	uint32_t start = reader->at;
	while (is_word(here(reader)) || here(reader) == '.' || here(reader) == '-' || here(reader) == '+')
		reader->at++;
	struct literal number = { .kind = LITERAL_NUMBER, .span = since(reader, start) };
	number.text = source_str(reader->source, number.span);
	return add(reader, number, value);
}

static bool read_value(struct reader *reader, uint32_t *value)
{
	bool ok;
	skip(reader);
	char c = here(reader);
	uint32_t start = reader->at;
	if (reader->depth == DEPTH_MAX)
		return complain(reader, start, "this is nested deeper than an export of rs.conf() or rs.status() is");
	reader->depth++;
	if (c == '{' || c == '[') {
		ok = read_collection(reader, value);
	} else if (c == '"' || c == '\'') {
		struct str text;
		ok = read_text(reader, &text) &&
		     add(reader, (struct literal){ .kind = LITERAL_TEXT, .text = text, .span = since(reader, start) }, value);
	} else if (c == '-' || c == '+' || c == '.' || (c >= '0' && c <= '9')) {
		ok = read_number(reader, value);
	} else if (is_word(c)) {
		ok = read_word(reader, value);
	} else {
		ok = complain(reader, start, "a value is expected here");
	}
	reader->depth--;
	return ok;
}

/* The first line that begins with a brace or a bracket. */
static uint32_t find_start(const struct source *source)
{
	for (uint32_t i = 0; i < source->lines; i++) {
		struct str line = source_line(source, i);
		if (i == 0)
			line = str_sub(line, source_text_start(source), line.len);
		struct str trimmed = str_trim(line);
		if (str_starts(trimmed, "{") || str_starts(trimmed, "["))
			return (uint32_t)(trimmed.at - source->text.at);
	}
	return source->text.len;
}

bool literal_read(struct arena *arena, const struct source *source, struct literals *literals, struct err *err)
{
	struct reader reader = { .arena = arena, .source = source, .out = literals, .err = err, .text = source->text };
	*literals = (struct literals){ .room = 256, .count = 1 };
	literals->at = arena_array(arena, literals->room, sizeof *literals->at);
	uint32_t nul = str_find_char(source->text, '\0', 0);
	if (nul != STR_NONE)
		return complain(&reader, nul, "this byte is no text: an export is UTF-8 (PowerShell's > writes UTF-16)");
	reader.at = find_start(source);
	if (reader.at == source->text.len)
		return complain(&reader, 0, "there is no value in braces here");
	return read_value(&reader, &literals->root);
}

/* ---- questions ---- */

uint32_t literal_find(const struct literals *literals, uint32_t object, const char *name)
{
	uint32_t found = 0;
	if (literals->at[object].kind != LITERAL_OBJECT)
		return 0;
	for (uint32_t at = literals->at[object].first; at; at = literals->at[at].next)
		if (str_is(literals->at[at].name, name))
			found = at;
	return found;
}

static bool parse_number(struct str text, double *number)
{
	char copy[NUMBER_MAX], *end;
	if (!text.len || text.len >= NUMBER_MAX || memchr(text.at, 0, text.len))
		return false;
	memcpy(copy, text.at, text.len);
	copy[text.len] = '\0';
	*number = strtod(copy, &end);
	return !*end;
}

bool literal_number(const struct literals *literals, uint32_t at, double *number)
{
	static const char *const names[] = { "$numberInt", "$numberLong", "$numberDouble", "$numberDecimal", "floatApprox" };
	const struct literal *literal = &literals->at[at];
	if (literal->kind == LITERAL_NUMBER)
		return parse_number(literal->text, number);
	for (unsigned i = 0; i < sizeof names / sizeof *names; i++) {
		uint32_t value = literal_find(literals, at, names[i]);
		if (value && (literals->at[value].kind == LITERAL_TEXT || literals->at[value].kind == LITERAL_NUMBER))
			return parse_number(literals->at[value].text, number);
	}
	double low, high;
	uint32_t low_at = literal_find(literals, at, "low"), high_at = literal_find(literals, at, "high");
	if (!low_at || !high_at || literals->at[low_at].kind != LITERAL_NUMBER || literals->at[high_at].kind != LITERAL_NUMBER ||
	    !parse_number(literals->at[low_at].text, &low) || !parse_number(literals->at[high_at].text, &high))
		return false;
	*number = high * 4294967296.0 + (low < 0 ? low + 4294967296.0 : low);
	return true;
}

bool literal_true(const struct literals *literals, uint32_t at)
{
	double number;
	if (literals->at[at].kind == LITERAL_WORD)
		return str_is(literals->at[at].text, "true");
	return literal_number(literals, at, &number) && number != 0;
}
