#include "rules/ask.h"

#include <string.h>

/* Those of the paths that are no folders. */
static bool names_a_file(const struct option *option)
{
	static const char *const folders[] = {
		"storage.dbPath", "storage.repairPath", "processManagement.timeZoneInfo", "processManagement.extensionsConfigPath",
		"net.unixDomainSocket.pathPrefix", "net.proxyUnixDomainSocket.pathPrefix",
	};
	for (unsigned i = 0; i < sizeof folders / sizeof *folders; i++)
		if (!strcmp(option->path, folders[i]))
			return false;
	return option->type == OPTION_PATH;
}

/* A cheap look at how it ends. */
static bool may_be_wrong(struct str text)
{
	char last = text.len ? text.at[text.len - 1] : '\0';
	return last == '/' || last == '.' || last == 'k';
}

/* Told by the name alone: the file system is not looked at. */
static void check(const struct lint *lint, const struct rule *rule, const struct config *config)
{
	for (uint32_t i = 0; i < config->count; i++) {
		const struct setting *setting = &config->settings[i];
		if (!setting->option || setting->written != SETTING_SCALAR || !may_be_wrong(setting->text))
			continue;
		bool folder = (str_ends(setting->text, "/") || str_ends(setting->text, "/.")) && names_a_file(setting->option);
		bool file = str_ends(setting->text, ".sock") && str_ends(setting->path, "ocket.pathPrefix");
		if (!folder && !file)
			continue;
		struct diag *diag = sink_add(lint->sink, &rule->kind, rule->severity, config->source, setting->value,
					     folder ? "%s must name a file, and this is a folder"
						    : "%s must name a folder, and this looks like a socket", setting->option->path);
		diag->option = setting->option->path;
		diag->server = str_is(setting->path, "systemLog.path")
			     ? arena_printf(lint->arena, "stops with: logpath \"%.*s\" should name a file, not a directory",
					    STR_ARG(setting->text))
			     : folder ? "stops when it opens it: Is a directory" : "stops: must be a directory";
		diag->help = folder ? "add the file's name" : "name the folder alone; the socket in it is called mongodb-PORT.sock";
	}
}

const struct rule rule_file_path_is_folder = {
	.kind = { "file-path-is-folder", "hygiene" },
	.severity = SEVERITY_WARNING,
	.scope = SCOPE_FILE,
	.title = "a folder where a file's name is wanted, or the other way round",
	.why = "systemLog.path, security.keyFile, processManagement.pidFilePath and the certificates are files, not the folders "
	       "that they are in; net.unixDomainSocket.pathPrefix is a folder. The server finds out when it opens them, after its options are read.",
	.server = "should name a file, not a directory",
	.bad = (const struct example[]){ { "mongod.conf",
		"systemLog:\n  destination: file\n  path: /var/log/mongodb/\n  logAppend: true\n" }, { 0 } },
	.good = (const struct example[]){ { "mongod.conf",
		"systemLog:\n  destination: file\n  path: /var/log/mongodb/mongod.log\n  logAppend: true\n"
		"storage:\n  dbPath: /srv/mongodb/\n" },
		{ 0 } },
	.check_config = check,
};
