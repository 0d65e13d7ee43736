#include "rules/ask.h"

/* Is it Percona's server that is meant, or may it be? The severity of what that one refuses. */
static bool may_be_percona(const struct config *config, enum severity *severity)
{
	unsigned edition = config->target.edition;
	*severity = edition == EDITION_PERCONA ? SEVERITY_ERROR : SEVERITY_WARNING;
	return !edition || edition == EDITION_PERCONA;
}

/* Percona's manual and its mongod_options_encryption.cpp. MongoDB's Enterprise has the same option and the
 * same limit; its words are not public. */
static void check_engine(const struct lint *lint, const struct rule *rule, const struct config *config)
{
	enum severity severity;
	const struct setting *engine = config_find(config, "storage.engine");
	if (!engine || engine->kind != SETTING_SCALAR || !engine->text.len || str_is(engine->text, "wiredTiger") ||
	    ask_true(config, "security.enableEncryption") != ANSWER_YES ||
	    config->target.edition == EDITION_COMMUNITY || config->target.binary != BINARY_MONGOD)
		return;
	may_be_percona(config, &severity);
	struct diag *diag = sink_add(lint->sink, &rule->kind, severity, config->source, engine->value,
				     "security.enableEncryption is for wiredTiger, and the engine is %.*s", STR_ARG(engine->text));
	diag->option = "security.enableEncryption";
	diag->server = "stops with: ... option is only supported by the wiredTiger storage engine (Percona)";
	diag->help = "choose wiredTiger, or remove security.enableEncryption";
	diag_note(lint->sink, diag, config->source, config_find(config, "security.enableEncryption")->key,
		  "encryption is turned on here");
}

const struct rule rule_encryption_needs_wiredtiger = {
	.kind = { "encryption-needs-wiredtiger", "startup" },
	.severity = SEVERITY_WARNING,
	.scope = SCOPE_FILE,
	.title = "encryption of data with an engine that has none",
	.why = "Data is encrypted by wiredTiger as it writes its files. An engine that keeps everything in memory has nothing "
	       "to encrypt, and the server does not start as if it did.",
	.server = "option is only supported by the wiredTiger storage engine",
	.bad = (const struct example[]){ { "mongod.conf",
		"storage:\n  engine: inMemory\nsecurity:\n  enableEncryption: true\n  encryptionKeyFile: /etc/mongodb/data.key\n" },
		{ 0 } },
	/* The engine alone: who says no edition is warned of every option of Enterprise. */
	.good = (const struct example[]){ { "mongod.conf", "storage:\n  engine: inMemory\n" }, { 0 } },
	.check_config = check_engine,
};

/* Percona's storeMongodOptions() of 3.6 to 4.4. 0 and 1 are both "no limit". */
static void check_rate(const struct lint *lint, const struct rule *rule, const struct config *config)
{
	enum severity severity;
	const struct setting *limit = config_find(config, "operationProfiling.rateLimit");
	const struct setting *sample = config_find(config, "operationProfiling.slowOpSampleRate");
	if (!limit || !sample || limit->kind != SETTING_SCALAR || sample->kind != SETTING_SCALAR || limit->refusal ||
	    sample->refusal || limit->typed.integer <= 1 || sample->typed.real == 1.0 || !may_be_percona(config, &severity))
		return;
	const struct setting *first = limit < sample ? limit : sample, *again = limit < sample ? sample : limit;
	struct diag *diag = sink_add(lint->sink, &rule->kind, severity, config->source, again->key,
				     "rateLimit and slowOpSampleRate both thin out the profile");
	diag->option = "operationProfiling.rateLimit";
	diag->server = "stops with: Can't specify non-default values for both --rateLimit and --slowOpSampleRate options. (Percona)";
	diag->help = "keep one of the two";
	diag_note(lint->sink, diag, config->source, first->key, "the other one is here");
}

const struct rule rule_rate_limit_with_sample_rate = {
	.kind = { "rate-limit-with-sample-rate", "startup" },
	.severity = SEVERITY_WARNING,
	.scope = SCOPE_FILE,
	.title = "operationProfiling.rateLimit beside slowOpSampleRate",
	.why = "Both choose which operations are written to the profile: Percona's rateLimit one in so many, slowOpSampleRate a "
	       "share of the slow ones. A server of Percona does not start with both.",
	.server = "Can't specify non-default values for both --rateLimit and --slowOpSampleRate options.",
	.bad = (const struct example[]){
		{ "mongod.conf", "operationProfiling:\n  rateLimit: 100\n  slowOpSampleRate: 0.5\n" }, { 0 } },
	.good = (const struct example[]){
		{ "mongod.conf", "operationProfiling:\n  mode: slowOp\n  slowOpSampleRate: 0.5\n" }, { 0 } },
	.check_config = check_rate,
};
