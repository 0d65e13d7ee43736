#include "rules/ask.h"
#include "rules/beside.h"

/* A config that is mounted by itself: a folder may be there for other things. */
static void check_mount(const struct lint *lint, const struct rule *rule, const struct witness *witness, uint32_t at)
{
	const struct inventory_entry *entry = witness->entry;
	const struct mount *mount = &entry->mounts[at];
	const struct config *config = witness->mounted[at];
	const char *binary = entry->command.binary == BINARY_MONGOS ? "mongos" : "mongod";
	if (!config || !config->count)
		return;
	struct diag *diag = sink_add(lint->sink, &rule->kind, rule->severity, witness->inventory->source, mount->at,
				     "%s has this config at %s, and is started without --config", entry->name, mount->to);
	diag->program = binary;
	diag->member = entry->name;
	diag->server = "starts with the defaults and the flags of its command line; the image reads no config by itself";
	if (witness->inventory->kind == INVENTORY_WORKLOAD)
		diag->help = arena_printf(lint->arena, "add --config and %s to its args, or to its command where it has one", mount->to);
	else
		diag->help = arena_printf(lint->arena, "add --config %s to its command (command: %s --config %s)", mount->to, binary, mount->to);
	diag_note(lint->sink, diag, config->source, config_start(config), "none of this counts");
}

static void check(const struct lint *lint, const struct rule *rule, const struct fleet *fleet)
{
	for (uint32_t i = 0; i < fleet->witness_count; i++) {
		const struct witness *witness = &fleet->witnesses[i];
		const struct inventory_entry *entry = witness->entry;
		bool container = witness->inventory->kind == INVENTORY_WORKLOAD;
		if (!(container || beside_is_service(witness)) || entry->command.config.len || entry->image != IMAGE_OFFICIAL)
			continue;
		for (uint32_t k = 0; k < entry->mount_count; k++)
			check_mount(lint, rule, witness, k);
	}
}

#define SERVICE(more) \
	"services:\n  db:\n    image: mongo:7.0\n" more "    volumes:\n      - ./mongod.conf:/etc/mongod.conf:ro\n"
#define CONFIG "storage:\n  dbPath: /data/db\nsecurity:\n  authorization: enabled\n"

const struct rule rule_docker_config_not_used = {
	.kind = { "docker-config-not-used", "hygiene" },
	.severity = SEVERITY_WARNING,
	.scope = SCOPE_FLEET,
	.title = "a config that is mounted in a container whose server is not started with it",
	.why = "The official image starts mongod with no config, wherever one is mounted: only --config (or -f) in the command of the "
	       "service, or the args of a container of Kubernetes, makes it read one. The server seems to work, without "
	       "authentication, say, that the file asks for.",
	.server = "starts, with its defaults",
	.bad = (const struct example[]){ { "docker-compose.yml", SERVICE("") }, { "mongod.conf", CONFIG }, { 0 } },
	.good = (const struct example[]){
		{ "docker-compose.yml", SERVICE("    command: --config /etc/mongod.conf\n") }, { "mongod.conf", CONFIG }, { 0 } },
	.check_fleet = check,
};
