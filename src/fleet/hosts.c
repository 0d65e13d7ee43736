#include "fleet/hosts.h"

#include <stdlib.h>
#include <string.h>

bool hosts_is_loopback(struct str address)
{
	address = str_trim(address);
	return str_starts(address, "127.") || str_is(address, "::1") ||
	       str_eq_nocase(address, STR("localhost")) || str_eq_nocase(address, STR("ip6-localhost")) ||
	       str_eq_nocase(address, STR("localhost.localdomain"));
}

enum binding hosts_binding(const struct config *config, struct version server,
			   const struct setting **said)
{
	const struct setting *all = config_find(config, "net.bindIpAll");
	const struct setting *some = config_find(config, "net.bindIp");
	if (said)
		*said = some;
	if (config_is_opaque(config, "net.bindIpAll") || config_is_opaque(config, "net.bindIp"))
		return BINDING_UNKNOWN;
	if (all && str_is(all->text, "true")) {
		if (said)
			*said = all;
		return BINDING_OTHER;
	}
	if (!some) {
		bool everywhere = version_known(server) &&
				  !version_at_least(server, (struct version)VERSION(3, 6));
		return everywhere ? BINDING_OTHER : BINDING_LOOPBACK;
	}
	/* A YAML list stops the server, for which there is a rule of its own. */
	if (some->kind == SETTING_LIST)
		return BINDING_UNKNOWN;
	struct str rest = some->text.at ? some->text : STR(""), entry;
	while (str_split(&rest, ',', &entry)) {
		entry = str_trim(entry);
		/* A path is a socket, which only its own host can reach. */
		if (entry.len && !str_has_char(entry, '/') && !hosts_is_loopback(entry))
			return str_has_char(entry, '$') ? BINDING_UNKNOWN : BINDING_OTHER;
	}
	return BINDING_LOOPBACK;
}

/* ---- who shares a host ---- */

static struct str port_of(const struct config *config)
{
	struct str port = config_text(config, "net.port");
	if (port.len)
		return port;
	struct str role = config_text(config, "sharding.clusterRole");
	return str_is(role, "shardsvr") ? STR("27018") : str_is(role, "configsvr") ? STR("27019") : STR("27017");
}

/* Bytes of a bindIp that is compared address by address: the cost is a product, and nobody has more. */
enum { LIST_MAX = 8192 };

static struct str canonical_address(struct str entry)
{
	entry = str_trim(entry);
	return str_eq_nocase(entry, STR("localhost")) ? STR("127.0.0.1") : entry;
}

static bool lists_address(struct str list, struct str address)
{
	struct str entry;
	while (str_split(&list, ',', &entry))
		if (str_eq_nocase(canonical_address(entry), address))
			return true;
	return false;
}

static bool is_wide(const struct config *config)
{
	struct str bind = config_text(config, "net.bindIp");
	return config_is(config, "net.bindIpAll", "true") ||
	       (bind.len && (lists_address(bind, STR("0.0.0.0")) || lists_address(bind, STR("*"))));
}

/* Do two servers of one port ask for an address that both would need? Nothing said is loopback. */
static bool addresses_overlap(const struct config *a, const struct config *b)
{
	if (is_wide(a) || is_wide(b))
		return true;
	struct str left = config_text(a, "net.bindIp"), right = config_text(b, "net.bindIp"), entry;
	struct str rest = left.len ? left : STR("localhost");
	if (left.len > LIST_MAX || right.len > LIST_MAX)
		return false;
	while (str_split(&rest, ',', &entry)) {
		struct str address = canonical_address(entry);
		if (address.len && lists_address(right.len ? right : STR("localhost"), address))
			return true;
	}
	return false;
}

struct seat {
	struct str value;
	const struct member *member;
};

static int by_value(const void *a, const void *b)
{
	return str_compare(((const struct seat *)a)->value, ((const struct seat *)b)->value);
}

/* Two members that could not share a host, or "". Sorted first, so that only equal values are
 * compared; the first clash decides. */
static const char *clash(struct arena *arena, const struct deployment *deployment)
{
	struct seat *seats = arena_array(arena, deployment->count, sizeof *seats);
	for (int what = 0; what < 2; what++) {
		for (uint32_t i = 0; i < deployment->count; i++) {
			const struct config *config = deployment->members[i]->config;
			seats[i].member = deployment->members[i];
			seats[i].value = what ? config_text(config, "storage.dbPath") : port_of(config);
		}
		qsort(seats, deployment->count, sizeof *seats, by_value);
		for (uint32_t i = 0; i + 1 < deployment->count; i++) {
			const struct seat *a = &seats[i], *b = &seats[i + 1];
			if (!a->value.len || !str_eq(a->value, b->value))
				continue;
			if (!what && !addresses_overlap(a->member->config, b->member->config))
				continue;
			return arena_printf(arena, "%s and %s both have %s %.*s", a->member->name,
					    b->member->name, what ? "the dbPath" : "the port", STR_ARG(a->value));
		}
	}
	return "";
}

/* All of them on loopback addresses only, and on different ports: a set on one machine. */
static bool is_on_one_host(struct arena *arena, const struct deployment *deployment)
{
	struct seat *seats = arena_array(arena, deployment->count, sizeof *seats);
	for (uint32_t i = 0; i < deployment->count; i++) {
		const struct config *config = deployment->members[i]->config;
		if (hosts_binding(config, (struct version){ 0 }, NULL) != BINDING_LOOPBACK)
			return false;
		seats[i].value = port_of(config);
	}
	qsort(seats, deployment->count, sizeof *seats, by_value);
	for (uint32_t i = 0; i + 1 < deployment->count; i++)
		if (str_eq(seats[i].value, seats[i + 1].value))
			return false;
	return true;
}

void hosts_infer(struct arena *arena, struct deployment *deployment, bool host_names)
{
	deployment->hosts = HOSTS_UNKNOWN;
	deployment->hosts_because = "nothing in the files says whether they share a host";
	if (is_on_one_host(arena, deployment)) {
		deployment->hosts = HOSTS_ONE;
		deployment->hosts_because = "different ports on loopback addresses";
		return;
	}
	const char *because = clash(arena, deployment);
	if (*because) {
		deployment->hosts = HOSTS_MANY;
		deployment->hosts_because = because;
	} else if (host_names) {
		deployment->hosts = HOSTS_MANY;
		deployment->hosts_because = "they are called like hosts";
	}
}
