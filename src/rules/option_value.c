#include "rules/placeholder.h"
#include "rules/rule.h"

static void check(const struct lint *lint, const struct rule *rule, const struct config *config)
{
	for (uint32_t i = 0; i < config->count; i++) {
		const struct setting *setting = &config->settings[i];
		if (!setting->option || setting->kind == SETTING_OPAQUE || !is_read(config, setting->option))
			continue;
		if (setting->kind == SETTING_SCALAR && placeholder_in(lint->arena, setting->text))
			continue;  /* unrendered-placeholder */
		struct diag *diag = sink_add(lint->sink, &rule->kind, rule->severity, config->source, setting->value,
					     "%.*s can't be this: it is %s", STR_ARG(setting->path),
					     option_type_name(setting->option->type));
		diag->option = setting->option->path;
		diag->server = arena_printf(lint->arena, "stops with: %s", setting->refusal);
	}
}

const struct rule rule_option_value = {
	.kind = { "option-value", "startup" },
	.severity = SEVERITY_ERROR,
	.scope = SCOPE_FILE,
	.title = "a value that the option can't take",
	.why = "mongod reads each value by the type of its option, whatever YAML makes of it: only true and false are "
	       "booleans, numbers follow the rules of C, a list must be a list and nothing else may be one. Words are "
	       "compared with their case, and ranges depend on the release.",
	.server = "Error parsing option \"net.port\" as int: Bad digit \"x\" while parsing 27017x",
	.bad = (const struct example[]){ { "mongod.conf", "net:\n  ipv6: yes\n" }, { 0 } },
	.good = (const struct example[]){ { "mongod.conf", "net:\n  ipv6: \"true\"\n" }, { 0 } },
	.check_config = check,
};
