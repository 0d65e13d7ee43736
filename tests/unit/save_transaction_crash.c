#include <criterion/criterion.h>
#include <errno.h>

#include "save_loop.h"

TestSuite(save_transaction_crash);

static const struct world two_files = {
	.name = "two files in two folders",
	.files = { { "/a/x", "old x\n", "new x, longer\n", 0640, 0, NULL, NULL },
		   { "/b/y", "old y, longer\n", "new y\n", 0600, 0, NULL, NULL } },
};

#define THREE_FILES \
	.files = { { "/a/x", "old x\n", "new x, longer\n", 0640, 4711, "ansible", NULL }, \
		   { "/b/y", "old y, longer\n", "new y\n", 0600, 0, NULL, "/a/link-to-y" }, \
		   { "/a/z", "old z\n", "", 0644, 0, "hand", NULL } }

static const struct world worlds[] = {
	{ .name = "three files with backups", THREE_FILES, .suffix = ".bak" },
	{ .name = "three files, recovery from the other folder", THREE_FILES, .other_folder_first = true },
	{ .name = "in place", THREE_FILES, .in_place = true },
	{ .name = "in place, with backups", THREE_FILES, .in_place = true, .suffix = ".bak" },
	{ .name = "without hard links", THREE_FILES, .suffix = ".bak", .manners = { .link = EPERM } },
	{ .name = "without flock", THREE_FILES, .manners = { .flock = EOPNOTSUPP } },
};

/* All that the model of the protocol tries, around the real code. */
Test(save_transaction_crash, two_files_at_every_moment)
{
	loop_begin(&two_files, (struct loop){ .deaths = 2, .most = 1 << 16 });
	loop_crash((struct memfs_plan){ .at = 0 });
	unsigned n = 1;
	while (loop_crash((struct memfs_plan){ .call = "renameat", .at = n, .fault = MEMFS_ONCE, .error = EIO }))
		n++;
	const char *violation = loop_end();
	cr_assert_null(violation, "%s", violation);
	cr_expect_gt(loop_images, 2000 / loop_stride(100));
}

Test(save_transaction_crash, special_cases)
{
	for (size_t i = 0; i < sizeof worlds / sizeof *worlds; i++) {
		loop_begin(&worlds[i], (struct loop){ .deaths = 1, .most = worlds[i].manners.flock || worlds[i].in_place ? 4 : 8 });
		loop_crash((struct memfs_plan){ .at = 0 });
		const char *violation = loop_end();
		cr_expect_null(violation, "%s", violation);
	}
}

Test(save_transaction_crash, every_call_fails_and_then_the_power)
{
	loop_begin(&two_files, (struct loop){ .deaths = 1, .most = 1 << 8 });
	unsigned n = 1;
	while (loop_crash((struct memfs_plan){ .at = n, .fault = MEMFS_ONCE, .error = EIO }))
		n += loop_stride(11);
	const char *violation = loop_end();
	cr_assert_null(violation, "%s", violation);
	cr_expect_gt(loop_images, 2000 / loop_stride(100));
}
