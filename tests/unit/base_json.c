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
