#include "fleet/walk.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <malloc.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "base/os.h"
#include "base/path.h"

/* ---- a folder that is not there: `entries` files, the last of them a config */

static struct arena arena;
static unsigned entries, given, opened;
static unsigned char type;
static const char *name_format;
static size_t most;

static void weigh(void)
{
	struct mallinfo2 now = mallinfo2();
	most = now.uordblks + now.hblkhd > most ? now.uordblks + now.hblkhd : most;
}

/* Of the folders that are not there. */
enum { FAKE_FD = 1 << 20 };

static int fake_openat(int dir, const char *path, int flags, mode_t mode)
{
	if (strcmp(path, "many") && strncmp(path, "many/", 5))
		return os_real.openat(dir, path, flags, mode);
	given = 0;
	opened++;
	return FAKE_FD;
}

struct record {
	uint64_t inode;
	int64_t next;
	uint16_t length;
	unsigned char type;
	char name[];
};

static ssize_t fake_getdents64(int fd, void *bytes, size_t size)
{
	size_t used = 0;
	if (fd != FAKE_FD)
		return os_real.getdents64(fd, bytes, size);
	for (; given < entries && used + sizeof(struct record) + 256 <= size; used += ((struct record *)((char *)bytes + used))->length) {
		struct record *record = (void *)((char *)bytes + used);
		record->type = type;
		if (++given == entries)
			strcpy(record->name, "mongod.conf");
		else
			snprintf(record->name, 256, name_format, given);
		record->length = (uint16_t)((sizeof *record + strlen(record->name) + 8) / 8 * 8);
	}
	return (ssize_t)used;
}

static int fake_close(int fd)
{
	weigh();
	return fd == FAKE_FD ? 0 : os_real.close(fd);
}

static int fake_fstatat(int at, const char *path, struct stat *st, int flags)
{
	if (strncmp(path, "many", 4))
		return os_real.fstatat(at, path, st, flags);
	weigh();
	*st = (struct stat){ .st_mode = strcmp(path, "many") ? S_IFREG : S_IFDIR };
	return 0;
}

static void set_up(void)
{
	static struct os_calls calls;
	calls = os_real;
	calls.openat = fake_openat;
	calls.getdents64 = fake_getdents64;
	calls.close = fake_close;
	calls.fstatat = fake_fstatat;
	os = &calls;
}

static void tear_down(void)
{
	os = &os_real;
	arena_free(&arena);
}

TestSuite(fleet_walk, .init = set_up, .fini = tear_down);

/* As many as are walked, and one more: then the walk is over, and says so. Long names don't make it costly. */
Test(fleet_walk, a_million_entries)
{
	static const struct {
		unsigned entries;
		const char *names;
		unsigned char type;
		bool refused;
		size_t most;  /* bytes; 0: not weighed */
	} rows[] = {
		{ 1000, "f%u.txt", DT_REG, false, 1 << 20 },
		{ 1000000, "f%u.txt", DT_REG, false, 128 << 20 },
		{ 1000001, "f%u.txt", DT_REG, true, 128 << 20 },
		{ 100000, "%0240u.txt", DT_UNKNOWN, false, 96 << 20 },
		{ 100000000, "f%u.txt", DT_REG, true, 128 << 20 },
	};
	for (unsigned i = 0; i < sizeof rows / sizeof *rows; i++) {
		if (getenv("MONGOCONF_VALGRIND") && rows[i].entries > 1000)
			continue;
		struct paths paths = PATHS_INIT(&arena);
		struct err err = ERR_INIT(&arena);
		entries = rows[i].entries;
		name_format = rows[i].names;
		type = rows[i].type;
		most = 0;
		cr_expect_eq(walk_path(&paths, "many", &err), !rows[i].refused, "%u", i);
		cr_expect_eq(paths.count, rows[i].refused ? 0U : 1U, "%u: %u", i, paths.count);
		cr_expect_leq(most, rows[i].most, "%u: %zu bytes", i, most);
		if (rows[i].refused)
			cr_expect_str_eq(err_line(&err), "many: has more than 1,000,000 files and folders below it; name the "
					 "folders that the configs are in");
		arena_free(&arena);
	}
}


/* ---- by name: the files are not there, so that nothing else tells */

static const struct {
	const char *name;
	bool config;
} named[] = {
	{ "mongod.conf", true }, { "mongos.conf", true }, { "mongodb.conf", true }, { "mongod.cfg", true }, { "mongod.yml", true },
	{ "mongos.yaml", true }, { "mongod-1.conf", true }, { "mongos-1.conf", true }, { "mongod_1.conf", true },
	{ "mongodb-1.conf", true }, { "mongod-.conf", true }, { "mongod-1.cfg", true }, { "mongod-1.conf.j2", true },
	{ "mongod.conf.j2", true }, { "mongod-1.conf.conf", true },
	{ "mongo.conf", false }, { "mongo-1.conf", false }, { "mongox-1.conf", false }, { "mongoda-1.conf", false },
	{ "mongod1.conf", false }, { "mongod-conf", false }, { "mongod-.con", false }, { "mongod-1.confx", false },
	{ "mongod-1.yaml", false }, { "mongod-1", false }, { "Mongod-1.conf", false }, { "xmongod-1.conf", false },
	{ "mongod", false }, { "mongod-", false }, { "nginx.conf", false },
};

Test(fleet_walk, by_name)
{
	struct paths configs = PATHS_INIT(&arena), others = PATHS_INIT(&arena);
	uint32_t config = 0, other = 0;
	for (size_t i = 0; i < sizeof named / sizeof *named; i++)
		paths_add(&configs, arena_printf(&arena, "/nowhere/%s", named[i].name));
	walk_part(&configs, &others);
	for (size_t i = 0; i < sizeof named / sizeof *named; i++) {
		const struct paths *from = named[i].config ? &configs : &others;
		uint32_t at = named[i].config ? config++ : other++;
		cr_assert(at < from->count && !strcmp(path_last(from->at[at]), named[i].name), "%s", named[i].name);
	}
	cr_expect_eq(config + other, configs.count + others.count);
}

/* ---- what is taken whatever git says */

static bool knows(const void *context, const char *path)
{
	return !strcmp(path_last(path), context);
}

/* Git can say nothing of a repository of which there is no more than the folder: so it is seen whether it was asked. */
Test(fleet_walk, known)
{
	static const struct {
		const char *known;
		bool beside, asked;
	} rows[] = {
		{ "mongod.conf", false, false },
		{ "mongod.conf", true, true },
		{ "mongos.conf", false, true },
		{ NULL, false, true },
	};
	const char *make[] = { "sh", "-c", "cd \"$(mktemp -d)\" && mkdir .git && : >mongod.conf && printf %s \"$PWD\"", NULL };
	struct str folder;
	/* Git ends without having read what it is asked. */
	signal(SIGPIPE, SIG_IGN);
	cr_assert_eq(os_run(&arena, make, NULL, STR(""), &folder), 0);
	for (unsigned i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct paths witnesses = PATHS_INIT(&arena);
		struct paths paths = { .arena = &arena, .knows = rows[i].known ? knows : NULL, .context = rows[i].known };
		struct err err = ERR_INIT(&arena);
		const char *add[] = { "touch", arena_printf(&arena, "%s/compose.yaml", folder.at), NULL };
		struct str output;
		paths.witnesses = &witnesses;
		cr_assert(!rows[i].beside || os_run(&arena, add, NULL, STR(""), &output) == 0);
		cr_assert(walk_path(&paths, folder.at, &err));
		cr_expect_eq(paths.count, 1U, "%u: %u", i, paths.count);
		cr_expect_eq(paths.unfiltered != NULL, rows[i].asked, "%u", i);
		if (rows[i].beside)
			cr_assert_eq(os_run(&arena, (const char *[]){ "rm", add[1], NULL }, NULL, STR(""), &output), 0);
	}
	cr_assert_eq(os_run(&arena, (const char *[]){ "rm", "-r", folder.at, NULL }, NULL, STR(""), &folder), 0);
}
