#include "memfs_inside.h"

#include <criterion/criterion.h>
#include <string.h>

enum { CHOICES = 4, TORN_MAX = 65536 };

/* The first half of one, the rest of the other, in the size of either; bytes of nobody where neither has any. */
static uint32_t torn(uint32_t first, uint32_t rest, bool size_of_first)
{
	char text[TORN_MAX];
	uint32_t first_len, rest_len;
	const char *first_text = memfs_text_bytes(first, &first_len), *rest_text = memfs_text_bytes(rest, &rest_len);
	uint32_t half = first_len / 2, len = size_of_first ? first_len : rest_len;
	cr_assert_lt(first_len + rest_len, TORN_MAX);
	memset(text, 0, len + 1);
	memcpy(text, rest_text, rest_len < len ? rest_len : len);
	memcpy(text, first_text, half < len ? half : len);
	return memfs_text_number(text, len);
}

/* What the disk may hold of a file that wasn't synced since it was written. */
static struct memfs_state after_cut(const struct memfs_inode *inode, unsigned choice)
{
	struct memfs_state state = choice == 1 ? inode->now : inode->disk;
	uint32_t old = inode->disk.text, new = inode->now.text;
	if (old && !inode->emptied && choice > 1)
		state.text = choice == 2 ? torn(new, old, true) : torn(old, new, true);
	else if (choice == 2)
		state.text = 0;
	else if (choice == 3)
		state.text = torn(new, old, old == 0);
	if (choice == 2)
		state.mode = inode->now.mode;
	return state;
}

static void cut(const struct memfs_image *from, uint64_t kept, uint64_t choices, struct memfs_image *image,
		unsigned *dirty)
{
	*image = *from;
	memset(image->pending, 0, sizeof image->pending);
	image->pending_count = 0;
	for (unsigned i = 0; i < from->pending_count; i++)
		if (kept >> i & 1)
			memfs_apply(image->disk, &image->disk_count, &from->pending[i]);
	memcpy(image->now, image->disk, sizeof image->now);
	image->now_count = image->disk_count;
	memfs_forget_unused(image);
	*dirty = 0;
	for (unsigned i = 1; i < MEMFS_INODES; i++) {
		struct memfs_inode *inode = &image->inodes[i];
		if (memcmp(&inode->now, &inode->disk, sizeof inode->now) == 0)
			continue;
		inode->now = after_cut(inode, (unsigned)(choices % CHOICES));
		inode->disk = inode->now;
		choices /= CHOICES;
		++*dirty;
	}
}

static uint64_t mix(uint64_t x)
{
	x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9u;
	x = (x ^ x >> 27) * 0x94d049bb133111ebu;
	return x ^ x >> 31;
}

/* Which updates are kept in the n-th of a sample. */
static uint64_t sampled(unsigned n, unsigned pending)
{
	uint64_t all = pending >= 64 ? UINT64_MAX : ((uint64_t)1 << pending) - 1;
	return n == 0 ? 0 : n == 1 ? all : n < pending + 2 ? all & ~((uint64_t)1 << (n - 2)) : mix(n) & all;
}

unsigned memfs_power_cuts(const struct memfs_image *from, unsigned most,
			  void (*visit)(const struct memfs_image *image, void *data), void *data)
{
	struct memfs_image image;
	unsigned pending = from->pending_count, dirty, visited = 0;
	bool all = pending < 31 && 1u << pending <= most;
	unsigned sets = all ? 1u << pending : most;
	for (unsigned n = 0; n < sets; n++) {
		uint64_t kept = all ? n : sampled(n, pending), ways = 1;
		cut(from, kept, 0, &image, &dirty);
		for (unsigned i = 0; i < dirty && ways * sets <= most * (uint64_t)CHOICES; i++)
			ways *= CHOICES;
		for (uint64_t way = 0; way < ways; way++) {
			if (way)
				cut(from, kept, all || way < CHOICES ? way : mix(way * most + n), &image, &dirty);
			visit(&image, data);
			visited++;
		}
	}
	return visited;
}
