#include <stdlib.h>
#include <string.h>

#include "base/sort.h"
#include "fleet/build.h"
#include "fleet/near.h"

/* How many must bear a name for another to be taken for it, and from which number of names on
 * nearness says nothing. */
enum { NEAR_BEARERS = 2, CROWD = 250000 };

static int by_file_and_name(const struct member *left, const struct member *right)
{
	int order = strcmp(source_path(left->config->source), source_path(right->config->source));
	return order ? order : str_compare(str_of(left->name), str_of(right->name));
}

static int by_key_and_set(const void *a, const void *b)
{
	const struct seat *left = a, *right = b;
	int order = str_compare(left->key, right->key);
	if (!order)
		order = left->unread - right->unread;
	if (!order)
		order = left->config_server - right->config_server;
	if (!order)
		order = str_compare(left->member->set, right->member->set);
	return order ? order : by_file_and_name(left->member, right->member);
}

static int by_set_alone(const void *a, const void *b)
{
	const struct seat *left = *(struct seat *const *)a, *right = *(struct seat *const *)b;
	return str_compare(left->member->set, right->member->set);
}

/* Config servers and others are never one set - but where one of three or more has another role than all
 * the others of its name, the role is the mistake. */
static void seat_roles(struct arena *arena, struct seat *seats, uint32_t count)
{
	struct seat **sorted = arena_array(arena, count, sizeof *sorted);
	uint32_t config_servers = 0;
	for (uint32_t i = 0; i < count; i++) {
		sorted[i] = &seats[i];
		config_servers += seats[i].config_server;
	}
	if (!config_servers || config_servers == count)
		return;
	qsort(sorted, count, sizeof *sorted, by_set_alone);
	for (uint32_t from = 0, to; from < count; from = to) {
		uint32_t some = 0;
		for (to = from; to < count && str_eq(sorted[to]->member->set, sorted[from]->member->set); to++)
			some += sorted[to]->config_server;
		uint32_t all = to - from;
		if (!sorted[from]->member->set.len || all < 3 || (some != 1 && some != all - 1))
			continue;
		for (uint32_t i = from; i < to; i++)
			sorted[i]->config_server = some > 1;
	}
}

/* Neighbours with one key that bear one name (or none). */
struct run {
	uint32_t from, to;
	uint32_t joins;  /* the run that this one is taken for a part of; itself otherwise */
	uint32_t first;  /* of those that join this one, in their order; RUN_NONE: there is none */
	uint32_t next;   /* of those that join the same; RUN_NONE: this one is the last */
};
#define RUN_NONE UINT32_MAX

static struct str run_set(const struct seat *seats, const struct run *run)
{
	return seats[run->from].member->set;
}

static uint32_t run_length(const struct run *run)
{
	return run->to - run->from;
}

static uint32_t runs_of(const struct seat *seats, uint32_t from, uint32_t to, struct run *runs)
{
	uint32_t count = 0;
	for (uint32_t i = from; i < to; i++) {
		if (i > from && str_eq(seats[i].member->set, seats[i - 1].member->set)) {
			runs[count - 1].to = i + 1;
			continue;
		}
		runs[count] = (struct run){ .from = i, .to = i + 1, .joins = count };
		count++;
	}
	return count;
}

/* The one named run with at least two bearers; count when there is none or more than one. `named`
 * becomes the number of all that have a name. */
static uint32_t only_named_run(const struct seat *seats, const struct run *runs, uint32_t count, uint32_t *named)
{
	uint32_t found = count, great = 0;
	*named = 0;
	for (uint32_t i = 0; i < count; i++) {
		if (!run_set(seats, &runs[i]).len)
			continue;
		++*named;
		if (run_length(&runs[i]) >= NEAR_BEARERS) {
			found = i;
			great++;
		}
	}
	return great == 1 ? found : count;
}

/* The run whose name this one was meant to be: the nearest; none when two are as near. */
static uint32_t nearest(const struct seat *seats, const struct run *runs, const uint32_t *bearers,
			uint32_t bearer_count, uint32_t i)
{
	unsigned best = NEAR_NO;
	uint32_t found = i;
	for (uint32_t k = 0; k < bearer_count; k++) {
		unsigned distance = near_distance(run_set(seats, &runs[i]), run_set(seats, &runs[bearers[k]]));
		if (distance == best)
			found = i;
		if (distance < best) {
			best = distance;
			found = bearers[k];
		}
	}
	return found;
}

/* Those that are alike only by being declared together. */
static void join_stray(const struct seat *seats, struct run *runs, uint32_t i, uint32_t only)
{
	bool joins = true;
	for (uint32_t k = runs[i].from; joins && k < runs[i].to; k++) {
		struct str name = str_of(seats[k].member->name), other = str_of(seats[runs[only].from].member->name);
		joins = seats[k].strays == STRAYS_ALL || (seats[k].strays == STRAYS_ALIKE && near_counted(name, other));
	}
	if (joins && (run_set(seats, &runs[i]).len == 0 || run_length(&runs[i]) == 1))
		runs[i].joins = only;
}

/* A cluster has one set of config servers, so there is no doubt where one of another name, or none, belongs. Among
 * those that are said to be of one cluster: the set, or `count`. */
static uint32_t config_server_run(const struct seat *seats, const struct run *runs, uint32_t count)
{
	uint32_t found = count, great = 0;
	for (uint32_t i = 0; i < count; i++) {
		const struct seat *first = &seats[runs[i].from];
		if (first->policy != POLICY_SPLIT || !first->config_server || !run_set(seats, &runs[i]).len ||
		    run_length(&runs[i]) < NEAR_BEARERS)
			continue;
		found = i;
		great++;
	}
	return great == 1 ? found : count;
}

static void join_config_servers(const struct seat *seats, struct run *runs, uint32_t count)
{
	uint32_t to = config_server_run(seats, runs, count);
	for (uint32_t i = 0; to < count && i < count; i++)
		if (i != to && runs[i].joins == i && run_length(&runs[i]) == 1 && seats[runs[i].from].config_server)
			runs[i].joins = to;
}

static void join_near_misses(struct arena *arena, const struct seat *seats, struct run *runs, uint32_t count)
{
	uint32_t named, only = only_named_run(seats, runs, count, &named), bearer_count = 0;
	uint32_t *bearers = arena_array(arena, count, sizeof *bearers);
	bool split = seats[runs[0].from].policy == POLICY_SPLIT;
	for (uint32_t i = 0; i < count; i++)
		if (run_set(seats, &runs[i]).len && run_length(&runs[i]) >= NEAR_BEARERS)
			bearers[bearer_count++] = i;
	/* Where there are that many names, being near to one says nothing. */
	bool crowd = (uint64_t)bearer_count * count > CROWD;
	for (uint32_t i = 0; i < count; i++) {
		bool has_name = run_set(seats, &runs[i]).len > 0;
		if (has_name && run_length(&runs[i]) == 1 && !crowd)
			runs[i].joins = nearest(seats, runs, bearers, bearer_count, i);
		/* One name against all the others', among those that are said to be one. */
		if (split && has_name && runs[i].joins == i && only < count && i != only && named == 2)
			join_stray(seats, runs, i, only);
		/* Many without a name are no mistake, but servers of another kind. */
		if (!has_name && only < count && (named == 1 || split) &&
		    2 * run_length(&runs[i]) <= run_length(&runs[only])) {
			if (split)
				join_stray(seats, runs, i, only);
			else
				runs[i].joins = only;
		}
	}
	join_config_servers(seats, runs, count);
}

/* All are one; the greatest run has the name, of two as great the one that the source of this
 * names, else the first. */
static uint32_t join_all(const struct seat *seats, struct run *runs, uint32_t count)
{
	uint32_t most = count;
	for (uint32_t i = 0; i < count; i++) {
		struct str set = run_set(seats, &runs[i]);
		if (!set.len)
			continue;
		if (most == count || run_length(&runs[i]) > run_length(&runs[most]) ||
		    (run_length(&runs[i]) == run_length(&runs[most]) && str_eq(set, seats[runs[i].from].hint)))
			most = i;
	}
	most = most == count ? 0 : most;
	for (uint32_t i = 0; i < count; i++)
		runs[i].joins = most;
	return most;
}

static enum guess guess_of(const struct build *build, const struct member *member, struct str set)
{
	if (!set.len || build_trait(build, member)->set_elsewhere || str_eq(member->set, set))
		return GUESS_NONE;
	return member->set.len ? GUESS_NEAR_NAME : GUESS_NO_NAME;
}

static int by_file(const void *a, const void *b)
{
	return by_file_and_name(*(struct member *const *)a, *(struct member *const *)b);
}

/* There may be as many runs as files: each is asked once whom it joins. */
static void link_runs(struct run *runs, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++)
		runs[i].first = RUN_NONE;
	for (uint32_t i = count; i-- > 0;) {
		struct run *main = &runs[runs[i].joins];
		runs[i].next = main->first;
		main->first = i;
	}
}

static void add_deployment(struct build *build, const struct seat *seats, const struct run *runs, uint32_t main, bool alone)
{
	const struct seat *first = &seats[runs[main].from];
	uint32_t members = 0;
	for (uint32_t i = runs[main].first; i != RUN_NONE; i = runs[i].next)
		members += run_length(&runs[i]);
	bool one = first->policy == POLICY_ONE;
	if (!one && (!first->member->set.len || (first->policy == POLICY_INFER && members < 2)))
		return;

	struct deployment *deployment = build_deployment(build, members);
	deployment->set = first->member->set.len ? first->member->set : first->hint;
	const char *set = str_cstr(build->arena, deployment->set);
	deployment->name = !first->name ? set : alone || !deployment->set.len ? first->name
			 : arena_printf(build->arena, "%s/%s", first->name, set);
	deployment->declared = first->policy != POLICY_INFER;
	deployment->alike = first->alike;
	deployment->because = first->because;
	deployment->project = first->project;
	for (uint32_t i = runs[main].first; i != RUN_NONE; i = runs[i].next) {
		for (uint32_t k = runs[i].from; k < runs[i].to; k++) {
			struct member *member = seats[k].member;
			member->deployment = deployment;
			member->guess = guess_of(build, member, deployment->set);
			deployment->members[deployment->count++] = member;
		}
	}
	sort_items(deployment->members, deployment->count, sizeof *deployment->members, by_file);
}

/* Those of one key and one kind; `whole`: there is no other kind with this key. */
static void group_run(struct build *build, const struct seat *seats, uint32_t from, uint32_t to, bool whole,
		      struct run *runs)
{
	uint32_t count = runs_of(seats, from, to, runs), sets = 0;
	if (seats[from].policy == POLICY_ONE)
		join_all(seats, runs, count);
	else
		join_near_misses(build->arena, seats, runs, count);
	for (uint32_t i = 0; i < count; i++)
		sets += runs[i].joins == i && run_set(seats, &runs[i]).len;
	link_runs(runs, count);
	for (uint32_t i = 0; i < count; i++)
		if (runs[i].joins == i)
			add_deployment(build, seats, runs, i, whole && sets <= 1);
}

/* The only deployment of the seats, or NULL. */
static struct deployment *only_deployment(const struct seat *seats, uint32_t from, uint32_t to)
{
	struct deployment *only = NULL;
	for (uint32_t i = from; i < to; i++) {
		struct deployment *deployment = seats[i].member->deployment;
		if (deployment && only && deployment != only)
			return NULL;
		only = deployment ? deployment : only;
	}
	return only;
}

static void add_unread(struct build *build, const struct seat *seats, uint32_t from, uint32_t middle, uint32_t to)
{
	struct deployment *deployment = only_deployment(seats, from, middle);
	if (!deployment || middle == to)
		return;
	deployment->unread = arena_grow(build->arena, deployment->unread, deployment->unread_count,
					deployment->unread_count + to - middle, sizeof *deployment->unread);
	for (uint32_t i = middle; i < to; i++) {
		seats[i].member->deployment = deployment;
		deployment->unread[deployment->unread_count++] = seats[i].member;
	}
}

/* Those of one key. */
static void group_key(struct build *build, struct seat *seats, uint32_t from, uint32_t to, struct run *runs)
{
	uint32_t end = from, middle = from;
	/* They are last. */
	while (end < to && !seats[end].unread)
		end++;
	seat_roles(build->arena, seats + from, end - from);
	sort_items(seats + from, to - from, sizeof *seats, by_key_and_set);
	while (middle < end && !seats[middle].config_server)
		middle++;
	bool whole = middle == from || middle == end;
	if (middle > from)
		group_run(build, seats, from, middle, whole, runs);
	if (middle < end)
		group_run(build, seats, middle, end, whole, runs);
	add_unread(build, seats, from, end, to);
}

void seats_group(struct build *build, struct seat *seats, uint32_t count)
{
	struct run *runs = arena_array(build->scratch, count, sizeof *runs);
	if (!count)
		return;
	for (uint32_t i = 0; i < count; i++) {
		seats[i].unread = build_trait(build, seats[i].member)->no_file;
		seats[i].config_server = seats[i].policy != POLICY_ONE && seats[i].member->role == ROLE_CONFIG_SERVER;
	}
	sort_items(seats, count, sizeof *seats, by_key_and_set);
	for (uint32_t from = 0, to; from < count; from = to) {
		for (to = from + 1; to < count && str_eq(seats[to].key, seats[from].key);)
			to++;
		group_key(build, seats, from, to, runs);
	}
}
