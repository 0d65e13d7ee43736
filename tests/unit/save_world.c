#include "save_world.h"

#include <stdio.h>
#include <string.h>

#include "save/recover.h"

const char *const verdict_words[] = { "broken", "all old", "all new", "any" };

static const struct world *world;
static struct memfs_image start;
static uint64_t old_hash, new_hash;
struct transaction_outcome world_outcome;

const char *world_named(const struct world_file *file)
{
	return file->link ? file->link : file->path;
}

static void make_file(const struct world_file *file, const char *text)
{
	memfs_replace(file->path, text, file->mode);
	if (file->uid)
		memfs_own(file->path, file->uid, file->uid + 1);
	if (file->user)
		memfs_xattr(file->path, "user.origin", file->user);
}

void world_make(const struct world *new_world)
{
	world = new_world;
	memfs_start(world->manners);
	memfs_folder("/a");
	memfs_folder("/b");
	for (const struct world_file *file = world->files; file->path; file++) {
		make_file(file, file->old_text);
		if (file->link)
			memfs_symlink(file->path, file->link);
	}
	memfs_settle();
	memfs_save(&start);
	old_hash = memfs_hash(!world->in_place);
	for (const struct world_file *file = world->files; file->path; file++) {
		char backup[256];
		make_file(file, file->new_text);
		if (!world->suffix)
			continue;
		snprintf(backup, sizeof backup, "%s%s", file->path, world->suffix);
		struct world_file old = *file;
		old.path = backup;
		make_file(&old, file->old_text);
	}
	new_hash = memfs_hash(false);
	world_again();
}

void world_again(void)
{
	memfs_load(&start);
	memfs_log_cut(0);
}

void world_end(void)
{
	memfs_stop();
}

static bool run(const char *text, struct err *err)
{
	struct replacement files[WORLD_FILES];
	struct identity ids[WORLD_FILES];
	uint32_t count = 0;
	for (const struct world_file *file = world->files; file->path; file++, count++) {
		struct stat st;
		uint32_t len;
		/* Not counted: it is what the caller did before. */
		memfs_look(world_named(file), &st);
		const char *old = memfs_text(file->path, &len);
		ids[count] = (struct identity){ st.st_dev, st.st_ino, st.st_size, st.st_mtim };
		files[count] = (struct replacement){ world_named(file), &ids[count], { old, len },
						     str_of(text ? text : file->new_text) };
	}
	struct transaction_options options = { .backup_suffix = world->suffix, .in_place = world->in_place };
	return transaction_run(err->arena, files, count, &options, &world_outcome, err);
}

bool world_run(struct err *err)
{
	return run(NULL, err);
}

bool world_run_second(const char *text, struct err *err)
{
	return run(text, err);
}

void world_next_process(void)
{
	memfs_kill();
	static const char *const locks[] = { "/a/.mongoconf.lock", "/b/.mongoconf.lock" };
	for (int i = 0; i < 2; i++) {
		uint32_t len;
		const char *text = memfs_text(locks[i], &len), *blank = text ? strchr(text, ' ') : NULL;
		char gone[128];
		if (!blank || text[len - 1] != '\n')
			continue;
		snprintf(gone, sizeof gone, "%.*s 99999999\n", (int)(blank - text), text);
		memfs_rewrite(locks[i], gone);
	}
}

bool world_recover(struct err *err)
{
	static const char *const folders[] = { "/a", "/b", "/a" };
	struct recovery recovery = { .notes = BUF_INIT(err->arena) };
	bool ok = true;
	for (int i = 0; i < 2; i++)
		ok &= recover_folder(err->arena, folders[i + world->other_folder_first], &recovery, err);
	return ok;
}

enum verdict world_verdict(void)
{
	return memfs_hash(!world->in_place) == old_hash ? WORLD_OLD
	     : memfs_hash(false) == new_hash ? WORLD_NEW : WORLD_BROKEN;
}
