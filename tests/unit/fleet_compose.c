#include <criterion/criterion.h>

#include "base/buf.h"
#include "fleet/inventory.h"

/* A Compose file at ops/docker-compose.yml, and what is read of its servers. */
static const struct {
	const char *text, *read;
} files[] = {
	{ "services:\n  db1:\n    image: mongo:4.4.6-bionic\n", "db1 mongod 4.4.6 bind_ip_all?\n" },
	{ "version: '3'\nservices:\n  db1:\n    image: mongo\n    command: mongod --replSet rs0 --bind_ip_all --port 27018\n",
	  "db1 mongod :27018 replSet=rs0 bind_ip_all= port=27018\n" },
};

static void show(struct buf *out, const struct inventory_entry *entry)
{
	struct arena *arena = out->arena;
	buf_printf(out, "%s %s", entry->name, !entry->starts_server ? "-" : entry->command.binary == BINARY_MONGOD ? "mongod" : "mongos");
	if (version_known(entry->server))
		buf_printf(out, " %s", version_text(arena, entry->server));
	if (entry->port)
		buf_printf(out, " :%u", entry->port);
	if (entry->command.unknown)
		buf_text(out, " unknown");
	if (entry->config)
		buf_printf(out, " config=%s", entry->config);
	for (uint32_t i = 0; i < entry->command.count; i++) {
		const struct flag_option *option = &entry->command.options[i];
		if (option->fallback && option->unknown)
			buf_printf(out, " %.*s??", STR_ARG(option->name));
		else if (option->fallback)
			buf_printf(out, " %.*s?", STR_ARG(option->name));
		else
			buf_printf(out, " %.*s=%.*s", STR_ARG(option->name), STR_ARG(option->unknown ? STR("?") : option->value));
	}
	for (uint32_t i = 0; i < entry->mount_count; i++)
		buf_printf(out, " %s=>%s%s", entry->mounts[i].from, entry->mounts[i].to, entry->mounts[i].read_only ? "(ro)" : "");
	for (uint32_t i = 0; i < entry->port_count; i++)
		buf_printf(out, " %.*s:%u:%u", STR_ARG(entry->ports[i].address), entry->ports[i].outside, entry->ports[i].inside);
	for (uint32_t i = 0; i < entry->address_count; i++)
		buf_printf(out, " %s", entry->addresses[i]);
	buf_text(out, entry->host_network ? " host\n" : "\n");
}

Test(fleet_compose, files)
{
	for (unsigned i = 0; i < sizeof files / sizeof *files; i++) {
		struct arena arena = ARENA_INIT;
		struct err err = ERR_INIT(&arena);
		struct buf out = BUF_INIT(&arena);
		struct source source;
		struct inventory inventory;
		source_init(&arena, "ops/docker-compose.yml", str_of(files[i].text), &source);
		bool read = inventory_read_source(&arena, &source, &inventory, &err);
		for (uint32_t e = 0; read && e < inventory.count; e++)
			show(&out, &inventory.entries[e]);
		const char *shown = read ? buf_done(&out).at : err_line(&err);
		cr_expect_str_eq(shown, files[i].read, "%s: %s", files[i].text, shown);
		arena_free(&arena);
	}
}
