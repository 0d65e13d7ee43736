#include "config/auth.h"
#include "fleet/hosts.h"
#include "rules/ask.h"
#include "rules/beside.h"
#include "rules/doubt.h"
#include "rules/rift.h"

static bool is_everywhere(struct str address)
{
	return !address.len || str_is(address, "0.0.0.0") || str_is(address, "::") || str_is(address, "0:0:0:0:0:0:0:0");
}

/* The port that the server listens on, published on every address of the host. */
static const struct published_port *open_port(const struct witness *witness, uint32_t port)
{
	for (uint32_t i = 0; port && i < witness->entry->port_count; i++)
		if (witness->entry->ports[i].inside == port && is_everywhere(witness->entry->ports[i].address))
			return &witness->entry->ports[i];
	return NULL;
}

static void report(const struct lint *lint, const struct rule *rule, const struct witness *witness,
		   const struct published_port *port)
{
	const struct config *config = witness->config;
	const struct setting *transition = config_find(config, "security.transitionToAuth");
	bool in_transition = transition && str_is(transition->text, "true");
	bool router = config->target.binary == BINARY_MONGOS;
	struct diag *diag = sink_add(lint->sink, &rule->kind, in_transition ? SEVERITY_WARNING : rule->severity,
				     witness->inventory->source, port->at,
				     "port %u of %s is published on all addresses of the host, and nobody has to log in",
				     (unsigned)port->inside, witness->entry->name);
	diag->program = router ? "mongos" : diag->program;
	diag->option = router ? "security.keyFile" : "security.authorization";
	diag->member = witness->entry->name;
	diag->server = "starts; Docker lets everybody through the host's firewall to it, who can read and delete all data";
	if (in_transition)
		diag->help = "transitionToAuth keeps the doors open: remove it as soon as all members and clients log in";
	else if (router)
		diag->help = arena_printf(lint->arena, "publish it as 127.0.0.1:%u:%u, or set security.keyFile, as on all members of "
					  "the cluster", (unsigned)(port->outside ? port->outside : port->inside), (unsigned)port->inside);
	else
		diag->help = arena_printf(lint->arena, "publish it as 127.0.0.1:%u:%u, or set security.authorization: enabled",
					  (unsigned)(port->outside ? port->outside : port->inside), (unsigned)port->inside);
	if (witness->file)
		diag_note(lint->sink, diag, witness->file->source, transition && in_transition ? transition->key
			  : config_start(witness->file), in_transition ? "this turns access control off" : "it is started with this config");
}

static void check(const struct lint *lint, const struct rule *rule, const struct fleet *fleet)
{
	const struct setting *said;
	for (uint32_t i = 0; i < fleet->witness_count; i++) {
		const struct witness *witness = &fleet->witnesses[i];
		const struct config *config = witness->config;
		if (!beside_is_service(witness) || (witness->found && !witness->file) || !ask_whole(config))
			continue;
		const struct published_port *port = open_port(witness, beside_port(config));
		const struct member *member = port ? beside_member(lint, witness) : NULL;
		if (!port || auth_access_of(config) != AUTH_ACCESS_OPEN || (witness->file && doubt_access(witness->file)) ||
		    hosts_binding(config, config->target.server, &said) != BINDING_OTHER ||
		    (member && rift_is_open_by_plan(member->deployment)))
			continue;
		report(lint, rule, witness, port);
	}
}

#define SERVICE(more) \
	"services:\n  db:\n    image: mongo:7.0\n    command: mongod --config /etc/mongod.conf\n" \
	"    volumes:\n      - ./mongod.conf:/etc/mongod.conf:ro\n" more
#define CONFIG "storage:\n  dbPath: /data/db\n"

const struct rule rule_compose_port_published_without_auth = {
	.kind = { "compose-port-published-without-auth", "security" },
	.severity = SEVERITY_ERROR,
	.scope = SCOPE_FLEET,
	.title = "a container's port is open to all networks, and nobody has to log in",
	.why = "A port that Compose publishes without a host address is open on all of them, and past the host's firewall: Docker "
	       "writes rules of its own. Where neither the config nor the command turns authentication on (nor the image does, "
	       "when MONGO_INITDB_ROOT_USERNAME and its password are set), everybody who reaches the host can read and delete all "
	       "data. Most servers that are found emptied, with a ransom note, were run like that.",
	.server = "Access control is not enabled for the database. Read and write access to data and configuration is "
		  "unrestricted.",
	.bad = (const struct example[]){
		{ "docker-compose.yml", SERVICE("    ports:\n      - \"27017:27017\"\n") }, { "mongod.conf", CONFIG }, { 0 } },
	.good = (const struct example[]){
		{ "docker-compose.yml", SERVICE("    ports:\n      - \"127.0.0.1:27017:27017\"\n") }, { "mongod.conf", CONFIG }, { 0 } },
	.check_fleet = check,
};
