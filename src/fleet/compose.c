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

/* Is it said elsewhere, too? */
static bool is_partial(const struct service *service)
{
	const struct tree *tree = service->compose->tree;
	bool partial = false;
	for (unsigned i = 0; i < service->depth; i++) {
		uint32_t extends = mapping_find(tree, service->chain[i], "extends");
		partial |= mapping_text(tree, mapping_find(tree, extends, "file")).len > 0;
	}
	return partial;
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
	read_memory(&service, entry);
	entry->command.unknown |= is_partial(&service);
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
