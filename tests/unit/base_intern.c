#include "base/intern.h"

#include <criterion/criterion.h>
#include <stdio.h>

/* The same bytes are the same copy, others are others, also when the table has grown, whose size no copy knows. */
Test(base_intern, one_copy)
{
	enum { COUNT = 5000 };
	struct arena arena = ARENA_INIT;
	struct intern same = INTERN_INIT(&arena);
	const char *first[COUNT];
	for (unsigned round = 0; round < 2; round++) {
		for (uint32_t i = 0; i < COUNT; i++) {
			char text[16];
			uint32_t len = (uint32_t)snprintf(text, sizeof text, "%u", i);
			struct str one = intern_str(&same, (struct str){ text, len });
			cr_assert(one.at != text && one.len == len && !strcmp(one.at, text), "%u became %s", i, one.at);
			cr_assert(!round || one.at == first[i], "%u has two copies", i);
			first[i] = one.at;
		}
	}
	cr_expect_eq(same.count, COUNT);
	cr_expect(intern_str(&same, (struct str){ NULL, 0 }).len == 0);
	/* A text that another begins with, or that has a NUL in it, is none of them. */
	cr_expect_neq(intern_str(&same, STR("12\0")).at, intern_str(&same, STR("12")).at);
	cr_expect_eq((uintptr_t)intern_bytes(&same, &arena, sizeof arena) % _Alignof(double), 0);
	/* Copies outlive what tells them, and are made anew then. */
	intern_close(&same);
	cr_expect_str_eq(first[17], "17");
	cr_expect(intern_str(&same, STR("17")).at != first[17] && same.count == 1);
	intern_close(&same);
	arena_free(&arena);
}

/* Numbers are those of the copies, in the order in which they came, however the bytes were asked for. */
Test(base_intern, numbers)
{
	enum { COUNT = 5000 };
	struct arena arena = ARENA_INIT;
	struct intern same = INTERN_INIT(&arena);
	for (uint32_t i = 0; i < 2 * COUNT; i++) {
		uint32_t value = i % COUNT;
		if (i % 3 == 0)
			intern_bytes(&same, &value, sizeof value);
		cr_assert_eq(intern_number(&same, &value, sizeof value), value);
	}
	/* Nothing is one thing too, wherever it is. */
	cr_expect_eq(intern_number(&same, NULL, 0), COUNT);
	cr_expect_eq(intern_number(&same, "", 0), COUNT);
	cr_expect_eq(intern_number(&same, NULL, 0), COUNT);
	intern_close(&same);
	arena_free(&arena);
}
