#include "rules/ask.h"
#include "rules/set_parameter.h"

/* "a whole number", and the bounds of this release. */
static const char *wanted(const struct lint *lint, const struct parameter *parameter)
{
	static const char *const types[] = {
		[PARAMETER_BOOL] = "true or false", [PARAMETER_INT] = "a whole number", [PARAMETER_LONG] = "a whole number",
		[PARAMETER_UNSIGNED_LONG_LONG] = "a whole number, not below zero", [PARAMETER_DOUBLE] = "a number",
		[PARAMETER_STRING] = "a string", [PARAMETER_LIST] = "strings with commas between",
	};
	const struct parameter_bound *low = &parameter->low, *high = &parameter->high;
	const char *type = types[parameter->type];
	if (low->set && high->set)
		return arena_printf(lint->arena, "%s %s %.16g and %s %.16g", type, low->exclusive ? "above" : "of at least",
				    low->value, high->exclusive ? "below" : "at most", high->value);
	if (low->set)
		return arena_printf(lint->arena, "%s %s %.16g", type, low->exclusive ? "above" : "of at least", low->value);
	if (high->set)
		return arena_printf(lint->arena, "%s %s %.16g", type, high->exclusive ? "below" : "of at most", high->value);
	return type;
}

static void offer(const struct lint *lint, struct diag *diag, const struct config *config,
		  const struct set_parameter *set, const struct parameter *parameter)
{
	const char *value = parameter->type == PARAMETER_BOOL ? ask_boolean_meant(set->parameter.text) : NULL;
	if (!value)
		return;
	diag->help = arena_printf(lint->arena, "write %s", value);
	ask_fix_set(lint, diag, config, SAFETY_SAFE, str_cstr(lint->arena, set->setting->path), value);
}

static void report_value(const struct lint *lint, const struct rule *rule, const struct config *config,
			 const struct set_parameter *set)
{
	const struct parameter *parameter = parameter_find(set->parameter.name, config->target.server);
	struct str text = set->parameter.text;
	struct diag *diag = sink_add(lint->sink, &rule->kind, rule->severity, config->source, ask_place(set->setting),
				     "%.*s can't be %s%.*s%s", STR_ARG(set->setting->path), text.len ? "\"" : "empty",
				     STR_ARG(text), text.len ? "\"" : "");
	diag->option = str_cstr(lint->arena, set->setting->path);
	diag->server = arena_printf(lint->arena, "stops with: %s", set->verdict.message);
	if (parameter) {
		diag->help = arena_printf(lint->arena, "write %s", wanted(lint, parameter));
		offer(lint, diag, config, set, parameter);
	}
}

static void report_time(const struct lint *lint, const struct rule *rule, const struct config *config,
			const struct set_parameter *set)
{
	bool test = set->verdict.refusal == PARAMETER_TEST_ONLY;
	struct diag *diag = sink_add(lint->sink, &rule->kind, rule->severity, config->source, set->setting->key,
				     test ? "%.*s is for tests of the server" : "%.*s can be set only while the server runs",
				     STR_ARG(set->parameter.name));
	diag->option = str_cstr(lint->arena, set->setting->path);
	diag->server = arena_printf(lint->arena, "stops with: %s", set->verdict.message);
	diag->help = test ? "remove it; it would need enableTestCommands, which is not for use" : "remove it, and use the "
			    "command setParameter when the server is up";
}

static void check(const struct lint *lint, const struct rule *rule, const struct config *config)
{
	struct set_parameter *all;
	uint32_t count = set_parameter_check(lint->arena, config, &all);
	for (uint32_t i = 0; i < count; i++) {
		enum parameter_refusal refusal = all[i].verdict.refusal;
		if (refusal == PARAMETER_BAD_VALUE)
			report_value(lint, rule, config, &all[i]);
		else if (refusal == PARAMETER_TEST_ONLY || refusal == PARAMETER_NOT_AT_STARTUP)
			report_time(lint, rule, config, &all[i]);
	}
}

const struct rule rule_set_parameter_value = {
	.kind = { "set-parameter-value", "startup" },
	.severity = SEVERITY_ERROR,
	.scope = SCOPE_FILE,
	.title = "a value below setParameter that the server can't take",
	.why = "Each parameter has a type and often a range of its own. Their booleans are true, false, 1 and 0; numbers "
	       "follow the rules of C. Some can't be set in a config at all.",
	.server = "Bad value for parameter \"cursorTimeoutMillis\": No digits",
	.bad = (const struct example[]){ { "mongod.conf", "setParameter:\n  cursorTimeoutMillis: soon\n" }, { 0 } },
	.good = (const struct example[]){ { "mongod.conf", "setParameter:\n  cursorTimeoutMillis: 600000\n" }, { 0 } },
	.check_config = check,
};
