/* A check of a change against every order of restarts.
 *
 * Fleets of two to five servers, made up at random: a set, two sets, a cluster with routers; members in all states of
 * authentication, with keys, certificates, modes of TLS and of the cluster, some that come and some that go. The states of a fleet lie
 * near each other, as those of a change do. Every order is gone through one restart at a time, with nothing but pair_of():
 * it is good when at no moment two that connect can't talk. Then
 *
 *     no order is good                 check_run() says so
 *     some are, and not all            it wants an order, and the one that it gives is good
 *     all are                          it wants none
 *
 * and the same for an order that is asked for, for batches, for a stop of everything, and for a fleet in which each member
 * is there twice, as members that are alike are judged as one. Nobody has a vote, so that majorities don't come into it.
 *
 * Environment: MONGOCONF_VALGRIND takes a few fleets only. */
#include <criterion/criterion.h>

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "../unit/lint_files.h"
#include "base/buf.h"
#include "base/os.h"
#include "fleet/pair_certificate.h"
#include "rollout/check.h"

enum { SERVERS_MAX = 10, STATES_MAX = 5, ROADS = 6 };

static struct arena arena = ARENA_INIT, kept = ARENA_INIT;

static void teardown(void)
{
	arena_free(&arena);
	arena_free(&kept);
}

TestSuite(rollout, .fini = teardown);

/* ---- chance ---- */

static uint64_t seed;

static uint32_t draw(uint32_t below)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (uint32_t)(seed >> 33) % below;
}

static bool chance(uint32_t percent)
{
	return draw(100) < percent;
}

/* ---- states ---- */

enum { KEYFILES = 5 };

static struct key keys[KEYFILES][KEYS_MAX];
static struct keyfile keyfiles[KEYFILES];

/* [A], [A, B], [B, A], [B], [C]. */
static void make_keyfiles(void)
{
	static const char *const held[KEYFILES] = { "A", "AB", "BA", "B", "C" };
	for (unsigned i = 0; i < KEYFILES; i++) {
		uint32_t count = (uint32_t)strlen(held[i]);
		for (uint32_t k = 0; k < count; k++) {
			keys[i][k] = (struct key){ .length = 64 };
			memset(keys[i][k].digest, held[i][k], sizeof keys[i][k].digest);
		}
		keyfiles[i] = (struct keyfile){ .state = KEYFILE_READ, .keys = keys[i], .count = count };
	}
}

/* Certificates of the name Old and then New, each state a step from the one before it; and those of one CA, then of another. */
static const struct {
	const char *own, *cas, *settings;
} papers[] = {
	{ "o", "ca1", "" },
	{ "o", "ca1", "setParameter.tlsX509ClusterAuthDNOverride: 'O=New,OU=Servers'\n" },
	{ "n", "ca1", "setParameter.tlsX509ClusterAuthDNOverride: 'O=Old,OU=Servers'\n" },
	{ "n", "ca1", "" },
	{ "o", "ca1+ca2", "" },
	{ "o-by-ca2", "ca1+ca2", "" },
	{ "o-by-ca2", "ca2", "" },
};
enum { PAPERS = sizeof papers / sizeof *papers, NAMES_END = 3, CAS_END = 6 };
static const struct pair_certificates *certificates[PAPERS];

static const struct certificates *read_certificates(const char *names)
{
	struct arena scratch = ARENA_INIT;
	struct certificates *file = arena_alloc(&kept, sizeof *file);
	struct buf text = BUF_INIT(&kept);
	struct err err = ERR_INIT(&kept);
	struct str rest = str_of(names), name;
	while (str_split(&rest, '+', &name)) {
		struct str bytes;
		const char *path = arena_printf(&kept, "fixtures/certificates/%.*s.pem", STR_ARG(name));
		cr_assert(os_read_file(&kept, lint_fixture(&kept, path), &bytes, NULL, &err), "%s can't be read", path);
		buf_str(&text, bytes);
	}
	certificates_parse(&kept, &scratch, buf_done(&text), file);
	arena_wipe(&scratch);
	return file;
}

static void make_certificates(void)
{
	for (unsigned i = 0; i < PAPERS; i++) {
		const struct certificates *files[PAIR_FILES] = {
			[PAIR_FILE_OWN] = read_certificates(papers[i].own), [PAIR_FILE_CA] = read_certificates(papers[i].cas),
		};
		struct buf text = BUF_INIT(&kept);
		buf_printf(&text, "net.tls: {mode: requireTLS, certificateKeyFile: /own.pem, CAFile: /ca.pem}\n%s", papers[i].settings);
		certificates[i] = pair_certificates_of(&kept, lint_config_of(&kept, "mongod.conf", buf_done(&text), "4.4"), files);
	}
}

static unsigned papers_of(const struct pair_state *state)
{
	unsigned number = 0;
	while (certificates[number] != state->certificates)
		number++;
	return number;
}

/* As one of the kinds of member that start. */
static void settle(struct pair_state *state)
{
	bool key = state->cluster == CLUSTER_KEYFILE || state->cluster == CLUSTER_SEND_KEYFILE;
	if (state->cluster != CLUSTER_KEYFILE && state->cluster != CLUSTER_X509)
		state->transition = false;
	if (key && !state->keyfile)
		state->keyfile = &keyfiles[0];
	if (state->cluster == CLUSTER_NONE)
		state->keyfile = NULL;
	state->keyfile_path = state->keyfile ? "/etc/mongo/key" : NULL;
	if (state->cluster == CLUSTER_NONE)
		state->auth = state->auth == AUTH_LONE ? AUTH_LONE : AUTH_NONE;
	else
		state->auth = state->transition ? AUTH_TRANSITION : AUTH_ENFORCED;
	state->wants_certificate &= state->tls != TLS_OFF && state->tls != TLS_UNKNOWN;
	state->withholds_certificate &= state->tls != TLS_OFF;
	if (!state->certificates)
		state->certificates = certificates[0];
}

/* A step to one side, as a change takes one. */
static void vary(struct pair_state *state)
{
	uint32_t step = draw(2);
	switch (draw(8)) {
	case 0:
	case 1:
		if (state->cluster == CLUSTER_NONE)
			state->cluster = CLUSTER_KEYFILE, state->auth = AUTH_NONE, state->transition = step;
		else if (state->transition)
			state->cluster = step ? state->cluster : CLUSTER_NONE, state->transition = false;
		else
			state->transition = true;
		break;
	case 2:
	case 3:
		if (step ? state->tls < TLS_REQUIRE : state->tls > TLS_OFF)
			state->tls = step ? state->tls + 1 : state->tls - 1;
		break;
	case 4:
		if (step ? state->cluster < CLUSTER_X509 : state->cluster > CLUSTER_NONE)
			state->cluster = step ? state->cluster + 1 : state->cluster - 1;
		break;
	case 5:
	case 6:
		state->keyfile = &keyfiles[draw(KEYFILES)];
		break;
	default:
		switch (draw(12)) {
		case 0: state->auth = AUTH_LONE, state->cluster = CLUSTER_NONE; break;
		case 1: state->wants_certificate = !state->wants_certificate; break;
		case 2: state->withholds_certificate = !state->withholds_certificate; break;
		case 3: state->tls = TLS_UNKNOWN; break;
		case 4:
		case 5: state->certificates = certificates[draw(PAPERS)]; break;
		default: break;
		}
	}
	settle(state);
}

/* ---- fleets ---- */

struct fleet_made {
	struct server servers[SERVERS_MAX];
	uint32_t count;
};

/* Who is what: sets 1 and 2 of cluster 1 or of none, its routers, and now and then one that belongs to nobody. */
static void place(struct server *server, uint32_t shape, uint32_t number)
{
	switch (shape) {
	case 0:
	case 1:
		server->set = 1;
		server->role = ROLE_MEMBER;
		break;
	case 2:
		server->set = 1 + number % 2;
		server->role = ROLE_MEMBER;
		break;
	default:
		server->cluster = 1;
		server->role = number == 0 ? ROLE_CONFIG_SERVER : number % 2 ? ROLE_ROUTER : ROLE_SHARD;
		server->set = server->role == ROLE_ROUTER ? 0 : number == 0 ? 1 : 2;
		break;
	}
	if (chance(2)) {
		server->set = server->cluster = 0;
		server->role = ROLE_MEMBER;
	}
}

static bool same(const struct server *server)
{
	return server->runs == server->stays && (!server->runs || pair_state_same(&server->now, &server->next));
}

/* One step on along one of the roads that procedures take; at its end nowhere. */
static void advance(struct pair_state *state, uint32_t road)
{
	switch (road) {
	case 0:
		if (state->cluster == CLUSTER_NONE && state->auth != AUTH_LONE)
			state->cluster = CLUSTER_KEYFILE, state->transition = true;
		else
			state->transition = false;
		break;
	case 1:
		state->tls += state->tls < TLS_REQUIRE;
		break;
	case 2:
		state->cluster += state->cluster && state->cluster < CLUSTER_X509;
		break;
	case 3:
		state->keyfile += state->keyfile && state->keyfile < &keyfiles[KEYFILES - 2];
		break;
	case 4:
		if (papers_of(state) < NAMES_END)
			state->certificates = certificates[papers_of(state) + 1];
		break;
	default:
		if (papers_of(state) < CAS_END)
			state->certificates = certificates[papers_of(state) < NAMES_END ? NAMES_END + 1 : papers_of(state) + 1];
	}
	settle(state);
}

/* Where certificates are shown, for the roads on which they change. */
static void show_certificates(struct pair_state *state)
{
	state->tls = TLS_REQUIRE;
	state->cluster = CLUSTER_X509;
	state->transition = chance(30);
	state->certificates = certificates[0];
	settle(state);
}

/* Anything goes, or a road, with a step aside now and then. */
static void make_states(struct pair_state *states, uint32_t count, uint32_t road)
{
	for (uint32_t i = draw(12); i; i--)
		vary(&states[0]);
	settle(&states[0]);
	if (road == 4 || road == 5)
		show_certificates(&states[0]);
	for (uint32_t i = 1; i < count; i++) {
		states[i] = states[road < ROADS ? i - 1 : draw(i)];
		if (road < ROADS)
			advance(&states[i], road);
		if (road >= ROADS || chance(15))
			vary(&states[i]);
	}
}

static void make_fleet(struct fleet_made *fleet)
{
	static const char *const names[] = { "m0", "m1", "m2", "m3", "m4" };
	struct pair_state states[STATES_MAX] = { 0 };
	*fleet = (struct fleet_made){ .count = 2 + draw(4) };
	uint32_t used = 2 + draw(STATES_MAX - 1), shape = draw(5);
	uint32_t road = draw(ROADS + 2);
	bool back = chance(30);
	make_states(states, used, road);
	for (uint32_t i = 0; i < fleet->count; i++) {
		struct server *server = &fleet->servers[i];
		*server = (struct server){ .name = names[i], .runs = true, .stays = true, .up = true };
		place(server, shape, i);
		uint32_t now = draw(used), next = road >= ROADS ? draw(used) : now + 1 < used ? now + 1 : now;
		server->now = states[back ? next : now];
		server->next = states[back ? now : next];
		if (chance(5))
			*(chance(50) ? &server->runs : &server->stays) = false;
		server->restarts = !same(server) || chance(10);
	}
}

/* Each member once more, under another name. */
static void double_fleet(const struct fleet_made *fleet, struct fleet_made *twice)
{
	static const char *const names[] = { "n0", "n1", "n2", "n3", "n4" };
	*twice = *fleet;
	for (uint32_t i = 0; i < fleet->count; i++) {
		twice->servers[twice->count] = fleet->servers[i];
		twice->servers[twice->count++].name = names[i];
	}
}

/* ---- every mixture ---- */

static bool connects(const struct server *a, const struct server *b)
{
	bool together = (a->cluster && a->cluster == b->cluster) || (!a->cluster && !b->cluster && a->set && a->set == b->set);
	return a != b && together && b->role != ROLE_ROUTER;
}

/* fine[i][ni][k][nk]: can i talk to k, with their old states (0) or new ones (1)? Who is not there is no trouble. */
struct mixtures {
	const struct fleet_made *fleet;
	bool fine[SERVERS_MAX][2][SERVERS_MAX][2];
	uint32_t restarting;                   /* bits of those that restart */
	bool broken[1U << SERVERS_MAX];        /* by the bits of those that have restarted */
};

static void try_mixtures(const struct fleet_made *fleet, struct mixtures *all)
{
	all->fleet = fleet;
	all->restarting = 0;
	for (uint32_t i = 0; i < fleet->count; i++) {
		const struct server *a = &fleet->servers[i];
		all->restarting |= (uint32_t)a->restarts << i;
		for (uint32_t k = 0; k < fleet->count; k++)
			for (unsigned bits = 0; bits < 4; bits++) {
				const struct server *b = &fleet->servers[k];
				bool there = (bits & 1 ? a->stays : a->runs) && (bits & 2 ? b->stays : b->runs);
				all->fine[i][bits & 1][k][bits >> 1] =
					!there || !connects(a, b) ||
					pair_of(bits & 1 ? &a->next : &a->now, bits & 2 ? &b->next : &b->now) == PAIR_OK;
			}
	}
	for (uint32_t mask = 0; mask < 1U << fleet->count; mask++) {
		if (mask & ~all->restarting)
			continue;
		bool good = true;
		for (uint32_t i = 0; i < fleet->count && good; i++)
			for (uint32_t k = 0; k < fleet->count && good; k++)
				good = all->fine[i][mask >> i & 1][k][mask >> k & 1];
		all->broken[mask] = !good;
	}
}

/* Goes through all orders from here; returns how many there are, and adds the good ones. */
static uint32_t try_orders(const struct mixtures *all, uint32_t done, bool good, uint32_t *good_ones)
{
	good = good && !all->broken[done];
	if (done == all->restarting) {
		*good_ones += good;
		return 1;
	}
	uint32_t count = 0;
	for (uint32_t i = 0; i < all->fleet->count; i++)
		if (all->restarting >> i & ~done >> i & 1)
			count += try_orders(all, done | 1U << i, good, good_ones);
	return count;
}

/* Of a fleet with more members than orders can be gone through: the mixtures that a good order leads to. */
static bool leads_to_end(const struct mixtures *all)
{
	static bool reached[1U << SERVERS_MAX];
	for (uint32_t mask = 0; mask <= all->restarting; mask++) {
		reached[mask] = mask == 0;
		for (uint32_t i = 0; i < all->fleet->count && !reached[mask]; i++)
			reached[mask] = mask >> i & 1 && reached[mask ^ 1U << i];
		reached[mask] = reached[mask] && !(mask & ~all->restarting) && !all->broken[mask];
	}
	return reached[all->restarting];
}

static bool any_broken(const struct mixtures *all)
{
	for (uint32_t mask = 0; mask <= all->restarting; mask++)
		if (!(mask & ~all->restarting) && all->broken[mask])
			return true;
	return false;
}

/* The order, so many at a time; those of one batch come up as they may. */
static bool order_is_good(const struct mixtures *all, const struct server *const *order, uint32_t count, uint32_t batch)
{
	uint32_t done = 0;
	bool good = !all->broken[0];
	for (uint32_t i = 0; i < count; i += batch) {
		uint32_t members = 0;
		for (uint32_t k = i; k < count && k < i + batch; k++)
			members |= 1U << (order[k] - all->fleet->servers);
		for (uint32_t part = members; part; part = (part - 1) & members)
			good &= !all->broken[done | part];
		done |= members;
	}
	cr_assert_eq(done, all->restarting, "an order leaves some out, or has others");
	return good;
}

/* ---- the check ---- */

static void run(struct check *check, const struct fleet_made *fleet)
{
	check->servers = fleet->servers;
	check->count = fleet->count;
	check_run(&arena, check);
}

/* Is it said that some can't talk to others, or that no order is safe? */
static bool tells_of_pairs(const struct check *check)
{
	for (uint32_t i = 0; i < check->reason_count; i++)
		if (check->reasons[i].code >= CODE_PAIR_TLS && check->reasons[i].code <= CODE_CYCLE)
			return true;
	return false;
}

static void put_state(struct buf *out, bool there, const struct pair_state *state)
{
	if (there)
		buf_printf(out, " [auth %d cluster %d tls %d keys %d transition %d withholds %d wants %d papers %u]", (int)state->auth,
			   (int)state->cluster, (int)state->tls, state->keyfile ? (int)(state->keyfile - keyfiles) : -1,
			   state->transition, state->withholds_certificate, state->wants_certificate,
			   papers_of(state));
	else
		buf_printf(out, " [not there]");
}

static const char *shown(const struct fleet_made *fleet)
{
	struct buf out = BUF_INIT(&arena);
	for (uint32_t i = 0; i < fleet->count; i++) {
		const struct server *server = &fleet->servers[i];
		buf_printf(&out, "\n  %s set %u cluster %u role %d%s:", server->name, server->set, server->cluster, (int)server->role,
			   server->restarts ? "" : " stays up");
		put_state(&out, server->runs, &server->now);
		put_state(&out, server->stays, &server->next);
	}
	return str_cstr(&arena, buf_done(&out));
}

/* What all orders together say. */
struct truth {
	bool possible, free;
};

/* Orders may be refused as a whole for what has not to do with pairs; here nothing of that kind is made up. */
static void compare(const struct fleet_made *fleet, const struct mixtures *all, struct truth truth, unsigned number)
{
	struct check check = { .batch = 1 };
	run(&check, fleet);
	cr_assert_eq(!tells_of_pairs(&check), truth.possible, "fleet %u: %s%s", number,
		     truth.possible ? "an order is good, and none is found" : "no order is good, and that is not said", shown(fleet));
	if (!truth.possible) {
		cr_assert(check.verdict >= VERDICT_UNSAFE && !check.order_count, "fleet %u%s", number, shown(fleet));
		return;
	}
	cr_assert_eq(check.must_be_ordered, !truth.free, "fleet %u: %s%s", number,
		     truth.free ? "every order is good" : "not every order is good", shown(fleet));
	if (check.verdict >= VERDICT_UNSAFE)
		return;
	cr_assert_eq(check.verdict == VERDICT_ORDERED, !truth.free, "fleet %u: the verdict is %s%s", number,
		     verdict_name(check.verdict), shown(fleet));
	cr_assert(order_is_good(all, check.order, check.order_count, 1), "fleet %u: the order that is given is not good%s", number,
		  shown(fleet));
}

static void compare_down(const struct fleet_made *fleet, const struct mixtures *all, unsigned number)
{
	struct check check = { .batch = 1, .all_at_once = true };
	run(&check, fleet);
	cr_assert_eq(tells_of_pairs(&check), all->broken[all->restarting], "fleet %u: a stop of everything%s", number, shown(fleet));
}

/* An order that is asked for, at random. */
static void compare_given(const struct fleet_made *fleet, const struct mixtures *all, uint32_t batch, unsigned number)
{
	const struct server *order[SERVERS_MAX];
	uint32_t count = 0;
	for (uint32_t i = 0; i < fleet->count; i++)
		if (fleet->servers[i].restarts)
			order[count++] = &fleet->servers[i];
	for (uint32_t i = count; i > 1; i--) {
		uint32_t k = draw(i);
		const struct server *moved = order[k];
		order[k] = order[i - 1];
		order[i - 1] = moved;
	}
	struct check check = { .given = order, .given_count = count, .batch = batch };
	run(&check, fleet);
	bool good = order_is_good(all, order, count, batch);
	cr_assert_eq(!tells_of_pairs(&check), good, "fleet %u: an order, %u at a time, beginning with %s, is %s%s", number, batch,
		     count ? order[0]->name : "nobody", good ? "good" : "bad", shown(fleet));
}

static void judge(const struct fleet_made *fleet, unsigned number, uint32_t *tally)
{
	static struct mixtures all;
	try_mixtures(fleet, &all);
	uint32_t good = 0, orders = try_orders(&all, 0, true, &good);
	struct truth truth = { good > 0, good == orders };
	tally[good == 0 ? 0 : good == orders ? 2 : 1]++;
	compare(fleet, &all, truth, number);
	compare_down(fleet, &all, number);
	compare_given(fleet, &all, 1, number);
	compare_given(fleet, &all, 2, number);
}

static void judge_doubled(const struct fleet_made *fleet, unsigned number)
{
	static struct fleet_made twice;
	static struct mixtures all;
	double_fleet(fleet, &twice);
	try_mixtures(&twice, &all);
	compare(&twice, &all, (struct truth){ leads_to_end(&all), !any_broken(&all) }, number);
	compare_given(&twice, &all, 1, number);
}

Test(rollout, orders)
{
	static struct fleet_made fleet;
	const uint32_t fleets = getenv("MONGOCONF_VALGRIND") ? 1000 : 20000;
	uint32_t tally[3] = { 0 };
	make_keyfiles();
	make_certificates();
	seed = 88172645463325252;
	for (unsigned number = 0; number < fleets; number++) {
		make_fleet(&fleet);
		judge(&fleet, number, tally);
		if (number % 8 == 0)
			judge_doubled(&fleet, number);
		arena_reset(&arena);
	}
	/* None of the three is rare, or this shows little. */
	for (unsigned i = 0; i < 3; i++)
		cr_assert_gt(tally[i], fleets / 100, "%u fleets with no good order, %u with some, %u with all", tally[0], tally[1], tally[2]);
}
