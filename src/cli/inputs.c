#include "cli/inputs.h"

#include <stdlib.h>
#include <string.h>

void inputs_add(struct arena *arena, struct inputs *inputs, struct input input)
{
	if (inputs->count == inputs->room) {
		inputs->room = inputs->room ? inputs->room * 2 : 16;
		inputs->at = arena_grow(arena, inputs->at, inputs->count, inputs->room, sizeof *inputs->at);
	}
	inputs->at[inputs->count++] = input;
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
	if (inputs->count)
		qsort(inputs->at, inputs->count, sizeof *inputs->at, order);
}

bool inputs_have(const struct inputs *sorted, const char *whole)
{
	struct input key = { .whole = whole };
	return sorted->count && bsearch(&key, sorted->at, sorted->count, sizeof *sorted->at, inputs_by_whole);
}

void inputs_once(struct arena *arena, struct inputs *inputs)
{
	struct inputs sorted = { 0 }, once = { 0 };
	for (uint32_t i = 0; i < inputs->count; i++)
		inputs_add(arena, &sorted, inputs->at[i]);
	inputs_sort(&sorted, inputs_by_whole);
	bool *taken = arena_array(arena, sorted.count, sizeof *taken);
	for (uint32_t i = 0; i < inputs->count; i++) {
		uint32_t low = 0, high = sorted.count;
		while (low < high) {
			uint32_t middle = low + (high - low) / 2;
			if (strcmp(sorted.at[middle].whole, inputs->at[i].whole) < 0)
				low = middle + 1;
			else
				high = middle;
		}
		if (!taken[low])
			inputs_add(arena, &once, inputs->at[i]);
		taken[low] = true;
	}
	*inputs = once;
}
