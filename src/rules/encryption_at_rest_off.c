#include "rules/ask.h"

/* Community servers store what they are given; a mongos stores nothing. */
static void check(const struct lint *lint, const struct rule *rule, const struct config *config)
{
	if (!ask_whole(config) || !config->count || config->target.binary == BINARY_MONGOS ||
	    config->target.edition == EDITION_COMMUNITY ||
	    ask_true(config, "security.enableEncryption") != ANSWER_NO)
		return;
	const struct setting *said = config_find(config, "security.enableEncryption");
	struct diag *diag = sink_add(lint->sink, &rule->kind, rule->severity, config->source,
				     said ? ask_place(said) : config_start(config), "data files are not encrypted");
	diag->option = "security.enableEncryption";
	diag->server = "writes data files that whoever copies them can read";
	diag->help = "where it is demanded, set security.enableEncryption with a key (Enterprise and Percona servers only), or "
		     "encrypt the file system";
}

const struct rule rule_encryption_at_rest_off = {
	.kind = { "encryption-at-rest-off", "security" },
	.severity = SEVERITY_INFO,
	.scope = SCOPE_FILE,
	.off = true,
	.cis = "4.5",
	.stig = "252147",
	.title = "data files are not encrypted",
	.why = "Benchmarks (CIS 4.5) ask for encrypted data files. Only Enterprise and Percona servers can do it themselves; with "
	       "--edition community this says nothing, and an encrypted file system is not seen from here.",
	.server = "nothing; it writes plain data files",
	.bad = (const struct example[]){ { "mongod.conf", "storage:\n  dbPath: /srv/mongo\n" }, { 0 } },
	.good = (const struct example[]){
		{ "mongos.conf", "sharding:\n  configDB: csrs/cfg1:27019,cfg2:27019,cfg3:27019\nsecurity:\n  keyFile: /etc/mongodb/keyfile\n" },
		{ 0 } },
	.check_config = check,
};
