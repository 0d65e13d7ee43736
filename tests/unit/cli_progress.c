/* The line on a terminal that says how far a run is, under a clock that goes by itself: each look at it takes a while. */
#include <criterion/criterion.h>

#include <fcntl.h>
#include <pty.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include "base/os.h"
#include "cli/cli.h"

static struct arena arena;
static struct os_calls calls;
static int64_t elapsed, step;

static void reset(void)
{
	arena_free(&arena);
}

TestSuite(progress, .fini = reset);

static int slow_clock(clockid_t clock, struct timespec *time)
{
	(void)clock;
	elapsed += step;
	*time = (struct timespec){ .tv_sec = elapsed / 1000, .tv_nsec = elapsed % 1000 * 1000000 };
	return 0;
}

static char *folder_of(unsigned files)
{
	static char folder[] = "/tmp/progress-XXXXXX";
	cr_assert_not_null(mkdtemp(folder));
	for (unsigned i = 0; i < files; i++) {
		int fd = open(arena_printf(&arena, "%s/mongod-%u.conf", folder, i), O_WRONLY | O_CREAT, 0600);
		cr_assert(fd >= 0 && write(fd, "nett:\n", 6) == 6 && close(fd) == 0);
	}
	return folder;
}

static void remove_folder(const char *folder, unsigned files)
{
	for (unsigned i = 0; i < files; i++)
		unlink(arena_printf(&arena, "%s/mongod-%u.conf", folder, i));
	rmdir(folder);
}

/* What a run prints on a terminal, with standard output there too or nowhere. */
static const char *printed(const char *const arguments[], bool out_too)
{
	struct buf out = BUF_INIT(&arena);
	struct termios raw;
	int master, slave, count = 0, status;
	char bytes[4096];
	ssize_t got;
	while (arguments[count])
		count++;
	if (openpty(&master, &slave, NULL, NULL, NULL) < 0)
		cr_skip_test("no pseudo terminals here");
	tcgetattr(slave, &raw);
	cfmakeraw(&raw);
	tcsetattr(slave, TCSANOW, &raw);
	pid_t child = fork();
	cr_assert_geq(child, 0);
	if (!child) {
		calls = os_real;
		calls.clock_gettime = slow_clock;
		os = &calls;
		close(master);
		dup2(slave, STDERR_FILENO);
		dup2(out_too ? slave : open("/dev/null", O_WRONLY), STDOUT_FILENO);
		close(slave);
		cli_main(count, (char **)(void *)arguments);
		fflush(stdout);
		_exit(0);
	}
	close(slave);
	while ((got = read(master, bytes, sizeof bytes)) > 0)
		buf_bytes(&out, bytes, (uint32_t)got);
	close(master);
	waitpid(child, &status, 0);
	cr_expect(WIFEXITED(status));
	return buf_done(&out).at;
}

/* What is left to see when all that was erased is gone. */
static const char *seen(const char *text)
{
	struct buf out = BUF_INIT(&arena);
	for (; *text; text++) {
		if (!strncmp(text, "\r\x1b[K", 4)) {
			while (out.len && out.at[out.len - 1] != '\n')
				out.len--;
			text += 3;
		} else {
			buf_char(&out, *text);
		}
	}
	return buf_done(&out).at;
}

static unsigned count_in(const char *text, const char *word)
{
	unsigned count = 0;
	for (; (text = strstr(text, word)); text++)
		count++;
	return count;
}

Test(progress, line)
{
	enum { FILES = 30 };
	const char *folder = folder_of(FILES);
	const char *const lint[] = { "mongoconf", "lint", "--no-project", "--color=never", folder, NULL };
	const char *const select[] = { "mongoconf", "lint", "--no-project", "--select=port-zero", folder, NULL };
	const char *const quiet[] = { "mongoconf", "lint", "--no-project", "--quiet", folder, NULL };
	const char *const verbose[] = { "mongoconf", "lint", "--no-project", "--verbose", folder, NULL };
	unsetenv("CI");
	unsetenv("NO_COLOR");
	setenv("TERM", "xterm", 1);

	/* The clock is looked at when it begins, and once for each file: due from the fifth file on, then with each. */
	step = 100;
	const char *text = printed(lint, false);
	cr_expect_eq(count_in(text, "reading file"), FILES - 4, "%s", text);
	cr_expect_not_null(strstr(text, "\r\x1b[Kmongoconf: reading file 5 of 30\r\x1b[Kmongoconf: reading file 6 of 30"), "%s", text);
	cr_expect_str_eq(seen(text), "", "%s", text);

	/* Every fifth is enough, and of a short run none. */
	step = 25;
	text = printed(lint, false);
	cr_expect_eq(count_in(text, "reading file"), 3, "%s", text);
	cr_expect_str_eq(seen(text), "", "%s", text);
	step = 10;
	cr_expect_str_eq(printed(lint, false), "");

	/* The report is whole, and so is what is said. */
	step = 1000;
	text = printed(lint, true);
	cr_expect_gt(count_in(text, "reading file"), 0);
	cr_expect_eq(count_in(seen(text), "reading file"), 0, "%s", text);
	cr_expect_eq(count_in(seen(text), "is not an option of mongod"), FILES, "%s", text);
	cr_expect_not_null(strstr(seen(text), "\n30 files: "), "%s", text);
	const char *template = arena_printf(&arena, "%s/mongod-15.conf.j2", folder);
	int fd = open(template, O_WRONLY | O_CREAT, 0600);
	cr_assert(fd >= 0 && write(fd, "{% if x %}\n", 11) == 11 && close(fd) == 0);
	text = printed(select, false);
	cr_expect_eq(count_in(text, "reading file"), FILES + 1, "%s", text);
	cr_expect_str_eq(seen(text), arena_printf(&arena, "mongoconf: %s: skipped: it is a Jinja2 template; its {%% if x %%} is never closed\n", template));
	unlink(template);

	cr_expect_str_eq(printed(quiet, false), "");
	cr_expect_eq(count_in(printed(verbose, false), "reading file"), 0);
	setenv("CI", "true", 1);
	cr_expect_str_eq(printed(lint, false), "");
	unsetenv("CI");
	setenv("TERM", "dumb", 1);
	cr_expect_str_eq(printed(lint, false), "");
	remove_folder(folder, FILES);
}
