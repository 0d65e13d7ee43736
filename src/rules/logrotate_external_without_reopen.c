#include "rules/ask.h"
#include "rules/beside.h"

/* The path of a log that the server itself moves away when it is signalled; NULL: it does not, or it is not known. */
static const struct setting *moved_log(const struct config *config)
{
	const struct setting *path = config_find(config, "systemLog.path"), *rotate = config_find(config, "systemLog.logRotate");
	bool renames = !rotate ? !config_is_opaque(config, "systemLog.logRotate")
			       : ask_word(config, "systemLog.logRotate", "rename") == ANSWER_YES;
	bool file = ask_word(config, "systemLog.destination", "file") == ANSWER_YES;
	return renames && file && path && path->kind == SETTING_SCALAR ? path : NULL;
}

/* Each host may have its own: the one that lies nearest to the config is meant. */
static void check_member(const struct lint *lint, const struct rule *rule, const struct config *config,
			 const struct log_rotations *rotations)
{
	const struct setting *rotate = config_find(config, "systemLog.logRotate"), *path = moved_log(config);
	const struct log_rotation *rotation = !path ? NULL
		: log_rotations_nearest(rotations, str_cstr(lint->arena, path->text), source_path(config->source));
	if (!rotation)
		return;
	const struct setting *at = rotate ? rotate : path;
	struct diag *diag = sink_add(lint->sink, &rule->kind, rule->severity, setting_source(config, at), ask_place(at),
				     "logrotate moves the log away, and the server renames it once more when it is signalled");
	diag->option = "systemLog.logRotate";
	diag->server = "puts aside the empty file that it finds, with the date in its name, or says: Log rotation failed";
	diag->help = "set systemLog.logRotate: reopen and systemLog.logAppend: true";
	if (ask_true(config, "systemLog.logAppend") == ANSWER_YES)
		ask_fix_set(lint, diag, config, SAFETY_UNSAFE, "systemLog.logRotate", "reopen");
	diag_note(lint->sink, diag, rotation->source, rotation->signal, "%s", "signalled here, after the file was moved");
}

static void check(const struct lint *lint, const struct rule *rule, const struct fleet *fleet)
{
	struct log_rotations rotations = log_rotations_sort(lint->arena, fleet->rotations, fleet->rotation_count);
	for (uint32_t i = 0; rotations.count && i < fleet->member_count; i++)
		if (fleet->members[i].file && ask_whole(fleet->members[i].file))
			check_member(lint, rule, fleet->members[i].file, &rotations);
}

#define SNIPPET \
	"/var/log/mongodb/*.log {\n  daily\n  postrotate\n    kill -USR1 $(cat /run/mongodb/mongod.pid)\n  endscript\n}\n"
#define CONFIG "systemLog:\n  destination: file\n  path: /var/log/mongodb/mongod.log\n  logAppend: true\n"

const struct rule rule_logrotate_external_without_reopen = {
	.kind = { "logrotate-external-without-reopen", "fleet" },
	.severity = SEVERITY_WARNING,
	.scope = SCOPE_FLEET,
	.title = "logrotate and the server both rotate one log file",
	.why = "logrotate moves the file away and then sends SIGUSR1, at which the server, unless systemLog.logRotate is reopen, renames "
	       "the file too: each rotation leaves an empty file that nothing clears away, or fails and the log goes on in the old "
	       "file. Looked at are files called logrotate... and those in a folder logrotate.d that stand beside the configs.",
	.server = "puts aside the empty file that it finds, with the date in its name",
	.bad = (const struct example[]){ { "logrotate.d/mongod", SNIPPET }, { "mongod.conf", CONFIG }, { 0 } },
	.good = (const struct example[]){ { "logrotate.d/mongod", SNIPPET },
		{ "mongod.conf", CONFIG "  logRotate: reopen\n" }, { 0 } },
	.check_fleet = check,
};
