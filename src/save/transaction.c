#include "save/transaction.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>

#include "base/path.h"
#include "save/admit.h"
#include "save/advice.h"
#include "save/finish.h"
#include "save/pending.h"
#include "save/quiet.h"

struct transaction {
	struct arena *arena;
	struct stages stages;
	struct journal journal;
	struct buf left, notes;
};

/* ---- what an earlier run left ---- */

static bool check_pending(struct transaction *run, const struct folder *folder, const struct pending *list, uint32_t count,
			  struct err *err)
{
	for (uint32_t i = 0; count && i < run->stages.count; i++) {
		const struct stage *stage = &run->stages.at[i];
		for (uint32_t k = 0; stage->folder == folder && k < count; k++)
			if (pending_concerns(run->arena, &list[k], folder->path, stage->name))
				return err_set(err, ERR_PENDING, stage->file->path, 0, "a rewrite of it was interrupted and is neither done nor "
					       "undone (%s); run: mongoconf recover %s", list[k].path,
					       str_shell_word(run->arena, str_of(stage->file->path)).at);
	}
	return true;
}

static bool clear_folder(struct transaction *run, const struct folder *folder, struct err *err)
{
	uint32_t count, found;
	struct name *names = folder_names(run->arena, folder->fd, &count);
	if (!names)
		return err_set(err, ERR_REFUSED, folder->of, errno, "its folder %s can't be listed, so whether an earlier run was "
			       "interrupted can't be known", folder->path);
	struct pending *list = pending_list(run->arena, folder->path, folder->fd, names, count, true, NULL, &found);
	if (!check_pending(run, folder, list, found, err))
		return false;
	pending_sweep(run->arena, folder, names, count, list, found, &run->notes);
	return true;
}

/* ---- up to the commit ---- */

static bool find_files(struct transaction *run, const struct replacement *files, uint32_t count, struct err *err)
{
	struct stages *stages = &run->stages;
	for (uint32_t i = 0; i < count; i++) {
		if (str_eq(files[i].old_text, files[i].new_text))
			continue;
		if (!admit_find(stages, &files[i], &stages->at[stages->count], err))
			return false;
		stages->count++;
	}
	return folders_lock(&stages->folders, err);
}

static bool admit_files(struct transaction *run, struct err *err)
{
	struct stages *stages = &run->stages;
	for (uint32_t i = 0; i < stages->folders.count; i++)
		if (!clear_folder(run, stages->folders.at[i], err))
			return false;
	for (uint32_t i = 0; i < stages->count; i++)
		if (!admit_check(stages, &stages->at[i], err))
			return false;
	return true;
}

static void fill_journal(struct transaction *run)
{
	const struct stages *stages = &run->stages;
	struct journal *journal = &run->journal;
	memcpy(journal->tx, stages->tx, sizeof journal->tx);
	journal->home = stages->at[0].folder;
	journal->at = arena_array(run->arena, stages->count, sizeof *journal->at);
	journal->count = stages->count;
	for (uint32_t i = 0; i < stages->count; i++) {
		const struct stage *stage = &stages->at[i];
		struct entry *entry = &journal->at[i];
		*entry = (struct entry){
			.folder_path = stage->folder == journal->home ? NULL : stage->folder->path, .name = stage->name,
			.backup = stage->backup, .in_place = stages->options->in_place, .folder = stage->folder,
		};
		digest_sha256(stage->file->old_text, entry->old_digest);
		digest_sha256(stage->file->new_text, entry->new_digest);
	}
}

/* Tells in a folder where the journal is going to be. Durable before the commit: who finds `.new` there and no `.see`
 * may take it for rubbish. */
static bool write_see(struct transaction *run, const struct folder *folder, struct err *err)
{
	const char *name = names_make(run->arena, NAME_SEE, run->journal.tx, NULL);
	struct str text = journal_see_text(run->arena, run->journal.home);
	int fd = os->openat(folder->fd, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	bool ok = fd >= 0 && os_write_all(fd, text) && os->fsync(fd) == 0;
	int cause = errno;
	if (fd >= 0 && os->close(fd) < 0 && ok && errno != EINTR) {
		ok = false;
		cause = errno;
	}
	return ok || advice_fail(folder->of, cause, "no file can be made beside it", err);
}

/* All that can be done while every file is still untouched. */
static bool stage_files(struct transaction *run, struct err *err)
{
	struct stages *stages = &run->stages;
	for (uint32_t i = 0; i < stages->folders.count; i++)
		if (stages->folders.at[i] != run->journal.home && !write_see(run, stages->folders.at[i], err))
			return false;
	for (uint32_t i = 0; i < stages->count; i++) {
		if (quiet_interrupted())
			return err_set(err, ERR_REFUSED, stages->at[i].file->path, 0, "the run was asked to end");
		if (!stage_write(stages, &stages->at[i], err) || !stage_keep(stages, &stages->at[i], err))
			return false;
	}
	if (!folders_sync(&stages->folders, err))
		return false;
	for (uint32_t i = 0; i < stages->count; i++)
		if (!stage_compare(&stages->at[i], err))
			return false;
	return true;
}

/* After a failure before the commit. The names go durably: a second name of an old file that came back with a power
 * cut would make the next run refuse it as a hard link. */
static void give_up(struct transaction *run)
{
	struct err unsettled = ERR_INIT(run->arena);
	finish_clean(&run->journal, &run->stages.folders, &run->left);
	folders_sync(&run->stages.folders, &unsettled);
}

static bool commit(struct transaction *run, struct err *err)
{
	const char *path = run->stages.at[0].file->path;
	if (quiet_interrupted())
		return err_set(err, ERR_REFUSED, path, 0, "the run was asked to end");
	if (journal_commit(run->arena, &run->journal))
		return true;
	int cause = errno;
	/* It may be there, although we were told that it failed; and if it can come back with a power cut, the other names
	 * have to stay. */
	struct err unsettled = ERR_INIT(run->arena);
	if (!journal_remove(run->arena, &run->journal) || !folder_sync(run->journal.home, &unsettled))
		return err_set(err, ERR_PENDING, path, errno, "the journal beside it could be neither written (%s) nor removed; run "
			       "mongoconf recover", strerror(cause));
	return advice_fail(path, cause, "no journal can be written beside it", err);
}

/* ---- after it ---- */

static bool apply(struct transaction *run, struct err *err)
{
	const struct stages *stages = &run->stages;
	for (uint32_t i = 0; i < stages->count; i++) {
		const struct stage *stage = &stages->at[i];
		const struct entry *entry = &run->journal.at[i];
		if (!finish_publish(&run->journal, entry))
			return advice_fail(stage->file->path, errno, "its backup can't be named", err);
		/* The last look comes right before the rename: whoever changes the file between the two is overwritten. */
		if (!stage_recheck(stage, err))
			return false;
		struct finish_texts texts = { stage->file->old_text, stage->file->new_text };
		if (!finish_apply(&run->journal, entry, &texts))
			return !errno ? stage_changed(stage, err) : advice_fail(stage->file->path, errno, "can't be replaced by its new version", err);
	}
	return folders_sync(&stages->folders, err);
}

/* Puts back what was replaced. False with ERR_PENDING where that fails too. */
static bool take_back(struct transaction *run, struct err *err)
{
	struct state *states = arena_array(run->arena, run->journal.count, sizeof *states);
	const struct folders *folders = &run->stages.folders;
	if (!journal_abort(run->arena, &run->journal))
		return err_set(err, ERR_PENDING, run->stages.at[0].file->path, errno,
			       "the journal can't be made to say that this rewrite is to be undone; run mongoconf recover");
	return finish_look(&run->journal, states, err) && finish_back(&run->journal, folders, states, err) &&
	       finish_end(&run->journal, folders, &run->left, err);
}

/* What ended the run, and what state that leaves. */
static bool report(struct transaction *run, const struct err *first, const struct err *second, struct err *err)
{
	const char *left = run->left.len ? buf_done(&run->left).at : NULL;
	const char *stay = left ? arena_printf(run->arena, "; these temporary files could not be removed, mongoconf recover does it: %s",
					       left) : "";
	if (first->kind == ERR_PENDING)
		return err_set(err, ERR_PENDING, first->path, first->cause, "%s%s", first->text, stay);
	if (second && second->kind != ERR_NONE) {
		struct err cause = *second;
		return err_set(err, ERR_PENDING, first->path, first->cause, "%s; and taking back what was done failed too: %s%s", first->text,
			       err_line(&cause), stay);
	}
	return err_set(err, first->kind, first->path, first->cause, "%s; no file was changed%s", first->text, stay);
}

static bool go(struct transaction *run, struct err *err)
{
	struct err first = ERR_INIT(run->arena), second = ERR_INIT(run->arena);
	fill_journal(run);
	if (!stage_files(run, &first) || !commit(run, &first)) {
		if (first.kind != ERR_PENDING)
			give_up(run);
		return report(run, &first, NULL, err);
	}
	if (!apply(run, &first)) {
		take_back(run, &second);
		return report(run, &first, &second, err);
	}
	return finish_end(&run->journal, &run->stages.folders, &run->left, &first) || report(run, &first, NULL, err);
}

static void tell(struct transaction *run, bool ok, bool lock_files, struct transaction_outcome *outcome)
{
	if (lock_files)
		buf_text(&run->notes, "folders can't be locked on this file system, as on some network file systems: how durable the "
				      "change is depends on the server\n");
	outcome->left = ok && run->left.len ? buf_done(&run->left).at : NULL;
	outcome->notes = run->notes.len ? buf_done(&run->notes).at : NULL;
}

/* Nothing is to be written; but what a killed run left beside the files, which may hold keys, goes all the same as far
 * as it can. */
static void tidy(struct transaction *run, const struct replacement *files, uint32_t count)
{
	struct folders *folders = &run->stages.folders;
	struct err ignored = ERR_INIT(run->arena);
	char *path = arena_alloc(run->arena, PATH_MAX);
	uint32_t found = 0, names;
	for (uint32_t i = 0; i < count; i++)
		if (os->realpath(files[i].path, path))
			folders_open(folders, path_folder(run->arena, path), files[i].path, &ignored);
	for (uint32_t i = 0; i < folders->count; i++)
		found += folder_names(run->arena, folders->at[i]->fd, &names) && names;
	bool ours = found && folders_lock(folders, &ignored);
	for (uint32_t i = 0; ours && i < folders->count; i++)
		clear_folder(run, folders->at[i], &ignored);
}

bool transaction_run(struct arena *arena, const struct replacement *files, uint32_t count,
		     const struct transaction_options *options, struct transaction_outcome *outcome, struct err *err)
{
	const char *first = NULL, *suffix = options->backup_suffix;
	*outcome = (struct transaction_outcome){ 0 };
	for (uint32_t i = count; i-- > 0;)
		if (!str_eq(files[i].old_text, files[i].new_text))
			first = files[i].path;
	/* With a '/' in it the backup would land in another folder. */
	if (first && suffix && (!*suffix || strchr(suffix, '/')))
		return err_set(err, ERR_REFUSED, first, 0, "the suffix of backups can't be empty or hold a '/'");

	struct transaction run = {
		.arena = arena, .left = BUF_INIT(arena), .notes = BUF_INIT(arena),
		.stages = { .arena = arena, .options = options, .folders = FOLDERS_INIT(arena),
			    .at = arena_array(arena, count, sizeof *run.stages.at) },
	};
	if (first && !names_draw(run.stages.tx))
		return err_set(err, ERR_REFUSED, first, errno, "no random number for the name of a temporary file");
	struct quiet before;
	quiet_begin(&before);
	bool ok = true;
	if (first)
		ok = find_files(&run, files, count, err) && admit_files(&run, err) && go(&run, err);
	else
		tidy(&run, files, count);
	bool lock_files = run.stages.folders.lock_files;
	folders_close(&run.stages.folders, &run.left);
	tell(&run, ok, lock_files, outcome);
	quiet_end(&before);
	return ok;
}
