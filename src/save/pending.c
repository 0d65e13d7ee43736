#include "save/pending.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

#include "base/path.h"
#include "save/content.h"

static int open_folder(const char *path)
{
	return os->openat(AT_FDCWD, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
}

static const char *in(struct arena *arena, const char *folder, const char *name)
{
	return arena_printf(arena, "%s%s%s", folder, strcmp(folder, "/") ? "/" : "", name);
}

/* ---- which journals there are ---- */

/* 1, 0, or -1 where it can't be known. */
static int is_there(int folder, const char *name)
{
	struct stat st;
	return os->fstatat(folder, name, &st, AT_SYMLINK_NOFOLLOW) == 0 ? 1 : errno == ENOENT ? 0 : -1;
}

/* That there is no journal is a decision, too: once the names are gone that it needs, no power cut may bring it back. */
static bool is_durable(int folder)
{
	return os->fsync(folder) == 0 || errno == EINVAL;
}

/* In the folder that a `.see` leads to: the journal (1), surely none (0), or nobody knows (-1). */
static int look_in(struct arena *arena, int home, const struct see *to, const char *tx, bool durably, struct pending *pending)
{
	static const enum name_kind kinds[] = { NAME_COMMIT, NAME_ABORT };
	struct stat st;
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		const char *entry = names_make(arena, kinds[i], tx, NULL);
		int there = is_there(home, entry);
		if (there < 0)
			return -1;
		if (!there)
			continue;
		*pending = (struct pending){ .home = to->home, .path = in(arena, to->home, entry) };
		names_parse(arena, entry, &pending->name);
		return 1;
	}
	if (os->fstat(home, &st) < 0 || st.st_ino != to->ino)
		return -1;
	return !durably || is_durable(home) ? 0 : -1;
}

/* The journal that a `.see` leads to; where it can't be known whether there is one, the `.see` stands for it. */
static bool follow(struct arena *arena, const char *folder, int fd, const struct name *see, bool durably,
		   const struct pending_limits *limits, struct pending *pending)
{
	struct content content;
	struct see to = { .home = folder };
	bool read = content_read(arena, fd, see->entry, &content);
	if (read && (!content.there || !journal_see_parse(arena, content.text, &to)))
		return false;
	int home = read && (!limits || limits->holds(limits->context, to.home)) ? open_folder(to.home) : -1;
	int found = home < 0 ? -1 : look_in(arena, home, &to, see->tx, durably, pending);
	if (home >= 0)
		os->close(home);
	if (found < 0)
		*pending = (struct pending){ .home = to.home, .name = *see, .path = in(arena, folder, see->entry) };
	return found != 0;
}

struct pending *pending_list(struct arena *arena, const char *folder, int fd, const struct name *names, uint32_t count,
			     bool durably, const struct pending_limits *limits, uint32_t *found)
{
	struct pending *list = arena_array(arena, count + 1, sizeof *list);
	*found = 0;
	for (uint32_t i = 0; i < count; i++) {
		struct pending *next = &list[*found];
		if (names[i].kind == NAME_COMMIT || names[i].kind == NAME_ABORT)
			*next = (struct pending){ .home = folder, .name = names[i], .path = in(arena, folder, names[i].entry) };
		else if (names[i].kind != NAME_SEE || !follow(arena, folder, fd, &names[i], durably, limits, next))
			continue;
		(*found)++;
	}
	return list;
}

/* ---- what they are about ---- */

bool pending_concerns(struct arena *arena, const struct pending *pending, const char *folder, const char *name)
{
	struct err err = ERR_INIT(arena);
	struct journal journal;
	int home = pending->name.kind == NAME_SEE ? -1 : open_folder(pending->home);
	if (home < 0)
		return true;
	bool read = journal_read(arena, home, &pending->name, pending->path, &journal, &err);
	/* It was finished in this very moment. */
	bool gone = !read && is_there(home, pending->name.entry) == 0;
	os->close(home);
	if (!read)
		return !gone;
	for (uint32_t i = 0; i < journal.count; i++) {
		const struct entry *entry = &journal.at[i];
		if (!strcmp(entry->name, name) && !strcmp(entry->folder_path ? entry->folder_path : pending->home, folder))
			return true;
	}
	return false;
}

/* A run that is at work holds the lock of the journal's folder. */
static bool is_going_on(const struct pending *pending)
{
	int home = pending->name.kind == NAME_SEE ? -1 : open_folder(pending->home);
	bool busy = home >= 0 && (folder_busy(home) || is_there(home, pending->name.entry) == 0);
	if (home >= 0)
		os->close(home);
	return busy;
}

static const char *find_in(struct arena *arena, const char *folder, int fd, const char *name,
			   const struct pending_limits *limits)
{
	uint32_t count, found;
	struct name *names = folder_names(arena, fd, &count);
	struct pending *list = names ? pending_list(arena, folder, fd, names, count, false, limits, &found) : NULL;
	for (uint32_t i = 0; list && i < found; i++)
		if (pending_concerns(arena, &list[i], folder, name) && !is_going_on(&list[i]))
			return list[i].path;
	return NULL;
}

/* What stands in a folder, as its path names it. */
static void look_into(struct arena *arena, const char *folder, struct pending_look *look)
{
	DIR *dir = os->opendir(folder);
	struct dirent *entry = NULL;
	struct name name;
	*look = (struct pending_look){ .folder = folder, .clear = dir != NULL, .plain = dir != NULL };
	while (look->clear && (errno = 0, entry = os->readdir(dir)) != NULL) {
		look->clear = entry->d_name[0] != '.' || !names_parse(arena, entry->d_name, &name);
		look->plain = look->plain && (entry->d_type == DT_REG || entry->d_type == DT_DIR);
	}
	look->clear = look->clear && !entry && !errno;
	if (dir)
		os->closedir(dir);
}

/* Does that show that there is nothing about the file? A link may lead to another folder. */
static bool is_clear(const struct pending_look *look, const char *path)
{
	struct stat st;
	if (!look->clear || look->plain)
		return look->clear;
	return os->fstatat(AT_FDCWD, path, &st, AT_SYMLINK_NOFOLLOW) < 0 ? errno == ENOENT : S_ISREG(st.st_mode);
}

static const char *find_beside(struct arena *arena, const char *path, const struct pending_limits *limits)
{
	char *real = arena_alloc(arena, PATH_MAX);
	if (!os->realpath(path, real)) {
		/* What is gone may be what the journal is about. */
		if (errno != ENOENT || !os->realpath(path_folder(arena, path), real))
			return NULL;
		real = arena_printf(arena, "%s/%s", strcmp(real, "/") ? real : "", path_last(path));
	}
	const char *folder = path_folder(arena, real), *found = NULL;
	int fd = open_folder(folder);
	if (fd >= 0) {
		found = find_in(arena, folder, fd, path_last(real), limits);
		os->close(fd);
	}
	return found;
}

const char *pending_find(struct arena *arena, const char *path, const struct pending_limits *limits, struct pending_look *last)
{
	const char *folder = path_folder(arena, path);
	if (!last->folder || strcmp(last->folder, folder) != 0)
		look_into(arena, folder, last);
	return is_clear(last, path) ? NULL : find_beside(arena, path, limits);
}

/* ---- what is left without one ---- */

static bool has_journal(const struct name *name, const struct pending *journals, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++)
		if (!strcmp(journals[i].name.tx, name->tx))
			return true;
	return false;
}

static bool is_ours(const struct folder *folder, const struct name *name, const struct stat *st)
{
	struct stat of;
	if (!S_ISREG(st->st_mode))
		return false;
	if (geteuid() == 0 || st->st_uid == geteuid())
		return true;
	return name->of && os->fstatat(folder->fd, name->of, &of, AT_SYMLINK_NOFOLLOW) == 0 && of.st_uid == st->st_uid;
}

void pending_sweep(struct arena *arena, const struct folder *folder, const struct name *names, uint32_t count,
		   const struct pending *journals, uint32_t journal_count, struct buf *notes)
{
	if (count && !is_durable(folder->fd)) {
		buf_printf(notes, "%s: what an interrupted run left here stays, since the folder can't be made durable: %s\n", folder->path,
			   strerror(errno));
		return;
	}
	for (uint32_t i = 0; i < count; i++) {
		struct stat st;
		const struct name *name = &names[i];
		const char *path = in(arena, folder->path, name->entry);
		if (has_journal(name, journals, journal_count) ||
		    os->fstatat(folder->fd, name->entry, &st, AT_SYMLINK_NOFOLLOW) < 0)
			continue;
		if (!is_ours(folder, name, &st))
			buf_printf(notes, "%s has the name of a temporary file of an interrupted run, and is not ours; it stays\n", path);
		else if (os->unlinkat(folder->fd, name->entry, 0) == 0)
			buf_printf(notes, "%s: removed; an interrupted run left it, which had changed nothing or was done\n", path);
		else if (errno != ENOENT)
			buf_printf(notes, "%s: an interrupted run left it, and it can't be removed: %s\n", path, strerror(errno));
	}
}
