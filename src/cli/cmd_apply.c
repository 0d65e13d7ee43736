#include <string.h>

#include "cli/rewrite.h"
#include "fleet/project.h"
#include "rules/rule.h"
#include "transforms/transform.h"

enum { TRANSFORMS_MAX = 32 };

struct plan {
	const struct transform *steps[TRANSFORMS_MAX];
	unsigned count;
	struct parameters parameters;
	bool upgrades;
	struct cli *cli;
	const struct project *project;
};

/* ---- what the release still refuses ---- */

/* The first thing that stops a server, or NULL. What __exec and __rest need is on the server's command line. */
static const struct diag *first_error(struct arena *arena, const struct config *config)
{
	struct sink *sink = arena_alloc(arena, sizeof *sink);
	struct fleet fleet;
	bool *selected = arena_array(arena, rule_count, sizeof *selected);
	*sink = (struct sink)SINK_INIT(arena);
	fleet_infer(arena, &config, 1, &fleet);
	struct lint lint = { .arena = arena, .sink = sink, .fleet = &fleet, .server = config->target.server,
			     .expand_rest = true, .expand_exec = true };
	for (unsigned i = 0; i < rule_count; i++)
		selected[i] = !rule_table[i]->off && (rule_is_named(rule_table[i], STR("syntax")) ||
						      rule_is_named(rule_table[i], STR("startup")));
	rules_run(&lint, selected, &config, 1);
	sink_sort(sink);
	sink_trim(sink);
	for (uint32_t i = 0; i < sink->count; i++)
		if (sink->at[i]->severity == SEVERITY_ERROR)
			return sink->at[i];
	return NULL;
}

/* The release is no excuse: what is left is wrong in itself, and only the operator knows what was meant. */
static bool check_upgraded(const struct draft *draft, const struct target *to, struct err *err)
{
	struct config config;
	config_read(draft->arena, &draft->now, to, &config);
	const struct diag *diag = first_error(draft->arena, &config);
	return !diag || source_refuse(draft->original, draft_origin(draft, diag->at.at), err,
				      "%s %s would not start with this: %s%s%s [%s]",
				      config.target.binary == BINARY_MONGOS ? "mongos" : "mongod",
				      version_text(draft->arena, to->server), diag->message, diag->help ? "; " : "",
				      diag->help ? diag->help : "", diag->kind->id);
}

/* Where the command line is silent, the project file says which server a file is for. */
static struct parameters parameters_for(const struct plan *plan, const struct draft *draft)
{
	struct parameters parameters = plan->parameters;
	struct target target = { 0 };
	if (plan->project)
		project_target(draft->arena, plan->project, draft->original->name, &target);
	if (!version_known(parameters.server))
		parameters.server = target.server;
	if (!plan->cli->flags.edition && target.edition)
		parameters.to.edition = target.edition;
	if (!parameters.to.binary)
		parameters.to.binary = target.binary;
	return parameters;
}

static bool change(void *context, struct draft *draft, struct buf *remarks, struct err *err)
{
	const struct plan *plan = context;
	struct parameters parameters = parameters_for(plan, draft);
	struct application application = { draft, &parameters, remarks, err };
	for (unsigned i = 0; i < plan->count; i++)
		if (!plan->steps[i]->apply(&application))
			return false;
	return !plan->upgrades || check_upgraded(draft, &parameters.to, err);
}

/* ---- the command line ---- */

static void unknown_transform(struct cli *cli, struct str name)
{
	if (!name.len) {
		cli_usage(cli, "the name of a transform is empty; see mongoconf list transforms");
		return;
	}
	enum { NEAR = 3 };
	const struct transform *best = NULL;
	unsigned least = NEAR + 1;
	for (unsigned i = 0; i < transform_count; i++) {
		unsigned edits = str_distance(name, str_of(transform_table[i]->name), NEAR);
		if (edits < least) {
			least = edits;
			best = transform_table[i];
		}
	}
	if (best) {
		cli_usage(cli, "there is no transform %.*s; did you mean %s?", STR_ARG(name), best->name);
		return;
	}
	cli_usage(cli, "there is no transform %.*s; see mongoconf list transforms", STR_ARG(name));
}

static bool take_steps(struct cli *cli, struct plan *plan, const char *list)
{
	struct str rest = str_of(list), name;
	while (str_split(&rest, ',', &name)) {
		const struct transform *transform = transform_find(name);
		if (!transform) {
			unknown_transform(cli, name);
			return false;
		}
		if (plan->count == TRANSFORMS_MAX) {
			cli_usage(cli, "more than %d transforms in one run", TRANSFORMS_MAX);
			return false;
		}
		plan->steps[plan->count++] = transform;
	}
	return true;
}

static bool has_step(const struct plan *plan, const char *name)
{
	for (unsigned i = 0; i < plan->count; i++)
		if (!strcmp(plan->steps[i]->name, name))
			return true;
	return false;
}

/* A parameter and its transform go together: one without the other is a slip. */
static bool pair(struct cli *cli, const struct plan *plan, const char *step, const char *flag, bool given, bool needed)
{
	bool used = has_step(plan, step);
	if (used && needed && !given)
		cli_usage(cli, "%s needs --%s", step, flag);
	else if (given && !used)
		cli_usage(cli, "--%s belongs to %s, which is not among the transforms", flag, step);
	else
		return true;
	return false;
}

static bool take_parameters(struct cli *cli, struct plan *plan)
{
	const struct flags *flags = &cli->flags;
	plan->parameters = (struct parameters){
		.key_file = flags->key_file, .bind_ip = flags->bind_ip, .replace = flags->replace };
	if (!cli_server_version(cli, &plan->parameters.server) ||
	    !pair(cli, plan, "add-keyfile", "key-file", flags->key_file != NULL, true) ||
	    !pair(cli, plan, "add-keyfile", "replace", flags->replace, false) ||
	    !pair(cli, plan, "ensure-bindIp", "bind-ip", flags->bind_ip != NULL, true) ||
	    !pair(cli, plan, "upgrade", "to", flags->to != NULL, true) ||
	    !pair(cli, plan, "upgrade", "edition", flags->edition != NULL, false) ||
	    !pair(cli, plan, "upgrade", "binary", flags->binary != NULL, false))
		return false;
	plan->upgrades = has_step(plan, "upgrade");
	if (plan->upgrades && !cli_target_to(cli, &plan->parameters.to))
		return false;
	if (flags->key_file && flags->key_file[0] != '/') {
		cli_usage(cli, "--key-file \"%s\": give the absolute path that the keyfile has on the server's host",
			  flags->key_file);
		return false;
	}
	return true;
}

void cmd_apply(struct cli *cli, int count, char *const *arguments)
{
	struct plan plan = { .cli = cli };
	if (count < 2) {
		cli_usage(cli, "say which transforms, and on which files: mongoconf apply TRANSFORM[,TRANSFORM...] PATH...");
		return;
	}
	if (take_steps(cli, &plan, arguments[0]) && take_parameters(cli, &plan) &&
	    cli_project(cli, count - 1, arguments + 1, &plan.project))
		rewrite_run(cli, count - 1, arguments + 1, change, &plan);
}
