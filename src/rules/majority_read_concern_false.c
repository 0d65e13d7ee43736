#include "rules/ask.h"

/* With 5.0 or later said, option-value speaks. Config servers of 3.6 to 4.4 take it and do not obey. */
static void check(const struct lint *lint, const struct rule *rule, const struct config *config)
{
	const char *path = "replication.enableMajorityReadConcern";
	const struct setting *setting = config_find(config, path);
	bool said = version_known(config->target.server);
	bool ignored = said && ask_word(config, "sharding.clusterRole", "configsvr") == ANSWER_YES &&
		       !version_at_least(config->target.server, (struct version)VERSION(5, 0));
	if (!setting || setting->refusal || !str_is(setting->text, "false") || (said && !ignored))
		return;
	struct diag *diag = sink_add(lint->sink, &rule->kind, rule->severity, config->source, setting->value,
				     ignored ? "a config server always has majority read concern"
					     : "majority read concern can't be turned off since 5.0");
	diag->option = path;
	diag->server = ignored ? "starts, and does not obey"
			       : "from 5.0 on stops with: enableMajorityReadConcern:false is no longer supported";
	diag->help = "remove it";
	ask_fix_unset(lint, diag, config, ignored ? SAFETY_SAFE : SAFETY_UNSAFE, path);
}

const struct rule rule_majority_read_concern_false = {
	.kind = { "majority-read-concern-false", "upgrade" },
	.severity = SEVERITY_WARNING,
	.scope = SCOPE_FILE,
	.title = "replication.enableMajorityReadConcern: false",
	.why = "It was a remedy for sets with an arbiter, up to 4.4. A config server never obeyed it, and 5.0 refuses it.",
	.server = "enableMajorityReadConcern:false is no longer supported",
	.bad = (const struct example[]){ { "mongod.conf", "replication:\n  enableMajorityReadConcern: false\n" }, { 0 } },
	.good = (const struct example[]){ { "mongod.conf", "replication:\n  enableMajorityReadConcern: true\n" }, { 0 } },
	.check_config = check,
};
