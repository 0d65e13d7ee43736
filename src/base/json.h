/* json: JSON text out of values, for reports, tables and schemas.
 *
 * A value is built and then written, which gives it back:
 *
 *     struct json_t *object = json_map();
 *     json_put_text(object, "name", STR("net.port"));
 *     json_put_number(object, "min", 0.25);
 *     struct json_t *list = json_put_list(object, "sections");
 *     json_add_text(list, STR("net"));
 *     json_write(&out, object);
 *
 * Keys stay in the order in which they were put, so equal values give equal bytes. The text is
 * ASCII, indented by two blanks: nothing in it acts on a terminal. Text that is not UTF-8 gets
 * U+FFFD for each byte that is wrong; who needs exact bytes looks first (base/utf8.h).
 *
 * Nothing fails; no memory is bug(). A value that was put into another belongs to it; the outermost
 * is given back by json_write(). The library behind it is jansson.
 */
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include <stdint.h>

#include "base/buf.h"

struct json_t;

struct json_t *json_map(void);
struct json_t *json_list(void);

/* Into a map, under a key. A NULL text is null. */
void json_put(struct json_t *map, const char *key, struct json_t *value);
void json_put_text(struct json_t *map, const char *key, struct str text);
void json_put_text_or_null(struct json_t *map, const char *key, const char *text);
void json_put_whole(struct json_t *map, const char *key, int64_t number);
void json_put_number(struct json_t *map, const char *key, double number);  /* 1, not 1.0 */
void json_put_bool(struct json_t *map, const char *key, bool value);
void json_put_null(struct json_t *map, const char *key);
struct json_t *json_put_map(struct json_t *map, const char *key);
struct json_t *json_put_list(struct json_t *map, const char *key);

/* Behind the last of a list. */
void json_add(struct json_t *list, struct json_t *value);
void json_add_text(struct json_t *list, struct str text);
void json_add_bool(struct json_t *list, bool value);

bool json_is_empty(const struct json_t *value);  /* a map or list without anything in it */
void json_drop(struct json_t *value);            /* gives back what is not to be written */
void json_write(struct buf *out, struct json_t *value);

/* For a list of hundreds of thousands, which take ten times as much memory as values as they do as text: the map's text up
 * to the beginning of its list `key`, which is empty, and from there on. What stands between is written by
 * json_write_item(), one for each. */
struct json_halves {
	struct str before, after;
};
struct json_halves json_write_around(struct arena *arena, struct json_t *map, const char *key);
void json_write_item(struct buf *out, struct json_t *value, bool first);

#endif
