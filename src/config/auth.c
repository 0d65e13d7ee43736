#include "config/auth.h"

enum auth_state auth_state_of(const struct config *config)
{
	static const char *const decides[] = {
		"security.keyFile", "security.transitionToAuth", "security.clusterAuthMode",
		"security.authorization",
	};
	if (config->format != CONFIG_YAML)
		return AUTH_UNKNOWN;
	for (unsigned i = 0; i < sizeof decides / sizeof *decides; i++)
		if (config_is_opaque(config, decides[i]))
			return AUTH_UNKNOWN;
	struct str mode = config_text(config, "security.clusterAuthMode");
	bool keyfile = config_text(config, "security.keyFile").len > 0;
	/* x509 never reads the keyfile, the modes that send one have nothing without it. */
	bool credential = keyfile || str_is(mode, "sendX509") || str_is(mode, "x509");
	if (config_is(config, "security.transitionToAuth", "true"))
		return credential ? AUTH_TRANSITION : AUTH_NONE;
	if (credential)
		return AUTH_ENFORCED;
	return mode.len || config_is(config, "security.authorization", "enabled") ? AUTH_LONE : AUTH_NONE;
}

enum auth_pair auth_pair_of(enum auth_state from, enum auth_state to)
{
	static const enum auth_pair table[4][4] = {
		[AUTH_NONE] = { AUTH_PAIR_OK, AUTH_PAIR_OK, AUTH_PAIR_UNAUTH, AUTH_PAIR_UNAUTH },
		[AUTH_TRANSITION] = { AUTH_PAIR_OK, AUTH_PAIR_OK, AUTH_PAIR_OK, AUTH_PAIR_UNAUTH },
		[AUTH_ENFORCED] = { AUTH_PAIR_REFUSED, AUTH_PAIR_OK, AUTH_PAIR_OK, AUTH_PAIR_REFUSED },
		[AUTH_LONE] = { AUTH_PAIR_NOCREDS, AUTH_PAIR_NOCREDS, AUTH_PAIR_NOCREDS, AUTH_PAIR_NOCREDS },
	};
	if (from == AUTH_UNKNOWN || to == AUTH_UNKNOWN)
		return AUTH_PAIR_OK;
	return table[from][to];
}

bool auth_compatible(enum auth_state a, enum auth_state b)
{
	return auth_pair_of(a, b) == AUTH_PAIR_OK && auth_pair_of(b, a) == AUTH_PAIR_OK;
}

const char *auth_state_words(enum auth_state state)
{
	static const char *const words[] = {
		[AUTH_NONE] = "has no keyfile and demands none",
		[AUTH_TRANSITION] = "is in transition (keyfile and transitionToAuth)",
		[AUTH_ENFORCED] = "enforces authentication",
		[AUTH_LONE] = "enforces authorization without a keyfile",
		[AUTH_UNKNOWN] = "takes its security settings from elsewhere",
	};
	return words[state];
}
