#include "save/replace.h"

#include <signal.h>
#include <string.h>

#include "base/buf.h"
#include "save/stage.h"

/* What was in force before we asked not to be disturbed. */
struct disturbance {
	sigset_t mask;
	struct sigaction size;
};

static void disturbance_off(struct disturbance *before)
{
	sigset_t wait;
	sigemptyset(&wait);
	sigaddset(&wait, SIGINT);
	sigaddset(&wait, SIGTERM);
	sigaddset(&wait, SIGHUP);
	sigprocmask(SIG_BLOCK, &wait, &before->mask);
	/* SIGXFSZ comes from our own write() and can't wait; ignored, it is EFBIG. */
	struct sigaction ignore = { .sa_handler = SIG_IGN };
	sigaction(SIGXFSZ, &ignore, &before->size);
}

static void disturbance_on(const struct disturbance *before)
{
	sigaction(SIGXFSZ, &before->size, NULL);
	sigprocmask(SIG_SETMASK, &before->mask, NULL);
}

/* All that can be done while every file is still untouched. The names of the old versions are
 * durable before the first of them is needed. */
static bool prepare(struct stages *stages, struct err *err)
{
	static bool (*const steps[])(struct stage *stage, struct err *err) = {
		stage_write, stage_compare, stage_keep_old, stage_back_up,
	};
	for (size_t s = 0; s < sizeof steps / sizeof *steps; s++)
		for (uint32_t i = 0; i < stages->count; i++)
			if (!steps[s](&stages->at[i], err))
				return false;
	return stages_settle(stages, err);
}

static bool apply(struct stages *stages, struct err *err)
{
	for (uint32_t i = 0; i < stages->count; i++)
		if (!stage_recheck(&stages->at[i], err))
			return false;
	for (uint32_t i = 0; i < stages->count; i++)
		if (!stage_apply(&stages->at[i], err))
			return false;
	return stages_settle(stages, err);
}

/* Puts back what was replaced, and says in words what state that leaves. */
static const char *take_back(struct stages *stages)
{
	struct buf state = BUF_INIT(stages->arena);
	bool any = false;
	for (uint32_t i = stages->count; i-- > 0;) {
		struct stage *stage = &stages->at[i];
		any |= stage->tried;
		if (!stage->tried || stage_undo(stage))
			continue;
		buf_printf(&state, "%s%s holds its %s text, its old text lies in %s/%s",
			   state.len ? "; " : "", stage->file->path,
			   stage->applied ? "new" : "old or its new", stage->folder->path,
			   stage->old);
	}
	struct err unsettled = ERR_INIT(stages->arena);
	bool settled = !any || stages_settle(stages, &unsettled);
	if (state.len)
		return arena_printf(stages->arena, "and taking it back failed too: %s; every other "
				    "file holds its old text", buf_done(&state).at);
	return settled ? "no file was changed"
		       : "no file was changed, but a power cut now may bring new text back";
}

static void clean(struct stages *stages, bool failed, const char **left)
{
	struct buf names = BUF_INIT(stages->arena);
	for (uint32_t i = 0; i < stages->count; i++)
		stage_clean(&stages->at[i], failed, &names);
	if (failed) {
		/* A second name of an old file that came back with a power cut would make the
		 * next run refuse it as a hard link. A failure was reported already. */
		struct err unsettled = ERR_INIT(stages->arena);
		stages_settle(stages, &unsettled);
	}
	if (left && names.len)
		*left = buf_done(&names).at;
}

static bool run(struct stages *stages, const char **left, struct err *err)
{
	struct disturbance before;
	disturbance_off(&before);
	struct err first = ERR_INIT(stages->arena);
	bool ok = prepare(stages, &first) && apply(stages, &first);
	if (!ok) {
		const char *state = take_back(stages);
		err_set(err, first.kind, first.path, first.cause, "%s; %s", first.text, state);
	}
	clean(stages, !ok, left);
	disturbance_on(&before);
	return ok;
}

static bool changes(const struct replacement *file)
{
	return !str_eq(file->old_text, file->new_text);
}

bool save_replace(struct arena *arena, const struct replacement *files, uint32_t count,
		  const char *backup_suffix, const char **left, struct err *err)
{
	if (left)
		*left = NULL;
	const char *first = NULL;
	for (uint32_t i = count; i-- > 0;)
		if (changes(&files[i]))
			first = files[i].path;
	if (!first)
		return true;
	/* With a '/' in it the backup would land in another folder. */
	if (backup_suffix && (!*backup_suffix || strchr(backup_suffix, '/')))
		return err_set(err, ERR_REFUSED, first, 0,
			       "the suffix of backups can't be empty or hold a '/'");

	struct stages stages;
	bool ok = stages_init(arena, count, backup_suffix, first, &stages, err);
	for (uint32_t i = 0; ok && i < count; i++)
		if (changes(&files[i]))
			ok = stage_open(&stages, &files[i], err);
	if (ok)
		ok = run(&stages, left, err);
	stages_close(&stages);
	return ok;
}
