#include <criterion/criterion.h>

#include "base/buf.h"
#include "fleet/siblings.h"

Test(fleet_siblings, host_names)
{
	static const char *const hosts[] = {
		"db1", "db-1", "db_a", "DB2", "node0", "node-c", "mongo-a", "mongod3", "shop-db-1", "eu-mongo2", "server07",
		"host1", "replica2", "m1", "s3", "10.0.0.4", "10.106.25.113", "db.example.net", "db1.example.net", "paris.local",
		"primary", "secondary", "arbiter", "secondary-2", "shop-primary", "vm-12", "data1",
	};
	static const char *const others[] = {
		"orders", "billing", "shop", "etc", "mongo", "db", "conf", "v1", "4.2", "7.0.5", "2024", "chapter3",
		"configsvr", "1", "a", "", ".", "..", "-", "shard1", "rs0", "v4.2-beta",
	};
	for (unsigned i = 0; i < sizeof hosts / sizeof *hosts; i++)
		cr_expect(sibling_host_name(str_of(hosts[i])), "%s", hosts[i]);
	for (unsigned i = 0; i < sizeof others / sizeof *others; i++)
		cr_expect_not(sibling_host_name(str_of(others[i])), "%s", others[i]);
}

Test(fleet_siblings, patterns)
{
	static const struct {
		const char *name, *pattern;
	} table[] = {
		{ "mongod", "" }, { "mongod-1", "" }, { "mongod_27018", "" }, { "n0", "" }, { "mongod-a", "" },
		{ "node4", "" }, { "arbiter", "" }, { "primary", "" }, { "mongod-secondary-2", "" }, { "rs0", "" },
		{ "csrs1", "csrs" }, { "csrs_2", "csrs" }, { "sh011", "sh" }, { "mongod-shop-1", "shop" },
		{ "Mongod-SHOP-2", "shop" }, { "mongod1-tls", "tls" }, { "mongod-auth", "auth" },
		{ "shop-eu-1", "shop-eu" }, { "config_server", "config" }, { "", "" }, { "caf\xc3\xa9", "caf-\xc3-\xa9" },
	};
	struct arena arena = ARENA_INIT;
	for (unsigned i = 0; i < sizeof table / sizeof *table; i++) {
		struct str pattern = sibling_pattern(&arena, str_of(table[i].name));
		cr_expect(str_is(pattern, table[i].pattern), "%s: %.*s", table[i].name, STR_ARG(pattern));
	}
	arena_free(&arena);
}

enum { FILES = 8 };

/* Lists of PATH=SET; groups as a letter for each file, in the order of their first; names after it. */
static const struct {
	const char *files[FILES];
	const char *groups;
	const char *names;
} table[] = {
	{ { "hosts/db1/mongod.conf=a", "hosts/db2/mongod.conf=a" }, "AA", "db1 db2" },
	{ { "hosts/db1/etc/mongod.conf=a", "hosts/db2/etc/mongod.conf=a" }, "AA", "db1 db2" },
	{ { "./db1/mongod.conf=a", "db2/mongod.conf=a" }, "AA", "db1 db2" },
	{ { "/srv//db1/mongod.conf=a", "/srv/db2/mongod.conf=a" }, "AA", "db1 db2" },
	/* Two components differ. */
	{ { "hosts/db1/x/mongod.conf=a", "hosts/db2/y/mongod.conf=a" }, "AB", "mongod mongod" },
	{ { "hosts/db1/mongod-1.conf=a", "hosts/db2/mongod-2.conf=a" }, "AB", "mongod-1 mongod-2" },
	/* Environments, states, releases and examples. */
	{ { "staging/mongod.conf=a", "production/mongod.conf=a" }, "AB", "mongod mongod" },
	{ { "shop-test/mongod.conf=a", "shop-prod/mongod.conf=a" }, "AB", "mongod mongod" },
	{ { "prod1/mongod.conf=a", "prod2/mongod.conf=a" }, "AB", "mongod mongod" },
	{ { "before/mongod.conf=a", "after/mongod.conf=a" }, "AB", "mongod mongod" },
	{ { "mongo-auth/mongod.conf=a", "mongo-noauth/mongod.conf=a" }, "AB", "mongod mongod" },
	{ { "4.2/mongod.conf=a", "4.4/mongod.conf=a" }, "AB", "mongod mongod" },
	{ { "v4/mongod.conf=a", "v5/mongod.conf=a" }, "AB", "mongod mongod" },
	{ { "chapter1/mongod.conf=a", "chapter2/mongod.conf=a" }, "AB", "mongod mongod" },
	{ { "chapters/11/mongod.conf=a", "chapters/12/mongod.conf=a" }, "AB", "mongod mongod" },
	{ { "tests/a/mongod.conf=a", "tests/b/mongod.conf=a" }, "AB", "mongod mongod" },
	/* Hosts in an environment are hosts. */
	{ { "prod/db1/mongod.conf=a", "prod/db2/mongod.conf=a", "test/db1/mongod.conf=a", "test/db2/mongod.conf=a" },
	  "AABB", "db1 db2 db1 db2" },
	{ { "db-prod1/mongod.conf=a", "db-prod2/mongod.conf=a" }, "AA", "db-prod1 db-prod2" },
	{ { "10.0.0.1/mongod.conf=a", "10.0.0.2/mongod.conf=a" }, "AA", "10.0.0.1 10.0.0.2" },
	/* One folder: names that differ in a number, a letter, or a word for a member. */
	{ { "n0.conf=a", "n1.conf=a", "n2.conf=a" }, "AAA", "n0 n1 n2" },
	{ { "etc/mongod.conf=a", "etc/mongod_27018.conf=a" }, "AA", "mongod mongod_27018" },
	{ { "node1.conf=a", "node2.conf=a", "arbiter.conf=a" }, "AAA", "node1 node2 arbiter" },
	{ { "primary.conf=a", "secondary.conf=a" }, "AA", "primary secondary" },
	{ { "mongod.conf=a", "mongod-auth.conf=a" }, "AB", "mongod mongod-auth" },
	{ { "mongod-1.conf=a", "mongod-2.conf.bak=a" }, "AB", "mongod-1 mongod-2.conf" },
	{ { "mongod1.conf=a", "mongod2.conf=a", "mongod1-tls.conf=a", "mongod2-tls.conf=a" }, "AABB",
	  "mongod1 mongod2 mongod1-tls mongod2-tls" },
	{ { "hosts/paris.conf=a", "hosts/london.conf=a" }, "AA", "paris london" },
	{ { "conf/paris.conf=a", "conf/london.conf=a" }, "AB", "paris london" },
	{ { ".conf=a", "1.conf=a" }, "AB", ".conf 1" },
	/* Several instances on each host: the set's name tells which belong together. */
	{ { "db1/rs0.conf=rs0", "db1/rs1.conf=rs1", "db2/rs0.conf=rs0", "db2/rs1.conf=rs1" }, "ABAB", "db1 db1 db2 db2" },
	{ { "rs0/n1/m.conf=rs0", "rs0/n2/m.conf=rs0", "rs1/n1/m.conf=rs1", "rs1/n2/m.conf=rs1" }, "AABB", "n1 n2 n1 n2" },
	{ { "n1/rs0/m.conf=rs0", "n1/rs1/m.conf=rs1", "n2/rs0/m.conf=rs0", "n2/rs1/m.conf=rs1" }, "ABAB", "n1 n1 n2 n2" },
	/* Its own folder has two of another set; its own set is in the next folder. */
	{ { "d1/n1.conf=a", "d1/n2.conf=a", "d1/n3.conf=b", "d2/n3.conf=b" }, "AABB", "n1 n2 d1 d2" },
	/* No name anywhere: the same file in other folders says more than other files here. */
	{ { "d1/n1.conf=", "d1/n2.conf=", "d2/n1.conf=", "d2/n2.conf=" }, "ABAB", "d1 d1 d2 d2" },
};

static void check(struct arena *arena, unsigned row)
{
	struct sibling files[FILES] = { 0 };
	uint32_t count = 0;
	for (; count < FILES && table[row].files[count]; count++) {
		struct str all = str_of(table[row].files[count]), path;
		struct source *source = arena_alloc(arena, sizeof *source);
		struct config *config = arena_alloc(arena, sizeof *config);
		str_split(&all, '=', &path);
		source->name = str_cstr(arena, path);
		config->source = source;
		files[count] = (struct sibling){ .config = config, .set = all };
	}
	siblings_group(arena, files, count);
	char groups[FILES + 1] = "", letter = 'A';
	struct buf names = BUF_INIT(arena);
	for (uint32_t i = 0; i < count; i++) {
		buf_printf(&names, "%s%s", i ? " " : "", files[i].name);
		for (uint32_t k = 0; k < i && !groups[i]; k++)
			groups[i] = str_eq(files[i].group, files[k].group) ? groups[k] : '\0';
		groups[i] = groups[i] ? groups[i] : letter++;
	}
	cr_expect_str_eq(groups, table[row].groups, "%s: %s", table[row].files[0], groups);
	cr_expect_str_eq(buf_done(&names).at, table[row].names, "%s: %s", table[row].files[0], buf_done(&names).at);
}

Test(fleet_siblings, groups)
{
	struct arena arena = ARENA_INIT;
	for (unsigned i = 0; i < sizeof table / sizeof *table; i++)
		check(&arena, i);
	arena_free(&arena);
}

/* ---- what the grouping means, asked the slow way */

enum { MANY = 60, DEEP = 4 };

struct naive {
	const char *part[DEEP];
	uint32_t parts;
	struct str set;
};

static bool naive_may_differ(const struct naive *file, uint32_t hole)
{
	const char *part = file->part[hole];
	return hole + 1 == file->parts ||
	       (strcmp(part, "prod") && strcmp(part, "test") && !(hole && !strcmp(file->part[hole - 1], "chapters")));
}

/* The path with a star, and of a file's name what it shares with its like. */
static const char *naive_key(struct arena *arena, const struct naive *file, uint32_t hole)
{
	struct buf out = BUF_INIT(arena);
	for (uint32_t i = 0; i < file->parts; i++)
		buf_printf(&out, "/%s", i == hole ? "*" : file->part[i]);
	if (hole + 1 == file->parts) {
		const char *name = file->part[hole], *dot = strrchr(name, '.');
		bool any = hole && !strcmp(file->part[hole - 1], "hosts");
		struct str pattern = sibling_pattern(arena, (struct str){ name, (uint32_t)(dot - name) });
		buf_printf(&out, " %.*s%s", any ? 1 : (int)pattern.len, any ? "*" : pattern.at, dot);
	}
	return buf_done(&out).at;
}

/* How good a hole is: 0 for none that another file has. */
static unsigned naive_worth(struct arena *arena, const struct naive *files, uint32_t count, uint32_t i, uint32_t hole)
{
	unsigned peers = 0, mine = 0, any = 0;
	const char *key = naive_may_differ(&files[i], hole) ? naive_key(arena, &files[i], hole) : NULL;
	for (uint32_t k = 0; key && k < count; k++) {
		bool peer = hole < files[k].parts && naive_may_differ(&files[k], hole) && !strcmp(naive_key(arena, &files[k], hole), key);
		peers += peer && k != i;
		mine |= peer && k != i && files[i].set.len && str_eq(files[k].set, files[i].set);
		for (uint32_t n = 0; peer && !any && n < k; n++)
			any = hole < files[n].parts && naive_may_differ(&files[n], hole) && files[n].set.len &&
			      str_eq(files[n].set, files[k].set) && !strcmp(naive_key(arena, &files[n], hole), key);
	}
	bool name = hole + 1 == files[i].parts;
	unsigned shares = mine ? 2 : any;
	return peers ? 1 + hole + DEEP * ((shares ? name : !name) + 2 * shares) : 0;
}

static const char *naive_group(struct arena *arena, const struct naive *files, uint32_t count, uint32_t i)
{
	unsigned best = 0, at = 0;
	for (uint32_t hole = 0; hole < files[i].parts; hole++) {
		unsigned worth = naive_worth(arena, files, count, i, hole);
		at = worth > best ? hole : at;
		best = worth > best ? worth : best;
	}
	return best ? naive_key(arena, &files[i], at) : arena_printf(arena, "alone %u", i);
}

static void make_files(struct arena *arena, unsigned seed, uint32_t count, struct naive *naive, struct sibling *files)
{
	static const char *const folders[] = { "db1", "db2", "prod", "test", "chapters", "13", "shop", "hosts" };
	static const char *const names[] = { "mongod.conf", "n1.conf", "n2.conf", "shop-1.conf", "shop-2.yaml" };
	static const char *const sets[] = { "", "rs0", "rs1" };
	srand(seed);
	for (uint32_t i = 0; i < count; i++) {
		struct buf path = BUF_INIT(arena);
		struct naive *one = &naive[i];
		*one = (struct naive){ .set = str_of(sets[rand() % 3]) };
		for (uint32_t depth = (uint32_t)rand() % DEEP; depth; depth--)
			one->part[one->parts++] = folders[(unsigned)rand() % 8];
		one->part[one->parts++] = names[rand() % 5];
		for (uint32_t k = 0; k < one->parts; k++)
			buf_printf(&path, "%s%s", k ? "/" : i % 3 ? "" : "./", one->part[k]);
		struct source *source = arena_alloc(arena, sizeof *source);
		struct config *config = arena_alloc(arena, sizeof *config);
		source->name = buf_done(&path).at;
		config->source = source;
		files[i] = (struct sibling){ .config = config, .set = one->set };
	}
}

Test(fleet_siblings, groups_are_what_they_mean)
{
	unsigned together = 0;
	for (unsigned seed = 0; seed < 60; seed++) {
		struct arena arena = ARENA_INIT;
		struct naive naive[MANY];
		struct sibling files[MANY];
		const char *group[MANY];
		uint32_t count = 2 + seed % (MANY - 2);
		make_files(&arena, seed, count, naive, files);
		siblings_group(&arena, files, count);
		for (uint32_t i = 0; i < count; i++)
			group[i] = naive_group(&arena, naive, count, i);
		for (uint32_t i = 0; i < count; i++) {
			for (uint32_t k = 0; k < i; k++) {
				bool same = !strcmp(group[i], group[k]), twins = !strcmp(source_path(files[i].config->source) + 2 * !(i % 3),
											  source_path(files[k].config->source) + 2 * !(k % 3));
				together += same;
				cr_expect(twins || str_eq(files[i].group, files[k].group) == same, "seed %u: %s and %s", seed,
					  files[i].config->source->name, files[k].config->source->name);
			}
		}
		arena_free(&arena);
	}
	cr_expect(together > 500, "%u", together);
}
