#include "fleet/hosts.h"

#include <stdlib.h>

#include "config/address.h"
#include "fleet/build.h"

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
	struct str rest = some->text, entry;
	while (address_next(&rest, &entry)) {
		/* A path is a socket, which only its own host can reach. */
		if (!str_has_char(entry, '/') && !address_is_loopback(entry))
			return str_has_char(entry, '$') ? BINDING_UNKNOWN : BINDING_OTHER;
	}
	return BINDING_LOOPBACK;
}

/* ---- who shares a host ---- */

/* Bytes of a bindIp that is compared address by address: the cost is a product, and nobody has more. */
enum { LIST_MAX = 8192 };

static bool lists_address(struct str list, struct str address)
{
	struct str entry;
	if (list.len > LIST_MAX)
		return false;
	while (address_next(&list, &entry))
		if (address_same(entry, address))
			return true;
	return false;
}

static bool is_wide(const struct config *config)
{
	struct str bind = config_text(config, "net.bindIp"), entry;
	if (config_is(config, "net.bindIpAll", "true"))
		return true;
	while (address_next(&bind, &entry))
		if (address_is_wildcard(entry))
			return true;
	return false;
}

bool hosts_overlap(const struct config *a, const struct config *b)
{
	if (is_wide(a) || is_wide(b))
		return true;
	struct str left = config_text(a, "net.bindIp"), right = config_text(b, "net.bindIp"), entry;
	struct str rest = left.len ? left : STR("localhost");
	if (left.len > LIST_MAX || right.len > LIST_MAX)
		return false;
	while (address_next(&rest, &entry))
		if (lists_address(right.len ? right : STR("localhost"), entry))
			return true;
	return false;
}

/* What only one server of a host can have. */
struct need {
	struct str value;
	const struct member *member;
};

static int by_value(const void *a, const void *b)
{
	return str_compare(((const struct need *)a)->value, ((const struct need *)b)->value);
}

enum { NEED_PORT, NEED_DB_PATH, NEEDS };

static struct str need_of(struct arena *arena, const struct member *member, int what)
{
	if (what == NEED_PORT)
		return member->port ? str_format(arena, "%u", member->port) : STR("");
	return config_text(member->config, "storage.dbPath");
}

/* Sorted, so that equal values are neighbours. */
static struct need *needs_of(struct arena *arena, const struct deployment *deployment, int what)
{
	struct need *needs = arena_array(arena, deployment->count, sizeof *needs);
	for (uint32_t i = 0; i < deployment->count; i++)
		needs[i] = (struct need){ need_of(arena, deployment->members[i], what), deployment->members[i] };
	qsort(needs, deployment->count, sizeof *needs, by_value);
	return needs;
}

/* Two members that could not share a host, or "". Only neighbours are compared; the first clash
 * decides. */
static const char *clash(struct arena *arena, const struct deployment *deployment)
{
	for (int what = 0; what < NEEDS; what++) {
		const struct need *needs = needs_of(arena, deployment, what);
		for (uint32_t i = 0; i + 1 < deployment->count; i++) {
			const struct need *a = &needs[i], *b = &needs[i + 1];
			if (!a->value.len || !str_eq(a->value, b->value))
				continue;
			if (what == NEED_PORT && !hosts_overlap(a->member->config, b->member->config))
				continue;
			return arena_printf(arena, "%s and %s both have %s %.*s", a->member->name, b->member->name,
					    what == NEED_PORT ? "the port" : "the dbPath", STR_ARG(a->value));
		}
	}
	return "";
}

/* How many have what one before them has, or don't say. */
static uint32_t repeated(struct arena *arena, const struct deployment *deployment, int what)
{
	const struct need *needs = needs_of(arena, deployment, what);
	uint32_t count = 0;
	for (uint32_t i = 0; i < deployment->count; i++)
		count += !needs[i].value.len || (i > 0 && str_eq(needs[i].value, needs[i - 1].value));
	return count;
}

/* Every port is another one, but for one slip among three or more. */
static bool has_ports_for_one_host(struct arena *arena, const struct deployment *deployment)
{
	return repeated(arena, deployment, NEED_PORT) <= (deployment->count > 2);
}

static bool is_loopback_only(const struct deployment *deployment)
{
	for (uint32_t i = 0; i < deployment->count; i++)
		if (hosts_binding(deployment->members[i]->config, (struct version){ 0 }, NULL) != BINDING_LOOPBACK)
			return false;
	return true;
}

static struct str folder_of(const struct member *member)
{
	struct str path = str_of(source_path(member->config->source));
	return str_sub(path, 0, path.len - sibling_last(path).len);
}

static bool in_one_folder(const struct deployment *deployment)
{
	for (uint32_t i = 1; i < deployment->count; i++)
		if (!str_eq(folder_of(deployment->members[i]), folder_of(deployment->members[0])))
			return false;
	return true;
}

/* An address that is one host's: not loopback, not all, no socket. */
static bool is_own(struct str entry)
{
	return !address_is_loopback(entry) && !address_is_wildcard(entry) && !str_has_char(entry, '/') &&
	       !str_has_char(entry, '$');
}

/* The address of one host that all members listen on; empty: none. */
static struct str common_address(const struct deployment *deployment)
{
	struct str list = config_text(deployment->members[0]->config, "net.bindIp"), entry;
	if (list.len > LIST_MAX)
		return STR("");
	while (address_next(&list, &entry)) {
		enum address_kind kind = address_kind(entry);
		bool all = is_own(entry) && (kind == ADDRESS_IPV4 || kind == ADDRESS_IPV6);
		for (uint32_t i = 1; all && i < deployment->count; i++)
			all = lists_address(config_text(deployment->members[i]->config, "net.bindIp"), entry);
		if (all)
			return entry;
	}
	return STR("");
}

static bool has_own_address(const struct deployment *deployment)
{
	for (uint32_t i = 0; i < deployment->count; i++) {
		struct str list = config_text(deployment->members[i]->config, "net.bindIp"), entry;
		while (address_next(&list, &entry))
			if (is_own(entry))
				return true;
	}
	return false;
}

/* Made to run side by side: in one folder, with a port and a dbPath each, and no address that only one
 * has. One slip among three or more is one, and no second host. */
static bool is_laid_out_for_one(struct arena *arena, const struct deployment *deployment)
{
	if (!in_one_folder(deployment) || has_own_address(deployment))
		return false;
	uint32_t slips = repeated(arena, deployment, NEED_PORT) + repeated(arena, deployment, NEED_DB_PATH);
	return slips <= (deployment->count > 2);
}

/* The folders that the members lie in are called like hosts. HOSTS_UNKNOWN where that is not sure. */
static enum hosts hosts_by_folder(const struct build *build, const struct deployment *deployment)
{
	bool same = true;
	for (uint32_t i = 0; i < deployment->count; i++) {
		const struct trait *trait = build_trait(build, deployment->members[i]);
		if (!trait->host_folder.len || !trait->surely_host)
			return HOSTS_UNKNOWN;
		same = same && str_eq(trait->host_folder, build_trait(build, deployment->members[0])->host_folder);
	}
	return same ? HOSTS_ONE : HOSTS_MANY;
}

static void settle(struct deployment *deployment, enum hosts hosts, const char *because)
{
	deployment->hosts = hosts;
	deployment->hosts_because = because;
}

/* What a project file or an inventory says; HOSTS_UNKNOWN where they say nothing. */
static enum hosts hosts_declared(struct build *build, const struct deployment *deployment, const char **because)
{
	const struct project_deployment *project = deployment->project;
	if (project && project->many_hosts != SAID_NOTHING) {
		*because = arena_printf(build->arena, "%s says so", build->facts->project->source->name);
		return project->many_hosts == SAID_YES ? HOSTS_MANY : HOSTS_ONE;
	}
	struct str first = { 0 };
	bool all = true;
	for (uint32_t i = 0; i < deployment->count; i++) {
		const struct trait *trait = build_trait(build, deployment->members[i]);
		if (trait->host_key.len && first.len && !str_eq(trait->host_key, first)) {
			*because = trait->service ? "each service has an address of its own" : "they are declared to be";
			return HOSTS_MANY;
		}
		first = trait->host_key.len ? trait->host_key : first;
		all = all && trait->host_key.len;
	}
	if (!all || !first.len || deployment->count < 2)
		return HOSTS_UNKNOWN;
	*because = arena_printf(build->arena, "they are declared to run on %.*s", STR_ARG(first));
	return HOSTS_ONE;
}

static void infer(struct build *build, struct deployment *deployment)
{
	const char *said = NULL;
	enum hosts declared = hosts_declared(build, deployment, &said);
	if (declared != HOSTS_UNKNOWN) {
		settle(deployment, declared, said);
		return;
	}
	struct arena *arena = build->arena;
	bool ports = has_ports_for_one_host(arena, deployment);
	struct str address = ports ? common_address(deployment) : STR("");
	enum hosts folders = hosts_by_folder(build, deployment);
	const char *because = clash(arena, deployment);
	bool slip = *because && !in_one_folder(deployment);
	if (deployment->count < 2)
		settle(deployment, HOSTS_UNKNOWN, "it is the only one that is known");
	else if (ports && !slip && is_loopback_only(deployment))
		settle(deployment, HOSTS_ONE, "different ports on loopback addresses");
	else if (folders == HOSTS_ONE)
		settle(deployment, HOSTS_ONE, "their files are in the folder of one host");
	else if (folders == HOSTS_UNKNOWN && address.len)
		settle(deployment, HOSTS_ONE, arena_printf(arena, "all of them listen on %.*s", STR_ARG(address)));
	else if (folders == HOSTS_UNKNOWN && is_laid_out_for_one(arena, deployment) &&
		 !build_trait(build, deployment->members[0])->host_names)
		settle(deployment, HOSTS_ONE, "their files are in one folder, with a port and a dbPath each");
	else if (*because)
		settle(deployment, HOSTS_MANY, because);
	else if (folders == HOSTS_MANY || build_trait(build, deployment->members[0])->host_names)
		settle(deployment, HOSTS_MANY, "they are called like hosts");
	else
		settle(deployment, HOSTS_UNKNOWN, "nothing in the files says whether they share a host");
}

static void infer_one(struct build *build, uint32_t index)
{
	if (!build->fleet->deployments[index].hosts_because)
		infer(build, &build->fleet->deployments[index]);
}

void hosts_infer(struct build *build)
{
	build_each(build, build->fleet->count, infer_one);
}
