#include "rules/rule.h"

static void check(const struct lint *lint, const struct rule *rule, const struct baseline *baseline, const bool *selected)
{
	(void)selected;
	for (uint32_t i = 0; i < baseline->count; i++) {
		const struct baseline_entry *entry = &baseline->entries[i];
		if (!entry->stale)
			continue;
		struct diag *diag = sink_add(lint->sink, &rule->kind, rule->severity, baseline->source, entry->at,
					     !rule_find(entry->rule) ? "there is no rule %.*s, of which the baseline accepts a finding in %.*s"
					     : entry->gone ? "the baseline accepts a finding of %.*s in %.*s, and there is no such file"
					     : "the baseline accepts a finding of %.*s in %.*s, and it is not there any more",
					     STR_ARG(entry->rule), STR_ARG(entry->file));
		diag->help = "mongoconf baseline --prune takes such entries out";
	}
}

const struct rule rule_baseline_stale = {
	.kind = { "baseline-stale", "hygiene" },
	.severity = SEVERITY_WARNING,
	.scope = SCOPE_FLEET,
	.title = "the baseline accepts a finding that is not there",
	.why = "What was accepted has been mended, or the value has changed. An entry that stays behind accepts the same "
	       "mistake again when somebody brings it back.",
	.server = "nothing: it reads no baseline",
	.bad = (const struct example[]){
		{ "mongod.conf", "net:\n  port: 27017\n" },
		{ BASELINE_FILE, "{\n\"version\": 1,\n\"findings\": [\n"
				 "{\"file\": \"old/mongod.conf\", \"rule\": \"default-port\", \"fingerprint\": "
				 "\"00d1c7a8e6f9b35240c1d2e3f4a5b697\"}\n]\n}\n" }, { 0 } },
	.good = (const struct example[]){
		{ "mongod.conf", "net:\n  port: 27018\n" },
		{ BASELINE_FILE, "{\n\"version\": 1,\n\"findings\": []\n}\n" }, { 0 } },
	.check_baseline = check,
};
