#include "memfs_inside.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

/* ---- names and texts, each kept once ---- */

struct piece {
	char *at;
	uint32_t len;
	uint64_t hash;
};

struct pool {
	struct piece *at;
	uint32_t count, room;
	uint32_t *table, size;     /* numbers by hash; 0 = free */
};

static struct pool texts, names;

uint64_t memfs_hash_bytes(const void *bytes, size_t len, uint64_t hash)
{
	const unsigned char *at = bytes;
	for (; len >= 8; len -= 8, at += 8) {
		uint64_t word;
		memcpy(&word, at, 8);
		hash = (hash ^ word) * 0x9e3779b97f4a7c15u;
		hash ^= hash >> 29;
	}
	for (; len; len--, at++)
		hash = (hash ^ *at) * 0x100000001b3u;
	return hash ^ hash >> 32;
}

static void pool_grow(struct pool *pool)
{
	pool->room = pool->room ? pool->room * 2 : 512;
	pool->size = pool->room * 2;
	pool->at = realloc(pool->at, pool->room * sizeof *pool->at);
	free(pool->table);
	pool->table = calloc(pool->size, sizeof *pool->table);
	cr_assert(pool->at && pool->table);
	for (uint32_t i = 1; i < pool->count; i++) {
		uint32_t slot = (uint32_t)(pool->at[i].hash % pool->size);
		while (pool->table[slot])
			slot = (slot + 1) % pool->size;
		pool->table[slot] = i;
	}
}

/* Number 0 is the empty one. */
static uint32_t pool_number(struct pool *pool, const char *bytes, uint32_t len)
{
	if (!len)
		return 0;
	if (!pool->count)
		pool->count = 1;
	if (pool->count >= pool->room)
		pool_grow(pool);
	uint64_t hash = memfs_hash_bytes(bytes, len, len);
	uint32_t slot = (uint32_t)(hash % pool->size);
	for (; pool->table[slot]; slot = (slot + 1) % pool->size) {
		const struct piece *piece = &pool->at[pool->table[slot]];
		if (piece->hash == hash && piece->len == len && memcmp(piece->at, bytes, len) == 0)
			return pool->table[slot];
	}
	char *copy = malloc(len + 1);
	cr_assert(copy);
	memcpy(copy, bytes, len);
	copy[len] = '\0';
	pool->at[pool->count] = (struct piece){ copy, len, hash };
	pool->table[slot] = pool->count;
	return pool->count++;
}

static void pool_free(struct pool *pool)
{
	for (uint32_t i = 1; i < pool->count; i++)
		free(pool->at[i].at);
	free(pool->at);
	free(pool->table);
	*pool = (struct pool){ 0 };
}

uint32_t memfs_text_number(const char *bytes, uint32_t len)
{
	return pool_number(&texts, bytes, len);
}

const char *memfs_text_bytes(uint32_t number, uint32_t *len)
{
	if (len)
		*len = number ? texts.at[number].len : 0;
	return number ? texts.at[number].at : "";
}

uint16_t memfs_name_number(const char *name, size_t len)
{
	uint32_t number = pool_number(&names, name, (uint32_t)len);
	cr_assert_lt(number, 65536u);
	return (uint16_t)number;
}

const char *memfs_name(uint16_t number)
{
	return number ? names.at[number].at : "";
}

/* ---- attributes ---- */

const char *memfs_xattr_find(uint16_t xattrs, const char *name, uint16_t *len)
{
	uint32_t size;
	const char *at = memfs_text_bytes(xattrs, &size), *end = at + size;
	while (at < end) {
		const char *value = at + strlen(at) + 1;
		memcpy(len, value, 2);
		if (strcmp(at, name) == 0)
			return value + 2;
		at = value + 2 + *len;
	}
	return NULL;
}

/* `len` < 0 takes it away. */
uint16_t memfs_xattr_set(uint16_t xattrs, const char *name, const char *value, int len)
{
	char all[4096];
	uint32_t size, used = 0;
	const char *at = memfs_text_bytes(xattrs, &size), *end = at + size;
	while (at < end) {
		uint16_t this;
		const char *has = at + strlen(at) + 1;
		memcpy(&this, has, 2);
		uint32_t whole = (uint32_t)(has - at) + 2 + this;
		if (strcmp(at, name) != 0) {
			memcpy(all + used, at, whole);
			used += whole;
		}
		at += whole;
	}
	if (len >= 0) {
		uint16_t this = (uint16_t)len;
		cr_assert_lt(used + strlen(name) + 3 + this, sizeof all);
		memcpy(all + used, name, strlen(name) + 1);
		used += (uint32_t)strlen(name) + 1;
		memcpy(all + used, &this, 2);
		memcpy(all + used + 2, value, this);
		used += 2u + this;
	}
	uint32_t number = memfs_text_number(all, used);
	cr_assert_lt(number, 65536u);
	return (uint16_t)number;
}

void memfs_pool_free(void)
{
	pool_free(&texts);
	pool_free(&names);
}
