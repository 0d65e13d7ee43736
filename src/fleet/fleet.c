#include "fleet/fleet.h"

#include <stdlib.h>

#include "base/buf.h"
#include "fleet/hosts.h"
#include "fleet/siblings.h"

/* How far a name may be from another to be taken for it, and how many must bear that one. */
enum { NEAR_EDITS = 2, NEAR_BEARERS = 2 };

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

/* rs0 and rs1 are two shards, not a slip of the pen: equal but for a number at the end. */
static bool differ_in_number(struct str a, struct str b)
{
	uint32_t left = a.len, right = b.len;
	while (left > 0 && a.at[left - 1] >= '0' && a.at[left - 1] <= '9')
		left--;
	while (right > 0 && b.at[right - 1] >= '0' && b.at[right - 1] <= '9')
		right--;
	return left < a.len && right < b.len && str_eq_nocase(str_sub(a, 0, left), str_sub(b, 0, right));
}

static struct str without_blanks(struct arena *arena, struct str text)
{
	struct buf out = BUF_INIT(arena);
	for (uint32_t i = 0; i < text.len; i++)
		if (text.at[i] != ' ' && text.at[i] != '\t')
			buf_char(&out, text.at[i]);
	return buf_done(&out);
}

static bool is_near_miss(struct arena *arena, struct str name, struct str other)
{
	if (str_eq_nocase(without_blanks(arena, name), without_blanks(arena, other)))
		return true;
	if (differ_in_number(name, other))
		return false;
	/* Two edits make a two-letter name into any other. */
	unsigned edits = name.len <= 3 || other.len <= 3 ? 1 : NEAR_EDITS;
	return str_distance(name, other, edits) <= edits;
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

/* Is a nameless file of the same kind as those of the run: the same file name in another folder, or
 * the same name but for a number or letter? */
static bool is_alike(struct arena *arena, const struct sibling *nameless, const struct sibling *bearer)
{
	if (nameless->differs + 1 < nameless->parts)
		return true;
	return str_eq(sibling_pattern(arena, nameless->part[nameless->parts - 1]),
		      sibling_pattern(arena, bearer->part[bearer->parts - 1]));
}

static void join_near_misses(struct arena *arena, const struct sibling *files, struct run *runs, uint32_t count)
{
	uint32_t only = only_named_run(files, runs, count);
	for (uint32_t i = 0; i < count; i++) {
		struct str set = files[runs[i].from].set;
		if (!set.len) {
			if (only < count && is_alike(arena, &files[runs[i].from], &files[runs[only].from]))
				runs[i].joins = only;
			continue;
		}
		if (run_length(&runs[i]) > 1)
			continue;
		for (uint32_t k = 0; k < count; k++) {
			struct str other = files[runs[k].from].set;
			if (run_length(&runs[k]) >= NEAR_BEARERS && other.len && is_near_miss(arena, set, other))
				runs[i].joins = k;
		}
	}
}

static void add_members(struct deployment *deployment, const struct sibling *files,
			const struct run *run, enum guess guess)
{
	for (uint32_t i = run->from; i < run->to; i++) {
		deployment->members[deployment->count++] = (struct member){
			.config = files[i].config, .name = files[i].name, .set = files[i].set,
			.guess = guess, .auth = auth_state_of(files[i].config),
		};
	}
}

static int by_file(const void *a, const void *b)
{
	const struct member *left = a, *right = b;
	return str_compare(str_of(left->config->source->name), str_of(right->config->source->name));
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
	deployment->members = arena_array(arena, members, sizeof *deployment->members);
	for (uint32_t i = 0; i < count; i++) {
		if (runs[i].joins != main)
			continue;
		bool named = files[runs[i].from].set.len > 0;
		add_members(deployment, files, &runs[i],
			    i == main ? GUESS_NONE : named ? GUESS_NEAR_NAME : GUESS_NO_NAME);
	}
	qsort(deployment->members, deployment->count, sizeof *deployment->members, by_file);

	bool one_folder = first->differs + 1 == first->parts;
	bool host_folders = !one_folder;
	static const char *const above[] = { "hosts", "nodes", "servers", "members", "machines" };
	bool below_hosts = false;
	for (unsigned i = 0; i < sizeof above / sizeof *above; i++)
		below_hosts |= first->differs > 0 && str_is(first->part[first->differs - 1], above[i]);
	for (uint32_t i = 0; host_folders && !below_hosts && i < deployment->count; i++)
		host_folders = sibling_host_name(arena, str_of(deployment->members[i].name));
	hosts_infer(arena, deployment, host_folders, one_folder);
}

void fleet_infer(struct arena *arena, const struct config *const *configs, uint32_t count,
		 struct fleet *fleet)
{
	struct sibling *files = arena_array(arena, count, sizeof *files);
	uint32_t used = 0;
	*fleet = (struct fleet){ 0 };
	for (uint32_t i = 0; i < count; i++)
		if (configs[i]->format == CONFIG_YAML && configs[i]->binary == BINARY_MONGOD)
			files[used++] = (struct sibling){
				.config = configs[i], .set = config_text(configs[i], "replication.replSetName") };
	siblings_group(arena, files, used);
	if (used)
		qsort(files, used, sizeof *files, by_group_and_set);

	fleet->deployments = arena_array(arena, used, sizeof *fleet->deployments);
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
			buf_printf(&out, "%s%s", k ? ", " : "", deployment->members[k].name);
		buf_printf(&out, ") on %s: %s\n", where[deployment->hosts], deployment->hosts_because);
	}
	return buf_done(&out);
}
