#include "fleet_facts.h"

#include <criterion/criterion.h>
#include <string.h>

#include "base/buf.h"

enum { MAX = 24 };

static const struct inventory *hosts_of(struct arena *arena, const struct source *source)
{
	struct inventory *inventory = arena_alloc(arena, sizeof *inventory);
	struct str rest = source->text, line, word;
	*inventory = (struct inventory){ .kind = INVENTORY_ANSIBLE_INI, .source = source };
	inventory->entries = arena_array(arena, MAX, sizeof *inventory->entries);
	while (str_split(&rest, '\n', &line)) {
		struct inventory_entry *entry = &inventory->entries[inventory->count];
		entry->groups = arena_array(arena, MAX, sizeof *entry->groups);
		entry->addresses = arena_array(arena, MAX, sizeof *entry->addresses);
		while (line.len && str_split(&line, ' ', &word)) {
			if (!entry->name)
				entry->name = str_cstr(arena, word);
			else if (str_has_char(word, '='))
				entry->addresses[entry->address_count++] = str_cstr(arena, str_sub(word, 1, word.len));
			else
				entry->groups[entry->group_count++] = str_cstr(arena, word);
		}
		inventory->count += entry->name != NULL;
	}
	return inventory;
}

struct fleet_facts *fleet_facts_of(struct arena *arena, const struct lint_file *files)
{
	struct fleet_facts *facts = arena_alloc(arena, sizeof *facts);
	const struct config **configs = arena_array(arena, MAX, sizeof *configs);
	const struct inventory **inventories = arena_array(arena, MAX, sizeof *inventories);
	const struct rsconf **lists = arena_array(arena, MAX, sizeof *lists);
	struct err err = ERR_INIT(arena);
	*facts = (struct fleet_facts){ .configs = configs, .inventories = inventories, .lists = lists };
	for (; files->file; files++) {
		struct source *source = arena_alloc(arena, sizeof *source);
		source_init(arena, files->file, str_of(files->text), source);
		struct str name = str_of(source->name);
		if (str_is(name, ".mongoconf.yaml")) {
			struct project *project = arena_alloc(arena, sizeof *project);
			cr_assert(project_parse(arena, source, "/r", "/r", project, &err), "%s", err_line(&err));
			facts->project = project;
		} else if (str_ends(name, "docker-compose.yml")) {
			struct inventory *inventory = arena_alloc(arena, sizeof *inventory);
			cr_assert(inventory_read_source(arena, source, inventory, &err), "%s", err_line(&err));
			inventories[facts->inventory_count++] = inventory;
		} else if (str_ends(name, ".hosts")) {
			inventories[facts->inventory_count++] = hosts_of(arena, source);
		} else if (str_ends(name, ".json")) {
			struct rsconf *list = arena_alloc(arena, sizeof *list);
			cr_assert(rsconf_read_source(arena, source, list, &err), "%s", err_line(&err));
			lists[facts->list_count++] = list;
		} else {
			configs[facts->count++] = lint_config(arena, files->file, source->text, 0);
		}
	}
	return facts;
}

static void describe(struct buf *out, const struct deployment *deployment)
{
	static const char *const hosts[] = { [HOSTS_UNKNOWN] = "unknown", [HOSTS_ONE] = "one", [HOSTS_MANY] = "many" };
	static const char *const marks[] = { [GUESS_NONE] = "", [GUESS_NEAR_NAME] = "?", [GUESS_NO_NAME] = "!" };
	buf_printf(out, "%s:", deployment->name);
	for (uint32_t i = 0; i < deployment->count; i++) {
		const struct member *member = deployment->members[i];
		buf_printf(out, " %s%s%s", member->name, marks[member->guess], member->arbiter ? "*" : "");
		if (deployment->list && member->listed)
			buf_printf(out, "=%d", (int)member->listed->id);
		else if (deployment->list)
			buf_text(out, "=-");
	}
	for (uint32_t i = 0; i < deployment->unread_count; i++)
		buf_printf(out, " (%s)", deployment->unread[i]->name);
	buf_printf(out, " (%s%s%s)\n", hosts[deployment->hosts], deployment->declared ? ", declared" : "",
		   deployment->alike ? "" : ", unlike");
}

static void describe_lone(struct buf *out, const struct fleet *fleet)
{
	const char *before = "alone:";
	for (uint32_t i = 0; i < fleet->member_count; i++) {
		if (fleet->members[i].deployment)
			continue;
		buf_printf(out, "%s %s", before, fleet->members[i].name);
		before = "";
	}
	buf_text(out, *before ? "" : "\n");
}

const char *fleet_described(struct arena *arena, const struct fleet *fleet)
{
	struct buf out = BUF_INIT(arena);
	for (uint32_t i = 0; i < fleet->count; i++)
		describe(&out, &fleet->deployments[i]);
	for (uint32_t i = 0; i < fleet->cluster_count; i++) {
		const struct cluster *cluster = &fleet->clusters[i];
		buf_printf(&out, "cluster %s:", cluster->name);
		for (uint32_t k = 0; k < cluster->count; k++)
			buf_printf(&out, " %s", cluster->deployments[k]->name);
		buf_text(&out, cluster->declared ? " (declared)\n" : "\n");
	}
	for (uint32_t i = 0; i < fleet->machine_count; i++) {
		const struct machine *machine = &fleet->machines[i];
		buf_printf(&out, "host %s:", machine->name);
		for (uint32_t k = 0; k < machine->count; k++)
			buf_printf(&out, " %s:%u", machine->members[k]->name, machine->members[k]->port);
		buf_char(&out, '\n');
	}
	describe_lone(&out, fleet);
	return buf_done(&out).at;
}
