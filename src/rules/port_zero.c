#include "rules/ask.h"

/* An address for sure, and of a family that is looked for: a name may be found as any number of them. */
static bool is_address(struct str entry, bool ipv6)
{
	bool digits = entry.len > 0;
	for (uint32_t i = 0; i < entry.len; i++)
		digits = digits && str_has_char(STR("0123456789."), entry.at[i]);
	return digits || (ipv6 && str_has_char(entry, ':') && !str_has_char(entry, '/'));
}

static bool has_several(struct str list, bool ipv6)
{
	struct str first = { 0 }, entry;
	while (str_split(&list, ',', &entry)) {
		entry = str_trim(entry);
		if (str_is(entry, "localhost"))
			entry = STR("127.0.0.1");
		if (!is_address(entry, ipv6))
			continue;
		if (first.at && !str_eq(first, entry))
			return true;
		first = entry;
	}
	return false;
}

/* Found out when it listens (transport_layer_asio.cpp, 4.0 on), long after the options are read. */
static void check(const struct lint *lint, const struct rule *rule, const struct config *config)
{
	static const struct version checks = VERSION(4, 0);
	const struct setting *port = config_find(config, "net.port");
	const struct setting *some = config_find(config, "net.bindIp"), *all = config_find(config, "net.bindIpAll");
	bool ipv6 = ask_true(config, "net.ipv6") == ANSWER_YES;
	if (!port || port->kind != SETTING_SCALAR || port->refusal || port->typed.integer != 0 ||
	    config->target.binary != BINARY_MONGOD ||
	    (version_known(config->target.server) && !version_at_least(config->target.server, checks)))
		return;
	const struct setting *where = NULL;
	if (all && ipv6 && ask_true(config, "net.bindIpAll") == ANSWER_YES)
		where = all;
	else if (some && some->kind == SETTING_SCALAR &&
		 (has_several(some->text, ipv6) || (ipv6 && str_is(some->text, "*"))))
		where = some;
	if (!where)
		return;
	struct diag *diag = sink_add(lint->sink, &rule->kind, rule->severity, config->source, ask_place(port),
				     "port 0, and several addresses to listen on");
	diag->option = "net.port";
	diag->server = "stops with: Port 0 (ephemeral port) is not allowed when listening on multiple IP interfaces";
	diag->help = "name a port, or one address";
	diag_note(lint->sink, diag, config->source, ask_place(where), "the addresses are here");
}

const struct rule rule_port_zero = {
	.kind = { "port-zero", "hygiene" },
	.severity = SEVERITY_WARNING,
	.scope = SCOPE_FILE,
	.title = "net.port is 0, with several addresses",
	.why = "Port 0 lets the system choose a free one. It would be another one for each address, so since 4.0 a server with "
	       "more than one does not start. It reads its options first, and stops when it begins to listen.",
	.server = "Port 0 (ephemeral port) is not allowed when listening on multiple IP interfaces",
	.bad = (const struct example[]){ { "mongod.conf", "net:\n  port: 0\n  bindIp: 127.0.0.1,127.0.0.2\n" }, { 0 } },
	.good = (const struct example[]){ { "mongod.conf", "net:\n  port: 0\n  bindIp: 127.0.0.1\n" }, { 0 } },
	.check_config = check,
};
