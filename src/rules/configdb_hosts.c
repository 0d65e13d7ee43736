#include "base/buf.h"
#include "rules/ask.h"
#include "rules/placeholder.h"

/* Blanks after a comma, and how many there are; the server's parser takes both (connection_string.cpp). */
static void check(const struct lint *lint, const struct rule *rule, const struct config *config)
{
	const struct setting *setting = config_find(config, "sharding.configDB");
	if (!setting || setting->kind != SETTING_SCALAR || config->target.binary != BINARY_MONGOS ||
	    placeholder_in(setting->text))
		return;
	uint32_t slash = str_find_char(setting->text, '/', 0), hosts = 0, blanks = 0;
	if (slash == STR_NONE || slash == 0)
		return;  /* configdb-not-replset-string */
	struct buf clean = BUF_INIT(lint->arena);
	struct str name = str_trim(str_sub(setting->text, 0, slash)), rest = str_sub(setting->text, slash + 1, setting->text.len), host;
	blanks += name.len != slash;
	buf_printf(&clean, "%.*s/", STR_ARG(name));
	while (str_split(&rest, ',', &host)) {
		struct str trimmed = str_trim(host);
		if (!trimmed.len || str_has_char(trimmed, ' ') || str_has_char(trimmed, '/'))
			return;
		blanks += trimmed.len != host.len;
		buf_printf(&clean, "%s%.*s", hosts++ ? "," : "", STR_ARG(trimmed));
	}
	if (blanks) {
		struct diag *diag = sink_add(lint->sink, &rule->kind, SEVERITY_WARNING, config->source, ask_place(setting),
					     "a blank in sharding.configDB is part of a name");
		diag->option = "sharding.configDB";
		diag->server = "looks for a host or a set whose name has a blank in it, and finds none";
		ask_fix_set(lint, diag, config, SAFETY_SAFE, "sharding.configDB", buf_done(&clean).at);
	} else if (hosts < 3) {
		struct diag *diag = sink_add(lint->sink, &rule->kind, rule->severity, config->source, ask_place(setting),
					     "%u config server%s named here", (unsigned)hosts, hosts == 1 ? " is" : "s are");
		diag->option = "sharding.configDB";
		diag->server = "starts with a warning: Running a sharded cluster with fewer than 3 config servers should only be "
			       "done for testing purposes and is not recommended for production.";
		diag->help = "name all of them: a mongos that starts while the only one is down finds no cluster";
	}
}

const struct rule rule_configdb_hosts = {
	.kind = { "configdb-hosts", "hygiene" },
	.severity = SEVERITY_INFO,
	.scope = SCOPE_FILE,
	.title = "sharding.configDB with blanks in it, or with fewer than three servers",
	.why = "The string is cut at its commas and nowhere else, so a blank beside one belongs to a host's name. Of the servers "
	       "one is enough to find the others, if that one is up.",
	.server = "Running a sharded cluster with fewer than 3 config servers should only be done for testing purposes",
	.bad = (const struct example[]){ { "mongos.conf", "sharding:\n  configDB: cfg/cfg1:27019, cfg2:27019, cfg3:27019\n" }, { 0 } },
	.good = (const struct example[]){ { "mongos.conf",
		"sharding:\n  configDB: cfg/cfg1:27019,cfg2:27019,cfg3:27019\n" }, { 0 } },
	.check_config = check,
};
