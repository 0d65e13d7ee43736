#include "fleet/compose.h"

#include "base/path.h"

bool service_ends(const struct service *service, uint32_t node)
{
	struct str tag = service->compose->tree->node[node].tag;
	return str_is(tag, "!override") || str_is(tag, "!reset");
}

uint32_t service_find(const struct service *service, const char *name)
{
	for (unsigned i = 0; i < service->depth; i++) {
		uint32_t found = mapping_find(service->compose->tree, service->chain[i], name);
		if (found)
			return str_is(service->compose->tree->node[found].tag, "!reset") ? 0 : found;
	}
	return 0;
}

struct mapped service_text(const struct service *service, uint32_t node)
{
	const struct compose *compose = service->compose;
	const struct tree *tree = compose->tree;
	node = mapping_meant(tree, node);
	if (!node || tree->node[node].kind != NODE_SCALAR || node_is_null(&tree->node[node]))
		return (struct mapped){ .text = STR(""), .at = tree->node[node].span };
	return mapped_variables(compose->arena, mapped_node(compose->arena, compose->source, &tree->node[node]),
				compose_file_of(compose, node)->variables);
}

/* ---- what a service is made of ---- */

/* `extends: other`, `extends: {service: other}`, `extends: {file: FILE, service: other}`; 0: none, or it can't be read. */
static uint32_t extended(struct compose *compose, struct service *service, uint32_t at)
{
	struct tree *tree = compose->tree;
	const struct compose_file *from = compose_file_of(compose, at);
	uint32_t extends = mapping_find(tree, at, "extends"), services = from->services;
	struct str other = mapping_text(tree, extends);
	if (extends && tree->node[extends].kind == NODE_MAPPING) {
		struct mapped file = service_text(service, mapping_find(tree, extends, "file"));
		other = mapping_text(tree, mapping_find(tree, extends, "service"));
		if (file.text.len) {
			from = mapped_unknown(file) ? NULL
			       : compose_put(compose, compose_path(compose->arena, from->folder, file.text), service->pair.key);
			services = from ? from->services : 0;
		}
	}
	uint32_t found = other.len && services ? mapping_find_str(tree, services, other) : 0;
	service->partial |= extends && !found;
	return found;
}

static void add_chain(struct compose *compose, struct service *service, uint32_t at)
{
	while (at) {
		for (unsigned i = 0; i < service->depth; i++)
			if (service->chain[i] == at)
				return;
		if (service->depth == EXTENDS_MAX) {
			service->partial = true;
			return;
		}
		service->chain[service->depth++] = at;
		at = extended(compose, service, at);
	}
}

/* What the override says wins, and what it extends over what the file says. */
static void find_chain(struct compose *compose, struct service *service)
{
	uint32_t at = service->pair.value;
	bool own = !compose_file_of(compose, at)->from;
	service->partial |= compose->override_unread;
	if (compose->override && own && !compose->override_unread) {
		const struct compose_file *over = compose_put(compose, compose->override, service->pair.key);
		service->partial |= !over;
		add_chain(compose, service, over ? mapping_find_str(compose->tree, over->services, service->pair.name) : 0);
	}
	add_chain(compose, service, at);
}

/* The unit behind a number: b, k, kb, kib, ...; 0: none of Docker's. */
static uint64_t scale_of(struct str unit)
{
	static const char letters[] = "bkmg";
	uint64_t scale = 1;
	if (!unit.len)
		return 1;
	struct str rest = str_sub(unit, 1, unit.len);
	if (rest.len && !str_eq_nocase(rest, STR("b")) && !str_eq_nocase(rest, STR("ib")))
		return 0;
	for (unsigned i = 0; i < sizeof letters - 1; i++, scale *= 1024)
		if ((unit.at[0] | 0x20) == letters[i])
			return scale;
	return 0;
}

/* 512m, 1.5g, 2GB, 268435456; 0: not known. */
static uint64_t bytes_of(struct str text)
{
	uint64_t number = 0, part = 1;
	bool point = false;
	uint32_t at = 0;
	for (; at < text.len && at < 13; at++) {
		bool digit = text.at[at] >= '0' && text.at[at] <= '9';
		if (!digit && (text.at[at] != '.' || point))
			break;
		point |= !digit;
		number = digit ? number * 10 + (uint64_t)(text.at[at] - '0') : number;
		part *= digit && point ? 10 : 1;
	}
	return number / part * scale_of(str_sub(text, at, text.len)) +
	       number % part * scale_of(str_sub(text, at, text.len)) / part;
}

static void read_memory(const struct service *service, struct inventory_entry *entry)
{
	const struct tree *tree = service->compose->tree;
	uint32_t limits = mapping_find(tree, mapping_find(tree, service_find(service, "deploy"), "resources"), "limits");
	uint32_t node = mapping_find(tree, limits, "memory");
	if (!node)
		node = service_find(service, "mem_limit");
	struct mapped text = service_text(service, node);
	if (!node || mapped_unknown(text))
		return;
	entry->memory = bytes_of(text.text);
	entry->memory_at = mapped_span(text);
}

static void read_service(struct compose *compose, struct mapping_pair pair, struct inventory_entry *entry)
{
	struct service service = { .compose = compose, .pair = pair };
	const struct compose_file *file = compose_file_of(compose, pair.value);
	find_chain(compose, &service);
	*entry = (struct inventory_entry){ .name = str_cstr(compose->arena, pair.name), .at = pair.key };
	entry->included = file->included ? file->path : NULL;
	service_mounts(&service, entry);
	service_command(&service, entry);
	service_config(&service, entry);
	service_ports(&service, entry);
	service_addresses(&service, entry);
	read_memory(&service, entry);
	entry->command.unknown |= service.partial;
}

/* ---- the file ---- */

static bool is_mapping(const struct tree *tree, uint32_t node)
{
	return node && tree->node[node].kind == NODE_MAPPING;
}

/* Version 1 had the services at the top. */
static bool is_old(const struct tree *tree)
{
	bool any = false;
	for (uint32_t at = tree->node[tree->root].first; at; at = tree->node[at].next) {
		uint32_t value = mapping_meant(tree, at);
		if (str_starts(tree->node[at].name, "x-") || str_is(tree->node[at].name, "version"))
			continue;
		if (!is_mapping(tree, value) || (!mapping_find(tree, value, "image") && !mapping_find(tree, value, "build") &&
						 !mapping_find(tree, value, "extends")))
			return false;
		any = true;
	}
	return any;
}

bool compose_is(const struct tree *tree)
{
	if (!is_mapping(tree, tree->root))
		return false;
	uint32_t services = mapping_find(tree, tree->root, "services");
	if (!services && mapping_find(tree, tree->root, "include"))
		return true;
	return services ? is_mapping(tree, services) || node_is_null(&tree->node[services]) : is_old(tree);
}

static bool complain(const struct compose *compose, struct span at, struct err *err, const char *text)
{
	struct place place = source_place(compose->source, at.at);
	return err_set_at(err, ERR_INPUT, compose->source->name, place.line, place.column, "%s", text);
}

uint32_t compose_services(const struct tree *tree, uint32_t root)
{
	uint32_t services = mapping_find(tree, root, "services");
	return services || mapping_find(tree, root, "include") ? services : root;
}

static bool is_listed(const struct inventory *inventory, struct str name)
{
	for (uint32_t i = 0; i < inventory->count; i++)
		if (str_is(name, inventory->entries[i].name))
			return true;
	return false;
}

/* Those of the file itself, then those that are only in an override or in an included file. */
static bool read_services(struct compose *compose, uint32_t node, struct inventory *inventory, struct err *err)
{
	struct mapping services;
	bool own = compose->files[0].services == node;
	mapping_read(compose->arena, compose->tree, node, &services);
	inventory->entries = arena_grow(compose->arena, inventory->entries, inventory->count, inventory->count + services.count,
					sizeof *inventory->entries);
	for (uint32_t i = 0; i < services.count; i++) {
		struct mapping_pair pair = services.pair[i];
		if (is_mapping(compose->tree, pair.value)) {
			if (own || !is_listed(inventory, pair.name))
				read_service(compose, pair, &inventory->entries[inventory->count++]);
		} else if (own && !str_starts(pair.name, "x-") && node != compose->files[0].root &&
			   !(pair.value && node_is_null(&compose->tree->node[pair.value]))) {
			return complain(compose, pair.key, err, "a service of a Compose file must be a mapping");
		}
	}
	return true;
}

bool compose_read(struct arena *arena, const struct tree *tree, struct inventory *inventory, struct err *err)
{
	struct tree grown = *tree;
	struct compose compose = { .arena = arena, .source = inventory->source, .tree = &grown };
	compose_add(&compose, (struct compose_file){
		.path = inventory->source->name, .folder = path_folder(arena, inventory->source->name), .root = tree->root,
		.services = compose_services(tree, tree->root), .variables = &compose.variables,
	});
	inventory->kind = INVENTORY_COMPOSE;
	compose_gather(&compose);
	/* Extended files come behind these, and have no services of their own. */
	uint32_t files = compose.file_count;
	for (uint32_t i = 0; i < files; i++)
		if (!read_services(&compose, compose.files[i].services, inventory, err))
			return false;
	return true;
}
