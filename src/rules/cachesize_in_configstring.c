#include "rules/ask.h"

static void check(const struct lint *lint, const struct rule *rule, const struct config *config)
{
	const char *path = "storage.wiredTiger.engineConfig.configString", *size_path = "storage.wiredTiger.engineConfig.cacheSizeGB";
	const struct setting *setting = config_find(config, path), *size = config_find(config, size_path);
	if (!setting || setting->kind != SETTING_SCALAR || str_find(setting->text, STR("cache_size="), 0) == STR_NONE)
		return;
	struct diag *diag = sink_add(lint->sink, &rule->kind, size ? rule->severity : SEVERITY_INFO, config->source,
				     setting->value, size ? "cache_size in configString wins over cacheSizeGB"
							  : "the size of the cache is set in configString, not in cacheSizeGB");
	diag->option = path;
	diag->server = size ? "takes this one, and not cacheSizeGB" : "takes it, and checks nothing";
	diag->help = "write storage.wiredTiger.engineConfig.cacheSizeGB";
	if (size)
		diag_note(lint->sink, diag, config->source, size->key, "set here too");
}

const struct rule rule_cachesize_in_configstring = {
	.kind = { "cachesize-in-configstring", "hygiene" },
	.severity = SEVERITY_WARNING,
	.scope = SCOPE_FILE,
	.title = "cache_size in WiredTiger's configString",
	.why = "configString goes to the engine behind mongod's own settings and wins over cacheSizeGB, without a message. "
	       "Who later changes cacheSizeGB changes nothing.",
	.server = "takes cache_size, and not cacheSizeGB",
	.bad = (const struct example[]){ { "mongod.conf",
		"storage:\n  wiredTiger:\n    engineConfig:\n      configString: cache_size=4G\n" }, { 0 } },
	.good = (const struct example[]){ { "mongod.conf",
		"storage:\n  wiredTiger:\n    engineConfig:\n      cacheSizeGB: 4\n" }, { 0 } },
	.check_config = check,
};
