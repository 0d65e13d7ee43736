#include "rollout/concern.h"

#include "config/auth.h"
#include "config/spelled.h"
#include "config/tls.h"
#include "fleet/hosts.h"
#include "fleet/pair_certificate.h"

/* ---- questions about one server ---- */

static bool enforces(const struct pair_state *state)
{
	return state->auth == AUTH_ENFORCED || state->auth == AUTH_LONE;
}

static bool enforces_newly(const struct server *server)
{
	return server->runs && server->stays && enforces(&server->next) && !enforces(&server->now);
}

static const struct project_deployment *project_of(const struct server *server)
{
	const struct member *members[] = { server->after, server->before };
	for (unsigned i = 0; i < 2; i++)
		if (members[i] && members[i]->deployment && members[i]->deployment->project)
			return members[i]->deployment->project;
	return NULL;
}

static bool locks_out(const struct server *server)
{
	const struct project_deployment *project = project_of(server);
	return enforces_newly(server) && project && (project->users == SAID_NO || project->clients_authenticate == SAID_NO);
}

static bool may_lock_out(const struct server *server)
{
	const struct project_deployment *project = project_of(server);
	return enforces_newly(server) && server->after &&
	       (!project || project->users == SAID_NOTHING || project->clients_authenticate == SAID_NOTHING) && !locks_out(server);
}

static bool shuts_plain_clients(const struct server *server)
{
	const struct project_deployment *project = project_of(server);
	return server->runs && server->stays && server->next.tls == TLS_REQUIRE && server->now.tls != TLS_REQUIRE && project &&
	       project->clients_tls == SAID_NO;
}

static bool is_loopback_host(struct str host)
{
	return str_is(host, "localhost") || str_starts(host, "127.") || str_is(host, "::1");
}

/* Nothing is known of it then but that no server starts with it. */
static bool is_unreadable(const struct member *member)
{
	return member && member->config->format == CONFIG_UNREADABLE;
}

/* Are others of its set surely on other hosts? */
static bool has_remote_peers(const struct member *member)
{
	const struct deployment *deployment = member->deployment;
	if (!deployment || deployment->kind != DEPLOYMENT_REPLICA_SET)
		return false;
	if (deployment->hosts != HOSTS_UNKNOWN)
		return deployment->hosts == HOSTS_MANY && (deployment->count > 1 || deployment->unread_count);
	const struct rsconf *list = deployment->list;
	for (uint32_t i = 1; list && i < list->count; i++)
		if (!str_eq(list->members[i].host, list->members[0].host) && !is_loopback_host(list->members[i].host))
			return true;
	return false;
}

/* Saying nothing means localhost since 3.6; but who says nothing before and after is started with --bind_ip, or it would
 * not be running. */
static bool is_unreachable(const struct server *server)
{
	const struct setting *said = NULL, *was = NULL;
	if (!server->after || is_unreadable(server->after) || !has_remote_peers(server->after) ||
	    hosts_binding(server->after->config, server->after->server, &said) != BINDING_LOOPBACK)
		return false;
	if (said)
		return true;
	return server->before && hosts_binding(server->before->config, server->before->server, &was) != BINDING_LOOPBACK && was;
}

static bool is_renamed(const struct server *server)
{
	return server->before && server->after && !is_unreadable(server->after) && server->before->set.len && !str_eq(server->before->set, server->after->set) &&
	       !config_is_opaque(server->after->config, "replication.replSetName");
}

static bool weakens_auth(const struct server *server)
{
	return server->runs && server->stays && enforces(&server->now) && !enforces(&server->next) &&
	       server->next.auth != AUTH_UNKNOWN;
}

static bool weakens_tls(const struct server *server)
{
	return server->runs && server->stays && server->now.tls == TLS_REQUIRE && server->next.tls < TLS_REQUIRE;
}

static bool authorization_is(const struct server *server, const char *word)
{
	return server->after && config_is(server->after->config, "security.authorization", word);
}

static bool ignores_disabled(const struct server *server)
{
	return authorization_is(server, "disabled") && server->next.auth == AUTH_ENFORCED;
}

static bool ignores_enabled(const struct server *server)
{
	return authorization_is(server, "enabled") && server->next.auth == AUTH_TRANSITION;
}

static bool enforces_at_once(const struct server *server)
{
	return server->runs && server->stays && server->now.auth == AUTH_NONE && server->next.auth == AUTH_ENFORCED &&
	       server->next.keyfile_path;
}

/* What __exec, __rest or a word that nobody knows decides about talking to others. */
static bool is_unknown(const struct pair_state *state)
{
	return state->auth == AUTH_UNKNOWN || state->cluster == CLUSTER_UNKNOWN || state->tls == TLS_UNKNOWN;
}

/* Else its unknown state comes from a line that stops the server, and that is told by itself. */
static bool is_decided_elsewhere(const struct member *member)
{
	static const char *const options[] = {
		"security.keyFile", "security.clusterAuthMode", "security.transitionToAuth", "security.authorization", "net.tls.mode",
	};
	for (unsigned i = 0; member && i < sizeof options / sizeof *options; i++)
		if (config_is_opaque(member->config, options[i]))
			return true;
	return false;
}

static bool is_undecidable(const struct server *server)
{
	return (server->runs && is_unknown(&server->now) && is_decided_elsewhere(server->before)) ||
	       (server->stays && is_unknown(&server->next) && is_decided_elsewhere(server->after));
}

/* Whoever mends such a file is not to be held up by it. */
static bool was_unreadable(const struct server *server)
{
	return server->runs && (is_unreadable(server->before) || (is_unknown(&server->now) && !is_decided_elsewhere(server->before)));
}

static bool changes_certificate(const struct server *server)
{
	return server->runs && server->stays && pair_certificate_changes(&server->now, &server->next);
}

static bool comes(const struct server *server)
{
	return server->stays && !server->runs;
}

static bool goes(const struct server *server)
{
	return server->runs && !server->stays;
}

/* ---- the table ---- */

static const char *const auth_options[] = {
	"security.transitionToAuth", "security.clusterAuthMode", "security.keyFile", "security.authorization", NULL,
};
static const char *const authorization_options[] = { "security.authorization", NULL };
static const char *const certificate_options[] = { "net.tls.clusterFile", "net.tls.certificateKeyFile", NULL };
static const char *const tls_options[] = { "net.tls.mode", NULL };
static const char *const bind_options[] = { "net.bindIp", "net.bindIpAll", NULL };
static const char *const set_options[] = { "replication.replSetName", NULL };

static const struct concern {
	enum code_id code;
	bool (*is)(const struct server *server);
	const char *words;           /* with a %s for the names */
	const char *help;
	const char *const *options;
	bool both;                   /* the old file is shown, too */
} concerns[] = {
	{ CODE_UNDECIDABLE, is_undecidable, "what %s would do can't be told from the files: what decides is only known when the server "
	  "starts (__exec, __rest)", "write the value into the file, at least for the time of the change",
	  auth_options, true },
	{ CODE_CERTIFICATE_CHANGES, changes_certificate, "%s would show other members another certificate, which can't be looked at from here: "
	  "if its O, OU or DC differ from the old one's, members that have not restarted yet turn it away",
	  "say where certificates lie (key-file-root), or set tlsX509ClusterAuthDNOverride to the new name on all members first",
	  certificate_options, true },
	{ CODE_CLIENT_LOCKOUT, locks_out, "%s would demand authentication, and the project file says that there are no users, or that "
	  "clients do not authenticate: they are locked out",
	  "create the users and let all clients authenticate first; then say so in the project file (users, clients.authenticate)",
	  auth_options, true },
	{ CODE_CLIENT_TLS, shuts_plain_clients, "%s would require TLS, and the project file says that clients do not use it: they are "
	  "locked out", "let all clients use TLS while preferTLS holds; then say so in the project file (clients.tls)", tls_options, true },
	{ CODE_UNREACHABLE, is_unreachable, "%s would listen on its own host alone, and its peers are on others: to them it is down",
	  "add the address that its peers know it by: mongoconf apply ensure-bindIp --bind-ip ADDRESS FILE", bind_options, false },
	{ CODE_REPLSET_RENAMED, is_renamed, "%s would start with another replSetName than the set has: the server keeps out of the set that "
	  "its data belongs to", "keep the name; a set can't be renamed by restarts", set_options, true },
	{ CODE_WEAKENS_AUTH, weakens_auth, "%s would no longer demand authentication: who reaches the port gets in",
	  NULL, auth_options, true },
	{ CODE_WEAKENS_TLS, weakens_tls, "%s would no longer require TLS: clients may talk to it in plain text", NULL, tls_options, true },
	{ CODE_AUTHZ_DISABLED_IGNORED, ignores_disabled, "security.authorization: disabled has no effect on %s: with a credential for members "
	  "a server demands authentication all the same", "remove security.authorization", authorization_options, false },
	{ CODE_AUTHZ_IGNORED_IN_TRANSITION, ignores_enabled, "security.authorization: enabled has no effect on %s: transitionToAuth lets "
	  "everybody in until it goes", NULL, authorization_options, false },
	{ CODE_ENFORCES_AT_ONCE, enforces_at_once, "%s would demand authentication from one restart to the next, without transitionToAuth "
	  "between", "go by add-keyfile,enable-transition first, then drop-transition", auth_options, true },
	{ CODE_BEFORE_UNREADABLE, was_unreadable, "no server can have started with the file that %s had before the change: what runs there now is not "
	  "known", "make sure that what runs there goes with the others' configs, before and after the change", NULL, true },
	{ CODE_CLIENTS_UNKNOWN, may_lock_out, "%s would demand authentication; whether users exist and all clients authenticate can't be seen "
	  "in files", "say it in the project file: users, clients.authenticate", auth_options, false },
	{ CODE_MEMBER_ADDED, comes, "not there before the change, and taken for servers that are started newly: %s", NULL, NULL, false },
	{ CODE_MEMBER_REMOVED, goes, "not there after the change, and taken for servers that are stopped: %s", NULL, NULL, false },
};

/* In the names of the files, where all of them are in the old format. */
static const char *spelled(const struct check *check, const struct server **found, uint32_t count, const char *text)
{
	for (uint32_t i = 0; i < count; i++)
		if (!found[i]->after || !found[i]->after->file || found[i]->after->file->format != CONFIG_INI)
			return text;
	return text ? config_spelled(check->arena, found[0]->after->file, text) : NULL;
}

static void judge_one(struct check *check, const struct concern *concern, const struct server **found)
{
	enum { SHOWN_MAX = 2 };
	uint32_t count = 0;
	for (uint32_t i = 0; i < check->count; i++)
		if (concern->is(&check->servers[i]))
			found[count++] = &check->servers[i];
	if (!count)
		return;
	const char *names = check_names(check->arena, found, count);
	struct reason *reason = check_add(check, concern->code, found, count,
					  spelled(check, found, count, arena_printf(check->arena, concern->words, names)));
	reason->help = spelled(check, found, count, concern->help);
	for (uint32_t i = 0; i < count && i < SHOWN_MAX; i++) {
		if (concern->both || !found[i]->after)
			check_site(check, reason, found[i], SIDE_BEFORE, concern->options);
		check_site(check, reason, found[i], SIDE_AFTER, concern->options);
	}
}

void concern_judge(struct check *check)
{
	const struct server **found = arena_array(check->arena, check->count, sizeof *found);
	for (unsigned i = 0; i < sizeof concerns / sizeof *concerns; i++)
		/* Where all are stopped at once, nobody meets the old certificate. */
		if (!check->all_at_once || concerns[i].code != CODE_CERTIFICATE_CHANGES)
			judge_one(check, &concerns[i], found);
}
