/* How others reach a service: published ports, names, addresses. */
#include "fleet/compose.h"

enum { RANGE_MAX = 64 };  /* ports of one range; nobody starts as many servers in one container */

static void add_port(const struct service *service, struct inventory_entry *entry, struct published_port port)
{
	/* Files that are merged may say the same. */
	for (uint32_t i = 0; service->depth > 1 && i < entry->port_count && i < RANGE_MAX; i++)
		if (str_eq(entry->ports[i].address, port.address) && entry->ports[i].outside == port.outside &&
		    entry->ports[i].inside == port.inside)
			return;
	if (!(entry->port_count & (entry->port_count - 1)))
		entry->ports = arena_grow(service->compose->arena, entry->ports, entry->port_count,
					  entry->port_count ? entry->port_count * 2 : 1, sizeof port);
	entry->ports[entry->port_count++] = port;
}

static bool read_number(struct str text, uint32_t *number)
{
	*number = 0;
	for (uint32_t i = 0; i < text.len; i++) {
		if (text.at[i] < '0' || text.at[i] > '9' || i > 5)
			return false;
		*number = *number * 10 + (uint32_t)(text.at[i] - '0');
	}
	return text.len > 0 && *number <= UINT16_MAX;
}

/* "27017" or "27017-27019". */
static bool read_range(struct str text, uint32_t *from, uint32_t *to)
{
	uint32_t dash = str_find_char(text, '-', 0);
	if (!read_number(str_sub(text, 0, dash), from))
		return false;
	*to = *from;
	return dash == STR_NONE || (read_number(str_sub(text, dash + 1, text.len), to) && *to >= *from);
}

static void add_range(const struct service *service, struct inventory_entry *entry, struct str address,
		      struct str outside, struct str inside, struct span at)
{
	uint32_t in_from, in_to, out_from = 0, out_to = 0;
	if (!read_range(inside, &in_from, &in_to))
		return;
	bool said = outside.len && read_range(outside, &out_from, &out_to);
	for (uint32_t i = 0; i <= in_to - in_from && i < RANGE_MAX; i++)
		add_port(service, entry, (struct published_port){
			.address = address, .outside = said ? out_from + i : 0, .inside = in_from + i, .at = at,
		});
}

/* [[ADDRESS:]OUTSIDE:]INSIDE[/tcp]; an IPv6 address stands in brackets. */
static void read_short(const struct service *service, struct inventory_entry *entry, uint32_t node)
{
	struct mapped port = service_text(service, node);
	struct str text = port.text, address = STR(""), outside = STR("");
	uint32_t slash = str_find_char(text, '/', 0);
	if (mapped_unknown(port) || str_is(str_sub(text, slash, text.len), "/udp"))
		return;
	text = str_sub(text, 0, slash);
	uint32_t last = STR_NONE, before = STR_NONE;
	for (uint32_t i = 0; i < text.len; i++)
		if (text.at[i] == ':') {
			before = last;
			last = i;
		}
	if (last != STR_NONE) {
		outside = str_sub(text, before == STR_NONE ? 0 : before + 1, last);
		address = before == STR_NONE ? STR("") : str_sub(text, 0, before);
		text = str_sub(text, last + 1, text.len);
	}
	if (str_starts(address, "[") && str_ends(address, "]"))
		address = str_sub(address, 1, address.len - 1);
	add_range(service, entry, address, outside, text, port.at);
}

/* {target: 27017, published: 27117, host_ip: 127.0.0.1, protocol: tcp} */
static void read_long(const struct service *service, struct inventory_entry *entry, uint32_t map)
{
	const struct tree *tree = service->compose->tree;
	struct mapped inside = service_text(service, mapping_find(tree, map, "target"));
	struct mapped outside = service_text(service, mapping_find(tree, map, "published"));
	struct mapped address = service_text(service, mapping_find(tree, map, "host_ip"));
	struct str protocol = mapping_text(tree, mapping_find(tree, map, "protocol"));
	if (!mapped_unknown(inside) && !mapped_unknown(outside) && !mapped_unknown(address) && !str_is(protocol, "udp"))
		add_range(service, entry, address.text, outside.text, inside.text, tree->node[map].span);
}

void service_ports(const struct service *service, struct inventory_entry *entry)
{
	const struct tree *tree = service->compose->tree;
	for (unsigned i = 0; i < service->depth; i++) {
		uint32_t list = mapping_find(tree, service->chain[i], "ports");
		if (!list || tree->node[list].kind != NODE_SEQUENCE)
			continue;
		for (uint32_t at = tree->node[list].first; at; at = tree->node[at].next) {
			uint32_t item = mapping_meant(tree, at);
			if (item && tree->node[item].kind == NODE_MAPPING)
				read_long(service, entry, item);
			else if (item)
				read_short(service, entry, item);
		}
		if (service_ends(service, list))
			break;
	}
}

/* ---- names ---- */

static void add_address(const struct service *service, struct inventory_entry *entry, struct mapped address)
{
	if (!address.text.len || mapped_unknown(address) || str_is(address.text, entry->name))
		return;
	for (uint32_t i = 0; i < entry->address_count; i++)
		if (str_is(address.text, entry->addresses[i]))
			return;
	if (!(entry->address_count & (entry->address_count - 1)))
		entry->addresses = arena_grow(service->compose->arena, entry->addresses, entry->address_count,
					      entry->address_count ? entry->address_count * 2 : 1, sizeof *entry->addresses);
	entry->addresses[entry->address_count++] = str_cstr(service->compose->arena, address.text);
}

/* networks: NAME: {aliases: [...], ipv4_address: ...} */
static void network_addresses(const struct service *service, struct inventory_entry *entry)
{
	const struct compose *compose = service->compose;
	const struct tree *tree = compose->tree;
	struct mapping networks;
	mapping_read(compose->arena, tree, service_find(service, "networks"), &networks);
	for (uint32_t i = 0; i < networks.count; i++) {
		uint32_t network = networks.pair[i].value, aliases = mapping_find(tree, network, "aliases");
		for (uint32_t at = tree->node[aliases].first; aliases && at; at = tree->node[at].next)
			add_address(service, entry, service_text(service, at));
		add_address(service, entry, service_text(service, mapping_find(tree, network, "ipv4_address")));
		add_address(service, entry, service_text(service, mapping_find(tree, network, "ipv6_address")));
	}
}

void service_addresses(const struct service *service, struct inventory_entry *entry)
{
	struct arena *arena = service->compose->arena;
	struct mapped host = service_text(service, service_find(service, "hostname"));
	struct mapped domain = service_text(service, service_find(service, "domainname"));
	struct mapped mode = service_text(service, service_find(service, "network_mode"));
	if (!mode.text.len)
		mode = service_text(service, service_find(service, "net"));
	add_address(service, entry, host);
	if (host.text.len && domain.text.len && !mapped_unknown(host) && !mapped_unknown(domain))
		add_address(service, entry, (struct mapped){
			.text = str_format(arena, "%.*s.%.*s", STR_ARG(host.text), STR_ARG(domain.text)),
		});
	add_address(service, entry, service_text(service, service_find(service, "container_name")));
	network_addresses(service, entry);
	/* In another's network it is reached by the other's name. */
	if (str_starts(mode.text, "service:"))
		add_address(service, entry, mapped_sub(mode, 8, mode.text.len));
	entry->host_network = str_is(mode.text, "host");
}
