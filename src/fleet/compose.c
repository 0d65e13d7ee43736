#include "fleet/compose.h"

uint32_t service_find(const struct service *service, const char *name)
{
	for (unsigned i = 0; i < service->depth; i++) {
		uint32_t found = mapping_find(service->compose->tree, service->chain[i], name);
		if (found)
			return found;
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
	return mapped_variables(compose->arena, mapped_node(compose->arena, compose->source, &tree->node[node]));
}

/* `extends: other`, `extends: {service: other}`; another file's service is not known. */
static uint32_t extended(const struct compose *compose, uint32_t service)
{
	const struct tree *tree = compose->tree;
	uint32_t extends = mapping_find(tree, service, "extends");
	struct str other = mapping_text(tree, extends);
	if (extends && tree->node[extends].kind == NODE_MAPPING) {
		struct str file = mapping_text(tree, mapping_find(tree, extends, "file"));
		if (!file.len)
			other = mapping_text(tree, mapping_find(tree, extends, "service"));
	}
	return other.len ? mapping_find_str(tree, compose->services, other) : 0;
}

static void find_chain(struct service *service)
{
	uint32_t at = service->pair.value;
	for (service->depth = 0; at && service->depth < EXTENDS_MAX; at = extended(service->compose, at))
		service->chain[service->depth++] = at;
}

static void read_service(const struct compose *compose, struct mapping_pair pair, struct inventory_entry *entry)
{
	struct service service = { .compose = compose, .pair = pair };
	find_chain(&service);
	*entry = (struct inventory_entry){ .name = str_cstr(compose->arena, pair.name), .at = pair.key };
	service_mounts(&service, entry);
	service_command(&service, entry);
	service_config(&service, entry);
	service_ports(&service, entry);
	service_addresses(&service, entry);
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
	return services ? is_mapping(tree, services) || node_is_null(&tree->node[services]) : is_old(tree);
}

static bool complain(const struct compose *compose, struct span at, struct err *err, const char *text)
{
	struct place place = source_place(compose->source, at.at);
	return err_set_at(err, ERR_INPUT, compose->source->name, place.line, place.column, "%s", text);
}

bool compose_read(struct arena *arena, const struct tree *tree, struct inventory *inventory, struct err *err)
{
	struct compose compose = { .arena = arena, .source = inventory->source, .tree = tree, .root = tree->root };
	struct mapping services;
	compose.services = mapping_find(tree, tree->root, "services");
	if (!compose.services)
		compose.services = tree->root;
	inventory->kind = INVENTORY_COMPOSE;
	mapping_read(arena, tree, compose.services, &services);
	inventory->entries = arena_array(arena, services.count, sizeof *inventory->entries);
	for (uint32_t i = 0; i < services.count; i++) {
		struct mapping_pair pair = services.pair[i];
		if (is_mapping(tree, pair.value))
			read_service(&compose, pair, &inventory->entries[inventory->count++]);
		else if (!str_starts(pair.name, "x-") && compose.services != tree->root &&
			 !(pair.value && node_is_null(&tree->node[pair.value])))
			return complain(&compose, pair.key, err, "a service of a Compose file must be a mapping");
	}
	return true;
}
