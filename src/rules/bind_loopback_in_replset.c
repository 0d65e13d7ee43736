#include "fleet/hosts.h"
#include "rules/rule.h"

static void report(const struct lint *lint, const struct rule *rule, const struct deployment *deployment,
		   const struct member *member, const struct setting *said, bool nobody_says)
{
	const struct config *config = member->config;
	const struct setting *name = config_find(config, "replication.replSetName");
	struct span at = said && said->value.len ? said->value : said ? said->key
		       : name ? name->key : config_start(config);
	/* Where no member says it, the command line may: --bind_ip_all of a container's image. */
	bool sure = member->guess == GUESS_NONE && deployment->alike && !nobody_says;
	enum severity severity = sure ? rule->severity : SEVERITY_WARNING;
	struct diag *diag = sink_add(lint->sink, &rule->kind, severity, config->source, at,
				     said ? "%s listens only on its own host, its peers are on others"
					  : "%s does not say where to listen, which since 3.6 means only on its own host; "
					    "its peers are on others", member->name);
	diag->option = "net.bindIp";
	diag->deployment = str_cstr(lint->arena, deployment->set);
	diag->member = member->name;
	diag->server = "starts (\"This server is bound to localhost\"); the others get: Connection refused";
	diag->help = arena_printf(lint->arena, "add the address that its peers know it by: mongoconf apply ensure-bindIp "
				  "--bind-ip ADDRESS %s", rule_file_word(lint, config));
	diag_note(lint->sink, diag, NULL, (struct span){ 0, 0 }, "taken for different hosts: %s",
		  deployment->hosts_because);
}

static void check(const struct lint *lint, const struct rule *rule, const struct deployment *deployment)
{
	if (deployment->hosts != HOSTS_MANY)
		return;
	bool nobody_says = true;
	const struct setting *said;
	for (uint32_t i = 0; i < deployment->count; i++) {
		hosts_binding(deployment->members[i]->config, lint->server, &said);
		nobody_says = nobody_says && !said;
	}
	for (uint32_t i = 0; i < deployment->count; i++) {
		const struct member *member = deployment->members[i];
		if (hosts_binding(member->config, lint->server, &said) == BINDING_LOOPBACK && member->guess != GUESS_NO_NAME)
			report(lint, rule, deployment, member, said, nobody_says);
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
