#include "fleet/near.h"
#include "rules/ask.h"
#include "rules/odd.h"

#include <stdlib.h>

/* mongod takes "name/host,host" too, and only the name counts (server source,
 * repl/repl_settings.h, ourSetName(), 3.4 to 4.4). */
static struct str name_of(const struct member *member)
{
	uint32_t slash = str_find_char(member->set, '/', 0);
	return slash == STR_NONE ? member->set : str_sub(member->set, 0, slash);
}

/* Does the member itself say what its set is called, or that it is in none? */
static bool is_told(const struct member *member)
{
	return member->set.len || (ask_whole(member->config) &&
				   !config_is_opaque(member->config, "replication.replSetName"));
}

static int by_name(const struct member *a, const struct member *b)
{
	return str_compare(name_of(a), name_of(b));
}

static bool has_bearer(const struct deployment *deployment, struct str name)
{
	for (uint32_t i = 0; i < deployment->count; i++)
		if (str_eq(name_of(deployment->members[i]), name))
			return true;
	return false;
}

/* The most frequent name; of two as frequent the deployment's own, which may be an inventory's group. */
static struct str majority_name(const struct lint *lint, const struct deployment *deployment)
{
	bool *in = arena_array(lint->arena, deployment->count, sizeof *in);
	uint32_t most = deployment_majority(deployment, by_name, in), own = 0, first = 0;
	struct str name = str_of(deployment->name);
	for (uint32_t i = 0; i < deployment->count; i++)
		own += str_eq(name_of(deployment->members[i]), name);
	while (first < deployment->count && !in[first])
		first++;
	if (own == most || !most)
		return name;
	/* Those without a name are no majority for having none. */
	struct str found = name_of(deployment->members[first]);
	return found.len ? found : deployment->set;
}

/* What the set is called: by itself, where somebody asked it, and else by most of its members. */
static struct str intended(const struct lint *lint, const struct deployment *deployment)
{
	const struct rsconf *list = deployment->list;
	if (list && list->set.len && has_bearer(deployment, list->set))
		return list->set;
	return deployment->declared ? majority_name(lint, deployment) : deployment->set;
}

/* What is odd about the name, in words. */
static const char *difference(struct arena *arena, struct str name, struct str set)
{
	if (str_eq_nocase(name, set))
		return ": only upper and lower case differ";
	if (str_eq_nocase(str_trim(name), str_trim(set)))
		return ": blanks at its ends make it another name";
	unsigned edits = str_distance(name, set, 2);
	return edits > 2 ? "" : arena_printf(arena, ": %u %s", edits, edits == 1 ? "letter differs" : "letters differ");
}

static const char *message(const struct lint *lint, const struct member *member, struct str set)
{
	struct str name = name_of(member);
	if (!name.len)
		return arena_printf(lint->arena, "%s has no replSetName, its peers are in the replica set \"%.*s\"",
				    member->name, STR_ARG(set));
	return arena_printf(lint->arena, "%s is in the replica set \"%.*s\", its peers are in \"%.*s\"%s", member->name,
			    STR_ARG(name), STR_ARG(set), difference(lint->arena, name, set));
}

/* Those who bear a set's name. Gathered once: all other members may have a name of their own. */
struct bearers {
	const struct deployment *deployment;
	struct str set;
	const struct member **at;
	uint32_t count;
};

static struct bearers bearers_of(struct arena *arena, const struct deployment *deployment, struct str set)
{
	struct bearers all = { .deployment = deployment, .set = set };
	all.at = arena_array(arena, deployment->count, sizeof *all.at);
	for (uint32_t i = 0; i < deployment->count; i++)
		if (str_eq(name_of(deployment->members[i]), set))
			all.at[all.count++] = deployment->members[i];
	return all;
}

static void note_peers(const struct lint *lint, struct diag *diag, const struct bearers *bearers)
{
	const struct rsconf *list = bearers->deployment->list;
	struct str set = bearers->set;
	if (list && str_eq(list->set, set))
		diag_note(lint->sink, diag, list->config ? list->config : list->status, list->set_at,
			  "the set calls itself %.*s", STR_ARG(set));
	for (uint32_t i = 0; diag->note_count < ODD_NOTES && i < bearers->count; i++)
		odd_note(lint, diag, bearers->at[i], "replication.replSetName",
			 arena_printf(lint->arena, "%s is in %.*s", bearers->at[i]->name, STR_ARG(set)));
}

static void report(const struct lint *lint, const struct rule *rule, const struct bearers *bearers, const struct member *member)
{
	struct str set = bearers->set;
	/* That it belongs to this set is inferred, or said. */
	enum severity severity = bearers->deployment->declared ? SEVERITY_ERROR : rule->severity;
	bool none = !name_of(member).len;
	struct diag *diag = odd_add(lint, rule, severity, member, "replication.replSetName", message(lint, member, set));
	diag->server = none ? "starts alone, and the others report it as not reachable"
			    : "starts, and the others refuse it: replica set name mismatch";
	struct str word = str_format(lint->arena, "replication.replSetName=%.*s", STR_ARG(set));
	word = str_shell_word(lint->arena, word);
	diag->help = member->file ? arena_printf(lint->arena, "if it is a member: mongoconf set %.*s %s", STR_ARG(word),
						 rule_file_word(lint, member->file))
				  : arena_printf(lint->arena, "if it is a member: start it with --replSet %s",
						 str_cstr(lint->arena, str_shell_word(lint->arena, set)));
	note_peers(lint, diag, bearers);
}

/* An export of another set than the one it is said to be of. */
static void check_list(const struct lint *lint, const struct rule *rule, const struct bearers *bearers)
{
	const struct deployment *deployment = bearers->deployment;
	const struct rsconf *list = deployment->list;
	struct str set = bearers->set;
	if (!list || !list->set.len || str_eq(list->set, set) || has_bearer(deployment, list->set))
		return;
	struct diag *diag = sink_add(lint->sink, &rule->kind, SEVERITY_ERROR, list->config ? list->config : list->status,
				     list->set_at, "this is of the replica set \"%.*s\", the configs are of \"%.*s\"%s",
				     STR_ARG(list->set), STR_ARG(set), difference(lint->arena, list->set, set));
	diag->option = "replication.replSetName";
	diag->deployment = deployment->name;
	diag->server = "starts with the name that its config gives it, and refuses the set that it has on disk";
	diag->help = "export the configuration of this set, or correct the configs";
	note_peers(lint, diag, bearers);
}

/* ---- one member among its namesakes, in a cluster of several sets ---- */

/* A member of a set or of none; members of one set are often called alike: rs0-a, rs0-b. */
struct namesake {
	struct str stem;
	const struct member *member;
};

static int by_stem(const void *a, const void *b)
{
	const struct namesake *left = a, *right = b;
	int order = str_compare(left->stem, right->stem);
	return order ? order : str_compare(str_of(left->member->name), str_of(right->member->name));
}

struct namesakes {
	struct namesake *at;
	uint32_t count;
};

static void add_namesake(struct namesakes *all, const struct member *member)
{
	struct str name = str_of(member->name), stem = near_stem(name);
	if (member->config->target.binary == BINARY_MONGOD && stem.len && stem.len < name.len && is_told(member))
		all->at[all->count++] = (struct namesake){ stem, member };
}

/* The servers of a cluster; who has no name is in no set of it, but declared with the others. */
static struct namesakes gather(struct arena *arena, const struct fleet *fleet, const struct cluster *cluster)
{
	const struct project_deployment *project = cluster->deployments[0]->project;
	uint32_t room = fleet->member_count;
	for (uint32_t i = 0; i < cluster->count; i++)
		room += cluster->deployments[i]->count;
	struct namesakes all = { .at = arena_array(arena, room, sizeof *all.at) };
	for (uint32_t i = 0; i < cluster->count; i++)
		for (uint32_t k = 0; k < cluster->deployments[i]->count; k++)
			add_namesake(&all, cluster->deployments[i]->members[k]);
	for (uint32_t i = 0; project && i < fleet->member_count; i++) {
		const struct member *member = &fleet->members[i];
		if (!member->deployment && member->place && member->place->deployment == project)
			add_namesake(&all, member);
	}
	return all;
}

/* Do the other members of its set go by another name, so that names tell sets apart? One alone in its set may be
 * the first of a new shard, unless its namesakes are called like theirs. */
static bool is_astray(const struct member *member, struct str stem, struct str set)
{
	const struct deployment *own = member->deployment;
	uint32_t others = 0, alike = 0;
	for (uint32_t i = 0; own && i < own->count; i++) {
		const struct member *mate = own->members[i];
		if (mate == member || !str_eq(name_of(mate), name_of(member)))
			continue;
		others++;
		alike += str_eq(near_stem(str_of(mate->name)), stem);
	}
	if (others)
		return !alike;
	return !name_of(member).len || !near_counted(name_of(member), set) || str_find(stem, set, 0) != STR_NONE;
}

/* Of at least three namesakes, all but one of one set. */
static void check_namesakes(const struct lint *lint, const struct rule *rule, const struct namesake *at, uint32_t count)
{
	struct str set = name_of(at[0].member);
	if (!str_eq(set, name_of(at[1].member)))
		set = name_of(at[2].member);
	const struct namesake *odd = NULL;
	const struct deployment *home = NULL;
	uint32_t differ = 0;
	for (uint32_t i = 0; i < count; i++) {
		if (str_eq(name_of(at[i].member), set)) {
			home = at[i].member->deployment;
		} else {
			odd = &at[i];
			differ++;
		}
	}
	if (differ != 1 || !set.len || !home || odd->member->deployment == home || !is_astray(odd->member, odd->stem, set))
		return;
	struct bearers bearers = bearers_of(lint->arena, home, set);
	report(lint, rule, &bearers, odd->member);
}

static void check_cluster(const struct lint *lint, const struct rule *rule, const struct cluster *cluster)
{
	struct arena scratch = ARENA_INIT;
	struct namesakes all = gather(&scratch, lint->fleet, cluster);
	if (all.count)
		qsort(all.at, all.count, sizeof *all.at, by_stem);
	for (uint32_t from = 0, to; from < all.count; from = to) {
		for (to = from + 1; to < all.count && str_eq(all.at[to].stem, all.at[from].stem);)
			to++;
		if (to - from >= 3)
			check_namesakes(lint, rule, all.at + from, to - from);
	}
	arena_free(&scratch);
}

static void check(const struct lint *lint, const struct rule *rule, const struct deployment *deployment)
{
	const struct cluster *cluster = deployment->cluster;
	bool named = false;
	if (cluster && cluster->declared && deployment == cluster->deployments[0])
		check_cluster(lint, rule, cluster);
	for (uint32_t i = 0; i < deployment->count; i++)
		named = named || name_of(deployment->members[i]).len;
	if (deployment->kind != DEPLOYMENT_REPLICA_SET || !named)
		return;
	struct str set = intended(lint, deployment);
	struct arena scratch = ARENA_INIT;
	struct bearers bearers = bearers_of(&scratch, deployment, set);
	check_list(lint, rule, &bearers);
	for (uint32_t i = 0; set.len && bearers.count < deployment->count && i < deployment->count; i++) {
		const struct member *member = deployment->members[i];
		if (is_told(member) && !str_eq(name_of(member), set))
			report(lint, rule, &bearers, member);
	}
	arena_free(&scratch);
}

#define MEMBER(name, address) \
	"net:\n  bindIp: " address "\nreplication:\n  replSetName: " name "\n"

const struct rule rule_replset_name_mismatch = {
	.kind = { "replset-name-mismatch", "fleet" },
	.severity = SEVERITY_WARNING,
	.scope = SCOPE_FLEET,
	.title = "members of one replica set call it by different names",
	.why = "A member whose replSetName differs by one letter starts without complaint and never joins its set. "
	       "The majority's name is taken for the intended one. Shards that differ only in a number are left alone.",
	.server = "replica set name mismatch, in the log of the others",
	.bad = (const struct example[]){
		{ "hosts/db1/mongod.conf", MEMBER("shop", "10.0.0.1") },
		{ "hosts/db2/mongod.conf", MEMBER("Shop", "10.0.0.2") },
		{ "hosts/db3/mongod.conf", MEMBER("shop", "10.0.0.3") }, { 0 } },
	.good = (const struct example[]){
		{ "hosts/db1/mongod.conf", MEMBER("shop", "10.0.0.1") },
		{ "hosts/db2/mongod.conf", MEMBER("shop", "10.0.0.2") },
		{ "hosts/db3/mongod.conf", MEMBER("shop", "10.0.0.3") }, { 0 } },
	.check_deployment = check,
};
