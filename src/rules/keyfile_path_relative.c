#include "rules/rule.h"

static void check(const struct lint *lint, const struct rule *rule, const struct config *config)
{
	const struct setting *keyfile = config_find(config, "security.keyFile");
	struct str path = config_text(config, "security.keyFile");
	/* A path, or a template expression that becomes one. */
	if (!path.len || str_find_char(STR("/$%@<{"), path.at[0], 0) != STR_NONE || str_has_char(path, '$'))
		return;
	/* A drive letter or a backslash: a server on Windows. */
	if (str_has_char(path, '\\') || (path.len > 2 && path.at[1] == ':'))
		return;
	struct diag *diag = sink_add(lint->sink, &rule->kind, rule->severity, config->source, keyfile->value,
				     "the path of the keyfile is relative");
	diag->option = "security.keyFile";
	diag->server = "looks for it in the folder that it happens to be started in";
	diag->help = "write the whole path, such as /etc/mongodb/keyfile";
}

const struct rule rule_keyfile_path_relative = {
	.kind = { "keyfile-path-relative", "keyfile" },
	.severity = SEVERITY_WARNING,
	.scope = SCOPE_FILE,
	.title = "security.keyFile is a relative path",
	.why = "It is resolved against the working directory, which differs between systemd, a shell and a container. "
	       "One start from another folder, and the member is cut off from its set.",
	.server = "error opening file: ... bad file",
	.bad = (const struct example[]){ { "mongod.conf", "replication:\n  replSetName: rs0\nsecurity:\n  keyFile: keys/mongodb.key\n" }, { 0 } },
	.good = (const struct example[]){ { "mongod.conf", "replication:\n  replSetName: rs0\nsecurity:\n  keyFile: /etc/mongodb/keyfile\n" }, { 0 } },
	.check_config = check,
};
