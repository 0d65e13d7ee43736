#include "transforms/fleet_check.h"

#include <stdlib.h>
#include <string.h>

#include "fleet/pair_certificate.h"

/* Two members that can't talk to each other, each in its old state or its new one. */
struct clash {
	const struct fleet_change *a, *b;
	const struct pair_state *state_a, *state_b;
	enum pair_code code;
};

/* ---- in words ---- */

/* What it is about them that does not fit. */
enum aspect { ASPECT_TLS, ASPECT_CA, ASPECT_AUTH, ASPECT_MODE, ASPECT_CHANNEL };

static bool speaks_tls(const struct pair_state *state)
{
	return state->tls == TLS_PREFER || state->tls == TLS_REQUIRE;
}

static bool has_nothing(const struct pair_state *state)
{
	return state->auth == AUTH_NONE || state->auth == AUTH_LONE;
}

static enum aspect aspect_of(const struct clash *clash)
{
	const struct pair_state *a = clash->state_a, *b = clash->state_b;
	int apart = abs((int)a->cluster - (int)b->cluster);
	if (clash->code == PAIR_TLS)
		return ASPECT_TLS;
	if (clash->code == PAIR_CA)
		return ASPECT_CA;
	if (has_nothing(a) || has_nothing(b))
		return ASPECT_AUTH;
	return apart <= 1 && !(speaks_tls(a) && speaks_tls(b)) ? ASPECT_CHANNEL : ASPECT_MODE;
}

static const char *state_words(struct arena *arena, const struct pair_state *state, enum aspect aspect)
{
	const char *mode = cluster_mode_word(state->cluster), *tls = tls_mode_word(state->tls, false);
	switch (aspect) {
	case ASPECT_TLS:
	case ASPECT_CA:
		return arena_printf(arena, "has TLS mode %s", tls);
	case ASPECT_CHANNEL:
		return arena_printf(arena, "has clusterAuthMode %s and TLS mode %s", mode, tls);
	case ASPECT_MODE:
		return arena_printf(arena, "%s clusterAuthMode %s", state->transition ? "is in transition with" : "has", mode);
	case ASPECT_AUTH:
		break;
	}
	bool by_mode = state->auth == AUTH_ENFORCED && state->cluster != CLUSTER_NONE && state->cluster != CLUSTER_KEYFILE;
	return by_mode ? arena_printf(arena, "has clusterAuthMode %s", mode) : auth_state_words(state->auth);
}

/* Is it on the way out of authentication? */
static bool leaves(const struct fleet_change *change, const struct pair_state *state)
{
	return state == &change->new && state->auth == AUTH_NONE && change->old.auth != AUTH_NONE;
}

static const char *way(const struct clash *clash, enum aspect aspect)
{
	static const char *const ways[] = {
		[ASPECT_TLS] = "take all members through allowTLS and preferTLS, each on all of them before the next",
		[ASPECT_CA] = "let all members show their certificate first",
		[ASPECT_AUTH] = "take all members through add-keyfile,enable-transition first",
		[ASPECT_MODE] = "take all members through sendKeyFile and sendX509, each on all of them before the next",
		[ASPECT_CHANNEL] = ("members show certificates over TLS alone, so TLS goes last: take all of them back to keyFile first, "
				    "through sendX509 and sendKeyFile"),
	};
	bool transition = clash->state_a->transition || clash->state_b->transition;
	if (aspect == ASPECT_AUTH && (leaves(clash->a, clash->state_a) || leaves(clash->b, clash->state_b)))
		return "take all members through enable-transition first, and then leave-auth";
	if (aspect == ASPECT_MODE && transition)
		return "let all members be in transition, or none, before clusterAuthMode changes";
	return ways[aspect];
}

/* The place is where the file says which set it is of: the change itself is not in it yet. */
static bool refuse(const struct clash *clash, struct err *err)
{
	const struct fleet_change *a = clash->a, *b = clash->b;
	enum aspect aspect = aspect_of(clash);
	bool a_changes = !pair_state_same(&a->old, &a->new), b_changes = !pair_state_same(&b->old, &b->new);
	const char *first = !a_changes ? "" : clash->state_a == &a->new ? "with this change " : "now ";
	const char *second = !b_changes ? "" : clash->state_b == &b->old ? "still " : a_changes ? "" : "with this change ";
	return err_set_at(err, ERR_REFUSED, a->name, a->at.line, a->at.column, "%sit %s while %s %s%s: %s during the restarts; %s, or "
			  "use --force if all of them are stopped at once", first, state_words(err->arena, clash->state_a, aspect),
			  b->name, second, state_words(err->arena, clash->state_b, aspect),
			  a->router ? "it could not talk to that one" : "they would be cut off from each other", way(clash, aspect));
}

/* ---- pairs ---- */

/* Routers connect to members, and none of them to a router. */
static enum pair_code pair(const struct fleet_change *a, const struct pair_state *state_a, const struct pair_state *state_b)
{
	enum pair_code there = pair_of(state_a, state_b);
	return there != PAIR_OK || a->router ? there : pair_of(state_b, state_a);
}

static bool clashes(const struct fleet_change *a, const struct pair_state *state_a, const struct fleet_change *b,
		    const struct pair_state *state_b, struct clash *clash)
{
	*clash = (struct clash){ a, b, state_a, state_b, pair(a, state_a, state_b) };
	return clash->code != PAIR_OK;
}

/* When it was broken before, nothing is cut off by the change. Else one of the two orders must do. */
static bool check_pair(const struct fleet_change *a, const struct fleet_change *b, struct err *err)
{
	struct clash end, first, second;
	if (pair(a, &a->old, &b->old) != PAIR_OK)
		return true;
	if (clashes(a, &a->new, b, &b->new, &end))
		return refuse(&end, err);
	if (!clashes(a, &a->new, b, &b->old, &first))
		return true;
	/* A router stands first, whichever of the two changes. */
	bool other = a->router ? clashes(a, &a->old, b, &b->new, &second) : clashes(b, &b->new, a, &a->old, &second);
	return !other || refuse(&first, err);
}

/* ---- who goes with whom ---- */

static int compare(const void *a, const void *b)
{
	const struct fleet_change *left = a, *right = b;
	int order = str_compare(left->set, right->set);
	if (!order)
		order = (int)right->router - (int)left->router;
	return order ? order : strcmp(left->name, right->name);
}

/* No file of certificates was read: nothing but whether settings about them change is asked. */
static struct pair_state state_of(struct arena *arena, const struct config *config)
{
	struct arena scratch = ARENA_INIT;
	struct pair_state state = pair_state_of(&scratch, config, NULL);
	const struct pair_certificates *full = state.certificates;
	state.keyfile_path = state.keyfile_path ? "set" : NULL;
	state.certificates = NULL;
	if (full && full->known) {
		struct pair_certificates *kept = arena_alloc(arena, sizeof *kept);
		kept->known = true;
		memcpy(kept->digest, full->digest, sizeof kept->digest);
		state.certificates = kept;
	}
	arena_free(&scratch);
	return state;
}

/* Files that are named together and have one set name are one set, wherever they lie; and a router's sharding.configDB begins
 * with the name of the config servers' set. */
bool fleet_check_take(struct arena *arena, const struct config *before, const struct config *after, struct fleet_change *change)
{
	struct str set = config_text(before, "replication.replSetName"), list = config_text(before, "sharding.configDB");
	uint32_t slash = str_find_char(list, '/', 0);
	bool router = before->target.binary == BINARY_MONGOS && slash != STR_NONE;
	set = router ? str_sub(list, 0, slash) : set;
	if (!set.len)
		return false;
	const struct setting *name = config_find(before, router ? "sharding.configDB" : "replication.replSetName");
	*change = (struct fleet_change){
		.name = before->source->name, .at = source_place(before->source, name ? name->key.at : 0),
		.set = str_copy(arena, set), .router = router, .shard = config_is(before, "sharding.clusterRole", "shardsvr"),
		.old = state_of(arena, before),
	};
	change->new = after == before ? change->old : state_of(arena, after);
	return true;
}

/* Do all routers lead to one cluster? Then the shards are its own; of several nobody knows which shard is whose. */
static bool is_one_cluster(const struct fleet_change *changes, uint32_t count)
{
	const struct fleet_change *first = NULL;
	for (uint32_t i = 0; i < count; i++) {
		if (first && changes[i].router && !str_eq(first->set, changes[i].set))
			return false;
		if (!first && changes[i].router)
			first = &changes[i];
	}
	return first != NULL;
}

/* The end of those of the same set from `from` on. */
static uint32_t set_end(const struct fleet_change *changes, uint32_t count, uint32_t from)
{
	uint32_t end = from;
	while (end < count && str_eq(changes[end].set, changes[from].set))
		end++;
	return end;
}

static bool same_change(const struct fleet_change *a, const struct fleet_change *b)
{
	return pair_state_same(&a->old, &b->old) && pair_state_same(&a->new, &b->new);
}

/* Some of the changes, in their order. */
struct party {
	const struct fleet_change **at;
	uint32_t count;
};

/* Of the members of one party each pair once. */
static bool check_each(const struct party *a, const struct party *b, struct err *err)
{
	for (uint32_t i = 0; i < a->count; i++)
		for (uint32_t k = a == b ? i + 1 : 0; k < b->count; k++)
			if (!check_pair(a->at[i], b->at[k], err))
				return false;
	return true;
}

/* Two of each kind; all of them where there are too many kinds. */
static struct party few_of(struct arena *arena, const struct party *all)
{
	enum { KINDS_MOST = 64 };
	struct party few = { arena_array(arena, 2 * KINDS_MOST, sizeof(struct fleet_change *)), 0 };
	const struct fleet_change *kind[KINDS_MOST];
	uint32_t kinds = 0, times[KINDS_MOST];
	for (uint32_t i = 0; i < all->count; i++) {
		uint32_t k = 0;
		while (k < kinds && !same_change(kind[k], all->at[i]))
			k++;
		if (k == KINDS_MOST)
			return *all;
		if (k == kinds) {
			kind[kinds] = all->at[i];
			times[kinds++] = 0;
		}
		if (times[k]++ < 2)
			few.at[few.count++] = all->at[i];
	}
	return few;
}

/* Members that are and become the same are the same to all others, so a few stand for all. Only when something is wrong with
 * those all are looked at, for the first two to tell of. */
static bool check_parties(const struct party *a, const struct party *b, struct err *err)
{
	struct err unsaid = ERR_INIT(err->arena);
	struct party few_a = few_of(err->arena, a), few_b = a == b ? few_a : few_of(err->arena, b);
	return check_each(&few_a, a == b ? &few_a : &few_b, &unsaid) || check_each(a, b, err);
}

/* `from` to `end` are those of one set, its routers first; of one cluster these go with all shards, too. */
static bool check_set(const struct fleet_change *changes, uint32_t count, uint32_t from, uint32_t end, bool one_cluster,
		      struct err *err)
{
	bool wide = changes[from].router && one_cluster;
	struct party routers = { arena_array(err->arena, end - from, sizeof *routers.at), 0 };
	struct party members = { arena_array(err->arena, end - from, sizeof *members.at), 0 };
	struct party called = { arena_array(err->arena, wide ? count : 0, sizeof *called.at), 0 };
	for (uint32_t i = from; i < end; i++) {
		struct party *party = changes[i].router ? &routers : &members;
		party->at[party->count++] = &changes[i];
	}
	for (uint32_t i = 0; wide && i < count; i++)
		if (!changes[i].router && (changes[i].shard || (i >= from && i < end)))
			called.at[called.count++] = &changes[i];
	return check_parties(&routers, wide ? &called : &members, err) && check_parties(&members, &members, err);
}

bool fleet_check_all(struct fleet_change *changes, uint32_t count, struct err *err)
{
	if (count)
		qsort(changes, count, sizeof *changes, compare);
	bool one_cluster = is_one_cluster(changes, count);
	for (uint32_t from = 0, end; from < count; from = end) {
		end = set_end(changes, count, from);
		if (!check_set(changes, count, from, end, one_cluster, err))
			return false;
	}
	return true;
}

bool transform_fleet_check(const struct config *const *before, const struct config *const *after,
			   uint32_t count, struct err *err)
{
	struct fleet_change *changes = arena_array(err->arena, count, sizeof *changes);
	uint32_t used = 0;
	for (uint32_t i = 0; i < count; i++)
		used += fleet_check_take(err->arena, before[i], after[i], &changes[used]);
	return fleet_check_all(changes, used, err);
}
