#include "save/admit.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

#include "save/advice.h"

static bool refuse(const struct stage *stage, const char *text, struct err *err)
{
	return err_set(err, ERR_REFUSED, stage->file->path, 0, "%s", text);
}

/* ---- finding it ---- */

/* A volume of Kubernetes: its files are links over `..data` into a folder called by the time, `..2024_05_01_...`. */
static bool is_of_kubernetes(const char *path)
{
	const char *at = strstr(path, "/..");
	while (at && !(at[3] >= '0' && at[3] <= '9') && strncmp(at, "/..data/", 8))
		at = strstr(at + 1, "/..");
	return at != NULL;
}

static bool check_link(const struct stages *stages, const struct stage *stage, struct err *err)
{
	struct stat st;
	if (!stages->options->no_follow)
		return true;
	if (os->fstatat(AT_FDCWD, stage->file->path, &st, AT_SYMLINK_NOFOLLOW) < 0)
		return advice_fail(stage->file->path, errno, "can't be found any more", err);
	return !S_ISLNK(st.st_mode) ||
	       refuse(stage, "is a symbolic link, and --no-follow is given: name the file that it leads to", err);
}

bool admit_find(struct stages *stages, const struct replacement *file, struct stage *stage, struct err *err)
{
	struct arena *arena = stages->arena;
	*stage = (struct stage){ .file = file };
	if (!check_link(stages, stage, err))
		return false;
	/* Followed here once, and never again. */
	char *path = arena_alloc(arena, PATH_MAX);
	if (!os->realpath(file->path, path))
		return advice_fail(file->path, errno, "can't be found any more", err);
	if (is_of_kubernetes(path))
		return refuse(stage, "comes from a Kubernetes ConfigMap or Secret, which is made anew from its source: edit that", err);
	char *slash = strrchr(path, '/');
	if (!slash || !slash[1])
		return refuse(stage, "is a directory: name the files in it", err);
	*slash = '\0';
	stage->name = slash + 1;
	stage->fresh = names_make(arena, NAME_NEW, stages->tx, stage->name);
	stage->old = names_make(arena, NAME_OLD, stages->tx, stage->name);
	if (stages->options->backup_suffix) {
		stage->kept = names_make(arena, NAME_BAK, stages->tx, stage->name);
		stage->backup = arena_printf(arena, "%s%s", stage->name, stages->options->backup_suffix);
	}
	stage->folder = folders_open(&stages->folders, slash == path ? "/" : path, file->path, err);
	return stage->folder != NULL;
}

/* ---- refusing it ---- */

static bool check_kind(const struct stages *stages, const struct stage *stage, const struct stat *st, struct err *err)
{
	if (S_ISDIR(st->st_mode))
		return refuse(stage, "is a directory: name the files in it", err);
	if (S_ISLNK(st->st_mode))
		return stage_changed(stage, err);
	if (!S_ISREG(st->st_mode))
		return refuse(stage, "is not a regular file: only those can be replaced", err);
	if (st->st_nlink > 1 && !stages->options->in_place)
		return err_set(err, ERR_REFUSED, stage->file->path, 0,
			       "has %lu hard links, and the others would keep the old text: make it a file of its own, use "
			       "symbolic links, or write into it with --in-place", (unsigned long)st->st_nlink);
	return stage_same(stage->file->id, st) || stage_changed(stage, err);
}

/* Kernels and file systems that can't say are found out by the rename or the write that fails. */
static unsigned long long attributes_of(const struct stage *stage, const char *name, int flags)
{
	struct statx found = { 0 };
	if (os->statx(stage->folder->fd, name, flags | AT_STATX_DONT_SYNC, STATX_BASIC_STATS, &found) < 0)
		return 0;
	return found.stx_attributes & found.stx_attributes_mask;
}

/* Where names can be made and not be taken away again, all that we make would stay for ever. */
static bool check_folder(const struct stages *stages, const struct stage *stage, const struct stat *st, struct err *err)
{
	struct stat folder;
	unsigned long long has = attributes_of(stage, "", AT_EMPTY_PATH);
	if (has & STATX_ATTR_IMMUTABLE)
		return refuse(stage, "lies in a folder that is immutable: somebody wants it to stay as it is, or else chattr -i", err);
	if (has & STATX_ATTR_APPEND)
		return refuse(stage, "lies in a folder that is append-only, where nothing can be renamed or removed: chattr -a lets it be "
			      "replaced", err);
	if (os->fstat(stage->folder->fd, &folder) < 0)
		return advice_fail(stage->file->path, errno, "its folder can't be looked at", err);
	uid_t us = geteuid();
	bool keeps = folder.st_mode & S_ISVTX && us != 0 && st->st_uid != us && folder.st_uid != us;
	if (keeps && !stages->options->in_place)
		return refuse(stage, "is someone else's and its folder is sticky, so only its owner can replace it: run as its owner or as "
			      "root", err);
	return true;
}

static bool check_attributes(const struct stages *stages, const struct stage *stage, const struct stat *st, struct err *err)
{
	unsigned long long has = attributes_of(stage, stage->name, AT_SYMLINK_NOFOLLOW);
	if (has & STATX_ATTR_IMMUTABLE)
		return refuse(stage, "is immutable: somebody wants it to stay as it is, or else chattr -i", err);
	if (has & STATX_ATTR_APPEND)
		return refuse(stage, "is append-only: chattr -a lets it be replaced", err);
	bool mount = has & STATX_ATTR_MOUNT_ROOT || st->st_dev != stage->folder->dev;
	if (mount && !stages->options->in_place)
		return refuse(stage, "is a mount of its own, as a file that is mounted into a container, and can't be replaced: edit "
			      "it where it comes from, mount its folder, or write into it with --in-place", err);
	return true;
}

static bool check_twin(const struct stages *stages, const struct stage *stage, struct err *err)
{
	const struct identity *id = stage->file->id;
	for (const struct stage *other = stages->at; other < stage; other++)
		if (other->file->id->dev == id->dev && other->file->id->ino == id->ino)
			return err_set(err, ERR_REFUSED, stage->file->path, 0, "is the same file as %s: name it once",
				       other->file->path);
	return true;
}

static bool check_backup(const struct stage *stage, struct err *err)
{
	struct stat st;
	if (!stage->backup)
		return true;
	if (os->fstatat(stage->folder->fd, stage->backup, &st, AT_SYMLINK_NOFOLLOW) == 0)
		return err_set(err, ERR_REFUSED, stage->file->path, 0,
			       "its backup %s/%s exists already: move it away or choose another suffix", stage->folder->path,
			       stage->backup);
	return errno == ENOENT || advice_fail(stage->file->path, errno, "its backup can't be made", err);
}

bool admit_check(const struct stages *stages, const struct stage *stage, struct err *err)
{
	struct stat st;
	if (os->fstatat(stage->folder->fd, stage->name, &st, AT_SYMLINK_NOFOLLOW) < 0)
		return advice_fail(stage->file->path, errno, "can't be found any more", err);
	return check_kind(stages, stage, &st, err) && check_folder(stages, stage, &st, err) &&
	       check_attributes(stages, stage, &st, err) && check_twin(stages, stage, err) && check_backup(stage, err);
}
