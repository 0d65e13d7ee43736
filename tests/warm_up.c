#include "warm_up.h"

#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/sandbox.h"
#include "cli/cli.h"
#include "fleet/git.h"

enum { WORDS_MAX = 64, WRONG_USE = 2, UNREAD = 3 };

static bool warming;

/* ---- what the linker puts in the place of the program's own, and what it calls those then */

enum sandbox_state __real_sandbox_no_writing(const struct sandbox_rule *rules, uint32_t count);
enum sandbox_state __wrap_sandbox_no_writing(const struct sandbox_rule *rules, uint32_t count);
enum sandbox_state __real_sandbox_no_reading(const struct sandbox_rule *rules, uint32_t count);
enum sandbox_state __wrap_sandbox_no_reading(const struct sandbox_rule *rules, uint32_t count);
bool __real_git_detach(void);
bool __wrap_git_detach(void);

enum sandbox_state __wrap_sandbox_no_writing(const struct sandbox_rule *rules, uint32_t count)
{
	return warming ? SANDBOX_NONE : __real_sandbox_no_writing(rules, count);
}

enum sandbox_state __wrap_sandbox_no_reading(const struct sandbox_rule *rules, uint32_t count)
{
	return warming ? SANDBOX_NONE : __real_sandbox_no_reading(rules, count);
}

bool __wrap_git_detach(void)
{
	return warming ? false : __real_git_detach();
}

/* ---- the runs */

static void run(char *line, int err)
{
	char *words[WORDS_MAX + 1] = { (char *)"mongoconf" };
	int count = 1;

	for (char *word = strtok(line, " \n"); word && count < WORDS_MAX; word = strtok(NULL, " \n"))
		words[count++] = word;
	int status = cli_main(count, words);
	if (status != WRONG_USE && status != UNREAD)
		return;
	dprintf(err, "warm-up: mongoconf %s %s...: exit status %d\n", words[1], count > 2 ? words[2] : "", status);
	exit(126);
}

void warm_up(const char *folder)
{
	int out = dup(STDOUT_FILENO), err = dup(STDERR_FILENO), null = open("/dev/null", O_RDWR | O_CLOEXEC);
	int before = open(".", O_PATH | O_DIRECTORY | O_CLOEXEC);
	char line[4096];

	fflush(stdout);
	if (out < 0 || err < 0 || dup2(null, STDOUT_FILENO) < 0 || dup2(null, STDERR_FILENO) < 0) {
		perror("warm-up: /dev/null");
		exit(126);
	}
	if (before < 0 || chdir(folder)) {
		dprintf(err, "warm-up: %s: it can't be gone to\n", folder);
		exit(126);
	}
	warming = true;
	while (fgets(line, sizeof line, stdin))
		run(line, err);
	warming = false;
	fflush(stdout);
	if (fchdir(before)) {
		dprintf(err, "warm-up: the folder that was left is gone\n");
		exit(126);
	}
	dup2(null, STDIN_FILENO);
	dup2(out, STDOUT_FILENO);
	dup2(err, STDERR_FILENO);
	close(before);
	close(out);
	close(err);
	close(null);
}
