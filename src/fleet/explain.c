#include "base/buf.h"
#include "fleet/fleet.h"

enum { NAMES_MAX = 12 };

static void add_names(struct buf *out, struct member *const *members, uint32_t count)
{
	for (uint32_t i = 0; i < count && i < NAMES_MAX; i++)
		buf_printf(out, "%s%s", i ? ", " : "", members[i]->name);
	if (count > NAMES_MAX)
		buf_printf(out, ", and %u more", count - NAMES_MAX);
}

static void add_deployment(struct buf *out, const struct deployment *deployment)
{
	static const char *const where[] = {
		[HOSTS_UNKNOWN] = "unknown hosts", [HOSTS_ONE] = "one host", [HOSTS_MANY] = "different hosts",
	};
	if (deployment->kind == DEPLOYMENT_ROUTERS)
		buf_printf(out, "routers %s", deployment->name);
	else if (deployment->kind == DEPLOYMENT_STANDALONE)
		buf_printf(out, "standalone servers %s", deployment->name);
	else
		buf_printf(out, "replica set %.*s", STR_ARG(deployment->set));
	buf_printf(out, ": %u %s (", deployment->count, deployment->count == 1 ? "member" : "members");
	add_names(out, deployment->members, deployment->count);
	if (deployment->count > 1)
		buf_printf(out, ") on %s: %s\n", where[deployment->hosts], deployment->hosts_because);
	else
		buf_text(out, ")\n");
	if (deployment->because)
		buf_printf(out, "  %s\n", deployment->because);
	const struct member *first = deployment->count ? deployment->members[0] : NULL;
	if (first && version_known(first->server) && first->server_source)
		buf_printf(out, "  %s runs %s, says %s\n", first->name, version_text(out->arena, first->server),
			   first->server_source->name);
	if (deployment->unread_count) {
		buf_text(out, "  belong to it as well, and can't be read: ");
		add_names(out, deployment->unread, deployment->unread_count);
		buf_char(out, '\n');
	}
	if (deployment->list) {
		uint32_t matched = 0;
		for (uint32_t i = 0; i < deployment->count; i++)
			matched += deployment->members[i]->listed != NULL;
		const struct source *source = deployment->list->config ? deployment->list->config : deployment->list->status;
		buf_printf(out, "  %s lists %u members, %u of them are here\n", source ? source->name : "its export",
			   deployment->list->count, matched);
	}
}

static void add_cluster(struct buf *out, const struct cluster *cluster)
{
	buf_printf(out, "sharded cluster %s: ", cluster->name);
	for (uint32_t i = 0; i < cluster->count; i++)
		buf_printf(out, "%s%s", i ? ", " : "", cluster->deployments[i]->name);
	buf_printf(out, "\n  %s\n", cluster->because);
}

struct str fleet_explain(struct arena *arena, const struct fleet *fleet)
{
	struct buf out = BUF_INIT(arena);
	for (uint32_t i = 0; i < fleet->count; i++)
		add_deployment(&out, &fleet->deployments[i]);
	for (uint32_t i = 0; i < fleet->cluster_count; i++)
		add_cluster(&out, &fleet->clusters[i]);
	for (uint32_t i = 0; i < fleet->machine_count; i++) {
		const struct machine *machine = &fleet->machines[i];
		buf_printf(&out, "host %s: ", machine->name);
		add_names(&out, machine->members, machine->count);
		buf_printf(&out, ": %s\n", machine->because);
	}
	buf_str(&out, fleet->notes);
	return buf_done(&out);
}
