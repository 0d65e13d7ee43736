#include "cli/pods.h"

#include <stdlib.h>
#include <string.h>

#include "base/path.h"

/* ---- which ----
 *
 * One folder may have thousands of manifests, each with a config or a container, so they are looked up by the ConfigMap.
 */

static int by_map(const void *a, const void *b)
{
	const struct pod_key *left = a, *right = b;
	int order = strcmp(left->folder, right->folder);
	order = order ? order : str_compare(left->map, right->map);
	return order ? order : (left->order > right->order) - (left->order < right->order);
}

static void add_key(struct arena *arena, struct pod_keys *keys, struct pod_key key)
{
	const struct pod_key *last = keys->count ? &keys->at[keys->count - 1] : NULL;
	if (!key.map.len || (last && last->container == key.container && str_eq(last->map, key.map)))
		return;
	if (keys->count == keys->room) {
		keys->room = keys->room ? 2 * keys->room : 8;
		keys->at = arena_grow(arena, keys->at, keys->count, keys->room, sizeof *keys->at);
	}
	key.order = keys->count;
	keys->at[keys->count++] = key;
}

/* Each container under each of the maps that it names. `in` is NULL for the file's own. */
static void add_keys(struct arena *arena, struct pod_keys *keys, const struct workloads *workloads, const char *folder,
		     const struct workloads *in)
{
	for (uint32_t i = 0; i < workloads->count; i++) {
		const struct workload *container = &workloads->at[i];
		add_key(arena, keys, (struct pod_key){ folder, container->config.map, container, in, 0 });
		for (uint32_t k = 0; k < container->entry.mount_count; k++)
			add_key(arena, keys, (struct pod_key){ folder, container->mounted[k].map, container, in, 0 });
	}
}

/* One that names a map by turns with others stands there several times. */
static void sort_keys(struct pod_keys *keys)
{
	uint32_t kept = 0;
	if (keys->count)
		qsort(keys->at, keys->count, sizeof *keys->at, by_map);
	for (uint32_t i = 0; i < keys->count; i++)
		if (!kept || keys->at[kept - 1].container != keys->at[i].container || !str_eq(keys->at[kept - 1].map, keys->at[i].map))
			keys->at[kept++] = keys->at[i];
	keys->count = kept;
}

void pods_open(struct arena *arena, const struct unit *unit, const struct input *input, const struct source *source,
	       const struct parts *parts, struct pods *out)
{
	bool carries = false;
	*out = (struct pods){ .arena = arena, .unit = unit };
	for (uint32_t i = 0; !carries && i < parts->count; i++)
		carries = parts->at[i].source->label != NULL;
	if (!carries || (!unit->pod_count && !workload_is_likely(source->text)))
		return;
	workload_read(arena, parts->view, &out->own);
	add_keys(arena, &out->keys, &out->own, "", NULL);
	sort_keys(&out->keys);
	out->folder = path_folder(arena, input->path);
	out->certain = !parts->view->mask;
}

/* The containers that may read a map: those of the file, and then those beside it. */
struct readers {
	const struct pods *pods;
	const struct pod_key *at[2], *end[2];
	unsigned list;
};

static void look_up(const struct pod_keys *keys, const char *folder, struct str map, const struct pod_key **from, const struct pod_key **to)
{
	const struct pod_key first = { .folder = folder, .map = map };
	uint32_t low = 0, high = keys->count;
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		if (by_map(&keys->at[middle], &first) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	for (high = low; high < keys->count && !strcmp(keys->at[high].folder, folder) && str_eq(keys->at[high].map, map);)
		high++;
	*from = keys->at + low;
	*to = keys->at + high;
}

static struct readers readers_of(const struct pods *pods, const struct workload_name *name)
{
	struct readers readers = { .pods = pods };
	if (!name)
		return readers;
	look_up(&pods->keys, "", name->map, &readers.at[0], &readers.end[0]);
	look_up(&pods->unit->pod_keys, pods->folder, name->map, &readers.at[1], &readers.end[1]);
	return readers;
}

/* The next one, or NULL. Sets `*in` to its manifest. */
static const struct workload *next_reader(struct readers *readers, const struct workloads **in)
{
	while (readers->list < 2 && readers->at[readers->list] == readers->end[readers->list])
		readers->list++;
	if (readers->list == 2)
		return NULL;
	const struct pod_key *key = readers->at[readers->list]++;
	*in = key->in ? key->in : &readers->pods->own;
	return key->container;
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
	struct readers readers = readers_of(pods, name);
	while ((container = next_reader(&readers, &in)) != NULL) {
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
	struct readers readers = readers_of(pods, name);
	while ((container = next_reader(&readers, &in)) != NULL)
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
	struct readers readers = readers_of(pods, name);
	while ((container = next_reader(&readers, &in)) != NULL) {
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
		/* A power of two is full: room doubles there. */
		if ((*count & (*count - 1)) == 0)
			*out = arena_grow(pods->arena, *out, *count, *count ? 2U * *count : 1, sizeof **out);
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
		unit->pod_count++;
		add_keys(arena, &unit->pod_keys, read, path_folder(arena, paths[i]), read);
	}
	sort_keys(&unit->pod_keys);
}
