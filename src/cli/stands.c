#include "cli/stands.h"

#include <string.h>

#include "cli/choice.h"
#include "cli/confine.h"

static const char *const formats[STANDS_FORMATS] = { "text", "markdown", "json" };

static bool take_format(struct cli *cli, const char *part, enum stands_format *format)
{
	const char *name = cli->flags.format ? cli->flags.format : formats[STANDS_TEXT];
	for (*format = STANDS_TEXT; *format < STANDS_FORMATS; (*format)++)
		if (!strcmp(name, formats[*format]))
			return true;
	cli_usage(cli, "rollout %s has the formats text, markdown and json, not %s", part, name);
	return false;
}

static const char *procedure_names(struct arena *arena)
{
	struct buf names = BUF_INIT(arena);
	for (unsigned i = 0; i < procedure_count; i++)
		buf_printf(&names, "%s%s", i == 0 ? "" : i + 1 < procedure_count ? ", " : " or ", procedure_table[i]->name);
	return buf_done(&names).at;
}

static bool take_procedure(struct cli *cli, const char *part, int count, char *const *arguments, struct stands *stands)
{
	const char *names = procedure_names(cli->arena);
	stands->procedure = count ? procedure_find(str_of(arguments[0])) : NULL;
	if (stands->procedure)
		return true;
	const struct procedure *near = count ? procedure_suggest(str_of(arguments[0])) : NULL;
	if (near)
		cli_usage(cli, "%s is no procedure; did you mean %s?", arguments[0], near->name);
	else if (count)
		cli_usage(cli, "%s is no procedure; there is %s", arguments[0], names);
	else
		cli_usage(cli, "say which procedure: mongoconf rollout %s %s [PATH...]", part, names);
	return false;
}

/* What only the comparison of two trees has a use for. */
static bool check_parameters(struct cli *cli, const struct procedure *procedure)
{
	struct err err = ERR_INIT(cli->arena);
	if (plan_check_parameters(procedure, &cli->flags.with, &err))
		return true;
	cli_fail(cli, &err);
	return false;
}

/* Flags without which a command that is copied would look at other files, or see less in them. */
static void keep_flags(struct cli *cli, struct invocation *invocation)
{
	const struct flags *flags = &cli->flags;
	const char **kept = arena_array(cli->arena, 9U + flags->inventory.count, sizeof *kept);
	const struct { const char *flag, *value; } texts[] = {
		{ "project", flags->project }, { "server-version", flags->server_version }, { "edition", flags->edition },
		{ "binary", flags->binary }, { "key-file-root", flags->key_file_root },
	};
	for (unsigned i = 0; i < sizeof texts / sizeof *texts; i++)
		if (texts[i].value)
			kept[invocation->flag_count++] = arena_printf(cli->arena, "--%s %.*s", texts[i].flag,
				STR_ARG(str_shell_word(cli->arena, str_of(texts[i].value))));
	for (uint32_t i = 0; i < flags->inventory.count; i++)
		kept[invocation->flag_count++] = arena_printf(cli->arena, "--inventory %.*s",
			STR_ARG(str_shell_word(cli->arena, str_of(flags->inventory.at[i]))));
	if (flags->no_project)
		kept[invocation->flag_count++] = "--no-project";
	if (flags->on_host)
		kept[invocation->flag_count++] = "--on-host";
	if (flags->trust_paths)
		kept[invocation->flag_count++] = "--trust-paths";
	if (flags->all_at_once)
		kept[invocation->flag_count++] = "--all-at-once";
	invocation->flags = kept;
}

static void add_fields(struct cli *cli, struct stands *stands, const struct fleet *fleet)
{
	uint32_t count;
	struct field *fields = procedure_fields(cli->arena, stands->procedure, fleet, &count);
	stands->at = arena_grow(cli->arena, stands->at, stands->count, (size_t)stands->count + count, sizeof *stands->at);
	for (uint32_t i = 0; i < count; i++)
		stand_find(cli->arena, stands->procedure, &fields[i], &stands->at[stands->count++]);
}

bool stands_take(struct cli *cli, const char *part, int count, char *const *arguments, struct stands *stands)
{
	*stands = (struct stands){ 0 };
	if (!take_procedure(cli, part, count, arguments, stands) || !check_parameters(cli, stands->procedure))
		return false;
	stands->invocation = (struct invocation){ .parameters = &cli->flags.with,
						  .paths = (const char *const *)(arguments + 1), .path_count = (uint32_t)count - 1 };
	keep_flags(cli, &stands->invocation);
	return true;
}

static void find(struct cli *cli, struct stands *stands)
{
	for (uint32_t i = 0; i < stands->fleets.count; i++)
		add_fields(cli, stands, &stands->fleets.parts[i].fleet);
	stands->invocation.many = stands->count > 1;
}

bool stands_find(struct cli *cli, struct stands *stands)
{
	find(cli, stands);
	if (!stands->count) {
		struct err err = ERR_INIT(cli->arena);
		err_set(&err, ERR_INPUT, NULL, 0, "no replica set and no sharded cluster was found in what was read; --verbose tells what "
			"each file was taken for");
		cli_fail(cli, &err);
	}
	return stands->count > 0;
}

/* A field that is held back is an error, and so is it when there is none: nothing of the procedure can be done. */
static bool is_held(const struct stands *stands)
{
	for (uint32_t i = 0; i < stands->count; i++)
		if (!stands->at[i].variant || stands->at[i].state == STAND_HELD)
			return true;
	return !stands->count;
}

bool stands_read(struct cli *cli, const char *part, int count, char *const *arguments, struct stands *stands)
{
	int fail_on;
	if (!stands_take(cli, part, count, arguments, stands) || !take_format(cli, part, &stands->format) ||
	    !choice_fail_on(cli, NULL, &fail_on) || !cli_may_write(cli) ||
	    !fleets_gather(cli, count - 1, arguments + 1, &stands->fleets))
		return false;
	confine_reading(cli, &(const struct gathering *){ &stands->fleets.gathering }, 1, false);
	if (!fleets_read(cli, &stands->fleets))
		return false;
	find(cli, stands);
	if (is_held(stands) && SEVERITY_ERROR >= fail_on)
		cli_raise(cli, 1);
	return true;
}
