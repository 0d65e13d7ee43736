/* Which files of the repository a service sees, and where: volumes, configs, secrets. */
#include "fleet/compose.h"

#include <string.h>

#include "base/buf.h"

/* More mounts of one service are not compared: nobody has them. */
enum { MERGED_MAX = 256 };

/* ---- paths ---- */

/* Takes `.`, `..` and double slashes out of `path`; `root`: it begins with a slash. */
static const char *clean(struct arena *arena, struct str path)
{
	struct buf out = BUF_INIT(arena);
	bool absolute = str_starts(path, "/");
	uint32_t kept = 0;  /* parts that a .. may take away */
	struct str part;
	while (str_split(&path, '/', &part)) {
		if (!part.len || str_is(part, "."))
			continue;
		if (str_is(part, "..") && kept) {
			while (out.len && out.at[out.len - 1] != '/')
				out.len--;
			out.len -= out.len > 0;
			kept--;
			continue;
		}
		if (str_is(part, "..") && absolute)
			continue;
		if (out.len)
			buf_char(&out, '/');
		buf_str(&out, part);
		kept += !str_is(part, "..");
	}
	struct str done = buf_done(&out);
	return arena_printf(arena, "%s%.*s", absolute ? "/" : done.len ? "" : ".", STR_ARG(done));
}

const char *compose_path(struct arena *arena, const char *folder, struct str path)
{
	if (str_starts(path, "/") || !strcmp(folder, "."))
		return clean(arena, path);
	return clean(arena, str_format(arena, "%s/%.*s", folder, STR_ARG(path)));
}

static bool is_drive(struct str path)
{
	return path.len >= 2 && path.at[1] == ':' &&
	       ((path.at[0] >= 'a' && path.at[0] <= 'z') || (path.at[0] >= 'A' && path.at[0] <= 'Z'));
}

/* Windows' folders with slashes. */
static struct str slashes(struct arena *arena, struct str path)
{
	char *copy = str_cstr(arena, path);
	for (uint32_t i = 0; i < path.len; i++)
		if (copy[i] == '\\')
			copy[i] = '/';
	return (struct str){ copy, path.len };
}

/* ---- one mount ---- */

/* Of two things at one place of the container the first counts: it is from the file that wins. */
static bool is_taken(const struct service *service, const struct inventory_entry *entry, const char *to)
{
	if (service->depth < 2 || entry->mount_count > MERGED_MAX || entry->volume_count > MERGED_MAX)
		return false;
	for (uint32_t i = 0; i < entry->mount_count; i++)
		if (!strcmp(entry->mounts[i].to, to))
			return true;
	for (uint32_t i = 0; i < entry->volume_count; i++)
		if (!strcmp(clean(service->compose->arena, entry->volumes[i]), to))
			return true;
	return false;
}

static void add_mount(const struct service *service, struct inventory_entry *entry, struct mount mount)
{
	/* Doubled when full: 0, 1, 2, 4, 8, ... */
	if (!(entry->mount_count & (entry->mount_count - 1)))
		entry->mounts = arena_grow(service->compose->arena, entry->mounts, entry->mount_count,
					   entry->mount_count ? entry->mount_count * 2 : 1, sizeof mount);
	entry->mounts[entry->mount_count++] = mount;
}

/* $PWD is the folder that Compose is started in, which is the file's own nearly always. */
static struct mapped with_folder(const struct service *service, uint32_t node)
{
	static const char *const names[] = { "${PWD}", "$PWD", "$(pwd)" };
	const struct compose *compose = service->compose;
	const struct node *value = &compose->tree->node[mapping_meant(compose->tree, node)];
	const struct compose_file *file = compose_file_of(compose, mapping_meant(compose->tree, node));
	struct mapped raw = mapped_node(compose->arena, compose->source, value);
	for (unsigned i = 0; i < sizeof names / sizeof *names; i++) {
		if (!str_starts(raw.text, names[i]) || strcmp(file->folder, compose->files[0].folder) != 0)
			continue;
		struct mapped rest = mapped_sub(raw, str_of(names[i]).len, raw.text.len);
		rest = mapped_variables(compose->arena, rest, file->variables);
		rest.text = str_format(compose->arena, ".%.*s", STR_ARG(rest.text));
		rest.from = NULL;
		return rest;
	}
	return service_text(service, node);
}

/* Only a path is a mount of the repository's; a name is a volume of Docker's own. */
static bool is_path(struct str from)
{
	return str_starts(from, ".") || str_starts(from, "/") || str_starts(from, "\\");
}

/* False: it is not known which files those are, or another file lays something else there. */
static bool mount_path(const struct service *service, struct inventory_entry *entry, const char *folder, struct str from,
		       struct str to, struct span at, bool read_only)
{
	const struct compose *compose = service->compose;
	bool unknown = str_has_char(from, WORDS_UNKNOWN) || str_has_char(to, WORDS_UNKNOWN);
	if (unknown || !to.len || !from.len || is_drive(from) || str_starts(from, "~") ||
	    is_taken(service, entry, clean(compose->arena, to)))
		return false;
	add_mount(service, entry, (struct mount){
		.from = compose_path(compose->arena, folder, slashes(compose->arena, from)),
		.to = clean(compose->arena, to), .at = at, .read_only = read_only,
	});
	return true;
}

static void add_volume(const struct service *service, struct inventory_entry *entry, struct str to)
{
	if (is_taken(service, entry, clean(service->compose->arena, to)))
		return;
	entry->volumes = arena_grow(service->compose->arena, entry->volumes, entry->volume_count, entry->volume_count + 1U, sizeof to);
	entry->volumes[entry->volume_count++] = to;
}

/* FROM:TO[:MODE]; FROM and TO may have a drive's letter. */
static void read_short(const struct service *service, struct inventory_entry *entry, uint32_t node)
{
	struct mapped volume = with_folder(service, node);
	struct str text = volume.text;
	uint32_t colon = str_find_char(text, ':', is_drive(text) ? 2 : 0);
	if (colon == STR_NONE) {
		add_volume(service, entry, text);
		return;
	}
	struct str from = str_sub(text, 0, colon), to = str_sub(text, colon + 1, text.len), mode = STR("");
	uint32_t end = str_find_char(to, ':', is_drive(to) ? 2 : 0);
	if (end != STR_NONE) {
		mode = str_sub(to, end + 1, to.len);
		to = str_sub(to, 0, end);
	}
	bool read_only = false;
	struct str word;
	while (mode.len && str_split(&mode, ',', &word))
		read_only |= str_is(word, "ro");
	/* What is mounted there is not known, but something is. */
	if (!is_path(from) || !mount_path(service, entry, compose_file_of(service->compose, node)->folder, from, to, volume.at, read_only))
		add_volume(service, entry, to);
}

/* {type: bind, source: FROM, target: TO, read_only: true} */
static void read_long(const struct service *service, struct inventory_entry *entry, uint32_t map)
{
	const struct tree *tree = service->compose->tree;
	struct str type = mapping_text(tree, mapping_find(tree, map, "type"));
	uint32_t source = mapping_find(tree, map, "source"), target = mapping_find(tree, map, "target");
	if (!source)
		source = mapping_find(tree, map, "src");
	if (!target)
		target = mapping_find(tree, map, "destination");
	if (!target)
		target = mapping_find(tree, map, "dst");
	if (target && type.len && !str_is(type, "bind"))
		add_volume(service, entry, service_text(service, target).text);
	if (!source || !target || (type.len && !str_is(type, "bind")))
		return;
	struct mapped from = with_folder(service, source);
	struct str read_only = mapping_text(tree, mapping_find(tree, map, "read_only"));
	struct mapped to = service_text(service, target);
	const char *folder = compose_file_of(service->compose, map)->folder;
	if ((type.len || is_path(from.text)) &&
	    !mount_path(service, entry, folder, from.text, to.text, from.at, str_is(read_only, "true")))
		add_volume(service, entry, to.text);
}

/* ---- configs and secrets ---- */

/* The file of `configs: NAME: {file: ...}` at the top. */
static uint32_t declared_file(const struct compose *compose, const char *section, struct str name)
{
	const struct tree *tree = compose->tree;
	uint32_t found = 0;
	for (uint32_t i = 0; i < compose->file_count && !found; i++) {
		uint32_t all = mapping_find(tree, compose->files[i].root, section);
		found = mapping_find(tree, mapping_find_str(tree, all, name), "file");
	}
	return found;
}

/* 0440 is octal, to YAML and in a text. A number without the zero is decimal to some readers: it is not believed. */
static void read_mode(const struct service *service, uint32_t map, struct mount *mount)
{
	const struct tree *tree = service->compose->tree;
	uint32_t node = mapping_find(tree, map, "mode");
	struct mapped text = service_text(service, node);
	struct str digits = text.text;
	if (!node || mapped_unknown(text) || !str_starts(digits, "0") || digits.len > 6)
		return;
	if (str_starts(digits, "0o"))
		digits = str_sub(digits, 2, digits.len);
	for (uint32_t i = 0; i < digits.len; i++) {
		if (digits.at[i] < '0' || digits.at[i] > '7')
			return;
		mount->mode = mount->mode * 8 + (unsigned)(digits.at[i] - '0');
	}
	mount->mode_said = true;
	mount->mode_at = tree->node[node].span;
}

/* A name alone, or {source: NAME, target: TO}. */
static void read_declared(const struct service *service, struct inventory_entry *entry, uint32_t node,
			  const char *section, const char *folder)
{
	const struct compose *compose = service->compose;
	const struct tree *tree = compose->tree;
	struct str name = mapping_text(tree, node), to = STR("");
	if (tree->node[node].kind == NODE_MAPPING) {
		name = mapping_text(tree, mapping_find(tree, node, "source"));
		to = service_text(service, mapping_find(tree, node, "target")).text;
	}
	uint32_t file = declared_file(compose, section, name);
	if (!file)
		return;
	if (!to.len)
		to = name;
	if (!str_starts(to, "/"))
		to = str_format(compose->arena, "%s/%.*s", folder, STR_ARG(to));
	if (!mount_path(service, entry, compose_file_of(compose, file)->folder, with_folder(service, file).text, to, tree->node[node].span, true))
		return;
	struct mount *mount = &entry->mounts[entry->mount_count - 1];
	mount->secret = true;
	if (tree->node[node].kind == NODE_MAPPING)
		read_mode(service, node, mount);
}

static void read_item(const struct service *service, struct inventory_entry *entry, uint32_t item, const char *key)
{
	if (!item)
		return;
	if (!strcmp(key, "configs"))
		read_declared(service, entry, item, key, "");
	else if (!strcmp(key, "secrets"))
		read_declared(service, entry, item, key, "/run/secrets");
	else if (service->compose->tree->node[item].kind == NODE_MAPPING)
		read_long(service, entry, item);
	else
		read_short(service, entry, item);
}

static void each_item(const struct service *service, struct inventory_entry *entry, const char *key)
{
	const struct tree *tree = service->compose->tree;
	for (unsigned i = 0; i < service->depth; i++) {
		uint32_t list = mapping_find(tree, service->chain[i], key);
		if (!list || tree->node[list].kind != NODE_SEQUENCE)
			continue;
		for (uint32_t at = tree->node[list].first; at; at = tree->node[at].next)
			read_item(service, entry, mapping_meant(tree, at), key);
		if (service_ends(service, list))
			break;
	}
}

void service_mounts(const struct service *service, struct inventory_entry *entry)
{
	each_item(service, entry, "volumes");
	each_item(service, entry, "configs");
	each_item(service, entry, "secrets");
}

/* ---- which file is the config ---- */

/* The innermost mount that holds the path that --config names. */
void service_config(const struct service *service, struct inventory_entry *entry)
{
	struct arena *arena = service->compose->arena;
	struct str config = entry->command.config;
	uint32_t best = 0;
	struct mapped folder = service_text(service, service_find(service, "working_dir"));
	if (config.len && !str_starts(config, "/") && str_starts(folder.text, "/") && !mapped_unknown(folder))
		config = str_format(arena, "%.*s/%.*s", STR_ARG(folder.text), STR_ARG(config));
	if (!str_starts(config, "/"))
		return;
	const char *path = clean(arena, config);
	for (uint32_t i = 0; i < entry->mount_count; i++) {
		const struct mount *mount = &entry->mounts[i];
		uint32_t len = (uint32_t)strlen(mount->to);
		bool root = !strcmp(mount->to, "/");
		if (strncmp(path, mount->to, len) || (!root && path[len] && path[len] != '/') || len < best)
			continue;
		best = len;
		const char *rest = path + len + (path[len] == '/' && !root);
		entry->config = !*rest ? mount->from : !strcmp(mount->from, ".") ? rest
				: arena_printf(arena, "%s/%s", mount->from, rest);
		entry->config_at = mount->at;
	}
	if (entry->config && entry->command.config_at.len)
		entry->config_at = entry->command.config_at;
}
