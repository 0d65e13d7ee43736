#include "config/tls.h"
#include "rules/ask.h"

/* What there is to see of TLS. */
static const struct setting *mode_setting(const struct config *config)
{
	const struct setting *mode = config_find(config, "net.tls.mode");
	return mode ? mode : config_find(config, "net.ssl.mode");
}

static void check(const struct lint *lint, const struct rule *rule, const struct config *config)
{
	static const char *const words[] = {
		[TLS_OFF] = "connections are not encrypted",
		[TLS_ALLOW] = "connections may stay unencrypted, and members do not encrypt theirs",
		[TLS_PREFER] = "clients may connect without encryption",
	};
	enum tls_mode mode = tls_mode_of(config);
	if (!ask_whole(config) || !config->count || mode == TLS_REQUIRE || mode == TLS_UNKNOWN)
		return;
	const struct setting *said = mode_setting(config);
	struct diag *diag = sink_add(lint->sink, &rule->kind, rule->severity, config->source,
				     said ? ask_place(said) : config_start(config), "%s", words[mode]);
	diag->option = "net.tls.mode";
	diag->server = mode == TLS_OFF ? "speaks no TLS" : "takes connections with and without TLS";
	diag->help = mode == TLS_OFF
		? "go from allowTLS to preferTLS to requireTLS, all members at each step; with a certificate and a CA on each"
		: "when all members are here and all clients speak TLS, take the next step: net.tls.mode: requireTLS in the end";
}

#define TLS(mode) "net:\n  tls:\n    mode: " mode "\n    certificateKeyFile: /etc/ssl/server.pem\n    CAFile: /etc/ssl/ca.pem\n"

const struct rule rule_tls_not_required = {
	.kind = { "tls-not-required", "security" },
	.severity = SEVERITY_WARNING,
	.scope = SCOPE_FILE,
	.off = true,
	.cis = "4.3",
	.stig = "252164",
	.title = "connections without encryption are allowed",
	.why = "Only net.tls.mode: requireTLS keeps every password and document off the wire in the clear. Benchmarks (CIS 4.3) "
	       "ask for it everywhere; the modes before it are steps on the way.",
	.server = "nothing; it takes connections without TLS",
	.bad = (const struct example[]){ { "mongod.conf", TLS("preferTLS") }, { 0 } },
	.good = (const struct example[]){ { "mongod.conf", TLS("requireTLS") }, { 0 } },
	.check_config = check,
};
