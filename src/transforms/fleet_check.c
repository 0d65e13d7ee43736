#include "transforms/fleet_check.h"

#include <stdlib.h>
#include <string.h>

#include "fleet/pair.h"

/* One file before and after. */
struct change {
	const struct config *before, *after;
	struct str set;       /* its own, or for a router that of the config servers */
	bool router, shard;
	struct pair_state old, new;
};

/* Two members that can't talk to each other, each in its old state or its new one. */
struct clash {
	const struct change *a, *b;
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
static bool leaves(const struct change *change, const struct pair_state *state)
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
	const struct change *a = clash->a, *b = clash->b;
	const struct setting *name = config_find(a->before, a->router ? "sharding.configDB" : "replication.replSetName");
	enum aspect aspect = aspect_of(clash);
	bool a_changes = !pair_state_same(&a->old, &a->new), b_changes = !pair_state_same(&b->old, &b->new);
	const char *first = !a_changes ? "" : clash->state_a == &a->new ? "with this change " : "now ";
	const char *second = !b_changes ? "" : clash->state_b == &b->old ? "still " : a_changes ? "" : "with this change ";
	return source_refuse(a->before->source, name ? name->key.at : 0, err, "%sit %s while %s %s%s: %s during the restarts; %s, or "
			     "use --force if all of them are stopped at once", first, state_words(err->arena, clash->state_a, aspect),
			     b->before->source->name, second, state_words(err->arena, clash->state_b, aspect),
			     a->router ? "it could not talk to that one" : "they would be cut off from each other", way(clash, aspect));
}

/* ---- pairs ---- */

/* Routers connect to members, and none of them to a router. */
static enum pair_code pair(const struct change *a, const struct pair_state *state_a, const struct pair_state *state_b)
{
	enum pair_code there = pair_of(state_a, state_b);
	return there != PAIR_OK || a->router ? there : pair_of(state_b, state_a);
}

static bool clashes(const struct change *a, const struct pair_state *state_a, const struct change *b,
		    const struct pair_state *state_b, struct clash *clash)
{
	*clash = (struct clash){ a, b, state_a, state_b, pair(a, state_a, state_b) };
	return clash->code != PAIR_OK;
}

/* When it was broken before, nothing is cut off by the change. Else one of the two orders must do. */
static bool check_pair(const struct change *a, const struct change *b, struct err *err)
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
	const struct change *left = a, *right = b;
	int order = str_compare(left->set, right->set);
	if (!order)
		order = (int)right->router - (int)left->router;
	return order ? order : strcmp(left->before->source->name, right->before->source->name);
}

/* Files that are named together and have one set name are one set, wherever they lie; and a router's sharding.configDB begins
 * with the name of the config servers' set. */
static bool take(const struct config *before, const struct config *after, struct change *change)
{
	struct str set = config_text(before, "replication.replSetName"), list = config_text(before, "sharding.configDB");
	uint32_t slash = str_find_char(list, '/', 0);
	bool router = before->target.binary == BINARY_MONGOS && slash != STR_NONE;
	*change = (struct change){
		.before = before, .after = after, .set = router ? str_sub(list, 0, slash) : set, .router = router,
		.shard = config_is(before, "sharding.clusterRole", "shardsvr"),
		.old = pair_state_of(before, NULL), .new = pair_state_of(after, NULL),
	};
	return change->set.len;
}

/* Do all routers lead to one cluster? Then the shards are its own; of several nobody knows which shard is whose. */
static bool is_one_cluster(const struct change *changes, uint32_t count)
{
	const struct change *first = NULL;
	for (uint32_t i = 0; i < count; i++) {
		if (first && changes[i].router && !str_eq(first->set, changes[i].set))
			return false;
		if (!first && changes[i].router)
			first = &changes[i];
	}
	return first != NULL;
}

static bool are_peers(const struct change *a, const struct change *b, bool one_cluster)
{
	if (a->router && b->router)
		return false;
	return str_eq(a->set, b->set) || (a->router && b->shard && one_cluster);
}

bool transform_fleet_check(const struct config *const *before, const struct config *const *after,
			   uint32_t count, struct err *err)
{
	struct change *changes = arena_array(err->arena, count, sizeof *changes);
	uint32_t used = 0;
	for (uint32_t i = 0; i < count; i++)
		used += take(before[i], after[i], &changes[used]);
	if (used)
		qsort(changes, used, sizeof *changes, compare);
	bool one_cluster = is_one_cluster(changes, used);
	for (uint32_t i = 0; i < used; i++) {
		for (uint32_t k = 0; k < used; k++) {
			/* A router comes before whom it connects to; of two members each pair is looked at once. */
			bool later = changes[i].router ? !changes[k].router : k > i && !changes[k].router;
			if (later && are_peers(&changes[i], &changes[k], one_cluster) &&
			    !check_pair(&changes[i], &changes[k], err))
				return false;
		}
	}
	return true;
}
