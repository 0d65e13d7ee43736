#include "fleet/rsconf.h"

#include <string.h>

#include "fleet/literal.h"

enum { PORT_DEFAULT = 27017 };

struct export {
	struct arena *arena;
	const struct source *source;
	struct literals literals;
	struct err *err;
	uint32_t root, members;
	bool status;
	struct rsconf set;       /* what this one says */
};

static bool complain(const struct export *export, uint32_t at, const char *text)
{
	struct place place = source_place(export->source, export->literals.at[at].span.at);
	return err_set_at(export->err, ERR_INPUT, export->source->name, place.line, place.column, "%s", text);
}

static uint32_t find(const struct export *export, uint32_t object, const char *name)
{
	return literal_find(&export->literals, object, name);
}

static struct str text_of(const struct export *export, uint32_t at)
{
	const struct literal *literal = &export->literals.at[at];
	return literal->kind == LITERAL_TEXT ? literal->text : STR("");
}

/* ---- members ---- */

/* "db1:27017", "[::1]:27017", "db1", "::1" */
static bool split_host(struct str text, struct str *host, uint32_t *port)
{
	uint32_t colon = STR_NONE, colons = 0;
	*host = text;
	*port = PORT_DEFAULT;
	for (uint32_t i = 0; i < text.len; i++)
		if (text.at[i] == ':') {
			colon = i;
			colons++;
		}
	if (str_starts(text, "[")) {
		uint32_t close = str_find_char(text, ']', 0);
		if (close == STR_NONE || (close + 1 < text.len && text.at[close + 1] != ':'))
			return false;
		*host = str_sub(text, 1, close);
		colon = close + 1 < text.len ? close + 1 : STR_NONE;
	} else if (colons > 1) {
		colon = STR_NONE;
	} else if (colon != STR_NONE) {
		*host = str_sub(text, 0, colon);
	}
	if (colon == STR_NONE)
		return host->len > 0;
	struct str digits = str_sub(text, colon + 1, text.len);
	*port = 0;
	for (uint32_t i = 0; i < digits.len; i++) {
		if (digits.at[i] < '0' || digits.at[i] > '9' || *port > UINT16_MAX)
			return false;
		*port = *port * 10 + (uint32_t)(digits.at[i] - '0');
	}
	return host->len > 0 && *port > 0 && *port <= UINT16_MAX;
}

static double number_or(const struct export *export, uint32_t object, const char *name, double otherwise)
{
	double number;
	uint32_t at = find(export, object, name);
	return at && literal_number(&export->literals, at, &number) && number == number ? number : otherwise;
}

static int64_t whole_or(const struct export *export, uint32_t object, const char *name, int64_t otherwise)
{
	double number = number_or(export, object, name, (double)otherwise);
	return number >= -9e15 && number <= 9e15 ? (int64_t)number : otherwise;
}

/* Server source, repl/member_state.h; rs.status() writes the names but for one that is down. */
static enum rs_state state_of(const struct export *export, uint32_t object)
{
	static const struct {
		int64_t number;
		const char *word;
		enum rs_state state;
	} states[] = {
		{ 1, "PRIMARY", RS_PRIMARY }, { 2, "SECONDARY", RS_SECONDARY }, { 7, "ARBITER", RS_ARBITER },
		{ 8, "DOWN", RS_DOWN }, { 8, "(not reachable/healthy)", RS_DOWN },
	};
	struct str word = text_of(export, find(export, object, "stateStr"));
	int64_t number = whole_or(export, object, "state", -1);
	if (whole_or(export, object, "health", 1) == 0)
		return RS_DOWN;
	for (unsigned i = 0; i < sizeof states / sizeof *states; i++)
		if (word.len ? str_is(word, states[i].word) : number == states[i].number)
			return states[i].state;
	return word.len || number >= 0 ? RS_OTHER : RS_UNKNOWN;
}

static bool read_member(struct export *export, uint32_t object, struct rs_member *member)
{
	uint32_t host = find(export, object, export->status ? "name" : "host");
	if (export->literals.at[object].kind != LITERAL_OBJECT)
		return complain(export, object, "a member must be an object; print the whole of it with EJSON.stringify(rs.conf())");
	if (!host || export->literals.at[host].kind != LITERAL_TEXT)
		return complain(export, host ? host : object, export->status ? "a member of rs.status() needs a name"
									     : "a member of rs.conf() needs a host");
	struct span at = export->literals.at[host].span;
	*member = (struct rs_member){
		.id = whole_or(export, object, "_id", -1), .source = export->source,
		.at = { at.at + 1, at.len - 2 },
		.votes = whole_or(export, object, "votes", 1) > 0,
		.priority = number_or(export, object, "priority", 1),
		.hidden = literal_true(&export->literals, find(export, object, "hidden")),
		.arbiter = literal_true(&export->literals, find(export, object, "arbiterOnly")),
		.delay = whole_or(export, object, "secondaryDelaySecs", whole_or(export, object, "slaveDelay", 0)),
	};
	if (export->status) {
		member->state = state_of(export, object);
		member->arbiter = member->state == RS_ARBITER;
	}
	if (!split_host(text_of(export, host), &member->host, &member->port))
		return complain(export, host, "this is no HOST:PORT");
	return true;
}

static bool read_members(struct export *export)
{
	const struct literals *literals = &export->literals;
	struct rsconf *set = &export->set;
	for (uint32_t at = literals->at[export->members].first; at; at = literals->at[at].next)
		set->count++;
	set->members = arena_array(export->arena, set->count, sizeof *set->members);
	struct rs_member *member = set->members;
	for (uint32_t at = literals->at[export->members].first; at; at = literals->at[at].next)
		if (!read_member(export, at, member++))
			return false;
	return true;
}

/* ---- the export ---- */

/* rs.conf(), the answer of replSetGetConfig with it in `config`, or a list of one of them. */
static bool find_root(struct export *export)
{
	const struct literals *literals = &export->literals;
	uint32_t root = literals->root;
	if (literals->at[root].kind == LITERAL_ARRAY && literals->at[root].first &&
	    !literals->at[literals->at[root].first].next)
		root = literals->at[root].first;
	uint32_t inner = find(export, root, "config");
	if (find(export, inner, "members"))
		root = inner;
	export->root = root;
	export->members = find(export, root, "members");
	uint32_t error = find(export, root, "errmsg");
	if (error)
		return complain(export, error, "this is the refusal of a server, and no export of rs.conf() or rs.status()");
	if (!export->members || literals->at[export->members].kind != LITERAL_ARRAY)
		return complain(export, root, "this is no export of rs.conf() or rs.status(): it has no list of members");
	uint32_t first = literals->at[export->members].first;
	if (!first)
		return complain(export, export->members, "this set has no members");
	export->status = !find(export, first, "host") && (find(export, first, "stateStr") || find(export, first, "state") ||
							  find(export, root, "myState"));
	return true;
}

static bool read_name(struct export *export)
{
	uint32_t name = find(export, export->root, export->status ? "set" : "_id");
	if (!text_of(export, name).len)
		return complain(export, name ? name : export->root, export->status
				? "this is no export of rs.status(): `set` is no name"
				: "this is no export of rs.conf(): `_id` is no name");
	struct span at = export->literals.at[name].span;
	export->set.set = text_of(export, name);
	export->set.set_at = (struct span){ at.at + 1, at.len - 2 };
	export->set.config_server = literal_true(&export->literals, find(export, export->root, "configsvr"));
	return true;
}

/* ---- both exports together ---- */

static struct rs_member *find_member(struct rsconf *set, const struct rs_member *wanted)
{
	for (uint32_t i = 0; i < set->count; i++) {
		struct rs_member *member = &set->members[i];
		if (member->port == wanted->port && str_eq_nocase(member->host, wanted->host) &&
		    (member->id < 0 || wanted->id < 0 || member->id == wanted->id))
			return member;
	}
	return NULL;
}

/* What rs.status() says of the members that rs.conf() lists. */
static void take_states(struct rsconf *config, const struct rsconf *status)
{
	for (uint32_t i = 0; i < status->count; i++) {
		struct rs_member *member = find_member(config, &status->members[i]);
		if (member)
			member->state = status->members[i].state;
	}
}

static bool merge(struct export *export, struct rsconf *set)
{
	struct rsconf *now = &export->set;
	bool other = export->status ? set->config != NULL : set->status != NULL;
	if ((set->config || set->status) && !str_eq(set->set, now->set)) {
		struct place place = source_place(export->source, now->set_at.at);
		const struct source *before = set->config ? set->config : set->status;
		return err_set_at(export->err, ERR_INPUT, export->source->name, place.line, place.column,
				  "this is the set %.*s, and that of %s is %.*s", STR_ARG(now->set), before->name, STR_ARG(set->set));
	}
	now->config = export->status ? set->config : export->source;
	now->status = export->status ? export->source : set->status;
	now->config_server |= set->config_server;
	if (other && export->status) {
		take_states(set, now);
		set->status = now->status;
		set->config_server = now->config_server;
		return true;
	}
	if (other)
		take_states(now, set);
	*set = *now;
	return true;
}

bool rsconf_read_source(struct arena *arena, const struct source *source, struct rsconf *set, struct err *err)
{
	struct export export = { .arena = arena, .source = source, .err = err };
	return literal_read(arena, source, &export.literals, err) && find_root(&export) && read_name(&export) &&
	       read_members(&export) && merge(&export, set);
}

bool rsconf_read(struct arena *arena, const char *path, struct rsconf *set, struct err *err)
{
	struct source *source = arena_alloc(arena, sizeof *source);
	return source_read(arena, path, source, err) && rsconf_read_source(arena, source, set, err);
}

uint32_t rsconf_voters(const struct rsconf *set)
{
	uint32_t voters = 0;
	for (uint32_t i = 0; i < set->count; i++)
		voters += set->members[i].votes;
	return voters;
}
