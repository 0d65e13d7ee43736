#include "config/tls.h"
#include "rules/refusal.h"

static const struct refusal refusals[] = {
	{ .to = VERSION(4, 2),
	  .text = "need to enable SSL via the sslMode flag when using SSL configuration parameters" },
	{ .from = VERSION(4, 2),
	  .text = "need to enable TLS via the sslMode/tlsMode flag when using TLS configuration parameters" },
};

/* When does the option count? Server source, ssl_options_server.cpp, 4.2. Not among them:
 * allowInvalidCertificates, allowInvalidHostnames, FIPSMode, clusterCAFile, logVersions. */
enum counts { WHEN_THERE, WHEN_FILLED, WHEN_TRUE };
static const struct {
	const char *path;
	enum counts when;
} options[] = {
	{ "net.tls.certificateKeyFile", WHEN_THERE },
	{ "net.tls.certificateKeyFilePassword", WHEN_FILLED },
	{ "net.tls.clusterFile", WHEN_THERE },
	{ "net.tls.clusterPassword", WHEN_FILLED },
	{ "net.tls.CAFile", WHEN_THERE },
	{ "net.tls.CRLFile", WHEN_THERE },
	{ "net.tls.tlsCipherConfig", WHEN_FILLED },
	{ "setParameter.opensslCipherConfig", WHEN_FILLED },
	{ "net.tls.disabledProtocols", WHEN_THERE },
	{ "net.tls.certificateSelector", WHEN_THERE },
	{ "net.tls.clusterCertificateSelector", WHEN_THERE },
	{ "net.tls.allowConnectionsWithoutCertificates", WHEN_TRUE },
};
enum { OPTIONS = sizeof options / sizeof *options };

static const struct setting *counted(const struct config *config, unsigned i)
{
	const struct setting *setting = config_find(config, options[i].path);
	if (!setting || setting->refusal || (options[i].when != WHEN_THERE && setting->kind != SETTING_SCALAR))
		return NULL;
	/* A selector on a server that has none is an unknown option. */
	if (setting->option && option_state(setting->option, &config->target) == OPTION_OTHER_PLATFORM)
		return NULL;
	bool counts = options[i].when == WHEN_THERE || (options[i].when == WHEN_FILLED && setting->text.len) ||
		      (options[i].when == WHEN_TRUE && str_is(setting->text, "true"));
	return counts ? setting : NULL;
}

static void check(const struct lint *lint, const struct rule *rule, const struct config *config)
{
	const struct setting *first = NULL, *mode = config_find(config, "net.tls.mode");
	if (tls_mode_of(config) != TLS_OFF)
		return;
	for (unsigned i = 0; i < OPTIONS; i++) {
		const struct setting *setting = counted(config, i);
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
	for (unsigned i = 0; i < OPTIONS; i++) {
		const struct setting *setting = counted(config, i);
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
