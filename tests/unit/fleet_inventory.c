#include <criterion/criterion.h>

#include "fleet/inventory.h"
#include "fleet/rsconf.h"
#include "lint_files.h"

static const struct {
	const char *file;
	enum inventory_kind kind;
	uint32_t count;
} inventories[] = {
	{ "hosts.ini", INVENTORY_ANSIBLE_INI, 3 },
	{ "hosts.yml", INVENTORY_ANSIBLE_YAML, 3 },
	{ "docker-compose.yml", INVENTORY_COMPOSE, 4 },
};

static const char *const exports[] = { "rs.conf.json", "rs.conf.txt" };

static const char *shop(struct arena *arena, const char *file)
{
	return lint_fixture(arena, arena_printf(arena, "fixtures/inventories/shop/%s", file));
}

static void expect_told(const struct inventory *inventory, const char *file)
{
	cr_expect(!inventory_is_rsconf(inventory->source->text), "%s", file);
}

static const struct inventory_entry *entry_of(const struct inventory *inventory, struct str name)
{
	for (uint32_t i = 0; i < inventory->count; i++) {
		const struct inventory_entry *entry = &inventory->entries[i];
		bool found = str_is(name, entry->name);
		for (uint32_t a = 0; a < entry->address_count; a++)
			found |= str_is(name, entry->addresses[a]);
		if (found)
			return entry;
	}
	return NULL;
}

/* Every list of one set has the same members. */
Test(fleet_inventory, one_set_in_every_format)
{
	struct arena arena = ARENA_INIT;
	struct err err = ERR_INIT(&arena);
	for (unsigned e = 0; e < sizeof exports / sizeof *exports; e++) {
		struct rsconf set = { 0 };
		cr_assert(rsconf_read(&arena, shop(&arena, exports[e]), &set, &err), "%s", err_line(&err));
		cr_assert(rsconf_read(&arena, shop(&arena, "rs.status.json"), &set, &err), "%s", err_line(&err));
		cr_expect(inventory_is_rsconf(set.config->text) && inventory_is_rsconf(set.status->text));
		cr_assert_eq(set.count, 3);
		cr_expect(set.members[0].state == RS_PRIMARY && set.members[1].state == RS_SECONDARY && set.members[2].state == RS_DOWN);
		cr_expect(set.members[2].hidden && set.members[2].delay == 3600);
		for (unsigned i = 0; i < sizeof inventories / sizeof *inventories; i++) {
			struct inventory inventory;
			const char *file = inventories[i].file;
			cr_assert(inventory_read(&arena, shop(&arena, file), &inventory, &err), "%s", err_line(&err));
			expect_told(&inventory, file);
			cr_expect_eq(inventory.kind, inventories[i].kind, "%s", file);
			cr_expect_eq(inventory.count, inventories[i].count, "%s", file);
			for (uint32_t m = 0; m < set.count; m++) {
				const struct inventory_entry *entry = entry_of(&inventory, set.members[m].host);
				cr_assert(entry, "%s: %.*s", file, STR_ARG(set.members[m].host));
				cr_expect_eq(entry->port, m == 2 ? 27018 : 0, "%s: %s", file, entry->name);
				cr_expect_str_eq(version_text(&arena, entry->server), "6.0", "%s: %s", file, entry->name);
			}
		}
	}
	arena_free(&arena);
}

Test(fleet_inventory, configs_of_services)
{
	struct arena arena = ARENA_INIT;
	struct err err = ERR_INIT(&arena);
	struct inventory inventory;
	cr_assert(inventory_read(&arena, shop(&arena, "docker-compose.yml"), &inventory, &err), "%s", err_line(&err));
	for (uint32_t i = 0; i < 3; i++) {
		const struct inventory_entry *entry = &inventory.entries[i];
		cr_expect(entry->starts_server && str_ends(str_of(entry->config), "fixtures/inventories/shop/conf/mongod.conf"), "%s: %s",
			  entry->name, entry->config);
		cr_expect_eq(entry->command.unknown, false, "%s", entry->name);
	}
	cr_expect(!inventory.entries[3].starts_server && !inventory.entries[3].config);
	arena_free(&arena);
}

Test(fleet_inventory, missing_files)
{
	struct arena arena = ARENA_INIT;
	struct err first = ERR_INIT(&arena), second = ERR_INIT(&arena);
	struct inventory inventory;
	struct rsconf set = { 0 };
	cr_expect_not(inventory_read(&arena, "/nonexistent/hosts", &inventory, &first));
	cr_expect_not(rsconf_read(&arena, "/nonexistent/rs.conf.json", &set, &second));
	cr_expect(first.kind == ERR_INPUT && second.kind == ERR_INPUT);
	arena_free(&arena);
}
