#include "fleet/fleet.h"

#include <stdlib.h>

#include "base/buf.h"
#include "fleet/hosts.h"
#include "fleet/siblings.h"

/* How far a name may be from another to be taken for it, and how many must bear that one. */
enum { NEAR_EDITS = 2, NEAR_BEARERS = 2, CROWD = 250000 };

static int by_group_and_set(const void *a, const void *b)
{
	const struct sibling *left = a, *right = b;
	int order = str_compare(left->group, right->group);
	if (!order)
		order = str_compare(left->set, right->set);
	if (!order)
		order = str_compare(str_of(left->config->source->name), str_of(right->config->source->name));
	return order;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* "rs" of rs0, "shard" of shard-a and shardA: the name without what counts it, if anything does. */
static struct str without_index(struct str name)
{
	uint32_t end = name.len;
	while (end > 0 && is_digit(name.at[end - 1]))
		end--;
	if (end < name.len || end < 2)
		return str_sub(name, 0, end);
	char last = name.at[end - 1], before = name.at[end - 2];
	bool upper = last >= 'A' && last <= 'Z', lower = last >= 'a' && last <= 'z';
	bool after_mark = before == '-' || before == '_' || before == '.' || is_digit(before);
	bool after_lower = before >= 'a' && before <= 'z';
	return upper ? str_sub(name, 0, after_mark || after_lower ? end - 1 : end)
	     : str_sub(name, 0, lower && after_mark ? end - 1 : end);
}

/* rs0 and rs1 are two shards, not a slip of the pen. */
static bool differ_in_index(struct str a, struct str b)
{
	struct str left = without_index(a), right = without_index(b);
	return left.len < a.len && right.len < b.len && str_eq_nocase(left, right);
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static char next_letter(struct str *rest)
{
	while (rest->len && is_blank(rest->at[0]))
		*rest = str_sub(*rest, 1, rest->len);
	if (!rest->len)
		return '\0';
	char c = rest->at[0];
	*rest = str_sub(*rest, 1, rest->len);
	return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

static bool differ_in_case_or_blanks(struct str a, struct str b)
{
	char left, right;
	do {
		left = next_letter(&a);
		right = next_letter(&b);
	} while (left == right && left);
	return left == right;
}

enum { NO_NEAR_MISS = 99 };

/* How near: 0 for case and blanks, else edits. */
static unsigned distance_of(struct str name, struct str other)
{
	if (differ_in_case_or_blanks(name, other))
		return 0;
	if (differ_in_index(name, other))
		return NO_NEAR_MISS;
	/* Two edits make a two-letter name into any other. */
	unsigned limit = name.len <= 3 || other.len <= 3 ? 1 : NEAR_EDITS;
	unsigned edits = str_distance(name, other, limit);
	return edits <= limit ? edits : NO_NEAR_MISS;
}

/* Neighbours of one group that bear one name (or none). */
struct run {
	uint32_t from, to;
	uint32_t joins;  /* the run that this one is taken for a part of; itself otherwise */
};

static uint32_t runs_of(const struct sibling *files, uint32_t from, uint32_t to, struct run *runs)
{
	uint32_t count = 0;
	for (uint32_t i = from; i < to; i++) {
		if (i > from && str_eq(files[i].set, files[i - 1].set)) {
			runs[count - 1].to = i + 1;
			continue;
		}
		runs[count] = (struct run){ i, i + 1, count };
		count++;
	}
	return count;
}

static uint32_t run_length(const struct run *run)
{
	return run->to - run->from;
}

/* The one named run with at least two bearers; count when there is none or more than one. */
static uint32_t only_named_run(const struct sibling *files, const struct run *runs, uint32_t count)
{
	uint32_t found = count, named = 0;
	for (uint32_t i = 0; i < count; i++) {
		if (!files[runs[i].from].set.len)
			continue;
		named++;
		if (run_length(&runs[i]) >= NEAR_BEARERS)
			found = i;
	}
	return named == 1 ? found : count;
}

/* The run whose name this one was meant to be: the nearest; none when two are as near. */
static uint32_t nearest(const struct sibling *files, const struct run *runs, const uint32_t *bearers,
			uint32_t bearer_count, uint32_t i)
{
	unsigned best = NO_NEAR_MISS;
	uint32_t found = i;
	for (uint32_t k = 0; k < bearer_count; k++) {
		unsigned distance = distance_of(files[runs[i].from].set, files[runs[bearers[k]].from].set);
		if (distance == best)
			found = i;
		if (distance < best) {
			best = distance;
			found = bearers[k];
		}
	}
	return found;
}

static void join_near_misses(struct arena *arena, const struct sibling *files, struct run *runs, uint32_t count)
{
	uint32_t only = only_named_run(files, runs, count), bearer_count = 0;
	uint32_t *bearers = arena_array(arena, count, sizeof *bearers);
	for (uint32_t i = 0; i < count; i++)
		if (files[runs[i].from].set.len && run_length(&runs[i]) >= NEAR_BEARERS)
			bearers[bearer_count++] = i;
	/* Where there are that many names, being near to one says nothing. */
	bool crowd = (uint64_t)bearer_count * count > CROWD;
	for (uint32_t i = 0; i < count; i++) {
		bool named = files[runs[i].from].set.len > 0;
		if (named && run_length(&runs[i]) == 1 && !crowd)
			runs[i].joins = nearest(files, runs, bearers, bearer_count, i);
		/* Many without a name are no mistake, but servers of another kind. */
		if (!named && only < count && 2 * run_length(&runs[i]) <= run_length(&runs[only]))
			runs[i].joins = only;
	}
}

static void add_members(struct fleet *fleet, struct deployment *deployment, const struct sibling *files,
			const struct run *run, enum guess guess)
{
	for (uint32_t i = run->from; i < run->to; i++) {
		struct member *member = &fleet->members[fleet->member_count++];
		*member = (struct member){
			.config = files[i].config, .file = files[i].config, .name = files[i].name, .set = files[i].set,
			.guess = guess, .state = pair_state_of(files[i].config, NULL),
			.server = files[i].config->target.server, .deployment = deployment,
		};
		deployment->members[deployment->count++] = member;
	}
}

static int by_file(const void *a, const void *b)
{
	const struct member *left = *(struct member *const *)a, *right = *(struct member *const *)b;
	return str_compare(str_of(left->config->source->name), str_of(right->config->source->name));
}

static bool same_pattern(struct arena *arena, const struct deployment *deployment)
{
	struct str first = sibling_pattern(arena, str_of(deployment->members[0]->name));
	for (uint32_t i = 1; i < deployment->count; i++)
		if (!str_eq(first, sibling_pattern(arena, str_of(deployment->members[i]->name))))
			return false;
	return true;
}

static void add_deployment(struct arena *arena, struct fleet *fleet, const struct sibling *files,
			   const struct run *runs, uint32_t count, uint32_t main)
{
	const struct sibling *first = &files[runs[main].from];
	uint32_t members = 0;
	for (uint32_t i = 0; i < count; i++)
		members += runs[i].joins == main ? run_length(&runs[i]) : 0;
	if (!first->set.len || members < 2)
		return;

	struct deployment *deployment = &fleet->deployments[fleet->count++];
	deployment->set = first->set;
	deployment->name = str_cstr(arena, first->set);
	deployment->members = arena_array(arena, members, sizeof *deployment->members);
	for (uint32_t i = 0; i < count; i++) {
		if (runs[i].joins != main)
			continue;
		bool named = files[runs[i].from].set.len > 0;
		add_members(fleet, deployment, files, &runs[i],
			    i == main ? GUESS_NONE : named ? GUESS_NEAR_NAME : GUESS_NO_NAME);
	}
	qsort(deployment->members, deployment->count, sizeof *deployment->members, by_file);

	bool below_hosts = sibling_holds_hosts(first);
	bool host_names = below_hosts || first->differs + 1 < first->parts;
	for (uint32_t i = 0; host_names && !below_hosts && i < deployment->count; i++)
		host_names = sibling_host_name(str_of(deployment->members[i]->name));
	deployment->alike = host_names || first->differs + 1 == first->parts || same_pattern(arena, deployment);
	hosts_infer(arena, deployment, host_names);
}

/* The set's name, as far as the file tells; false when it is told elsewhere. */
static bool set_of(const struct config *config, struct str *set)
{
	if (config_is_opaque(config, "replication.replSetName"))
		return false;
	*set = config_text(config, "replication.replSetName");
	return !str_has_char(*set, '$') && str_find(*set, STR("{{"), 0) == STR_NONE;
}

void fleet_infer(struct arena *arena, const struct config *const *configs, uint32_t count,
		 struct fleet *fleet)
{
	fleet_build(arena, &(struct fleet_facts){ .configs = configs, .count = count }, fleet);
}

void fleet_build(struct arena *arena, const struct fleet_facts *facts, struct fleet *fleet)
{
	const struct config *const *configs = facts->configs;
	uint32_t count = facts->count;
	struct sibling *files = arena_array(arena, count, sizeof *files);
	uint32_t used = 0;
	*fleet = (struct fleet){ 0 };
	for (uint32_t i = 0; i < count; i++) {
		struct str set;
		if (configs[i]->format == CONFIG_YAML && configs[i]->target.binary == BINARY_MONGOD && set_of(configs[i], &set))
			files[used++] = (struct sibling){ .config = configs[i], .set = set };
	}
	siblings_group(arena, files, used);
	for (uint32_t i = 0; i < used; i++)
		if (config_is(files[i].config, "sharding.clusterRole", "configsvr"))
			files[i].group = str_format(arena, "%.*s\nconfigsvr", STR_ARG(files[i].group));
	if (used)
		qsort(files, used, sizeof *files, by_group_and_set);

	fleet->deployments = arena_array(arena, used, sizeof *fleet->deployments);
	fleet->members = arena_array(arena, used, sizeof *fleet->members);
	struct run *runs = arena_array(arena, used, sizeof *runs);
	for (uint32_t from = 0, to; from < used; from = to) {
		for (to = from + 1; to < used && str_eq(files[to].group, files[from].group);)
			to++;
		uint32_t all = runs_of(files, from, to, runs);
		join_near_misses(arena, files, runs, all);
		for (uint32_t i = 0; i < all; i++)
			if (runs[i].joins == i)
				add_deployment(arena, fleet, files, runs, all, i);
	}
}

bool member_is_sure(const struct member *member)
{
	return member->deployment && (member->deployment->declared ||
				      (member->guess == GUESS_NONE && member->deployment->alike));
}

uint32_t deployment_majority(const struct deployment *deployment,
			     bool (*same)(const struct member *a, const struct member *b), bool *in)
{
	uint32_t most = 0, first = 0;
	for (uint32_t i = 0; i < deployment->count; i++)
		in[i] = false;
	for (uint32_t i = 0; i < deployment->count && most * 2 <= deployment->count; i++) {
		uint32_t bearers = 0;
		if (in[i])
			continue;
		for (uint32_t k = i; k < deployment->count; k++) {
			bool alike = same(deployment->members[i], deployment->members[k]);
			bearers += alike;
			in[k] = in[k] || alike;
		}
		if (bearers > most) {
			most = bearers;
			first = i;
		}
	}
	for (uint32_t i = 0; i < deployment->count; i++)
		in[i] = same(deployment->members[first], deployment->members[i]);
	return most;
}

struct str fleet_explain(struct arena *arena, const struct fleet *fleet)
{
	static const char *const where[] = {
		[HOSTS_UNKNOWN] = "unknown hosts", [HOSTS_ONE] = "one host", [HOSTS_MANY] = "different hosts",
	};
	struct buf out = BUF_INIT(arena);
	for (uint32_t i = 0; i < fleet->count; i++) {
		const struct deployment *deployment = &fleet->deployments[i];
		buf_printf(&out, "replica set %.*s: %u members (", STR_ARG(deployment->set), deployment->count);
		for (uint32_t k = 0; k < deployment->count; k++)
			buf_printf(&out, "%s%s", k ? ", " : "", deployment->members[k]->name);
		buf_printf(&out, ") on %s: %s\n", where[deployment->hosts], deployment->hosts_because);
	}
	return buf_done(&out);
}
