#include "fleet/hosts.h"
#include "rules/ask.h"
#include "rules/beside.h"

static const struct published_port *published(const struct witness *witness, uint32_t port)
{
	for (uint32_t i = 0; port && i < witness->entry->port_count; i++)
		if (witness->entry->ports[i].inside == port)
			return &witness->entry->ports[i];
	return NULL;
}

static void check(const struct lint *lint, const struct rule *rule, const struct fleet *fleet)
{
	for (uint32_t i = 0; i < fleet->witness_count; i++) {
		const struct witness *witness = &fleet->witnesses[i];
		const struct config *config = witness->config;
		const struct setting *said;
		if (!beside_is_service(witness) || witness->entry->host_network || (witness->found && !witness->file) ||
		    hosts_binding(config, config->target.server, &said) != BINDING_LOOPBACK || !said)
			continue;
		const struct published_port *port = published(witness, beside_port(config));
		if (!port)
			continue;
		struct diag *diag = sink_add(lint->sink, &rule->kind, rule->severity, beside_source(witness, said), ask_place(said),
					     "the port of %s is published, and it listens inside its container alone",
					     witness->entry->name);
		diag->option = str_cstr(lint->arena, said->path);
		diag->member = witness->entry->name;
		diag->server = "starts; whoever comes from outside of the container gets: Connection refused";
		diag->help = arena_printf(lint->arena, "listen on 0.0.0.0 in the container, turn authentication on, and say at the port "
					  "who may come: 127.0.0.1:%u:%u for this host alone",
					  (unsigned)(port->outside ? port->outside : port->inside), (unsigned)port->inside);
		diag_note(lint->sink, diag, witness->inventory->source, port->at, "published here");
	}
}

#define SERVICE \
	"services:\n  db:\n    image: mongo:7.0\n    command: mongod --config /etc/mongod.conf\n" \
	"    ports:\n      - \"127.0.0.1:27017:27017\"\n    volumes:\n      - ./mongod.conf:/etc/mongod.conf:ro\n"

const struct rule rule_docker_bind_loopback = {
	.kind = { "docker-bind-loopback", "fleet" },
	.severity = SEVERITY_WARNING,
	.scope = SCOPE_FLEET,
	.title = "a container that publishes its port and listens on its own loopback address",
	.why = "127.0.0.1 in a container is the container's own, and not the host's: what Docker passes on from a published port comes "
	       "from another address. The official image adds --bind_ip_all only where the config says neither bindIp nor bindIpAll.",
	.server = "Connection refused",
	.bad = (const struct example[]){
		{ "docker-compose.yml", SERVICE }, { "mongod.conf", "net:\n  bindIp: 127.0.0.1\n" }, { 0 } },
	.good = (const struct example[]){
		{ "docker-compose.yml", SERVICE },
		{ "mongod.conf", "net:\n  bindIp: 0.0.0.0\nsecurity:\n  authorization: enabled\n" }, { 0 } },
	.check_fleet = check,
};
