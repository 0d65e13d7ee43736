#include "report/html_camps.h"

#include <stdlib.h>
#include <string.h>

#include "rules/doubt.h"

/* ---- one pair ---- */

/* From A to B, or from B to A, where they have to talk: a mongos is called by nobody. True: it fails, or is masked, and
 * `link` says which way and how. */
static bool fails(const struct member *a, const struct member *b, struct html_link *link)
{
	const struct member *const ways[][2] = { { a, b }, { b, a } };
	const uint32_t camps[] = { link->from, link->to };
	bool masked = false;
	if (a->role == ROLE_ROUTER && b->role == ROLE_ROUTER)
		return false;
	for (unsigned i = 0; i < 2; i++) {
		if (ways[i][1]->role == ROLE_ROUTER)
			continue;
		enum pair_code code = pair_of(&ways[i][0]->state, &ways[i][1]->state);
		bool mask = code == PAIR_OK && !masked && pair_is_masked(&ways[i][0]->state, &ways[i][1]->state);
		if (code == PAIR_OK && !mask)
			continue;
		link->from = camps[i];
		link->to = camps[!i];
		link->code = code;
		if (code != PAIR_OK)
			return true;
		masked = true;
	}
	return masked;
}

static bool camps_fail(const struct html_camps *camps, uint32_t a, uint32_t b, struct html_link *link)
{
	*link = (struct html_link){ .from = a, .to = b };
	return fails(camps->at[a].members[0], camps->at[b].members[0], link);
}

/* ---- camps ---- */

struct spot {
	struct member *member;
	uint32_t at;            /* in the order of files */
	uint32_t share;         /* of a cluster: which deployment */
	const char *still;
};

static int role_class(const struct member *member)
{
	return member->role == ROLE_ROUTER ? 0 : member->role == ROLE_CONFIG_SERVER ? 1 : 2;
}

/* Do they belong into one camp? */
static int compare(const struct spot *a, const struct spot *b)
{
	if (a->still || b->still)
		return a->still && b->still ? strcmp(a->still, b->still) : a->still ? 1 : -1;
	int order = role_class(a->member) - role_class(b->member);
	return order ? order : pair_state_compare(&a->member->state, &b->member->state);
}

static int by_state(const void *a, const void *b)
{
	const struct spot *left = a, *right = b;
	int order = compare(left, right);
	return order ? order : left->at < right->at ? -1 : left->at > right->at;
}

static void make_camps(struct arena *arena, struct spot *places, uint32_t count, struct html_camps *camps)
{
	struct member **members = arena_array(arena, count, sizeof *members);
	uint32_t share = 0;
	*camps = (struct html_camps){ .at = arena_array(arena, count, sizeof *camps->at) };
	if (count)
		qsort(places, count, sizeof *places, by_state);
	for (uint32_t i = 0; i < count; i++) {
		members[i] = places[i].member;
		bool same = i && compare(&places[i - 1], &places[i]) == 0;
		if (!same)
			camps->at[camps->count++] = (struct html_camp){
				.members = members + i, .still = places[i].still, .why_still = places[i].still, .place = i,
			};
		struct html_camp *camp = &camps->at[camps->count - 1];
		/* Within a camp the members of a deployment are neighbours. */
		share = same && places[i - 1].share == places[i].share ? share + 1 : 1;
		camp->parts += share == 1;
		camp->squares += 2ULL * share - 1;
		camp->count++;
	}
}

/* How far it is on the way that sets go: of two halves the one that is further shows where. */
static unsigned rank_of(const struct html_camp *camp)
{
	const struct pair_state *state = &camp->members[0]->state;
	bool credential = state->auth == AUTH_ENFORCED || state->auth == AUTH_TRANSITION;
	return (credential ? 100u : 0) + 10u * (unsigned)state->cluster + (unsigned)state->tls;
}

static int by_weight(const void *a, const void *b)
{
	const struct html_camp *left = a, *right = b;
	const uint64_t of[][2] = {
		{ left->still, right->still }, { left->odd, right->odd }, { right->weight, left->weight },
		{ right->count, left->count }, { rank_of(right), rank_of(left) }, { left->place, right->place },
	};
	for (unsigned i = 0; i < sizeof of / sizeof *of; i++)
		if (of[i][0] != of[i][1])
			return of[i][0] < of[i][1] ? -1 : 1;
	return 0;
}

static uint32_t judged(const struct html_camps *camps)
{
	uint32_t count = 0;
	while (count < camps->count && !camps->at[count].still)
		count++;
	return count < HTML_CAMPS ? count : HTML_CAMPS;
}

static bool breaks(const struct html_camps *camps, uint32_t a, uint32_t b)
{
	struct html_link link;
	return camps_fail(camps, a, b, &link) && link.code != PAIR_OK;
}

/* Has the camp members who must talk to each other? */
static bool has_pairs(const struct html_camp *camp, bool across)
{
	return across ? camp->parts > 1 : camp->count > 1;
}

static void weigh(struct html_camps *camps)
{
	uint32_t weights[HTML_CAMPS] = { 0 }, count = judged(camps);
	for (uint32_t i = 0; i < count; i++) {
		for (uint32_t k = i; k < count; k++) {
			if (breaks(camps, i, k))
				continue;
			weights[i] += camps->at[k].count;
			weights[k] += i == k ? 0 : camps->at[i].count;
		}
	}
	for (uint32_t i = 0; i < count; i++)
		camps->at[i].weight = weights[i];
}

/* Pairs of members that have to talk to each other; mongos do not. */
static uint64_t pairs_of(const struct html_camp *a, const struct html_camp *b, bool across)
{
	if (a->members[0]->role == ROLE_ROUTER && b->members[0]->role == ROLE_ROUTER)
		return 0;
	return a == b ? ((uint64_t)a->count * a->count - (across ? a->squares : a->count)) / 2 : (uint64_t)a->count * b->count;
}

/* The sides, and what is between and within them. */
static void judge(struct arena *arena, struct html_camps *camps, bool across)
{
	if (camps->count)
		qsort(camps->at, camps->count, sizeof *camps->at, by_weight);
	uint32_t count = judged(camps);
	camps->more = count < camps->count && !camps->at[count].still;
	weigh(camps);
	if (camps->count)
		qsort(camps->at, camps->count, sizeof *camps->at, by_weight);
	for (uint32_t i = 0; i < count; i++) {
		camps->at[i].odd = has_pairs(&camps->at[i], across) && breaks(camps, i, i);
		for (uint32_t k = 0; k < i && !camps->at[i].odd; k++)
			camps->at[i].odd = !camps->at[k].odd && breaks(camps, i, k);
	}
	if (camps->count)
		qsort(camps->at, camps->count, sizeof *camps->at, by_weight);
	camps->links = arena_array(arena, (size_t)count * (count + 1) / 2, sizeof *camps->links);
	for (uint32_t i = 0; i < count; i++) {
		for (uint32_t k = i; k < count; k++) {
			struct html_link link;
			uint64_t pairs = pairs_of(&camps->at[i], &camps->at[k], across);
			camps->pairs += pairs;
			if (!pairs || !camps_fail(camps, i, k, &link))
				continue;
			link.pairs = pairs;
			camps->broken += link.code != PAIR_OK ? pairs : 0;
			camps->links[camps->link_count++] = link;
		}
	}
}

/* ---- sets and clusters ---- */

static const char *why_still(const struct member *member)
{
	if (member->guess == GUESS_NO_NAME)
		return "has no replSetName";
	return doubt_starts(member) ? NULL : "does not start";
}

static uint32_t take(const struct deployment *deployment, struct spot *places, uint32_t share)
{
	for (uint32_t i = 0; i < deployment->count; i++)
		places[i] = (struct spot){ deployment->members[i], i, share, why_still(deployment->members[i]) };
	return deployment->count;
}

void html_camps_of_set(struct arena *arena, const struct deployment *deployment, struct html_camps *camps)
{
	struct spot *places = arena_array(arena, deployment->count + (size_t)deployment->unread_count, sizeof *places);
	uint32_t count = take(deployment, places, 0);
	for (uint32_t i = 0; i < deployment->unread_count; i++, count++)
		places[count] = (struct spot){ deployment->unread[i], count, 0, "can't be read" };
	make_camps(arena, places, count, camps);
	if (deployment->kind == DEPLOYMENT_REPLICA_SET)
		judge(arena, camps, false);
}

void html_camps_of_cluster(struct arena *arena, const struct cluster *cluster, struct html_camps *camps)
{
	size_t room = 0;
	uint32_t count = 0;
	for (uint32_t d = 0; d < cluster->count; d++)
		room += cluster->deployments[d]->count;
	struct spot *places = arena_array(arena, room, sizeof *places);
	for (uint32_t d = 0; d < cluster->count; d++) {
		struct html_camps set;
		html_camps_of_set(arena, cluster->deployments[d], &set);
		for (uint32_t c = 0; c < set.count; c++)
			for (uint32_t i = 0; i < set.at[c].count && !set.at[c].odd && !set.at[c].still; i++, count++)
				places[count] = (struct spot){ set.at[c].members[i], count, d, NULL };
	}
	make_camps(arena, places, count, camps);
	judge(arena, camps, true);
}
