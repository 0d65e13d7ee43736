#include <criterion/criterion.h>

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/pool.h"
#include "base/sandbox.h"

/* In a folder with the files `known`, `mine` and `from`, and the folder `open`: what may be done. */

static int opened(int fd)
{
	return fd < 0 ? -1 : close(fd);
}

static int write_known(void) { return opened(open("known", O_WRONLY)); }
static int read_known(void) { return opened(open("known", O_RDONLY)); }
static int append_known(void) { return opened(open("known", O_WRONLY | O_APPEND)); }
static int write_mine(void) { return opened(open("mine", O_WRONLY | O_TRUNC)); }
static int write_null(void) { return opened(open("/dev/null", O_WRONLY)); }
static int make_file(void) { return opened(open("new", O_WRONLY | O_CREAT, 0600)); }
static int make_in_open(void) { return opened(open("open/new", O_WRONLY | O_CREAT | O_TRUNC, 0600)); }
static int make_folder(void) { return mkdir("folder", 0700); }
static int make_folder_in_open(void) { return mkdir("open/folder", 0700); }
static int make_fifo(void) { return mkfifo("fifo", 0600); }
static int make_link(void) { return symlink("known", "link"); }
static int make_hard_link(void) { return link("known", "hard"); }
static int rename_file(void) { return rename("from", "to"); }
static int rename_into_open(void) { return rename("from", "open/to"); }
static int remove_file(void) { return unlink("from"); }
static int remove_folder(void) { return rmdir("open"); }
static int make_in_a_child(void) { return system("echo x 2>/dev/null >by-child") ? errno = EACCES, -1 : 0; }

/* The first worker waits, so that the other one is there. */
struct other {
	_Atomic bool there;
	int result, why;
};

static void make_by_other(void *context, uint32_t index, uint32_t worker)
{
	struct other *other = context;
	(void)index;
	for (unsigned i = 0; worker == 0 && !other->there && i < 10000; i++)
		usleep(1000);
	if (worker == 0 || other->there)
		return;
	other->result = make_file();
	other->why = errno;
	other->there = true;
}

static int make_in_a_thread(void)
{
	struct other other = { .result = -1, .why = ESRCH };
	pool_run(2, 2, make_by_other, &other);
	errno = other.why;
	return other.result;
}

static int list_folder(void) { return opened(open(".", O_RDONLY | O_DIRECTORY)); }

static int connect_out(void)
{
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons(9), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	int result = connect(fd, (struct sockaddr *)&address, sizeof address), why = errno;
	close(fd);
	errno = why;
	return result;
}

static int signal_parent(void) { return kill(getppid(), 0); }

static const struct attempt {
	const char *name;
	int (*make)(void);
	int expected;   /* an errno, or 0: it works */
	bool full;      /* only where the kernel knows all of it */
} attempts[] = {
	{ "reads a file", read_known, 0, false },
	{ "lists a folder", list_folder, 0, false },
	{ "writes the file of a rule", write_mine, 0, false },
	{ "writes /dev/null", write_null, 0, false },
	{ "makes a file in the folder of a rule", make_in_open, 0, false },
	{ "writes another file", write_known, EACCES, false },
	{ "appends to another file", append_known, EACCES, false },
	{ "makes a file", make_file, EACCES, false },
	{ "makes a folder", make_folder, EACCES, false },
	{ "makes a folder in the folder of a rule", make_folder_in_open, EACCES, false },
	{ "makes a FIFO", make_fifo, EACCES, false },
	{ "makes a symbolic link", make_link, EACCES, false },
	{ "makes a hard link", make_hard_link, EACCES, false },
	{ "renames a file", rename_file, EACCES, false },
	{ "renames a file into the folder of a rule", rename_into_open, EACCES, false },
	{ "removes a file", remove_file, EACCES, false },
	{ "removes a folder", remove_folder, EACCES, false },
	{ "makes a file by a program that it starts", make_in_a_child, EACCES, false },
	{ "makes a file by a thread that it starts", make_in_a_thread, EACCES, false },
	{ "opens a connection", connect_out, EACCES, true },
	{ "sends a signal to its parent", signal_parent, EPERM, true },
};

/* What may still be read when only `known` may be read, and `open` be listed. */
static int read_from(void) { return opened(open("from", O_RDONLY)); }
static int list_open(void) { return opened(open("open", O_RDONLY | O_DIRECTORY)); }
static int read_passwd(void) { return opened(open("/etc/passwd", O_RDONLY)); }
static int look_at_from(void) { struct stat st; return stat("from", &st); }
static int start_program(void) { return execl("/bin/true", "true", (char *)NULL); }

static const struct attempt readings[] = {
	{ "reads the file of a rule", read_known, 0, false },
	{ "lists the folder of a rule", list_open, 0, false },
	{ "looks at another file", look_at_from, 0, false },
	{ "reads another file", read_from, EACCES, false },
	{ "reads a file elsewhere", read_passwd, EACCES, false },
	{ "lists another folder", list_folder, EACCES, false },
	{ "starts a program", start_program, EACCES, false },
};

enum { ATTEMPTS = sizeof attempts / sizeof *attempts, READINGS = sizeof readings / sizeof *readings, NO_SANDBOX = 77 };

static char folder[] = "/tmp/mongoconf-sandbox.XXXXXX";

static void make_files(void)
{
	cr_assert(mkdtemp(folder) && !chdir(folder) && !mkdir("open", 0700));
	const char *names[] = { "known", "mine", "from" };
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		cr_assert(!opened(open(names[i], O_WRONLY | O_CREAT, 0600)));
}

static void remove_files(void)
{
	char command[64 + sizeof folder];
	snprintf(command, sizeof command, "cd / && rm -rf '%s'", folder);
	cr_assert(!system(command));
}

TestSuite(base_sandbox, .init = make_files, .fini = remove_files);

/* Prints what went otherwise than expected. */
static int try_each(const struct attempt *list, size_t count, enum sandbox_state state)
{
	int wrong = 0;
	for (size_t i = 0; i < count; i++) {
		if (list[i].full && state != SANDBOX_FULL)
			continue;
		errno = 0;
		int got = list[i].make() < 0 ? errno : 0;
		if (got == list[i].expected)
			continue;
		fprintf(stderr, "%s: %s instead of %s\n", list[i].name, got ? strerror(got) : "done",
			list[i].expected ? strerror(list[i].expected) : "done");
		wrong = 1;
	}
	return wrong;
}

/* In a child, which can't come back from it. */
static int try_writing(void)
{
	static const struct sandbox_rule rules[] = {
		{ "/dev/null", SANDBOX_WRITE }, { "mine", SANDBOX_WRITE }, { "open", SANDBOX_MAKE }, { "missing", SANDBOX_WRITE },
	};
	enum sandbox_state state = sandbox_no_writing(rules, sizeof rules / sizeof *rules);
	return state == SANDBOX_NONE ? NO_SANDBOX : try_each(attempts, ATTEMPTS, state);
}

static int try_reading(void)
{
	static const struct sandbox_rule rules[] = { { "known", SANDBOX_READ }, { "open", SANDBOX_LIST } };
	enum sandbox_state state = sandbox_no_reading(rules, sizeof rules / sizeof *rules);
	return state == SANDBOX_NONE ? NO_SANDBOX : try_each(readings, READINGS, state);
}

static void in_a_child(int (*try)(void))
{
	int status;
	pid_t child = fork();
	cr_assert_geq(child, 0);
	if (!child)
		_exit(try());
	cr_assert_eq(waitpid(child, &status, 0), child);
	cr_assert(WIFEXITED(status));
	if (WEXITSTATUS(status) == NO_SANDBOX)
		cr_skip_test("no Landlock here: the kernel has none, it is turned off, or this build or valgrind can't use it");
	cr_assert_eq(WEXITSTATUS(status), 0, "see above");
}

Test(base_sandbox, the_kernel_refuses_to_write)
{
	in_a_child(try_writing);
}

Test(base_sandbox, the_kernel_refuses_to_read)
{
	in_a_child(try_reading);
}
