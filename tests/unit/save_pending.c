#include <criterion/criterion.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/os.h"
#include "save/pending.h"

/* How often a folder is read. */
static unsigned opened;

static DIR *counting_opendir(const char *path)
{
	opened++;
	return os_real.opendir(path);
}

static void touch(struct arena *arena, const char *folder, const char *name)
{
	int fd = open(arena_printf(arena, "%s/%s", folder, name), O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
	cr_assert(fd >= 0);
	close(fd);
}

Test(save_pending, one_look_for_a_folder)
{
	enum { FILES = 200 };
	struct os_calls calls = os_real;
	struct arena arena = ARENA_INIT;
	struct pending_look last = { 0 };
	char folder[] = "/tmp/mongoconf-pending.XXXXXX";
	cr_assert(mkdtemp(folder));
	calls.opendir = counting_opendir;
	os = &calls;
	for (unsigned i = 0; i < FILES; i++)
		touch(&arena, folder, arena_printf(&arena, "n%u.conf", i));
	for (unsigned i = 0; i < FILES; i++)
		cr_expect_null(pending_find(&arena, arena_printf(&arena, "%s/n%u.conf", folder, i), NULL, &last));
	cr_expect_eq(opened, 1, "%u looks", opened);
	/* One link in it makes each file looked at, and only what is a link looked into. */
	cr_assert_eq(symlink("n1.conf", arena_printf(&arena, "%s/link.conf", folder)), 0);
	last = (struct pending_look){ 0 };
	opened = 0;
	for (unsigned i = 0; i < FILES; i++)
		cr_expect_null(pending_find(&arena, arena_printf(&arena, "%s/n%u.conf", folder, i), NULL, &last));
	cr_expect_eq(opened, 1, "%u looks", opened);
	cr_expect_null(pending_find(&arena, arena_printf(&arena, "%s/link.conf", folder), NULL, &last));
	for (unsigned i = 0; i < FILES; i++)
		unlink(arena_printf(&arena, "%s/n%u.conf", folder, i));
	unlink(arena_printf(&arena, "%s/link.conf", folder));
	rmdir(folder);
	os = &os_real;
	arena_free(&arena);
}
