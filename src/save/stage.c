#include "save/stage.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/file.h>

#include "save/attributes.h"

static const struct {
	int cause;
	const char *advice;
} hints[] = {
	{ ENOSPC, "the disk is full: free some space and run again" },
	{ EDQUOT, "the disk quota is used up: free some space and run again" },
	{ EFBIG, "a limit on the size of files holds here: see ulimit -f" },
	{ EROFS, "the file system is read-only: edit the file where it comes from, or remount it" },
	{ EACCES, "a rename needs write permission in the folder: run as its owner or as root" },
	{ EPERM, "the file or its folder is immutable (see lsattr), or the folder is sticky and "
		 "the file someone else's" },
	{ EBUSY, "a single file that is mounted into a container can't be replaced: edit it on the "
		 "host, or mount its folder" },
	{ EXDEV, "the file is a mount of its own: edit it where it comes from, or mount its "
		 "folder" },
	{ EMFILE, "too many files at once: raise ulimit -n, or name fewer files" },
	{ ENFILE, "the system has too many open files: run again later" },
	{ ENAMETOOLONG, "the name is too long for a temporary file beside it: shorten it" },
	{ EIO, "the disk may be failing: see the kernel's log" },
};

/* What link(2) says where links don't work: vfat, network and container file systems, and
 * kernels that allow no links to other people's files. */
static const int no_links[] = { EPERM, EACCES, EOPNOTSUPP, ENOSYS, EMLINK, EXDEV, EINVAL };

static bool fail(const struct stage *stage, int cause, const char *what, struct err *err)
{
	const char *advice = NULL;
	for (size_t i = 0; i < sizeof hints / sizeof *hints; i++)
		if (hints[i].cause == cause)
			advice = hints[i].advice;
	if (advice)
		return err_set(err, ERR_REFUSED, stage->file->path, cause, "%s (%s)", what, advice);
	return err_set(err, ERR_REFUSED, stage->file->path, cause, "%s", what);
}

static bool changed(const struct stage *stage, struct err *err)
{
	return err_set(err, ERR_REFUSED, stage->file->path, 0,
		       "changed while it was being edited: run again");
}

static bool same_time(const struct identity *id, const struct stat *st)
{
	return id->size == st->st_size && id->mtime.tv_sec == st->st_mtim.tv_sec
	    && id->mtime.tv_nsec == st->st_mtim.tv_nsec;
}

static bool same(const struct identity *id, const struct stat *st)
{
	return S_ISREG(st->st_mode) && id->dev == st->st_dev && id->ino == st->st_ino
	    && same_time(id, st);
}

bool stages_init(struct arena *arena, uint32_t count, const char *backup_suffix,
		 const char *path, struct stages *stages, struct err *err)
{
	*stages = (struct stages){ .arena = arena, .backup_suffix = backup_suffix, .room = count };
	stages->at = arena_array(arena, count, sizeof *stages->at);
	stages->folders = arena_array(arena, count, sizeof *stages->folders);

	unsigned char chance[8];
	size_t have = 0;
	while (have < sizeof chance) {
		ssize_t got = os->getrandom(chance + have, sizeof chance - have, 0);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return err_set(err, ERR_REFUSED, path, got < 0 ? errno : 0,
				       "no random number for the name of a temporary file");
		have += (size_t)got;
	}
	for (size_t i = 0; i < 16; i++)
		stages->tx[i] = "0123456789abcdef"[chance[i / 2] >> (i % 2 ? 0 : 4) & 15];
	return true;
}

void stages_close(struct stages *stages)
{
	for (uint32_t i = 0; i < stages->folder_count; i++)
		os->close(stages->folders[i].fd);
	stages->folder_count = 0;
}

/* Keeps two runs of ours apart, without a file that could be left behind. Where folders can't be
 * locked (some network file systems) the comparison before the renames must do. */
static bool lock_folder(const struct stage *stage, int fd, const char *path, struct err *err)
{
	if (os->flock(fd, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK)
		return true;
	return err_set(err, ERR_REFUSED, stage->file->path, 0,
		       "another run is at work in %s: wait for it, then run again", path);
}

static bool open_folder(struct stages *stages, struct stage *stage, const char *path,
			struct err *err)
{
	for (uint32_t i = 0; i < stages->folder_count; i++) {
		if (strcmp(stages->folders[i].path, path) == 0) {
			stage->folder = &stages->folders[i];
			return true;
		}
	}
	int fd = os->openat(AT_FDCWD, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
	if (fd < 0)
		return fail(stage, errno, "its folder can't be opened", err);
	struct stat st;
	if (os->fstat(fd, &st) < 0) {
		fail(stage, errno, "its folder can't be looked at", err);
		os->close(fd);
		return false;
	}
	/* The same folder under another path: a bind mount. A second lock would wait for the first. */
	for (uint32_t i = 0; i < stages->folder_count; i++) {
		if (stages->folders[i].dev == st.st_dev && stages->folders[i].ino == st.st_ino) {
			os->close(fd);
			stage->folder = &stages->folders[i];
			return true;
		}
	}
	struct folder *folder = &stages->folders[stages->folder_count++];
	*folder = (struct folder){ path, stage->file->path, fd, st.st_dev, st.st_ino };
	stage->folder = folder;
	return lock_folder(stage, fd, path, err);
}

/* Path and name after all symbolic links, which are followed here once and never again. */
static bool resolve(struct stages *stages, struct stage *stage, struct err *err)
{
	char *path = arena_alloc(stages->arena, PATH_MAX);
	if (!os->realpath(stage->file->path, path))
		return fail(stage, errno, "can't be found any more", err);
	char *slash = strrchr(path, '/');
	if (!slash || !slash[1])
		return err_set(err, ERR_REFUSED, stage->file->path, 0,
			       "is a directory: name the files in it");
	*slash = '\0';
	stage->name = slash + 1;
	return open_folder(stages, stage, slash == path ? "/" : path, err);
}

/* The link to the old version that a run leaves beside a file when it is killed between two renames,
 * or NULL: its name, for the message. */
static const char *find_leftover(const struct stage *stage, const struct stat *st, struct arena *arena)
{
	const char *prefix = arena_printf(arena, ".%s.", stage->name), *found = NULL;
	DIR *dir = os->opendir(stage->folder->path);
	struct dirent *entry;
	while (dir && !found && (entry = os->readdir(dir)) != NULL) {
		struct str name = str_of(entry->d_name);
		struct stat other;
		if (str_starts(name, prefix) && str_ends(name, ".old") &&
		    os->fstatat(stage->folder->fd, entry->d_name, &other, AT_SYMLINK_NOFOLLOW) == 0 &&
		    other.st_ino == st->st_ino && other.st_dev == st->st_dev)
			found = str_cstr(arena, name);
	}
	if (dir)
		os->closedir(dir);
	return found;
}

static bool refuse_links(const struct stage *stage, const struct stat *st, struct err *err)
{
	const char *leftover = find_leftover(stage, st, err->arena);
	if (leftover)
		return err_set(err, ERR_REFUSED, stage->file->path, 0,
			       "has a second name, %s/%s, which a killed run left behind; both are the old "
			       "version: remove that name and run again", stage->folder->path, leftover);
	return err_set(err, ERR_REFUSED, stage->file->path, 0,
		       "has %lu hard links, and the others would keep the old text: make it a file of its "
		       "own, or use symbolic links", (unsigned long)st->st_nlink);
}

static bool refuse_kind(const struct stage *stage, const struct stat *st, struct err *err)
{
	const char *path = stage->file->path;
	if (S_ISDIR(st->st_mode))
		return err_set(err, ERR_REFUSED, path, 0, "is a directory: name the files in it");
	if (S_ISLNK(st->st_mode))
		return changed(stage, err);
	if (!S_ISREG(st->st_mode))
		return err_set(err, ERR_REFUSED, path, 0,
			       "is not a regular file: only those can be replaced");
	if (st->st_nlink > 1)
		return refuse_links(stage, st, err);
	return true;
}

static bool refuse_twin(const struct stages *stages, const struct stage *stage, struct err *err)
{
	const struct identity *id = stage->file->id;
	for (uint32_t i = 0; i < stages->count; i++) {
		const struct replacement *other = stages->at[i].file;
		if (other->id->dev == id->dev && other->id->ino == id->ino)
			return err_set(err, ERR_REFUSED, stage->file->path, 0,
				       "is the same file as %s: name it once", other->path);
	}
	return true;
}

static bool refuse_backup(const struct stage *stage, struct err *err)
{
	struct stat st;
	if (os->fstatat(stage->folder->fd, stage->backup, &st, AT_SYMLINK_NOFOLLOW) == 0)
		return err_set(err, ERR_REFUSED, stage->file->path, 0,
			       "its backup %s/%s exists already: move it away or choose another "
			       "suffix", stage->folder->path, stage->backup);
	if (errno != ENOENT)
		return fail(stage, errno, "its backup can't be made", err);
	return true;
}

bool stage_open(struct stages *stages, const struct replacement *file, struct err *err)
{
	if (stages->count == stages->room)
		bug("stage_open: more than %u files", stages->room);
	struct stage *stage = &stages->at[stages->count];
	*stage = (struct stage){ .file = file };
	if (!resolve(stages, stage, err))
		return false;
	struct stat st;
	if (os->fstatat(stage->folder->fd, stage->name, &st, AT_SYMLINK_NOFOLLOW) < 0)
		return fail(stage, errno, "can't be found any more", err);
	if (!refuse_kind(stage, &st, err))
		return false;
	if (!same(file->id, &st))
		return changed(stage, err);
	if (!refuse_twin(stages, stage, err))
		return false;

	struct arena *arena = stages->arena;
	stage->fresh = arena_printf(arena, ".%s.%s.new", stage->name, stages->tx);
	stage->old = arena_printf(arena, ".%s.%s.old", stage->name, stages->tx);
	if (stages->backup_suffix) {
		stage->backup = arena_printf(arena, "%s%s", stage->name, stages->backup_suffix);
		if (!refuse_backup(stage, err))
			return false;
	}
	stages->count++;
	return true;
}

/* The file as it is now; -1 when it isn't the one that was read. O_NONBLOCK: it may have become
 * a FIFO. */
static int open_target(const struct stage *stage, struct err *err)
{
	int fd = os->openat(stage->folder->fd, stage->name,
			    O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC, 0);
	if (fd < 0 && (errno == ENOENT || errno == ELOOP || errno == ENXIO)) {
		changed(stage, err);
		return -1;
	}
	if (fd < 0) {
		fail(stage, errno, "can't be read again", err);
		return -1;
	}
	struct stat st;
	if (os->fstat(fd, &st) < 0)
		fail(stage, errno, "can't be read again", err);
	else if (!same(stage->file->id, &st))
		changed(stage, err);
	else
		return fd;
	os->close(fd);
	return -1;
}

/* 1 when the file holds exactly `text`, 0 when it doesn't, -1 with errno set. */
static int holds(int fd, struct str text)
{
	char chunk[16384];
	uint32_t at = 0;
	for (;;) {
		ssize_t got = os->read(fd, chunk, sizeof chunk);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return -1;
		if (got == 0)
			return at == text.len;
		if ((size_t)got > text.len - at || memcmp(chunk, text.at + at, (size_t)got) != 0)
			return 0;
		at += (uint32_t)got;
	}
}

static bool read_back(const struct stage *stage, const char *name, struct str text,
		      struct stat *st, struct err *err)
{
	static const char what[] = "its new version can't be read back";
	int fd = os->openat(stage->folder->fd, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC, 0);
	if (fd < 0)
		return fail(stage, errno, what, err);
	bool ok = os->fstat(fd, st) == 0;
	int found = ok ? holds(fd, text) : -1;
	if (found < 0)
		ok = fail(stage, errno, what, err);
	else if (!found)
		ok = fail(stage, EIO, "its new version reads back as other bytes than were written",
			  err);
	os->close(fd);
	return ok;
}

static bool fill(const struct stage *stage, int from, int fd, struct str text,
		 const struct timespec *mtime, struct err *err)
{
	if (!os_write_all(fd, text))
		return fail(stage, errno, "its new version can't be written", err);
	if (!attributes_copy(from, fd, stage->file->path, err))
		return false;
	if (mtime) {
		struct timespec times[2] = { { .tv_nsec = UTIME_OMIT }, *mtime };
		if (os->futimens(fd, times) < 0)
			return fail(stage, errno, "its time can't be kept", err);
	}
	/* Not tried again: after an error the kernel may have dropped the very pages that a
	 * second call would then call durable. */
	if (os->fsync(fd) < 0)
		return fail(stage, errno, "its new version can't be made durable", err);
	return true;
}

/* A file beside the target with this text and the target's attributes, and its time if given;
 * durable and read back. `*made` tells, also on failure, that the name is ours. */
static bool make(const struct stage *stage, const char *name, struct str text,
		 const struct timespec *mtime, struct stat *st, bool *made, struct err *err)
{
	int from = open_target(stage, err);
	if (from < 0)
		return false;
	int fd = os->openat(stage->folder->fd, name,
			    O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	bool ok = false;
	if (fd < 0) {
		fail(stage, errno, "no file can be made beside it", err);
	} else {
		*made = true;
		ok = fill(stage, from, fd, text, mtime, err);
		/* Network file systems may say only now that the disk is full. */
		if (os->close(fd) < 0 && errno != EINTR)
			ok = fail(stage, errno, "its new version can't be written", err);
	}
	os->close(from);
	return ok && read_back(stage, name, text, st, err);
}

bool stage_write(struct stage *stage, struct err *err)
{
	struct stat st;
	if (!make(stage, stage->fresh, stage->file->new_text, NULL, &st, &stage->has_fresh, err))
		return false;
	stage->fresh_dev = st.st_dev;
	stage->fresh_ino = st.st_ino;
	return true;
}

bool stage_compare(struct stage *stage, struct err *err)
{
	int fd = open_target(stage, err);
	if (fd < 0)
		return false;
	int found = holds(fd, stage->file->old_text);
	bool ok = found > 0;
	if (found < 0)
		fail(stage, errno, "can't be read again", err);
	else if (!ok)
		changed(stage, err);
	os->close(fd);
	return ok;
}

static bool links_dont_work(int cause)
{
	for (size_t i = 0; i < sizeof no_links / sizeof *no_links; i++)
		if (no_links[i] == cause)
			return true;
	return false;
}

/* Another name for the file called `from`, or else a copy of the old text. */
static bool keep(struct stage *stage, const char *from, const char *to, bool *made, bool *link,
		 struct err *err)
{
	int folder = stage->folder->fd;
	*link = os->linkat(folder, from, folder, to, 0) == 0;
	if (*link) {
		*made = true;
		return true;
	}
	if (!links_dont_work(errno))
		return fail(stage, errno, "its old version can't be kept beside it", err);
	struct stat st;
	return make(stage, to, stage->file->old_text, &stage->file->id->mtime, &st, made, err);
}

bool stage_keep_old(struct stage *stage, struct err *err)
{
	return keep(stage, stage->name, stage->old, &stage->has_old, &stage->old_is_link, err);
}

bool stage_back_up(struct stage *stage, struct err *err)
{
	bool link;
	return !stage->backup
	    || keep(stage, stage->old, stage->backup, &stage->has_backup, &link, err);
}

bool stages_settle(const struct stages *stages, struct err *err)
{
	for (uint32_t i = 0; i < stages->folder_count; i++) {
		const struct folder *folder = &stages->folders[i];
		/* EINVAL: a file system whose folders know no fsync. */
		if (os->fsync(folder->fd) < 0 && errno != EINVAL)
			return err_set(err, ERR_REFUSED, folder->of, errno,
				       "its folder %s can't be made durable (the disk may be "
				       "failing: see the kernel's log)", folder->path);
	}
	return true;
}

/* Compared with `old` where that is a link: an overlay may have given the file another inode
 * number when it got its second name. */
bool stage_recheck(struct stage *stage, struct err *err)
{
	struct stat now, old;
	int folder = stage->folder->fd;
	const struct identity *id = stage->file->id;
	if (os->fstatat(folder, stage->name, &now, AT_SYMLINK_NOFOLLOW) < 0)
		return errno == ENOENT ? changed(stage, err)
				       : fail(stage, errno, "can't be looked at again", err);
	if (!stage->old_is_link)
		return same(id, &now) || changed(stage, err);
	if (os->fstatat(folder, stage->old, &old, AT_SYMLINK_NOFOLLOW) < 0)
		return fail(stage, errno, "can't be looked at again", err);
	return (now.st_dev == old.st_dev && now.st_ino == old.st_ino && same_time(id, &now))
	    || changed(stage, err);
}

bool stage_apply(struct stage *stage, struct err *err)
{
	int folder = stage->folder->fd;
	stage->tried = true;
	if (os->renameat(folder, stage->fresh, folder, stage->name) < 0)
		return fail(stage, errno, "can't be replaced by its new version", err);
	stage->applied = true;
	stage->has_fresh = false;
	return true;
}

bool stage_undo(struct stage *stage)
{
	/* A rename that reports an error may have been done all the same, so the file itself is
	 * asked. If it can't be, it is put back: where the rename wasn't done `old` is a second
	 * name of the file, rename(2) does nothing then and keeps both, and stage_clean() removes
	 * `old`. What is neither ours nor the old file is somebody's newer one and stays. */
	struct stat st;
	int folder = stage->folder->fd;
	if (os->fstatat(folder, stage->name, &st, AT_SYMLINK_NOFOLLOW) == 0
	    && (st.st_dev != stage->fresh_dev || st.st_ino != stage->fresh_ino))
		return true;
	stage->stuck = os->renameat(folder, stage->old, folder, stage->name) < 0;
	return !stage->stuck;
}

static void drop(const struct stage *stage, const char *name, bool *has, struct buf *left)
{
	int folder = stage->folder->fd;
	/* Tried twice: a leftover is a riddle to whoever finds it, a second call costs nothing. */
	if (*has && os->unlinkat(folder, name, 0) < 0 && errno != ENOENT
	    && os->unlinkat(folder, name, 0) < 0 && errno != ENOENT)
		buf_printf(left, "%s%s/%s", left->len ? ", " : "", stage->folder->path, name);
	*has = false;
}

void stage_clean(struct stage *stage, bool failed, struct buf *left)
{
	drop(stage, stage->fresh, &stage->has_fresh, left);
	if (!stage->stuck)
		drop(stage, stage->old, &stage->has_old, left);
	if (failed)
		drop(stage, stage->backup, &stage->has_backup, left);
}
