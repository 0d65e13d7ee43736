#include "config/tls.h"
#include "rules/refusal.h"

static const struct refusal refusals[] = {
	{ .to = VERSION(4, 2),
	  .text = "need to enable SSL via the sslMode flag when using SSL configuration parameters" },
	{ .from = VERSION(4, 2),
	  .text = "need to enable TLS via the sslMode/tlsMode flag when using TLS configuration parameters" },
};

static void check(const struct lint *lint, const struct rule *rule, const struct config *config)
{
	const struct setting *first = NULL, *mode = config_find(config, "net.tls.mode");
	if (tls_mode_of(config) != TLS_OFF)
		return;
	for (unsigned i = 0; i < tls_counting; i++) {
		const struct setting *setting = tls_counted(config, i);
		if (setting && (!first || setting < first))
			first = setting;
	}
	if (!first)
		return;
	struct diag *diag = refusal_add(lint, rule, config, REFUSAL_CHOOSE(config, refusals), first->key,
					arena_printf(lint->arena, mode ? "%.*s is set, but TLS is disabled"
						     : "%.*s is set, but nothing turns TLS on", STR_ARG(first->path)));
	diag->option = str_cstr(lint->arena, first->name);
	diag->secret = str_ends(first->path, "Password");
	diag->help = mode ? "set the mode to requireTLS, preferTLS or allowTLS, or remove the options of TLS"
			  : "set net.tls.mode (up to 4.0 net.ssl.mode), or remove the options of TLS";
	if (mode)
		diag_note(lint->sink, diag, config->source, mode->key, "the mode is set here");
	for (unsigned i = 0; i < tls_counting; i++) {
		const struct setting *setting = tls_counted(config, i);
		if (setting && setting != first)
			diag_note(lint->sink, diag, config->source, setting->key, "%.*s needs TLS too",
				  STR_ARG(setting->path));
	}
}

const struct rule rule_tls_options_without_mode = {
	.kind = { "tls-options-without-mode", "startup" },
	.severity = SEVERITY_ERROR,
	.scope = SCOPE_FILE,
	.title = "options of TLS, but TLS is off",
	.why = "A certificate alone does not turn TLS on, the mode does. mongod does not start with a file that looks like TLS "
	       "and would not be.",
	.server = "need to enable TLS via the sslMode/tlsMode flag when using TLS configuration parameters",
	.bad = (const struct example[]){ { "mongod.conf", "net:\n  tls:\n    certificateKeyFile: /etc/ssl/server.pem\n" }, { 0 } },
	.good = (const struct example[]){
		{ "mongod.conf", "net:\n  tls:\n    mode: requireTLS\n    certificateKeyFile: /etc/ssl/server.pem\n"
				 "    CAFile: /etc/ssl/ca.pem\n" }, { 0 } },
	.check_config = check,
};
