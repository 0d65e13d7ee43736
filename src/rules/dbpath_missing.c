#include "rules/ask.h"

/* A log file of its own, below a folder: the server of a package or of an installation, and not of a container, whose
 * log goes to the console and whose data is mounted at the default path. */
static bool is_installed(const struct config *config)
{
	struct str log = config_text(config, "systemLog.path");
	return ask_word(config, "systemLog.destination", "file") == ANSWER_YES && str_starts(log, "/") &&
	       !str_starts(log, "/dev/") && !str_starts(log, "/proc/") && !str_starts(log, "/data/");
}

static const struct setting *storage_of(const struct config *config)
{
	for (uint32_t i = 0; i < config->count; i++)
		if (config->settings[i].option && str_starts(config->settings[i].path, "storage."))
			return &config->settings[i];
	return NULL;
}

static void check(const struct lint *lint, const struct rule *rule, const struct config *config)
{
	const struct setting *storage = storage_of(config);
	if (config->target.binary != BINARY_MONGOD || !storage || !ask_whole(config) || ask_set(config, "storage.dbPath") ||
	    !is_installed(config))
		return;
	bool configsvr = ask_word(config, "sharding.clusterRole", "configsvr") == ANSWER_YES;
	const char *folder = configsvr ? "/data/configdb" : "/data/db";
	struct diag *diag = sink_add(lint->sink, &rule->kind, rule->severity, config->source, storage->key,
				     "there are options of storage, but no dbPath among them");
	diag->option = "storage.dbPath";
	diag->server = arena_printf(lint->arena, "keeps its data in %s, or stops with: Data directory %s not found", folder, folder);
	diag->help = arena_printf(lint->arena, "set storage.dbPath, if only to %s", folder);
}

const struct rule rule_dbpath_missing = {
	.kind = { "dbpath-missing", "hygiene" },
	.severity = SEVERITY_WARNING,
	.scope = SCOPE_FILE,
	.title = "a storage section without storage.dbPath",
	.why = "A script, a merge or an upgrade of the package that rewrites the file can lose the line. The server then looks "
	       "in /data/db: it does not start, or it starts without any data. Reported only where there is a log file as "
	       "installed servers have it; in containers the default is as good as any.",
	.server = "Data directory /data/db not found., terminating",
	.bad = (const struct example[]){ { "mongod.conf",
		"storage:\n  directoryPerDB: true\nsystemLog:\n  destination: file\n  path: /var/log/mongodb/mongod.log\n  logAppend: true\n" },
		{ 0 } },
	.good = (const struct example[]){ { "mongod.conf", "storage:\n  directoryPerDB: true\n" }, { 0 } },
	.check_config = check,
};
