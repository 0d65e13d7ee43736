#include <criterion/criterion.h>

#include "base/buf.h"
#include "fleet/inventory.h"
#include "fleet/rsconf.h"

/* An export, and what is read: SET: host:port@line:column, with what is not the rule behind it. */
static const struct {
	const char *text, *read;
} exports[] = {
	{ "{\"_id\": \"rs0\", \"members\": [{\"_id\": 0, \"host\": \"db1:27017\"},\n {\"_id\": 1, \"host\": \"db2:27018\"}]}",
	  "rs0: db1:27017@1:48 db2:27018@2:22" },
	{ "{_id: 'rs0', members: [{_id: 0, host: 'db1', votes: 0, priority: 0, hidden: true},],}",
	  "rs0: db1:27017@1:40 votes=0 priority=0 hidden" },
	{ "{\"_id\":\"s\",\"configsvr\":true,\"members\":[{\"_id\":{\"$numberInt\":\"3\"},\"host\":\"a:1\",\"arbiterOnly\":true,"
	  "\"priority\":{\"$numberDouble\":\"0.5\"},\"slaveDelay\":{\"$numberLong\":\"3600\"},\"votes\":{\"$numberInt\":\"1\"}}]}",
	  "s configsvr: a:1@1:74 priority=0.5 arbiter delay=3600" },
	{ "{\n\t\"_id\" : \"rs0\",\n\t\"version\" : NumberLong(5),\n\t\"members\" : [\n\t\t{\n\t\t\t\"_id\" : 0,\n\t\t\t\"host\" : "
	  "\"10.0.0.1:27017\",\n\t\t\t\"slaveDelay\" : NumberLong(\"60\"),\n\t\t\t\"tags\" : {\n\n\t\t\t}\n\t\t}\n\t],\n\t\"settings\" "
	  ": {\n\t\t\"replicaSetId\" : ObjectId(\"5f\")\n\t}\n}\n",
	  "rs0: 10.0.0.1:27017@7:14 delay=60" },
	{ "{\n  _id: 'rs0',\n  term: Long('2'),\n  members: [\n    { _id: 0, host: 'a:1', secondaryDelaySecs: Long('7'), tags: {} }\n"
	  "  ],\n  settings: { replicaSetId: new ObjectId('65'), getLastErrorDefaults: { w: 1, wtimeout: 0 } }\n}",
	  "rs0: a:1@5:22 delay=7" },
	{ "{\"config\": {\"_id\": \"rs0\", \"members\": [{\"_id\": 0, \"host\": \"a:1\"}]}, \"ok\": 1}", "rs0: a:1@1:59" },
	{ "[{\"_id\": \"rs0\", \"members\": [{\"_id\": 0, \"host\": \"a:1\"}]}]", "rs0: a:1@1:49" },
	{ "MongoDB shell version v4.2.8\nconnecting to: mongodb://127.0.0.1\n{ _id: 'r', members: [{_id: 0, host: '[::1]:2'}] }\nbye\n",
	  "r: ::1:2@3:39" },
	{ "\xef\xbb\xbf{_id: 'r', members: [{_id: 0, host: '::1'}]}", "r: ::1:27017@1:38" },
	{ "{_id: 'r', members: [{_id: 0, host: \"\\u0061\\t\".length, host: 'a'}]}", NULL },
	{ "{_id: 'r', members: [{_id: 0, host: 'b', host: '\\u0061:1'}]}", "r: a:1@1:49" },
	{ "{_id: 'r', /* x */ members: [ // y\n {_id: {low: 4, high: 0, unsigned: false}, host: 'a', slaveDelay: {floatApprox: 3}}]}",
	  "r: a:27017@2:51 delay=3" },
	{ "{\"set\": \"rs0\", \"date\": ISODate(\"2024-01-01T00:00:00Z\"), \"myState\": 1, \"members\": [\n"
	  "{\"_id\": 0, \"name\": \"a:1\", \"health\": 1, \"state\": 1, \"stateStr\": \"PRIMARY\", \"optime\": {\"ts\": Timestamp(1, 2)}},\n"
	  "{\"_id\": 1, \"name\": \"b:1\", \"health\": 0, \"state\": 8, \"stateStr\": \"(not reachable/healthy)\"},\n"
	  "{\"_id\": 2, \"name\": \"c:1\", \"health\": 1, \"state\": 7},\n"
	  "{\"_id\": 3, \"name\": \"d:1\", \"health\": 1, \"stateStr\": \"STARTUP2\"}]}",
	  "rs0: a:1@2:21 primary b:1@3:21 down c:1@4:21 arbiter is-arbiter d:1@5:21 other" },
	/* Refused, with a place. */
	{ "", "x.json:1:1: there is no value in braces here" },
	{ "mongod", "x.json:1:1: there is no value in braces here" },
	{ "{\n  \"a\": }", "x.json:2:8: a value is expected here" },
	{ "{\"_id\": \"rs0\"", "x.json:1:1: this bracket is never closed" },
	{ "{\"_id\" \"rs0\"}", "x.json:1:8: a colon is expected here" },
	{ "{\"a\": 1 \"b\": 2}", "x.json:1:9: a comma or the closing bracket is expected here" },
	{ "{\"a\": \"b\n\"}", "x.json:1:7: this quote is never closed" },
	{ "{\"a\": \"\\u12\"}", "x.json:1:8: \\u needs four hexadecimal digits" },
	{ "{\"a\": 1}", "x.json:1:1: this is no export of rs.conf() or rs.status(): it has no list of members" },
	{ "[1, 2]", "x.json:1:1: this is no export of rs.conf() or rs.status(): it has no list of members" },
	{ "{\"_id\": \"r\", \"members\": []}", "x.json:1:25: this set has no members" },
	{ "{\"_id\": \"r\", \"members\": [{\"_id\": 0}]}", "x.json:1:26: a member of rs.conf() needs a host" },
	{ "{\"_id\": \"r\", \"members\": [[Object]]}", "x.json:1:26: a member must be an object; print the whole of it with "
	  "EJSON.stringify(rs.conf())" },
	{ "{\"_id\": \"r\", \"members\": [{\"_id\": 0, \"host\": \"a:99999\"}]}", "x.json:1:45: this is no HOST:PORT" },
	{ "{\"_id\": \"r\", \"members\": [{\"_id\": 0, \"host\": \":1\"}]}", "x.json:1:45: this is no HOST:PORT" },
	{ "{\"members\": [{\"_id\": 0, \"host\": \"a:1\"}]}", "x.json:1:1: this is no export of rs.conf(): `_id` is no name" },
	{ "{\"ok\": 0, \"errmsg\": \"no replset config has been received\"}",
	  "x.json:1:21: this is the refusal of a server, and no export of rs.conf() or rs.status()" },
};

static struct str show(struct arena *arena, const struct rsconf *set)
{
	static const char *const states[] = { "", " primary", " secondary", " arbiter", " other", " down" };
	struct buf out = BUF_INIT(arena);
	buf_printf(&out, "%.*s%s:", STR_ARG(set->set), set->config_server ? " configsvr" : "");
	for (uint32_t i = 0; i < set->count; i++) {
		const struct rs_member *member = &set->members[i];
		struct place place = source_place(member->source, member->at.at);
		buf_printf(&out, " %.*s:%u@%u:%u", STR_ARG(member->host), member->port, place.line, place.column);
		if (member->votes != 1)
			buf_printf(&out, " votes=%u", member->votes);
		if (member->priority < 1 || member->priority > 1)
			buf_printf(&out, " priority=%g", member->priority);
		if (member->hidden)
			buf_text(&out, " hidden");
		buf_text(&out, states[member->state]);
		if (member->arbiter)
			buf_text(&out, set->status ? " is-arbiter" : " arbiter");
		if (member->delay)
			buf_printf(&out, " delay=%ld", (long)member->delay);
	}
	return buf_done(&out);
}

Test(fleet_rsconf, exports)
{
	for (unsigned i = 0; i < sizeof exports / sizeof *exports; i++) {
		struct arena arena = ARENA_INIT;
		struct err err = ERR_INIT(&arena);
		struct source source;
		struct rsconf set = { 0 };
		source_init(&arena, "x.json", str_of(exports[i].text), &source);
		bool read = rsconf_read_source(&arena, &source, &set, &err);
		const char *shown = read ? show(&arena, &set).at : err_line(&err);
		if (exports[i].read)
			cr_expect_str_eq(shown, exports[i].read, "%s: %s", exports[i].text, shown);
		else
			cr_expect_not(read, "%s: %s", exports[i].text, shown);
		cr_expect(read || err.kind == ERR_INPUT, "%s", exports[i].text);
		arena_free(&arena);
	}
}

/* Both exports, in either order. */
Test(fleet_rsconf, together)
{
	static const char conf[] = "{_id: 'rs0', members: [{_id: 0, host: 'a:1', priority: 2}, {_id: 1, host: 'b:1', votes: 0}]}";
	static const char status[] = "{set: 'rs0', myState: 2, members: [{_id: 1, name: 'b:1', health: 1, stateStr: 'PRIMARY'},"
				     "{_id: 0, name: 'a:1', health: 0, stateStr: 'DOWN'}]}";
	static const char *const orders[2][2] = { { conf, status }, { status, conf } };
	struct arena arena = ARENA_INIT;
	for (unsigned order = 0; order < 2; order++) {
		struct err err = ERR_INIT(&arena);
		struct source source[2];
		struct rsconf set = { 0 };
		for (unsigned i = 0; i < 2; i++) {
			source_init(&arena, "x", str_of(orders[order][i]), &source[i]);
			cr_assert(rsconf_read_source(&arena, &source[i], &set, &err), "%s", err.text);
		}
		cr_expect(set.config == &source[order] && set.status == &source[1 - order]);
		cr_expect_eq(set.count, 2);
		cr_expect(set.members[0].state == RS_DOWN);
		cr_expect_float_eq(set.members[0].priority, 2, 0.001);
		cr_expect(set.members[1].state == RS_PRIMARY && set.members[1].votes == 0);
		cr_expect_eq(set.members[0].source, &source[order]);
		cr_expect_eq(rsconf_voters(&set), 1);
		struct source other;
		source_init(&arena, "y", STR("{_id: 'other', members: [{_id: 0, host: 'a:1'}]}"), &other);
		cr_expect_not(rsconf_read_source(&arena, &other, &set, &err));
		cr_expect_str_eq(err_line(&err), "y:1:8: this is the set other, and that of x is rs0");
	}
	arena_free(&arena);
}

Test(fleet_rsconf, told_from_inventories)
{
	/* Depth costs a stack, which has an end. */
	static const uint32_t depths[] = { 1000, 1000000 };
	for (unsigned i = 0; i < 2; i++) {
		struct arena arena = ARENA_INIT;
		struct buf text = BUF_INIT(&arena);
		buf_text(&text, "{x: ");
		buf_fill(&text, '[', depths[i]);
		buf_fill(&text, ']', depths[i]);
		buf_text(&text, ", members: []}");
		cr_expect_eq(inventory_is_rsconf(buf_done(&text)), i == 0);
		arena_free(&arena);
	}
	cr_expect(inventory_is_rsconf(STR("{\"_id\": \"rs0\", \"members\": []}")));
	cr_expect(inventory_is_rsconf(STR("{_id: 'rs0', members: [{host: 'a'}]}")));
	cr_expect_not(inventory_is_rsconf(STR("services:\n  members:\n    image: mongo\n")));
	cr_expect_not(inventory_is_rsconf(STR("[members]\ndb1\n")));
	cr_expect_not(inventory_is_rsconf(STR("{\"services\": {\"members\": {\"image\": \"mongo\"}}}")));
}
