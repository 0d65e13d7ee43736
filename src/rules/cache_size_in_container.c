#include <stdlib.h>

#include "rules/ask.h"
#include "rules/beside.h"

static const double gigabyte = 1024.0 * 1024 * 1024;

static void check(const struct lint *lint, const struct rule *rule, const struct fleet *fleet)
{
	for (uint32_t i = 0; i < fleet->witness_count; i++) {
		const struct witness *witness = &fleet->witnesses[i];
		const struct inventory_entry *entry = witness->entry;
		const struct setting *size = config_find(witness->config, "storage.wiredTiger.engineConfig.cacheSizeGB");
		if (witness->inventory->kind != INVENTORY_COMPOSE || !entry->memory || !size || size->kind != SETTING_SCALAR ||
		    size->refusal || (witness->found && !witness->file))
			continue;
		double asked = strtod(str_cstr(lint->arena, size->text), NULL) * gigabyte;
		if (asked < (double)entry->memory)
			continue;
		struct diag *diag = sink_add(lint->sink, &rule->kind, rule->severity, beside_source(witness, size), ask_place(size),
					     "the cache of %s is as large as all memory of its container, or larger", entry->name);
		diag->option = "storage.wiredTiger.engineConfig.cacheSizeGB";
		diag->member = entry->name;
		diag->server = "starts; when the cache fills, the kernel kills it (exit code 137)";
		diag->help = arena_printf(lint->arena, "at most half of it, %.2f: connections, sorting and the file system need the rest",
					  (double)entry->memory / gigabyte / 2);
		diag_note(lint->sink, diag, witness->inventory->source, entry->memory_at, "the limit is %.2f GB",
			  (double)entry->memory / gigabyte);
	}
}

#define SERVICE \
	"services:\n  db:\n    image: mongo:7.0\n    command: --config /etc/mongod.conf\n    mem_limit: 2g\n" \
	"    volumes:\n      - ./mongod.conf:/etc/mongod.conf:ro\n"
#define CONFIG(size) "storage:\n  wiredTiger:\n    engineConfig:\n      cacheSizeGB: " size "\n"

const struct rule rule_cache_size_in_container = {
	.kind = { "cache-size-in-container", "hygiene" },
	.severity = SEVERITY_WARNING,
	.scope = SCOPE_FLEET,
	.title = "a cache that does not fit into its container's memory",
	.why = "cacheSizeGB is the storage engine's cache alone. Connections, sorts and what the allocator keeps come on top of it, so a "
	       "container with that little memory is killed when the cache fills, which may be weeks after the start.",
	.server = "starts, and is killed later",
	.bad = (const struct example[]){ { "docker-compose.yml", SERVICE }, { "mongod.conf", CONFIG("4") }, { 0 } },
	.good = (const struct example[]){ { "docker-compose.yml", SERVICE }, { "mongod.conf", CONFIG("1") }, { 0 } },
	.check_fleet = check,
};
