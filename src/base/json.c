#include "base/json.h"

#include <jansson.h>
#include <math.h>
#include <string.h>

#include "base/bug.h"
#include "base/utf8.h"

/* Every value is made with allocated memory; NULL means that there was none. */
static struct json_t *made(json_t *value)
{
	if (!value)
		bug("no memory for JSON");
	return value;
}

/* json_stringn() gives NULL for what is not UTF-8. */
static json_t *text_value(struct str s)
{
	struct arena scratch = ARENA_INIT;
	struct str valid = utf8_repair(&scratch, s);
	json_t *value = made(json_stringn(valid.len ? valid.at : "", valid.len));
	arena_free(&scratch);
	return value;
}

struct json_t *json_map(void)
{
	return made(json_object());
}

struct json_t *json_list(void)
{
	return made(json_array());
}

void json_put(struct json_t *map, const char *key, struct json_t *value)
{
	if (json_object_set_new(map, key, value) < 0)
		bug("no memory for JSON");
}

void json_put_text(struct json_t *map, const char *key, struct str text)
{
	json_put(map, key, text_value(text));
}

void json_put_text_or_null(struct json_t *map, const char *key, const char *text)
{
	json_put(map, key, text ? text_value(str_of(text)) : json_null());
}

void json_put_whole(struct json_t *map, const char *key, int64_t number)
{
	json_put(map, key, made(json_integer(number)));
}

/* Beyond 2^53 not every whole number is a double. */
void json_put_number(struct json_t *map, const char *key, double number)
{
	bool whole = number == floor(number) && fabs(number) <= 9007199254740992.0;
	json_put(map, key, made(whole ? json_integer((json_int_t)number) : json_real(number)));
}

void json_put_bool(struct json_t *map, const char *key, bool value)
{
	json_put(map, key, json_boolean(value));
}

void json_put_null(struct json_t *map, const char *key)
{
	json_put(map, key, json_null());
}

struct json_t *json_put_map(struct json_t *map, const char *key)
{
	struct json_t *value = json_map();
	json_put(map, key, value);
	return value;
}

struct json_t *json_put_list(struct json_t *map, const char *key)
{
	struct json_t *value = json_list();
	json_put(map, key, value);
	return value;
}

void json_add(struct json_t *list, struct json_t *value)
{
	if (json_array_append_new(list, value) < 0)
		bug("no memory for JSON");
}

void json_add_text(struct json_t *list, struct str text)
{
	json_add(list, text_value(text));
}

void json_add_bool(struct json_t *list, bool value)
{
	json_add(list, json_boolean(value));
}

bool json_is_empty(const struct json_t *value)
{
	return json_is_array(value) ? json_array_size(value) == 0 : json_object_size(value) == 0;
}

void json_drop(struct json_t *value)
{
	json_decref(value);
}

/* JSON_ENSURE_ASCII escapes all that a terminal would act on but DEL, which can only stand
 * inside of a string. */
static int write_bytes(const char *bytes, size_t len, void *out)
{
	struct str rest = { bytes, (uint32_t)len }, part;
	if (len > UINT32_MAX)
		return -1;
	/* It comes in pieces of a few bytes, and next to none has one. */
	if (!memchr(bytes, 0x7f, len)) {
		buf_str(out, rest);
		return 0;
	}
	while (str_split(&rest, 0x7f, &part)) {
		buf_str(out, part);
		if (rest.at)
			buf_text(out, "\\u007f");
	}
	return 0;
}

/* Fifteen digits: 0.1 is 0.1. */
enum { FORM = JSON_INDENT(2) | JSON_ENSURE_ASCII | JSON_REAL_PRECISION(15) };

static void dump(json_dump_callback_t write, void *out, struct json_t *value)
{
	if (json_dump_callback(value, write, out, FORM) < 0)
		bug("JSON could not be written");
	json_decref(value);
}

void json_write(struct buf *out, struct json_t *value)
{
	dump(write_bytes, out, value);
	buf_char(out, '\n');
}

/* ---- a long list in a map ---- */

struct json_halves json_write_around(struct arena *arena, struct json_t *map, const char *key)
{
	struct buf text = BUF_INIT(arena);
	json_write(&text, map);
	/* In a string, a line end is escaped: so at such a place only the map's own key stands. */
	struct str all = buf_done(&text), list = str_format(arena, "\n  \"%s\": []", key);
	uint32_t at = str_find(all, list, 0);
	if (at == STR_NONE)
		bug("there is no empty list %s", key);
	at += list.len - 1;
	return (struct json_halves){ str_sub(all, 0, at), str_sub(all, at, all.len) };
}

/* It stands in a list in a map: each line four columns further. */
static int write_indented(const char *bytes, size_t len, void *out)
{
	struct str rest = { bytes, (uint32_t)len }, line;
	if (len > UINT32_MAX)
		return -1;
	if (!memchr(bytes, '\n', len))
		return write_bytes(bytes, len, out);
	while (str_split(&rest, '\n', &line)) {
		write_bytes(line.at, line.len, out);
		if (rest.at)
			buf_text(out, "\n    ");
	}
	return 0;
}

void json_write_item(struct buf *out, struct json_t *value, bool first)
{
	buf_text(out, first ? "\n    " : ",\n    ");
	dump(write_indented, out, value);
}
