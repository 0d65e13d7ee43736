#include "rules/rule.h"

static void check(const struct lint *lint, const struct rule *rule, const struct config *config)
{
	if (!lint->key_file_root && !lint->on_host)
		return;
	const struct setting *setting = config_find(config, "security.keyFile");
	struct str path = config_text(config, "security.keyFile");
	/* clusterAuthMode x509 never opens the keyfile (server source, initialize_server_security_state.cpp). */
	if (!path.len || path.at[0] != '/' || config_is(config, "security.clusterAuthMode", "x509"))
		return;
	struct keyfile keyfile;
	keyfile_read(lint->arena, keyfile_path(lint->arena, lint->on_host ? "" : lint->key_file_root, path),
		     config->target.server, &keyfile);
	const char *message = NULL, *server = NULL, *help = NULL;
	if (keyfile.state == KEYFILE_MISSING) {
		message = "there is no keyfile at %s";
		server = "stops with: error opening file: ... No such file or directory";
		help = "put the set's keyfile there, the same one as on the other members, with mode 0400";
	} else if (keyfile.state == KEYFILE_NO_FILE) {
		message = "%s is not a file";
		server = "stops with: error opening file: ... bad file";
		help = "Docker makes a folder where the source of a bind mount is missing: put the keyfile there";
	} else if (keyfile.state == KEYFILE_UNREADABLE) {
		message = "the keyfile %s can't be read";
		help = "run this check as a user who may read it";
	} else if (keyfile.fault == KEYFILE_NO_KEY) {
		message = "the keyfile %s is empty";
		server = "stops with: security key in ... has length 0, must be between 6 and 1024 chars";
		help = "copy the keyfile of another member";
	}
	if (!message)
		return;
	struct diag *diag = sink_add(lint->sink, &rule->kind,
				     keyfile.state == KEYFILE_UNREADABLE ? SEVERITY_WARNING : rule->severity,
				     config->source, setting->value, message, keyfile.path);
	diag->option = "security.keyFile";
	diag->server = server;
	diag->help = help;
}

const struct rule rule_keyfile_missing = {
	.kind = { "keyfile-missing", "keyfile" },
	.severity = SEVERITY_ERROR,
	.scope = SCOPE_FILE,
	.title = "the keyfile is not there, or is empty",
	.why = "A member whose keyfile can't be opened does not start, and is found out at its next restart. Looked for "
	       "only with --key-file-root DIR or --on-host.",
	.server = "error opening file: /etc/mongodb/keyfile: No such file or directory",
	.bad = (const struct example[]){ { "mongod.conf", "replication:\n  replSetName: rs0\nsecurity:\n  keyFile: /etc/mongodb/keyflie\n" }, { 0 } },
	.good = (const struct example[]){ { "mongod.conf", "replication:\n  replSetName: rs0\nsecurity:\n  keyFile: /etc/mongodb/keyfile\n" }, { 0 } },
	.check_config = check,
};
