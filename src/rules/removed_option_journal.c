#include "rules/ask.h"

/* With a release that is said, unknown-option speaks. false in a member of a set is journal-off-in-replset's. */
static void check(const struct lint *lint, const struct rule *rule, const struct config *config)
{
	const char *path = "storage.journal.enabled";
	const struct setting *setting = config_find(config, path);
	if (!setting || setting->refusal || version_known(config->target.server) || config->format == CONFIG_INI ||
	    config->target.binary == BINARY_MONGOS || config->target.edition == EDITION_PERCONA ||
	    (!setting->typed.flag && config_find(config, "replication.replSetName")))
		return;
	struct diag *diag = sink_add(lint->sink, &rule->kind, rule->severity, config->source, setting->key,
				     "storage.journal.enabled is gone since 6.1");
	diag->option = path;
	diag->server = "from 6.1 on stops with: Unrecognized option: storage.journal.enabled (Percona only warns)";
	diag->help = "remove it: true is the default of every older server";
	ask_fix_unset(lint, diag, config, setting->typed.flag ? SAFETY_SAFE : SAFETY_UNSAFE, path);
}

const struct rule rule_removed_option_journal = {
	.kind = { "removed-option-journal", "upgrade" },
	.severity = SEVERITY_WARNING,
	.scope = SCOPE_FILE,
	.title = "storage.journal.enabled, which stops servers from 6.1 on",
	.why = "The journal is always on from 6.1 on, and the option is unknown. Configs of older packages carry it, which "
	       "makes it the most common reason for an upgraded server not to start. storage.journal.commitIntervalMs stays.",
	.server = "Unrecognized option: storage.journal.enabled",
	.bad = (const struct example[]){ { "mongod.conf", "storage:\n  journal:\n    enabled: true\n" }, { 0 } },
	.good = (const struct example[]){ { "mongod.conf", "storage:\n  journal:\n    commitIntervalMs: 200\n" }, { 0 } },
	.check_config = check,
};
