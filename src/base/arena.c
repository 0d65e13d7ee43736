#include "base/arena.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/bug.h"

struct arena_chunk {
	struct arena_chunk *next;
	size_t used, size;
	max_align_t data[];
};

enum { CHUNK_SIZE = 64 * 1024 };

static struct arena_chunk *chunk_new(struct arena *arena, size_t size)
{
	size_t room = size > CHUNK_SIZE ? size : CHUNK_SIZE;
	struct arena_chunk *chunk = malloc(sizeof *chunk + room);
	if (!chunk)
		bug("out of memory");
	chunk->used = 0;
	chunk->size = room;
	/* A chunk for one large object goes behind the current one, so that the
	 * room that is left in the current one stays in use. */
	if (arena->chunk && size > CHUNK_SIZE) {
		chunk->next = arena->chunk->next;
		arena->chunk->next = chunk;
	} else {
		chunk->next = arena->chunk;
		arena->chunk = chunk;
	}
	return chunk;
}

void *arena_alloc(struct arena *arena, size_t size)
{
	size_t unit = sizeof(max_align_t);
	if (size > SIZE_MAX / 2)
		bug("an allocation of %zu bytes", size);
	size = (size + unit - 1) / unit * unit;

	struct arena_chunk *chunk = arena->chunk;
	if (!chunk || chunk->size - chunk->used < size)
		chunk = chunk_new(arena, size);
	void *memory = (char *)chunk->data + chunk->used;
	chunk->used += size;
	return memset(memory, 0, size);
}

void *arena_array(struct arena *arena, size_t count, size_t size)
{
	if (size && count > SIZE_MAX / 2 / size)
		bug("an array of %zu times %zu bytes", count, size);
	return arena_alloc(arena, count * size);
}

void *arena_grow(struct arena *arena, const void *old, size_t used, size_t count, size_t size)
{
	void *memory = arena_array(arena, count, size);
	if (used)
		memcpy(memory, old, used * size);
	return memory;
}

char *arena_copy(struct arena *arena, const char *bytes, size_t len)
{
	char *copy = arena_alloc(arena, len + 1);
	if (len)
		memcpy(copy, bytes, len);
	return copy;
}

char *arena_vprintf(struct arena *arena, const char *format, va_list args)
{
	va_list again;
	va_copy(again, args);
	int len = vsnprintf(NULL, 0, format, args);
	if (len < 0)
		bug("a format that vsnprintf refuses: %s", format);
	char *text = arena_alloc(arena, (size_t)len + 1);
	vsnprintf(text, (size_t)len + 1, format, again);
	va_end(again);
	return text;
}

char *arena_printf(struct arena *arena, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	char *text = arena_vprintf(arena, format, args);
	va_end(args);
	return text;
}

void arena_free(struct arena *arena)
{
	struct arena_chunk *chunk = arena->chunk;
	while (chunk) {
		struct arena_chunk *next = chunk->next;
		free(chunk);
		chunk = next;
	}
	arena->chunk = NULL;
}

void arena_wipe(struct arena *arena)
{
	for (struct arena_chunk *chunk = arena->chunk; chunk; chunk = chunk->next)
		explicit_bzero(chunk->data, chunk->used);
	arena_free(arena);
}
