#include "rules/ask.h"

/* While it reads, a server of 4.2 or later turns bindIpAll: true into bindIp: "*", over what is there; 3.6
 * and 4.0 keep both and let bindIpAll win, in either order (server source, server_options_base.cpp 4.2,
 * server_options_helpers.cpp 3.6; run with 4.2.8). The other order is duplicate-option's from 4.2 on. */
static void check(const struct lint *lint, const struct rule *rule, const struct config *config)
{
	static const struct version knows_all = VERSION(3, 6), rewrites = VERSION(4, 2);
	const struct setting *some = config_find(config, "net.bindIp"), *all = config_find(config, "net.bindIpAll");
	struct version server = config->target.server;
	bool said = version_known(server), rewritten = !said || version_at_least(server, rewrites);
	if (!some || !all || ask_true(config, "net.bindIpAll") != ANSWER_YES ||
	    (said && !version_at_least(server, knows_all)) || (rewritten && all < some))
		return;
	struct diag *diag = sink_add(lint->sink, &rule->kind, rule->severity, config->source, some->key,
				     "net.bindIp is not in force: net.bindIpAll %s it means every address",
				     all < some ? "above" : "below");
	diag->option = "net.bindIp";
	diag->server = "starts without a word, and listens on all of the host's addresses";
	diag->help = "decide which of the two is meant, and remove the other line";
	diag_note(lint->sink, diag, config->source, all->key, "set here");
	ask_fix_unset(lint, diag, config, SAFETY_UNSAFE, "net.bindIpAll");
}

const struct rule rule_bindip_then_bindipall = {
	.kind = { "bindip-then-bindipall", "security" },
	.severity = SEVERITY_ERROR,
	.scope = SCOPE_FILE,
	.title = "net.bindIpAll silently overrides net.bindIp",
	.why = "Where bindIpAll: true stands below bindIp, the addresses above it are dropped without a message, and the "
	       "server is open to every network that the host is on. The other order stops it from 4.2 on.",
	.server = "starts without a word, and listens on all of the host's addresses",
	.bad = (const struct example[]){ { "mongod.conf",
		"net:\n  bindIp: 127.0.0.1\n  bindIpAll: true\nsecurity:\n  authorization: enabled\n" }, { 0 } },
	.good = (const struct example[]){ { "mongod.conf", "net:\n  bindIp: 127.0.0.1\n  bindIpAll: false\n" }, { 0 } },
	.check_config = check,
};
