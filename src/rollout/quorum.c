#include "rollout/quorum.h"

#include <stdlib.h>

#include "base/buf.h"

enum { VOTERS_MAX = 7 };

/* ---- counting ---- */

static void count_one(struct quorum *quorum, bool votes, bool arbiter, bool up, bool electable, bool primary)
{
	quorum->voters += votes;
	quorum->data_voters += votes && !arbiter;
	quorum->up += votes && up;
	quorum->data_up += votes && !arbiter && up;
	quorum->electable_up += electable && up;
	quorum->has_primary |= primary;
}

static bool has_file(const struct rs_member *line, const struct server *const *members, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++)
		if ((members[i]->before && members[i]->before->listed == line) || (members[i]->after && members[i]->after->listed == line))
			return true;
	return false;
}

static void count_line(struct quorum *quorum, const struct rs_member *line)
{
	bool arbiter = line->arbiter || line->state == RS_ARBITER;
	bool up = line->state != RS_DOWN && line->state != RS_OTHER;
	bool electable = !arbiter && line->votes && line->priority > 0 && !line->hidden && !line->delay;
	count_one(quorum, line->votes != 0 || arbiter, arbiter, up, electable, line->state == RS_PRIMARY);
}

void quorum_count(struct quorum *quorum, const struct server *const *members, uint32_t count, const struct rsconf *list)
{
	*quorum = (struct quorum){ 0 };
	uint32_t unknown = 0, free_lines = 0;
	for (uint32_t i = 0; i < count; i++)
		unknown += !members[i]->known && members[i]->votes;
	for (uint32_t i = 0; list && i < list->count; i++)
		free_lines += !has_file(&list->members[i], members, count);
	/* Members that no line could be given to are those whose lines no file could be given to, if there are enough of these. */
	bool stand_for_lines = unknown && free_lines >= unknown;
	for (uint32_t i = 0; i < count; i++) {
		const struct server *server = members[i];
		if (server->known || !stand_for_lines)
			count_one(quorum, server->votes, server->arbiter, server->up, server->electable, server->primary);
	}
	for (uint32_t i = 0; list && i < list->count && (stand_for_lines || !unknown); i++)
		if (!has_file(&list->members[i], members, count))
			count_line(quorum, &list->members[i]);
	/* More can't vote; which of them don't, nobody said. */
	uint32_t surplus = quorum->voters > VOTERS_MAX ? quorum->voters - VOTERS_MAX : 0;
	quorum->voters -= surplus;
	quorum->up = quorum->up < surplus ? 0 : quorum->up - surplus;
	quorum->data_voters = quorum->data_voters < surplus ? 0 : quorum->data_voters - surplus;
	quorum->data_up = quorum->data_up < surplus ? 0 : quorum->data_up - surplus;
	quorum->majority = quorum->voters / 2 + 1;
	quorum->write_majority = quorum->majority < quorum->data_voters ? quorum->majority : quorum->data_voters;
}

/* ---- how many at once ---- */

typedef bool quality(const struct server *server);

static bool is_voter(const struct server *server)
{
	return server->votes && server->up;
}

static bool is_data_voter(const struct server *server)
{
	return server->votes && server->up && !server->arbiter;
}

static bool is_electable(const struct server *server)
{
	return server->electable && server->up;
}

static bool is_any(const struct server *server)
{
	(void)server;
	return true;
}

/* Of these members, the most that are down together: in the batches of the order that was given, else in the worst. */
static uint32_t at_once(const struct check *check, const struct server *const *members, uint32_t count, quality *is)
{
	uint32_t all = 0, most = 0, now = 0;
	for (uint32_t i = 0; i < count; i++)
		all += members[i]->restarts && members[i]->runs && is(members[i]);
	if (!check->given || check->batch == 1)
		return all < check->batch ? all : check->batch;
	for (uint32_t i = 0; i < check->given_count; i++) {
		if (i % check->batch == 0)
			now = 0;
		bool mine = false;
		for (uint32_t k = 0; k < count && !mine; k++)
			mine = members[k] == check->given[i];
		now += mine && check->given[i]->runs && is(check->given[i]);
		most = now > most ? now : most;
	}
	return most;
}

/* ---- a set ---- */

static const struct rsconf *list_of(const struct server *const *members, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++) {
		const struct member *sides[] = { members[i]->before, members[i]->after };
		for (unsigned k = 0; k < 2; k++)
			if (sides[k] && sides[k]->deployment && sides[k]->deployment->list)
				return sides[k]->deployment->list;
	}
	return NULL;
}

static void add(struct check *check, enum code_id code, const struct server *const *members, uint32_t count, const char *message,
		const char *help)
{
	static const char *const options[] = { "replication.replSetName", "sharding.configDB", NULL };
	struct reason *reason = check_add(check, code, members, count, message);
	reason->help = help;
	if (count)
		check_site(check, reason, members[0], members[0]->after ? SIDE_AFTER : SIDE_BEFORE, options);
}

static void judge_votes(struct check *check, const struct quorum *quorum, const struct server *const *members, uint32_t count)
{
	struct arena *arena = check->arena;
	uint32_t down = at_once(check, members, count, is_voter), data = at_once(check, members, count, is_data_voter);
	const char *names = check_names(arena, members, count);
	if (down && quorum->up < quorum->majority + down) {
		add(check, CODE_QUORUM, members, count,
		    arena_printf(arena, "%s: with %u of %u voters up and %u restarting, %u stay, and a primary needs %u: the set can't "
				 "be written to meanwhile", names, quorum->up, quorum->voters, down,
				 quorum->up < down ? 0 : quorum->up - down, quorum->majority),
		    quorum->voters < 3 ? "with fewer than three voters every restart is a downtime; take --all-at-once if that is meant"
				       : "restart fewer at a time, and only while all others are up");
		return;
	}
	if (data && quorum->data_up < quorum->write_majority + data)
		add(check, CODE_MAJORITY_WRITES_STALL, members, count,
		    arena_printf(arena, "%s: with %u of %u members with data and a vote up and %u restarting, writes with w: majority wait "
				 "until it is back", names, quorum->data_up, quorum->data_voters, data),
		    "expect writes with w: majority to wait, or give the arbiter's place to a member with data");
}

static void judge_primary(struct check *check, const struct quorum *quorum, const struct server *const *members, uint32_t count)
{
	bool steps_down = !quorum->has_primary;
	for (uint32_t i = 0; i < count; i++)
		steps_down |= members[i]->primary && members[i]->restarts;
	/* Who is in one batch with the primary is for whoever chooses the batches; and the primary goes last. */
	uint32_t down = at_once(check, members, count, is_electable);
	if (!check->given && down)
		down = 1;
	if (!steps_down || !down || quorum->electable_up > down)
		return;
	add(check, CODE_NO_ELECTABLE, members, count,
	    arena_printf(check->arena, "%s: nobody could take over from the primary: of the members that may become primary none other is up",
			 check_names(check->arena, members, count)),
	    "give another member with data a priority above 0 and a vote, and wait until it has caught up");
}

/* Each tree has a reading of its own of the same export. */
static bool is_line_of(const struct rs_member *line, const struct member *member)
{
	const struct rs_member *listed = member ? member->listed : NULL;
	return listed && listed->port == line->port && str_eq(listed->host, line->host);
}

static bool is_unread(const struct rs_member *line, const struct member *member)
{
	const struct deployment *deployment = member ? member->deployment : NULL;
	for (uint32_t i = 0; deployment && i < deployment->unread_count; i++)
		if (is_line_of(line, deployment->unread[i]))
			return true;
	return false;
}

/* The set says that it has members of which no config is here: nothing that is said of the others goes for them. */
static void judge_unseen(struct check *check, const struct server *const *members, uint32_t count, const struct rsconf *list)
{
	enum { NAMES_MAX = 5 };
	struct buf names = BUF_INIT(check->arena);
	uint32_t unseen = 0;
	for (uint32_t i = 0; i < count; i++)
		/* It may be the one whose line has no config. */
		if (!(members[i]->before && members[i]->before->listed) && !(members[i]->after && members[i]->after->listed))
			return;
	for (uint32_t i = 0; list && i < list->count; i++) {
		const struct rs_member *line = &list->members[i];
		bool seen = false;
		for (uint32_t k = 0; k < count && !seen; k++)
			seen = is_line_of(line, members[k]->before) || is_line_of(line, members[k]->after);
		if (seen || is_unread(line, members[0]->before) || is_unread(line, members[0]->after))
			continue;
		if (unseen++ < NAMES_MAX)
			buf_printf(&names, "%s%.*s:%u", unseen > 1 ? ", " : "", STR_ARG(line->host), line->port);
	}
	if (unseen > NAMES_MAX)
		buf_printf(&names, " and %u more", unseen - NAMES_MAX);
	if (unseen)
		add(check, CODE_MEMBER_UNSEEN, members, count,
		    arena_printf(check->arena, "the set of %s has %s, too, and no config here is known to be %s: whether they get along is not "
				 "looked at", check_names(check->arena, members, count), buf_done(&names).at, unseen == 1 ? "its" : "theirs"),
		    "add the config, so that it is changed with the others; or take the member out of the set with rs.remove()");
}

static void judge_set(struct check *check, const struct server *const *members, uint32_t count)
{
	struct quorum quorum;
	bool restarts = false, known = false;
	for (uint32_t i = 0; i < count; i++) {
		restarts |= members[i]->restarts;
		known |= members[i]->known;
	}
	if (!restarts)
		return;
	judge_unseen(check, members, count, list_of(members, count));
	if (check->all_at_once)
		return;
	quorum_count(&quorum, members, count, list_of(members, count));
	judge_votes(check, &quorum, members, count);
	judge_primary(check, &quorum, members, count);
	if (!known)
		add(check, CODE_ROLES_UNKNOWN, members, count,
		    arena_printf(check->arena, "%s: no export of rs.conf() or rs.status() says who votes and who is primary: each counts as one "
				 "vote, and as up", check_names(check->arena, members, count)),
		    "name the exports in the project file: replica-set-config, replica-set-status");
}

static void judge_routers(struct check *check, const struct server *const *members, uint32_t count)
{
	uint32_t down = at_once(check, members, count, is_any), running = 0;
	for (uint32_t i = 0; i < count; i++)
		running += members[i]->runs;
	if (!down || running > down)
		return;
	add(check, CODE_SINGLE_MONGOS, members, count,
	    arena_printf(check->arena, "%s: no other mongos of the cluster stays up while %s restarts", check_names(check->arena, members,
			 count), count == 1 ? "it" : "they"),
	    "run at least two, and restart them one after the other");
}

/* ---- all of them ---- */

/* What stands together: sets, and the routers of a cluster or of none. */
static int by_seat(const struct server *a, const struct server *b)
{
	bool left = a->role == ROLE_ROUTER, right = b->role == ROLE_ROUTER;
	if (left != right)
		return left ? 1 : -1;
	uint32_t x = left ? a->cluster : a->set, y = left ? b->cluster : b->set;
	return x < y ? -1 : x > y;
}

static int compare(const void *a, const void *b)
{
	const struct server *left = *(const struct server *const *)a, *right = *(const struct server *const *)b;
	int order = by_seat(left, right);
	return order ? order : (left > right) - (left < right);
}

void quorum_judge(struct check *check)
{
	const struct server **all = arena_array(check->arena, check->count, sizeof *all);
	if (!check->count)
		return;
	for (uint32_t i = 0; i < check->count; i++)
		all[i] = &check->servers[i];
	qsort(all, check->count, sizeof *all, compare);
	for (uint32_t i = 0, k; i < check->count; i = k) {
		for (k = i + 1; k < check->count && by_seat(all[i], all[k]) == 0; k++)
			;
		if (all[i]->role != ROLE_ROUTER && all[i]->set)
			judge_set(check, &all[i], k - i);
		else if (all[i]->role == ROLE_ROUTER && !check->all_at_once)
			judge_routers(check, &all[i], k - i);
	}
}
