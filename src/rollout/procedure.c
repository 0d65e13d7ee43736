#include "rollout/procedure.h"

#include <stdlib.h>
#include <string.h>

extern const struct procedure procedure_enforce_keyfile, procedure_rotate_keyfile, procedure_keyfile_to_x509, procedure_enable_tls,
	procedure_disable_auth;

const struct procedure *const procedure_table[] = {
	&procedure_enforce_keyfile, &procedure_rotate_keyfile, &procedure_keyfile_to_x509, &procedure_enable_tls, &procedure_disable_auth,
};
const unsigned procedure_count = sizeof procedure_table / sizeof *procedure_table;

const struct procedure *procedure_find(struct str name)
{
	for (unsigned i = 0; i < procedure_count; i++)
		if (str_is(name, procedure_table[i]->name))
			return procedure_table[i];
	return NULL;
}

const struct procedure *procedure_suggest(struct str name)
{
	const struct procedure *best = NULL;
	unsigned least = 4;
	for (unsigned i = 0; i < procedure_count; i++) {
		struct str other = str_of(procedure_table[i]->name);
		unsigned edits = str_eq_nocase(name, other) ? 0 : str_distance(name, other, 3);
		if (edits < least) {
			least = edits;
			best = procedure_table[i];
		}
	}
	return best;
}

static const struct {
	char letter;
	const char *words;
} levels[LEVEL_COUNT] = {
	[LEVEL_FILES] = { 'F', "config files" },
	[LEVEL_CONTENT] = { 'K', "content of keyfiles or certificates" },
	[LEVEL_EXPORTS] = { 'X', "project file, inventory, exports" },
	[LEVEL_LIVE] = { 'L', "live servers" },
};

const char *level_words(enum level level)
{
	return levels[level].words;
}

char level_letter(enum level level)
{
	return levels[level].letter;
}

/* ---- fields ---- */

static enum role part_role(const struct deployment *deployment)
{
	uint32_t config_servers = 0, shards = 0;
	if (deployment->kind == DEPLOYMENT_ROUTERS)
		return ROLE_ROUTER;
	for (uint32_t i = 0; i < deployment->count; i++) {
		config_servers += deployment->members[i]->role == ROLE_CONFIG_SERVER;
		shards += deployment->members[i]->role == ROLE_SHARD;
	}
	return 2 * config_servers > deployment->count ? ROLE_CONFIG_SERVER
	     : 2 * shards > deployment->count ? ROLE_SHARD : ROLE_MEMBER;
}

/* Every part of one role comes before the next. */
static uint32_t put_parts(const struct deployment **to, uint32_t used, const struct deployment *const *parts, uint32_t count,
			  bool (*wanted)(enum role role))
{
	for (uint32_t i = 0; i < count; i++)
		if (wanted(part_role(parts[i])))
			to[used++] = parts[i];
	return used;
}

static bool is_router(enum role role)
{
	return role == ROLE_ROUTER;
}

static bool is_config_server(enum role role)
{
	return role == ROLE_CONFIG_SERVER;
}

static bool is_shard(enum role role)
{
	return !is_router(role) && !is_config_server(role);
}

static void sort_parts(struct arena *arena, struct field *field, bool routers_last)
{
	bool (*const first[])(enum role) = { is_router, is_config_server, is_shard };
	bool (*const last[])(enum role) = { is_config_server, is_shard, is_router };
	const struct deployment **sorted = arena_array(arena, field->deployment_count, sizeof *sorted);
	uint32_t used = 0;
	for (unsigned i = 0; i < sizeof first / sizeof *first; i++)
		used = put_parts(sorted, used, field->deployments, field->deployment_count, routers_last ? last[i] : first[i]);
	field->deployments = sorted;
}

struct named {
	const char *name;
	uint32_t at;
};

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct named *)a)->name, ((const struct named *)b)->name);
}

/* Members of several sets may bear one name: those get their set's before it. */
static void name_members(struct arena *arena, struct field *field)
{
	struct named *sorted = arena_array(arena, field->count, sizeof *sorted);
	field->names = arena_array(arena, field->count, sizeof *field->names);
	for (uint32_t i = 0; i < field->count; i++)
		sorted[i] = (struct named){ field->members[i]->name, i };
	if (field->count)
		qsort(sorted, field->count, sizeof *sorted, by_name);
	for (uint32_t i = 0; i < field->count; i++) {
		bool twice = (i && !by_name(&sorted[i], &sorted[i - 1])) ||
			     (i + 1 < field->count && !by_name(&sorted[i], &sorted[i + 1]));
		const struct member *member = field->members[sorted[i].at];
		field->names[sorted[i].at] = twice && member->deployment
			? arena_printf(arena, "%s/%s", member->deployment->name, member->name) : member->name;
	}
}

static void fill_members(struct arena *arena, struct field *field)
{
	uint32_t room = 0;
	for (uint32_t i = 0; i < field->deployment_count; i++)
		room += field->deployments[i]->count + field->deployments[i]->unread_count;
	field->members = arena_array(arena, room, sizeof *field->members);
	for (uint32_t i = 0; i < field->deployment_count; i++) {
		const struct deployment *part = field->deployments[i];
		for (uint32_t k = 0; k < part->count; k++)
			field->members[field->count++] = part->members[k];
		for (uint32_t k = 0; k < part->unread_count; k++)
			field->members[field->count++] = part->unread[k];
	}
	name_members(arena, field);
}

static void fill_cluster(struct arena *arena, struct field *field, const struct cluster *cluster, bool routers_last)
{
	const struct deployment **parts = arena_array(arena, cluster->count, sizeof *parts);
	for (uint32_t i = 0; i < cluster->count; i++)
		parts[i] = cluster->deployments[i];
	field->name = cluster->name;
	field->cluster = cluster;
	field->sharded = true;
	field->deployments = parts;
	field->deployment_count = cluster->count;
	sort_parts(arena, field, routers_last);
	fill_members(arena, field);
}

static void fill_set(struct arena *arena, struct field *field, const struct deployment *set)
{
	const struct deployment **parts = arena_array(arena, 1, sizeof *parts);
	parts[0] = set;
	field->name = set->name;
	field->sharded = part_role(set) != ROLE_MEMBER;
	field->deployments = parts;
	field->deployment_count = 1;
	fill_members(arena, field);
}

struct field *procedure_fields(struct arena *arena, const struct procedure *procedure, const struct fleet *fleet,
			       uint32_t *count)
{
	struct field *fields = arena_array(arena, fleet->cluster_count + fleet->count, sizeof *fields);
	*count = 0;
	for (uint32_t i = 0; i < fleet->cluster_count; i++)
		fill_cluster(arena, &fields[(*count)++], &fleet->clusters[i], procedure->routers_last);
	for (uint32_t i = 0; i < fleet->count; i++)
		if (!fleet->deployments[i].cluster && fleet->deployments[i].kind != DEPLOYMENT_STANDALONE)
			fill_set(arena, &fields[(*count)++], &fleet->deployments[i]);
	for (uint32_t i = 0; i < *count; i++)
		fields[i].fleet = fleet;
	return fields;
}
