#include "cli/apply_keyfile.h"

#include <string.h>

#include "base/os.h"
#include "config/keyfile_write.h"
#include "fleet/project.h"
#include "save/transaction.h"

struct run {
	struct cli *cli;
	const struct transform_step *step;
	const struct project *project;
	struct arena *scratch;           /* all that has keys in it */
	struct keyfile_change *changes;
	struct replacement *files;
	struct str key;                  /* that of --from-keyfile */
	uint32_t count, changed;
};

/* ---- what is asked ---- */

static bool flags_fit(struct cli *cli, const char *transform, int count, char *const *paths)
{
	const struct flags *flags = &cli->flags;
	const struct {
		bool given;
		const char *name;
	} printing[] = { { flags->diff, "diff" }, { flags->to_stdout, "stdout" } };
	for (unsigned i = 0; i < sizeof printing / sizeof *printing; i++)
		if (printing[i].given) {
			cli_usage(cli, "%s does not take --%s: keys are never printed", transform, printing[i].name);
			return false;
		}
	if (flags->backup) {
		cli_usage(cli, "%s does not take --backup: it would leave keys in files that nobody looks after", transform);
		return false;
	}
	for (int i = 0; i < count; i++)
		if (!strcmp(paths[i], "-")) {
			cli_usage(cli, "%s changes keyfiles where they are, and prints none: - is no PATH for it", transform);
			return false;
		}
	return true;
}

/* The only key of FILE. */
static bool read_key(struct run *run, const char *path)
{
	struct err err = ERR_INIT(run->cli->arena);
	struct keyfile_change file = { .arena = run->cli->arena, .scratch = run->scratch, .path = path };
	if (os_read_file(run->scratch, path, &file.bytes, NULL, &err) && keyfile_change_open(&file, &err)) {
		if (file.count == 1) {
			run->key = file.keys[0];
			return true;
		}
		err_set(&err, ERR_REFUSED, path, 0, "holds two keys; the file of --from-keyfile holds the new one alone");
	}
	cli_fail(run->cli, &err);
	return false;
}

/* ---- each file ---- */

static bool check_server(struct run *run, const char *path, struct err *err)
{
	static const struct version since = VERSION(4, 2);
	struct version server = run->step->parameters.server;
	if (!version_known(server) && run->project) {
		struct target target = { 0 };
		project_target(run->cli->arena, run->project, path, &target);
		server = target.server;
	}
	return !version_known(server) || version_at_least(server, since) ||
	       err_set(err, ERR_REFUSED, path, 0, "before 4.2 a keyfile holds one key, and this is for servers of %s; with them a new "
		       "key means to stop all members", version_text(run->cli->arena, server));
}

static bool change_file(struct run *run, struct keyfile_change *change, struct err *err)
{
	struct keyfile_application application = { change, &run->step->parameters, run->key, err };
	return check_server(run, change->path, err) && keyfile_change_open(change, err) &&
	       run->step->transform->apply_keyfile(&application);
}

/* All of them, so that everything that is wrong is said at once. */
static bool change_files(struct run *run, char *const *paths)
{
	bool ok = true;
	struct identity *ids = arena_array(run->cli->arena, run->count, sizeof *ids);
	for (uint32_t i = 0; i < run->count; i++) {
		struct err err = ERR_INIT(run->cli->arena);
		struct keyfile_change *change = &run->changes[i];
		*change = (struct keyfile_change){ .arena = run->cli->arena, .scratch = run->scratch, .path = paths[i],
						   .normalise = run->step->parameters.normalise };
		if (!os_read_file(run->scratch, paths[i], &change->bytes, &ids[i], &err) || !change_file(run, change, &err)) {
			cli_fail(run->cli, &err);
			ok = false;
			continue;
		}
		run->files[i] = (struct replacement){ change->path, &ids[i], change->bytes, change->result };
		run->changed += change->changes;
	}
	cli_effort(run->cli, run->project);
	return ok && !run->cli->status;
}

/* ---- all of them ---- */

/* What shares a key now has to share one when both are changed, and when the one that restarts first is. */
static bool stay_together(const struct keyfile_change *a, const struct keyfile_change *b)
{
	return !keyfile_share(&a->before, &b->before) ||
	       (keyfile_share(&a->after, &b->after) &&
		(keyfile_share(&a->after, &b->before) || keyfile_share(&a->before, &b->after)));
}

static bool check_together(struct run *run)
{
	for (uint32_t i = 0; !run->cli->flags.force && i < run->count; i++)
		for (uint32_t k = i + 1; k < run->count; k++) {
			struct err err = ERR_INIT(run->cli->arena);
			if (stay_together(&run->changes[i], &run->changes[k]))
				continue;
			err_set(&err, ERR_REFUSED, run->changes[i].path, 0, "has a key in common with %s, and would have none with this "
				"change: members with these files would be cut off from each other; give both the same keys first, or "
				"use --force if all of them are stopped at once", run->changes[k].path);
			cli_fail(run->cli, &err);
			return false;
		}
	return true;
}

static const char *ids_of(struct arena *arena, const struct keyfile *keyfile)
{
	return keyfile->count == 1 ? keyfile->keys[0].id
				   : arena_printf(arena, "%s, then %s", keyfile->keys[0].id, keyfile->keys[1].id);
}

static void say_next(struct run *run)
{
	const struct keyfile_change *first = NULL;
	for (uint32_t i = 0; i < run->count && !first; i++)
		first = run->changes[i].after.count != run->changes[i].count ? &run->changes[i] : NULL;
	if (!first && !run->changed && run->step->parameters.key_id)
		cli_say(run->cli, "none of them has a key %s", run->step->parameters.key_id);
	if (!first)
		return;
	if (first->after.count == 2)
		cli_say(run->cli, "restart the members one by one; a member in transition offers its first key alone. When all run with "
			"both: mongoconf apply keyfile-drop-key --key-id %s", first->after.keys[0].id);
	else
		cli_say(run->cli, "restart the members one by one, after all of them have run with both keys");
}

/* Also where nothing changes: a run that was killed may have left old keys beside the files, and they go. */
static void finish(struct run *run)
{
	struct cli *cli = run->cli;
	struct err err = ERR_INIT(cli->arena);
	bool check = cli->flags.check;
	if (!check && !cli_save(cli, run->scratch, run->files, run->count, &err))
		return;
	for (uint32_t i = 0; i < run->count; i++) {
		const struct keyfile_change *change = &run->changes[i];
		cli_say(cli, "%s: %s: %s", change->path, !change->changes ? "unchanged" : check ? "would change" : "changed",
			ids_of(cli->arena, &change->after));
		if (change->changes && change->anew && str_has_char(change->bytes, '#'))
			cli_say(cli, "%s: note: it is not plain, so it is written anew, without its comments", change->path);
	}
	if (!check)
		say_next(run);
	else if (run->changed)
		cli_raise(cli, 1);
}

static void run_on(struct run *run, char *const *paths)
{
	const char *from = run->step->parameters.from_keyfile;
	if (!cli_settled(run->cli, (const char *const *)paths, run->count))
		return;
	if (!((!from || read_key(run, from)) && change_files(run, paths) && check_together(run)))
		cli_say(run->cli, "no file was changed");
	else
		finish(run);
}

void apply_keyfile(struct cli *cli, const struct transform_step *step, int count, char *const *paths)
{
	struct arena scratch = ARENA_INIT;
	struct run run = { .cli = cli, .step = step, .scratch = &scratch, .count = (uint32_t)count };
	if (!flags_fit(cli, step->transform->name, count, paths) || !cli_project(cli, count, paths, &run.project))
		return;
	run.changes = arena_array(&scratch, run.count, sizeof *run.changes);
	run.files = arena_array(&scratch, run.count, sizeof *run.files);
	run_on(&run, paths);
	arena_wipe(&scratch);
}
