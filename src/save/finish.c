#include "save/finish.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include "save/content.h"

static const char *beside(struct arena *arena, const struct journal *journal, const struct entry *entry, enum name_kind kind)
{
	return names_make(arena, kind, journal->tx, entry->name);
}

static const char *path_of(struct arena *arena, const struct entry *entry)
{
	const char *folder = entry->folder->path;
	return arena_printf(arena, "%s%s%s", folder, strcmp(folder, "/") ? "/" : "", entry->name);
}

static bool stop(const struct entry *entry, int cause, const char *what, struct err *err)
{
	return err_set(err, ERR_PENDING, path_of(err->arena, entry), cause,
		       "%s; its rewrite is half done: see to the cause, then run mongoconf recover", what);
}

/* ---- what the disk holds ---- */

static bool is_digest(const struct content *content, const unsigned char digest[DIGEST_SIZE])
{
	return content->there && memcmp(content->digest, digest, DIGEST_SIZE) == 0;
}

/* Can a write of `fresh` over `old` that did not come to its end have left this? The old or the new byte stands at
 * each place; nothing was written yet where the file had grown already. */
static bool is_torn(struct str found, struct str old, struct str fresh)
{
	if (found.len > old.len && found.len > fresh.len)
		return false;
	if (found.len < old.len && found.len < fresh.len)
		return false;
	for (uint32_t i = 0; i < found.len; i++) {
		char byte = found.at[i];
		bool is_old = i < old.len ? byte == old.at[i] : !byte, is_new = i < fresh.len ? byte == fresh.at[i] : !byte;
		if (!is_old && !is_new)
			return false;
	}
	return true;
}

static bool look_at(struct arena *scratch, const struct journal *journal, const struct entry *entry, struct state *state,
		    struct err *err)
{
	struct content file, old, fresh;
	int folder = entry->folder->fd;
	if (!content_read(scratch, folder, entry->name, &file) ||
	    !content_read(scratch, folder, beside(scratch, journal, entry, NAME_OLD), &old) ||
	    !content_read(scratch, folder, beside(scratch, journal, entry, NAME_NEW), &fresh))
		return stop(entry, errno, "it or what lies beside it can't be read", err);
	state->st = file.st;
	state->has_old = is_digest(&old, entry->old_digest);
	state->has_new = is_digest(&fresh, entry->new_digest);
	if (is_digest(&file, entry->new_digest))
		state->file = FILE_NEW;
	else if (is_digest(&file, entry->old_digest))
		state->file = FILE_OLD;
	else if (entry->in_place && file.there && state->has_old && state->has_new && is_torn(file.text, old.text, fresh.text))
		state->file = FILE_TORN;
	else
		state->file = FILE_OTHER;
	return true;
}

bool finish_look(const struct journal *journal, struct state *states, struct err *err)
{
	for (uint32_t i = 0; i < journal->count; i++) {
		struct arena scratch = ARENA_INIT;
		bool ok = look_at(&scratch, journal, &journal->at[i], &states[i], err);
		arena_wipe(&scratch);
		if (!ok)
			return false;
	}
	return true;
}

bool finish_can_go_forward(const struct journal *journal, const struct state *states)
{
	for (uint32_t i = 0; i < journal->count; i++)
		if (states[i].file != FILE_NEW && (states[i].file == FILE_OTHER || !states[i].has_new))
			return false;
	return true;
}

bool finish_can_go_back(const struct journal *journal, const struct state *states)
{
	for (uint32_t i = 0; i < journal->count; i++) {
		const struct state *state = &states[i];
		bool untouched = state->file == FILE_OLD || (state->file == FILE_OTHER && !journal->at[i].in_place && state->has_new);
		if (!untouched && (state->file == FILE_OTHER || !state->has_old))
			return false;
	}
	return true;
}

/* ---- one file ---- */

/* False with errno set, or 0 where it holds something else: somebody saved it while it was written. */
static bool reads_as(const struct entry *entry, struct str text)
{
	int fd = os->openat(entry->folder->fd, entry->name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC, 0);
	int found = fd < 0 ? -1 : content_is(fd, text), cause = found == 0 ? 0 : errno;
	if (fd >= 0)
		os->close(fd);
	errno = cause;
	return found > 0;
}

/* False with errno set, or 0 where the file doesn't hold `over` (if that is given) any more: somebody may have saved it
 * right before it was opened. No O_TRUNC: at no moment is less there than can be put together again. */
static bool write_into(const struct entry *entry, struct str text, const struct str *over)
{
	int fd = os->openat(entry->folder->fd, entry->name, O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC, 0);
	if (fd < 0)
		return false;
	int found = over ? content_is(fd, *over) : 1;
	if (found == 0)
		errno = 0;
	/* The room first, so that a full disk is met before the file is. Not every file system can promise it. */
	bool ok = found > 0;
	ok = ok && (!text.len || os->fallocate(fd, FALLOC_FL_KEEP_SIZE, 0, (off_t)text.len) == 0 || (errno != ENOSPC && errno != EDQUOT));
	for (uint32_t done = 0; ok && done < text.len;) {
		ssize_t put = os->pwrite(fd, text.at + done, text.len - done, (off_t)done);
		if (put == 0)
			errno = ENOSPC;
		ok = put > 0 || (put < 0 && errno == EINTR);
		done += put > 0 ? (uint32_t)put : 0;
	}
	/* Cut off only where it is longer: who saves the file at this moment gets no zeros behind his text. */
	struct stat now;
	ok = ok && os->fstat(fd, &now) == 0 && (now.st_size <= (off_t)text.len || os->ftruncate(fd, (off_t)text.len) == 0) &&
	     os->fsync(fd) == 0;
	int cause = errno;
	os->close(fd);
	errno = cause;
	return ok && reads_as(entry, text);
}

/* What is there may have been written by a run that was killed, or by hand, and not be durable yet. */
static bool sync_file(const struct entry *entry)
{
	int fd = os->openat(entry->folder->fd, entry->name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC, 0);
	if (fd < 0)
		return false;
	bool ok = os->fsync(fd) == 0;
	int cause = errno;
	os->close(fd);
	errno = cause;
	return ok;
}

static bool copy_into(const struct entry *entry, const char *from)
{
	struct arena scratch = ARENA_INIT;
	struct content content;
	bool ok = content_read(&scratch, entry->folder->fd, from, &content);
	if (ok && !content.there)
		errno = ENOENT;
	ok = ok && content.there && write_into(entry, content.text, NULL);
	int cause = errno;
	arena_wipe(&scratch);
	errno = cause;
	return ok;
}

bool finish_apply(const struct journal *journal, const struct entry *entry, const struct finish_texts *texts)
{
	struct arena scratch = ARENA_INIT;
	int folder = entry->folder->fd;
	const char *fresh = beside(&scratch, journal, entry, NAME_NEW);
	bool ok = !entry->in_place ? os->renameat(folder, fresh, folder, entry->name) == 0
		: texts ? write_into(entry, texts->fresh, &texts->old) : copy_into(entry, fresh);
	int cause = errno;
	arena_free(&scratch);
	errno = cause;
	return ok;
}

/* Names its backup, unless that was done. By link(2), which never overwrites; where links don't work, nothing does
 * that in one step. */
bool finish_publish(const struct journal *journal, const struct entry *entry)
{
	if (!entry->backup)
		return true;
	struct arena scratch = ARENA_INIT;
	struct stat st;
	int folder = entry->folder->fd;
	const char *kept = beside(&scratch, journal, entry, NAME_BAK);
	bool ok = os->fstatat(folder, entry->backup, &st, AT_SYMLINK_NOFOLLOW) == 0;
	if (!ok && errno == ENOENT)
		ok = os->linkat(folder, kept, folder, entry->backup, 0) == 0 ||
		     (errno != EEXIST && os->renameat(folder, kept, folder, entry->backup) == 0);
	int cause = errno;
	arena_free(&scratch);
	errno = cause;
	return ok;
}

/* Takes the backup's name away again, where it is ours: a second name of what we kept; or, where links don't work and
 * it was renamed, a file with the old text. */
static bool withdraw(struct arena *scratch, const struct journal *journal, const struct entry *entry)
{
	struct stat kept;
	struct content backup;
	int folder = entry->folder->fd;
	if (!entry->backup)
		return true;
	bool linked = os->fstatat(folder, beside(scratch, journal, entry, NAME_BAK), &kept, AT_SYMLINK_NOFOLLOW) == 0;
	if (!linked && errno != ENOENT)
		return false;
	if (!content_read(scratch, folder, entry->backup, &backup))
		return false;
	bool ours = backup.there && (linked ? backup.st.st_dev == kept.st_dev && backup.st.st_ino == kept.st_ino
					    : is_digest(&backup, entry->old_digest));
	return !ours || os->unlinkat(folder, entry->backup, 0) == 0 || errno == ENOENT;
}

/* The last look, right before it is replaced: 1 when it is still what finish_look() saw, 0 when it isn't, -1 with errno
 * set where that can't be known. */
static int is_same(const struct entry *entry, const struct state *state)
{
	struct stat now;
	const struct stat *then = &state->st;
	if (os->fstatat(entry->folder->fd, entry->name, &now, AT_SYMLINK_NOFOLLOW) < 0)
		return errno == ENOENT ? 0 : -1;
	return now.st_dev == then->st_dev && now.st_ino == then->st_ino && now.st_size == then->st_size &&
	       now.st_mtim.tv_sec == then->st_mtim.tv_sec && now.st_mtim.tv_nsec == then->st_mtim.tv_nsec;
}

static bool put_back(const struct journal *journal, const struct entry *entry, const struct state *state, struct err *err)
{
	struct arena scratch = ARENA_INIT;
	int folder = entry->folder->fd;
	const char *old = beside(&scratch, journal, entry, NAME_OLD);
	bool ok = withdraw(&scratch, journal, entry);
	if (ok && (state->file == FILE_NEW || state->file == FILE_TORN)) {
		int same = is_same(entry, state);
		/* What was edited in this very moment is somebody else's. */
		ok = same >= 0 && (!same || (entry->in_place ? copy_into(entry, old)
							     : os->renameat(folder, old, folder, entry->name) == 0));
	} else if (ok && state->file == FILE_OLD) {
		ok = sync_file(entry);
	}
	if (!ok)
		stop(entry, errno, "its old version can't be put back", err);
	arena_free(&scratch);
	return ok;
}

/* ---- all of them ---- */

static bool is_durable(const struct folder *folder)
{
	return os->fsync(folder->fd) == 0 || errno == EINVAL;
}

static bool sync_all(const struct folders *folders, struct err *err)
{
	for (uint32_t i = 0; i < folders->count; i++)
		if (!is_durable(folders->at[i]))
			return err_set(err, ERR_PENDING, folders->at[i]->path, errno, "this folder can't be made durable, and a rewrite of "
				       "files in it is half done: see to the cause, then run mongoconf recover");
	return true;
}

bool finish_forward(const struct journal *journal, const struct folders *folders, const struct state *states, struct err *err)
{
	for (uint32_t i = 0; i < journal->count; i++) {
		const struct entry *entry = &journal->at[i];
		if (!finish_publish(journal, entry))
			return stop(entry, errno, "its backup can't be named", err);
		int same = states[i].file == FILE_NEW ? 1 : is_same(entry, &states[i]);
		if (!same)
			return stop(entry, 0, "it was changed by somebody else in this very moment", err);
		if (same < 0 || (states[i].file == FILE_NEW ? !sync_file(entry) : !finish_apply(journal, entry, NULL)))
			return stop(entry, errno, "it can't be given its new text", err);
	}
	return sync_all(folders, err);
}

bool finish_back(const struct journal *journal, const struct folders *folders, const struct state *states, struct err *err)
{
	for (uint32_t i = 0; i < journal->count; i++)
		if (!put_back(journal, &journal->at[i], &states[i], err))
			return false;
	return sync_all(folders, err);
}

/* ---- the end ---- */

static void tell(const struct folder *folder, const char *name, struct buf *left)
{
	struct stat st;
	if (os->fstatat(folder->fd, name, &st, AT_SYMLINK_NOFOLLOW) == 0 || errno != ENOENT)
		buf_printf(left, "%s%s/%s", left->len ? ", " : "", folder->path, name);
}

static void drop(const struct folder *folder, const char *name, struct buf *left)
{
	/* Tried twice: a leftover is a riddle to whoever finds it, a second call costs nothing. */
	if (os->unlinkat(folder->fd, name, 0) < 0 && errno != ENOENT &&
	    os->unlinkat(folder->fd, name, 0) < 0 && errno != ENOENT)
		tell(folder, name, left);
}

/* Does `what` with every name of the rewrite but the journal's. */
static void for_names(const struct journal *journal, const struct folders *folders, struct buf *left,
		      void (*what)(const struct folder *folder, const char *name, struct buf *left))
{
	static const enum name_kind kinds[] = { NAME_NEW, NAME_OLD, NAME_BAK };
	struct arena scratch = ARENA_INIT;
	for (uint32_t i = 0; i < journal->count; i++)
		for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++)
			if (kinds[k] != NAME_BAK || journal->at[i].backup)
				what(journal->at[i].folder, beside(&scratch, journal, &journal->at[i], kinds[k]), left);
	for (uint32_t i = 0; i < folders->count; i++)
		if (folders->at[i] != journal->home)
			what(folders->at[i], names_make(&scratch, NAME_SEE, journal->tx, NULL), left);
	arena_free(&scratch);
}

void finish_clean(const struct journal *journal, const struct folders *folders, struct buf *left)
{
	for_names(journal, folders, left, drop);
}

bool finish_end(const struct journal *journal, const struct folders *folders, struct buf *left, struct err *err)
{
	struct arena scratch = ARENA_INIT;
	bool ok = journal_remove(&scratch, journal);
	if (!ok)
		err_set(err, ERR_PENDING, journal->home->path, errno, "all files are complete, but the journal in this folder can't be "
			"removed: see to the cause, then run mongoconf recover");
	/* Should it come back with a power cut, whoever recovers needs the other names. Tried twice: of names, unlike of
	 * bytes, a file system that has failed does not say later that they are durable. */
	if (ok)
		for_names(journal, folders, left, is_durable(journal->home) || is_durable(journal->home) ? drop : tell);
	arena_free(&scratch);
	return ok;
}
