#include "rollout/mixture.h"

#include <stdlib.h>
#include <string.h>

#include "rollout/words.h"

/* Which of the two states. */
enum when { NOW, NEXT };

struct class {
	const struct server *first;       /* stands for all */
	const struct server **members;    /* in the order of a roll */
	uint32_t count;
	uint32_t *before;                 /* indices of classes that have to restart before this one */
	uint32_t before_count, before_room;
	uint32_t left;                    /* members that are not in the order yet */
};

struct mixture {
	struct check *check;
	struct arena *arena;
	struct class *classes;
	uint32_t count;
	uint64_t told[3][PAIR_AUTH + 1];  /* unit + 1 of the last reason of each kind and code */
	uint32_t unit;                    /* number of the cluster or set that is looked at */
	uint64_t masked[3];               /* likewise, about keys that differ and do no harm yet */
	bool edges;
};

/* ---- classes ---- */

/* Those that connect to each other have one unit, the others none. */
static uint64_t unit_of(const struct server *server)
{
	return server->cluster ? (uint64_t)server->cluster << 32 : server->set;
}

static int by_unit(const struct server *a, const struct server *b)
{
	uint64_t left = unit_of(a), right = unit_of(b);
	if (left != right)
		return left < right ? -1 : 1;
	return (a->role == ROLE_ROUTER) - (b->role == ROLE_ROUTER);
}

static int by_states(const struct server *a, const struct server *b)
{
	int order = by_unit(a, b);
	if (!order)
		order = a->runs - b->runs;
	if (!order)
		order = a->stays - b->stays;
	if (!order && a->runs)
		order = pair_state_compare(&a->now, &b->now);
	if (!order && a->stays)
		order = pair_state_compare(&a->next, &b->next);
	return order;
}

/* Within a set those first that nobody misses. */
static unsigned rank(const struct server *server)
{
	return server->primary ? 2 : server->electable ? 1 : 0;
}

int mixture_by_roll(const void *a, const void *b)
{
	static const unsigned parts[] = { [ROLE_ROUTER] = 0, [ROLE_CONFIG_SERVER] = 1, [ROLE_SHARD] = 2, [ROLE_MEMBER] = 3 };
	const struct server *left = *(const struct server *const *)a, *right = *(const struct server *const *)b;
	const uint32_t keys[][2] = {
		{ left->cluster, right->cluster }, { parts[left->role], parts[right->role] }, { left->set, right->set },
		{ rank(left), rank(right) },
	};
	for (unsigned i = 0; i < sizeof keys / sizeof *keys; i++)
		if (keys[i][0] != keys[i][1])
			return keys[i][0] < keys[i][1] ? -1 : 1;
	int order = strcmp(left->name, right->name);
	return order ? order : (left > right) - (left < right);
}

static int by_class(const void *a, const void *b)
{
	int order = by_states(*(const struct server *const *)a, *(const struct server *const *)b);
	return order ? order : mixture_by_roll(a, b);
}

static void make_classes(struct mixture *mixture)
{
	const struct check *check = mixture->check;
	const struct server **all = arena_array(mixture->arena, check->count, sizeof *all);
	uint32_t used = 0;
	for (uint32_t i = 0; i < check->count; i++)
		if (unit_of(&check->servers[i]))
			all[used++] = &check->servers[i];
	if (used)
		qsort(all, used, sizeof *all, by_class);
	mixture->classes = arena_array(mixture->arena, used, sizeof *mixture->classes);
	for (uint32_t i = 0; i < used; i++) {
		if (!i || by_states(all[i - 1], all[i]) != 0)
			mixture->classes[mixture->count++] = (struct class){ .first = all[i], .members = &all[i] };
		mixture->classes[mixture->count - 1].count++;
	}
}

/* ---- pairs ---- */

struct end {
	const struct class *class;
	enum when when;
};

static const struct pair_state *state_of(const struct end *end)
{
	return end->when == NOW ? &end->class->first->now : &end->class->first->next;
}

static bool is_there(const struct end *end)
{
	return end->when == NOW ? end->class->first->runs : end->class->first->stays;
}

static bool is_router(const struct end *end)
{
	return end->class->first->role == ROLE_ROUTER;
}

/* From A to B, where A opens connections to B at all. */
static enum pair_code one_way(const struct end *a, const struct end *b)
{
	if (is_router(b) || !is_there(a) || !is_there(b))
		return PAIR_OK;
	return pair_of(state_of(a), state_of(b));
}

static bool works(const struct class *a, enum when when_a, const struct class *b, enum when when_b)
{
	const struct end left = { a, when_a }, right = { b, when_b };
	return one_way(&left, &right) == PAIR_OK && one_way(&right, &left) == PAIR_OK;
}

/* ---- what fails ---- */

enum kind { KIND_NOW, KIND_NEXT, KIND_BETWEEN };

static enum side side_of(const struct end *end)
{
	return end->when == NOW ? SIDE_BEFORE : SIDE_AFTER;
}

static void name_both(struct mixture *mixture, struct reason *reason, const struct server *a, const struct end *from,
		      const struct server *b, const struct end *to, enum pair_code code)
{
	check_site(mixture->check, reason, a, side_of(from), words_options(code));
	check_site(mixture->check, reason, b, side_of(to), words_options(code));
}

static const char *prefix(struct arena *arena, enum kind kind, const struct server *a, const struct end *from,
			  const struct server *b, const struct end *to)
{
	if (kind == KIND_NOW)
		return "already before the change: ";
	if (kind == KIND_NEXT)
		return "when all have restarted: ";
	if (from->when == to->when)
		return "";
	return from->when == NEXT ? arena_printf(arena, "when %s has restarted and %s has not: ", a->name, b->name)
				  : arena_printf(arena, "when %s has restarted and %s has not: ", b->name, a->name);
}

static const enum code_id code_of[] = {
	[PAIR_OK] = CODE_CYCLE, [PAIR_TLS] = CODE_PAIR_TLS, [PAIR_CA] = CODE_PAIR_CA, [PAIR_NOCREDS] = CODE_PAIR_NOCREDS,
	[PAIR_UNAUTH] = CODE_PAIR_UNAUTH, [PAIR_AUTH] = CODE_PAIR_AUTH,
};

/* By way of what the two would get along. */
static const char *help_of(enum pair_code code, const struct pair_state *a, const struct pair_state *b)
{
	if (code == PAIR_TLS)
		return "go by allowTLS and preferTLS, each on all members before the next";
	if (code == PAIR_CA)
		return "let all members trust both CAs first (CAFile with both), then change certificates";
	if (a->auth == AUTH_NONE || b->auth == AUTH_NONE || code == PAIR_NOCREDS || b->auth == AUTH_LONE)
		return "go by add-keyfile,enable-transition on all members first, then drop-transition";
	if (a->cluster != b->cluster)
		return "go by sendKeyFile and sendX509, each on all members before the next";
	if (a->cluster == CLUSTER_X509 || a->cluster == CLUSTER_SEND_X509)
		return "go by tlsX509ClusterAuthDNOverride, on all members before the first certificate changes";
	return "go by a keyfile that holds both keys, on all members first: mongoconf keyfile rotate";
}

/* One direction that fails, as an error; of each code the first pair of a unit is enough. */
static void tell_way(struct mixture *mixture, enum kind kind, const struct end *from, const struct end *to)
{
	enum pair_code code = one_way(from, to);
	if (code == PAIR_OK || mixture->told[kind][code] == mixture->unit + 1ULL)
		return;
	mixture->told[kind][code] = mixture->unit + 1ULL;
	const struct server *a = from->class->members[0], *b = to->class->members[to->class == from->class && to->class->count > 1];
	const struct server *pair[] = { a, b };
	const char *message = arena_printf(mixture->arena, "%s%s", prefix(mixture->arena, kind, a, from, b, to),
					   words_pair(mixture->arena, code, a->name, state_of(from), b->name, state_of(to)));
	struct reason *reason = check_add(mixture->check, code_of[code], pair, 2, message);
	if (kind != KIND_NOW)
		reason->help = help_of(code, state_of(from), state_of(to));
	else if (works(from->class, NEXT, to->class, NEXT))
		reason->help = "the change mends this: until both have restarted they are cut off from each other as they are now";
	else
		reason->help = "bring the fleet into a state that works first, or stop all members at once";
	name_both(mixture, reason, a, from, b, to, code);
}

static void tell(struct mixture *mixture, enum kind kind, const struct class *a, enum when when_a, const struct class *b,
		 enum when when_b)
{
	const struct end left = { a, when_a }, right = { b, when_b };
	tell_way(mixture, kind, &left, &right);
	tell_way(mixture, kind, &right, &left);
}

/* ---- who first ---- */

/* All of `first` before all of `then`. */
static void add_edge(struct mixture *mixture, struct class *first, struct class *then)
{
	then->before = arena_grow(mixture->arena, then->before, then->before_count, then->before_count + 1U, sizeof *then->before);
	then->before[then->before_count++] = (uint32_t)(first - mixture->classes);
	mixture->edges = true;
}

/* Fine, and only because who finds the other's key wrong is in transition; a router offers its key, and is offered none. */
static bool is_masked(const struct end *a, const struct end *b)
{
	return !is_router(b) && is_there(a) && is_there(b) && pair_is_masked(state_of(a), state_of(b));
}

/* Of each kind, the first pair of a unit is enough. What was so before, and will not be, is being mended. */
static void look_for_masked(struct mixture *mixture, enum kind kind, const struct end *a, const struct end *b)
{
	const struct end now[] = { { a->class, NOW }, { b->class, NOW } };
	if (!is_masked(a, b) || mixture->masked[kind] == mixture->unit + 1ULL || (kind == KIND_BETWEEN && is_masked(&now[0], &now[1])))
		return;
	mixture->masked[kind] = mixture->unit + 1ULL;
	const struct server *x = a->class->first, *y = b->class->members[a->class == b->class];
	const struct server *pair[] = { x, y };
	bool lasting = kind == KIND_NEXT;
	struct reason *reason = check_add(mixture->check, lasting ? CODE_KEY_MISMATCH_MASKED : CODE_KEYS_DIFFER_MEANWHILE, pair, 2,
		arena_printf(mixture->arena, "%sthe first key of %s is none of those of %s: nobody notices while %s is in transition%s",
			     prefix(mixture->arena, kind, x, a, y, b), x->name, y->name, x->name,
			     lasting ? ", and they are cut off from each other when it enforces" : ""));
	reason->help = lasting ? "give all members the same keyfile before transitionToAuth goes"
			       : "finish this roll on all members before transitionToAuth goes";
	name_both(mixture, reason, x, a, y, b, PAIR_AUTH);
}

static void look_both_ways(struct mixture *mixture, enum kind kind, const struct class *a, enum when when_a, const struct class *b,
			   enum when when_b)
{
	const struct end left = { a, when_a }, right = { b, when_b };
	look_for_masked(mixture, kind, &left, &right);
	look_for_masked(mixture, kind, &right, &left);
}

static void judge_pair(struct mixture *mixture, struct class *a, struct class *b)
{
	bool down = mixture->check->all_at_once, good = true;
	if (!down && !works(a, NOW, b, NOW)) {
		tell(mixture, KIND_NOW, a, NOW, b, NOW);
		good = false;
	}
	if (!works(a, NEXT, b, NEXT)) {
		tell(mixture, KIND_NEXT, a, NEXT, b, NEXT);
		good = false;
	}
	look_both_ways(mixture, KIND_NEXT, a, NEXT, b, NEXT);
	if (down || !good)
		return;
	bool a_first = works(a, NEXT, b, NOW), b_first = works(a, NOW, b, NEXT);
	if (a_first && b_first) {
		look_both_ways(mixture, KIND_BETWEEN, a, NEXT, b, NOW);
		look_both_ways(mixture, KIND_BETWEEN, a, NOW, b, NEXT);
		return;
	}
	if (!a_first && !b_first) {
		tell(mixture, KIND_BETWEEN, a, NEXT, b, NOW);
		tell(mixture, KIND_BETWEEN, a, NOW, b, NEXT);
	} else if (a_first) {
		add_edge(mixture, a, b);
	} else {
		add_edge(mixture, b, a);
	}
}

/* Where everybody is in a state of his own (a keyfile for each) and no order is safe any more, more of the same says nothing:
 * so far ahead within one unit nobody looks then. */
enum { AHEAD_MAX = 256 };

static void judge_pairs(struct mixture *mixture)
{
	for (uint32_t i = 0; i < mixture->count; i++) {
		struct class *a = &mixture->classes[i];
		mixture->unit += i && unit_of(a->first) != unit_of(mixture->classes[i - 1].first);
		if (a->count > 1 && a->first->role != ROLE_ROUTER)
			judge_pair(mixture, a, a);
		for (uint32_t k = i + 1; k < mixture->count && unit_of(mixture->classes[k].first) == unit_of(a->first) &&
					 (k - i < AHEAD_MAX || mixture->check->verdict < VERDICT_UNSAFE); k++)
			judge_pair(mixture, a, &mixture->classes[k]);
	}
}

/* ---- an order ---- */

/* What would be met if `then` came first. */
static enum pair_code met(const struct class *first, const struct class *then, struct arena *arena, const char **words)
{
	const struct end ends[] = { { then, NEXT }, { first, NOW } };
	unsigned from = one_way(&ends[0], &ends[1]) == PAIR_OK;
	enum pair_code code = one_way(&ends[from], &ends[!from]);
	*words = words_pair(arena, code, ends[from].class->first->name, state_of(&ends[from]), ends[!from].class->first->name,
			    state_of(&ends[!from]));
	return code;
}

/* `violated`: another order was asked for. */
static void tell_edge(struct mixture *mixture, const struct class *first, const struct class *then, bool violated)
{
	struct arena *arena = mixture->arena;
	const char *words;
	enum pair_code code = met(first, then, arena, &words);
	const struct server *pair[] = { first->first, then->first };
	const char *message = arena_printf(arena, "%s%s must %s before %s: else %s",
					   violated ? "in the order that was given this breaks: " : "",
					   check_names(arena, first->members, first->count), first->first->stays ? "restart" : "be stopped",
					   check_names(arena, then->members, then->count), words);
	struct reason *reason = check_add(mixture->check, violated ? code_of[code] : CODE_ORDER, pair, 2, message);
	reason->help = violated ? "use the order that the check finds without --order"
				: "put each file in place just before its own server restarts: one that crashes in between comes up "
				  "with whatever file is there";
	check_site(mixture->check, reason, first->first, SIDE_BEFORE, words_options(code));
	check_site(mixture->check, reason, then->first, SIDE_AFTER, words_options(code));
}

static bool is_ready(const struct mixture *mixture, const struct class *class)
{
	for (uint32_t i = 0; i < class->before_count; i++)
		if (mixture->classes[class->before[i]].left)
			return false;
	return true;
}

/* In the order of a roll, as far as the edges allow it. False: they bite each other's tail. */
static bool sort_order(struct mixture *mixture)
{
	struct check *check = mixture->check;
	uint32_t restarting = 0, *class_of = arena_array(mixture->arena, check->count, sizeof *class_of);
	for (uint32_t i = 0; i < mixture->count; i++)
		for (uint32_t k = 0; k < mixture->classes[i].count; k++) {
			class_of[mixture->classes[i].members[k] - check->servers] = i + 1;
			mixture->classes[i].left += mixture->classes[i].members[k]->restarts;
		}
	const struct server **waiting = arena_array(mixture->arena, check->count, sizeof *waiting);
	for (uint32_t i = 0; i < check->count; i++)
		if (check->servers[i].restarts)
			waiting[restarting++] = &check->servers[i];
	if (restarting)
		qsort(waiting, restarting, sizeof *waiting, mixture_by_roll);
	check->order = arena_array(mixture->arena, restarting, sizeof *check->order);
	while (restarting) {
		uint32_t kept = 0, before = check->order_count;
		for (uint32_t i = 0; i < restarting; i++) {
			uint32_t class = class_of[waiting[i] - check->servers];
			if (class && !is_ready(mixture, &mixture->classes[class - 1])) {
				waiting[kept++] = waiting[i];
				continue;
			}
			check->order[check->order_count++] = waiting[i];
			if (class)
				mixture->classes[class - 1].left--;
		}
		restarting = kept;
		if (check->order_count == before)
			return false;
	}
	return true;
}

/* When does it restart, counted in batches? */
static uint32_t *turns(struct mixture *mixture)
{
	const struct check *check = mixture->check;
	uint32_t *turn = arena_array(mixture->arena, check->count, sizeof *turn);
	for (uint32_t i = 0; i < check->given_count; i++)
		turn[check->given[i] - check->servers] = i / check->batch;
	return turn;
}

/* Members of one batch come up in an order that nobody chose. */
static bool keeps(const struct mixture *mixture, const uint32_t *turn, const struct class *first, const struct class *then)
{
	uint32_t last = 0, least = UINT32_MAX;
	for (uint32_t i = 0; i < first->count; i++)
		if (first->members[i]->restarts && turn[first->members[i] - mixture->check->servers] > last)
			last = turn[first->members[i] - mixture->check->servers];
	for (uint32_t i = 0; i < then->count; i++)
		if (then->members[i]->restarts && turn[then->members[i] - mixture->check->servers] < least)
			least = turn[then->members[i] - mixture->check->servers];
	return last < least;
}

static void judge_given(struct mixture *mixture)
{
	struct check *check = mixture->check;
	const uint32_t *turn = turns(mixture);
	for (uint32_t i = 0; i < mixture->count; i++) {
		const struct class *then = &mixture->classes[i];
		for (uint32_t k = 0; k < then->before_count; k++) {
			const struct class *first = &mixture->classes[then->before[k]];
			tell_edge(mixture, first, then, !keeps(mixture, turn, first, then));
		}
	}
	check->order = arena_array(mixture->arena, check->given_count, sizeof *check->order);
	for (check->order_count = 0; check->order_count < check->given_count; check->order_count++)
		check->order[check->order_count] = check->given[check->order_count];
}

static void tell_edges(struct mixture *mixture)
{
	for (uint32_t i = 0; i < mixture->count; i++)
		for (uint32_t k = 0; k < mixture->classes[i].before_count; k++)
			tell_edge(mixture, &mixture->classes[mixture->classes[i].before[k]], &mixture->classes[i], false);
}

static void tell_cycle(struct mixture *mixture)
{
	const struct server **stuck = arena_array(mixture->arena, mixture->count, sizeof *stuck);
	uint32_t count = 0;
	for (uint32_t i = 0; i < mixture->count; i++)
		if (mixture->classes[i].left)
			stuck[count++] = mixture->classes[i].members[0];
	tell_edges(mixture);
	check_add(mixture->check, CODE_CYCLE, stuck, count,
		  arena_printf(mixture->arena, "no order is safe: of %s each would have to restart before another of them",
			       check_names(mixture->arena, stuck, count)))->help =
		"take the change in two steps, or stop all members at once";
}

void mixture_judge(struct check *check)
{
	struct mixture mixture = { .check = check, .arena = check->arena };
	make_classes(&mixture);
	judge_pairs(&mixture);
	check->must_be_ordered = mixture.edges;
	if (check->given) {
		judge_given(&mixture);
	} else if (!sort_order(&mixture)) {
		check->order_count = 0;
		tell_cycle(&mixture);
	} else {
		tell_edges(&mixture);
	}
}
