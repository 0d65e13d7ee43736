#include "rules/ask.h"
#include "rules/refusal.h"

/* Kept out of the group `startup`: the options are read without complaint, the engine is looked for
 * afterwards (run with 4.2.8). */
static const struct refusal gone = {
	.from = VERSION(4, 2), .text = "Cannot start server with an unknown storage engine: mmapv1",
};

static void check(const struct lint *lint, const struct rule *rule, const struct config *config)
{
	if (ask_word(config, "storage.engine", "mmapv1") != ANSWER_YES)
		return;
	struct diag *diag = refusal_add(lint, rule, config, &gone, config_find(config, "storage.engine")->value,
					"mmapv1 is gone since 4.2");
	if (!diag)
		return;
	diag->option = "storage.engine";
	diag->help = "bring the data over to wiredTiger first: a member that is started with an empty dbPath copies it";
	ask_fix_unset(lint, diag, config, SAFETY_UNSAFE, "storage.engine");
}

const struct rule rule_storage_engine_removed = {
	.kind = { "storage-engine-removed", "upgrade" },
	.severity = SEVERITY_ERROR,
	.scope = SCOPE_FILE,
	.title = "storage.engine names an engine that is gone",
	.why = "mmapv1 was deprecated in 4.0 and is not in 4.2. No later server reads its files, so the data has to be copied "
	       "by a server that still does, before the upgrade.",
	.server = "Cannot start server with an unknown storage engine: mmapv1",
	.bad = (const struct example[]){ { "mongod.conf", "storage:\n  engine: mmapv1\n" }, { 0 } },
	.good = (const struct example[]){ { "mongod.conf", "storage:\n  engine: wiredTiger\n" }, { 0 } },
	.check_config = check,
};
