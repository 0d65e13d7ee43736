/* Which snippet of logrotate is meant for a server, where each host has its own. */
#include <criterion/criterion.h>

#include "fleet/log_rotation.h"

#define BLOCK(file) file " {\n  postrotate\n    kill -USR1 $(cat /run/mongod.pid)\n  endscript\n}\n"

static struct arena arena;

/* All rotations of the snippets at these paths, each with all files. */
static struct log_rotations all_of(const char *const *paths, unsigned count, const char *text)
{
	struct log_rotation *all = NULL;
	uint32_t all_count = 0;
	for (unsigned i = 0; i < count; i++) {
		struct source *source = arena_alloc(&arena, sizeof *source);
		struct log_rotation *read;
		uint32_t read_count;
		source_init(&arena, paths[i], str_of(text), source);
		log_rotation_read(&arena, source, &read, &read_count);
		all = arena_grow(&arena, all, all_count, all_count + read_count, sizeof *all);
		memcpy(all + all_count, read, read_count * sizeof *read);
		all_count += read_count;
	}
	return log_rotations_sort(&arena, all, all_count);
}

static const char *nearest(const struct log_rotations *sorted, const char *log, const char *beside)
{
	const struct log_rotation *found = log_rotations_nearest(sorted, log, beside);
	return found ? found->source->name : "";
}

Test(fleet_log_rotation, nearest)
{
	static const char *const paths[] = {
		"hosts/db1/etc/logrotate.d/b", "hosts/db2/etc/logrotate.d/mongod", "hosts/db1/etc/logrotate.d/a",
		"hosts/db1-old/etc/logrotate.d/mongod", "shared/logrotate.d/mongod",
	};
	static const struct {
		const char *beside, *wanted;
	} rows[] = {
		{ "hosts/db1/etc/mongod.conf", "hosts/db1/etc/logrotate.d/a" },
		{ "hosts/db2/etc/mongod.conf", "hosts/db2/etc/logrotate.d/mongod" },
		{ "hosts/db1-old/mongod.conf", "hosts/db1-old/etc/logrotate.d/mongod" },
		{ "hosts/db3/etc/mongod.conf", "hosts/db1/etc/logrotate.d/a" },
		{ "shared/mongod.conf", "shared/logrotate.d/mongod" },
		{ "zoo/mongod.conf", "hosts/db1/etc/logrotate.d/a" },
		{ "a.conf", "hosts/db1/etc/logrotate.d/a" },
	};
	struct log_rotations sorted = all_of(paths, sizeof paths / sizeof *paths, BLOCK("/var/log/mongodb/*.log") BLOCK("/srv/a.log /srv/b.log"));
	for (unsigned i = 0; i < sizeof rows / sizeof *rows; i++) {
		cr_expect_str_eq(nearest(&sorted, "/var/log/mongodb/mongod.log", rows[i].beside), rows[i].wanted);
		cr_expect_str_eq(nearest(&sorted, "/srv/b.log", rows[i].beside), rows[i].wanted);
		cr_expect_str_eq(nearest(&sorted, "/srv/c.log", rows[i].beside), "");
		cr_expect_str_eq(nearest(&sorted, "/var/log/mongodb/deeper/mongod.log", rows[i].beside), "");
	}
	arena_free(&arena);
}

/* A name and a pattern may both take it: what lies nearer counts, however it says it. */
Test(fleet_log_rotation, name_or_pattern)
{
	static const char *const name[] = { "db1/logrotate.d/mongod" }, *const pattern[] = { "db2/logrotate.d/mongod" };
	struct log_rotations a = all_of(name, 1, BLOCK("/srv/a.log")), b = all_of(pattern, 1, BLOCK("/srv/[ab].log"));
	struct log_rotation both[] = { *a.files[0].rotation, *b.files[0].rotation };
	struct log_rotations sorted = log_rotations_sort(&arena, both, 2);
	cr_expect_str_eq(nearest(&sorted, "/srv/a.log", "db1/mongod.conf"), "db1/logrotate.d/mongod");
	cr_expect_str_eq(nearest(&sorted, "/srv/a.log", "db2/mongod.conf"), "db2/logrotate.d/mongod");
	cr_expect_str_eq(nearest(&sorted, "/srv/b.log", "db1/mongod.conf"), "db2/logrotate.d/mongod");
	arena_free(&arena);
}
