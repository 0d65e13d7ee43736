#include <criterion/criterion.h>

#include "base/json.h"

/* Keys stay where they were put, text is repaired and escaped, whole numbers have no point. */
Test(base_json, write)
{
	struct arena arena = ARENA_INIT;
	struct buf out = BUF_INIT(&arena);
	struct json_t *map = json_map(), *list;
	json_put_text(map, "z", STR("a\"\x1b\x7f\xff\xc3\xa9"));
	json_put_text_or_null(map, "y", NULL);
	json_put_text_or_null(map, "x", "");
	json_put_whole(map, "w", -9007199254740993);
	json_put_number(map, "v", 10000);
	json_put_number(map, "u", 0.1);
	json_put_bool(map, "t", false);
	cr_expect(json_is_empty(list = json_put_list(map, "s")));
	json_add_text(list, STR(""));
	json_add_bool(list, true);
	cr_expect_not(json_is_empty(list));
	cr_expect(json_is_empty(json_put_map(map, "r")));
	json_put_null(map, "z2");
	json_write(&out, map);
	cr_expect_str_eq(buf_done(&out).at,
			 "{\n  \"z\": \"a\\\"\\u001B\\u007f\\uFFFD\\u00E9\",\n  \"y\": null,\n  \"x\": \"\",\n"
			 "  \"w\": -9007199254740993,\n  \"v\": 10000,\n  \"u\": 0.1,\n  \"t\": false,\n"
			 "  \"s\": [\n    \"\",\n    true\n  ],\n  \"r\": {},\n  \"z2\": null\n}\n",
			 "%s", buf_done(&out).at);
	json_drop(json_list());
	arena_free(&arena);
}

/* One item of the list, with nested values, and text that looks like the list itself. */
static struct json_t *item(unsigned i)
{
	struct json_t *one = json_map();
	json_put_whole(one, "n", i);
	json_put_text(one, "text", STR("a\n  \"list\": []\x7f \xc3\xa9"));
	json_put_text(one, "empty", STR(""));
	json_put_list(one, "none");
	struct json_t *more = json_put_list(json_put_map(one, "map"), "list");
	json_add_text(more, STR("x"));
	json_add(more, json_map());
	return one;
}

static struct json_t *map_with(unsigned items)
{
	struct json_t *map = json_map();
	json_put_text(map, "before", STR("\n  \"list\": []"));
	struct json_t *nested = json_put_map(map, "nested");
	json_put_list(nested, "list");
	struct json_t *list = json_put_list(map, "list");
	for (unsigned i = 0; i < items; i++)
		json_add(list, item(i));
	json_put_bool(map, "after", true);
	return map;
}

Test(base_json, a_list_that_is_written_around_is_written_as_one)
{
	struct arena arena = ARENA_INIT;
	for (unsigned items = 0; items < 4; items++) {
		struct buf whole = BUF_INIT(&arena), around = BUF_INIT(&arena);
		json_write(&whole, map_with(items));
		struct json_halves halves = json_write_around(&arena, map_with(0), "list");
		buf_str(&around, halves.before);
		for (unsigned i = 0; i < items; i++)
			json_write_item(&around, item(i), i == 0);
		buf_text(&around, items ? "\n  " : "");
		buf_str(&around, halves.after);
		cr_expect_str_eq(buf_done(&around).at, buf_done(&whole).at);
	}
	arena_free(&arena);
}
