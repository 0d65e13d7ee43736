#include "save/recover.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/path.h"
#include "save/content.h"
#include "save/finish.h"
#include "save/pending.h"
#include "save/quiet.h"

/* ---- one journal ---- */

struct work {
	struct arena *arena;
	struct recovery *recovery;
	struct folders folders;
	struct journal journal;
	struct state *states;
	struct name name;       /* of the journal, as it is now */
	const char *path;
};

/* The journal of this TX, as it is once its folder is ours; false without an error where somebody has finished it. */
static bool find_journal(struct work *work, const char *tx, struct err *err)
{
	static const enum name_kind kinds[] = { NAME_COMMIT, NAME_ABORT };
	struct folder *home = work->journal.home;
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		struct stat st;
		const char *entry = names_make(work->arena, kinds[i], tx, NULL);
		if (os->fstatat(home->fd, entry, &st, AT_SYMLINK_NOFOLLOW) == 0) {
			work->path = arena_printf(work->arena, "%s/%s", strcmp(home->path, "/") ? home->path : "", entry);
			names_parse(work->arena, entry, &work->name);
			return journal_read(work->arena, home->fd, &work->name, work->path, &work->journal, err);
		}
		if (errno != ENOENT)
			return err_set(err, ERR_PENDING, home->path, errno, "the journal in this folder can't be looked at");
	}
	return false;
}

/* The folder of an entry must say itself that it belongs to this journal: nobody can make us rename files in a
 * folder that he may not write. */
static bool check_see(struct work *work, const struct entry *entry, const struct folder *home, struct err *err)
{
	struct content content;
	struct stat st;
	const char *see = names_make(work->arena, NAME_SEE, work->journal.tx, NULL);
	if (entry->folder == home)
		return true;
	if (!content_read(work->arena, entry->folder->fd, see, &content))
		return err_set(err, ERR_PENDING, work->path, errno, "%s/%s can't be read", entry->folder->path, see);
	struct see back;
	bool leads = content.there && journal_see_parse(work->arena, content.text, &back) && os->fstatat(AT_FDCWD, back.home, &st, 0) == 0;
	if (leads && st.st_dev == home->dev && st.st_ino == home->ino)
		return true;
	return err_set(err, ERR_PENDING, work->path, 0, "names the folder %s, which has no %s that leads back here; nothing was done: "
		       "look at it, and remove it where it is not yours", entry->folder->path, see);
}

static int by_place(const void *a, const void *b)
{
	const struct entry *x = *(struct entry *const *)a, *y = *(struct entry *const *)b;
	return x->folder != y->folder ? (x->folder < y->folder ? -1 : 1) : strcmp(x->name, y->name);
}

/* No run of ours writes one file twice; the second time could neither be finished nor undone. */
static bool check_twins(struct work *work, struct err *err)
{
	const struct journal *journal = &work->journal;
	struct entry **entries = arena_array(work->arena, journal->count, sizeof *entries);
	for (uint32_t i = 0; i < journal->count; i++)
		entries[i] = &journal->at[i];
	qsort(entries, journal->count, sizeof *entries, by_place);
	for (uint32_t i = 1; i < journal->count; i++)
		if (by_place(&entries[i - 1], &entries[i]) == 0)
			return err_set(err, ERR_PENDING, work->path, 0, "names %s/%s twice, which no journal of this program does; nothing was "
				       "done: look at it and remove it", entries[i]->folder->path, entries[i]->name);
	return true;
}

static bool open_entries(struct work *work, struct folder *home, struct err *err)
{
	struct journal *journal = &work->journal;
	journal->home = home;
	for (uint32_t i = 0; i < journal->count; i++) {
		struct entry *entry = &journal->at[i];
		struct err cause = ERR_INIT(work->arena);
		entry->folder = entry->folder_path ? folders_open(&work->folders, entry->folder_path, work->path, &cause) : home;
		if (!entry->folder)
			return err_set(err, ERR_PENDING, work->path, cause.cause, "names the folder %s, which can't be opened",
				       entry->folder_path);
		if (!check_see(work, entry, home, err))
			return false;
	}
	return check_twins(work, err) && folders_lock(&work->folders, err);
}

/* No file was edited, so a text that is needed is not beside its file any more. */
static bool say_lost(struct work *work, struct err *err)
{
	const struct journal *journal = &work->journal;
	bool back = work->name.kind == NAME_ABORT;
	uint32_t i = 0;
	while (i + 1 < journal->count && (back ? work->states[i].file == FILE_OLD || work->states[i].has_old
					       : work->states[i].file == FILE_NEW || work->states[i].has_new))
		i++;
	const struct entry *entry = &journal->at[i];
	const char *folder = strcmp(entry->folder->path, "/") ? entry->folder->path : "";
	return err_set(err, ERR_PENDING, arena_printf(work->arena, "%s/%s", folder, entry->name), 0,
		       "its %s text, %s/%s, is gone or changed, so its interrupted rewrite can neither be finished nor undone; nothing was "
		       "changed. Compare the files of that rewrite by hand, and remove %s to keep them as they are now", back ? "old" : "new",
		       folder, names_make(work->arena, back ? NAME_OLD : NAME_NEW, journal->tx, entry->name), work->path);
}

static bool say_stuck(struct work *work, struct err *err)
{
	const struct journal *journal = &work->journal;
	for (uint32_t i = 0; i < journal->count; i++) {
		const struct entry *entry = &journal->at[i];
		const struct state *state = &work->states[i];
		const char *folder = strcmp(entry->folder->path, "/") ? entry->folder->path : "";
		if (state->file != FILE_OTHER)
			continue;
		return err_set(err, ERR_PENDING, arena_printf(work->arena, "%s/%s", folder, entry->name), 0,
			       "was edited after a rewrite of it was interrupted, and holds neither its old nor its new text; nothing was "
			       "changed. Its old text is in %s/%s, the new one in %s/%s%s: copy one of them over it and run mongoconf "
			       "recover; or remove %s first, to keep all files of that rewrite as they are now", folder,
			       names_make(work->arena, NAME_OLD, journal->tx, entry->name), folder,
			       names_make(work->arena, NAME_NEW, journal->tx, entry->name),
			       state->has_old && state->has_new ? "" : " (of these, one is gone or changed)", work->path);
	}
	return say_lost(work, err);
}

static void say(struct work *work, const char *what)
{
	const struct journal *journal = &work->journal;
	for (uint32_t i = 0; i < journal->count; i++) {
		const char *folder = journal->at[i].folder->path;
		buf_printf(&work->recovery->notes, "%s%s%s: %s\n", folder, strcmp(folder, "/") ? "/" : "", journal->at[i].name, what);
	}
}

static bool end(struct work *work, struct err *err)
{
	struct buf left = BUF_INIT(work->arena);
	if (!finish_end(&work->journal, &work->folders, &left, err))
		return false;
	if (left.len)
		buf_printf(&work->recovery->notes, "these temporary files of it could not be removed: %s\n", buf_done(&left).at);
	return true;
}

static bool go_forward(struct work *work, struct err *err)
{
	if (work->recovery->check) {
		say(work, "its interrupted rewrite would be finished");
		work->recovery->pending++;
		return true;
	}
	if (!finish_forward(&work->journal, &work->folders, work->states, err) ||
	    !end(work, err))
		return false;
	say(work, "its interrupted rewrite is finished: it holds its new text");
	work->recovery->finished++;
	return true;
}

static bool go_back(struct work *work, struct err *err)
{
	if (work->recovery->check) {
		say(work, "its interrupted rewrite would be undone");
		work->recovery->pending++;
		return true;
	}
	if (work->name.kind == NAME_COMMIT && !journal_abort(work->arena, &work->journal))
		return err_set(err, ERR_PENDING, work->path, errno, "can't be made to say that its rewrite is to be undone");
	if (!finish_back(&work->journal, &work->folders, work->states, err) ||
	    !end(work, err))
		return false;
	say(work, "its interrupted rewrite is undone: it holds its old text");
	work->recovery->undone++;
	return true;
}

static bool none_is_new(const struct work *work)
{
	for (uint32_t i = 0; i < work->journal.count; i++)
		if (work->states[i].file != FILE_OLD)
			return false;
	return true;
}

static bool decide(struct work *work, struct err *err)
{
	work->states = arena_array(work->arena, work->journal.count, sizeof *work->states);
	if (!finish_look(&work->journal, work->states, err))
		return false;
	if (work->name.kind == NAME_COMMIT && finish_can_go_forward(&work->journal, work->states))
		return go_forward(work, err);
	/* A commit that could not be made durable and was given up may come back with a power cut, without its `.new`. */
	if ((work->name.kind == NAME_ABORT || none_is_new(work)) && finish_can_go_back(&work->journal, work->states))
		return go_back(work, err);
	return say_stuck(work, err);
}

static bool recover_journal(struct arena *arena, const struct pending *pending, struct recovery *recovery, struct err *err)
{
	if (pending->name.kind == NAME_SEE)
		return err_set(err, ERR_PENDING, pending->path, 0, "says that the journal of an interrupted rewrite may be in %s, and that folder "
			       "is not there or another one than it was; mount it and recover again, or, where it is gone for good, compare the "
			       "files beside this one by hand and remove it", pending->home);
	struct work work = { .arena = arena, .recovery = recovery, .folders = FOLDERS_INIT(arena) };
	struct folder *home = folders_open(&work.folders, pending->home, pending->path, err);
	work.journal.home = home;
	bool ok = home && folders_lock(&work.folders, err);
	/* What is about to be acted on must not be taken back by a power cut. */
	if (ok && !folder_sync(home, err))
		ok = false;
	ok = ok && find_journal(&work, pending->name.tx, err) && open_entries(&work, home, err) && decide(&work, err);
	folders_close(&work.folders, NULL);
	return ok || err->kind == ERR_NONE;
}

/* ---- one folder ---- */

static bool sweep(struct arena *arena, const char *path, struct recovery *recovery, struct err *err)
{
	struct folders folders = FOLDERS_INIT(arena);
	struct folder *folder = folders_open(&folders, path, path, err);
	bool ok = folder && folders_lock(&folders, err);
	uint32_t count = 0, found = 0;
	struct name *names = ok ? folder_names(arena, folder->fd, &count) : NULL;
	if (ok && !names)
		ok = err_set(err, ERR_INPUT, path, errno, "can't be listed");
	struct pending *list = names ? pending_list(arena, path, folder->fd, names, count, true, NULL, &found) : NULL;
	if (list && !recovery->check)
		pending_sweep(arena, folder, names, count, list, found, &recovery->notes);
	folders_close(&folders, NULL);
	return ok;
}

static bool recover_in(struct arena *arena, const char *path, int fd, struct recovery *recovery, struct err *err)
{
	uint32_t count, found;
	struct stat st;
	struct name *names = folder_names(arena, fd, &count);
	bool lock_file = os->fstatat(fd, LOCK_NAME, &st, AT_SYMLINK_NOFOLLOW) == 0;
	if (!names)
		return err_set(err, ERR_INPUT, path, errno, "can't be listed");
	struct pending *list = pending_list(arena, path, fd, names, count, false, NULL, &found);
	for (uint32_t i = 0; i < found; i++)
		if (!recover_journal(arena, &list[i], recovery, err))
			return false;
	return (!count && !lock_file) || sweep(arena, path, recovery, err);
}

bool recover_folder(struct arena *arena, const char *path, struct recovery *recovery, struct err *err)
{
	struct stat st;
	char *real = arena_alloc(arena, PATH_MAX);
	struct quiet before;
	bool gone = false;
	if (!os->realpath(path, real) || os->fstatat(AT_FDCWD, real, &st, 0) < 0) {
		/* A file that is gone may be what the journal is about. */
		gone = errno == ENOENT;
		if (!gone || !os->realpath(path_folder(arena, path), real))
			return err_set(err, ERR_INPUT, path, errno, "can't be looked at");
	} else if (!S_ISDIR(st.st_mode)) {
		const char *folder = path_folder(arena, real);
		real = arena_copy(arena, folder, strlen(folder));
	}
	int fd = os->openat(AT_FDCWD, real, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
	if (fd < 0)
		return err_set(err, ERR_INPUT, path, errno, "can't be looked at");
	uint32_t found = recovery->pending + recovery->finished + recovery->undone;
	quiet_begin(&before);
	bool ok = recover_in(arena, real, fd, recovery, err);
	quiet_end(&before);
	if (ok && gone && recovery->pending + recovery->finished + recovery->undone == found)
		ok = err_set(err, ERR_INPUT, path, ENOENT, "no rewrite is pending in its folder, and it is not there");
	os->close(fd);
	return ok;
}
