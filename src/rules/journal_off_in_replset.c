#include "rules/ask.h"
#include "rules/refusal.h"

/* Kept out of the group `startup`: the options are read without complaint, and the storage engine is asked
 * afterwards (db/db.cpp, 4.0 to 6.0). */
static const struct version since = VERSION(4, 0), before = VERSION(6, 1);

static void check(const struct lint *lint, const struct rule *rule, const struct config *config)
{
	const struct setting *journal = config_find(config, "storage.journal.enabled");
	if (!journal || journal->refusal || !str_is(journal->text, "false") ||
	    !config_find(config, "replication.replSetName") || refusal_reach(&config->target, since, before) == REACH_NONE ||
	    (ask_set(config, "storage.engine") && ask_word(config, "storage.engine", "wiredTiger") != ANSWER_YES))
		return;
	struct diag *diag = sink_add(lint->sink, &rule->kind, rule->severity, config->source, journal->value,
				     "a member of a replica set needs the journal");
	diag->option = "storage.journal.enabled";
	diag->server = "stops with: Running wiredTiger without journaling in a replica set is not supported";
	diag->help = "remove storage.journal.enabled; the journal is on without it";
	ask_fix_unset(lint, diag, config, SAFETY_UNSAFE, "storage.journal.enabled");
}

const struct rule rule_journal_off_in_replset = {
	.kind = { "journal-off-in-replset", "hygiene" },
	.severity = SEVERITY_WARNING,
	.scope = SCOPE_FILE,
	.title = "a member of a replica set without a journal",
	.why = "From 4.0 on WiredTiger refuses to run a member without its journal, and from 6.1 on the option itself is "
	       "gone. Before that, a crash could lose writes that the majority had confirmed.",
	.server = "Running wiredTiger without journaling in a replica set is not supported",
	.bad = (const struct example[]){ { "mongod.conf",
		"storage:\n  journal:\n    enabled: false\nreplication:\n  replSetName: rs0\n" }, { 0 } },
	.good = (const struct example[]){ { "mongod.conf", "replication:\n  replSetName: rs0\n" }, { 0 } },
	.check_config = check,
};
