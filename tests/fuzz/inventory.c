/* Inventories: Ansible's of both formats, and Compose files with the command lines in them; and the fleet that one is. */
#include "fuzz.h"

#include "files.h"

static void check_span(const struct source *source, struct span span, const char *what)
{
	FUZZ_HOLDS(span_end(span) <= source->text.len, "%s: %u bytes at %u of %u", what, span.len, span.at, source->text.len);
}

static void check_entry(const struct source *source, const struct inventory_entry *entry)
{
	FUZZ_HOLDS(entry->name, "an entry without a name");
	check_span(source, entry->at, "entry");
	check_span(source, entry->server_at, "release");
	check_span(source, entry->config_at, "config");
	check_span(source, entry->command.config_at, "--config");
	for (uint32_t i = 0; i < entry->mount_count; i++)
		check_span(source, entry->mounts[i].at, "mount");
	for (uint32_t i = 0; i < entry->port_count; i++)
		check_span(source, entry->ports[i].at, "port");
	for (uint32_t i = 0; i < entry->command.count; i++) {
		check_span(source, entry->command.options[i].at, "flag's value");
		check_span(source, entry->command.options[i].whole, "flag");
	}
	FUZZ_HOLDS(entry->port <= 65535, "port %u", entry->port);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = ARENA_INIT;
	struct str text = fuzz_text(data, size);
	struct fuzz_dice dice = fuzz_dice(text);
	struct source source;
	struct inventory inventory;
	struct fleet fleet;
	struct err err = ERR_INIT(&arena);
	files_begin();
	source_init(&arena, fuzz_throw(&dice, 2) ? "docker-compose.yml" : "inventory/hosts", text, &source);
	inventory_is_rsconf(text);
	if (!inventory_read_source(&arena, &source, &inventory, &err)) {
		fuzz_check_err(&err, &source);
	} else {
		const struct inventory *inventories[] = { &inventory };
		for (uint32_t i = 0; i < inventory.count; i++)
			check_entry(&source, &inventory.entries[i]);
		/* Some ten thousand hosts in one line are an inventory as well, but no input of a second. */
		if (inventory.count <= 200) {
			fleet_build(&arena, &(struct fleet_facts){ .inventories = inventories, .inventory_count = 1 }, &fleet);
			fleet_explain(&arena, &fleet);
			fuzz_lint(&arena, &fleet, NULL, 0, fuzz_target(&dice).server);
		}
	}
	files_end();
	arena_free(&arena);
	return 0;
}
