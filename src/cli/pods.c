#include "cli/pods.h"

#include <string.h>

#include "base/path.h"

/* ---- which ---- */

void pods_open(struct arena *arena, const struct unit *unit, const struct input *input, const struct source *source,
	       const struct parts *parts, struct pods *out)
{
	bool carries = false;
	*out = (struct pods){ .arena = arena, .unit = unit, .path = input->path };
	for (uint32_t i = 0; !carries && i < parts->count; i++)
		carries = parts->at[i].source->label != NULL;
	if (!carries || (!unit->pod_count && !workload_is_likely(source->text)))
		return;
	workload_read(arena, parts->view, &out->own);
	out->certain = !parts->view->mask;
}

/* The next container, of the file and then of those beside it: 0 is the first. Sets `*in` to its manifest. */
static const struct workload *container_at(const struct pods *pods, uint32_t at, const struct workloads **in)
{
	const struct unit *unit = pods->unit;
	const char *folder = path_folder(pods->arena, pods->path);
	*in = &pods->own;
	if (at < pods->own.count)
		return &pods->own.at[at];
	at -= pods->own.count;
	for (uint32_t i = 0; i < unit->pod_count; i++) {
		*in = unit->pods[i];
		if (strcmp(path_folder(pods->arena, (*in)->inventory.source->name), folder) != 0)
			continue;
		if (at < (*in)->count)
			return &(*in)->at[at];
		at -= (*in)->count;
	}
	return NULL;
}

static const struct workload_name *name_of(const struct pods *pods, const struct part *part)
{
	return part->source->label ? workload_name(&pods->own, part->source->part) : NULL;
}

/* ---- what they say ---- */

void pods_target(const struct pods *pods, const struct part *part, struct target *told)
{
	const struct workload_name *name = name_of(pods, part);
	const struct workloads *in;
	const struct workload *container;
	bool some = false, agree = true;
	struct target target = { 0 };
	for (uint32_t i = 0; name && (container = container_at(pods, i, &in)) != NULL; i++) {
		const struct inventory_entry *entry = &container->entry;
		if (!workload_same(&container->config, name))
			continue;
		agree &= !some || (!version_compare(target.server, entry->server) && target.edition == entry->edition &&
				   target.binary == entry->command.binary);
		target = (struct target){ .server = entry->server, .edition = entry->edition, .binary = entry->command.binary };
		some = true;
	}
	if (some && agree)
		*told = target;
}

void pods_decide(const struct pods *pods, const struct part *part, const struct config *config)
{
	const struct workload_name *name = name_of(pods, part);
	const struct workloads *in;
	const struct workload *container;
	for (uint32_t i = 0; name && (container = container_at(pods, i, &in)) != NULL; i++)
		if (workload_same(&container->config, name))
			flags_decide(pods->arena, config, &container->entry.command);
}

/* Where the container has the config; NULL: it doesn't. */
static struct mount *mount_of(const struct pods *pods, const struct workload *container, const struct workload_name *name)
{
	for (uint32_t i = 0; i < container->entry.mount_count; i++) {
		struct mount *mount = arena_alloc(pods->arena, sizeof *mount);
		*mount = container->entry.mounts[i];
		if (!workload_same(&container->mounted[i], name))
			continue;
		if (!container->mounted[i].key.len)
			mount->to = arena_printf(pods->arena, "%s/%.*s", mount->to, STR_ARG(name->key));
		return mount;
	}
	return NULL;
}

void pods_unused(const struct pods *pods, const struct part *part, const struct config *config, struct witness **out,
		 uint32_t *count)
{
	const struct workload_name *name = pods->certain ? name_of(pods, part) : NULL;
	const struct workloads *in;
	const struct workload *container;
	for (uint32_t i = 0; name && (container = container_at(pods, i, &in)) != NULL; i++) {
		const struct command_line *line = &container->entry.command;
		if (line->config.len || line->unknown || container->helped)
			continue;
		struct mount *mount = mount_of(pods, container, name);
		if (!mount)
			continue;
		struct inventory_entry *entry = arena_alloc(pods->arena, sizeof *entry);
		struct inventory *inventory = arena_alloc(pods->arena, sizeof *inventory);
		const struct config **mounted = arena_alloc(pods->arena, sizeof *mounted);
		*entry = container->entry;
		*inventory = in->inventory;
		entry->mounts = mount;
		entry->mount_count = 1;
		*mounted = config;
		*out = arena_grow(pods->arena, *out, *count, *count + 1U, sizeof **out);
		(*out)[(*count)++] = (struct witness){ .inventory = inventory, .entry = entry, .config = config, .found = true,
						       .mounted = mounted };
	}
}

/* ---- beside ---- */

void pods_read(struct gathering *gathering, struct unit *unit, const char *const *paths, uint32_t count)
{
	struct arena *arena = gathering->cli->arena;
	for (uint32_t i = 0; i < count; i++) {
		struct err err = ERR_INIT(arena);
		struct source *source = arena_alloc(arena, sizeof *source);
		struct workloads *read = arena_alloc(arena, sizeof *read);
		struct parts parts;
		if (!source_read(arena, paths[i], source, &err))
			continue;
		parts_read(arena, arena, source, project_read_as(arena, unit->project, paths[i]), &parts);
		if (!parts.view)
			continue;
		workload_read(arena, parts.view, read);
		if (!read->count)
			continue;
		source->path = unit->root ? path_below(unit->root, gather_whole(gathering, unit, paths[i])) : NULL;
		cli_say_more(gathering->cli, "%s: read for how it starts servers", paths[i]);
		unit->pods = arena_grow(arena, unit->pods, unit->pod_count, unit->pod_count + 1U, sizeof(void *));
		unit->pods[unit->pod_count++] = read;
	}
}
