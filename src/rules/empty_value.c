#include "rules/ask.h"

#include <string.h>

/* Where nothing can't be meant: files and folders, addresses, names. Not passwords, filters and the like. */
static bool wants_a_value(const struct option *option)
{
	static const char *const others[] = {
		"net.bindIp", "net.compression.compressors", "replication.replSetName", "sharding.configDB", "storage.engine",
	};
	for (unsigned i = 0; i < sizeof others / sizeof *others; i++)
		if (!strcmp(option->path, others[i]))
			return true;
	return option->type == OPTION_PATH;
}

static const char *outcome(const struct setting *setting)
{
	if (str_is(setting->path, "replication.replSetName"))
		return "starts as a standalone server, which is no member of any set";
	if (str_is(setting->path, "net.bindIp"))
		return "skips it (Skipping empty bind address), and listens to no network";
	return "takes the empty text for the value";
}

static void check(const struct lint *lint, const struct rule *rule, const struct config *config)
{
	if (config->format != CONFIG_YAML || config->marks)
		return;
	for (uint32_t i = 0; i < config->count; i++) {
		const struct setting *setting = &config->settings[i];
		if (!setting->option || setting->kind != SETTING_SCALAR || setting->entry || setting->refusal ||
		    str_trim(setting->text).len || !wants_a_value(setting->option))
			continue;
		struct diag *diag = sink_add(lint->sink, &rule->kind, rule->severity, config->source, setting->key,
					     "%.*s has no value", STR_ARG(setting->path));
		diag->option = setting->option->path;
		diag->server = outcome(setting);
		diag->help = "write one, or remove the line";
	}
}

const struct rule rule_empty_value = {
	.kind = { "empty-value", "hygiene" },
	.severity = SEVERITY_WARNING,
	.scope = SCOPE_FILE,
	.title = "a path, a name or an address that is empty",
	.why = "A variable that was empty when the file was made, or a value that was taken out without its name, leaves a key "
	       "with nothing behind it. The server takes that for the empty text: a set without a name is no set, "
	       "a path without a name is the folder that the server was started in.",
	.server = "Skipping empty bind address, or nothing at all",
	.bad = (const struct example[]){ { "mongod.conf", "replication:\n  replSetName:\n" }, { 0 } },
	.good = (const struct example[]){ { "mongod.conf", "replication:\n  oplogSizeMB: 2048\n" }, { 0 } },
	.check_config = check,
};
