#include "rules/doubt.h"

#include "fleet/pair_certificate.h"

/* What is read behind the document, or not at all: text-after-document and its like. */
static bool is_cut(const struct config *file)
{
	return file->format == CONFIG_UNREADABLE || file->fault_count ||
	       (file->format == CONFIG_YAML && file->document.rest < file->source->text.len);
}

bool doubt_file(const struct member *member)
{
	const struct config *config = member->config;
	for (uint32_t i = 0; i < config->count; i++) {
		const struct setting *setting = config_setting(config, i);
		/* A keyFile of no value is empty-value's. */
		if (!setting->option || setting->refusal || (setting->null && str_starts(setting->name, "security.")))
			return true;
	}
	return member->file && is_cut(member->file);
}

/* In any case of its letters. */
static bool speaks_of(struct str text, const char *word)
{
	struct str wanted = str_of(word);
	for (uint32_t at = 0; at + wanted.len <= text.len; at++)
		if (str_eq_nocase(str_sub(text, at, at + wanted.len), wanted))
			return true;
	return false;
}

static bool speaks_of_access(struct str text)
{
	static const char *const words[] = { "security", "keyfile", "authorization", "clusterauth" };
	for (unsigned i = 0; i < sizeof words / sizeof *words; i++)
		if (speaks_of(text, words[i]))
			return true;
	return false;
}

bool doubt_access(const struct config *config)
{
	for (uint32_t i = 0; i < config->count; i++)
		if (!config_setting(config, i)->option && speaks_of_access(config_setting(config, i)->path))
			return true;
	struct str text = config->source->text;
	return config->format == CONFIG_YAML && config->document.rest < text.len &&
	       speaks_of_access(str_sub(text, config->document.rest, text.len));
}

/* The same word in another case: authorization-case, option-value. */
static bool is_miswritten(const struct config *config)
{
	const struct setting *setting = config_find(config, "security.authorization");
	return setting && !str_is(setting->text, "enabled") && str_eq_nocase(setting->text, STR("enabled"));
}

static bool starts_tls(const struct member *member)
{
	static const char *const needs_mode[] = {
		"net.tls.certificateKeyFile", "net.tls.CAFile", "net.tls.clusterFile", "net.tls.disabledProtocols",
	};
	const struct config *config = member->config;
	if (member->state.tls == TLS_UNKNOWN)
		return true;
	if (member->state.tls != TLS_OFF) {
		bool selects = tls_may_have(config, "net.tls.certificateSelector");
		bool shows = selects || tls_may_have(config, "net.tls.certificateKeyFile");
		bool checks = selects || tls_may_have(config, "net.tls.CAFile");
		return shows && (checks || member->state.cluster != CLUSTER_X509);
	}
	for (unsigned i = 0; i < sizeof needs_mode / sizeof *needs_mode; i++)
		if (config_find(config, needs_mode[i]))
			return false;
	return true;
}

bool doubt_starts(const struct member *member)
{
	const struct pair_state *state = &member->state;
	enum cluster_mode mode = state->cluster;
	if (state->transition && mode != CLUSTER_KEYFILE && mode != CLUSTER_X509 && mode != CLUSTER_UNKNOWN)
		return false;
	if (cluster_mode_allows_x509(mode) && state->tls == TLS_OFF)
		return false;
	if (state->tls == TLS_ALLOW && (mode == CLUSTER_SEND_X509 || (mode == CLUSTER_X509 && !state->transition)))
		return false;
	if (cluster_mode_allows_x509(mode) && pair_own_certificate(state) == OWN_CERT_MISFITS)
		return false;
	bool named = config_find(member->config, "replication.replSetName") ||
		     config_find(member->config, "sharding.clusterRole");
	if (state->auth == AUTH_LONE && (named || config_find(member->config, "security.clusterAuthMode")))
		return false;
	return !is_miswritten(member->config) && starts_tls(member);
}
