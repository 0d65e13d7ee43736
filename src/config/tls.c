#include "config/tls.h"

/* From 4.2 on, an ending SSL of net.ssl.mode is read as TLS, and then the words of net.tls.mode
 * hold; before, there is only net.ssl.mode, with words of its own. */
static enum tls_mode mode_of_word(const struct config *config, const struct setting *setting)
{
	static const struct {
		const char *ssl, *tls;
		enum tls_mode mode;
	} words[] = {
		{ "disabled", "disabled", TLS_OFF },
		{ "allowSSL", "allowTLS", TLS_ALLOW },
		{ "preferSSL", "preferTLS", TLS_PREFER },
		{ "requireSSL", "requireTLS", TLS_REQUIRE },
	};
	static const struct version renamed = VERSION(4, 2);
	struct version server = config->target.server;
	bool old = version_known(server) && !version_at_least(server, renamed);
	bool ssl = str_starts(setting->path, "net.ssl.");
	for (unsigned i = 0; i < sizeof words / sizeof *words; i++)
		if ((ssl && str_is(setting->text, words[i].ssl)) || (!old && str_is(setting->text, words[i].tls)))
			return words[i].mode;
	return TLS_UNKNOWN;
}

enum tls_mode tls_mode_of(const struct config *config)
{
	const struct setting *mode = NULL;
	if (config_is_opaque(config, "net.tls.mode") || config_is_opaque(config, "net.ssl.mode"))
		return TLS_UNKNOWN;
	for (uint32_t i = 0; i < config->count; i++) {
		const struct setting *setting = &config->settings[i];
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
	return mode ? mode_of_word(config, mode) : TLS_OFF;
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
