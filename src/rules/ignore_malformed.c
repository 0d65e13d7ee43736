#include "rules/directives.h"

static bool is_known(struct str name)
{
	for (unsigned i = 0; i < rule_count; i++)
		if (directive_names(name, rule_table[i]))
			return true;
	return false;
}

static void check(const struct lint *lint, const struct rule *rule, const struct ignore *ignore, const bool *selected)
{
	(void)selected;
	if (ignore->fault)
		sink_add(lint->sink, &rule->kind, rule->severity, ignore->source, ignore->at,
			 "this comment sets nothing aside: %s", ignore->fault);
	for (uint32_t i = 0; !ignore->fault && i < ignore->count; i++) {
		struct str name = ignore->names[i].text;
		if (is_known(name))
			continue;
		const char *near = rule_nearest(name);
		struct diag *diag = sink_add(lint->sink, &rule->kind, rule->severity, ignore->source, ignore->names[i].at,
					     "there is no rule or group %.*s, so it sets nothing aside", STR_ARG(name));
		diag->help = near ? arena_printf(lint->arena, "did you mean %s?", near) : "mongoconf list rules has the names";
	}
}

const struct rule rule_ignore_malformed = {
	.kind = { "ignore-malformed", "hygiene" },
	.severity = SEVERITY_WARNING,
	.scope = SCOPE_FILE,
	.title = "a comment that should set findings aside does not",
	.why = "A directive is # mongoconf: ignore[rule] and a reason, or ignore-file[rule]. With a rule that is misspelt, or "
	       "without the brackets, it is a comment like any other, and what it should hide is still reported.",
	.server = "nothing: it is a comment",
	.bad = (const struct example[]){ { "mongod.conf", "net:\n  port: 27018  # mongoconf: ignore[defalt-port] as agreed\n" }, { 0 } },
	.good = (const struct example[]){ { "mongod.conf", "net:\n  port: 27018  # as agreed\n" }, { 0 } },
	.check_ignore = check,
};
