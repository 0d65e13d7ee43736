#include "save/lock_file.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The name of a host may have 64 bytes. */
enum { HOST_MAX = 65, TEXT_MAX = 128 };

struct holder {
	char text[TEXT_MAX];    /* as the file says it, without the line end */
	bool gone;
	int cause;              /* errno where it can't be read, or 0 */
};

static const char *host(char name[HOST_MAX])
{
	name[0] = '\0';
	gethostname(name, HOST_MAX - 1);
	name[HOST_MAX - 1] = '\0';
	return name[0] ? name : "localhost";
}

/* False where there is no such file; one that can't be read may be anybody's. */
static bool read_holder(int folder, const char *lock, struct holder *holder)
{
	*holder = (struct holder){ .text = "which one can't be told" };
	int fd = os->openat(folder, lock, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0);
	if (fd < 0) {
		holder->cause = errno;
		return errno != ENOENT;
	}
	ssize_t got = os->read(fd, holder->text, TEXT_MAX - 1);
	holder->cause = got < 0 ? errno : 0;
	os->close(fd);
	holder->text[got < 0 ? 0 : got] = '\0';
	char *line_end = strchr(holder->text, '\n');
	if (!line_end) {
		*holder = (struct holder){ .text = "which one can't be told; if there is none, remove " LOCK_NAME };
		return true;
	}
	*line_end = '\0';
	char name[HOST_MAX], *blank = strchr(holder->text, ' '), *end = blank;
	size_t len = blank ? (size_t)(blank - holder->text) : 0;
	long pid = blank ? strtol(blank + 1, &end, 10) : 0;
	holder->gone = blank && pid > 0 && !*end && strlen(host(name)) == len && !memcmp(host(name), holder->text, len) &&
		       kill((pid_t)pid, 0) < 0 && errno == ESRCH;
	return true;
}

/* 0 or errno; `*made` tells, also on failure, that the name is ours. */
static int write_holder(struct arena *arena, int folder, const char *to, bool *made)
{
	char name[HOST_MAX];
	int fd = os->openat(folder, to, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644);
	*made = fd >= 0;
	if (fd < 0)
		return errno;
	bool ok = os_write_all(fd, str_format(arena, "%s %ld\n", host(name), (long)getpid())) && os->fsync(fd) == 0;
	int cause = ok ? 0 : errno;
	if (os->close(fd) < 0 && !cause)
		cause = errno;
	return cause;
}

/* Its text is there before its name is, so that nobody who dies in between leaves a lock of nobody. Where links don't
 * work either, there is that chance. */
static int make(struct arena *arena, int folder)
{
	char tx[TX_DIGITS + 1];
	bool made = false;
	if (!names_draw(tx))
		return errno ? errno : EAGAIN;
	const char *tmp = names_make(arena, NAME_TMP, tx, NULL);
	int cause = write_holder(arena, folder, tmp, &made);
	struct stat st;
	if (!cause && os->linkat(folder, tmp, folder, LOCK_NAME, 0) < 0)
		cause = errno;
	/* A server may have made the link and its answer been lost. */
	if (cause && made && os->fstatat(folder, tmp, &st, AT_SYMLINK_NOFOLLOW) == 0 && st.st_nlink == 2)
		cause = 0;
	/* Also where we were told that it was not made. */
	os->unlinkat(folder, tmp, 0);
	if (!cause || cause == EEXIST || !made)
		return cause;
	cause = write_holder(arena, folder, LOCK_NAME, &made);
	if (cause && made)
		lock_file_drop(folder);
	return cause;
}

/* By a rename, which only one of several runs can do. What it took may be the lock of a run that was quicker; that
 * one gets it back. */
static void take_away(struct arena *arena, int folder, const struct holder *gone)
{
	char tx[TX_DIGITS + 1];
	struct holder found;
	if (!names_draw(tx))
		return;
	/* Should we be killed now, the next run knows this name for one of ours, and removes it. */
	const char *away = names_make(arena, NAME_TMP, tx, NULL);
	if (os->renameat(folder, LOCK_NAME, folder, away) < 0)
		return;
	if (read_holder(folder, away, &found) && strcmp(found.text, gone->text))
		os->linkat(folder, away, folder, LOCK_NAME, 0);
	os->unlinkat(folder, away, 0);
}

int lock_file_take(struct arena *arena, int folder, const char **who)
{
	struct holder holder;
	int cause = make(arena, folder);
	if (cause == EEXIST && read_holder(folder, LOCK_NAME, &holder) && holder.gone) {
		take_away(arena, folder, &holder);
		cause = make(arena, folder);
	}
	if (cause != EEXIST)
		return cause;
	*who = read_holder(folder, LOCK_NAME, &holder) ? arena_copy(arena, holder.text, strlen(holder.text)) : "gone by now";
	return EWOULDBLOCK;
}

int lock_file_check(struct arena *arena, int folder, const char **who)
{
	struct holder holder;
	if (!read_holder(folder, LOCK_NAME, &holder))
		return 0;
	if (holder.cause)
		return holder.cause;
	if (holder.gone) {
		take_away(arena, folder, &holder);
		return 0;
	}
	*who = arena_copy(arena, holder.text, strlen(holder.text));
	return EWOULDBLOCK;
}

bool lock_file_is_held(int folder)
{
	struct holder holder;
	return read_holder(folder, LOCK_NAME, &holder) && !holder.gone;
}

bool lock_file_drop(int folder)
{
	/* Tried twice: while this process lives it would keep everybody out. */
	return os->unlinkat(folder, LOCK_NAME, 0) == 0 || os->unlinkat(folder, LOCK_NAME, 0) == 0 || errno == ENOENT;
}
