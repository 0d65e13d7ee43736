#include "base/intern.h"

/* The hash decides nearly always, so that a look at what is another costs no memory of that. */
struct intern_slot {
	const char *bytes;  /* NULL: free */
	uint32_t size, hash;
};

static struct intern_slot *slot_of(const struct intern *intern, const void *bytes, uint32_t size, uint32_t hash)
{
	uint32_t at = hash & (intern->room - 1);
	for (;; at = (at + 1) & (intern->room - 1)) {
		struct intern_slot *slot = &intern->slot[at];
		if (!slot->bytes || (slot->hash == hash && slot->size == size && !memcmp(slot->bytes, bytes, size)))
			return slot;
	}
}

static void grow(struct intern *intern)
{
	enum { FIRST = 256 };
	struct intern old = *intern;
	intern->room = old.room ? old.room * 2 : FIRST;
	intern->slot = arena_array(intern->arena, intern->room, sizeof *intern->slot);
	for (uint32_t i = 0; i < old.room; i++) {
		uint32_t at = old.slot[i].hash & (intern->room - 1);
		if (!old.slot[i].bytes)
			continue;
		/* No two of them are the same. */
		while (intern->slot[at].bytes)
			at = (at + 1) & (intern->room - 1);
		intern->slot[at] = old.slot[i];
	}
}

const void *intern_bytes(struct intern *intern, const void *bytes, uint32_t size)
{
	if (intern->count * 2 >= intern->room)
		grow(intern);
	uint32_t hash = (uint32_t)str_hash((struct str){ bytes, size });
	struct intern_slot *slot = slot_of(intern, bytes, size, hash);
	if (!slot->bytes) {
		char *copy = arena_alloc(intern->arena, (size_t)size + 1);
		memcpy(copy, bytes, size);
		*slot = (struct intern_slot){ copy, size, hash };
		intern->count++;
	}
	return slot->bytes;
}

struct str intern_str(struct intern *intern, struct str text)
{
	return text.len ? (struct str){ intern_bytes(intern, text.at, text.len), text.len } : STR("");
}
