#include "rules/ask.h"

/* Three digits that would be a mode if there were a zero before them. */
static bool is_mode_without_zero(struct str text)
{
	if (text.len != 3 || text.at[0] < '4' || text.at[0] > '7')
		return false;
	return text.at[1] >= '0' && text.at[1] <= '7' && text.at[2] >= '0' && text.at[2] <= '7';
}

static void check(const struct lint *lint, const struct rule *rule, const struct config *config)
{
	const char *path = "net.unixDomainSocket.filePermissions";
	const struct setting *setting = config_find(config, path);
	if (!setting || setting->refusal || !is_mode_without_zero(setting->text))
		return;
	struct diag *diag = sink_add(lint->sink, &rule->kind, rule->severity, config->source, setting->value,
				     "%.*s is read as a decimal number, which is mode %04llo", STR_ARG(setting->text),
				     (unsigned long long)setting->typed.integer);
	diag->option = path;
	diag->server = arena_printf(lint->arena, "gives its socket the mode %04llo",
				    (unsigned long long)setting->typed.integer);
	diag->help = arena_printf(lint->arena, "write 0%.*s", STR_ARG(setting->text));
	ask_fix_set(lint, diag, config, SAFETY_UNSAFE, path, arena_printf(lint->arena, "0%.*s", STR_ARG(setting->text)));
}

const struct rule rule_socket_permissions_decimal = {
	.kind = { "socket-permissions-decimal", "security" },
	.severity = SEVERITY_WARNING,
	.scope = SCOPE_FILE,
	.title = "a file mode without its leading zero",
	.why = "The number follows the rules of C: only a leading zero makes it octal. 700 without it is mode 1274, which "
	       "gives the group all rights, and was surely not meant.",
	.server = "gives its socket the mode 1274",
	.bad = (const struct example[]){ { "mongod.conf", "net:\n  unixDomainSocket:\n    filePermissions: 700\n" }, { 0 } },
	.good = (const struct example[]){ { "mongod.conf", "net:\n  unixDomainSocket:\n    filePermissions: 0700\n" }, { 0 } },
	.check_config = check,
};
