#include "base/entries.h"

#include <criterion/criterion.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/os.h"

static char top[] = "/tmp/mongoconf-entries-XXXXXX";

enum { MANY = 3000 };

static void set_up(void)
{
	char name[32];
	cr_assert_not_null(mkdtemp(top));
	cr_assert_eq(chdir(top), 0);
	cr_assert_eq(mkdir("many", 0700), 0);
	cr_assert_eq(mkdir("many/folder", 0700), 0);
	cr_assert_eq(symlink("many", "link"), 0);
	for (unsigned i = 0; i < MANY; i++) {
		snprintf(name, sizeof name, "many/a-file-called-%u", i);
		int fd = open(name, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
		cr_assert_geq(fd, 0);
		close(fd);
	}
}

static void tear_down(void)
{
	char name[32];
	os = &os_real;
	for (unsigned i = 0; i < MANY; i++) {
		snprintf(name, sizeof name, "many/a-file-called-%u", i);
		unlink(name);
	}
	rmdir("many/folder");
	rmdir("many");
	unlink("link");
	rmdir(top);
}

TestSuite(base_entries, .init = set_up, .fini = tear_down);

/* More than fit at once, each one time, and neither . nor .. */
Test(base_entries, all_of_a_large_folder)
{
	static bool seen[MANY];
	struct entries entries;
	unsigned files = 0, folders = 0, number;
	cr_assert(entries_open(&entries, AT_FDCWD, "many"));
	while (entries_next(&entries)) {
		if (sscanf(entries.name, "a-file-called-%u", &number) == 1) {
			cr_assert(number < MANY && !seen[number], "%s", entries.name);
			cr_expect(entries.type == DT_REG || entries.type == DT_UNKNOWN);
			seen[number] = true;
			files++;
		} else {
			cr_expect_str_eq(entries.name, "folder");
			cr_expect(entries.type == DT_DIR || entries.type == DT_UNKNOWN);
			folders++;
		}
	}
	cr_expect(files == MANY && folders == 1 && !entries.failed, "%u %u", files, folders);
	entries_close(&entries);
	cr_expect_eq(entries.fd, -1);
	cr_assert(entries_open(&entries, AT_FDCWD, "many/folder") && !entries_next(&entries) && !entries.failed);
	entries_close(&entries);
}

static unsigned reads;

static ssize_t fails_later(int fd, void *bytes, size_t size)
{
	if (reads++ == 0)
		return os_real.getdents64(fd, bytes, size);
	errno = EIO;
	return -1;
}

static int closed;

static int counted_close(int fd)
{
	closed++;
	return os_real.close(fd);
}

/* A folder that can't be read to its end says so. */
Test(base_entries, what_fails)
{
	struct os_calls calls = os_real;
	struct entries entries;
	calls.getdents64 = fails_later;
	calls.close = counted_close;
	os = &calls;
	cr_assert(entries_open(&entries, AT_FDCWD, "many"));
	unsigned count = 0;
	while (entries_next(&entries))
		count++;
	cr_expect(count > 0 && count < MANY && entries.failed == EIO, "%u %d", count, entries.failed);
	entries_close(&entries);
	entries_close(&entries);
	cr_expect_eq(closed, 1);
	cr_expect(!entries_open(&entries, AT_FDCWD, "none") && entries.failed == ENOENT && entries.fd == -1);
	entries_close(&entries);
	cr_expect(!entries_open(&entries, AT_FDCWD, "many/a-file-called-0") && entries.failed == ENOTDIR);
	entries_close(&entries);
	cr_expect_eq(closed, 1);
}

static int refused;

static int refuse(int dir, const char *name, int flags, uint64_t resolve)
{
	(void)dir, (void)name, (void)flags, (void)resolve;
	errno = refused;
	return -1;
}

/* Where the kernel can't, or may not, nothing is known; else a link is one, at the end and on the way. */
Test(base_entries, plain)
{
	static const int all[] = { ENOSYS, EPERM, EINVAL, E2BIG, EAGAIN };
	struct os_calls calls = os_real;
	struct entries entries;
	int fd = os_open_plain(AT_FDCWD, "many", O_RDONLY);
	if (fd >= 0) {
		close(fd);
		cr_assert(entries_open_plain(&entries, AT_FDCWD, "many/folder"));
		entries_close(&entries);
		cr_expect(!entries_open_plain(&entries, AT_FDCWD, "link") && entries.failed == ELOOP, "%d", entries.failed);
		cr_expect(!entries_open_plain(&entries, AT_FDCWD, "link/folder") && entries.failed == ELOOP, "%d", entries.failed);
	} else {
		cr_expect_eq(errno, ENOSYS);
	}
	calls.openat2 = refuse;
	os = &calls;
	for (unsigned i = 0; i < sizeof all / sizeof *all; i++) {
		refused = all[i];
		cr_expect(!entries_open_plain(&entries, AT_FDCWD, "many") && entries.failed == ENOSYS, "%u: %d", i, entries.failed);
	}
	refused = EACCES;
	cr_expect(!entries_open_plain(&entries, AT_FDCWD, "many") && entries.failed == EACCES);
}
