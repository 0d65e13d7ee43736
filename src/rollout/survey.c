#include "rollout/survey.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A member of one tree. */
struct seen {
	const struct member *member;
	const char *path;        /* from the root of its tree; "" where no file says it */
	uint32_t set, cluster;   /* numbers within its tree, from 1; 0: none */
	bool taken;
};

struct half {
	struct seen *at;
	uint32_t count, sets, clusters;
};

/* ---- one tree ---- */

static struct str without_dot(const char *path)
{
	struct str rest = str_of(path ? path : "");
	while (str_starts(rest, "./"))
		rest = str_sub(rest, 2, rest.len);
	while (rest.len > 1 && str_ends(rest, "/"))
		rest.len--;
	return str_is(rest, ".") ? STR("") : rest;
}

/* Both as the run names them. */
static const char *below(const char *root, const char *name)
{
	struct str rest = without_dot(name), folder = without_dot(root);
	if (folder.len && rest.len > folder.len && rest.at[folder.len] == '/' && str_eq(str_sub(rest, 0, folder.len), folder))
		rest = str_sub(rest, folder.len + 1, rest.len);
	return rest.at;
}

static int by_path(const void *a, const void *b)
{
	const struct seen *left = a, *right = b;
	int order = strcmp(left->path, right->path);
	return order ? order : strcmp(left->member->name, right->member->name);
}

static void look(struct arena *arena, const struct fleet *const *fleets, uint32_t count, const char *root, struct half *side)
{
	uint32_t all = 0;
	for (uint32_t i = 0; i < count; i++)
		all += fleets[i]->member_count;
	side->at = arena_array(arena, all, sizeof *side->at);
	for (uint32_t i = 0; i < count; i++) {
		const struct fleet *fleet = fleets[i];
		for (uint32_t k = 0; k < fleet->member_count; k++) {
			const struct member *member = &fleet->members[k];
			const struct deployment *deployment = member->deployment;
			struct seen *seen = &side->at[side->count++];
			*seen = (struct seen){ .member = member, .path = member->file ? below(root, member->file->source->name) : "" };
			if (deployment && deployment->kind == DEPLOYMENT_REPLICA_SET)
				seen->set = side->sets + (uint32_t)(deployment - fleet->deployments) + 1;
			/* Nobody else of its set is here: as far as can be seen, it is the only member. */
			else if (member->set.len && member->role != ROLE_ROUTER)
				seen->set = side->sets + fleet->count + k + 1;
			if (deployment && deployment->cluster)
				seen->cluster = side->clusters + (uint32_t)(deployment->cluster - fleet->clusters) + 1;
		}
		side->sets += fleet->count + fleet->member_count;
		side->clusters += fleet->cluster_count;
	}
	if (side->count)
		qsort(side->at, side->count, sizeof *side->at, by_path);
}

/* ---- who is who ---- */

struct match {
	struct seen *before, *after;
};

struct matches {
	struct match *at;
	uint32_t count;
};

static void match(struct matches *matches, struct seen *before, struct seen *after)
{
	matches->at[matches->count++] = (struct match){ before, after };
	if (before)
		before->taken = true;
	if (after)
		after->taken = true;
}

static uint32_t run_of(const struct half *side, uint32_t from)
{
	uint32_t to = from + 1;
	while (to < side->count && !strcmp(side->at[to].path, side->at[from].path))
		to++;
	return to - from;
}

/* One file may start several servers: they are told apart by name. */
static void match_paths(struct matches *matches, struct half *before, struct half *after)
{
	uint32_t i = 0, k = 0;
	while (i < before->count && k < after->count) {
		int order = strcmp(before->at[i].path, after->at[k].path);
		if (order) {
			*(order < 0 ? &i : &k) += 1;
			continue;
		}
		uint32_t left = run_of(before, i), right = run_of(after, k);
		bool named = *before->at[i].path == '\0' || left > 1 || right > 1;
		for (uint32_t a = i, b = k; !named || (a < i + left && b < k + right);) {
			order = named ? strcmp(before->at[a].member->name, after->at[b].member->name) : 0;
			if (!order)
				match(matches, &before->at[a++], &after->at[b++]);
			else
				*(order < 0 ? &a : &b) += 1;
			if (!named)
				break;
		}
		i += left;
		k += right;
	}
}

static const char *deployment_name(const struct seen *seen)
{
	return seen->member->deployment ? seen->member->deployment->name : "";
}

static int by_deployment(const void *a, const void *b)
{
	const struct seen *left = *(struct seen *const *)a, *right = *(struct seen *const *)b;
	int order = strcmp(deployment_name(left), deployment_name(right));
	return order ? order : strcmp(left->member->name, right->member->name);
}

static uint32_t left_over(struct arena *arena, struct half *side, struct seen ***out)
{
	uint32_t count = 0;
	*out = arena_array(arena, side->count, sizeof **out);
	for (uint32_t i = 0; i < side->count; i++)
		if (!side->at[i].taken)
			(*out)[count++] = &side->at[i];
	if (count)
		qsort(*out, count, sizeof **out, by_deployment);
	return count;
}

/* A file that moved, in a deployment that did not. */
static void match_names(struct arena *arena, struct matches *matches, struct half *before, struct half *after)
{
	struct seen **left, **right;
	uint32_t lefts = left_over(arena, before, &left), rights = left_over(arena, after, &right);
	uint32_t i = 0, k = 0;
	while (i < lefts || k < rights) {
		int order = i == lefts ? 1 : k == rights ? -1 : by_deployment(&left[i], &right[k]);
		match(matches, order <= 0 ? left[i] : NULL, order >= 0 ? right[k] : NULL);
		i += order <= 0;
		k += order >= 0;
	}
}

/* ---- what it is ---- */

static bool same_value(const struct setting *a, const struct setting *b)
{
	if (a->kind != b->kind || !str_eq(a->text, b->text) || a->item_count != b->item_count)
		return false;
	for (uint32_t i = 0; i < a->item_count; i++)
		if (!str_eq(a->items[i], b->items[i]))
			return false;
	return true;
}

static bool same_settings(const struct config *a, const struct config *b)
{
	if (str_eq(a->source->text, b->source->text) && a->count == b->count)
		return true;
	if (a->count != b->count)
		return false;
	for (uint32_t i = 0; i < a->count; i++) {
		const struct setting *other = config_find_str(b, config_setting(a, i)->name);
		if (!other || !same_value(config_setting(a, i), other))
			return false;
	}
	return true;
}

static bool restarts(const struct member *before, const struct member *after)
{
	if (!before || !after)
		return true;
	/* The text of a config that is read with a command line is that of the file alone. */
	return !same_settings(before->config, after->config) || pair_state_compare(&before->state, &after->state) != 0 ||
	       (version_known(before->server) && version_known(after->server) &&
		version_compare(before->server, after->server) != 0);
}

/* Every line of the set's own list is somebody else's. Where some line's host could be given to no file, this may be it. */
static bool is_off_the_list(const struct member *member)
{
	const struct deployment *deployment = member->deployment;
	uint32_t lines = 0;
	if (!deployment || !deployment->list || !deployment->list->config || member->listed)
		return false;
	for (uint32_t i = 0; i < deployment->count; i++)
		lines += deployment->members[i]->listed != NULL;
	for (uint32_t i = 0; i < deployment->unread_count; i++)
		lines += deployment->unread[i]->listed != NULL;
	return lines >= deployment->list->count;
}

static void take_seat(struct server *server)
{
	const struct member *member = server->before ? server->before : server->after;
	const struct rs_member *line = member->listed ? member->listed : server->after ? server->after->listed : NULL;
	if (server->role == ROLE_ROUTER) {
		server->up = true;
		return;
	}
	/* Who is not there yet has no vote to give while the others restart. */
	if (!server->runs)
		return;
	if (!line) {
		bool off = is_off_the_list(member);
		server->arbiter = member->arbiter;
		server->votes = !off;
		server->electable = !off && !member->arbiter;
		server->up = true;
		return;
	}
	server->known = true;
	server->arbiter = line->arbiter || line->state == RS_ARBITER;
	server->votes = line->votes || server->arbiter;
	server->hidden = line->hidden;
	server->delayed = line->delay > 0;
	server->electable = !server->arbiter && line->votes && line->priority > 0 && !line->hidden && !line->delay;
	server->up = line->state != RS_DOWN && line->state != RS_OTHER;
	server->primary = line->state == RS_PRIMARY;
}

static void fill(struct server *server, const struct match *match)
{
	const struct member *before = match->before ? match->before->member : NULL;
	const struct member *after = match->after ? match->after->member : NULL;
	const struct member *one = before ? before : after;
	*server = (struct server){
		.name = one->name, .before = before, .after = after, .runs = before != NULL, .stays = after != NULL,
		.role = one->role, .restarts = restarts(before, after),
	};
	if (before)
		server->now = before->state;
	if (after)
		server->next = after->state;
	take_seat(server);
}

/* ---- sets and clusters ---- */

/* Numbers of the tree before; those of the tree after become the same by the first member that is in both. */
static uint32_t *translate(struct arena *arena, const struct matches *matches, uint32_t count, bool clusters)
{
	uint32_t *to = arena_array(arena, count + 1, sizeof *to);
	for (uint32_t i = 0; i < matches->count; i++) {
		const struct seen *before = matches->at[i].before, *after = matches->at[i].after;
		if (!before || !after)
			continue;
		uint32_t from = clusters ? after->cluster : after->set;
		if (from && !to[from])
			to[from] = clusters ? before->cluster : before->set;
	}
	return to;
}

static uint32_t number(uint32_t before, uint32_t after, const uint32_t *to, uint32_t first_free)
{
	if (before || !after)
		return before;
	return to[after] ? to[after] : first_free + after;
}

static void number_all(struct arena *arena, struct server *servers, const struct matches *matches, const struct half *before,
		       const struct half *after)
{
	const uint32_t *sets = translate(arena, matches, after->sets, false);
	const uint32_t *clusters = translate(arena, matches, after->clusters, true);
	for (uint32_t i = 0; i < matches->count; i++) {
		const struct seen *old = matches->at[i].before, *new = matches->at[i].after;
		servers[i].set = number(old ? old->set : 0, new ? new->set : 0, sets, before->sets);
		servers[i].cluster = number(old ? old->cluster : 0, new ? new->cluster : 0, clusters, before->clusters);
	}
}

/* ---- names ---- */

static int by_name(const void *a, const void *b)
{
	const struct server *left = a, *right = b;
	const struct member *one = left->before ? left->before : left->after, *other = right->before ? right->before : right->after;
	int order = strcmp(left->name, right->name);
	if (!order && one->deployment && other->deployment)
		order = strcmp(one->deployment->name, other->deployment->name);
	if (!order && one->file && other->file)
		order = strcmp(one->file->source->name, other->file->source->name);
	return order;
}

/* Of those called alike, each gets its deployment's name before its own; of those of one deployment, its file's. */
static void tell_apart(struct arena *arena, struct server *servers, uint32_t count)
{
	for (uint32_t i = 0, k; i < count; i = k) {
		for (k = i + 1; k < count && !strcmp(servers[k].name, servers[i].name); k++)
			;
		for (uint32_t n = i; k - i > 1 && n < k; n++) {
			const struct member *member = servers[n].before ? servers[n].before : servers[n].after;
			servers[n].name = arena_printf(arena, "%s/%s", member->deployment ? member->deployment->name : "-", member->name);
		}
		for (uint32_t n = k - 1; k - i > 1 && n > i; n--) {
			const struct member *member = servers[n].before ? servers[n].before : servers[n].after;
			if (!strcmp(servers[n].name, servers[n - 1].name) && member->file)
				servers[n].name = member->file->source->name;
		}
	}
}

void survey_make(struct arena *arena, struct survey *survey)
{
	struct half before = { 0 }, after = { 0 };
	look(arena, survey->before, survey->before_count, survey->before_root, &before);
	look(arena, survey->after, survey->after_count, survey->after_root, &after);
	struct matches matches = { arena_array(arena, before.count + (size_t)after.count, sizeof *matches.at), 0 };
	match_paths(&matches, &before, &after);
	match_names(arena, &matches, &before, &after);
	survey->count = matches.count;
	survey->servers = arena_array(arena, matches.count, sizeof *survey->servers);
	for (uint32_t i = 0; i < matches.count; i++)
		fill(&survey->servers[i], &matches.at[i]);
	number_all(arena, survey->servers, &matches, &before, &after);
	if (survey->count)
		qsort(survey->servers, survey->count, sizeof *survey->servers, by_name);
	tell_apart(arena, survey->servers, survey->count);
}

/* How a server may be called: more exactly first. */
static bool is_in_full(const struct server *server, const struct member *member, struct str name)
{
	const char *deployment = member->deployment ? member->deployment->name : "";
	uint32_t len = (uint32_t)strlen(deployment);
	(void)server;
	return str_starts(name, deployment) && name.len > len && name.at[len] == '/' && str_is(str_sub(name, len + 1, name.len), member->name);
}

static bool is_by_name(const struct server *server, const struct member *member, struct str name)
{
	return str_is(name, server->name) || str_is(name, member->name);
}

static bool is_port(struct str text, uint32_t port)
{
	char digits[16];
	snprintf(digits, sizeof digits, "%u", port);
	return !text.len || str_is(text, digits);
}

/* As rs.conf() calls it, with the port or without. */
static bool is_by_host(const struct server *server, const struct member *member, struct str name)
{
	const struct rs_member *line = member->listed ? member->listed : server->after ? server->after->listed : NULL;
	const char *host = member->host ? member->host : member->name;
	uint32_t colon = str_find_char(name, ':', 0);
	struct str bare = str_sub(name, 0, colon == STR_NONE ? name.len : colon);
	struct str port = colon == STR_NONE ? STR("") : str_sub(name, colon + 1, name.len);
	if (line && str_eq(bare, line->host))
		return is_port(port, line->port);
	return str_is(bare, host) && is_port(port, member->port);
}

/* m0 of m0.example.net. */
static bool is_by_label(const struct server *server, const struct member *member, struct str name)
{
	(void)server;
	return name.len && strlen(member->name) > name.len && !memcmp(member->name, name.at, name.len) && member->name[name.len] == '.';
}

const struct server *survey_find(const struct survey *survey, struct str name, bool *ambiguous)
{
	typedef bool quality(const struct server *server, const struct member *member, struct str name);
	static quality *const ways[] = { is_in_full, is_by_name, is_by_host, is_by_label };
	const struct server *found = NULL;
	*ambiguous = false;
	for (unsigned way = 0; !found && way < sizeof ways / sizeof *ways; way++)
		for (uint32_t i = 0; i < survey->count; i++) {
			const struct server *server = &survey->servers[i];
			if (!ways[way](server, server->before ? server->before : server->after, name))
				continue;
			*ambiguous |= found != NULL;
			found = server;
		}
	return *ambiguous ? NULL : found;
}
