#include <stdlib.h>

#include "base/regex.h"
#include "config/auth.h"
#include "config/address.h"
#include "fleet/hosts.h"
#include "rules/ask.h"
#include "rules/doubt.h"
#include "rules/rift.h"

/* All addresses, or one that is no private one (RFC 1918, fc00::/7). A name may be anything. */
static bool is_wide_open(const struct setting *said)
{
	static const char public[] = "^(?!10\\.|192\\.168\\.|172\\.(?:1[6-9]|2[0-9]|3[01])\\.|169\\.254\\.|100\\.(?:6[4-9]|[7-9]"
				     "[0-9]|1[01][0-9]|12[0-7])\\.|[fF][cCdD][0-9a-fA-F]{2}:|[fF][eE]80:)"
				     "(?:[0-9.]+|[0-9a-fA-F]*:[0-9a-fA-F:.]+|\\*)$";
	if (!said || str_is(said->name, "net.bindIpAll"))
		return true;
	struct str rest = said->text, piece;
	bool wide = false;
	while (!wide && str_split(&rest, ',', &piece)) {
		struct str address = str_trim(piece);
		if (!address.len || str_has_char(address, '/') || address_is_loopback(address))
			continue;
		wide = regex_matches(public, address);
	}
	return wide;
}

/* Of a bindIp what no other host reaches: sockets, which local clients may use, and loopback addresses; with the
 * usual one where there is none. */
static const char *near(struct arena *arena, struct str binding)
{
	struct buf put = BUF_INIT(arena);
	struct str piece, rest = binding;
	bool loopback = false;
	while (!loopback && str_split(&rest, ',', &piece))
		loopback = address_is_loopback(str_trim(piece));
	if (!loopback)
		buf_text(&put, "127.0.0.1");
	for (rest = binding; str_split(&rest, ',', &piece); ) {
		struct str address = str_trim(piece);
		if (!address.len || (address.at[0] != '/' && !address_is_loopback(address)))
			continue;
		if (put.len)
			buf_text(&put, ",");
		buf_str(&put, address);
	}
	return str_cstr(arena, buf_done(&put));
}

/* Only for a server that nobody else has to reach; what else it may be part of is not in the file. */
static void offer_loopback(const struct lint *lint, struct diag *diag, const struct config *config, const struct setting *said)
{
	if (config->target.binary != BINARY_MONGOD || !said || ask_set(config, "replication.replSetName") ||
	    ask_set(config, "sharding.clusterRole") || !ask_whole(config))
		return;
	if (str_is(said->path, "net.bindIp") && !ask_set(config, "net.bindIpAll"))
		ask_fix_set(lint, diag, config, SAFETY_UNSAFE, "net.bindIp", near(lint->arena, said->text));
	else if (str_is(said->path, "net.bindIpAll") && !ask_set(config, "net.bindIp"))
		ask_fix_unset(lint, diag, config, SAFETY_UNSAFE, "net.bindIpAll");
}

static void check_file(const struct lint *lint, const struct rule *rule, const struct config *config)
{
	const struct setting *said;
	/* authorization-case says the same, and how to mend it. */
	const struct setting *authorization = config_find(config, "security.authorization");
	bool miswritten = authorization && !str_is(authorization->text, "enabled") &&
			  str_eq_nocase(authorization->text, STR("enabled"));
	if (hosts_binding(config, config->target.server, &said) != BINDING_OTHER ||
	    auth_access_of(config) != AUTH_ACCESS_OPEN || miswritten || doubt_access(config))
		return;
	bool router = config->target.binary == BINARY_MONGOS;
	const struct setting *transition = config_find(config, "security.transitionToAuth");
	bool in_transition = transition && str_is(transition->text, "true");
	struct span at = said && said->value.len ? said->value : said ? said->key : config_start(config);
	/* In transition there is a plan, in a private network there may be a reason. */
	bool grave = !in_transition && is_wide_open(said);
	struct diag *diag = sink_add(lint->sink, &rule->kind, grave ? rule->severity : SEVERITY_WARNING, config->source, at,
				     said ? "it listens to other hosts, and nobody has to log in"
				     : "without bindIp a server before 3.6 listens to all hosts, and nobody has to log in");
	diag->program = router ? "mongos" : diag->program;
	diag->option = router ? "security.keyFile" : "security.authorization";
	diag->server = "starts (Access control is not enabled for the database); whoever reaches the port can read and "
		       "delete all data";
	if (in_transition) {
		diag->help = "transitionToAuth keeps the doors open: remove it as soon as all members and clients log in";
		diag_note(lint->sink, diag, config->source, transition->key, "this turns access control off");
	} else {
		diag->help = router ? "set security.keyFile, as on all members of the cluster; with it clients must log in"
				    : "set security.authorization: enabled (members of a replica set need a keyFile too), or "
				      "bind to 127.0.0.1";
		offer_loopback(lint, diag, config, said);
	}
}

static int by_file(const void *a, const void *b)
{
	const struct member *left = *(const struct member *const *)a, *right = *(const struct member *const *)b;
	uintptr_t x = (uintptr_t)left->file, y = (uintptr_t)right->file;
	return x != y ? (x < y ? -1 : 1) : left < right ? -1 : left > right;
}

/* File by file, for a file may serve many members; not those of a set on its way to authentication or from
 * it, which its project file declares. */
static void check(const struct lint *lint, const struct rule *rule, const struct fleet *fleet)
{
	struct arena scratch = ARENA_INIT;
	const struct member **members = arena_array(&scratch, fleet->member_count, sizeof *members);
	uint32_t used = 0;
	for (uint32_t i = 0; i < fleet->member_count; i++)
		if (fleet->members[i].file && !rift_is_open_by_plan(fleet->members[i].deployment))
			members[used++] = &fleet->members[i];
	if (used)
		qsort(members, used, sizeof *members, by_file);
	for (uint32_t i = 0; i < used; i++)
		if (!i || members[i]->file != members[i - 1]->file)
			check_file(lint, rule, members[i]->file);
	arena_free(&scratch);
}

const struct rule rule_exposed_without_auth = {
	.kind = { "exposed-without-auth", "security" },
	.severity = SEVERITY_ERROR,
	.scope = SCOPE_FLEET,
	.cis = "2.1",
	.stig = "252145",
	.title = "open to other hosts without authentication",
	.why = "The server listens to more than its own host, and neither authorization nor a keyfile nor a clusterAuthMode "
	       "makes clients log in (what the command line adds, such as --auth, is not seen here). Such servers are found "
	       "within hours, emptied, and left with a ransom note. A mongos has no authorization of its own: its keyFile "
	       "turns it on.",
	.server = "Access control is not enabled for the database. Read and write access to data and configuration is "
		  "unrestricted.",
	.bad = (const struct example[]){ { "mongod.conf", "net:\n  bindIp: 0.0.0.0\n" }, { 0 } },
	.good = (const struct example[]){
		{ "mongod.conf", "net:\n  bindIp: 0.0.0.0\nsecurity:\n  authorization: enabled\n" }, { 0 } },
	.check_fleet = check,
};
