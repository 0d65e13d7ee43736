#include "rules/option_pair.h"

#define SINCE(...) .from = VERSION(__VA_ARGS__)
#define UNTIL(...) .to = VERSION(__VA_ARGS__)

/* Sources: server_options_nongeneral.idl, keyfile_option.idl, ssl_options_server.idl of 4.2 to
 * 5.1-dev, server_options_server_helpers.cpp of 3.4 to 4.0. There noauth names its counterparts in
 * a form that is not registered, so what fires is what they declare themselves; and clusterAuthMode
 * declares nothing, in any release. That of a parameter: jstests/ssl/, 7.0-dev. */
static const struct option_pair table[] = {
	{ "noauth", "auth", .binaries = BINARY_MONGOD },
	{ "noauth", "security.keyFile", SINCE(4, 2) },
	{ "noauth", "security.transitionToAuth", SINCE(4, 2) },
	{ "security.keyFile", "noauth", UNTIL(4, 2) },
	{ "security.transitionToAuth", "noauth", UNTIL(4, 2) },

	{ "net.tls.mode", "net.ssl.mode", SINCE(4, 2),
	  .help = "keep net.tls.mode: net.ssl is its name of before 4.2" },
	{ "tlsOnNormalPorts", "net.tls.mode", SINCE(4, 2) },
	{ "sslOnNormalPorts", "net.ssl.mode", UNTIL(4, 2) },
	{ "net.tls.certificateSelector", "net.tls.certificateKeyFile", SINCE(4, 2) },
	{ "net.tls.certificateSelector", "net.tls.certificateKeyFilePassword", SINCE(4, 2) },
	{ "net.tls.clusterCertificateSelector", "net.tls.clusterFile", SINCE(4, 2) },
	{ "net.ssl.certificateSelector", "net.ssl.PEMKeyFile", SINCE(4, 0), UNTIL(4, 2) },
	{ "net.ssl.certificateSelector", "net.ssl.PEMKeyPassword", SINCE(4, 0), UNTIL(4, 2) },
	{ "net.ssl.clusterCertificateSelector", "net.ssl.clusterFile", SINCE(4, 0), UNTIL(4, 2) },
	{ "net.tls.clusterAuthX509.attributes", "net.tls.clusterAuthX509.extensionValue", SINCE(7, 0) },
	{ "net.tls.clusterAuthX509.attributes", "setParameter.tlsX509ClusterAuthDNOverride", SINCE(7, 0),
	  .help = "write the override as setParameter.tlsClusterAuthX509Override: '{\"attributes\": \"...\"}'",
	  .says = "tlsClusterAuthX509Attributes and tlsX509ClusterAuthDNOverride cannot both be set at once" },

	{ "sharding._overrideShardIdentity", "configsvr", .binaries = BINARY_MONGOD },

	/* mongod_options.cpp, 4.0, mongod_options_storage.idl, 4.2; the option went with 4.4. */
	{ "storage.indexBuildRetry", "replication.replSetName", SINCE(4, 0), UNTIL(4, 4), .binaries = BINARY_MONGOD },

	/* Percona: mongod_options_encryption.idl. */
	{ "security.vault.serverName", "security.encryptionKeyFile", .editions = EDITION_PERCONA },
	{ "security.kmip.serverName", "security.encryptionKeyFile", .editions = EDITION_PERCONA },
	{ "security.kmip.serverName", "security.vault.serverName", .editions = EDITION_PERCONA },
};

static void report(const struct lint *lint, const struct rule *rule, const struct config *config,
		   const struct option_pair *pair)
{
	enum severity severity;
	if (!option_pair_possible(config, pair->option) || !option_pair_possible(config, pair->other))
		return;
	const struct setting *option = option_pair_find(config, pair, pair->option);
	const struct setting *other = option_pair_find(config, pair, pair->other);
	if (!option || !other || option == other || !option_pair_holds(config, pair, &severity))
		return;
	/* The finding stands at the later of the two. */
	const struct setting *first = option < other ? option : other, *again = option < other ? other : option;
	struct diag *diag = sink_add(lint->sink, &rule->kind, severity, config->source, again->key,
				     "%s and %s exclude each other", pair->option, pair->other);
	diag->option = again->entry ? pair->other : again->option->path;
	diag->server = option_pair_server(lint, config, pair,
					  pair->says ? pair->says
						     : arena_printf(lint->arena, "%s is not allowed when %s is specified",
								    pair->other, pair->option));
	diag->help = pair->help ? pair->help : "remove one of the two; a value of false does not help";
	diag_note(lint->sink, diag, config->source, first->key, "the other one is here");
}

static void check(const struct lint *lint, const struct rule *rule, const struct config *config)
{
	for (unsigned i = 0; i < sizeof table / sizeof *table; i++)
		report(lint, rule, config, &table[i]);
}

const struct rule rule_option_conflict = {
	.kind = { "option-conflict", "startup" },
	.severity = SEVERITY_ERROR,
	.scope = SCOPE_FILE,
	.title = "two options that exclude each other",
	.why = "Some options can't stand beside certain others, whatever their values are: one that is false, or the same "
	       "in both, counts too.",
	.server = "net.ssl.mode is not allowed when net.tls.mode is specified",
	.bad = (const struct example[]){
		{ "mongod.conf", "net:\n  tls:\n    mode: disabled\n  ssl:\n    mode: disabled\n" }, { 0 } },
	.good = (const struct example[]){ { "mongod.conf", "net:\n  tls:\n    mode: disabled\n" }, { 0 } },
	.check_config = check,
};
