#include <jansson.h>
#include <string.h>

#include "report/shard_part.h"

bool shard_refuse(const struct shard_reader *reader, const char *key, const char *why)
{
	return err_set(reader->err, ERR_INPUT, reader->part->path, 0, "%s %zu: %s %s; make the report anew", reader->what,
		       reader->number + 1, key, why);
}

static int digit(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool from_hexadecimal(struct arena *arena, const char *hex, size_t len, struct str *text)
{
	char *out = arena_bytes(arena, len / 2 + 1);
	for (size_t i = 0; i + 1 < len; i += 2) {
		int high = digit(hex[i]), low = digit(hex[i + 1]);
		if (high < 0 || low < 0)
			return false;
		out[i / 2] = (char)(high << 4 | low);
	}
	out[len / 2] = '\0';
	*text = (struct str){ out, (uint32_t)(len / 2) };
	return len % 2 == 0;
}

bool shard_text(const struct shard_reader *reader, const json_t *value, struct str *text)
{
	const json_t *hex = json_object_get(value, "hex");
	if (json_is_string(hex))
		return from_hexadecimal(reader->arena, json_string_value(hex), json_string_length(hex), text);
	if (!json_is_string(value))
		return false;
	*text = (struct str){ arena_copy(reader->arena, json_string_value(value), json_string_length(value)),
			      (uint32_t)json_string_length(value) };
	return true;
}

/* A name or a message has no NUL. */
bool shard_name(const struct shard_reader *reader, const json_t *map, const json_t *more, const char *key, const char **out)
{
	const json_t *value = json_object_get(more, key);
	struct str text;
	if (!shard_text(reader, value ? value : json_object_get(map, key), &text) || strlen(text.at) != text.len)
		return shard_refuse(reader, key, "is no text");
	*out = text.at;
	return true;
}

bool shard_maybe_name(const struct shard_reader *reader, const json_t *map, const json_t *more, const char *key, const char **out)
{
	const json_t *value = json_object_get(map, key);
	*out = NULL;
	return !value || json_is_null(value) || shard_name(reader, map, more, key, out);
}

bool shard_number(const struct shard_reader *reader, const json_t *map, const char *key, uint32_t most, uint32_t *out)
{
	const json_t *value = json_object_get(map, key);
	json_int_t number = json_is_integer(value) ? json_integer_value(value) : -1;
	if (number < 0 || number > most)
		return shard_refuse(reader, key, "is no number that it can be");
	*out = (uint32_t)number;
	return true;
}

bool shard_switch(const struct shard_reader *reader, const json_t *map, const char *key, bool *out)
{
	const json_t *value = json_object_get(map, key);
	*out = json_is_true(value);
	return json_is_boolean(value) || shard_refuse(reader, key, "is neither true nor false");
}
