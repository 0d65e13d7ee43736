/* What may carry a config is told by hand, of nearly every file that there is: by the pattern that it stands for. */
#include <criterion/criterion.h>

#include "base/buf.h"
#include "base/regex.h"
#include "fleet/recognize.h"

#define SECTIONS "storage|net|systemLog|security|replication|sharding|processManagement|operationProfiling|setParameter|auditLog"
static const char pattern[] =
	"(?m)^[-\"' \\t]*[{]?[ \\t]*[\"']?(?:" SECTIONS ")[\"']?[ \\t]*[:.]|mongo(?:d|db|s)[\\w-]*\\.(?:conf|cfg|ya?ml)|"
	"additionalMongodConfig|(?<=\\\\n)(?:" SECTIONS "):";

Test(fleet_recognize, what_may_carry_a_config_is_what_the_pattern_finds)
{
	static const char *const pieces[] = {
		"storage", "net", "systemLog", "security", "replication", "sharding", "processManagement", "operationProfiling",
		"setParameter", "auditLog", ":", ".", " ", "\t", "\"", "'", "-", "{", "\n", "\r\n", "\\n", "\\", "mongo", "mongod", "mongos", "db",
		".conf", ".cfg", ".yaml", ".yml", "conf", "_1", "-x", "additionalMongodConfig", "MongodConfig", "x", "network", "name:", "n",
	};
	struct arena arena = ARENA_INIT, scratch = ARENA_INIT;
	struct regex *regex = regex_new(&arena, pattern);
	unsigned found = 0, missed = 0;
	uint64_t seed = 11;
	for (unsigned turn = 0; turn < 60000; turn++) {
		struct buf text = BUF_INIT(&scratch);
		for (unsigned i = 0; i < turn % 8; i++) {
			seed = seed * 6364136223846793005u + 1442695040888963407u;
			buf_text(&text, pieces[(seed >> 33) % (sizeof pieces / sizeof *pieces)]);
		}
		struct str all = buf_done(&text);
		bool is = regex_find(regex, all, 0, NULL, NULL);
		cr_assert_eq(recognizer_may_carry(all), is, "%.*s", STR_ARG(all));
		found += is;
		missed += !is;
		arena_reset(&scratch);
	}
	cr_assert(found > 5000 && missed > 5000, "%u %u", found, missed);
	cr_assert(!recognizer_may_carry((struct str){ 0 }));
	regex_free(regex);
	arena_free(&scratch);
	arena_free(&arena);
}
