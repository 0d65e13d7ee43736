#include "base/intern.h"

/* Before each copy. The hash decides nearly always what is another. */
struct intern_copy {
	uint32_t size, hash;
	char bytes[];
};

struct intern_slot {
	struct intern_copy *copy;  /* NULL: free */
	uint32_t number;
};

static struct intern_slot *slot_of(const struct intern *intern, const void *bytes, uint32_t size, uint32_t hash)
{
	uint32_t at = hash & (intern->room - 1);
	for (;; at = (at + 1) & (intern->room - 1)) {
		const struct intern_copy *copy = intern->slot[at].copy;
		if (!copy || (copy->hash == hash && copy->size == size && (!size || !memcmp(copy->bytes, bytes, size))))
			return &intern->slot[at];
	}
}

static void grow(struct intern *intern)
{
	enum { FIRST = 256 };
	struct intern old = *intern;
	intern->table = (struct arena)ARENA_INIT;
	intern->room = old.room ? old.room * 2 : FIRST;
	intern->slot = arena_array(&intern->table, intern->room, sizeof *intern->slot);
	for (uint32_t i = 0; i < old.room; i++) {
		uint32_t at = old.slot[i].copy ? old.slot[i].copy->hash & (intern->room - 1) : 0;
		if (!old.slot[i].copy)
			continue;
		/* No two of them are the same. */
		while (intern->slot[at].copy)
			at = (at + 1) & (intern->room - 1);
		intern->slot[at] = old.slot[i];
	}
	arena_free(&old.table);
}

void intern_close(struct intern *intern)
{
	arena_free(&intern->table);
	*intern = (struct intern)INTERN_INIT(intern->arena);
}

static struct intern_slot *take(struct intern *intern, const void *bytes, uint32_t size)
{
	if (intern->count >= intern->room / 4 * 3)
		grow(intern);
	uint32_t hash = (uint32_t)str_hash((struct str){ bytes, size });
	struct intern_slot *slot = slot_of(intern, bytes, size, hash);
	if (!slot->copy) {
		slot->copy = arena_alloc(intern->arena, sizeof *slot->copy + size + 1);
		slot->copy->size = size;
		slot->copy->hash = hash;
		if (size)
			memcpy(slot->copy->bytes, bytes, size);
		slot->number = intern->count++;
	}
	return slot;
}

const void *intern_bytes(struct intern *intern, const void *bytes, uint32_t size)
{
	return take(intern, bytes, size)->copy->bytes;
}

uint32_t intern_number(struct intern *intern, const void *bytes, uint32_t size)
{
	return take(intern, bytes, size)->number;
}

struct str intern_str(struct intern *intern, struct str text)
{
	return text.len ? (struct str){ intern_bytes(intern, text.at, text.len), text.len } : STR("");
}
