/* The flags that say which server is meant, as a target. */

#include <string.h>

#include "cli/cli.h"
#include "fleet/project.h"
#include "reference/server.h"
#include "schema/target.h"

const struct target_word cli_binaries[] = {
	{ "mongod", BINARY_MONGOD },
	{ "mongos", BINARY_MONGOS },
	{ 0 },
};

const struct target_word cli_editions[] = {
	{ "community", EDITION_COMMUNITY },
	{ "enterprise", EDITION_ENTERPRISE },
	{ "percona", EDITION_PERCONA },
	{ 0 },
};

/* 0 when it is none of them. */
static unsigned find_bit(const struct target_word *words, const char *name)
{
	for (; words->name; words++)
		if (!strcmp(words->name, name))
			return words->bit;
	return 0;
}

bool cli_server_version(struct cli *cli, struct version *version)
{
	*version = (struct version){ 0 };
	const char *text = cli->flags.server_version;
	if (!text || version_parse(str_of(text), version))
		return true;
	cli_usage(cli, "--server-version %s is no version; write it as 7.0 or 4.4.18", text);
	return false;
}

/* A release that nobody knows yet can't be brought a config for. */
static bool take_release(struct cli *cli, const char *text, struct version *release)
{
	struct version newest = server_releases[SERVER_RELEASES - 1], oldest = server_releases[0];
	if (!version_parse(str_of(text), release)) {
		cli_usage(cli, "--to \"%s\" is no version; write it as 7.0 or 4.4.18", text);
		return false;
	}
	oldest.patch = 0;
	if (version_at_least(*release, oldest) && version_at_least(newest, *release))
		return true;
	cli_usage(cli, "--to %s: only servers from %s to %s are known", text, version_text(cli->arena, oldest),
		  version_text(cli->arena, newest));
	return false;
}

/* The table of options begins with 3.4: an older server is judged by that, and not told about. */
static bool take_version(struct cli *cli, struct target *target)
{
	static const struct version oldest = VERSION(2, 6);
	if (!cli_server_version(cli, &target->server))
		return false;
	if (!version_known(target->server) || version_at_least(target->server, oldest))
		return true;
	cli_usage(cli, "--server-version %s: servers before 2.6 have no configs in YAML, and are not known", cli->flags.server_version);
	return false;
}

static bool take_binary(struct cli *cli, const char *name, struct target *target)
{
	target->binary = name ? find_bit(cli_binaries, name) : 0;
	if (!name || target->binary)
		return true;
	cli_usage(cli, "--binary is mongod or mongos, not %s", name);
	return false;
}

/* Who names a release means the servers that most people run, unless he says another. */
static bool take_edition(struct cli *cli, const char *name, struct target *target)
{
	target->edition = name ? find_bit(cli_editions, name) : version_known(target->server) ? EDITION_COMMUNITY : 0;
	if (!name || target->edition)
		return true;
	cli_usage(cli, "--edition is community, enterprise or percona, not %s", name);
	return false;
}

bool cli_target(struct cli *cli, struct target *target)
{
	*target = (struct target){ 0 };
	return take_binary(cli, cli->flags.binary, target) && take_version(cli, target) &&
	       take_edition(cli, cli->flags.edition, target);
}

bool cli_target_told(struct cli *cli, struct target *target)
{
	static const struct version oldest = VERSION(3, 4);
	if (!cli_target(cli, target))
		return false;
	if (!version_known(target->server) || version_at_least(target->server, oldest))
		return true;
	cli_usage(cli, "--server-version %s: only servers from 3.4 on are known", cli->flags.server_version);
	return false;
}

bool cli_target_to(struct cli *cli, struct parameters *parameters)
{
	struct target *target = &parameters->to;
	*target = (struct target){ 0 };
	return take_binary(cli, parameters->binary, target) && take_release(cli, parameters->release, &target->server) &&
	       take_edition(cli, parameters->edition, target);
}

void cli_target_over(const struct cli *cli, const struct target *said, const struct target *project, const struct target *told,
		     struct target *target)
{
	const struct flags *flags = &cli->flags;
	*target = *project;
	if (told && !version_known(target->server))
		target->server = told->server;
	if (told && !target->edition)
		target->edition = told->edition;
	if (told && !target->binary)
		target->binary = told->binary;
	if (flags->server_version)
		target->server = said->server;
	if (flags->edition)
		target->edition = said->edition;
	if (flags->binary)
		target->binary = said->binary;
	if (version_known(target->server) && !target->edition)
		target->edition = EDITION_COMMUNITY;
}

void cli_target_of(struct cli *cli, const struct target *said, const struct project *project, const char *path,
		   const struct target *told, struct target *target)
{
	struct target of_project = { 0 };
	if (project)
		project_target(cli->arena, project, path, &of_project);
	cli_target_over(cli, said, &of_project, told, target);
}

void cli_effort(struct cli *cli, const struct project *project)
{
	struct err err = ERR_INIT(cli->arena);
	if (project && !project_check_effort(project, &err))
		cli_fail(cli, &err);
}

bool cli_project(struct cli *cli, int count, char *const *arguments, const struct project **out)
{
	struct err err = ERR_INIT(cli->arena);
	const char *path = cli->flags.project;
	*out = NULL;
	if (cli->flags.no_project && path) {
		cli_usage(cli, "--project names a project file, and --no-project reads none; give one of them");
		return false;
	}
	bool found = !cli->flags.no_project && !path;
	if (found)
		path = project_find(cli->arena, count && strcmp(arguments[0], "-") ? arguments[0] : ".");
	if (!path || cli->flags.no_project)
		return true;
	struct project *project = arena_alloc(cli->arena, sizeof *project);
	*out = project;
	if ((!found || project_check_file(cli->arena, path, &err)) && project_read(cli->arena, path, project, &err))
		return true;
	cli_fail(cli, &err);
	return false;
}
