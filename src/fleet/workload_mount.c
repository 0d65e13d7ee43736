/* What a container sees of ConfigMaps and Secrets, and where. */
#include <string.h>

#include "fleet/mapping.h"
#include "fleet/workload_pod.h"

/* ---- what is in a volume ---- */

static void add_mount(const struct pod *pod, struct workload *workload, struct mount mount, struct workload_name name)
{
	struct inventory_entry *entry = &workload->entry;
	uint32_t count = entry->mount_count;
	entry->mounts = arena_grow(pod->arena, entry->mounts, count, count + 1U, sizeof mount);
	workload->mounted = arena_grow(pod->arena, workload->mounted, count, count + 1U, sizeof name);
	entry->mounts[count] = mount;
	workload->mounted[count] = name;
	entry->mount_count++;
}

/* What a volume's file is called in the container; NULL: `file` is not what the mount shows. */
static const char *place_of(const struct pod *pod, struct str to, struct str sub, struct str file)
{
	if (!sub.len)
		return arena_printf(pod->arena, "%.*s/%.*s", STR_ARG(to), STR_ARG(file));
	return str_eq(sub, file) ? str_cstr(pod->arena, to) : NULL;
}

/* {name: MAP, items: [{key: KEY, path: FILE}]}; without items, all keys are there by their own names. */
static void add_source(const struct pod *pod, uint32_t volume, bool secret, struct str to, struct str sub, struct span at,
		       struct workload *workload)
{
	const struct tree *tree = pod->tree;
	uint32_t named = mapping_find(tree, volume, "name"), items = mapping_find(tree, volume, "items");
	struct workload_name name = { .space = pod->space, .key = STR(""), .secret = secret };
	if (!named)
		named = mapping_find(tree, volume, "secretName");
	name.map = pod_name(pod, named);
	if (!name.map.len)
		return;
	if (!items || tree->node[items].kind != NODE_SEQUENCE) {
		name.key = sub;
		add_mount(pod, workload, (struct mount){ .to = str_cstr(pod->arena, to), .at = at }, name);
		return;
	}
	for (uint32_t item = tree->node[items].first; item; item = tree->node[item].next) {
		struct str file = pod_name(pod, mapping_find(tree, mapping_meant(tree, item), "path"));
		const char *place = place_of(pod, to, sub, file);
		name.key = pod_name(pod, mapping_find(tree, mapping_meant(tree, item), "key"));
		if (place && name.key.len)
			add_mount(pod, workload, (struct mount){ .to = place, .at = at }, name);
	}
}

static void add_volume(const struct pod *pod, uint32_t volume, struct str to, struct str sub, struct span at,
		       struct workload *workload)
{
	const struct tree *tree = pod->tree;
	uint32_t map = mapping_find(tree, volume, "configMap"), secret = mapping_find(tree, volume, "secret");
	uint32_t sources = mapping_find(tree, mapping_find(tree, volume, "projected"), "sources");
	if (map)
		add_source(pod, map, false, to, sub, at, workload);
	if (secret)
		add_source(pod, secret, true, to, sub, at, workload);
	for (uint32_t one = pod_items(pod, sources); one; one = tree->node[one].next) {
		uint32_t item = mapping_meant(tree, one);
		map = mapping_find(tree, item, "configMap");
		secret = mapping_find(tree, item, "secret");
		if (map || secret)
			add_source(pod, map ? map : secret, !map, to, sub, at, workload);
	}
	/* Another's folder hides what is below it: an emptyDir, a claim. */
	if (!map && !secret && !sources)
		add_mount(pod, workload, (struct mount){ .to = str_cstr(pod->arena, to), .at = at },
			  (struct workload_name){ .map = STR(""), .key = STR("") });
}

/* ---- volumeMounts ---- */

/* The volume of this name; 0: a claim's, or none. */
static uint32_t volume_called(const struct pod *pod, struct str name)
{
	const struct tree *tree = pod->tree;
	uint32_t volumes = mapping_find(tree, pod->spec, "volumes");
	for (uint32_t at = pod_items(pod, volumes); at; at = tree->node[at].next) {
		uint32_t volume = mapping_meant(tree, at);
		if (name.len && str_eq(pod_name(pod, mapping_find(tree, volume, "name")), name))
			return volume;
	}
	return 0;
}

/* Does a container of the list that is not `self` mount this volume? */
static bool is_mounted_in(const struct pod *pod, const char *list, uint32_t self, struct str name)
{
	const struct tree *tree = pod->tree;
	uint32_t containers = mapping_find(tree, pod->spec, list);
	for (uint32_t at = pod_items(pod, containers); at; at = tree->node[at].next) {
		uint32_t mounts = mapping_find(tree, mapping_meant(tree, at), "volumeMounts");
		if (mapping_meant(tree, at) == self || !mounts || tree->node[mounts].kind != NODE_SEQUENCE)
			continue;
		for (uint32_t mount = tree->node[mounts].first; mount; mount = tree->node[mount].next)
			if (str_eq(pod_name(pod, mapping_find(tree, mapping_meant(tree, mount), "name")), name))
				return true;
	}
	return false;
}

static void read_mount(const struct pod *pod, uint32_t container, uint32_t mount, struct workload *workload)
{
	const struct tree *tree = pod->tree;
	struct str name = pod_name(pod, mapping_find(tree, mount, "name"));
	uint32_t sub = mapping_find(tree, mount, "subPath"), path = mapping_find(tree, mount, "mountPath");
	struct mapped to = pod_text(pod, path);
	if (!str_starts(to.text, "/") || mapped_unknown(to) || mapping_find(tree, mount, "subPathExpr"))
		return;
	while (to.text.len > 1 && str_ends(to.text, "/"))
		to.text.len--;
	workload->helped |= is_mounted_in(pod, "containers", container, name) || is_mounted_in(pod, "initContainers", container, name);
	add_volume(pod, volume_called(pod, name), to.text, sub ? pod_name(pod, sub) : STR(""), mapped_span(to), workload);
}

/* ---- which one is the config ---- */

/* The innermost mount that holds the path that --config names. */
static void find_config(const struct pod *pod, uint32_t container, struct workload *workload)
{
	struct inventory_entry *entry = &workload->entry;
	struct str path = entry->command.config;
	struct mapped folder = pod_text(pod, mapping_find(pod->tree, container, "workingDir"));
	uint32_t best = 0;
	if (path.len && !str_starts(path, "/") && str_starts(folder.text, "/") && !mapped_unknown(folder))
		path = str_format(pod->arena, "%.*s/%.*s", STR_ARG(folder.text), STR_ARG(path));
	for (uint32_t i = 0; i < entry->mount_count && str_starts(path, "/"); i++) {
		const struct mount *mount = &entry->mounts[i];
		struct workload_name name = workload->mounted[i];
		uint32_t len = (uint32_t)strlen(mount->to);
		bool whole = path.len == len;
		if (len < best || !str_starts(path, mount->to) || (!whole && path.at[len] != '/'))
			continue;
		best = len;
		if (!whole && !name.key.len)
			name.key = str_sub(path, len + 1, path.len);
		else if (!whole || !name.key.len)
			name.map = STR("");
		workload->config = name;
		entry->config_at = entry->command.config_at;
	}
}

void pod_mounts(const struct pod *pod, uint32_t container, struct workload *workload)
{
	const struct tree *tree = pod->tree;
	uint32_t mounts = mapping_find(tree, container, "volumeMounts");
	for (uint32_t at = pod_items(pod, mounts); at; at = tree->node[at].next)
		if (tree->node[mapping_meant(tree, at)].kind == NODE_MAPPING)
			read_mount(pod, container, mapping_meant(tree, at), workload);
	workload->helped |= mapping_find(tree, container, "lifecycle") != 0;
	find_config(pod, container, workload);
}
