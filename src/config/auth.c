#include "config/auth.h"

enum auth_state auth_state_of(const struct config *config)
{
	static const char *const decides[] = {
		"security.keyFile", "security.transitionToAuth", "security.clusterAuthMode",
		"security.authorization",
	};
	bool read = config->format == CONFIG_YAML || (config->format == CONFIG_INI && !config->fault_count);
	if (!read)
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

static const char *const mode_words[] = {
	[CLUSTER_NONE] = "none", [CLUSTER_KEYFILE] = "keyFile", [CLUSTER_SEND_KEYFILE] = "sendKeyFile",
	[CLUSTER_SEND_X509] = "sendX509", [CLUSTER_X509] = "x509", [CLUSTER_UNKNOWN] = "unknown",
};

enum cluster_mode cluster_mode_of_word(struct str word)
{
	for (enum cluster_mode mode = CLUSTER_KEYFILE; mode < CLUSTER_UNKNOWN; mode++)
		if (str_is(word, mode_words[mode]))
			return mode;
	return CLUSTER_UNKNOWN;
}

const char *cluster_mode_word(enum cluster_mode mode)
{
	return mode_words[mode];
}

enum cluster_mode cluster_mode_of(const struct config *config)
{
	const struct setting *mode = config_find(config, "security.clusterAuthMode");
	if (config_is_opaque(config, "security.clusterAuthMode"))
		return CLUSTER_UNKNOWN;
	const struct setting *keyfile = config_find(config, "security.keyFile");
	if (!mode && keyfile)
		return keyfile->sometimes ? CLUSTER_UNKNOWN : CLUSTER_KEYFILE;
	if (!mode)
		return config_is_opaque(config, "security.keyFile") ? CLUSTER_UNKNOWN : CLUSTER_NONE;
	return mode->kind == SETTING_SCALAR ? cluster_mode_of_word(mode->text) : CLUSTER_UNKNOWN;
}

bool cluster_mode_allows_x509(enum cluster_mode mode)
{
	return mode == CLUSTER_SEND_KEYFILE || mode == CLUSTER_SEND_X509 || mode == CLUSTER_X509;
}

enum auth_access auth_access_of(const struct config *config)
{
	enum cluster_mode mode = cluster_mode_of(config);
	if (config_is_opaque(config, "security.transitionToAuth"))
		return AUTH_ACCESS_UNKNOWN;
	if (config_is(config, "security.transitionToAuth", "true"))
		return AUTH_ACCESS_OPEN;
	if (mode != CLUSTER_NONE)
		return mode == CLUSTER_UNKNOWN ? AUTH_ACCESS_UNKNOWN : AUTH_ACCESS_CONTROLLED;
	/* mongos has no security.authorization. */
	if (config->target.binary == BINARY_MONGOS)
		return AUTH_ACCESS_OPEN;
	if (config_is_opaque(config, "security.authorization"))
		return AUTH_ACCESS_UNKNOWN;
	return config_is(config, "security.authorization", "enabled") ? AUTH_ACCESS_CONTROLLED : AUTH_ACCESS_OPEN;
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
