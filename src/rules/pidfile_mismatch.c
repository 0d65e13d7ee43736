#include "rules/ask.h"
#include "rules/beside.h"

/* /var/run is a link to /run. */
static struct str real_path(struct str path)
{
	return str_starts(path, "/var/run/") ? str_sub(path, 4, path.len) : path;
}

static void check(const struct lint *lint, const struct rule *rule, const struct fleet *fleet)
{
	for (uint32_t i = 0; i < fleet->witness_count; i++) {
		const struct witness *witness = &fleet->witnesses[i];
		const struct unit_file *unit = witness->entry->unit;
		if (!witness->file || !unit || !beside_is_unit(witness) || !unit->pid_file.source || unit->pid_file.unknown ||
		    !str_is(unit->type.text, "forking") || !ask_whole(witness->config) ||
		    ask_true(witness->config, "processManagement.fork") != ANSWER_YES)
			continue;
		const struct setting *path = config_find(witness->config, "processManagement.pidFilePath");
		if (path && (path->kind != SETTING_SCALAR || str_eq(real_path(path->text), real_path(unit->pid_file.text))))
			continue;
		const struct setting *at = path ? path : config_find(witness->config, "processManagement.fork");
		struct diag *diag = sink_add(lint->sink, &rule->kind, rule->severity, beside_source(witness, at), ask_place(at),
					     path ? "%s looks for the pid file at %s, and it is not written there"
						  : "%s looks for the pid file at %s, and none is written", unit->name,
					     unit->pid_file.text.at);
		diag->option = "processManagement.pidFilePath";
		diag->server = arena_printf(lint->arena, "starts; systemd waits for the file until the start times out: Can't open PID file "
					    "%s (yet?) after start", unit->pid_file.text.at);
		diag->help = arena_printf(lint->arena, "set processManagement.pidFilePath: %s", unit->pid_file.text.at);
		ask_fix_set(lint, diag, witness->file, SAFETY_UNSAFE, "processManagement.pidFilePath", unit->pid_file.text.at);
		diag_note(lint->sink, diag, unit->pid_file.source, unit->pid_file.at, "%s", "named here");
	}
}

#define UNIT \
	"[Service]\nType=forking\nPIDFile=/run/mongodb/mongod.pid\nExecStart=/usr/bin/mongod --config /etc/mongod.conf\n"
#define CONFIG(path) \
	"processManagement:\n  fork: true\n  pidFilePath: " path "\nsystemLog:\n  destination: syslog\n"

const struct rule rule_pidfile_mismatch = {
	.kind = { "pidfile-mismatch", "fleet" },
	.severity = SEVERITY_ERROR,
	.scope = SCOPE_FLEET,
	.title = "a unit that looks for the pid file where the server does not write it",
	.why = "A unit of Type=forking learns from PIDFile= which process the server is. Where the config names another file, or none, "
	       "systemd waits for it until the start times out, and kills the server. /var/run is the same as /run.",
	.server = "Can't open PID file /run/mongodb/mongod.pid (yet?) after start: No such file or directory",
	.bad = (const struct example[]){
		{ "mongod.service", UNIT }, { "mongod.conf", CONFIG("/var/lib/mongo/mongod.pid") }, { 0 } },
	.good = (const struct example[]){
		{ "mongod.service", UNIT }, { "mongod.conf", CONFIG("/var/run/mongodb/mongod.pid") }, { 0 } },
	.check_fleet = check,
};
