#include "fleet/inventory.h"

#include "fleet/ansible.h"
#include "fleet/compose.h"
#include "fleet/literal.h"

static bool complain(const struct source *source, uint32_t at, struct err *err, const char *text)
{
	struct place place = source_place(source, at);
	return err_set_at(err, ERR_INPUT, source->name, place.line, place.column, "%s", text);
}

/* What is one text to YAML, or none at all, may be a list of hosts, but not by a name that says YAML. */
static bool may_be_ini(const struct source *source, const struct yaml *yaml)
{
	struct str name = str_of(source->name);
	if (str_ends(name, ".yml") || str_ends(name, ".yaml") || str_ends(name, ".json") || yaml->check.nul != STR_NONE)
		return false;
	return yaml->reading == READING_NONE || !yaml->tree.root || yaml->tree.node[yaml->tree.root].kind == NODE_SCALAR;
}

bool inventory_read_source(struct arena *arena, const struct source *source, struct inventory *inventory, struct err *err)
{
	struct yaml *yaml = arena_alloc(arena, sizeof *yaml);
	*inventory = (struct inventory){ .source = source };
	if (ansible_ini_is(source))
		return ansible_ini_read(arena, inventory, err);
	yaml_read(arena, source, yaml);
	if (may_be_ini(source, yaml))
		return ansible_ini_read(arena, inventory, err);
	if (yaml->check.nul != STR_NONE)
		return complain(source, yaml->check.nul, err, "there is a NUL byte here: an inventory is text in UTF-8");
	if (yaml->reading == READING_NONE)
		return complain(source, yaml->fyaml.at, err, yaml->fyaml.text ? yaml->fyaml.text : yaml->libyaml.text);
	if (compose_is(&yaml->tree))
		return compose_read(arena, &yaml->tree, inventory, err);
	if (ansible_yaml_is(&yaml->tree))
		return ansible_yaml_read(arena, &yaml->tree, inventory, err);
	return complain(source, 0, err, "this is neither a Compose file nor an inventory of Ansible");
}

bool inventory_read(struct arena *arena, const char *path, struct inventory *inventory, struct err *err)
{
	struct source *source = arena_alloc(arena, sizeof *source);
	return source_read(arena, path, source, err) && inventory_read_source(arena, source, inventory, err);
}

bool inventory_is_rsconf(struct str text)
{
	struct arena scratch = ARENA_INIT;
	struct err err = ERR_INIT(&scratch);
	struct source source;
	struct literals literals;
	source_init(&scratch, "", text, &source);
	bool is = literal_read(&scratch, &source, &literals, &err);
	if (is) {
		uint32_t inner = literal_find(&literals, literals.root, "config");
		is = literal_find(&literals, literals.root, "members") || literal_find(&literals, inner, "members");
	}
	arena_free(&scratch);
	return is;
}

const struct inventory_entry *inventory_find(const struct inventory *inventory, struct str name)
{
	for (uint32_t i = 0; i < inventory->count; i++)
		if (str_is(name, inventory->entries[i].name))
			return &inventory->entries[i];
	for (uint32_t i = 0; i < inventory->count; i++)
		for (uint32_t a = 0; a < inventory->entries[i].address_count; a++)
			if (str_is(name, inventory->entries[i].addresses[a]))
				return &inventory->entries[i];
	return NULL;
}
