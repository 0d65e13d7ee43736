/* inputs: lists of files that a run knows by three names.
 *
 *     struct inputs files = { 0 };
 *     inputs_add(arena, &files, (struct input){ .path = path, .name = name, .whole = whole });
 *     inputs_sort(&files, inputs_by_whole);
 *     if (inputs_have(&files, whole)) ...
 */
#ifndef CLI_INPUTS_H
#define CLI_INPUTS_H

#include "fleet/inventory.h"

struct input {
	const char *path;   /* to open; "-" is standard input */
	const char *name;   /* for reports */
	const char *whole;  /* absolute, for comparisons */
	bool listed;        /* a walk found it, or could have, and remembered its folder: gather_is_plain() */
	struct inventory_entry *entry;  /* of unit->mounted: the service that is started with it */
};

struct inputs {
	struct input *at;
	uint32_t count, room;
};

void inputs_add(struct arena *arena, struct inputs *inputs, struct input input);

/* Takes the memory for so many more at once. */
void inputs_expect(struct arena *arena, struct inputs *inputs, uint32_t more);

int inputs_by_whole(const void *a, const void *b);
int inputs_by_name(const void *a, const void *b);
void inputs_sort(struct inputs *inputs, int (*order)(const void *a, const void *b));

/* Is there one of this `whole`? For a list in that order. */
bool inputs_have(const struct inputs *sorted, const char *whole);

/* One of each, by the first name that it was given. */
void inputs_once(struct inputs *inputs);

#endif
