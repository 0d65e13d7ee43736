#include "rules/ask.h"

/* What the server's JSON reader begins with; nothing at all is an empty document to it (server source,
 * mongod_options.cpp and bson/json.cpp). What follows the first bracket is not looked at here. */
static bool begins_document(struct str text)
{
	uint32_t at = 0;
	while (at < text.len && str_has_char(STR(" \t\n\v\f\r"), text.at[at]))
		at++;
	return !text.len || (at < text.len && (text.at[at] == '{' || text.at[at] == '['));
}

static void check(const struct lint *lint, const struct rule *rule, const struct config *config)
{
	const char *path = "sharding._overrideShardIdentity";
	const struct setting *setting = config_find(config, path);
	if (!setting || setting->written != SETTING_SCALAR || setting->refusal || begins_document(setting->text) ||
	    config->target.binary == BINARY_MONGOS)
		return;
	struct diag *diag = sink_add(lint->sink, &rule->kind, rule->severity, config->source, ask_place(setting),
				     "the identity of a shard is a JSON document");
	diag->option = path;
	diag->server = "stops with: Error encountered while parsing _overrideShardIdentity JSON document";
	diag->help = "write it as one string in single quotes: '{\"shardName\": \"...\", ...}'";
}

const struct rule rule_shard_identity_not_document = {
	.kind = { "shard-identity-not-document", "startup" },
	.severity = SEVERITY_ERROR,
	.scope = SCOPE_FILE,
	.title = "sharding._overrideShardIdentity is no document",
	.why = "The option takes the whole identity of a shard as JSON in one string, as backup tools write it. A name alone "
	       "is not enough.",
	.server = "Error encountered while parsing _overrideShardIdentity JSON document",
	.bad = (const struct example[]){ { "mongod.conf",
		"sharding:\n  _overrideShardIdentity: shard1\nstorage:\n  queryableBackupMode: true\n" }, { 0 } },
	.good = (const struct example[]){ { "mongod.conf",
		"sharding:\n  _overrideShardIdentity: '{\"shardName\": \"a\"}'\nstorage:\n  queryableBackupMode: true\n" }, { 0 } },
	.check_config = check,
};
