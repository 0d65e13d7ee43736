#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "faults.h"
#include "save/create.h"
#include "save_files.h"

TestSuite(save_create, .init = files_setup, .fini = files_teardown);

static bool create(const char *path)
{
	struct err err = ERR_INIT(&arena);
	bool ok = save_create(&arena, path, STR("text\n"), 0400, &err);
	cr_expect(ok || (err.kind == ERR_REFUSED && err.path), "%s", path);
	return ok;
}

Test(save_create, whole_and_new)
{
	struct stat st;
	cr_assert(create("key"));
	cr_assert_text("key", "text\n");
	cr_assert_eq(stat("key", &st), 0);
	cr_expect_eq(st.st_mode & 07777, 0400);
	cr_expect_eq(st.st_nlink, 1);
	/* Never over anything, not even over a link to nothing. */
	put("old", "old\n", 0600);
	cr_expect_not(create("old"));
	cr_assert_text("old", "old\n");
	cr_assert_eq(symlink("nowhere", "link"), 0);
	cr_expect_not(create("link"));
	cr_expect_neq(access("nowhere", F_OK), 0);
	mkdir("d", 0700);
	cr_expect_not(create("d"));
	cr_expect_not(create("d/"));
	cr_expect_not(create("no/key"));
	cr_expect(create("d/key"));
	cr_expect_eq(count_names(".", "."), 0);
	cr_expect_eq(count_names("d", "."), 0);
}

/* Whatever fails: all of it is there, or nothing. */
Test(save_create, faults)
{
	static const enum fault_mode modes[] = { FAULT_ONCE, FAULT_SHORT };
	for (unsigned m = 0; m < sizeof modes / sizeof *modes; m++) {
		for (unsigned n = 1; n < 40; n++) {
			faults_start((struct fault){ .at = n, .mode = modes[m], .error = EIO });
			bool ok = create("key");
			bool reached = faults_stop();
			cr_expect_eq(access("key", F_OK) == 0, ok, "call %u", n);
			cr_expect(!ok || has_text("key", "text\n"), "call %u", n);
			unlink("key");
			sweep(".");
			if (!reached)
				break;
			cr_assert_lt(n, 39);
		}
	}
}
