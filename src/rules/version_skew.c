#include <stdlib.h>

#include "rules/odd.h"

/* Two for each release in the line of upgrades, so that what lies between two (5.1, 4.9) has a number too. A
 * binary goes together with that of the release before and the one after it (MongoDB's manual, "Upgrade
 * a replica set", every release). */
static int rank_of(struct version version)
{
	static const struct version line[] = {
		VERSION(2, 4), VERSION(2, 6), VERSION(3, 0), VERSION(3, 2), VERSION(3, 4), VERSION(3, 6),
		VERSION(4, 0), VERSION(4, 2), VERSION(4, 4),
	};
	enum { LINE = sizeof line / sizeof *line };
	if (!version_known(version))
		return 0;
	if (version.major >= 5)
		return 2 * (LINE + version.major - 4) + (version.minor > 0);
	for (int i = LINE; i-- > 0;)
		if (version.major == line[i].major && version.minor == line[i].minor)
			return 2 * (i + 1);
	for (int i = LINE; i-- > 0;)
		if (version_at_least(version, line[i]))
			return 2 * (i + 1) + 1;
	return 0;
}

enum { NEIGHBOURS = 2 };

static bool is_far(int a, int b)
{
	return a && b && abs(a - b) > NEIGHBOURS;
}

static int by_number(const void *a, const void *b)
{
	return *(const int *)a - *(const int *)b;
}

/* The number that most of them have, of several the greatest: that is where they go to. Sorts. */
static int most_frequent(int *ranks, uint32_t count)
{
	uint32_t most = 0;
	int found = 0;
	qsort(ranks, count, sizeof *ranks, by_number);
	for (uint32_t from = 0, to; from < count; from = to) {
		for (to = from + 1; to < count && ranks[to] == ranks[from];)
			to++;
		if (to - from >= most) {
			most = to - from;
			found = ranks[from];
		}
	}
	return found;
}

/* What most of its members run; 0: nothing is known. */
static int rank_of_deployment(struct arena *arena, const struct deployment *deployment)
{
	int *ranks = arena_array(arena, deployment->count, sizeof *ranks);
	uint32_t known = 0;
	for (uint32_t i = 0; i < deployment->count; i++) {
		ranks[known] = rank_of(deployment->members[i]->server);
		known += ranks[known] > 0;
	}
	return known ? most_frequent(ranks, known) : 0;
}

static struct odd_place place_of(const struct member *member)
{
	return member->server_source ? (struct odd_place){ member->server_source, member->server_at }
				     : odd_place(member, "replication.replSetName");
}

static bool same_place(struct odd_place a, struct odd_place b)
{
	return a.source == b.source && a.at.at == b.at.at;
}

static void report(const struct lint *lint, const struct rule *rule, const struct member *odd,
		   const struct member *peer, const char *whose)
{
	struct odd_place where = place_of(odd), other = place_of(peer);
	const char *text = version_text(lint->arena, odd->server);
	struct diag *diag = sink_add(lint->sink, &rule->kind, rule->severity, where.source, where.at,
				     "%s runs %s and %s %s: they are more than one release apart", odd->name, text, whose,
				     version_text(lint->arena, peer->server));
	diag->deployment = odd->deployment->name;
	diag->member = odd->name;
	diag->server = "the older one ends with \"UPGRADE PROBLEM\" or \"Wrong mongod version\", or they refuse each other's "
		       "connections (IncompatibleServerVersion)";
	diag->help = "go from release to release, with all members and featureCompatibilityVersion, before the next one";
	if (!same_place(where, other))
		diag_note(lint->sink, diag, other.source, other.at, "%s runs %s", peer->name,
			  version_text(lint->arena, peer->server));
}

static const struct member *one_of_rank(const struct deployment *deployment, int rank)
{
	for (uint32_t i = 0; i < deployment->count; i++)
		if (rank_of(deployment->members[i]->server) == rank)
			return deployment->members[i];
	return NULL;
}

static void check_set(const struct lint *lint, const struct rule *rule, const struct deployment *deployment)
{
	int rank = rank_of_deployment(lint->arena, deployment);
	const struct member *before = NULL;
	for (uint32_t i = 0; deployment->kind != DEPLOYMENT_STANDALONE && i < deployment->count; i++) {
		const struct member *member = deployment->members[i];
		if (!is_far(rank_of(member->server), rank) || member->guess != GUESS_NONE)
			continue;
		/* One line may be said of several. */
		if (!before || !same_place(place_of(before), place_of(member)))
			report(lint, rule, member, one_of_rank(deployment, rank), "its peers");
		before = member;
	}
}

/* The parts of a cluster as wholes; a member that is odd within its set was found there. */
static void check_cluster(const struct lint *lint, const struct rule *rule, const struct cluster *cluster)
{
	int *ranks = arena_array(lint->arena, cluster->count, sizeof *ranks), *sorted = arena_array(lint->arena, cluster->count, sizeof *sorted);
	uint32_t known = 0;
	const struct member *peer = NULL, *before = NULL;
	for (uint32_t i = 0; i < cluster->count; i++) {
		ranks[i] = rank_of_deployment(lint->arena, cluster->deployments[i]);
		sorted[known] = ranks[i];
		known += ranks[i] > 0;
	}
	int rank = known ? most_frequent(sorted, known) : 0;
	for (uint32_t i = 0; !peer && i < cluster->count; i++)
		peer = ranks[i] == rank ? one_of_rank(cluster->deployments[i], rank) : NULL;
	for (uint32_t i = 0; i < cluster->count; i++) {
		if (!is_far(ranks[i], rank))
			continue;
		const struct member *member = one_of_rank(cluster->deployments[i], ranks[i]);
		if (!before || !same_place(place_of(before), place_of(member)))
			report(lint, rule, member, peer, "the rest of its cluster");
		before = member;
	}
}

static void check_fleet(const struct lint *lint, const struct rule *rule, const struct fleet *fleet)
{
	for (uint32_t i = 0; i < fleet->count; i++)
		check_set(lint, rule, &fleet->deployments[i]);
	for (uint32_t i = 0; i < fleet->cluster_count; i++)
		check_cluster(lint, rule, &fleet->clusters[i]);
}

#define SERVICE(name, tag) \
	"  " name ":\n    image: mongo:" tag "\n    command: mongod --config /etc/mongod.conf\n" \
	"    volumes:\n      - ./" name "/mongod.conf:/etc/mongod.conf:ro\n"
#define MEMBER "net:\n  bindIp: 0.0.0.0\nreplication:\n  replSetName: shop\n"

const struct rule rule_version_skew = {
	.kind = { "version-skew", "fleet" },
	.severity = SEVERITY_WARNING,
	.scope = SCOPE_FLEET,
	.title = "members more than one release apart",
	.why = "Members of two neighbouring releases run together while a set is upgraded. With any others one of them does not "
	       "understand the data or the messages of the other: an upgrade goes through every release on the way.",
	.server = "UPGRADE PROBLEM; Wrong mongod version; IncompatibleServerVersion",
	.bad = (const struct example[]){
		{ "docker-compose.yml", "services:\n" SERVICE("mongo1", "7.0.14") SERVICE("mongo2", "7.0.14") SERVICE("mongo3", "5.0.9") },
		{ "mongo1/mongod.conf", MEMBER }, { "mongo2/mongod.conf", MEMBER }, { "mongo3/mongod.conf", MEMBER }, { 0 } },
	.good = (const struct example[]){
		{ "docker-compose.yml", "services:\n" SERVICE("mongo1", "7.0.14") SERVICE("mongo2", "7.0.14") SERVICE("mongo3", "6.0.9") },
		{ "mongo1/mongod.conf", MEMBER }, { "mongo2/mongod.conf", MEMBER }, { "mongo3/mongod.conf", MEMBER }, { 0 } },
	.check_fleet = check_fleet,
};
