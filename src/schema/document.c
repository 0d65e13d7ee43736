#include "schema/document.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { DEPTH_MAX = 100, NUMBER_BYTES = 64 };

static const char no_object[] = "Expecting '{'";

/* What is being read, and what the server would say of the place where it can't be. */
struct reader {
	struct str text;
	uint32_t at;
	const char *fault;
};

static bool is_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool is_name_byte(char c, bool first)
{
	bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$';
	return letter || (!first && c >= '0' && c <= '9');
}

static char next_byte(struct reader *reader)
{
	while (reader->at < reader->text.len && is_blank(reader->text.at[reader->at]))
		reader->at++;
	return reader->at < reader->text.len ? reader->text.at[reader->at] : '\0';
}

static bool fail(struct reader *reader, const char *fault)
{
	if (!reader->fault)
		reader->fault = fault;
	return false;
}

static bool take(struct reader *reader, char c, const char *fault)
{
	if (next_byte(reader) != c || c == '\0')
		return fail(reader, fault);
	reader->at++;
	return true;
}

static bool take_quoted(struct reader *reader, struct str *inside)
{
	char quote = next_byte(reader);
	uint32_t from = ++reader->at;
	for (; reader->at < reader->text.len; reader->at++) {
		char c = reader->text.at[reader->at];
		if (c == quote) {
			*inside = str_sub(reader->text, from, reader->at++);
			return true;
		}
		if (c == '\\')
			reader->at++;
	}
	reader->at = reader->text.len;
	return fail(reader, "Unexpected end of input");
}

static bool take_name(struct reader *reader, struct str *name)
{
	char c = next_byte(reader);
	if (c == '"' || c == '\'')
		return take_quoted(reader, name);
	uint32_t from = reader->at;
	while (reader->at < reader->text.len &&
	       is_name_byte(reader->text.at[reader->at], reader->at == from))
		reader->at++;
	*name = str_sub(reader->text, from, reader->at);
	return name->len > 0 || fail(reader, "First character in field must be [A-Za-z$_]");
}

/* As strtod() and strtoll() would take it: whichever takes more decides between whole and not. */
static bool take_number(struct reader *reader, struct document_field *field)
{
	char text[NUMBER_BYTES] = "", *end, *whole_end;
	next_byte(reader);
	struct str rest = str_sub(reader->text, reader->at, reader->text.len);
	uint32_t len = 0;
	while (len < rest.len && len < NUMBER_BYTES - 1 &&
	       (is_name_byte(rest.at[len], false) || strchr("+-.", rest.at[len])) && rest.at[len])
		len++;
	if (len > 0)
		memcpy(text, rest.at, len);
	field->number = strtod(text, &end);
	if (end == text)
		return fail(reader, "Bad characters in value");
	long long whole = strtoll(text, &whole_end, 10);
	field->kind = DOCUMENT_LONG;
	if (whole_end < end || fabs(field->number) >= 9223372036854775808.0)
		field->kind = DOCUMENT_DOUBLE;
	else if (whole >= INT32_MIN && whole <= INT32_MAX)
		field->kind = DOCUMENT_INT;
	reader->at += (uint32_t)(end - text);
	return true;
}

static bool take_value(struct reader *reader, struct document_field *field, unsigned depth);

static bool take_object(struct reader *reader, unsigned depth)
{
	struct document_field field;
	if (!take(reader, '{', no_object))
		return false;
	if (next_byte(reader) == '}')
		return take(reader, '}', NULL);
	do {
		if (!take_name(reader, &field.name) || !take(reader, ':', "Expecting ':'") ||
		    !take_value(reader, &field, depth))
			return false;
	} while (next_byte(reader) == ',' && take(reader, ',', NULL));
	return take(reader, '}', "Expecting '}' or ','");
}

static bool take_array(struct reader *reader, unsigned depth)
{
	struct document_field field;
	take(reader, '[', NULL);
	if (next_byte(reader) == ']')
		return take(reader, ']', NULL);
	do {
		if (!take_value(reader, &field, depth))
			return false;
	} while (next_byte(reader) == ',' && take(reader, ',', NULL));
	return take(reader, ']', "Expecting ']' or ','");
}

static bool take_word(struct reader *reader, const char *word)
{
	next_byte(reader);
	if (!str_starts(str_sub(reader->text, reader->at, reader->text.len), word))
		return false;
	reader->at += (uint32_t)strlen(word);
	return true;
}

static bool take_value(struct reader *reader, struct document_field *field, unsigned depth)
{
	struct str quoted;
	bool taken;
	char c = next_byte(reader);
	uint32_t from = reader->at;
	if (depth >= DEPTH_MAX)
		return fail(reader, "Reached nested object limit");
	field->number = 0;
	field->kind = DOCUMENT_NULL;
	if (c == '{') {
		field->kind = DOCUMENT_OBJECT;
		taken = take_object(reader, depth + 1);
	} else if (c == '[') {
		field->kind = DOCUMENT_ARRAY;
		taken = take_array(reader, depth + 1);
	} else if (c == '"' || c == '\'') {
		field->kind = DOCUMENT_STRING;
		taken = take_quoted(reader, &quoted);
	} else if (take_word(reader, "true") || take_word(reader, "false")) {
		field->kind = DOCUMENT_BOOL;
		taken = true;
	} else {
		taken = take_word(reader, "null") || take_word(reader, "undefined") ||
			take_number(reader, field);
	}
	field->value = str_sub(reader->text, from, reader->at);
	return taken;
}

const char *document_open(struct str text, struct str *inside)
{
	struct reader reader = { text, 0, NULL };
	*inside = STR("");
	if (text.len == 0)
		return NULL;
	if (!take_object(&reader, 1))
		return reader.fault;
	uint32_t brace = str_find_char(text, '{', 0);
	*inside = str_sub(text, brace + 1, reader.at - 1);
	return NULL;
}

bool document_next(struct str *inside, struct document_field *field)
{
	struct reader reader = { *inside, 0, NULL };
	if (next_byte(&reader) == ',')
		reader.at++;
	if (next_byte(&reader) == '\0' || !take_name(&reader, &field->name) ||
	    !take(&reader, ':', NULL) || !take_value(&reader, field, 1))
		return false;
	*inside = str_sub(*inside, reader.at, inside->len);
	return true;
}

const char *document_kind_name(enum document_kind kind)
{
	static const char *const names[] = {
		[DOCUMENT_OBJECT] = "object", [DOCUMENT_ARRAY] = "array",
		[DOCUMENT_STRING] = "string", [DOCUMENT_BOOL] = "bool",
		[DOCUMENT_NULL] = "null", [DOCUMENT_INT] = "int",
		[DOCUMENT_LONG] = "long", [DOCUMENT_DOUBLE] = "double",
	};
	return names[kind];
}
