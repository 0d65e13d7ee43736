#include "cli/confine.h"

#include <fcntl.h>
#include <limits.h>
#include <string.h>

#include "base/os.h"
#include "base/path.h"
#include "base/sandbox.h"

enum { LINKS_MAX = 40 };

/* The file that opening `path` would make: a link that leads nowhere yet is followed. */
static const char *made_by(struct arena *arena, const char *path)
{
	char target[PATH_MAX];
	for (unsigned links = 0; links < LINKS_MAX; links++) {
		ssize_t len = os->readlinkat(AT_FDCWD, path, target, sizeof target - 1);
		if (len <= 0)
			break;
		target[len] = '\0';
		path = target[0] == '/' ? arena_copy(arena, target, (size_t)len)
					: arena_printf(arena, "%s/%s", path_folder(arena, path), target);
	}
	return path;
}

/* A file that is there may be written; for one that isn't, its folder may get new files. */
static struct sandbox_rule rule_of(struct arena *arena, const char *output)
{
	struct stat st;
	if (os->fstatat(AT_FDCWD, output, &st, 0) == 0)
		return (struct sandbox_rule){ output, SANDBOX_WRITE };
	return (struct sandbox_rule){ path_folder(arena, made_by(arena, output)), SANDBOX_MAKE };
}

void confine(struct cli *cli)
{
	const char *output = cli->flags.output;
	/* git has its errors thrown away. */
	struct sandbox_rule rules[2] = { { "/dev/null", SANDBOX_WRITE } };
	uint32_t count = 1;
	/* Where a stranger's link leads is not even looked at; nothing will be written there. */
	if (output && *output && strcmp(output, "-") != 0 && cli_output_is_safe(cli))
		rules[count++] = rule_of(cli->arena, output);
	sandbox_no_writing(rules, count);
}
