#include "rules/guess.h"

#include <criterion/criterion.h>

/* What is remembered of a name says what was said at first, in whatever order names come, and for every release. */
Test(rules_guess, says_the_same_again)
{
	static const char *const names[] = {
		"net.prot", "net.bindip", "storage.dbpath", "systemlog.path", "security.keyfile", "replication.replSetname", "net.port.x",
		"storage.journal.enabeld", "processManagment.fork", "operationProfiling.slowOpTresholdMs", "nothing.like.it", "",
		"a.name.that.is.longer.than.any.which.is.remembered.as.it.goes.on.and.on.and.on.and.on.net.prot",
	};
	enum { COUNT = sizeof names / sizeof *names };
	struct arena arena = ARENA_INIT;
	struct source source;
	struct config config, old;
	source_init(&arena, "mongod.conf", STR("net:\n  port: 27017\n"), &source);
	config_read(&arena, &source, &(struct target){ .server = VERSION(7, 0) }, &config);
	config_read(&arena, &source, &(struct target){ .server = VERSION(3, 4) }, &old);
	const char *first[2][COUNT];
	for (unsigned round = 0; round < 3; round++)
		for (unsigned i = 0; i < 2 * COUNT; i++) {
			unsigned name = (i * (round + 1)) % COUNT, release = (i / COUNT + round) % 2;
			struct suggestion near[GUESSES];
			unsigned count = guess_options(release ? &old : &config, str_of(names[name]), near);
			const char *text = guess_text(&arena, near, count);
			text = text ? text : "";
			if (round == 0)
				first[release][name] = text;
			cr_expect_str_eq(text, first[release][name], "%s", names[name]);
		}
	cr_expect_str_eq(first[0][0], "did you mean net.port?");
	cr_expect_str_eq(first[0][1], "did you mean net.bindIp? (names are case-sensitive)");
	cr_expect_str_eq(first[0][10], "");
	arena_free(&arena);
}
