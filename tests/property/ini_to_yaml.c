/* The laws of ini-to-yaml, over generated files of the old format with comments at every place: the result has the options
 * that a table in here says, no other, and every comment once; line ends stay; twice is once. */
#include <criterion/criterion.h>

#include <stdlib.h>
#include <string.h>

#include "config/edit.h"
#include "transforms/steps.h"

static struct arena arena = ARENA_INIT;

static void tear_down(void)
{
	arena_free(&arena);
}

TestSuite(ini_to_yaml_laws, .fini = tear_down);

struct entry {
	const char *line;              /* %1$s: what may stand around the = */
	const char *path, *value;
	const char *also, *also_value;
};

static const struct entry entries[] = {
	{ "port%1$s=%1$s27018", "net.port", "27018", NULL, NULL },
	{ "bind_ip%1$s=%1$s*", "net.bindIp", "*", NULL, NULL },
	{ "dbpath%1$s=%1$s/srv/my data", "storage.dbPath", "/srv/my data", NULL, NULL },
	{ "logpath%1$s=%1$s/var/log/m.log", "systemLog.path", "/var/log/m.log", "systemLog.destination", "file" },
	{ "logappend%1$s=%1$sYES", "systemLog.logAppend", "true", NULL, NULL },
	{ "verbose%1$s=%1$svvv", "systemLog.verbosity", "3", NULL, NULL },
	{ "fork%1$s=%1$s1", "processManagement.fork", "true", NULL, NULL },
	{ "noauth%1$s=%1$sfalse", "security.authorization", "enabled", NULL, NULL },
	{ "nojournal%1$s=%1$strue", "storage.journal.enabled", "false", NULL, NULL },
	{ "replSet%1$s=%1$s{rs}", "replication.replSetName", "{rs}", NULL, NULL },
	{ "sslMode%1$s=%1$spreferSSL", "net.ssl.mode", "preferSSL", NULL, NULL },
	{ "sslPEMKeyFile%1$s=%1$s/c'\"", "net.ssl.PEMKeyFile", "/c'\"", NULL, NULL },
	{ "wiredTigerCacheSizeGB%1$s=%1$s0.5", "storage.wiredTiger.engineConfig.cacheSizeGB", "0.5", NULL, NULL },
	{ "profile%1$s=%1$s1", "operationProfiling.mode", "slowOp", NULL, NULL },
	{ "setParameter%1$s=%1$sttlMonitorEnabled=false", "setParameter.ttlMonitorEnabled", "false", NULL, NULL },
	{ "setParameter%1$s=%1$slogLevel=0x1", "setParameter.logLevel", "0x1", NULL, NULL },
};
enum { ENTRIES = sizeof entries / sizeof *entries, FILES = 1500 };

static const char *const comments[] = {
	"# words (%u) and more", "#words=%u and more", "##\t%u", "# auth = %u", "#vv = %u", "#nojournal=%u", "# %u [a, {b", "#mms-token=%u",
	"# maxConns = %u # twice", "# \xc3\xa9t\xc3\xa9 %u", "#port=%u", "#--- %u ---",
};
enum { COMMENTS = sizeof comments / sizeof *comments };

struct made {
	struct buf text;
	bool has[ENTRIES];
	uint32_t seed;
	unsigned remarks;          /* comments so far: each has its number */
	char ending[3];
};

static uint32_t any(struct made *made, uint32_t below)
{
	made->seed = made->seed * 1664525 + 1013904223;
	return (made->seed >> 10) % below;
}

static struct str remark(struct arena *scratch, unsigned kind, unsigned number)
{
	return str_format(scratch, comments[kind], number + 1000);
}

static void add_remark(struct made *made)
{
	unsigned kind = any(made, COMMENTS);
	buf_str(&made->text, remark(made->text.arena, kind, made->remarks * COMMENTS + kind));
	made->remarks++;
}

static void add_line(struct made *made)
{
	static const char *const blanks[] = { "", " ", "\t", "  " };
	uint32_t what = any(made, 10), which = any(made, ENTRIES);
	if (what < 3) {
		buf_text(&made->text, blanks[any(made, 4)]);
		add_remark(made);
	} else if (what < 7 && !made->has[which]) {
		buf_text(&made->text, blanks[any(made, 4)]);
		buf_printf(&made->text, entries[which].line, blanks[any(made, 4)]);
		made->has[which] = true;
		if (any(made, 4) == 0) {
			buf_text(&made->text, blanks[any(made, 4)]);
			add_remark(made);
		}
	}
	buf_text(&made->text, made->ending);
}

static struct made make(struct arena *scratch, uint32_t number)
{
	struct made made = { .text = BUF_INIT(scratch), .seed = number * 2654435761U, .ending = "\n" };
	if (number % 5 == 0)
		memcpy(made.ending, "\r\n", 3);
	for (uint32_t lines = 1 + any(&made, 24); lines; lines--)
		add_line(&made);
	if (!made.has[0])
		buf_printf(&made.text, entries[0].line, " ");
	else if (number % 3 == 0)
		while (made.text.len && strchr("\r\n", made.text.at[made.text.len - 1]))
			made.text.len--;
	made.has[0] = true;
	return made;
}

static bool convert(struct arena *scratch, struct str text, struct draft *draft, struct err *err)
{
	struct parameters parameters = { .key_file = NULL };
	struct transform_step *steps;
	unsigned count;
	struct source *source = arena_alloc(scratch, sizeof *source);
	struct buf remarks = BUF_INIT(scratch);
	source_init(scratch, "mongod.conf", text, source);
	return transform_steps(scratch, STR("ini-to-yaml"), &parameters, &steps, &count, err) &&
	       config_draft_open(scratch, source, NULL, draft, err) && transform_run(steps, count, draft, &remarks, err);
}

static void expect_value(const struct made *made, const struct draft *draft, const char *path, const char *value)
{
	struct str found;
	cr_expect(draft_get(draft, str_of(path), &found) && str_is(found, value), "%s of\n%.*s\nin\n%.*s", path,
		  (int)made->text.len, made->text.at, STR_ARG(draft->now.text));
}

static void expect_options(const struct made *made, const struct draft *draft)
{
	unsigned expected = 0, found = 0;
	for (unsigned i = 0; i < ENTRIES; i++) {
		if (!made->has[i])
			continue;
		expect_value(made, draft, entries[i].path, entries[i].value);
		if (entries[i].also)
			expect_value(made, draft, entries[i].also, entries[i].also_value);
		expected += 1 + (entries[i].also != NULL);
	}
	for (uint32_t i = 1; i < draft->yaml.tree.count; i++)
		found += draft->yaml.tree.node[i].kind == NODE_SCALAR;
	cr_expect_eq(found, expected, "%u options instead of %u in\n%.*s", found, expected, STR_ARG(draft->now.text));
}

static unsigned times(struct str text, struct str part)
{
	unsigned count = 0;
	for (uint32_t at = 0; (at = str_find(text, part, at)) != STR_NONE; at++)
		count++;
	return count;
}

/* Their numbers make each another. */
static void expect_comments(struct arena *scratch, const struct made *made, struct str result)
{
	struct str text = { made->text.at, made->text.len };
	for (unsigned number = 0; number < made->remarks * COMMENTS; number++) {
		struct str one = remark(scratch, number % COMMENTS, number);
		if (times(text, one))
			cr_expect_eq(times(result, one), 1, "%.*s is not there once:\n%.*s\ngives\n%.*s", STR_ARG(one), STR_ARG(text),
				     STR_ARG(result));
	}
	cr_expect_eq(times(text, STR("#")), times(result, STR("#")), "signs of\n%.*s", STR_ARG(result));
}

static void hold(uint32_t number)
{
	struct arena scratch = ARENA_INIT;
	struct made made = make(&scratch, number);
	struct str text = buf_done(&made.text), result;
	struct err err = ERR_INIT(&scratch);
	struct draft draft, again;
	cr_assert(convert(&scratch, text, &draft, &err), "%.*s\nis refused: %s", STR_ARG(text), err.text);
	result = draft.now.text;
	expect_options(&made, &draft);
	expect_comments(&scratch, &made, result);
	cr_expect_eq(str_ends(text, "\n"), str_ends(result, "\n"), "the end of\n%.*s", STR_ARG(result));
	if (times(text, STR("\n")))
		cr_expect_eq(times(result, STR("\r")), made.ending[0] == '\r' ? times(result, STR("\n")) : 0, "line ends of\n%.*s",
			     STR_ARG(result));
	cr_assert(convert(&scratch, result, &again, &err), "%.*s\nis refused: %s", STR_ARG(result), err.text);
	cr_expect(str_eq(again.now.text, result), "again:\n%.*s", STR_ARG(again.now.text));
	arena_free(&scratch);
}

Test(ini_to_yaml_laws, over_generated_files)
{
	for (uint32_t i = 0; i < FILES; i += getenv("MONGOCONF_VALGRIND") ? 300 : 1)
		hold(i);
}
