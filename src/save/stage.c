#include "save/stage.h"

#include <errno.h>
#include <fcntl.h>

#include "save/advice.h"
#include "save/attributes.h"
#include "save/content.h"

/* What link(2) says where links don't work: vfat, network and container file systems, and
 * kernels that allow no links to other people's files. */
static const int no_links[] = { EPERM, EACCES, EOPNOTSUPP, ENOSYS, EMLINK, EXDEV, EINVAL };

static bool fail(const struct stage *stage, int cause, const char *what, struct err *err)
{
	return advice_fail(stage->file->path, cause, what, err);
}

bool stage_changed(const struct stage *stage, struct err *err)
{
	return err_set(err, ERR_REFUSED, stage->file->path, 0, "changed while it was being edited: run again");
}

bool stage_same_time(const struct identity *id, const struct stat *st)
{
	return id->size == st->st_size && id->mtime.tv_sec == st->st_mtim.tv_sec
	    && id->mtime.tv_nsec == st->st_mtim.tv_nsec;
}

bool stage_same(const struct identity *id, const struct stat *st)
{
	return S_ISREG(st->st_mode) && id->dev == st->st_dev && id->ino == st->st_ino
	    && stage_same_time(id, st);
}

/* The file as it is now. O_NONBLOCK: it may have become a FIFO. */
static int open_target(const struct stage *stage, struct stat *st, struct err *err)
{
	int fd = os->openat(stage->folder->fd, stage->name,
			    O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC, 0);
	if (fd < 0 && (errno == ENOENT || errno == ELOOP || errno == ENXIO))
		stage_changed(stage, err);
	else if (fd < 0)
		fail(stage, errno, "can't be read again", err);
	else if (os->fstat(fd, st) < 0)
		fail(stage, errno, "can't be read again", err);
	else
		return fd;
	if (fd >= 0)
		os->close(fd);
	return -1;
}

/* ---- making a file beside it ---- */

struct making {
	const char *name;
	struct str text;
	bool keep_time;       /* a copy of the old version has its time, too */
	bool bare;            /* its attributes don't matter */
};

static bool read_back(const struct stage *stage, const struct making *making, struct err *err)
{
	static const char what[] = "its new version can't be read back";
	int fd = os->openat(stage->folder->fd, making->name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC, 0);
	if (fd < 0)
		return fail(stage, errno, what, err);
	int found = content_is(fd, making->text);
	bool ok = found > 0;
	if (found < 0)
		fail(stage, errno, what, err);
	else if (!ok)
		fail(stage, EIO, "its new version reads back as other bytes than were written", err);
	os->close(fd);
	return ok;
}

static bool fill(const struct stages *stages, const struct stage *stage, int from, int fd, const struct making *making,
		 struct err *err)
{
	if (!os_write_all(fd, making->text))
		return fail(stage, errno, "its new version can't be written", err);
	if (!making->bare && !attributes_copy(from, fd, stages->options->allow_owner_change, stage->file->path, err))
		return false;
	if (making->keep_time) {
		struct timespec times[2] = { { .tv_nsec = UTIME_OMIT }, stage->file->id->mtime };
		if (os->futimens(fd, times) < 0)
			return fail(stage, errno, "its time can't be kept", err);
	}
	/* Not tried again: after an error the kernel may have dropped the very pages that a
	 * second call would then call durable. */
	if (os->fsync(fd) < 0)
		return fail(stage, errno, "its new version can't be made durable", err);
	return true;
}

/* A file beside the target: durable and read back. */
static bool make(const struct stages *stages, const struct stage *stage, const struct making *making, struct err *err)
{
	struct stat st;
	int from = open_target(stage, &st, err);
	if (from < 0)
		return false;
	int fd = os->openat(stage->folder->fd, making->name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	bool ok = false;
	if (fd < 0) {
		fail(stage, errno, "no file can be made beside it", err);
	} else {
		ok = fill(stages, stage, from, fd, making, err);
		/* Network file systems may say only now that the disk is full. */
		if (os->close(fd) < 0 && errno != EINTR)
			ok = fail(stage, errno, "its new version can't be written", err);
	}
	os->close(from);
	return ok && read_back(stage, making, err);
}

bool stage_write(const struct stages *stages, struct stage *stage, struct err *err)
{
	struct making making = { .name = stage->fresh, .text = stage->file->new_text, .bare = stages->options->in_place };
	return make(stages, stage, &making, err);
}

static bool links_dont_work(int cause)
{
	for (size_t i = 0; i < sizeof no_links / sizeof *no_links; i++)
		if (no_links[i] == cause)
			return true;
	return false;
}

/* Another name for the old file, or else a copy of the old text. */
static bool keep(const struct stages *stages, struct stage *stage, const char *to, bool *link, struct err *err)
{
	int folder = stage->folder->fd;
	*link = !stages->options->in_place && os->linkat(folder, stage->name, folder, to, 0) == 0;
	if (*link)
		return true;
	if (!stages->options->in_place && !links_dont_work(errno))
		return errno == ENOENT ? stage_changed(stage, err) : fail(stage, errno, "its old version can't be kept beside it", err);
	bool bare = stages->options->in_place && to == stage->old;
	struct making making = { .name = to, .text = stage->file->old_text, .keep_time = !bare, .bare = bare };
	return make(stages, stage, &making, err);
}

bool stage_keep(const struct stages *stages, struct stage *stage, struct err *err)
{
	bool link;
	return keep(stages, stage, stage->old, &stage->old_is_link, err) &&
	       (!stage->kept || keep(stages, stage, stage->kept, &link, err));
}

/* ---- is it still the same? ---- */

/* Or like `.old`, where that is a link: an overlay copies a file up when it gets a second name. From then on the two
 * names may bear different inode numbers, and the first one the old or the new one. */
static bool is_same(const struct stage *stage, const struct stat *now, struct err *err)
{
	struct stat old;
	if (stage_same(stage->file->id, now))
		return true;
	if (!stage->old_is_link)
		return stage_changed(stage, err);
	if (os->fstatat(stage->folder->fd, stage->old, &old, AT_SYMLINK_NOFOLLOW) < 0)
		return fail(stage, errno, "can't be looked at again", err);
	return (S_ISREG(now->st_mode) && now->st_dev == old.st_dev && now->st_ino == old.st_ino &&
		stage_same_time(stage->file->id, now)) || stage_changed(stage, err);
}

bool stage_recheck(const struct stage *stage, struct err *err)
{
	struct stat now;
	if (os->fstatat(stage->folder->fd, stage->name, &now, AT_SYMLINK_NOFOLLOW) < 0)
		return errno == ENOENT ? stage_changed(stage, err) : fail(stage, errno, "can't be looked at again", err);
	return is_same(stage, &now, err);
}

bool stage_compare(const struct stage *stage, struct err *err)
{
	struct stat now;
	int fd = open_target(stage, &now, err);
	if (fd < 0)
		return false;
	int found = is_same(stage, &now, err) ? content_is(fd, stage->file->old_text) : 1;
	if (found < 0)
		fail(stage, errno, "can't be read again", err);
	else if (!found)
		stage_changed(stage, err);
	os->close(fd);
	return err->kind == ERR_NONE;
}
