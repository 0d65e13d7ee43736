#include "memfs_inside.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct memfs_image memfs;
struct memfs_manners memfs_manners;

/* ---- folders ---- */

static unsigned entry_place(const struct memfs_entry *entries, unsigned count, uint8_t folder, uint16_t name)
{
	unsigned at = 0;
	while (at < count && (entries[at].folder < folder
			      || (entries[at].folder == folder && entries[at].name < name)))
		at++;
	return at;
}

static uint8_t entry_find(const struct memfs_entry *entries, unsigned count, uint8_t folder, uint16_t name)
{
	unsigned at = entry_place(entries, count, folder, name);
	return at < count && entries[at].folder == folder && entries[at].name == name
		? entries[at].inode : 0;
}

static void entry_set(struct memfs_entry *entries, uint16_t *count, uint8_t folder, uint16_t name, uint8_t inode)
{
	unsigned at = entry_place(entries, *count, folder, name);
	bool there = at < *count && entries[at].folder == folder && entries[at].name == name;
	if (there && inode) {
		entries[at].inode = inode;
	} else if (there) {
		memmove(entries + at, entries + at + 1, (*count - at - 1u) * sizeof *entries);
		entries[--*count] = (struct memfs_entry){ 0 };
	} else if (inode) {
		cr_assert_lt(*count, MEMFS_ENTRIES);
		memmove(entries + at + 1, entries + at, (*count - at) * sizeof *entries);
		entries[at] = (struct memfs_entry){ folder, inode, name };
		++*count;
	}
}

void memfs_apply(struct memfs_entry *entries, uint16_t *count, const struct memfs_update *update)
{
	for (unsigned i = 0; i < update->count; i++)
		entry_set(entries, count, update->folder, update->name[i], update->inode[i]);
}

uint8_t memfs_entry(uint8_t folder, uint16_t name)
{
	return entry_find(memfs.now, memfs.now_count, folder, name);
}

void memfs_update(struct memfs_update update)
{
	cr_assert_lt(memfs.pending_count, MEMFS_PENDING);
	memfs.pending[memfs.pending_count++] = update;
	memfs_apply(memfs.now, &memfs.now_count, &update);
	memfs.clock++;
}

void memfs_fsync_folder(uint8_t folder)
{
	unsigned kept = 0;
	for (unsigned i = 0; i < memfs.pending_count; i++) {
		if (memfs.pending[i].folder == folder)
			memfs_apply(memfs.disk, &memfs.disk_count, &memfs.pending[i]);
		else
			memfs.pending[kept++] = memfs.pending[i];
	}
	memset(memfs.pending + kept, 0, (memfs.pending_count - kept) * sizeof *memfs.pending);
	memfs.pending_count = (uint16_t)kept;
}

unsigned memfs_links(uint8_t inode)
{
	unsigned links = 0;
	for (unsigned i = 0; i < memfs.now_count; i++)
		links += memfs.now[i].inode == inode;
	return links;
}

uint8_t memfs_above(uint8_t folder)
{
	for (unsigned i = 0; i < memfs.now_count; i++)
		if (memfs.now[i].inode == folder)
			return memfs.now[i].folder;
	return 1;
}

uint16_t memfs_called(uint8_t folder)
{
	for (unsigned i = 0; i < memfs.now_count; i++)
		if (memfs.now[i].inode == folder)
			return memfs.now[i].name;
	return 0;
}

/* ---- inodes ---- */

void memfs_forget_unused(struct memfs_image *image)
{
	bool used[MEMFS_INODES] = { [1] = true };
	for (unsigned i = 0; i < image->now_count; i++)
		used[image->now[i].inode] = true;
	for (unsigned i = 0; i < image->disk_count; i++)
		used[image->disk[i].inode] = true;
	for (unsigned i = 0; i < image->pending_count; i++)
		for (unsigned k = 0; k < image->pending[i].count; k++)
			used[image->pending[i].inode[k]] = true;
	for (uint8_t i = 1; i < MEMFS_INODES; i++)
		if (!used[i] && (image != &memfs || !memfs_inode_is_open(i)))
			image->inodes[i] = (struct memfs_inode){ .emptied = 0 };
}

static uint8_t free_inode(void)
{
	for (uint8_t i = 2; i < MEMFS_INODES; i++)
		if (!memfs.inodes[i].now.mode)
			return i;
	return 0;
}

uint8_t memfs_new_inode(mode_t mode)
{
	uint8_t inode = free_inode();
	if (!inode) {
		memfs_forget_unused(&memfs);
		inode = free_inode();
	}
	cr_assert(inode, "memfs has no inode left");
	memfs.clock++;
	struct memfs_state state = { .mtime = memfs.clock * (int64_t)1000000, .uid = geteuid(),
				     .gid = getegid(), .mode = (uint16_t)mode };
	memfs.inodes[inode] = (struct memfs_inode){ state, state, ++memfs.last_number, 0 };
	return inode;
}

void memfs_touch(uint8_t inode)
{
	memfs.inodes[inode].now.mtime = ++memfs.clock * (int64_t)1000000;
}

/* ---- paths ---- */

static uint8_t find(uint8_t from, const char *path, bool follow, uint8_t *folder, uint16_t *name, unsigned depth)
{
	uint8_t at = *path == '/' ? 1 : from;
	*folder = at;
	*name = 0;
	for (const char *part = path + strspn(path, "/"); *part;) {
		size_t len = strcspn(part, "/");
		const char *rest = part + len + strspn(part + len, "/");
		bool last = !part[len], dot = len == 1 && part[0] == '.';
		if (!S_ISDIR(memfs.inodes[at].now.mode)) {
			errno = ENOTDIR;
			return 0;
		}
		if (dot || (len == 2 && part[0] == '.' && part[1] == '.')) {
			at = dot ? at : memfs_above(at);
			*folder = at;
			*name = 0;
			part = rest;
			continue;
		}
		*folder = at;
		*name = memfs_name_number(part, len);
		at = memfs_entry(*folder, *name);
		if (!at) {
			errno = len > 255 ? ENAMETOOLONG : ENOENT;
			if (!last)
				*name = 0;
			return 0;
		}
		if (S_ISLNK(memfs.inodes[at].now.mode) && (!last || follow)) {
			if (depth > 40) {
				errno = ELOOP;
				return 0;
			}
			const char *target = memfs_text_bytes(memfs.inodes[at].now.text, NULL);
			at = find(*folder, target, true, folder, name, depth + 1);
			if (!at)
				return 0;
		}
		part = rest;
	}
	return at;
}

uint8_t memfs_find(uint8_t from, const char *path, bool follow, uint8_t *folder, uint16_t *name)
{
	uint8_t in;
	uint16_t called;
	if (!*path) {
		errno = ENOENT;
		return 0;
	}
	return find(from, path, follow, folder ? folder : &in, name ? name : &called, 0);
}

static uint8_t must_find(const char *path, uint8_t *folder, uint16_t *name)
{
	uint8_t inode = memfs_find(1, path, false, folder, name);
	cr_assert(inode, "memfs: %s: %s", path, strerror(errno));
	return inode;
}

/* ---- making and looking ---- */

void memfs_start(struct memfs_manners manners)
{
	memset(&memfs, 0, sizeof memfs);
	memfs.clock = 1000;
	memfs_manners = manners;
	memfs.inodes[1].now = (struct memfs_state){ .mode = S_IFDIR | 0755, .uid = geteuid(), .gid = getegid() };
	memfs.inodes[1].disk = memfs.inodes[1].now;
	memfs.inodes[1].number = ++memfs.last_number;
	memfs_run_reset();
	os = &memfs_table;
}

void memfs_stop(void)
{
	os = &os_real;
	memfs_run_reset();
	memfs_pool_free();
}

/* At most one of a file's name and its folder can be missing. */
static uint8_t make(const char *path, mode_t mode)
{
	uint8_t folder;
	uint16_t name;
	uint8_t there = memfs_find(1, path, false, &folder, &name);
	cr_assert(!there && name, "memfs: %s is there, or its folder isn't", path);
	uint8_t inode = memfs_new_inode(mode);
	memfs_update((struct memfs_update){ folder, 1, { inode }, { name } });
	return inode;
}

void memfs_folder(const char *path)
{
	make(path, S_IFDIR | 0755);
}

void memfs_put_bytes(const char *path, const char *bytes, uint32_t len, mode_t mode)
{
	uint8_t inode = memfs_find(1, path, true, NULL, NULL);
	if (!inode)
		inode = make(path, S_IFREG);
	memfs.inodes[inode].now.text = memfs_text_number(bytes, len);
	memfs.inodes[inode].now.mode = (uint16_t)(S_IFREG | mode);
	memfs_touch(inode);
}

void memfs_put(const char *path, const char *text, mode_t mode)
{
	memfs_put_bytes(path, text, (uint32_t)strlen(text), mode);
}

void memfs_replace(const char *path, const char *text, mode_t mode)
{
	if (memfs_exists(path))
		memfs_remove(path);
	memfs_put(path, text, mode);
}

void memfs_rewrite(const char *path, const char *text)
{
	struct memfs_inode *inode = &memfs.inodes[must_find(path, NULL, NULL)];
	inode->now.text = memfs_text_number(text, (uint32_t)strlen(text));
	inode->disk = inode->now;
}

void memfs_own(const char *path, uid_t uid, gid_t gid)
{
	struct memfs_state *state = &memfs.inodes[must_find(path, NULL, NULL)].now;
	state->uid = uid;
	state->gid = gid;
}

void memfs_xattr(const char *path, const char *name, const char *value)
{
	struct memfs_state *state = &memfs.inodes[must_find(path, NULL, NULL)].now;
	state->xattrs = memfs_xattr_set(state->xattrs, name, value, (int)strlen(value));
}

void memfs_symlink(const char *target, const char *path)
{
	memfs.inodes[make(path, S_IFLNK | 0777)].now.text = memfs_text_number(target, (uint32_t)strlen(target));
}

void memfs_link(const char *from, const char *to)
{
	uint8_t folder, inode = must_find(from, NULL, NULL);
	uint16_t name;
	cr_assert(!memfs_find(1, to, false, &folder, &name) && name, "memfs: %s", to);
	memfs_update((struct memfs_update){ folder, 1, { inode }, { name } });
}

void memfs_remove(const char *path)
{
	uint8_t folder;
	uint16_t name;
	must_find(path, &folder, &name);
	memfs_update((struct memfs_update){ folder, 1, { 0 }, { name } });
}

void memfs_settle(void)
{
	memcpy(memfs.disk, memfs.now, sizeof memfs.disk);
	memfs.disk_count = memfs.now_count;
	memset(memfs.pending, 0, sizeof memfs.pending);
	memfs.pending_count = 0;
	for (unsigned i = 1; i < MEMFS_INODES; i++)
		memfs.inodes[i].disk = memfs.inodes[i].now, memfs.inodes[i].emptied = 0;
	memfs_forget_unused(&memfs);
}

const char *memfs_text(const char *path, uint32_t *len)
{
	uint8_t inode = memfs_find(1, path, true, NULL, NULL);
	return inode && S_ISREG(memfs.inodes[inode].now.mode)
		? memfs_text_bytes(memfs.inodes[inode].now.text, len) : NULL;
}

bool memfs_exists(const char *path)
{
	return memfs_find(1, path, false, NULL, NULL) != 0;
}

const char *memfs_ending(const char *folder, const char *suffix)
{
	uint8_t in = memfs_find(1, folder, true, NULL, NULL);
	for (unsigned i = 0; i < memfs.now_count; i++) {
		const char *name = memfs_name(memfs.now[i].name);
		if (memfs.now[i].folder == in && strlen(name) >= strlen(suffix)
		    && strcmp(name + strlen(name) - strlen(suffix), suffix) == 0)
			return name;
	}
	return NULL;
}

void memfs_save(struct memfs_image *image)
{
	*image = memfs;
}

void memfs_load(const struct memfs_image *image)
{
	memfs_kill();
	memfs = *image;
}

static int append(char *out, size_t size, int used, uint8_t folder, const char *above, bool times)
{
	for (unsigned i = 0; i < memfs.now_count; i++) {
		if (memfs.now[i].folder != folder)
			continue;
		uint8_t inode = memfs.now[i].inode;
		const struct memfs_state *state = &memfs.inodes[inode].now;
		bool is_folder = S_ISDIR(state->mode);
		char path[1024], when[32] = "";
		snprintf(path, sizeof path, "%s/%s", above, memfs_name(memfs.now[i].name));
		if (times)
			snprintf(when, sizeof when, " at %lld", (long long)state->mtime);
		cr_assert_lt((size_t)used + 1024, size);
		used += snprintf(out + used, size - (size_t)used, "%s %o %u:%u links %u attributes %u%s: \"%.300s\"\n",
				 path, (unsigned)state->mode, (unsigned)state->uid, (unsigned)state->gid,
				 is_folder ? 1 : memfs_links(inode), (unsigned)state->xattrs, is_folder ? "" : when,
				 memfs_text_bytes(state->text, NULL));
		if (is_folder)
			used = append(out, size, used, inode, path, times);
	}
	return used;
}

const char *memfs_describe(bool times)
{
	static char out[8][65536];
	static unsigned next;
	char *mine = out[next++ % 8];
	mine[0] = '\0';
	append(mine, sizeof out[0], 0, 1, "", times);
	return mine;
}

uint64_t memfs_hash(bool times)
{
	uint64_t hash = memfs.now_count;
	for (unsigned i = 0; i < memfs.now_count; i++) {
		const struct memfs_inode *inode = &memfs.inodes[memfs.now[i].inode];
		const struct memfs_state *state = &inode->now;
		uint32_t seen[] = { memfs.now[i].folder, memfs.now[i].name, state->text, state->uid, state->gid,
				    state->xattrs, state->mode,
				    S_ISREG(state->mode) ? memfs_links(memfs.now[i].inode) : 1 };
		hash = memfs_hash_bytes(seen, sizeof seen, hash);
		if (times && S_ISREG(state->mode))
			hash = memfs_hash_bytes(&state->mtime, sizeof state->mtime, hash);
	}
	return hash;
}

uint64_t memfs_image_hash(const struct memfs_image *image)
{
	return memfs_hash_bytes(image, sizeof *image, 1);
}
