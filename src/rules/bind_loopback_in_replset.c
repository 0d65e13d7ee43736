#include "fleet/hosts.h"
#include "rules/hostname.h"
#include "rules/odd.h"

static void report(const struct lint *lint, const struct rule *rule, const struct deployment *deployment,
		   const struct member *member, const struct setting *said, bool nobody_says, const char *because)
{
	/* Where no member says it, the command line may: --bind_ip_all of a container's image. */
	enum severity severity = nobody_says ? SEVERITY_WARNING : odd_severity(rule, member);
	struct diag *diag = odd_add(lint, rule, severity, member, "net.bindIp",
				    arena_printf(lint->arena,
						 said ? "%s listens only on its own host, its peers are on others"
						      : "%s does not say where to listen, which since 3.6 means only on its own "
							"host; its peers are on others", member->name));
	diag->deployment = deployment->name;
	diag->server = "starts (\"This server is bound to localhost\"); the others get: Connection refused";
	if (member->file)
		diag->help = arena_printf(lint->arena, "add the address that its peers know it by: mongoconf apply ensure-bindIp "
					  "--bind-ip ADDRESS %s", rule_file_word(lint, member->file));
	else
		diag->help = "add the address that its peers know it by";
	diag_note(lint->sink, diag, NULL, (struct span){ 0, 0 }, "taken for different hosts: %s", because);
}

/* The set's own list names other hosts: so its members are on several, also those without a config here. */
static bool is_listed_elsewhere(const struct deployment *deployment)
{
	const struct rsconf *list = deployment->list;
	bool several = false;
	for (uint32_t i = 0; list && i < list->count; i++) {
		enum hostname_kind kind = hostname_kind_of(list->members[i].host);
		if (kind == HOSTNAME_LOCAL || kind == HOSTNAME_UNKNOWN)
			return false;
		several |= !hostname_same(list->members[i].host, list->members[0].host);
	}
	return several && deployment->hosts == HOSTS_UNKNOWN;
}

/* The images of MongoDB for containers listen everywhere where nothing is said: their entrypoint adds
 * --bind_ip_all (docker-library/mongo, docker-entrypoint.sh, since 3.6). */
static bool is_in_container(const struct member *member)
{
	return member->entry && member->inventory->kind == INVENTORY_COMPOSE;
}

static void check(const struct lint *lint, const struct rule *rule, const struct deployment *deployment)
{
	bool listed = is_listed_elsewhere(deployment);
	if (deployment->kind != DEPLOYMENT_REPLICA_SET || (deployment->hosts != HOSTS_MANY && !listed))
		return;
	bool nobody_says = true;
	const struct setting *said;
	for (uint32_t i = 0; i < deployment->count; i++) {
		const struct member *member = deployment->members[i];
		hosts_binding(member->config, member->server, &said);
		nobody_says = nobody_says && !said;
	}
	for (uint32_t i = 0; i < deployment->count; i++) {
		const struct member *member = deployment->members[i];
		if (hosts_binding(member->config, member->server, &said) == BINDING_LOOPBACK && member->guess != GUESS_NO_NAME &&
		    (said || !is_in_container(member)))
			report(lint, rule, deployment, member, said, nobody_says,
			       listed ? "the set's own list names several" : deployment->hosts_because);
	}
}

#define MEMBER(address) \
	"net:\n  port: 27017\n  bindIp: " address "\nreplication:\n  replSetName: rs0\n"

const struct rule rule_bind_loopback_in_replset = {
	.kind = { "bind-loopback-in-replset", "fleet" },
	.severity = SEVERITY_ERROR,
	.scope = SCOPE_FLEET,
	.title = "a member that its peers can't reach",
	.why = "The packaged config binds to 127.0.0.1, and since 3.6 saying nothing means the same. A member on another host "
	       "never reaches such a one. Reported only where the members are surely on different hosts.",
	.server = "No host described in new configuration ... maps to this node; Connection refused",
	.bad = (const struct example[]){
		{ "hosts/db1/mongod.conf", MEMBER("127.0.0.1,10.0.0.1") },
		{ "hosts/db2/mongod.conf", MEMBER("127.0.0.1") },
		{ "hosts/db3/mongod.conf", MEMBER("127.0.0.1,10.0.0.3") }, { 0 } },
	.good = (const struct example[]){
		{ "hosts/db1/mongod.conf", MEMBER("127.0.0.1,10.0.0.1") },
		{ "hosts/db2/mongod.conf", MEMBER("127.0.0.1,10.0.0.2") },
		{ "hosts/db3/mongod.conf", MEMBER("127.0.0.1,10.0.0.3") }, { 0 } },
	.check_deployment = check,
};
