/* Accepts the findings of today; with --prune, only takes out what was accepted and is no more. */
#include "cli/aside.h"

#include <string.h>

#include "base/os.h"
#include "save/transaction.h"

/* The baseline of a unit, as it will be. */
struct change {
	const char *path;
	const struct baseline *old;  /* NULL: there is none */
	struct baseline_entry *entries;
	uint32_t count, fresh, stale;
};

/* What is said of the baseline itself is not to be accepted. */
static bool is_acceptable(const struct diag *diag)
{
	return !rule_find(str_of(diag->kind->id))->check_baseline;
}

static void plan(struct linting *linting, uint32_t unit, struct change *change)
{
	struct arena *arena = linting->cli->arena;
	const struct sink *fresh = &linting->fresh[unit];
	const struct baseline *old = linting->baselines[unit];
	*change = (struct change){ .path = aside_baseline_path(linting, &linting->gathering.units[unit]), .old = old };
	change->entries = arena_array(arena, fresh->count + (size_t)(old ? old->count : 0), sizeof *change->entries);
	for (uint32_t i = 0; old && i < old->count; i++) {
		if (old->entries[i].stale)
			change->stale++;
		else
			change->entries[change->count++] = old->entries[i];
	}
	for (uint32_t i = 0; i < fresh->count && !linting->cli->flags.prune; i++) {
		if (!is_acceptable(fresh->at[i]))
			continue;
		struct baseline_entry entry = baseline_entry_of(fresh->at[i]);
		if (rule_needs_release(rule_find(entry.rule)) && version_known(linting->servers[unit]))
			entry.server = str_of(version_text(arena, linting->servers[unit]));
		change->entries[change->count++] = entry;
		change->fresh++;
	}
}

static bool write_new(struct cli *cli, const char *path, struct str text)
{
	struct err err = ERR_INIT(cli->arena);
	cli->flags.output = path;
	if (!cli_may_write(cli))
		return false;
	if (os_write_report(path, text, &err))
		return true;
	cli_fail(cli, &err);
	return false;
}

static bool replace(struct cli *cli, const struct baseline *old, struct str text)
{
	const struct replacement all = { old->source->name, &old->source->id, old->source->text, text };
	struct err err = ERR_INIT(cli->arena);
	return cli_save(cli, cli->arena, &all, 1, &err);
}

static void say(struct cli *cli, const struct change *change, bool changed)
{
	const char *done = !changed ? "unchanged" : cli->flags.check ? "would change" : "written";
	struct buf more = BUF_INIT(cli->arena);
	if (change->fresh)
		buf_printf(&more, ", %u of them new", change->fresh);
	if (change->stale)
		buf_printf(&more, "; %u that %s not there any more taken out", change->stale, change->stale == 1 ? "is" : "are");
	cli_say(cli, "%s: %s: %u accepted finding%s%.*s", change->path, done, change->count, change->count == 1 ? "" : "s",
		STR_ARG(buf_done(&more)));
}

static void carry_out(struct cli *cli, const struct change *change)
{
	struct buf text = BUF_INIT(cli->arena);
	baseline_write(&text, change->entries, change->count);
	/* Where there was none and nothing is to be accepted, none is needed, unless it is asked for by name. */
	bool changed = change->old ? !str_eq(change->old->source->text, buf_done(&text)) : change->count > 0 || cli->flags.baseline;
	bool done = !changed || cli->flags.check ||
		    (change->old ? replace(cli, change->old, buf_done(&text)) : write_new(cli, change->path, buf_done(&text)));
	if (done)
		say(cli, change, changed);
	if (changed && cli->flags.check)
		cli_raise(cli, 1);
}

void cmd_baseline(struct cli *cli, int count, char *const *arguments)
{
	struct linting linting = { .cli = cli, .accepting = true, .fingerprints = true };
	if (!linting_open(&linting, count, arguments))
		return;
	if (cli->flags.baseline && linting.gathering.count > 1) {
		cli_usage(cli, "--baseline %s: these files belong to several projects, each with a baseline of its own", cli->flags.baseline);
		return;
	}
	linting_run(&linting);
	/* What could not be read would be taken for mended. */
	for (uint32_t i = 0; cli->status == 0 && i < linting.gathering.count; i++) {
		struct change change;
		plan(&linting, i, &change);
		carry_out(cli, &change);
	}
	linting_close(&linting);
}
