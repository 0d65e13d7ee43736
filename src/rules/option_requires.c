#include "rules/option_pair.h"

#define PERCONA .editions = EDITION_PERCONA

/* Sources: Percona's mongod_options_encryption.idl and ldap options, 3.6 to 4.4 and single files of
 * 8.x. What MongoDB's own Enterprise checks is not public. */
static const struct option_pair table[] = {
	/* mongod_options_sharding.idl, 4.2; mongod_options.cpp, 3.4 to 4.0. */
	{ "sharding._overrideShardIdentity", "storage.queryableBackupMode", .binaries = BINARY_MONGOD },

	{ "security.encryptionCipherMode", "security.enableEncryption", PERCONA },
	{ "security.encryptionKeyFile", "security.enableEncryption", PERCONA },
	{ "security.kmip.clientCertificateFile", "security.kmip.serverName", PERCONA },
	{ "security.kmip.port", "security.kmip.serverName", PERCONA },
	{ "security.kmip.serverCAFile", "security.kmip.serverName", PERCONA },
	{ "security.kmip.serverName", "security.enableEncryption", PERCONA },
	{ "security.kmip.serverName", "security.kmip.clientCertificateFile", PERCONA },
	{ "security.ldap.authz.queryTemplate", "security.ldap.servers", PERCONA },
	{ "security.vault.disableTLSForTesting", "security.vault.serverName", PERCONA },
	{ "security.vault.port", "security.vault.serverName", PERCONA },
	{ "security.vault.rotateMasterKey", "security.vault.serverName", PERCONA },
	{ "security.vault.secret", "security.vault.serverName", PERCONA },
	{ "security.vault.serverName", "security.enableEncryption", PERCONA },
	{ "security.vault.serverCAFile", "security.vault.serverName", PERCONA },
	{ "security.vault.serverName", "security.vault.port", PERCONA },
	{ "security.vault.serverName", "security.vault.secret", .to = VERSION(5, 0), PERCONA },
	{ "security.vault.serverName", "security.vault.tokenFile", PERCONA },
	{ "security.vault.tokenFile", "security.vault.serverName", PERCONA },
};

static void report(const struct lint *lint, const struct rule *rule, const struct config *config,
		   const struct option_pair *pair)
{
	enum severity severity;
	const struct setting *option = option_pair_find(config, pair, pair->option);
	if (!option || option_pair_find(config, pair, pair->other) || config_is_opaque(config, pair->other) ||
	    !option_pair_holds(config, pair, &severity))
		return;
	struct diag *diag = sink_add(lint->sink, &rule->kind, severity, config->source, option->key,
				     "%s needs %s, which is not set", pair->option, pair->other);
	diag->option = option->option->path;
	diag->server = option_pair_server(lint, config, pair,
					  arena_printf(lint->arena, "%s is required when %s is specified",
						       pair->other, pair->option));
	diag->help = pair->help ? pair->help : arena_printf(lint->arena, "set %s, or remove this line", pair->other);
}

static void check(const struct lint *lint, const struct rule *rule, const struct config *config)
{
	for (unsigned i = 0; i < sizeof table / sizeof *table; i++)
		report(lint, rule, config, &table[i]);
}

const struct rule rule_option_requires = {
	.kind = { "option-requires", "startup" },
	.severity = SEVERITY_ERROR,
	.scope = SCOPE_FILE,
	.title = "an option that needs another one",
	.why = "Some options mean nothing without certain others, and the server insists on both. It looks at what is there, "
	       "not at the values.",
	.server = "storage.queryableBackupMode is required when sharding._overrideShardIdentity is specified",
	.bad = (const struct example[]){ { "mongod.conf", "sharding:\n  _overrideShardIdentity: '{}'\n" }, { 0 } },
	.good = (const struct example[]){
		{ "mongod.conf", "sharding:\n  _overrideShardIdentity: '{}'\nstorage:\n  queryableBackupMode: false\n" },
		{ 0 } },
	.check_config = check,
};
