/* arena: memory that is given back all at once.
 *
 * Everything that a run learns lives as long as the run, so it comes from one arena and nothing in
 * between is freed by hand. What is only looked at in passing (a keyfile, a file that may be a
 * config) comes from a scratch arena of its own, freed by the function that made it.
 *
 *     struct arena arena = ARENA_INIT;
 *     char *name = arena_printf(&arena, "%s/%s", folder, file);
 *     ...
 *     arena_free(&arena);
 *
 * All functions return memory that the arena owns. None returns NULL: no memory is bug().
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

struct arena_chunk;
struct arena {
	struct arena_chunk *chunk;  /* newest first; NULL while nothing was asked for */
};
#define ARENA_INIT { 0 }

/* `size` zeroed bytes, aligned for any object. */
void *arena_alloc(struct arena *arena, size_t size);

/* `count` zeroed objects of `size` bytes; overflow is bug(). */
void *arena_array(struct arena *arena, size_t count, size_t size);

/* The same, but of no content: for who writes to an object before it is looked at. */
void *arena_room(struct arena *arena, size_t count, size_t size);

/* A larger copy of an array: `used` objects are copied, the rest is zeroed. */
void *arena_grow(struct arena *arena, const void *old, size_t used, size_t count, size_t size);

/* `size` bytes for any object, which are not zeroed: for whoever fills in what he uses of them, of which there may be little. */
void *arena_raw(struct arena *arena, size_t size);

/* `size` bytes for text: neither zeroed nor aligned. */
char *arena_bytes(struct arena *arena, size_t size);

/* Those `size` bytes as `now` bytes: where they are, if nothing was asked for behind them and there is room,
 * else copied. Less of them never moves. */
char *arena_resize(struct arena *arena, char *bytes, size_t size, size_t now);

/* A copy of `len` bytes with a NUL after them. */
char *arena_copy(struct arena *arena, const char *bytes, size_t len);

/* printf into the arena. */
char *arena_printf(struct arena *arena, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
char *arena_vprintf(struct arena *arena, const char *format, va_list args)
	__attribute__((format(printf, 2, 0)));

/* Gives everything back; the arena may be used again. The second keeps some room for that, for what is done
 * again and again. */
void arena_free(struct arena *arena);
void arena_reset(struct arena *arena);

/* All that `other` has handed out is the arena's from now on, where it is, and `other` is empty: for what a worker of
 * base/pool.h made. */
void arena_adopt(struct arena *arena, struct arena *other);

/* Does the arena own the memory at `at`? NULL is nobody's. */
bool arena_owns(const struct arena *arena, const void *at);

/* The same, after all of it was overwritten: for an arena that held a secret. Nothing that was ever asked
 * for moves, so that no copy is left behind. */
void arena_wipe(struct arena *arena);

#endif
