/* What files can't tell, why it matters, and what would: an export, a key of the project file, a command. */
#include "rollout/plan_parts.h"

static void add(struct arena *arena, struct plan *plan, const char *what, const char *why, const char *ask,
		const char *command)
{
	plan->unknown = arena_grow(arena, plan->unknown, plan->unknown_count, plan->unknown_count + 1, sizeof *plan->unknown);
	plan->unknown[plan->unknown_count++] = (struct plan_unknown){
		.what = what, .why = why, .ask = ask, .command = command };
}

/* "m0, m1 and 7 more" */
static void name(struct buf *out, uint32_t index, const char *what)
{
	enum { SHOWN = 5 };
	if (index < SHOWN)
		buf_printf(out, "%s%s", index ? ", " : "", what);
}

static const char *named(struct buf *out, uint32_t count)
{
	enum { SHOWN = 5 };
	if (count > SHOWN)
		buf_printf(out, " and %u more", count - SHOWN);
	return buf_done(out).at;
}

/* The project file's entry that stands for a part: a cluster may be declared as one. */
static const char *key_of(struct arena *arena, const struct field *field, const struct deployment *part, const char *key)
{
	const char *entry = part && part->project ? part->project->name : part ? part->name : field->name;
	return arena_printf(arena, "deployments.%s.%s", entry, key);
}

static bool is_set(const struct deployment *part)
{
	return part->kind == DEPLOYMENT_REPLICA_SET;
}

static bool lacks_config(const struct deployment *part)
{
	return is_set(part) && !(part->list && part->list->config);
}

static bool lacks_status(const struct deployment *part)
{
	return is_set(part) && !(part->list && part->list->status);
}

static void ask_export(struct arena *arena, struct plan *plan, bool (*lacks)(const struct deployment *part),
		       const char *what, const char *why, const char *command, const char *key)
{
	const struct field *field = plan->stand->field;
	const struct deployment *first = NULL;
	struct buf names = BUF_INIT(arena);
	uint32_t count = 0;
	for (uint32_t i = 0; i < field->deployment_count; i++) {
		const struct deployment *part = field->deployments[i];
		if (!lacks(part))
			continue;
		first = first ? first : part;
		name(&names, count++, part->name);
	}
	if (count)
		add(arena, plan, arena_printf(arena, "%s of %s", what, named(&names, count)), why,
		    arena_printf(arena, "an export of %s, named in .mongoconf.yaml under %s", count > 1 ? "each set" : "the set",
				 key_of(arena, field, first, key)), command);
}

static void ask_versions(struct arena *arena, struct plan *plan)
{
	const struct stand *stand = plan->stand;
	struct buf names = BUF_INIT(arena);
	uint32_t count = 0;
	for (uint32_t i = 0; i < stand->count; i++) {
		const struct member *member = stand->members[i].member;
		bool known = version_known(member->server) || (member->config && version_known(member->config->target.server));
		if (!known)
			name(&names, count++, stand->members[i].name);
	}
	if (count)
		add(arena, plan, arena_printf(arena, "which release %s run%s", named(&names, count), count == 1 ? "s" : ""),
		    arena_printf(arena, "it takes %s or later", version_text(arena, stand->procedure->since)),
		    "server-version in .mongoconf.yaml, or --server-version", "db.version()");
}

/* Which of the project's words nobody said: by the first entry that lacks one. */
static void ask_said(struct arena *arena, struct plan *plan, size_t which, const char *what, const char *why, const char *key)
{
	const struct field *field = plan->stand->field;
	const struct deployment *lacking = NULL;
	for (uint32_t i = 0; i < field->deployment_count && !lacking; i++) {
		const struct project_deployment *project = field->deployments[i]->project;
		enum said said = SAID_NOTHING;
		if (project)
			memcpy(&said, (const char *)project + which, sizeof said);
		lacking = said == SAID_NOTHING ? field->deployments[i] : NULL;
	}
	if (lacking || !field->deployment_count)
		add(arena, plan, what, why, arena_printf(arena, "people; once it is so, %s: true in .mongoconf.yaml",
							 key_of(arena, field, lacking, key)), NULL);
}

static bool begins_to_enforce(const struct variant *variant)
{
	return variant->step_count && variant->steps[0].open && !variant->steps[variant->step_count - 1].open;
}

static bool requires_tls(const struct variant *variant)
{
	for (unsigned i = 0; i < variant->phase_count; i++) {
		struct str transforms = str_of(variant->phases[i].transforms);
		if (str_find(transforms, STR("set-tls-mode:requireTLS"), 0) != STR_NONE)
			return true;
	}
	return false;
}

static void ask_keyfiles(struct arena *arena, struct plan *plan)
{
	const struct stand *stand = plan->stand;
	struct buf names = BUF_INIT(arena);
	uint32_t count = 0;
	for (uint32_t i = 0; i < stand->count; i++) {
		const struct member *member = stand->members[i].member;
		if (member->state.keyfile_path && !(member->keyfile && member->keyfile->state == KEYFILE_READ))
			name(&names, count++, stand->members[i].name);
	}
	if (count)
		add(arena, plan, arena_printf(arena, "what the keyfile%s of %s hold%s", count == 1 ? "" : "s", named(&names, count),
					      count == 1 ? "s" : ""),
		    "without a key in common, members are cut off from each other as soon as they enforce",
		    "copies of them below the folder that key-file-root in .mongoconf.yaml, or --key-file-root, names; or on each host:",
		    "mongoconf keyfile check KEYFILE");
}

static void ask_before(struct arena *arena, struct plan *plan)
{
	const struct stand *stand = plan->stand;
	ask_export(arena, plan, lacks_config, "votes, priorities, hidden and delayed members", "each member is taken for one with "
		   "data, one vote and priority 1", "mongosh --quiet --eval 'JSON.stringify(rs.conf())' >rs.conf.json", "replica-set-config");
	ask_export(arena, plan, lacks_status, "the primary and the health", "the primary restarts last, after a step down, and "
		   "enough others must be up", "mongosh --quiet --eval 'JSON.stringify(rs.status())' >rs.status.json", "replica-set-status");
	ask_versions(arena, plan);
	if (begins_to_enforce(stand->variant)) {
		ask_said(arena, plan, offsetof(struct project_deployment, users), "whether the users exist",
			 "once members enforce, nobody without one gets in", "users");
		ask_said(arena, plan, offsetof(struct project_deployment, clients_authenticate),
			 "whether all clients send credentials", "one that does not is locked out by the last phase",
			 "clients.authenticate");
	}
	if (requires_tls(stand->variant))
		ask_said(arena, plan, offsetof(struct project_deployment, clients_tls), "whether all clients use TLS",
			 "one that does not is locked out by the last phase", "clients.tls");
	ask_keyfiles(arena, plan);
	if (stand->field->cluster)
		add(arena, plan, "whether these are all mongos of the cluster", "one that is left out is cut off, or stays open",
		    "the cluster itself", "db.getSiblingDB(\"config\").mongos.find({}, { ping: 1, mongoVersion: 1 })");
}

void plan_ask(struct arena *arena, struct plan *plan)
{
	if (plan->stand->state != STAND_DONE)
		ask_before(arena, plan);
	add(arena, plan, "what the servers run with now", "a file may have changed since its server started, and a command "
	    "line or setParameter says what is in no file", "each server", "db.adminCommand({ getCmdLineOpts: 1 }).parsed");
}
