#include <criterion/criterion.h>
#include <string.h>

#include "base/buf.h"
#include "fleet_facts.h"
#include "rollout/survey.h"

static struct arena arena;

static void tear_down(void)
{
	arena_free(&arena);
}

TestSuite(rollout_survey, .fini = tear_down);

enum { FILES_MAX = 8 };

/* A tree is written as "PATH=SET PATH=SET": a config each, below a folder. */
static struct fleet *fleet_of(const char *root, const char *text)
{
	struct lint_file *files = arena_array(&arena, FILES_MAX, sizeof *files);
	struct fleet *fleet = arena_alloc(&arena, sizeof *fleet);
	struct str rest = str_of(text), word;
	for (unsigned i = 0; rest.len && str_split(&rest, ' ', &word); i++) {
		uint32_t equal = str_find_char(word, '=', 0);
		struct str set = str_sub(word, equal + 1, word.len);
		files[i].file = arena_printf(&arena, "%s/%.*s", root, STR_ARG(str_sub(word, 0, equal)));
		files[i].text = set.len ? arena_printf(&arena, "net: {port: 27017, bindIp: 0.0.0.0}\nreplication: {replSetName: %.*s}\n",
						       STR_ARG(set))
					: "net: {port: 27017, bindIp: 0.0.0.0}\n";
	}
	fleet_build(&arena, fleet_facts_of(&arena, files), fleet);
	return fleet;
}

static struct survey survey_of(const char *before, const char *after)
{
	const struct fleet **fleets = arena_array(&arena, 2, sizeof *fleets);
	fleets[0] = fleet_of("old", before);
	fleets[1] = fleet_of("./new", after);
	struct survey survey = { .before = &fleets[0], .before_count = 1, .before_root = "old/", .after = &fleets[1], .after_count = 1,
				 .after_root = "./new" };
	survey_make(&arena, &survey);
	return survey;
}

/* "a b+ c-": + comes, - goes, ! changes; the members of one set stand together, sets with a | between. */
static const char *described(const struct survey *survey)
{
	struct buf out = BUF_INIT(&arena);
	bool *said = arena_array(&arena, survey->count, sizeof *said);
	for (uint32_t i = 0; i < survey->count; i++) {
		if (said[i])
			continue;
		buf_text(&out, out.len ? " | " : "");
		for (uint32_t k = i; k < survey->count; k++) {
			const struct server *server = &survey->servers[k];
			if (said[k] || (k > i && (!server->set || server->set != survey->servers[i].set)))
				continue;
			said[k] = true;
			buf_printf(&out, "%s%s%s", k > i ? " " : "", server->name, !server->runs ? "+" : !server->stays ? "-"
										    : server->restarts ? "!" : "");
		}
	}
	return str_cstr(&arena, buf_done(&out));
}

Test(rollout_survey, pairs)
{
	static const struct {
		const char *before, *after, *expected;
	} rows[] = {
		{ "hosts/a/mongod.conf=rs hosts/b/mongod.conf=rs", "hosts/a/mongod.conf=rs hosts/b/mongod.conf=rs", "a b" },
		/* One comes, one goes. */
		{ "hosts/a/mongod.conf=rs hosts/b/mongod.conf=rs", "hosts/a/mongod.conf=rs hosts/b/mongod.conf=rs hosts/c/mongod.conf=rs",
		  "a b c+" },
		{ "hosts/a/mongod.conf=rs hosts/b/mongod.conf=rs hosts/c/mongod.conf=rs", "hosts/a/mongod.conf=rs hosts/b/mongod.conf=rs",
		  "a b c-" },
		/* The tree before says who belongs together. */
		{ "hosts/a/mongod.conf=rs hosts/b/mongod.conf=rs", "hosts/a/mongod.conf=other hosts/b/mongod.conf=other", "a! b!" },
		{ "hosts/a/mongod.conf=rs hosts/b/mongod.conf=rs hosts/c/mongod.conf=rs",
		  "hosts/a/mongod.conf=rs hosts/b/mongod.conf=rs hosts/c/mongod.conf=zz", "a b c!" },
		/* All files are elsewhere: told by name. */
		{ "hosts/a/mongod.conf=rs hosts/b/mongod.conf=rs", "nodes/a/mongod.conf=rs nodes/b/mongod.conf=rs", "a b" },
		/* Two sets, and one of which only one member is here. */
		{ "x/a/mongod.conf=rs0 x/b/mongod.conf=rs0 x/c/mongod.conf=rs1 x/d/mongod.conf=rs1",
		  "x/a/mongod.conf=rs0 x/b/mongod.conf=rs0 x/c/mongod.conf=rs1 x/d/mongod.conf=rs1", "a b | c d" },
		{ "mongod.conf=rs", "mongod.conf=rs", "mongod" },
		{ "mongod.conf=", "mongod.conf=rs", "mongod!" },
		{ "", "hosts/a/mongod.conf=rs hosts/b/mongod.conf=rs", "a+ b+" },
	};
	for (unsigned i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct survey survey = survey_of(rows[i].before, rows[i].after);
		cr_expect_str_eq(described(&survey), rows[i].expected, "%s -> %s: %s", rows[i].before, rows[i].after, described(&survey));
	}
}

Test(rollout_survey, names)
{
	static const struct {
		const char *name, *found;   /* NULL: none; "?": more than one */
	} rows[] = {
		{ "a.example.net", "a.example.net" }, { "a", "a.example.net" }, { "rs/a.example.net", "a.example.net" },
		{ "a.example.net:27017", "a.example.net" }, { "a.example.net:27018", NULL }, { "a.example.net:27017x", NULL }, { "a.ex", NULL }, { "", NULL },
		{ "b", "?" }, { "zz", NULL }, { "rs/", NULL },
	};
	static const char tree[] = "hosts/a.example.net/mongod.conf=rs hosts/b.example.net/mongod.conf=rs hosts/b.example.org/mongod.conf=rs";
	struct survey survey = survey_of(tree, tree);
	for (unsigned i = 0; i < sizeof rows / sizeof *rows; i++) {
		bool ambiguous;
		const struct server *server = survey_find(&survey, str_of(rows[i].name), &ambiguous);
		const char *found = server ? server->name : ambiguous ? "?" : "-";
		cr_expect_str_eq(found, rows[i].found ? rows[i].found : "-", "%s: %s", rows[i].name, found);
	}
}
