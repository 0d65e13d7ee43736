#include "base/arena.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/bug.h"

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define WATCHED
#endif
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(WATCHED)
#include <sanitizer/asan_interface.h>
#else
#define ASAN_POISON_MEMORY_REGION(at, size) ((void)(at), (void)(size))
#define ASAN_UNPOISON_MEMORY_REGION(at, size) ((void)(at), (void)(size))
#endif

struct arena_chunk {
	struct arena_chunk *next;
	size_t used, size;
	size_t most;  /* that was ever used, where some was given back */
	max_align_t data[];
};

/* Each is twice as large as the one before, so that a run over a huge file has few: arena_owns() looks at all. The first is
 * small: there are arenas of a few names, and a page that nothing else is in takes as long as some thousand instructions. */
enum { CHUNK_SIZE = 16 * 1024, CHUNK_MOST = 4 * 1024 * 1024, KEPT_MOST = 1024 * 1024 };

/* AddressSanitizer knows of chunks only. So that it sees a read beyond what was asked for, it is told
 * which bytes of a chunk are in use, and every piece has a gap before it. It takes 8 bytes as one. */
#if defined(__SANITIZE_ADDRESS__) || defined(WATCHED)
enum { GAP = 16, UNIT_LEAST = 8 };
#else
enum { GAP = 0, UNIT_LEAST = 1 };
#endif

static struct arena_chunk *chunk_new(struct arena *arena, size_t size)
{
	size_t usual = !arena->chunk ? CHUNK_SIZE : arena->chunk->size < CHUNK_MOST / 2 ? arena->chunk->size * 2 : CHUNK_MOST;
	size_t room = size > usual ? size : usual;
	struct arena_chunk *chunk = malloc(sizeof *chunk + room);
	if (!chunk)
		bug("out of memory");
	ASAN_POISON_MEMORY_REGION(chunk->data, room);
	chunk->used = chunk->most = 0;
	chunk->size = room;
	/* A chunk for one large object goes behind the current one, so that the
	 * room that is left in the current one stays in use. */
	if (arena->chunk && size > usual) {
		chunk->next = arena->chunk->next;
		arena->chunk->next = chunk;
	} else {
		chunk->next = arena->chunk;
		arena->chunk = chunk;
	}
	return chunk;
}

/* `size` bytes of no content, at a multiple of `unit`. */
static void *take(struct arena *arena, size_t size, size_t unit)
{
	if (size > SIZE_MAX / 2)
		bug("an allocation of %zu bytes", size);
	struct arena_chunk *chunk = arena->chunk;
	if (unit < UNIT_LEAST)
		unit = UNIT_LEAST;
	size_t at = chunk ? (chunk->used + GAP + unit - 1) / unit * unit : 0;
	if (!chunk || at > chunk->size || chunk->size - at < size) {
		chunk = chunk_new(arena, size);
		at = 0;
	}
	chunk->used = at + size;
	ASAN_UNPOISON_MEMORY_REGION((char *)chunk->data + at, size);
	return (char *)chunk->data + at;
}

void *arena_raw(struct arena *arena, size_t size)
{
	return take(arena, size, sizeof(max_align_t));
}

void *arena_alloc(struct arena *arena, size_t size)
{
	return memset(arena_raw(arena, size), 0, size);
}

void *arena_room(struct arena *arena, size_t count, size_t size)
{
	if (size && count > SIZE_MAX / 2 / size)
		bug("an array of %zu times %zu bytes", count, size);
	return take(arena, count * size, sizeof(max_align_t));
}

void *arena_array(struct arena *arena, size_t count, size_t size)
{
	return memset(arena_room(arena, count, size), 0, count * size);
}

void *arena_grow(struct arena *arena, const void *old, size_t used, size_t count, size_t size)
{
	char *memory = arena_room(arena, count, size);
	if (used)
		memcpy(memory, old, used * size);
	memset(memory + used * size, 0, (count - used) * size);
	return memory;
}

char *arena_bytes(struct arena *arena, size_t size)
{
	return take(arena, size, 1);
}

/* Bytes that may have been written to. */
static size_t written(const struct arena_chunk *chunk)
{
	return chunk->used > chunk->most ? chunk->used : chunk->most;
}

char *arena_resize(struct arena *arena, char *bytes, size_t size, size_t now)
{
	struct arena_chunk *chunk = arena->chunk;
	if (chunk && bytes + size == (char *)chunk->data + chunk->used && size <= chunk->used &&
	    (now <= size || now - size <= chunk->size - chunk->used)) {
		chunk->most = written(chunk);
		chunk->used = chunk->used - size + now;
		ASAN_POISON_MEMORY_REGION(bytes, size);
		ASAN_UNPOISON_MEMORY_REGION(bytes, now);
		return bytes;
	}
	return now <= size ? bytes : memcpy(arena_bytes(arena, now), bytes, size);
}

char *arena_copy(struct arena *arena, const char *bytes, size_t len)
{
	char *copy = arena_bytes(arena, len + 1);
	if (len)
		memcpy(copy, bytes, len);
	copy[len] = '\0';
	return copy;
}

char *arena_vprintf(struct arena *arena, const char *format, va_list args)
{
	char first[256];  /* most are short, and formatted once */
	va_list again;
	va_copy(again, args);
	int len = vsnprintf(first, sizeof first, format, args);
	if (len < 0)
		bug("a format that vsnprintf refuses: %s", format);
	char *text = arena_bytes(arena, (size_t)len + 1);
	if ((size_t)len < sizeof first)
		memcpy(text, first, (size_t)len + 1);
	else
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

/* The newest chunk stays, unless it is one of a huge file. */
void arena_reset(struct arena *arena)
{
	struct arena_chunk *kept = arena->chunk;
	if (!kept || kept->size > KEPT_MOST) {
		arena_free(arena);
		return;
	}
	struct arena rest = { kept->next };
	arena_free(&rest);
	kept->next = NULL;
	kept->most = written(kept);
	kept->used = 0;
	ASAN_POISON_MEMORY_REGION(kept->data, kept->size);
}

/* They go behind the newest chunk, so that the room that is left in that one stays in use. */
void arena_adopt(struct arena *arena, struct arena *other)
{
	struct arena_chunk **end = arena->chunk ? &arena->chunk->next : &arena->chunk, *rest = *end;
	*end = other->chunk;
	while (*end)
		end = &(*end)->next;
	*end = rest;
	other->chunk = NULL;
}

bool arena_owns(const struct arena *arena, const void *at)
{
	uintptr_t byte = (uintptr_t)at;
	for (const struct arena_chunk *chunk = arena->chunk; chunk; chunk = chunk->next) {
		uintptr_t start = (uintptr_t)chunk->data;
		if (byte >= start && byte - start < chunk->used)
			return true;
	}
	return false;
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
	for (struct arena_chunk *chunk = arena->chunk; chunk; chunk = chunk->next) {
		ASAN_UNPOISON_MEMORY_REGION(chunk->data, chunk->size);
		explicit_bzero(chunk->data, written(chunk));
	}
	arena_free(arena);
}
