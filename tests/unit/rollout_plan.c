#include <criterion/criterion.h>
#include <string.h>

#include "base/buf.h"
#include "fleet_facts.h"
#include "rollout/plan.h"

static struct arena arena;

static void tear_down(void)
{
	arena_free(&arena);
}

TestSuite(rollout_plan, .fini = tear_down);

/* A fleet is written as members with a | between, each "NAME words": kf, tta, authz; of a cluster cfg, shard=NAME, mongos; and
 * what exports say of it: arb hidden delay prio0 novote; P S O(ther) D(own). Exports are there for the sets of which a member has
 * such a word. */
enum { MEMBERS = 14 };

struct facts {
	struct lint_file files[2 + MEMBERS];
	unsigned count;
	struct { const char *name; struct buf conf, status; bool has_conf, has_status; } sets[4];
	unsigned set_count;
};

static const struct {
	const char *word, *text;
} settings[] = {
	{ "kf", "security.keyFile: /k\n" }, { "tta", "security.transitionToAuth: true\n" },
	{ "tls", "net.tls: {mode: requireTLS, certificateKeyFile: /c, CAFile: /ca}\n" },
};

static const struct {
	const char *word, *text;
} listings[] = {
	{ "arb", ", arbiterOnly: true, priority: 0" }, { "hidden", ", hidden: true, priority: 0" },
	{ "delay", ", secondaryDelaySecs: 60, priority: 0" }, { "prio0", ", priority: 0" }, { "novote", ", votes: 0, priority: 0" },
};

static const struct {
	const char *word, *text;
} states[] = {
	{ "P", "health: 1, stateStr: 'PRIMARY'" }, { "S", "health: 1, stateStr: 'SECONDARY'" },
	{ "A", "health: 1, stateStr: 'ARBITER'" }, { "O", "health: 1, stateStr: 'RECOVERING'" },
	{ "D", "health: 0, stateStr: '(not reachable/healthy)'" },
};

#define FIND(table, wanted) find((const char *const *)(table), sizeof (table) / sizeof *(table), wanted)

/* Rows are pairs of texts. */
static const char *find(const char *const *rows, unsigned count, struct str word)
{
	for (unsigned i = 0; i < count; i++)
		if (str_is(word, rows[2 * i]))
			return rows[2 * i + 1];
	return NULL;
}

static unsigned set_of(struct facts *facts, const char *name)
{
	for (unsigned i = 0; i < facts->set_count; i++)
		if (!strcmp(facts->sets[i].name, name))
			return i;
	facts->sets[facts->set_count].name = name;
	facts->sets[facts->set_count].conf.arena = facts->sets[facts->set_count].status.arena = &arena;
	return facts->set_count++;
}

static void put_member(struct facts *facts, struct str member)
{
	struct buf text = BUF_INIT(&arena);
	struct str rest = str_trim(member), name, word;
	const char *listing = "", *state = "health: 1, stateStr: 'SECONDARY'", *set = "shop", *found;
	bool listed = false, stated = false, router = false;
	str_split(&rest, ' ', &name);
	while (rest.len && str_split(&rest, ' ', &word)) {
		if ((found = FIND(settings, word))) {
			buf_text(&text, found);
		} else if ((found = FIND(listings, word))) {
			listing = found;
			listed = true;
		} else if ((found = FIND(states, word))) {
			state = found;
			stated = true;
		} else if (str_is(word, "mongos")) {
			buf_text(&text, "sharding.configDB: cfg/c1:27017\n");
			router = true;
		} else if (str_is(word, "cfg")) {
			buf_text(&text, "sharding.clusterRole: configsvr\n");
			set = "cfg";
		} else {
			cr_assert(str_starts(word, "shard="), "%.*s", STR_ARG(word));
			buf_text(&text, "sharding.clusterRole: shardsvr\n");
			set = str_cstr(&arena, str_sub(word, 6, word.len));
		}
	}
	buf_printf(&text, "net: {port: 27017, bindIp: 'localhost,%.*s'}\n", STR_ARG(name));
	if (!router) {
		unsigned i = set_of(facts, set);
		buf_printf(&text, "replication.replSetName: %s\n", set);
		buf_printf(&facts->sets[i].conf, "{_id: %u, host: '%.*s:27017'%s},", facts->count, STR_ARG(name), listing);
		buf_printf(&facts->sets[i].status, "{_id: %u, name: '%.*s:27017', %s},", facts->count, STR_ARG(name), state);
		facts->sets[i].has_conf |= listed;
		facts->sets[i].has_status |= stated;
	}
	facts->files[facts->count++] = (struct lint_file){ arena_printf(&arena, "%.*s.conf", STR_ARG(name)), buf_done(&text).at };
}

static void read_export(struct rsconf *list, const char *set, const char *key, struct buf *members)
{
	struct source *source = arena_alloc(&arena, sizeof *source);
	struct err err = ERR_INIT(&arena);
	source_init(&arena, set, str_format(&arena, "{%s: '%s', members: [%s]}", key, set, buf_done(members).at), source);
	cr_assert(rsconf_read_source(&arena, source, list, &err), "%s", err_line(&err));
}

/* The fleet as one deployment, of which the project file says `said`. */
static struct fleet *fleet_of(const char *members, const char *said)
{
	struct facts facts = { .count = 1 };
	struct str rest = str_of(members), member;
	bool sharded = strstr(members, "cfg") != NULL;
	while (str_split(&rest, '|', &member))
		put_member(&facts, member);
	facts.files[0] = (struct lint_file){ ".mongoconf.yaml", arena_printf(&arena,
		"deployments:\n  shop:\n    files: ['*.conf']\n    kind: %s\n%s", sharded ? "sharded-cluster" : "replica-set", said) };
	struct fleet_facts *all = fleet_facts_of(&arena, facts.files);
	const struct rsconf **lists = arena_array(&arena, facts.set_count + 1U, sizeof *lists);
	for (unsigned i = 0; i < facts.set_count; i++) {
		struct rsconf *list = arena_alloc(&arena, sizeof *list);
		if (facts.sets[i].has_conf)
			read_export(list, facts.sets[i].name, "_id", &facts.sets[i].conf);
		if (facts.sets[i].has_status)
			read_export(list, facts.sets[i].name, "set", &facts.sets[i].status);
		if (list->count)
			lists[all->list_count++] = list;
	}
	all->lists = lists;
	struct fleet *fleet = arena_alloc(&arena, sizeof *fleet);
	fleet_build(&arena, all, fleet);
	return fleet;
}

/* ---- a plan as a line for each phase, and one for what it takes ---- */

static void put_rolls(struct buf *out, const struct plan_phase *phase)
{
	for (uint32_t i = 0; i < phase->roll_count; i++) {
		const struct roll *roll = &phase->rolls[i];
		buf_printf(out, " %s%s:", roll->part->name,
			   roll->part->kind == DEPLOYMENT_REPLICA_SET && !roll->primary_known ? "?" : "");
		for (uint32_t k = 0; k < roll->count; k++) {
			const struct stop *stop = &roll->stops[k];
			buf_printf(out, " %s%s%s", stop->name, stop->written ? "+" : "", stop->kind == STOP_STEP_DOWN ? "v" : "");
			if (stop->because)
				buf_printf(out, "(%s)", stop->because);
			if (stop->remark)
				buf_char(out, '!');
		}
	}
}

static const char *described(const struct plan *plan)
{
	struct buf out = BUF_INIT(&arena);
	for (uint32_t i = 0; i < plan->count; i++) {
		const struct plan_phase *phase = &plan->phases[i];
		buf_printf(&out, "%u %s", phase->number, plan_state_name(phase->state));
		if (phase->file_count)
			buf_printf(&out, " %u of %u", phase->file_count, phase->of);
		put_rolls(&out, phase);
		buf_char(&out, '\n');
	}
	buf_char(&out, '=');
	for (uint32_t i = 0; i < plan->requirement_count; i++)
		buf_printf(&out, " %s=%s", code_table[plan->requirements[i].code].name,
			   plan_answer_name(plan->requirements[i].answer));
	for (uint32_t i = 0; i < plan->warning_count; i++)
		buf_printf(&out, " !%s", plan->warnings[i]);
	buf_char(&out, '\n');
	return buf_done(&out).at;
}

static const struct plan *plan_of(const char *procedure_name, const struct fleet *fleet, const struct invocation *invocation)
{
	const struct procedure *procedure = procedure_find(str_of(procedure_name));
	struct stand *stand = arena_alloc(&arena, sizeof *stand);
	struct plan *plan = arena_alloc(&arena, sizeof *plan);
	uint32_t count;
	cr_assert(procedure, "%s", procedure_name);
	struct field *fields = procedure_fields(&arena, procedure, fleet, &count);
	cr_assert_eq(count, 1u);
	stand_find(&arena, procedure, &fields[0], stand);
	plan_make(&arena, stand, invocation, plan);
	return plan;
}

static const struct {
	const char *members, *plan;
} table[] = {
	{ "m0",
	  "1 next\n"
	  "2 later\n"
	  "3 later 1 of 1 shop?: m0\n"
	  "4 later 1 of 1 shop?: m0\n"
	  "= QUORUM=no NO_ELECTABLE=no\n" },
	{ "m0 | m1 | m2",
	  "1 next\n"
	  "2 later\n"
	  "3 later 3 of 3 shop?: m0 m1 m2\n"
	  "4 later 3 of 3 shop?: m0 m1 m2\n"
	  "= QUORUM=unknown NO_ELECTABLE=unknown\n" },
	{ "m0 P | m1 S | m2 S",
	  "1 next\n"
	  "2 later\n"
	  "3 later 3 of 3 shop: m1(secondary) m2(secondary) m0v(primary)\n"
	  "4 later 3 of 3 shop: m1(secondary) m2(secondary) m0v(primary)\n"
	  "= QUORUM=unknown NO_ELECTABLE=unknown\n" },
	{ "m0 P prio0 | m1 S | m2 S",
	  "1 next\n"
	  "2 later\n"
	  "3 later 3 of 3 shop: m1(secondary) m2(secondary) m0v(primary)\n"
	  "4 later 3 of 3 shop: m1(secondary) m2(secondary) m0v(primary)\n"
	  "= QUORUM=yes NO_ELECTABLE=yes\n" },
	{ "m0 P | m1 S hidden | m2 A arb | m3 S delay | m4 S | m5 S novote",
	  "1 next\n"
	  "2 later\n"
	  "3 later 6 of 6 shop: m1(hidden) m2(arbiter) m3(delayed) m5(priority 0) m4(secondary) m0v(primary)\n"
	  "4 later 6 of 6 shop: m1(hidden) m2(arbiter)! m3(delayed) m5(priority 0) m4(secondary) m0v(primary)\n"
	  "= QUORUM=yes NO_ELECTABLE=yes\n" },
	{ "m0 P | m1 S | m2 A arb",
	  "1 next\n"
	  "2 later\n"
	  "3 later 3 of 3 shop: m2(arbiter) m1(secondary) m0v(primary)\n"
	  "4 later 3 of 3 shop: m2(arbiter)! m1(secondary) m0v(primary)\n"
	  "= QUORUM=yes NO_ELECTABLE=yes !shop: while a member with data restarts, writes that wait for a majority stall: 1 can acknowledge them, and it takes 2\n" },
	{ "m0 P | m1 D | m2 S",
	  "1 next\n"
	  "2 later\n"
	  "3 later 3 of 3 shop: m1(down)! m2(secondary) m0v(primary)\n"
	  "4 later 3 of 3 shop: m1(down)! m2(secondary) m0v(primary)\n"
	  "= QUORUM=no NO_ELECTABLE=unknown\n" },
	/* Held back: no other member could become primary. */
	{ "m0 P | m1 O | m2 S hidden",
	  "=\n" },
	{ "m0 kf tta P | m1 kf tta S hidden | m2 S",
	  "1 done\n"
	  "2 done\n"
	  "3 under-way 1 of 3 shop: m1+(hidden) m2(secondary) m0+v(primary)\n"
	  "4 later 3 of 3 shop: m1(hidden) m2(secondary) m0v(primary)\n"
	  "= QUORUM=yes NO_ELECTABLE=yes\n" },
	{ "m0 kf tta P | m1 kf tta S hidden | m2 kf tta S",
	  "1 done\n"
	  "2 done\n"
	  "3 written shop: m1+(hidden) m2+(secondary) m0+v(primary)\n"
	  "4 next 3 of 3 shop: m1(hidden) m2(secondary) m0v(primary)\n"
	  "= QUORUM=yes NO_ELECTABLE=yes\n" },
	{ "m0 kf P | m1 kf S | m2 A arb kf tta",
	  "1 done\n"
	  "2 done\n"
	  "3 done\n"
	  "4 under-way 1 of 3 shop: m2(arbiter)! m1+(secondary) m0+v(primary)\n"
	  "= QUORUM=yes NO_ELECTABLE=yes !shop: while a member with data restarts, writes that wait for a majority stall: 1 can acknowledge them, and it takes 2\n" },
	{ "m0 kf P | m1 kf S hidden | m2 kf S",
	  "1 done\n"
	  "2 done\n"
	  "3 done\n"
	  "4 written shop: m1+(hidden) m2+(secondary) m0+v(primary)\n"
	  "=\n" },
	{ "m0 kf | m1",
	  "=\n" },
	{ "c1 cfg P | c2 cfg S | c3 cfg S | a1 shard=one S | a2 shard=one P | a3 shard=one A arb | b1 shard=two | r1 mongos | r2 mongos",
	  "1 next\n"
	  "2 later\n"
	  "3 later 2 of 2 shop/mongos: r1 r2\n"
	  "4 later 3 of 3 shop/cfg: c2(secondary) c3(secondary) c1v(primary)\n"
	  "5 later 4 of 4 shop/one: a3(arbiter) a1(secondary) a2v(primary) shop/two?: b1\n"
	  "6 later 2 of 2 shop/mongos: r1 r2\n"
	  "7 later 3 of 3 shop/cfg: c2(secondary) c3(secondary) c1v(primary)\n"
	  "8 later 4 of 4 shop/one: a3(arbiter)! a1(secondary) a2v(primary) shop/two?: b1\n"
	  "= SINGLE_MONGOS=yes QUORUM=unknown NO_ELECTABLE=unknown QUORUM=yes NO_ELECTABLE=yes QUORUM=no NO_ELECTABLE=no !shop/one: while a member with data restarts, writes that wait for a majority stall: 1 can acknowledge them, and it takes 2\n" },
	{ "c1 cfg kf tta P | c2 cfg kf tta S | a1 shard=one | r1 mongos kf tta",
	  "1 done\n"
	  "2 done\n"
	  "3 done\n"
	  "4 written shop/cfg: c2+(secondary) c1+v(primary)\n"
	  "5 next 1 of 1 shop/one?: a1\n"
	  "6 later 1 of 1 shop/mongos: r1\n"
	  "7 later 2 of 2 shop/cfg: c2(secondary) c1v(primary)\n"
	  "8 later 1 of 1 shop/one?: a1\n"
	  "= SINGLE_MONGOS=no QUORUM=no NO_ELECTABLE=unknown QUORUM=no NO_ELECTABLE=no\n" },
};

Test(rollout_plan, orders)
{
	for (unsigned i = 0; i < sizeof table / sizeof *table; i++) {
		const struct plan *plan = plan_of("enforce-keyfile", fleet_of(table[i].members, ""), NULL);
		cr_expect_str_eq(described(plan), table[i].plan, "%s\n%s\nnot\n%s", table[i].members, described(plan), table[i].plan);
	}
}

/* ---- what stands in it to be copied, and what is asked ---- */

static const char *const odd_paths[] = { "-hosts", "a b" };
static const char *const flags[] = { "--project 'x y.yaml'" };

static const struct parameters given = { .key_file = "/etc/mongo db/key", .certificate_key_file = "/c.pem", .ca_file = "/ca.pem",
					 .cluster_file = "/m.pem" };

static const struct invocation as_called[] = {
	{ .paths = NULL },
	{ .parameters = &given, .paths = odd_paths, .path_count = 2, .flags = flags, .flag_count = 1 },
};

static const char *spoken(const struct plan *plan, unsigned number)
{
	struct buf out = BUF_INIT(&arena);
	const struct plan_phase *phase = &plan->phases[number - 1];
	buf_printf(&out, "%s\n", phase->command.line ? phase->command.line : "-");
	for (uint32_t i = 0; i < phase->command.missing_count; i++)
		buf_printf(&out, "? %s\n", phase->command.missing[i]);
	for (uint32_t i = 0; i < phase->live_count; i++)
		buf_printf(&out, "> %s\n", phase->live[i].line);
	return buf_done(&out).at;
}

static const struct {
	const char *procedure, *members, *server;
	unsigned phase, invocation;
	const char *spoken;
} commands[] = {
	{ "enforce-keyfile", "m0 | m1 | m2", "4.4", 1, 0, "-\n" },
	{ "enforce-keyfile", "m0 | m1 | m2", "4.4", 3, 0,
	  "mongoconf rollout apply enforce-keyfile --phase 3 --key-file PATH\n? --key-file\n"
	  "> db.adminCommand({ getCmdLineOpts: 1 }).parsed.security\n" },
	{ "enforce-keyfile", "m0 | m1 | m2", "4.4", 3, 1,
	  "mongoconf rollout apply enforce-keyfile --phase 3 --key-file '/etc/mongo db/key' --project 'x y.yaml' -- -hosts 'a b'\n"
	  "> db.adminCommand({ getCmdLineOpts: 1 }).parsed.security\n" },
	/* A flag is for the phase that takes it. */
	{ "enforce-keyfile", "m0 | m1 | m2", "4.4", 4, 1,
	  "mongoconf rollout apply enforce-keyfile --phase 4 --project 'x y.yaml' -- -hosts 'a b'\n"
	  "> db.adminCommand({ getCmdLineOpts: 1 }).parsed.security\n" },
	{ "enable-tls", "m0 | m1", "4.4", 1, 0,
	  "mongoconf rollout apply enable-tls --phase 1 --certificate-key-file PATH --ca-file PATH\n"
	  "? --certificate-key-file\n? --ca-file\n"
	  "> db.adminCommand({ getCmdLineOpts: 1 }).parsed.net\n"
	  "> db.adminCommand({ getParameter: 1, tlsMode: 1 })\n" },
	{ "enable-tls", "m0 | m1", "4.0", 3, 1,
	  "mongoconf rollout apply enable-tls --phase 3 --project 'x y.yaml' -- -hosts 'a b'\n"
	  "> db.adminCommand({ getCmdLineOpts: 1 }).parsed.net\n"
	  "> db.adminCommand({ getParameter: 1, sslMode: 1 })\n"
	  "> db.adminCommand({ setParameter: 1, sslMode: \"preferSSL\" })\n" },
	{ "keyfile-to-x509", "m0 kf | m1 kf", "7.0", 1, 1,
	  "mongoconf rollout apply keyfile-to-x509 --phase 1 --certificate-key-file /c.pem --cluster-file /m.pem --ca-file /ca.pem "
	  "--project 'x y.yaml' -- -hosts 'a b'\n"
	  "> db.adminCommand({ getCmdLineOpts: 1 }).parsed\n"
	  "> db.adminCommand({ getParameter: 1, tlsMode: 1, clusterAuthMode: 1 })\n" },
	/* TLS goes first: a mode of certificates wants it. */
	{ "keyfile-to-x509", "m0 kf | m1 kf", "7.0", 2, 0,
	  "mongoconf rollout apply keyfile-to-x509 --phase 2\n"
	  "> db.adminCommand({ getCmdLineOpts: 1 }).parsed\n"
	  "> db.adminCommand({ getParameter: 1, tlsMode: 1, clusterAuthMode: 1 })\n"
	  "> db.adminCommand({ setParameter: 1, tlsMode: \"preferTLS\" }); "
	  "db.adminCommand({ setParameter: 1, clusterAuthMode: \"sendX509\" })\n" },
	{ "keyfile-to-x509", "m0 kf tls | m1 kf tls", "7.0", 1, 0,
	  "mongoconf rollout apply keyfile-to-x509 --phase 1\n"
	  "> db.adminCommand({ getCmdLineOpts: 1 }).parsed.security\n"
	  "> db.adminCommand({ getParameter: 1, clusterAuthMode: 1 })\n" },
	{ "disable-auth", "m0 kf | m1 kf", "7.0", 2, 0,
	  "mongoconf rollout apply disable-auth --phase 2\n"
	  "> db.adminCommand({ getCmdLineOpts: 1 }).parsed.security\n" },
};

Test(rollout_plan, commands)
{
	for (unsigned i = 0; i < sizeof commands / sizeof *commands; i++) {
		struct fleet *fleet = fleet_of(commands[i].members, "");
		for (uint32_t k = 0; k < fleet->member_count; k++)
			cr_assert(version_parse(str_of(commands[i].server), &fleet->members[k].server));
		const struct plan *plan = plan_of(commands[i].procedure, fleet, &as_called[commands[i].invocation]);
		cr_assert_geq(plan->count, commands[i].phase, "row %u", i);
		const char *found = spoken(plan, commands[i].phase);
		cr_expect_str_eq(found, commands[i].spoken, "row %u: %s", i, found);
	}
}

/* What the project file says, and the keys that it is asked for. */
static const struct {
	const char *procedure, *members, *said, *asked;
} questions[] = {
	{ "enforce-keyfile", "m0 | m1", "", "replica-set-config replica-set-status server-version users clients.authenticate" },
	{ "enforce-keyfile", "m0 P prio0 | m1", "", "server-version users clients.authenticate" },
	{ "enforce-keyfile", "m0 arb | m1", "    users: true\n", "replica-set-status server-version clients.authenticate" },
	{ "enforce-keyfile", "m0 P | m1 S", "    users: true\n    clients: {authenticate: true}\n",
	  "replica-set-config server-version" },
	{ "enable-tls", "m0 P prio0 | m1", "", "server-version clients.tls" },
	{ "enable-tls", "m0 P prio0 | m1", "    clients: {tls: true}\n", "server-version" },
	{ "keyfile-to-x509", "m0 P prio0 kf | m1 kf", "", "server-version clients.tls key-file-root" },
};

Test(rollout_plan, questions)
{
	static const char *const keys[] = { "replica-set-config", "replica-set-status", "server-version", "users",
					    "clients.authenticate", "clients.tls", "key-file-root" };
	for (unsigned i = 0; i < sizeof questions / sizeof *questions; i++) {
		const struct plan *plan = plan_of(questions[i].procedure, fleet_of(questions[i].members, questions[i].said), NULL);
		struct buf asked = BUF_INIT(&arena);
		for (uint32_t k = 0; k < plan->unknown_count; k++)
			for (unsigned key = 0; key < sizeof keys / sizeof *keys; key++)
				if (str_find(str_of(plan->unknown[k].ask), str_of(keys[key]), 0) != STR_NONE)
					buf_printf(&asked, "%s%s", asked.len ? " " : "", keys[key]);
		cr_expect_str_eq(buf_done(&asked).at, questions[i].asked, "row %u: %s", i, buf_done(&asked).at);
	}
}
