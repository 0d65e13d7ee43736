#include "config/keyfile.h"
#include "rules/rule.h"

static void check(const struct lint *lint, const struct rule *rule, const struct config *config)
{
	static const struct {
		const char *message, *server, *help;
	} words[] = {
		[KEYFILE_MISSING] = { "there is no keyfile at %s", "stops with: error opening file: ... No such file or directory",
				      "put the set's keyfile there, the same one as on the other members, with mode 0400" },
		[KEYFILE_EMPTY] = { "the keyfile %s is empty", "stops with: security key in ... has length 0, must be between "
				    "6 and 1024 chars", "copy the keyfile of another member" },
		[KEYFILE_NO_FILE] = { "%s is not a file", "stops with: error opening file: ... bad file",
				      "Docker makes a folder where the source of a bind mount is missing: put the keyfile there" },
		[KEYFILE_UNREADABLE] = { "the keyfile %s can't be read", NULL, "run this check as a user who may read it" },
	};
	if (!lint->key_file_root && !lint->on_host)
		return;
	const struct setting *keyfile = config_find(config, "security.keyFile");
	struct str path = config_text(config, "security.keyFile");
	/* clusterAuthMode x509 never opens the keyfile (server source, initialize_server_security_state.cpp). */
	if (!path.len || path.at[0] != '/' || config_is(config, "security.clusterAuthMode", "x509"))
		return;
	const char *where;
	enum keyfile_state state = keyfile_look(lint->arena, lint->on_host ? "" : lint->key_file_root, path, &where);
	if (state == KEYFILE_FINE)
		return;
	struct diag *diag = sink_add(lint->sink, &rule->kind, state == KEYFILE_UNREADABLE ? SEVERITY_WARNING : rule->severity,
				     config->source, keyfile->value, words[state].message, where);
	diag->option = "security.keyFile";
	diag->server = words[state].server;
	diag->help = words[state].help;
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
