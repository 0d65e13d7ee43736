#include "fleet/inventory.h"

#include <string.h>

#include "fleet/ansible.h"
#include "fleet/compose.h"
#include "fleet/literal.h"
#include "yaml/verify.h"

static bool complain(const struct source *source, uint32_t at, struct err *err, const char *text)
{
	struct place place = source_place(source, at);
	return err_set_at(err, ERR_INPUT, source->name, place.line, place.column, "%s", text);
}

/* What is one text to YAML, or none at all, may be a list of hosts, but not by a name that says YAML. */
static bool may_be_ini(const struct source *source, const struct tree *tree, bool yaml)
{
	struct str name = str_of(source->name);
	if (str_ends(name, ".yml") || str_ends(name, ".yaml") || str_ends(name, ".json"))
		return false;
	return !yaml || !tree->root || tree->node[tree->root].kind == NODE_SCALAR;
}

/* By libyaml, from which the readers of Compose and of Ansible stem. */
static bool read_any(struct arena *arena, const struct source *source, struct inventory *inventory, struct err *err)
{
	struct text_check check = text_check(source->text);
	struct syntax_error error;
	struct tree tree;
	if (check.nul != STR_NONE || check.invalid != STR_NONE)
		return complain(source, check.nul < check.invalid ? check.nul : check.invalid, err,
				"this byte is no text: an inventory is UTF-8");
	if (ansible_ini_is(source))
		return ansible_ini_read(arena, inventory, err);
	bool yaml = verify_tree(arena, source, source->text, &tree, &error);
	if (may_be_ini(source, &tree, yaml))
		return ansible_ini_read(arena, inventory, err);
	if (!yaml)
		return complain(source, error.at, err, error.text);
	if (compose_is(&tree))
		return compose_read(arena, &tree, inventory, err);
	if (ansible_yaml_is(&tree))
		return ansible_yaml_read(arena, &tree, inventory, err);
	return complain(source, 0, err, "this is neither a Compose file nor an inventory of Ansible");
}

/* ---- out of the scratch arena ---- */

static const char **copy_names(struct arena *arena, const char *const *names, uint32_t count)
{
	const char **copies = arena_array(arena, count, sizeof *copies);
	for (uint32_t i = 0; i < count; i++)
		copies[i] = arena_copy(arena, names[i], strlen(names[i]));
	return copies;
}

static void copy_command(struct arena *arena, struct command_line *line)
{
	line->config = str_copy(arena, line->config);
	line->options = arena_grow(arena, line->options, line->count, line->count, sizeof *line->options);
	line->room = line->count;
	for (uint32_t i = 0; i < line->count; i++) {
		line->options[i].name = str_copy(arena, line->options[i].name);
		line->options[i].value = str_copy(arena, line->options[i].value);
	}
}

static void copy_entry(struct arena *arena, const struct source *source, struct inventory_entry *entry)
{
	entry->source = source;
	entry->name = arena_copy(arena, entry->name, strlen(entry->name));
	entry->addresses = copy_names(arena, entry->addresses, entry->address_count);
	entry->groups = copy_names(arena, entry->groups, entry->group_count);
	if (entry->config)
		entry->config = arena_copy(arena, entry->config, strlen(entry->config));
	if (entry->included)
		entry->included = arena_copy(arena, entry->included, strlen(entry->included));
	copy_command(arena, &entry->command);
	entry->mounts = arena_grow(arena, entry->mounts, entry->mount_count, entry->mount_count, sizeof *entry->mounts);
	for (uint32_t i = 0; i < entry->mount_count; i++) {
		struct mount *mount = &entry->mounts[i];
		mount->from = arena_copy(arena, mount->from, strlen(mount->from));
		mount->to = arena_copy(arena, mount->to, strlen(mount->to));
	}
	entry->volumes = arena_grow(arena, entry->volumes, entry->volume_count, entry->volume_count, sizeof *entry->volumes);
	for (uint32_t i = 0; i < entry->volume_count; i++)
		entry->volumes[i] = str_copy(arena, entry->volumes[i]);
	entry->ports = arena_grow(arena, entry->ports, entry->port_count, entry->port_count, sizeof *entry->ports);
	for (uint32_t i = 0; i < entry->port_count; i++)
		entry->ports[i].address = str_copy(arena, entry->ports[i].address);
}

bool inventory_read_source(struct arena *arena, const struct source *source, struct inventory *inventory, struct err *err)
{
	/* Trees are many times as large as what is taken from them. */
	struct arena scratch = ARENA_INIT;
	*inventory = (struct inventory){ .source = source };
	bool read = read_any(&scratch, source, inventory, err);
	if (read)
		inventory->entries = arena_grow(arena, inventory->entries, inventory->count, inventory->count,
						sizeof *inventory->entries);
	else
		*inventory = (struct inventory){ .source = source };
	for (uint32_t i = 0; i < inventory->count; i++)
		copy_entry(arena, source, &inventory->entries[i]);
	arena_free(&scratch);
	return read;
}

bool inventory_read(struct arena *arena, const char *path, struct inventory *inventory, struct err *err)
{
	struct source *source = arena_alloc(arena, sizeof *source);
	return source_read(arena, path, source, err) && inventory_read_source(arena, source, inventory, err);
}

/* A list of words: rest,exec. */
static bool expands(const struct flag_option *flag, const char *kind)
{
	struct str rest = flag ? flag->value : STR(""), word;
	bool named = flag && flag->unknown;
	while (rest.len && str_split(&rest, ',', &word))
		named |= str_is(str_trim(word), kind);
	return named;
}

void inventory_decide(struct arena *arena, const struct config *file, const struct inventory_entry *entry)
{
	const struct flag_option *flag = command_line_find(&entry->command, "configExpand");
	const struct unit_file *unit = entry->unit;
	bool unknown = entry->command.unknown;
	struct start start = {
		.source = entry->source, .at = entry->config && entry->config_at.len ? entry->config_at : entry->at,
		.name = entry->name, .unknown = unknown, .rest = unknown || expands(flag, "rest"),
		.exec = unknown || expands(flag, "exec"), .watched = !unit || (unit->whole && !unit->type.unknown),
	};
	flags_decide(arena, file, &entry->command);
	if (entry->starts_server && entry->source)
		config_started(file, &start);
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
