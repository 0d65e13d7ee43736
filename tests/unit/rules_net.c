#include <criterion/criterion.h>
#include <stdlib.h>

#include "lint_files.h"
#include "rules/configdb.h"

/* The rules about hosts, ports and lists, on fleets that are made by hand: each file is a member, its second
 * folder the host, and `list` is what the set says of itself, a member a line. */

static struct arena arena;

static void tear_down(void)
{
	arena_free(&arena);
}

TestSuite(rules_net, .fini = tear_down);

static const char *const rules[] = {
	"bind-loopback-in-replset", "bindip-not-own-address", "configdb-vs-members", "container-id-hostname",
	"even-number-of-voters", "hostname-not-in-member-list", "ip-only-member", "ipv6-mixed", "member-duplicate",
	"member-missing", "mixed-localhost-and-real-hosts", "port-mismatch", "version-skew",
};

/* "db1:27017", with "+arbiter" or "+0" (no vote) behind it. */
static struct rs_member listed(const struct source *source, struct str line)
{
	struct rs_member member = { .source = source, .port = 27017, .votes = 1, .priority = 1 };
	uint32_t plus = str_find_char(line, '+', 0), at = (uint32_t)(line.at - source->text.at);
	member.arbiter = plus != STR_NONE && line.at[plus + 1] == 'a';
	member.votes = plus == STR_NONE || member.arbiter;
	line = str_sub(line, 0, plus);
	member.at = (struct span){ at, line.len };
	member.host = line;
	for (uint32_t i = line.len; i-- > 0 && line.at[i] != ']';)
		if (line.at[i] == ':') {
			member.port = (uint32_t)strtoul(line.at + i + 1, NULL, 10);
			member.host = str_sub(line, 0, i);
			break;
		}
	if (str_starts(member.host, "["))
		member.host = str_sub(member.host, 1, member.host.len - 1);
	return member;
}

static const struct rsconf *list_of(const char *text)
{
	struct rsconf *list = arena_alloc(&arena, sizeof *list);
	struct source *source = arena_alloc(&arena, sizeof *source);
	struct str rest = str_of(arena_printf(&arena, "%s", text)), line;
	source_init(&arena, "list", rest, source);
	*list = (struct rsconf){ .config = source, .members = arena_array(&arena, rest.len + 1, sizeof *list->members) };
	while (str_split(&rest, '\n', &line))
		if (line.len)
			list->members[list->count++] = listed(source, line);
	return list;
}

static uint32_t port_of(const struct config *config, enum role role)
{
	struct str port = config_text(config, "net.port");
	return port.len ? (uint32_t)strtoul(str_cstr(&arena, port), NULL, 10)
	     : role == ROLE_SHARD ? 27018 : role == ROLE_CONFIG_SERVER ? 27019 : 27017;
}

/* "hosts/db1/mongod.conf" is db1's; "db1.conf" nobody knows whose. */
static void fill(struct member *member, const struct config *config)
{
	struct str path = str_of(config->source->name), part;
	bool folder = str_starts(path, "hosts/");
	struct str role = config_text(config, "sharding.clusterRole");
	str_split(&path, folder ? '/' : '.', &part);
	if (folder)
		str_split(&path, '/', &part);
	enum role as = config->target.binary == BINARY_MONGOS ? ROLE_ROUTER : str_is(role, "configsvr") ? ROLE_CONFIG_SERVER
		     : str_is(role, "shardsvr") ? ROLE_SHARD : ROLE_MEMBER;
	*member = (struct member){
		.config = config, .file = config, .name = str_cstr(&arena, part), .host = folder ? str_cstr(&arena, part) : NULL,
		.set = config_text(config, "replication.replSetName"), .role = as, .port = port_of(config, as),
		.server = config->target.server,
	};
}

/* One set of all the files that are no router's. */
static void build(struct fleet *fleet, const struct lint_file *files, const char *list, enum hosts hosts, bool declared)
{
	struct deployment *set = arena_alloc(&arena, sizeof *set);
	*fleet = (struct fleet){ .deployments = set, .count = 1, .members = arena_array(&arena, LINT_FILES_MAX, sizeof *fleet->members) };
	*set = (struct deployment){
		.name = "shop", .set = STR("shop"), .members = arena_array(&arena, LINT_FILES_MAX, sizeof *set->members),
		.hosts = hosts, .hosts_because = "said so", .list = list ? list_of(list) : NULL, .declared = declared, .alike = true,
	};
	for (; files[fleet->member_count].file; fleet->member_count++) {
		struct member *member = &fleet->members[fleet->member_count];
		const struct lint_file *file = &files[fleet->member_count];
		fill(member, lint_config_of(&arena, file->file, str_of(file->text), NULL));
		if (member->role == ROLE_ROUTER)
			continue;
		member->deployment = set;
		set->members[set->count++] = member;
	}
}

static const char *findings(const struct fleet *fleet)
{
	struct sink sink = SINK_INIT(&arena);
	struct lint lint = { .arena = &arena, .sink = &sink, .fleet = fleet };
	for (unsigned i = 0; i < sizeof rules / sizeof *rules; i++) {
		const struct rule *rule = rule_find(str_of(rules[i]));
		cr_assert_not_null(rule, "%s", rules[i]);
		for (uint32_t k = 0; rule->check_deployment && k < fleet->count; k++)
			rule->check_deployment(&lint, rule, &fleet->deployments[k]);
		if (rule->check_fleet)
			rule->check_fleet(&lint, rule, fleet);
	}
	sink_sort(&sink);
	return lint_lines(&arena, &sink);
}

#define SET "replication:\n  replSetName: shop\n"
#define AT(address) "net:\n  bindIp: " address "\n" SET
#define PORT(port) "net:\n  bindIp: 0.0.0.0\n  port: " port "\n" SET
#define DB(n) { "hosts/db" n "/m.conf", AT("10.0.0." n) }
#define WIDE(n) { "hosts/db" n "/m.conf", AT("0.0.0.0") }

static const struct {
	const char *about;
	const char *list;
	struct lint_file files[8];
	enum hosts hosts;
	const char *said;
} lists[] = {
	{ "short and long names are one", "db1.example.com:27017\nDB2:27017\ndb3.\n", { DB("1"), DB("2"), DB("3") }, HOSTS_MANY, "" },
	{ "listed by addresses that they listen on", "10.0.0.1\n10.0.0.2\n10.0.0.3\n", { DB("1"), DB("2"), DB("3") }, HOSTS_MANY,
	  "list:1:1+8 warning ip-only-member\n" },
	{ "listed by addresses, and the files tell none", "10.0.0.1\n10.0.0.2\n10.0.0.4\n", { WIDE("1"), WIDE("2"), WIDE("3") },
	  HOSTS_MANY, "list:1:1+8 warning ip-only-member\n" },
	{ "one address that no file listens on", "10.0.0.1\n10.0.0.2\n10.0.0.4\n", { DB("1"), DB("2"), DB("3") }, HOSTS_MANY,
	  "hosts/db3/m.conf:2:11+8 error hostname-not-in-member-list\nlist:1:1+8 warning ip-only-member\n" },
	{ "all names are others", "m1\nm2\nm3\n", { DB("1"), DB("2"), DB("3") }, HOSTS_MANY, "" },
	{ "a slip in the list", "db1\ndb2\nbd3\n", { DB("1"), DB("2"), DB("3") }, HOSTS_MANY,
	  "hosts/db3/m.conf:4:16+4 error hostname-not-in-member-list\n" },
	{ "another domain is another host", "db1.a.com\ndb2.a.com\ndb3.b.com\n",
	  { { "hosts/db1.a.com/m.conf", AT("h1") }, { "hosts/db2.a.com/m.conf", AT("h2") }, { "hosts/db3.a.com/m.conf", AT("0.0.0.0") } },
	  HOSTS_MANY, "hosts/db3.a.com/m.conf:4:16+4 error hostname-not-in-member-list\n" },
	{ "a member that was never added: no word of the even number", "db1\ndb2\n", { DB("1"), DB("2"), DB("3") }, HOSTS_MANY,
	  "hosts/db3/m.conf:4:16+4 error hostname-not-in-member-list\n" },
	{ "another name than the list has", "db1.x\ndb2.x\ndb3.x\n", { { "hosts/db1/m.conf", AT("db1.x") }, { "hosts/db2/m.conf", AT("db2.x") },
	  { "hosts/db3/m.conf", AT("db33.x") } }, HOSTS_MANY, "hosts/db3/m.conf:2:11+6 error hostname-not-in-member-list\n" },
	{ "a copy of another's config", "db1\ndb2\ndb3\n", { DB("1"), DB("2"), DB("3"), { "hosts/old/m.conf", AT("10.0.0.3") } },
	  HOSTS_MANY, "hosts/old/m.conf:2:11+8 error bindip-not-own-address\n" },
	{ "a config that is not here", "db1\ndb2\ndb3\n", { DB("1"), DB("2") }, HOSTS_MANY, "list:3:1+3 warning member-missing\n" },
	{ "only one file was read", "db1\ndb2\ndb3\n", { DB("1") }, HOSTS_MANY, "" },
	{ "a slip, and one that is not here", "db1\ndb2\ndb33\nzoo\nx5\n", { DB("1"), DB("2"), DB("3") }, HOSTS_MANY,
	  "hosts/db3/m.conf:4:16+4 error hostname-not-in-member-list\nlist:4:1+3 warning member-missing\n"
	  "list:5:1+2 warning member-missing\n" },
	{ "one line twice", "db1\ndb2\ndb2\n", { DB("1"), DB("2"), DB("3") }, HOSTS_MANY, "list:3:1+3 error member-duplicate\n" },
	{ "one line more", "db1\ndb2\ndb3\ndb3\n", { DB("1"), DB("2"), DB("3") }, HOSTS_MANY, "list:4:1+3 error member-duplicate\n" },
	{ "two ports of one host are two members", "db1:1\ndb1:2\ndb2:1\n",
	  { { "hosts/db1/a.conf", PORT("1") }, { "hosts/db1/b.conf", PORT("2") }, { "hosts/db2/a.conf", PORT("1") } }, HOSTS_MANY, "" },
	{ "another port", "db1\ndb2:27018\ndb3\n", { DB("1"), { "hosts/db2/m.conf", PORT("27019") }, DB("3") }, HOSTS_MANY,
	  "hosts/db2/m.conf:3:9+5 error port-mismatch\n" },
	{ "another port, by default", "db1\ndb2:27018\ndb3\n", { DB("1"), DB("2"), DB("3") }, HOSTS_MANY,
	  "hosts/db2/m.conf:4:3+11 error port-mismatch\n" },
	{ "one of two on a host", "db1:1\ndb1:2\ndb2:1\n",
	  { { "hosts/db1/a.conf", PORT("1") }, { "hosts/db1/b.conf", PORT("3") }, { "hosts/db2/a.conf", PORT("1") } }, HOSTS_MANY,
	  "hosts/db1/b.conf:3:9+1 error port-mismatch\n" },
	{ "a set on one machine", "localhost:1\nlocalhost:2\nlocalhost:3\n",
	  { { "a.conf", PORT("1") }, { "b.conf", PORT("2") }, { "c.conf", PORT("3") } }, HOSTS_ONE, "" },
	{ "a set on one machine, one port wrong", "localhost:1\nlocalhost:2\nlocalhost:3\n",
	  { { "a.conf", PORT("1") }, { "b.conf", PORT("2") }, { "c.conf", PORT("4") } }, HOSTS_ONE,
	  "c.conf:3:9+1 error port-mismatch\n" },
	{ "ports outside that no file knows", "host:31\nhost:32\nhost:33\n", { WIDE("1"), WIDE("2"), WIDE("3") }, HOSTS_MANY, "" },
	{ "files that are called like hosts", "db1\ndb2\ndb4\n",
	  { { "db1.conf", AT("0.0.0.0") }, { "db2.conf", AT("0.0.0.0") }, { "db3.conf", AT("0.0.0.0") } }, HOSTS_MANY,
	  "db3.conf:4:16+4 error hostname-not-in-member-list\n" },
	{ "localhost among others", "localhost\ndb2\ndb3\n", { DB("1"), DB("2"), DB("3") }, HOSTS_MANY,
	  "list:1:1+9 error mixed-localhost-and-real-hosts\n" },
	{ "the other one out", "localhost:1\n127.0.0.1:2\ndb3:3\n", { { "x.conf", PORT("1") } }, HOSTS_UNKNOWN,
	  "list:3:1+5 error mixed-localhost-and-real-hosts\n" },
	{ "an address among names", "db1\n[fd00::2]\ndb3\n", { DB("1"), DB("2"), DB("3") }, HOSTS_MANY,
	  "list:2:1+9 warning ip-only-member\n" },
	{ "a container", "4f1c0de9a2b7\ndb2\ndb3\n", { WIDE("1"), WIDE("2"), WIDE("3") }, HOSTS_MANY,
	  "list:1:1+12 warning container-id-hostname\n" },
	{ "pods of a StatefulSet, of a Deployment, and words", "mongo-0.mongo.shop.svc\nmongo-7d9f8b6c5d-x2x4z\nbeefdeadcafe\n",
	  { WIDE("1") }, HOSTS_UNKNOWN, "list:2:1+22 warning container-id-hostname\n" },
	{ "no arbiter needed", "db1\ndb2\ndb3\ndb4+arbiter\n", { DB("1"), DB("2"), DB("3"), DB("4") }, HOSTS_MANY,
	  "list:4:1+3 info even-number-of-voters\n" },
	{ "one without a vote", "db1\ndb2\ndb3\ndb4+0\n", { DB("1"), DB("2"), DB("3"), DB("4") }, HOSTS_MANY, "" },
	{ "two on one machine, to learn with", "localhost:1\nlocalhost:2\n", { { "a.conf", PORT("1") }, { "b.conf", PORT("2") } },
	  HOSTS_ONE, "" },
};

Test(rules_net, lists)
{
	for (unsigned i = 0; i < sizeof lists / sizeof *lists; i++) {
		struct fleet fleet;
		build(&fleet, lists[i].files, lists[i].list, lists[i].hosts, false);
		const char *said = findings(&fleet);
		cr_expect_str_eq(said, lists[i].said, "%s: gives\n%s", lists[i].about, said);
	}
}

#define V6(address) "net:\n  ipv6: true\n  bindIp: " address "\n" SET

static const struct {
	const char *about;
	struct lint_file files[8];
	enum hosts hosts;
	bool declared;
	const char *said;
} files[] = {
	{ "loopback among others", { DB("1"), { "hosts/db2/m.conf", AT("localhost,127.0.0.1") }, DB("3") }, HOSTS_MANY, true,
	  "hosts/db2/m.conf:2:11+19 error bind-loopback-in-replset\n" },
	{ "nobody knows where they are", { { "hosts/db1/m.conf", AT("localhost") } }, HOSTS_UNKNOWN, true, "" },
	{ "one machine", { { "hosts/db1/m.conf", AT("localhost") } }, HOSTS_ONE, true, "" },
	{ "a copied address: the number tells whose it is", { DB("1"), { "hosts/db2/m.conf", AT("10.0.0.3") }, DB("3") }, HOSTS_MANY,
	  true, "hosts/db2/m.conf:2:11+8 error bindip-not-own-address\n" },
	{ "a copied address: the second", { { "hosts/a/m.conf", AT("10.0.0.7") }, { "hosts/b/m.conf", AT("10.0.0.7") } }, HOSTS_MANY,
	  true, "hosts/b/m.conf:2:11+8 error bindip-not-own-address\n" },
	{ "an address that each host has", { { "hosts/a/m.conf", AT("172.17.0.1") }, { "hosts/b/m.conf", AT("172.17.0.1") } },
	  HOSTS_MANY, true, "" },
	{ "an address beside their own", { { "hosts/a/m.conf", AT("10.9.9.9,10.0.0.1") }, { "hosts/b/m.conf", AT("10.9.9.9,10.0.0.2") } },
	  HOSTS_MANY, true, "" },
	{ "three of one address", { { "hosts/a/m.conf", AT("10.0.0.7") }, { "hosts/b/m.conf", AT("10.0.0.7") },
	  { "hosts/c/m.conf", AT("10.0.0.7") } }, HOSTS_MANY, true, "" },
	{ "one host after all", { { "hosts/a/m.conf", "net:\n  bindIp: 10.0.0.7\n  port: 1\n" SET },
	  { "hosts/b/m.conf", "net:\n  bindIp: 10.0.0.7\n  port: 2\n" SET } }, HOSTS_MANY, true, "" },
	{ "the name of another", { { "hosts/db1/m.conf", AT("localhost,db1.x.com") }, { "hosts/db2/m.conf", AT("localhost,db1.x.com") } },
	  HOSTS_MANY, true, "hosts/db2/m.conf:2:11+19 error bindip-not-own-address\n" },
	{ "one that does not speak IPv6", { { "hosts/db1/m.conf", V6("fd00::1,localhost") }, { "hosts/db2/m.conf", V6("fd00::2") },
	  { "hosts/db3/m.conf", AT("10.0.0.3") } }, HOSTS_MANY, true, "hosts/db3/m.conf:4:3+11 error ipv6-mixed\n" },
	{ "one that speaks nothing else", { DB("1"), { "hosts/db2/m.conf", V6("fd00::2") }, DB("3") }, HOSTS_MANY, true,
	  "hosts/db2/m.conf:3:11+7 error ipv6-mixed\n" },
	{ "both kinds of address", { DB("1"), { "hosts/db2/m.conf", V6("fd00::2,10.0.0.2") }, DB("3") }, HOSTS_MANY, true, "" },
	{ "all speak it", { { "hosts/db1/m.conf", V6("10.0.0.1") }, { "hosts/db2/m.conf", V6("fd00::2") } }, HOSTS_MANY, true, "" },
	{ "what another rule tells", { { "hosts/db1/m.conf", AT("fd00::1") }, { "hosts/db2/m.conf", V6("fd00::2") } }, HOSTS_MANY, true, "" },
	{ "one host under two names", { { "hosts/db1/m.conf", AT("0.0.0.0") }, { "hosts/db1.x.com/m.conf", AT("0.0.0.0") }, DB("3") },
	  HOSTS_MANY, true, "hosts/db1.x.com/m.conf:4:16+4 warning member-duplicate\n" },
	{ "one machine, ::1 alone", { { "hosts/db1/m.conf", V6("\"::1\"") }, { "hosts/db2/m.conf", AT("127.0.0.1") } }, HOSTS_ONE, true,
	  "hosts/db2/m.conf:4:3+11 error ipv6-mixed\n" },
};

Test(rules_net, files)
{
	for (unsigned i = 0; i < sizeof files / sizeof *files; i++) {
		struct fleet fleet;
		build(&fleet, files[i].files, NULL, files[i].hosts, files[i].declared);
		const char *said = findings(&fleet);
		cr_expect_str_eq(said, files[i].said, "%s: gives\n%s", files[i].about, said);
	}
}

#define SERVER(n, port) { "hosts/cfg" n "/m.conf", "net:\n  bindIp: 0.0.0.0\n  port: " port "\nsharding:\n  clusterRole: configsvr\n" SET }
#define SERVERS SERVER("1", "27019"), SERVER("2", "27019"), SERVER("3", "27019")
#define ROUTER(string) { "hosts/r1/mongos.conf", "sharding:\n  configDB: " string "\n" }

static const struct {
	const char *about;
	struct lint_file files[8];
	const char *said;
} routers[] = {
	{ "as they are", { SERVERS, ROUTER("shop/cfg1:27019,cfg2.x.com:27019,CFG3") }, "" },
	{ "a host that is none of them", { SERVERS, ROUTER("shop/cfg1:27019,cfg2:27019,cfg4:27019") },
	  "hosts/r1/mongos.conf:2:13+37 error configdb-vs-members\n" },
	{ "another port", { SERVERS, ROUTER("shop/cfg1:27019,cfg2:27018,cfg3:27019") },
	  "hosts/r1/mongos.conf:2:13+37 error configdb-vs-members\n" },
	{ "another port, of a server", { SERVER("1", "27019"), SERVER("2", "27020"), SERVER("3", "27019"),
	  ROUTER("shop/cfg1:27019,cfg2:27019,cfg3:27019") }, "hosts/cfg2/m.conf:3:9+5 error port-mismatch\n" },
	{ "another name", { SERVERS, ROUTER("Shop/cfg1:27019,cfg2:27019,cfg3:27019") },
	  "hosts/r1/mongos.conf:2:13+37 error configdb-vs-members\n" },
	{ "quite another name, the same hosts", { SERVERS, ROUTER("warehouse/cfg1:27019,cfg2:27019,cfg3:27019") },
	  "hosts/r1/mongos.conf:2:13+42 error configdb-vs-members\n" },
	{ "one whose config is not here", { SERVER("1", "27019"), SERVER("2", "27019"), ROUTER("shop/cfg1:27019,cfg2:27019,cfg3:27019") }, "" },
	{ "one that another mongos does not name", { SERVERS, ROUTER("shop/cfg1:27019,cfg2:27019,cfg3:27019,cfg4:27019"),
	  { "hosts/r2/mongos.conf", "sharding:\n  configDB: shop/cfg1:27019,cfg2:27019,cfg3:27019\n" } },
	  "hosts/r1/mongos.conf:2:13+48 error configdb-vs-members\n" },
	{ "another cluster", { SERVERS, ROUTER("warehouse/w1:27019,w2:27019") }, "" },
	{ "another cluster of nearly the same name", { SERVERS, ROUTER("shop2/w1:27019,w2:27019") }, "" },
	{ "addresses, which say nothing", { SERVERS, ROUTER("shop/10.0.0.1:27019,10.0.0.2:27019,10.0.0.9:27018") }, "" },
	{ "fewer than there are", { SERVERS, ROUTER("shop/cfg1:27019") }, "" },
	{ "to be filled in", { SERVERS, ROUTER("\"{{ set }}/cfg1:27019,cfg4:27019\"") }, "" },
};

Test(rules_net, routers)
{
	for (unsigned i = 0; i < sizeof routers / sizeof *routers; i++) {
		struct fleet fleet;
		build(&fleet, routers[i].files, NULL, HOSTS_MANY, true);
		const char *said = findings(&fleet);
		cr_expect_str_eq(said, routers[i].said, "%s: gives\n%s", routers[i].about, said);
	}
}

static const struct {
	const char *of[5];
	const char *odd;  /* its index, and those of others */
} versions[] = {
	{ { "7.0", "7.0", "6.0" }, "" },
	{ { "7.0", "7.0", "5.0" }, "2" },
	{ { "7.0", "5.0", "7.0" }, "1" },
	{ { "4.2", "4.4.1", "4.0" }, "2" },
	{ { "4.4", "5.0", "5.0" }, "" },
	{ { "4.2", "5.0", "5.0" }, "0" },
	{ { "5.3", "6.0", "6.0" }, "" },
	{ { "5.0.3", "7.0", "7.0", "5.0.3", "7.0" }, "03" },
	{ { "8.0", "", "7.0" }, "" },
	{ { "8.0", "", "6.0" }, "2" },
	{ { "2.6", "3.0", "3.0" }, "" },
	{ { "2.4", "3.0", "3.0" }, "0" },
};

Test(rules_net, versions)
{
	for (unsigned i = 0; i < sizeof versions / sizeof *versions; i++) {
		struct lint_file all[6] = { { 0 } };
		struct fleet fleet;
		for (unsigned k = 0; k < 5 && versions[i].of[k]; k++)
			all[k] = (struct lint_file){ arena_printf(&arena, "hosts/db%u/m.conf", k), AT("0.0.0.0") };
		build(&fleet, all, NULL, HOSTS_MANY, true);
		const char *expected = "";
		for (unsigned k = 0; k < fleet.member_count; k++)
			if (*versions[i].of[k])
				cr_assert(version_parse(str_of(versions[i].of[k]), &fleet.members[k].server));
		for (const char *odd = versions[i].odd; *odd; odd++)
			expected = arena_printf(&arena, "%shosts/db%c/m.conf:4:16+4 warning version-skew\n", expected, *odd);
		const char *said = findings(&fleet);
		cr_expect_str_eq(said, expected, "row %u gives\n%s", i, said);
	}
}

/* An inventory, a host a line: "name address port", with - for what is not said; all are of the group shop. With `>`
 * before its port a service of Compose publishes it. */
static const struct inventory *inventory_of(const char *text, enum inventory_kind kind)
{
	static const char *groups[] = { "shop" };
	struct inventory *inventory = arena_alloc(&arena, sizeof *inventory);
	struct source *source = arena_alloc(&arena, sizeof *source);
	struct str rest = str_of(arena_printf(&arena, "%s", text)), line, name, address, port;
	source_init(&arena, "inventory", rest, source);
	*inventory = (struct inventory){ .kind = kind, .source = source,
					 .entries = arena_array(&arena, rest.len + 1, sizeof *inventory->entries) };
	while (str_split(&rest, '\n', &line)) {
		struct inventory_entry *entry = &inventory->entries[inventory->count];
		struct span at = { (uint32_t)(line.at - source->text.at), line.len };
		if (!str_split(&line, ' ', &name) || !str_split(&line, ' ', &address) || !str_split(&line, ' ', &port))
			continue;
		*entry = (struct inventory_entry){
			.name = str_cstr(&arena, name), .at = { at.at, name.len }, .groups = groups, .group_count = 1,
			.addresses = arena_array(&arena, 1, sizeof *entry->addresses), .address_count = !str_is(address, "-"),
			.starts_server = true, .ports = arena_array(&arena, 1, sizeof *entry->ports),
		};
		entry->addresses[0] = str_cstr(&arena, address);
		uint32_t number = (uint32_t)strtoul(port.at + (*port.at == '>'), NULL, 10);
		entry->port_count = *port.at == '>';
		entry->ports[0] = (struct published_port){ .outside = 9000, .inside = number, .at = at };
		entry->port = entry->port_count ? 0 : number;
		inventory->count++;
	}
	return inventory;
}

static const struct {
	const char *about;
	enum inventory_kind kind;
	const char *inventory;
	struct lint_file files[8];
	const char *said;
} inventories[] = {
	{ "a file for each", INVENTORY_ANSIBLE_INI, "db1 10.0.0.1 -\ndb2 10.0.0.2 -\ndb3 10.0.0.3 27017\n", { DB("1"), DB("2"), DB("3") }, "" },
	{ "one file is not there", INVENTORY_ANSIBLE_INI, "db1 10.0.0.1 -\ndb2 10.0.0.2 -\ndb3 10.0.0.3 -\n", { DB("1"), DB("2") },
	  "inventory:3:1+3 warning member-missing\n" },
	{ "a slip", INVENTORY_ANSIBLE_INI, "db1 - -\ndb2 - -\nbd3 - -\n", { DB("1"), DB("2"), DB("3") },
	  "hosts/db3/m.conf:4:16+4 error hostname-not-in-member-list\n" },
	{ "found by its address, and called otherwise", INVENTORY_ANSIBLE_INI, "db1 10.0.0.1 -\ndb2 10.0.0.2 -\ndb33 10.0.0.3 -\n",
	  { DB("1"), DB("2"), DB("3") }, "hosts/db3/m.conf:4:16+4 error hostname-not-in-member-list\n" },
	{ "another address than the group has", INVENTORY_ANSIBLE_INI, "db1 10.0.0.1 -\ndb2 10.0.0.2 -\ndb3 10.0.0.3 -\n",
	  { DB("1"), DB("2"), { "hosts/db3/m.conf", AT("10.0.0.33") } }, "hosts/db3/m.conf:2:11+9 error hostname-not-in-member-list\n" },
	{ "a host twice", INVENTORY_ANSIBLE_INI, "db1 - -\ndb2 - -\ndb2 - -\n", { DB("1"), DB("2") },
	  "inventory:3:1+3 error member-duplicate\n" },
	{ "another port", INVENTORY_ANSIBLE_YAML, "db1 - 27017\ndb2 - 27018\n", { DB("1"), DB("2") },
	  "hosts/db2/m.conf:4:3+11 error port-mismatch\n" },
	{ "the address of another host", INVENTORY_ANSIBLE_INI, "db1 10.0.0.1 -\ndb2 10.0.0.2 -\ndb3 10.0.0.3 -\n",
	  { DB("1"), { "hosts/db2/m.conf", AT("127.0.0.1,10.0.0.3") }, DB("3") },
	  "hosts/db2/m.conf:2:11+18 error bindip-not-own-address\n" },
	{ "of a host without a file", INVENTORY_ANSIBLE_INI, "db1 10.0.0.1 -\ndb2 10.0.0.2 -\nweb 10.0.0.9 -\n",
	  { DB("1"), { "hosts/db2/m.conf", AT("10.0.0.9") } },
	  "hosts/db2/m.conf:2:11+8 error bindip-not-own-address\ninventory:3:1+3 warning member-missing\n" },
	{ "an address that is nobody's", INVENTORY_ANSIBLE_INI, "db1 10.0.0.1 -\ndb2 10.0.0.2 -\n",
	  { DB("1"), { "hosts/db2/m.conf", AT("192.168.0.7") } }, "" },
	{ "published as it listens", INVENTORY_COMPOSE, "db1 - >27017\ndb2 - >27018\n", { DB("1"), { "hosts/db2/m.conf", PORT("27018") } }, "" },
	{ "published where nobody listens, as the config says", INVENTORY_COMPOSE, "db1 - >27017\ndb2 - >27017\n",
	  { DB("1"), { "hosts/db2/m.conf", PORT("27018") } }, "hosts/db2/m.conf:3:9+5 error port-mismatch\n" },
	{ "published where nobody listens by default", INVENTORY_COMPOSE, "db1 - >27017\ndb2 - >27018\n", { DB("1"), DB("2") },
	  "inventory:2:1+12 error port-mismatch\n" },
	{ "the page of an old server", INVENTORY_COMPOSE, "db1 - >28017\n", { DB("1") }, "" },
	{ "a container's image listens everywhere", INVENTORY_COMPOSE, "db1 - -\ndb2 - -\n",
	  { { "hosts/db1/m.conf", SET }, { "hosts/db2/m.conf", SET } }, "" },
	{ "a container that listens to itself", INVENTORY_COMPOSE, "db1 - -\ndb2 - -\n",
	  { { "hosts/db1/m.conf", SET }, { "hosts/db2/m.conf", AT("127.0.0.1") } },
	  "hosts/db2/m.conf:2:11+9 error bind-loopback-in-replset\n" },
};

Test(rules_net, inventories)
{
	for (unsigned i = 0; i < sizeof inventories / sizeof *inventories; i++) {
		struct fleet fleet;
		build(&fleet, inventories[i].files, NULL, HOSTS_MANY, true);
		const struct inventory *inventory = inventory_of(inventories[i].inventory, inventories[i].kind);
		for (uint32_t k = 0; k < fleet.member_count; k++)
			for (uint32_t n = inventory->count; n-- > 0;)
				if (str_eq(str_of(inventory->entries[n].name), str_of(fleet.members[k].host)) ||
				    str_eq(str_of(inventory->entries[n].addresses[0]), config_text(fleet.members[k].config, "net.bindIp"))) {
					fleet.members[k].inventory = inventory;
					fleet.members[k].entry = &inventory->entries[n];
				}
		const char *said = findings(&fleet);
		cr_expect_str_eq(said, inventories[i].said, "%s: gives\n%s", inventories[i].about, said);
	}
}
