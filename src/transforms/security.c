#include "transforms/security.h"

#include <string.h>

#include "config/edit.h"

static bool is_set(const struct draft *draft, const char *path)
{
	const struct tree *tree = &draft->yaml.tree;
	uint32_t at = tree_find(tree, str_of(path), NULL);
	return at && (tree->node[at].kind != NODE_SCALAR || (!node_is_null(&tree->node[at]) && tree->node[at].text.len));
}

static enum auth_state state_of(const struct security *security, bool said)
{
	bool credential = security->key_file || security->mode == CLUSTER_SEND_X509 || security->mode == CLUSTER_X509;
	if (security->mode == CLUSTER_UNKNOWN)
		return AUTH_UNKNOWN;
	if (security->transition)
		return credential ? AUTH_TRANSITION : AUTH_NONE;
	if (credential)
		return AUTH_ENFORCED;
	return said || str_is(security->authorization, "enabled") ? AUTH_LONE : AUTH_NONE;
}

struct security security_of(const struct draft *draft)
{
	struct security security = {
		.key_file = is_set(draft, SECURITY_KEY_FILE),
		.authorization = transform_value(draft, SECURITY_AUTHORIZATION),
	};
	bool said = is_set(draft, SECURITY_MODE);
	struct str transition = transform_value(draft, SECURITY_TRANSITION);
	security.transition = str_is(transition, "true");
	security.mode = said ? cluster_mode_of_word(transform_value(draft, SECURITY_MODE))
		      : security.key_file ? CLUSTER_KEYFILE : CLUSTER_NONE;
	bool strange = is_set(draft, SECURITY_TRANSITION) && !security.transition && !str_is(transition, "false");
	security.state = strange ? AUTH_UNKNOWN : state_of(&security, said);
	return security;
}

bool security_certain(const struct application *application, const char *path)
{
	const struct draft *draft = application->draft;
	return guard_path(&draft->yaml, str_of(path), application->err) &&
	       guard_always(draft->arena, &draft->yaml, str_of(path), application->err);
}

bool security_plain(const struct application *application, const char *path)
{
	const struct yaml *yaml = &application->draft->yaml;
	uint32_t at = tree_find(&yaml->tree, str_of(path), NULL);
	return security_certain(application, path) &&
	       (!at || guard_node(application->draft->arena, yaml, at, application->err));
}

bool security_known(const struct application *application, struct security *security)
{
	const struct draft *draft = application->draft;
	if (!security_certain(application, SECURITY_KEY_FILE) ||
	    !security_plain(application, SECURITY_MODE) || !security_plain(application, SECURITY_TRANSITION))
		return false;
	*security = security_of(draft);
	if (security->mode == CLUSTER_UNKNOWN)
		return transform_refuse(application, SECURITY_MODE, "clusterAuthMode is \"%.*s\", and mongod takes keyFile, "
					"sendKeyFile, sendX509 and x509 alone; mend it first",
					STR_ARG(transform_value(draft, SECURITY_MODE)));
	if (security->state == AUTH_UNKNOWN)
		return transform_refuse(application, SECURITY_TRANSITION, "transitionToAuth is \"%.*s\", and mongod takes true and "
					"false alone; mend it first", STR_ARG(transform_value(draft, SECURITY_TRANSITION)));
	return true;
}

struct security security_before(const struct application *application)
{
	const struct draft *draft = application->draft;
	struct err err = ERR_INIT(draft->arena);
	struct draft first;
	struct target target = { .server = application->parameters->server };
	if (!draft->edits.count || !config_draft_open(draft->arena, draft->original, &target, &first, &err))
		return security_of(draft);
	return security_of(&first);
}

enum tls_mode security_tls(const struct application *application)
{
	const struct draft *draft = application->draft;
	struct target target = { .server = application->parameters->server };
	struct config config;
	config_read(draft->arena, &draft->now, &target, &config);
	return tls_mode_of(&config);
}

bool security_has_peers(const struct draft *draft)
{
	return is_set(draft, "replication.replSetName") || is_set(draft, "sharding.clusterRole") ||
	       is_set(draft, "sharding.configDB");
}

bool security_check_server(const struct application *application)
{
	struct version server = application->parameters->server;
	if (!version_known(server) || version_at_least(server, (struct version)VERSION(3, 4)))
		return true;
	return transform_refuse(application, "security", "transitionToAuth came with 3.4; a mongod %s would refuse it",
				version_text(application->draft->arena, server));
}

/* ---- steps ---- */

bool security_check_key_file(const struct parameters *parameters, struct err *err)
{
	const char *path = parameters->key_file;
	/* C:\keys and \\host\keys are absolute to a server on Windows. */
	bool drive = path[0] && path[1] == ':' && (path[2] == '\\' || path[2] == '/') && strchr("/\\:", path[0]) == NULL;
	if (path[0] == '/' || drive || !strncmp(path, "\\\\", 2))
		return true;
	return err_set(err, ERR_USAGE, NULL, 0, "--key-file \"%s\": give the absolute path that the keyfile has on the server's "
		       "host", path);
}

bool security_set_key_file(const struct application *application)
{
	struct draft *draft = application->draft;
	struct str wanted = str_of(application->parameters->key_file), path = STR(SECURITY_KEY_FILE);
	if (!guard_path(&draft->yaml, path, application->err))
		return false;
	struct str now = transform_value(draft, SECURITY_KEY_FILE);
	/* Which keyfile that is, or whether it is one, a template decides. */
	if (now.len && draft->now.mask && !security_plain(application, SECURITY_KEY_FILE))
		return false;
	if (now.len && !str_eq(now, wanted) && !application->parameters->replace)
		return transform_refuse(application, SECURITY_KEY_FILE,
					"another keyfile is set here, %.*s; use --replace if this one is to take its "
					"place", STR_ARG(now));
	uint32_t before = draft->edits.count;
	if (!draft_set(draft, path, wanted, application->err))
		return false;
	if (!now.len && draft->edits.count != before && str_is(transform_value(draft, SECURITY_AUTHORIZATION), "disabled"))
		transform_remark(application, "security.authorization is disabled, and mongod ignores that beside a keyfile: without "
				 "transitionToAuth every client must authenticate");
	return true;
}

bool security_set_transition(const struct application *application, const char *inverse)
{
	struct draft *draft = application->draft;
	struct str now = transform_value(draft, SECURITY_TRANSITION);
	if (str_is(now, "true"))
		return true;
	enum auth_state before = security_before(application).state;
	if (now.len)
		transform_remark(application, "transitionToAuth was written as %.*s; %s will remove the line "
				 "and not restore that", STR_ARG(now), inverse);
	if (!draft_set(draft, STR(SECURITY_TRANSITION), STR("true"), application->err))
		return false;
	if (before == AUTH_ENFORCED || before == AUTH_LONE)
		transform_remark(application, "from its next restart on this member takes connections without "
				 "authentication, until drop-transition");
	if (str_is(transform_value(draft, SECURITY_AUTHORIZATION), "enabled"))
		transform_remark(application, "security.authorization is enabled, and mongod ignores that while transitionToAuth is true");
	return true;
}
