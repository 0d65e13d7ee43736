#include "rules/ask.h"
#include "yaml/place.h"

/* Whole gigabytes and nothing else: then the two say the same. */
static void offer_size(const struct lint *lint, struct diag *diag, const struct config *config, const char *path,
		       const char *size_path)
{
	struct edits edits = EDITS_INIT(lint->arena);
	struct err err = ERR_INIT(lint->arena);
	struct str size = config_text(config, path);
	if (!str_starts(size, "cache_size=") || !(str_ends(size, "G") || str_ends(size, "GB")))
		return;
	size = str_sub(size, sizeof "cache_size=" - 1, size.len - (str_ends(size, "GB") ? 2 : 1));
	for (uint32_t i = 0; i < size.len; i++)
		if (!str_has_char(STR("0123456789"), size.at[i]))
			return;
	if (!size.len || size.len > 4 || size.at[0] == '0' || config->format != CONFIG_YAML ||
	    !yaml_editable(config_yaml(config), &err))
		return;
	const struct setting *setting = config_find(config, path);
	if (!config_find(config, size_path)) {
		/* In its place, since a section that loses its last option would be commented out. */
		if (!str_is(source_str(config->source, setting->key), "configString") || !edits_add(&edits, setting->key, STR("cacheSizeGB")) ||
		    !edits_add(&edits, setting->value, size))
			return;
	} else if (!place_move(lint->arena, config_yaml(config), str_of(path), str_of(size_path), size, &edits, &err) || !edits.count) {
		return;
	}
	diag_fix(lint->sink, diag, SAFETY_UNSAFE, arena_printf(lint->arena, "write %s: %.*s instead", size_path, STR_ARG(size)),
		 edits.at[0].cut, edits.at[0].put);
	for (uint32_t i = 1; i < edits.count; i++)
		diag_fix_more(lint->sink, diag, config->source, edits.at[i].cut, edits.at[i].put);
}

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
	if (!config_is_opaque(config, size_path))
		offer_size(lint, diag, config, path, size_path);
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
