#include "rules/beside.h"

#include "rules/ask.h"

/* What the server opens at exactly this path; NULL: nothing that is known. */
static const char *opened_as(const struct witness *witness, const struct mount *mount)
{
	const struct setting *key = config_find(witness->config, "security.keyFile");
	if (str_is(witness->entry->command.config, mount->to))
		return "config";
	return key && key->kind == SETTING_SCALAR && str_is(key->text, mount->to) ? "keyfile" : NULL;
}

/* A key is often made on the host, and not kept in the repository. */
static void check_mount(const struct lint *lint, const struct rule *rule, const struct witness *witness, const struct mount *mount)
{
	const char *what = opened_as(witness, mount);
	bool folder = mount->lead == MOUNT_FOLDER, config = what && what[0] == 'c';
	if (!what || (!folder && (mount->lead != MOUNT_NOTHING || !config)))
		return;
	struct diag *diag = sink_add(lint->sink, &rule->kind, folder ? rule->severity : SEVERITY_WARNING, witness->inventory->source,
				     mount->at, folder ? "the %s of %s is mounted from %s, which is a folder"
						       : "the %s of %s is mounted from %s, and there is no such file", what,
				     witness->entry->name, mount->from);
	diag->member = witness->entry->name;
	diag->server = config ? "stops with: Error opening config file: Is a directory" : "stops with: error opening file: bad file";
	diag->help = folder ? "name the file in it, on both sides of the colon"
			    : "name the file as it is called here; Docker makes a folder of what is not there";
}

static void check(const struct lint *lint, const struct rule *rule, const struct fleet *fleet)
{
	for (uint32_t i = 0; i < fleet->witness_count; i++) {
		const struct witness *witness = &fleet->witnesses[i];
		for (uint32_t k = 0; witness->inventory->kind == INVENTORY_COMPOSE && k < witness->entry->mount_count; k++)
			check_mount(lint, rule, witness, &witness->entry->mounts[k]);
	}
}

#define SERVICE(from) \
	"services:\n  db:\n    image: mongo:7.0\n    command: --config /etc/mongod.conf\n" \
	"    volumes:\n      - " from ":/etc/mongod.conf\n"

const struct rule rule_config_path_is_directory = {
	.kind = { "config-path-is-directory", "fleet" },
	.severity = SEVERITY_ERROR,
	.scope = SCOPE_FLEET,
	.title = "a container's config or keyfile is mounted from a folder, or from nothing",
	.why = "Docker makes a folder of a mount whose source is not there, and the server finds a folder where its config should "
	       "be; so it does where the folder of the config is mounted in the place of the file. A source that git ignores, or "
	       "that is made of a template beside it, is not missed, and neither is a keyfile, which is best not kept with the rest.",
	.server = "Error opening config file: Is a directory",
	.bad = (const struct example[]){
		{ "docker-compose.yml", SERVICE("./rootfs") }, { "rootfs/mongod.conf", "storage:\n  dbPath: /data/db\n" }, { 0 } },
	.good = (const struct example[]){
		{ "docker-compose.yml", SERVICE("./rootfs/mongod.conf") },
		{ "rootfs/mongod.conf", "storage:\n  dbPath: /data/db\n" }, { 0 } },
	.check_fleet = check,
};
