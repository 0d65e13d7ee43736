#include "cli/inputs.h"

#include <stdlib.h>
#include <string.h>

#include "base/sort.h"

void inputs_add(struct arena *arena, struct inputs *inputs, struct input input)
{
	if (inputs->count == inputs->room) {
		inputs->room = inputs->room ? inputs->room * 2 : 16;
		inputs->at = arena_grow(arena, inputs->at, inputs->count, inputs->room, sizeof *inputs->at);
	}
	inputs->at[inputs->count++] = input;
}

void inputs_expect(struct arena *arena, struct inputs *inputs, uint32_t more)
{
	if (inputs->room - inputs->count >= more)
		return;
	inputs->room = inputs->count + more;
	inputs->at = arena_grow(arena, inputs->at, inputs->count, inputs->room, sizeof *inputs->at);
}

int inputs_by_whole(const void *a, const void *b)
{
	return strcmp(((const struct input *)a)->whole, ((const struct input *)b)->whole);
}

int inputs_by_name(const void *a, const void *b)
{
	const struct input *left = a, *right = b;
	int order = strcmp(left->name, right->name);
	return order ? order : strcmp(left->whole, right->whole);
}

void inputs_sort(struct inputs *inputs, int (*order)(const void *a, const void *b))
{
	sort_items(inputs->at, inputs->count, sizeof *inputs->at, order);
}

bool inputs_have(const struct inputs *sorted, const char *whole)
{
	struct input key = { .whole = whole };
	return sorted->count && bsearch(&key, sorted->at, sorted->count, sizeof *sorted->at, inputs_by_whole);
}

/* Those of one file stand in the order in which they were given. */
static int by_file(const void *a, const void *b)
{
	const struct input *left = *(const struct input *const *)a, *right = *(const struct input *const *)b;
	int order = strcmp(left->whole, right->whole);
	return order ? order : (left > right) - (left < right);
}

/* As a walk gives them. */
static bool is_once(const struct inputs *inputs)
{
	uint32_t i = 1;
	while (i < inputs->count && inputs_by_whole(&inputs->at[i - 1], &inputs->at[i]) < 0)
		i++;
	return i >= inputs->count;
}

void inputs_once(struct inputs *inputs)
{
	if (is_once(inputs))
		return;
	struct arena scratch = ARENA_INIT;
	const struct input **sorted = arena_array(&scratch, inputs->count, sizeof *sorted);
	bool *again = arena_array(&scratch, inputs->count, sizeof *again);
	uint32_t kept = 0;
	for (uint32_t i = 0; i < inputs->count; i++)
		sorted[i] = &inputs->at[i];
	qsort(sorted, inputs->count, sizeof *sorted, by_file);
	for (uint32_t i = 1; i < inputs->count; i++)
		again[sorted[i] - inputs->at] = !strcmp(sorted[i - 1]->whole, sorted[i]->whole);
	for (uint32_t i = 0; i < inputs->count; i++)
		if (!again[i])
			inputs->at[kept++] = inputs->at[i];
	inputs->count = kept;
	arena_free(&scratch);
}
