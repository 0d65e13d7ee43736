#include "rules/ask.h"
#include "rules/beside.h"

/* On a volume, or in a folder of the host, it was put on purpose. */
static bool is_kept(const struct inventory_entry *entry, struct str path)
{
	bool kept = false;
	for (uint32_t i = 0; i < entry->mount_count; i++)
		kept |= beside_holds(entry->mounts[i].to, path);
	for (uint32_t i = 0; i < entry->volume_count; i++)
		kept |= str_starts(path, "/") && entry->volumes[i].len && str_starts(path, entry->volumes[i].at);
	return kept;
}

static void check(const struct lint *lint, const struct rule *rule, const struct fleet *fleet)
{
	for (uint32_t i = 0; i < fleet->witness_count; i++) {
		const struct witness *witness = &fleet->witnesses[i];
		const struct setting *path = config_find(witness->config, "systemLog.path");
		if (!beside_is_service(witness) || !witness->file || !path || path->kind != SETTING_SCALAR ||
		    ask_word(witness->config, "systemLog.destination", "file") != ANSWER_YES || str_starts(path->text, "/dev/") ||
		    str_starts(path->text, "/proc/") || !beside_is_first(lint, witness) || is_kept(witness->entry, path->text))
			continue;
		struct diag *diag = sink_add(lint->sink, &rule->kind, rule->severity, beside_source(witness, path), ask_place(path),
					     "the server of %s logs to a file in its container", witness->entry->name);
		diag->option = "systemLog.path";
		diag->member = witness->entry->name;
		diag->server = "starts; docker logs shows nothing, and the file grows until the container is removed";
		diag->help = "leave systemLog.destination and systemLog.path out: the log then goes to the container's output; or "
			     "mount a volume at the folder";
		beside_note(lint, diag, witness);
	}
}

#define SERVICE(more) \
	"services:\n  db:\n    image: mongo:7.0\n    command: --config /etc/mongod.conf\n" \
	"    volumes:\n      - ./mongod.conf:/etc/mongod.conf:ro\n" more
#define CONFIG "systemLog:\n  destination: file\n  path: /var/log/mongodb/mongod.log\n  logAppend: true\n"

const struct rule rule_docker_log_to_file = {
	.kind = { "docker-log-to-file", "hygiene" },
	.severity = SEVERITY_INFO,
	.scope = SCOPE_FLEET,
	.title = "a server in a container that logs to a file there",
	.why = "What is not written to the container's output, docker logs and the host's collectors of logs don't see; a file in the "
	       "container takes the disk's room and is gone with the container. Not said where a volume or a folder is mounted there.",
	.server = "starts, and prints nothing but a few lines",
	.bad = (const struct example[]){ { "docker-compose.yml", SERVICE("") }, { "mongod.conf", CONFIG }, { 0 } },
	.good = (const struct example[]){
		{ "docker-compose.yml", SERVICE("      - logs:/var/log/mongodb\n") }, { "mongod.conf", CONFIG }, { 0 } },
	.check_fleet = check,
};
