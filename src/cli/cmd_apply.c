#include <string.h>

#include "cli/apply_keyfile.h"
#include "cli/rewrite.h"
#include "rules/rule.h"
#include "transforms/steps.h"

struct plan {
	struct transform_step *steps;
	unsigned count;
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

static bool is_upgrade(const struct transform_step *step)
{
	return !strcmp(step->transform->name, "upgrade");
}

static bool change(void *context, const struct target *target, struct draft *draft, struct buf *remarks, struct err *err)
{
	const struct plan *plan = context;
	const struct transform_step *steps = transform_steps_for(plan->steps, plan->count, target, draft->arena);
	if (!transform_run(steps, plan->count, draft, remarks, err))
		return false;
	for (unsigned i = 0; i < plan->count; i++)
		if (is_upgrade(&steps[i]) && !check_upgraded(draft, &steps[i].parameters.to, err))
			return false;
	return true;
}

/* ---- the command line ---- */

static bool take_steps(struct cli *cli, struct plan *plan, const char *list)
{
	struct parameters *given = &cli->flags.with;
	struct err err = ERR_INIT(cli->arena);
	if (!cli_server_version(cli, &given->server))
		return false;
	if (!transform_steps(cli->arena, str_of(list), given, &plan->steps, &plan->count, &err) ||
	    !transform_check_given(plan->steps, plan->count, given, &err)) {
		cli_fail(cli, &err);
		return false;
	}
	for (unsigned i = 0; i < plan->count; i++)
		if (is_upgrade(&plan->steps[i]) && !cli_target_to(cli, &plan->steps[i].parameters))
			return false;
	return true;
}

void cmd_apply(struct cli *cli, int count, char *const *arguments)
{
	struct plan plan = { 0 };
	if (count < 2) {
		cli_usage(cli, "say which transforms, and on which files: mongoconf apply TRANSFORM[,TRANSFORM...] PATH...");
		return;
	}
	if (!take_steps(cli, &plan, arguments[0]))
		return;
	if (plan.steps[0].transform->apply_keyfile)
		apply_keyfile(cli, &plan.steps[0], count - 1, arguments + 1);
	else
		rewrite_run(cli, count - 1, arguments + 1, change, &plan);
}
