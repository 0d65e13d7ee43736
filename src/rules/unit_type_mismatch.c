#include <string.h>

#include "rules/ask.h"
#include "rules/beside.h"

static const char *type_of(const struct unit_file *unit)
{
	return unit->type.source ? unit->type.text.at : "simple";
}

/* systemd and Docker watch the process that they started. */
static void check_forks(const struct lint *lint, const struct rule *rule, const struct witness *witness)
{
	const struct setting *fork = config_find(witness->config, "processManagement.fork");
	const struct unit_file *unit = witness->entry->unit;
	struct diag *diag = sink_add(lint->sink, &rule->kind, SEVERITY_WARNING, beside_source(witness, fork), ask_place(fork),
				     unit ? "it goes to the background, and %s is no unit of Type=forking"
					  : "it goes to the background, and the container of %s ends", witness->entry->name);
	diag->option = "processManagement.fork";
	diag->server = unit ? "starts; systemd takes its first process for the server, and stops or restarts it: Start request "
			      "repeated too quickly" : "starts; the container exits with 0 at once, with the server in it";
	diag->help = unit ? "remove fork; or set Type=forking and PIDFile= in the unit" : "remove fork";
	if (beside_source(witness, fork) == witness->file->source)
		ask_fix_unset(lint, diag, witness->file, SAFETY_UNSAFE, "processManagement.fork");
	if (unit && unit->type.source)
		diag_note(lint->sink, diag, unit->type.source, unit->type.at, "%s", "the unit's type");
	else
		beside_note(lint, diag, witness);
}

static void check_waits(const struct lint *lint, const struct rule *rule, const struct witness *witness)
{
	const struct unit_file *unit = witness->entry->unit;
	struct diag *diag = sink_add(lint->sink, &rule->kind, SEVERITY_WARNING, unit->type.source, unit->type.at,
				     "%s waits for a server that goes to the background, and this one does not", unit->name);
	diag->option = "processManagement.fork";
	diag->server = "starts; systemd waits until the start times out, and kills it";
	diag->help = "leave Type= out, or set processManagement.fork: true with a pidFilePath";
	diag_note(lint->sink, diag, witness->file->source, config_start(witness->file), "it is started with this config");
}

static void check(const struct lint *lint, const struct rule *rule, const struct fleet *fleet)
{
	for (uint32_t i = 0; i < fleet->witness_count; i++) {
		const struct witness *witness = &fleet->witnesses[i];
		const struct unit_file *unit = witness->entry->unit;
		if (!witness->file || !ask_whole(witness->config) || (unit && (!unit->whole || unit->type.unknown)))
			continue;
		enum answer forks = ask_true(witness->config, "processManagement.fork");
		bool waits = unit && !strcmp(type_of(unit), "forking");
		if (forks == ANSWER_YES && !waits && !(unit && !strcmp(type_of(unit), "oneshot")))
			check_forks(lint, rule, witness);
		else if (forks == ANSWER_NO && waits && beside_is_unit(witness))
			check_waits(lint, rule, witness);
	}
}

#define UNIT(type) "[Service]\nType=" type "\nExecStart=/usr/bin/mongod --config /etc/mongod.conf\n"
#define CONFIG \
	"processManagement:\n  fork: true\n  pidFilePath: /run/mongodb/mongod.pid\nsystemLog:\n  destination: syslog\n"

const struct rule rule_unit_type_mismatch = {
	.kind = { "unit-type-mismatch", "fleet" },
	.severity = SEVERITY_WARNING,
	.scope = SCOPE_FLEET,
	.title = "a server that goes to the background, and a supervisor that does not expect it, or the other way round",
	.why = "A unit of Type=forking waits until the process that it started ends, and takes the one left behind for the server. A unit "
	       "of another type, and a container, takes the first process for the server, and with processManagement.fork that ends "
	       "at once. Units and Compose files that stand beside the configs are looked at.",
	.server = "Start request repeated too quickly",
	.bad = (const struct example[]){ { "mongod.service", UNIT("simple") }, { "mongod.conf", CONFIG }, { 0 } },
	.good = (const struct example[]){ { "mongod.service", UNIT("forking") }, { "mongod.conf", CONFIG }, { 0 } },
	.check_fleet = check,
};
