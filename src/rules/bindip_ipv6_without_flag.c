#include "rules/ask.h"

/* Only IPv6 literals have two colons; a zone (%eth0) may follow. */
static bool is_ipv6(struct str entry)
{
	uint32_t colon = str_find_char(entry, ':', 0);
	if (colon == STR_NONE || str_find_char(entry, ':', colon + 1) == STR_NONE)
		return false;
	for (uint32_t i = 0; i < entry.len && entry.at[i] != '%'; i++)
		if (!str_has_char(STR("0123456789abcdefABCDEF:."), entry.at[i]))
			return false;
	return true;
}

static void check(const struct lint *lint, const struct rule *rule, const struct config *config)
{
	const struct setting *setting = config_find(config, "net.bindIp");
	if (!setting || setting->kind != SETTING_SCALAR || !setting->text.len ||
	    ask_true(config, "net.ipv6") != ANSWER_NO)
		return;
	struct str rest = setting->text, entry;
	while (str_split(&rest, ',', &entry)) {
		entry = str_trim(entry);
		if (!is_ipv6(entry))
			continue;
		struct diag *diag = sink_add(lint->sink, &rule->kind, rule->severity, config->source, setting->value,
					     "%.*s is an IPv6 address, and net.ipv6 is not true", STR_ARG(entry));
		diag->option = "net.bindIp";
		diag->server = "does not listen there; 3.4 does not start";
		diag->help = "write net.ipv6: true, or leave the address out";
		ask_fix_set(lint, diag, config, SAFETY_UNSAFE, "net.ipv6", "true");
		return;
	}
}

const struct rule rule_bindip_ipv6_without_flag = {
	.kind = { "bindip-ipv6-without-flag", "hygiene" },
	.severity = SEVERITY_WARNING,
	.scope = SCOPE_FILE,
	.title = "an IPv6 address in net.bindIp without net.ipv6",
	.why = "IPv6 is off unless net.ipv6 is true, and :: is no exception. The address is then skipped with a warning in "
	       "the log; where it is the only one, the server listens on its Unix socket alone.",
	.server = "Found no addresses for ::1",
	.bad = (const struct example[]){ { "mongod.conf", "net:\n  bindIp: 127.0.0.1,::1\n" }, { 0 } },
	.good = (const struct example[]){ { "mongod.conf", "net:\n  ipv6: true\n  bindIp: 127.0.0.1,::1\n" }, { 0 } },
	.check_config = check,
};
