#include "fleet/hosts.h"
#include "rules/ask.h"
#include "rules/odd.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"

/* ---- what two servers of one host can't share ---- */

enum kind { KIND_PORT, KIND_DBPATH, KIND_LOG, KIND_PID, KIND_SOCKET, KINDS };

static const struct {
	const char *option, *words, *server;
} kinds[KINDS] = {
	[KIND_PORT] = { "net.port", "the port", "the one that starts second stops: Address already in use" },
	[KIND_DBPATH] = { "storage.dbPath", "the dbPath", "the one that starts second stops with: DBPathInUse: Unable to "
			  "lock the lock file" },
	[KIND_LOG] = { "systemLog.path", "the log", "both write to it, and each renames or empties it when it starts without "
		       "logAppend" },
	[KIND_PID] = { "processManagement.pidFilePath", "the pid file", "the second writes over the first's, and whoever "
		       "ends first removes it" },
	[KIND_SOCKET] = { "net.unixDomainSocket.pathPrefix", "the socket", "the one that starts second removes the other's "
			  "socket and makes its own" },
};

static struct str without_slashes(struct arena *arena, struct str path)
{
	struct buf out = BUF_INIT(arena);
	for (uint32_t i = 0; i < path.len; i++)
		if (path.at[i] != '/' || !out.len || out.at[out.len - 1] != '/')
			buf_char(&out, path.at[i]);
	struct str text = buf_done(&out);
	return text.len > 1 && str_ends(text, "/") ? str_sub(text, 0, text.len - 1) : text;
}

/* A container has files of its own, even on its host's network. */
static bool has_own_files(const struct member *member)
{
	return member->inventory && member->inventory->kind == INVENTORY_COMPOSE;
}

static struct str path_of(struct arena *arena, const struct member *member, enum kind kind)
{
	const struct config *config = member->config;
	const struct setting *setting = config_find(config, kinds[kind].option);
	bool used = kind != KIND_LOG || ask_word(config, "systemLog.destination", "file") == ANSWER_YES;
	if (!used || has_own_files(member) || !setting || setting->kind != SETTING_SCALAR || setting->refusal)
		return STR("");
	return without_slashes(arena, setting->text);
}

/* Made in /tmp unless it is said where, and unless it is said that there shall be none (server source,
 * transport/transport_layer_asio.cpp, setup(), 3.6 to 4.4). */
static struct str socket_of(struct arena *arena, const struct member *member)
{
	const struct config *config = member->config;
	bool said = config_find(config, "net.unixDomainSocket.enabled") != NULL;
	struct str prefix = path_of(arena, member, KIND_SOCKET);
	if (!member->port || has_own_files(member) || config->target.platform == PLATFORM_WINDOWS ||
	    (said && ask_true(config, "net.unixDomainSocket.enabled") != ANSWER_YES) ||
	    config_is_opaque(config, "net.unixDomainSocket.enabled"))
		return STR("");
	return str_format(arena, "%.*s/mongodb-%u.sock", STR_ARG(prefix.len ? prefix : STR("/tmp")), member->port);
}

static struct str value_of(struct arena *arena, const struct member *member, enum kind kind)
{
	if (kind == KIND_SOCKET)
		return socket_of(arena, member);
	if (kind != KIND_PORT)
		return path_of(arena, member, kind);
	return member->port ? str_format(arena, "%u", member->port) : STR("");
}

/* ---- the members of a machine ---- */

/* Besides what they can't share, their names: what tells members apart is mostly in all of them, as a number or
 * a letter. */
enum { NAME = KINDS, TRAITS };

struct lodger {
	const struct member *member;
	struct str value[KINDS];
	bool counted[TRAITS];
	int64_t count[TRAITS];   /* 27018 of a port, 2 of /srv/db2/data, 1 of node-a */
};

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* The last number or lone letter of a text. */
static bool count_in(struct str text, int64_t *count)
{
	enum { DIGITS_MAX = 9 };
	for (uint32_t end = text.len, from; end; end = from) {
		char last = text.at[end - 1];
		bool digits = is_digit(last), letters = is_letter(last);
		for (from = end - 1; from && ((digits && is_digit(text.at[from - 1])) ||
					      (letters && is_letter(text.at[from - 1])));)
			from--;
		if (letters && end - from == 1) {
			*count = (last | 0x20) - 'a' + 1;
			return true;
		}
		if (!digits || end - from > DIGITS_MAX)
			continue;
		*count = 0;
		for (uint32_t i = from; i < end; i++)
			*count = *count * 10 + (text.at[i] - '0');
		return true;
	}
	return false;
}

static void lodger_init(struct arena *arena, const struct member *member, struct lodger *out)
{
	*out = (struct lodger){ .member = member };
	for (enum kind kind = 0; kind < KINDS; kind++) {
		out->value[kind] = value_of(arena, member, kind);
		out->counted[kind] = count_in(out->value[kind], &out->count[kind]);
	}
	out->counted[NAME] = count_in(str_of(member->name), &out->count[NAME]);
}

/* ---- which of two is the odd one ---- */

/* Members whose numbers are looked at: it is about a pattern, and a host has a few. */
enum { LOOK = 64 };

static int by_number(const void *a, const void *b)
{
	int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;
	return left < right ? -1 : left > right;
}

/* The difference between two traits that most of the members have: 27016 of node1 on 27017, node2 on 27018. One that
 * occurs once says something only where it is none. */
static bool common_difference(const struct lodger *lodgers, uint32_t count, const struct deployment *deployment,
			      unsigned a, unsigned b, int64_t *out)
{
	int64_t seen[LOOK];
	uint32_t used = 0, most = 0;
	*out = 0;
	for (uint32_t i = 0; i < count && used < LOOK; i++)
		if (lodgers[i].counted[a] && lodgers[i].counted[b] && lodgers[i].member->deployment == deployment)
			seen[used++] = lodgers[i].count[a] - lodgers[i].count[b];
	qsort(seen, used, sizeof *seen, by_number);
	for (uint32_t from = 0, to; from < used; from = to) {
		for (to = from + 1; to < used && seen[to] == seen[from];)
			to++;
		if (to - from > most || (to - from == most && seen[from] == 0)) {
			most = to - from;
			*out = seen[from];
		}
	}
	return most > 1 || (most && *out == 0);
}

/* How well a member's value goes with all else that is its own, compared with its peers. */
static unsigned fits(const struct lodger *lodgers, uint32_t count, const struct lodger *one, enum kind kind)
{
	unsigned points = config_find(one->member->config, kinds[kind].option) != NULL;
	int64_t difference;
	for (unsigned other = 0; other < TRAITS; other++)
		if (other != (unsigned)kind && one->counted[kind] && one->counted[other] &&
		    common_difference(lodgers, count, one->member->deployment, kind, other, &difference) &&
		    one->count[kind] - one->count[other] == difference)
			points += 2;
	return points;
}

/* ---- pairs ---- */

struct pair {
	uint32_t first, second;    /* indices of lodgers, the first is the smaller */
	unsigned kinds;            /* bits */
	unsigned points[2];
};

struct pairs {
	struct arena *arena;
	struct pair *at;
	uint32_t count, room;
};

static void pairs_add(struct pairs *pairs, uint32_t a, uint32_t b, enum kind kind, unsigned points_a, unsigned points_b)
{
	if (pairs->count == pairs->room) {
		pairs->room = pairs->room ? pairs->room * 2 : 16;
		pairs->at = arena_grow(pairs->arena, pairs->at, pairs->count, pairs->room, sizeof *pairs->at);
	}
	bool swap = b < a;
	pairs->at[pairs->count++] = (struct pair){
		.first = swap ? b : a, .second = swap ? a : b, .kinds = 1u << kind,
		.points = { swap ? points_b : points_a, swap ? points_a : points_b },
	};
}

/* Do equal values mean that they collide? */
static bool collide(const struct member *a, const struct member *b, enum kind kind)
{
	bool said = config_find(a->config, kinds[KIND_PORT].option) || config_find(b->config, kinds[KIND_PORT].option) ||
		    (member_is_sure(a) && a->deployment->declared);
	if (kind == KIND_PORT)
		return said && hosts_overlap(a->config, b->config);
	/* On one port and address, the socket is the least of it. */
	return kind != KIND_SOCKET || (said && !hosts_overlap(a->config, b->config));
}

struct seat {
	struct str value;
	uint32_t lodger;
};

static int by_value(const void *a, const void *b)
{
	const struct seat *left = a, *right = b;
	int order = str_compare(left->value, right->value);
	return order ? order : left->lodger < right->lodger ? -1 : left->lodger > right->lodger;
}

/* The seats are those of members with one value: the one whom it fits best keeps it. */
static void pair_off(struct pairs *pairs, const struct lodger *lodgers, uint32_t count, const struct seat *seats,
		     uint32_t used, enum kind kind)
{
	unsigned *points = arena_array(pairs->arena, used, sizeof *points);
	uint32_t keeper = 0;
	for (uint32_t i = 0; i < used && i < LOOK; i++) {
		points[i] = fits(lodgers, count, &lodgers[seats[i].lodger], kind);
		keeper = points[i] > points[keeper] ? i : keeper;
	}
	for (uint32_t i = 0; i < used; i++) {
		const struct member *member = lodgers[seats[i].lodger].member;
		uint32_t with = keeper;
		for (uint32_t k = 0; k < LOOK && k < i; k++)
			if (!collide(member, lodgers[seats[with].lodger].member, kind))
				with = k;
		if (i != keeper && with != i && collide(member, lodgers[seats[with].lodger].member, kind))
			pairs_add(pairs, seats[with].lodger, seats[i].lodger, kind, points[with], points[i]);
	}
}

static void find_pairs(struct pairs *pairs, const struct lodger *lodgers, uint32_t count, enum kind kind)
{
	struct seat *seats = arena_array(pairs->arena, count, sizeof *seats);
	uint32_t used = 0;
	for (uint32_t i = 0; i < count; i++)
		if (lodgers[i].value[kind].len)
			seats[used++] = (struct seat){ lodgers[i].value[kind], i };
	if (used)
		qsort(seats, used, sizeof *seats, by_value);
	for (uint32_t from = 0, to; from < used; from = to) {
		for (to = from + 1; to < used && str_eq(seats[to].value, seats[from].value);)
			to++;
		if (to - from > 1)
			pair_off(pairs, lodgers, count, seats + from, to - from, kind);
	}
}

/* ---- what is said of a pair ---- */

static int by_members(const void *a, const void *b)
{
	const struct pair *left = a, *right = b;
	if (left->first != right->first)
		return left->first < right->first ? -1 : 1;
	return left->second < right->second ? -1 : left->second > right->second;
}

static const char *message(struct arena *arena, const struct lodger *odd, const struct lodger *other, unsigned bits)
{
	struct buf out = BUF_INIT(arena);
	buf_printf(&out, "%s and %s run on one host and have ", odd->member->name, other->member->name);
	bool first = true;
	for (enum kind kind = 0; kind < KINDS; bits &= ~(1u << kind), kind++) {
		if (!(bits & 1u << kind))
			continue;
		const char *join = first ? "" : bits >> (kind + 1) ? ", " : " and ";
		buf_printf(&out, "%s%s %.*s", join, kinds[kind].words, STR_ARG(odd->value[kind]));
		first = false;
	}
	buf_text(&out, " in common");
	return buf_done(&out).at;
}

static void report(const struct lint *lint, const struct rule *rule, const struct machine *machine,
		   const struct lodger *odd, const struct lodger *other, unsigned bits)
{
	bool sure = odd->member->deployment && odd->member->deployment->declared && other->member->deployment &&
		    other->member->deployment->declared;
	enum kind worst = 0;
	while (!(bits & 1u << worst))
		worst++;
	struct diag *diag = odd_add(lint, rule, sure ? SEVERITY_ERROR : SEVERITY_WARNING, odd->member,
				    kinds[worst].option, message(lint->arena, odd, other, bits));
	diag->server = kinds[worst].server;
	diag->help = "give each of them its own";
	for (enum kind kind = worst; kind < KINDS; kind++)
		if (bits & 1u << kind)
			odd_note(lint, diag, other->member, kinds[kind].option,
				 arena_printf(lint->arena, "%s has %s %.*s", other->member->name, kinds[kind].words,
					      STR_ARG(other->value[kind])));
	if (machine->because)
		diag_note(lint->sink, diag, NULL, (struct span){ 0, 0 }, "taken for one host: %s", machine->because);
}

static void check_machine(const struct lint *lint, const struct rule *rule, const struct machine *machine)
{
	struct arena scratch = ARENA_INIT;
	struct lodger *lodgers = arena_array(&scratch, machine->count, sizeof *lodgers);
	struct pairs pairs = { .arena = &scratch };
	for (uint32_t i = 0; i < machine->count; i++)
		lodger_init(&scratch, machine->members[i], &lodgers[i]);
	for (enum kind kind = 0; kind < KINDS; kind++)
		find_pairs(&pairs, lodgers, machine->count, kind);
	if (pairs.count)
		qsort(pairs.at, pairs.count, sizeof *pairs.at, by_members);
	for (uint32_t i = 0, next; i < pairs.count; i = next) {
		struct pair pair = pairs.at[i];
		for (next = i + 1; next < pairs.count && by_members(&pair, &pairs.at[next]) == 0; next++) {
			pair.kinds |= pairs.at[next].kinds;
			pair.points[0] += pairs.at[next].points[0];
			pair.points[1] += pairs.at[next].points[1];
		}
		/* Of two whom it fits as well, the later file is taken for the copy. */
		bool first_is_odd = pair.points[0] < pair.points[1];
		report(lint, rule, machine, &lodgers[first_is_odd ? pair.first : pair.second],
		       &lodgers[first_is_odd ? pair.second : pair.first], pair.kinds);
	}
	arena_free(&scratch);
}

static void check(const struct lint *lint, const struct rule *rule, const struct fleet *fleet)
{
	for (uint32_t i = 0; i < fleet->machine_count; i++)
		if (fleet->machines[i].count > 1)
			check_machine(lint, rule, &fleet->machines[i]);
}

#define MEMBER(port, path) \
	"net:\n  bindIp: 127.0.0.1\n  port: " port "\nstorage:\n  dbPath: /srv/mongodb/" path "\n" \
	"replication:\n  replSetName: dev\n"

const struct rule rule_port_collision_on_host = {
	.kind = { "port-collision-on-host", "fleet" },
	.severity = SEVERITY_ERROR,
	.scope = SCOPE_FLEET,
	.title = "two servers of one host with the same port or files",
	.why = "Servers that share a host need a port (or an address) each, and a dbPath, a log, a pid file and a socket "
	       "of their own. Reported only where they surely run on one host. Of two, the one is taken for the copy whose "
	       "value does not go with its name and its other values as those of its peers do.",
	.server = "Address already in use; DBPathInUse: Unable to lock the lock file",
	.bad = (const struct example[]){
		{ "mongod-27017.conf", MEMBER("27017", "27017") },
		{ "mongod-27018.conf", MEMBER("27018", "27017") },
		{ "mongod-27019.conf", MEMBER("27019", "27019") }, { 0 } },
	.good = (const struct example[]){
		{ "mongod-27017.conf", MEMBER("27017", "27017") },
		{ "mongod-27018.conf", MEMBER("27018", "27018") },
		{ "mongod-27019.conf", MEMBER("27019", "27019") }, { 0 } },
	.check_fleet = check,
};
