#include "rules/cause.h"

/* Can the header be commented out by one "#"? Only where it begins its line. */
static bool begins_line(const struct source *source, uint32_t at)
{
	struct str before = str_sub(source->text, source_line_start(source, at), at);
	return str_trim(before).len == 0 || (at == 3 && str_starts(before, "\xef\xbb\xbf"));
}

static void report(const struct lint *lint, const struct rule *rule, const struct config *config,
		   const struct setting *setting)
{
	const struct node *node = &config->tree->node[setting->node];
	struct diag *diag = sink_add(lint->sink, &rule->kind, rule->severity, config->source, setting->key,
				     "the section %.*s has nothing below it", STR_ARG(setting->path));
	diag->option = str_cstr(lint->arena, setting->path);
	diag->server = cause_server_of_name(lint->arena, setting);
	if (begins_line(config->source, setting->key.at) && node->kind == NODE_SCALAR && !node->anchor.len)
		diag_fix(lint->sink, diag, SAFETY_SAFE, "comment the header out", (struct span){ setting->key.at, 0 }, STR("#"));
	else
		diag->help = "give it an option, or remove it";
}

static void check(const struct lint *lint, const struct rule *rule, const struct config *config)
{
	struct causes causes = { .config = config };
	struct cause cause;
	while (causes_next(&causes, &cause))
		if (!cause.id && cause_is_empty_section(&causes.clue))
			report(lint, rule, config, causes.clue.setting);
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
