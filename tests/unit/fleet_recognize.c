/* What nearly every file of a tree is asked is told by hand: as by the patterns that it stands for. */
#include <criterion/criterion.h>

#include "base/buf.h"
#include "base/regex.h"
#include "fleet/recognize.h"

#define SECTIONS "storage|net|systemLog|security|replication|sharding|processManagement|operationProfiling|setParameter|auditLog"
static const char pattern[] =
	"(?m)^[-\"' \\t]*[{]?[ \\t]*[\"']?(?:" SECTIONS ")[\"']?[ \\t]*[:.]|mongo(?:d|db|s)[\\w-]*\\.(?:conf|cfg|ya?ml)|"
	"additionalMongodConfig|(?<=\\\\n)(?:" SECTIONS "):";

/* Over texts that are put together of pieces. */
static void compare(const char *by, bool (*is)(struct str text), const char *const *pieces, size_t count)
{
	struct arena scratch = ARENA_INIT;
	const struct regex *regex = regex_own(by);
	unsigned found = 0, missed = 0;
	uint64_t seed = 11;
	for (unsigned turn = 0; turn < 60000; turn++) {
		struct buf text = BUF_INIT(&scratch);
		for (unsigned i = 0; i < turn % 8; i++) {
			seed = seed * 6364136223846793005u + 1442695040888963407u;
			buf_text(&text, pieces[(seed >> 33) % count]);
		}
		struct str all = buf_done(&text);
		bool wanted = regex_find(regex, all, 0, NULL, NULL);
		cr_assert_eq(is(all), wanted, "%.*s", STR_ARG(all));
		found += wanted;
		missed += !wanted;
		arena_reset(&scratch);
	}
	cr_assert(found > 5000 && missed > 5000, "%u %u", found, missed);
	arena_free(&scratch);
}

Test(fleet_recognize, what_may_carry_a_config_is_what_the_pattern_finds)
{
	static const char *const pieces[] = {
		"storage", "net", "systemLog", "security", "replication", "sharding", "processManagement", "operationProfiling",
		"setParameter", "auditLog", ":", ".", " ", "\t", "\"", "'", "-", "{", "\n", "\r\n", "\\n", "\\", "mongo", "mongod", "mongos", "db",
		".conf", ".cfg", ".yaml", ".yml", "conf", "_1", "-x", "additionalMongodConfig", "MongodConfig", "x", "network", "name:", "n",
	};
	compare(pattern, recognize_possible, pieces, sizeof pieces / sizeof *pieces);
	cr_assert(!recognize_possible((struct str){ 0 }));
}

/* Of paths as a walk makes them: no part is empty. */
Test(fleet_recognize, what_is_worth_a_look_is_what_the_pattern_finds)
{
	static const char *const pieces[] = {
		"templates", "templates/", "a", "a/", "x/templates/", "_templates/", "templates/y/", ".", ".conf", ".cfg", ".yaml", ".yml", ".json",
		".j2", ".jinja", ".jinja2", ".erb", ".epp", ".tpl", ".tmpl", ".tftpl", ".gotmpl", ".envsubst", ".template", ".mustache", ".in", ".go",
		"conf", "in", "2", "b.d/", ".git/",
	};
	compare("\\.(?:conf|cfg|ya?ml|json)$|\\.(?:j2|jinja2?|erb|epp|tpl|tmpl|tftpl|gotmpl|envsubst|template|mustache|in)$|"
		"(?:^|/)templates/(?:[^/]+/)*[^./]+$", recognize_wants, pieces, sizeof pieces / sizeof *pieces);
}
