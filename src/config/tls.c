#include "config/tls.h"

static const struct {
	const char *ssl, *tls, *plain;
	enum tls_mode mode;
} words[] = {
	{ "disabled", "disabled", "disabled", TLS_OFF },
	{ "allowSSL", "allowTLS", "allow", TLS_ALLOW },
	{ "preferSSL", "preferTLS", "prefer", TLS_PREFER },
	{ "requireSSL", "requireTLS", "require", TLS_REQUIRE },
};
enum { WORDS = sizeof words / sizeof *words };

/* From 4.2 on, an ending SSL of net.ssl.mode is read as TLS, and then the words of net.tls.mode
 * hold; before, there is only net.ssl.mode, with words of its own. */
static enum tls_mode mode_of_setting(const struct config *config, const struct setting *setting)
{
	static const struct version renamed = VERSION(4, 2);
	struct version server = config->target.server;
	bool old = version_known(server) && !version_at_least(server, renamed);
	bool ssl = str_starts(setting->path, "net.ssl.");
	for (unsigned i = 0; i < WORDS; i++)
		if ((ssl && str_is(setting->text, words[i].ssl)) || (!old && str_is(setting->text, words[i].tls)))
			return words[i].mode;
	return TLS_UNKNOWN;
}

enum tls_mode tls_mode_of_word(struct str word)
{
	for (unsigned i = 0; i < WORDS; i++)
		if (str_is(word, words[i].ssl) || str_is(word, words[i].tls) || str_is(word, words[i].plain))
			return words[i].mode;
	return TLS_UNKNOWN;
}

const char *tls_mode_word(enum tls_mode mode, bool ssl)
{
	for (unsigned i = 0; i < WORDS; i++)
		if (words[i].mode == mode)
			return ssl ? words[i].ssl : words[i].tls;
	return "unknown";
}

enum tls_mode tls_mode_of(const struct config *config)
{
	const struct setting *mode = NULL;
	if (config_is_opaque(config, "net.tls.mode") || config_is_opaque(config, "net.ssl.mode"))
		return TLS_UNKNOWN;
	for (uint32_t i = 0; i < config->count; i++) {
		const struct setting *setting = config_setting(config, i);
		if (str_is(setting->path, "net.tls.mode") || str_is(setting->path, "net.ssl.mode")) {
			if (mode || setting->kind != SETTING_SCALAR)
				return TLS_UNKNOWN;
			mode = setting;
		}
		/* Unknown to this server, which goes no further. */
		if (setting->option && str_starts(setting->path, "net.tls.") &&
		    option_state(setting->option, &config->target) == OPTION_FUTURE)
			return TLS_UNKNOWN;
	}
	return mode ? mode_of_setting(config, mode) : TLS_OFF;
}

bool tls_is_on(const struct config *config)
{
	enum tls_mode mode = tls_mode_of(config);
	return mode == TLS_ALLOW || mode == TLS_PREFER || mode == TLS_REQUIRE;
}

bool tls_may_have(const struct config *config, const char *path)
{
	return config_find(config, path) || config_is_opaque(config, path) || config_is_opaque(config, "net.ssl");
}

/* ---- what counts while TLS is off ---- */

/* When does the option count? Server source, ssl_options_server.cpp, 4.2. Not among them:
 * allowInvalidCertificates, allowInvalidHostnames, FIPSMode, clusterCAFile, logVersions. */
enum counts { WHEN_THERE, WHEN_FILLED, WHEN_TRUE };
static const struct {
	const char *path;
	enum counts when;
} counting[] = {
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
const unsigned tls_counting = sizeof counting / sizeof *counting;

const struct setting *tls_counted(const struct config *config, unsigned i)
{
	const struct setting *setting = config_find(config, counting[i].path);
	if (!setting || setting->refusal || (counting[i].when != WHEN_THERE && setting->kind != SETTING_SCALAR))
		return NULL;
	/* A selector on a server that has none is an unknown option. */
	if (setting->option && option_state(setting->option, &config->target) == OPTION_OTHER_PLATFORM)
		return NULL;
	bool counts = counting[i].when == WHEN_THERE || (counting[i].when == WHEN_FILLED && setting->text.len) ||
		      (counting[i].when == WHEN_TRUE && str_is(setting->text, "true"));
	return counts ? setting : NULL;
}
