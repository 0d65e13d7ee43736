#include "base/sandbox.h"

#include <fcntl.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/os.h"

/* A sanitizer writes its report when all is done, into a file that no rule knows. */
#if defined __has_feature
# if __has_feature(address_sanitizer) || __has_feature(undefined_behavior_sanitizer)
#  define SANITIZED 1
# endif
#endif
#if defined __SANITIZE_ADDRESS__ || !defined SYS_landlock_create_ruleset
# define SANITIZED 1
#endif

#ifdef SANITIZED

enum sandbox_state sandbox_no_writing(const struct sandbox_rule *rules, uint32_t count)
{
	(void)rules;
	(void)count;
	return SANDBOX_NONE;
}

enum sandbox_state sandbox_no_reading(const struct sandbox_rule *rules, uint32_t count)
{
	return sandbox_no_writing(rules, count);
}

#else

/* The kernel's interface, which only grows (landlock(7)). Written down here, as the header of the system that it is built
 * on is often older than the kernel that it runs on. */
enum {
	LANDLOCK_VERSION = 1U << 0,
	LANDLOCK_PATH_BENEATH = 1,
};

enum {
	FS_EXECUTE = 1U << 0,
	FS_WRITE_FILE = 1U << 1,
	FS_READ_FILE = 1U << 2,
	FS_READ_DIR = 1U << 3,
	FS_MAKE_REG = 1U << 8,
	FS_TRUNCATE = 1U << 14,
	/* Bits 1 and 4 to 12: to write, remove and make whatever there is. */
	FS_WRITING = 1U << 1 | 0x1ff0U,
	FS_REFER = 1U << 13,
	NET_BIND_TCP = 1U << 0,
	NET_CONNECT_TCP = 1U << 1,
	SCOPE_ABSTRACT_UNIX = 1U << 0,
	SCOPE_SIGNAL = 1U << 1,
};

struct ruleset {
	uint64_t files, net, scoped;
};

struct path_beneath {
	uint64_t allowed;
	int32_t parent;
} __attribute__((packed));

/* What each version of the interface brought, and how much of struct ruleset it reads. */
static size_t wanted_of(long version, struct ruleset *ruleset)
{
	*ruleset = (struct ruleset){ .files = FS_WRITING };
	if (version >= 2)
		ruleset->files |= FS_REFER;
	if (version >= 3)
		ruleset->files |= FS_TRUNCATE;
	if (version >= 4)
		ruleset->net = NET_BIND_TCP | NET_CONNECT_TCP;
	if (version >= 6)
		ruleset->scoped = SCOPE_ABSTRACT_UNIX | SCOPE_SIGNAL;
	return version >= 6 ? sizeof *ruleset : version >= 4 ? offsetof(struct ruleset, scoped) : offsetof(struct ruleset, net);
}

static const struct {
	uint64_t any, folder;  /* the second is for folders alone */
} rights[] = {
	[SANDBOX_WRITE] = { FS_WRITE_FILE | FS_TRUNCATE, 0 },
	[SANDBOX_MAKE] = { FS_WRITE_FILE | FS_TRUNCATE, FS_MAKE_REG },
	[SANDBOX_READ] = { FS_READ_FILE, FS_READ_DIR },
	[SANDBOX_LIST] = { 0, FS_READ_DIR },
};

static void add(int fd, const struct ruleset *ruleset, const struct sandbox_rule *rule)
{
	struct path_beneath beneath = { .allowed = rights[rule->right].any };
	struct stat st;
	/* Opened for its place alone: a FIFO doesn't wait, a device isn't touched. */
	beneath.parent = os->openat(AT_FDCWD, rule->path, O_PATH | O_CLOEXEC, 0);
	if (beneath.parent < 0)
		return;
	if (os->fstat(beneath.parent, &st) == 0 && S_ISDIR(st.st_mode))
		beneath.allowed |= rights[rule->right].folder;
	beneath.allowed &= ruleset->files;
	/* Fails for a pipe that is named by /proc/self/fd: it lies in no file system, so no rule holds it back either. */
	syscall(SYS_landlock_add_rule, fd, LANDLOCK_PATH_BENEATH, &beneath, 0);
	os->close(beneath.parent);
}

static enum sandbox_state enter(const struct ruleset *ruleset, size_t size, long version, const struct sandbox_rule *rules,
				uint32_t count)
{
	int fd = (int)syscall(SYS_landlock_create_ruleset, ruleset, size, 0);
	if (fd < 0)
		return SANDBOX_NONE;
	for (uint32_t i = 0; i < count; i++)
		add(fd, ruleset, &rules[i]);
	bool held = prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && syscall(SYS_landlock_restrict_self, fd, 0) == 0;
	os->close(fd);
	return !held ? SANDBOX_NONE : version >= 6 ? SANDBOX_FULL : SANDBOX_FILES;
}

static long version_of_kernel(void)
{
	return syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_VERSION);
}

enum sandbox_state sandbox_no_writing(const struct sandbox_rule *rules, uint32_t count)
{
	struct ruleset ruleset;
	long version = version_of_kernel();
	if (version < 1)
		return SANDBOX_NONE;
	size_t size = wanted_of(version, &ruleset);
	return enter(&ruleset, size, version, rules, count);
}

enum sandbox_state sandbox_no_reading(const struct sandbox_rule *rules, uint32_t count)
{
	struct ruleset ruleset = { .files = FS_EXECUTE | FS_READ_FILE | FS_READ_DIR };
	long version = version_of_kernel();
	return version < 1 ? SANDBOX_NONE : enter(&ruleset, offsetof(struct ruleset, net), version, rules, count);
}

#endif
