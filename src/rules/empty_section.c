#include "rules/rule.h"

/* Can the header be commented out by one "#"? Only where it begins its line. */
static bool begins_line(const struct source *source, uint32_t at)
{
	struct str before = str_sub(source->text, source_line_start(source, at), at);
	return str_trim(before).len == 0 || (at == 3 && str_starts(before, "\xef\xbb\xbf"));
}

static void check(const struct lint *lint, const struct rule *rule, const struct config *config)
{
	for (uint32_t i = 0; i < config->count; i++) {
		const struct setting *setting = &config->settings[i];
		const struct node *node = &config->tree->node[setting->node];
		bool map = setting->option && setting->option->type == OPTION_MAP && !setting->entry;
		if (!setting->null || (!map && (setting->option || !option_is_section(setting->path))))
			continue;
		struct diag *diag = sink_add(lint->sink, &rule->kind, rule->severity, config->source, setting->key,
					     "the section %.*s has nothing below it", STR_ARG(setting->path));
		diag->option = str_cstr(lint->arena, setting->path);
		/* setParameter is an option that wants a map, the others are no option at all. */
		diag->server = arena_printf(lint->arena, map
			? "stops with: Option: %s is of type StringMap, but value in YAML config is not a map type"
			: "stops with: Unrecognized option: %s", diag->option);
		if (begins_line(config->source, setting->key.at) && node->kind == NODE_SCALAR && !node->anchor.len)
			diag_fix(lint->sink, diag, SAFETY_SAFE, "comment the header out",
				 (struct span){ setting->key.at, 0 }, STR("#"));
		else
			diag->help = "give it an option, or remove it";
	}
}

const struct rule rule_empty_section = {
	.kind = { "empty-section", "startup" },
	.severity = SEVERITY_ERROR,
	.scope = SCOPE_FILE,
	.title = "a section header with nothing below it",
	.why = "To mongod a section without options is not a section but an option of that name, which there is not. "
	       "The usual causes: only the header was uncommented, or the lines below it are not indented.",
	.server = "Unrecognized option: security",
	.bad = (const struct example[]){
		{ "mongod.conf", "net:\n  port: 27017\nsecurity:\n#  authorization: enabled\n" }, { 0 } },
	.good = (const struct example[]){
		{ "mongod.conf", "net:\n  port: 27017\n#security:\n#  authorization: enabled\n" }, { 0 } },
	.check_config = check,
};
