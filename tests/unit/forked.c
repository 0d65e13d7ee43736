/*
 * The unit tests in one process that forks for each of them: for valgrind.
 *
 * Criterion starts every test by exec, so that under valgrind each one first pays for the start of
 * valgrind, for the symbols of Criterion's thirty libraries, and for the translation of the dynamic
 * loader: two seconds before a line of ours has run, and nine tenths of the whole. A fork pays
 * nothing of it, and isolates as well: a test still has a process of its own, which ends by exit()
 * with its own leak check.
 *
 * The tests are the objects of tests/unit-tests. This file stands in for libcriterion: it defines
 * the symbols that the macros of Criterion's headers call, walks the sections in which those macros
 * leave the tests, and ends with the line that Criterion ends with. Should a new macro need another
 * symbol, the link fails, and says which.
 *
 *     tests/unit-forked [--list] [PATTERN...]       all tests, or those whose suite/name fits a glob
 *
 * Before the first it runs the command lines of its standard input in $top_srcdir, see tests/warm_up.h.
 *
 * Environment: MONGOCONF_JOBS, how many at a time (default: as many as there are processors);
 * MONGOCONF_TIMES=1 prints the processor time of each, to find the slow ones.
 */
#include <criterion/criterion.h>
#include <errno.h>
#include <fnmatch.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../warm_up.h"

/* What a test's process tells the parent, in memory that they share. */
struct outcome {
	unsigned failed; /* asserts */
	bool skipped, ended;
	pid_t process;
};

/* Defined by the linker: the sections in which Test() and TestSuite() leave pointers. */
extern struct criterion_test *__start_cr_tst[], *__stop_cr_tst[];
extern struct criterion_suite *__start_cr_sts[], *__stop_cr_sts[];

struct criterion_options criterion_options;

static const struct criterion_test *current;
static struct outcome *outcome;
static jmp_buf out_of_test;

/* ---- what the macros call */

char *cr_translate_assert_msg(int kind, ...)
{
	char *text = NULL;
	int failed;
	va_list list;

	va_start(list, kind);
	const char *said = va_arg(list, const char *);
	switch (kind) {
	case CRITERION_ASSERT_MSG_FAIL:
		failed = asprintf(&text, "this line was reached");
		break;
	case CRITERION_ASSERT_MSG_EXPR_AS_STRINGS_FALSE: {
		const char *actual = va_arg(list, const char *), *expected = va_arg(list, const char *);
		failed = asprintf(&text, "as strings, `%s' is false: \"%s\", \"%s\"", said,
				  actual ? actual : "(null)", expected ? expected : "(null)");
		break;
	}
	default:
		failed = asprintf(&text, "`%s' is not as it should be (Criterion's message %d)", said, kind);
	}
	va_end(list);
	return failed < 0 ? NULL : text;
}

int cr_asprintf(char **text, const char *format, ...)
{
	va_list list;

	va_start(list, format);
	int length = vasprintf(text, format, list);
	va_end(list);
	if (length < 0)
		*text = NULL;
	return length;
}

void cr_asprintf_free(char *text)
{
	free(text);
}

void cri_asserts_passed_incr(void)
{
}

void criterion_send_assert(struct criterion_assert_stats *said)
{
	if (said->passed)
		return;
	outcome->failed++;
	printf("[----] %s:%u: Assertion Failed\n[----]   %s/%s: %s\n", said->file, said->line,
	       current->category, current->name, said->message ? said->message : "");
}

void criterion_continue_test(void)
{
}

void criterion_abort_test(void)
{
	longjmp(out_of_test, 1);
}

void criterion_skip_test(const char *format, ...)
{
	va_list list;

	va_start(list, format);
	printf("[SKIP] %s::%s: ", current->category, current->name);
	vprintf(format, list);
	putchar('\n');
	va_end(list);
	outcome->skipped = true;
	longjmp(out_of_test, 1);
}

static const struct criterion_test_extra_data *suite_of(const struct criterion_test *test)
{
	static const struct criterion_test_extra_data none;

	for (struct criterion_suite **suite = __start_cr_sts; suite < __stop_cr_sts; suite++)
		if (!strcmp((*suite)->name, test->category))
			return (*suite)->data ? (*suite)->data : &none;
	return &none;
}

void criterion_internal_test_setup(void)
{
	const struct criterion_test_extra_data *suite = suite_of(current);

	if (suite->init)
		suite->init();
	if (current->data->init)
		current->data->init();
}

void criterion_internal_test_main(void (*test)(void))
{
	test();
}

void criterion_internal_test_teardown(void)
{
	const struct criterion_test_extra_data *suite = suite_of(current);

	if (current->data->fini)
		current->data->fini();
	if (suite->fini)
		suite->fini();
}

/* ---- a test */

static bool disabled(const struct criterion_test *test)
{
	return test->data->disabled || suite_of(test)->disabled;
}

/* A test that gives up in its middle is cleared up after, too. */
static void play(void)
{
	double limit = current->data->timeout > 0 ? current->data->timeout : suite_of(current)->timeout;

	alarm((unsigned int)limit);
	if (!setjmp(out_of_test))
		current->test();
	else if (!setjmp(out_of_test))
		criterion_internal_test_teardown();
	outcome->ended = true;
	exit(current->data->exit_code);
}

static void start(const struct criterion_test *test, struct outcome *its)
{
	fflush(NULL);
	pid_t process = fork();
	if (process < 0) {
		perror("tests/unit-forked: fork");
		exit(1);
	}
	if (!process) {
		current = test;
		outcome = its;
		play();
	}
	its->process = process;
}

/* Whether a test whose process ended with this status passed; says so when not. */
static bool passed(const struct criterion_test *test, const struct outcome *its, int status)
{
	const char *why;
	int number = 0;

	if (WIFSIGNALED(status) && WTERMSIG(status) == test->data->signal && test->data->signal)
		return !its->failed;
	if (WIFSIGNALED(status))
		why = "killed by signal", number = WTERMSIG(status);
	else if (!its->ended && !test->data->exit_code)
		why = "ended before its end, with status", number = WEXITSTATUS(status);
	else if (WEXITSTATUS(status) != test->data->exit_code)
		why = "exit status", number = WEXITSTATUS(status);
	else if (test->data->signal)
		why = "not killed by signal", number = test->data->signal;
	else if (its->failed)
		why = "asserts that failed:", number = (int)its->failed;
	else
		return true;
	printf("[FAIL] %s::%s: %s %d\n", test->category, test->name, why, number);
	return false;
}

/* ---- all of them */

static bool wanted(const struct criterion_test *test, char **patterns)
{
	if (disabled(test))
		return false;
	for (char **pattern = patterns; *pattern; pattern++)
		if (!fnmatch(*pattern, test->data->identifier_, 0))
			return true;
	return !*patterns;
}

static long at_a_time(void)
{
	const char *jobs = getenv("MONGOCONF_JOBS");
	long count = jobs && *jobs ? strtol(jobs, NULL, 10) : sysconf(_SC_NPROCESSORS_ONLN);

	return count > 0 ? count : 1;
}

struct tally {
	unsigned tested, passed, failed, crashed;
};

/* Of processor time. */
static double seconds(const struct rusage *used)
{
	return (double)(used->ru_utime.tv_sec + used->ru_stime.tv_sec) +
	       (double)(used->ru_utime.tv_usec + used->ru_stime.tv_usec) / 1e6;
}

/* Waits for one test to end, and counts it. */
static void finish(struct tally *tally, const struct outcome *outcomes, size_t count)
{
	const struct criterion_test *test;
	int status;
	struct rusage used;
	pid_t process = wait4(-1, &status, 0, &used);

	for (size_t i = 0; process > 0 && i < count; i++) {
		if (outcomes[i].process != process)
			continue;
		test = __start_cr_tst[i];
		if (getenv("MONGOCONF_TIMES"))
			fprintf(stderr, "%8.3f s %s\n", seconds(&used), test->data->identifier_);
		if (passed(test, &outcomes[i], status)) {
			tally->passed += !outcomes[i].skipped;
			tally->tested -= outcomes[i].skipped;
		} else {
			tally->failed++;
			tally->crashed += WIFSIGNALED(status);
		}
		return;
	}
}

int main(int argc, char **argv)
{
	size_t count = (size_t)(__stop_cr_tst - __start_cr_tst);
	struct outcome *outcomes = mmap(NULL, count * sizeof *outcomes, PROT_READ | PROT_WRITE,
					MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	struct tally tally = { 0 };
	bool list = argc > 1 && !strcmp(argv[1], "--list");
	long running = 0, jobs = at_a_time();

	if (outcomes == MAP_FAILED) {
		perror("tests/unit-forked: mmap");
		return 1;
	}
	setvbuf(stdout, NULL, _IOLBF, 0);
	if (!list)
		warm_up(getenv("top_srcdir") ? getenv("top_srcdir") : ".");
	for (size_t i = 0; i < count; i++) {
		if (!wanted(__start_cr_tst[i], argv + 1 + list))
			continue;
		if (list) {
			puts(__start_cr_tst[i]->data->identifier_);
			continue;
		}
		tally.tested++;
		if (running++ == jobs)
			finish(&tally, outcomes, count), running--;
		start(__start_cr_tst[i], &outcomes[i]);
	}
	for (; running; running--)
		finish(&tally, outcomes, count);
	munmap(outcomes, count * sizeof *outcomes);
	if (list)
		return 0;
	printf("[====] Synthesis: Tested: %u | Passing: %u | Failing: %u | Crashing: %u \n", tally.tested,
	       tally.passed, tally.failed, tally.crashed);
	return tally.failed || !tally.tested;
}
