#include "cli/confine.h"

#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/os.h"
#include "base/path.h"
#include "base/sandbox.h"
#include "cli/gather.h"
#include "fleet/git.h"
#include "fleet/home.h"

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

/* ---- reading ---- */

struct readable {
	struct cli *cli;
	struct sandbox_rule *rules;
	uint32_t count, room;
	bool keyfiles;           /* are looked for: of each git is asked whether it ignores it */
	bool asks_git;           /* there may be a repository around one */
	const char *last;        /* the folder that was looked at last: files come folder by folder */
	struct home home;        /* of that */
	const char *here;        /* the current folder, by its real name */
	const char *around;      /* what that allowed, or NULL */
	const char *inside;      /* what the root of this unit allowed, or NULL */
};

static void allow(struct readable *reading, const char *path, enum sandbox_right right)
{
	for (uint32_t i = reading->count; i-- > 0 && i + 8 > reading->count;)
		if (reading->rules[i].right == right && !strcmp(reading->rules[i].path, path))
			return;
	if (reading->count == reading->room) {
		reading->room = reading->room ? reading->room * 2 : 16;
		reading->rules = arena_grow(reading->cli->arena, reading->rules, reading->count, reading->room, sizeof *reading->rules);
	}
	reading->rules[reading->count++] = (struct sandbox_rule){ path, right };
}

/* A folder, and the repository that it belongs to: links in it may lead anywhere there. */
static void allow_home(struct readable *reading, const char *folder, const char *around)
{
	struct home before = reading->home;
	bool again = reading->last && !strcmp(reading->last, folder);
	if (again || (reading->inside && !strcmp(folder, ".") && path_below(reading->inside, reading->here)))
		return;
	reading->last = folder;
	bool found = home_of_neighbour(reading->cli->arena, folder, around, &before, &reading->home);
	reading->asks_git |= !found || reading->home.in_repository;
	reading->around = found ? reading->home.root : NULL;
	allow(reading, found ? reading->home.root : folder, SANDBOX_READ);
}

/* Is it one of the files, too? Those are in the order of names. */
static bool is_of_files(const struct unit *unit, const struct input *input)
{
	const struct inputs *files = &unit->files;
	return files->count && bsearch(input, files->at, files->count, sizeof *files->at, inputs_by_name);
}

/* What was named is followed wherever it leads, and looked at for a rewrite that is pending where it lies. */
static void allow_input(struct readable *reading, const struct unit *unit, const struct input *input)
{
	struct arena *arena = reading->cli->arena;
	struct stat st;
	char real[PATH_MAX];
	/* What a walk found lies below the folder where that began, as what a link in there leads to does. */
	if (!strcmp(input->path, "-") || input->listed)
		return;
	allow_home(reading, path_folder(arena, input->path), unit->root);
	if (os->fstatat(AT_FDCWD, input->path, &st, AT_SYMLINK_NOFOLLOW) < 0 || !S_ISLNK(st.st_mode))
		return;
	reading->asks_git = true;
	allow(reading, input->path, SANDBOX_READ);
	if (os->realpath(input->path, real))
		allow(reading, path_folder(arena, arena_copy(arena, real, strlen(real))), SANDBOX_LIST);
}

static void allow_unit(struct readable *reading, const struct unit *unit)
{
	const struct inputs *const files[] = { &unit->files, &unit->context, &unit->maybe, &unit->mounted, &unit->named };
	/* Below a key-file-root, or mounted by a service: a config alone says where a keyfile lies on its host. */
	reading->keyfiles |= unit->inventory_count || (unit->project && unit->project->key_file_root.len);
	/* Below a folder, and where a project file or a link leads, there may be other repositories. */
	reading->asks_git |= unit->project || unit->folders.count;
	reading->inside = NULL;
	if (unit->root) {
		allow_home(reading, unit->root, NULL);
		reading->inside = reading->around;
	}
	for (uint32_t i = 0; i < unit->folders.count; i++)
		allow_home(reading, unit->folders.at[i].path, unit->root);
	for (size_t k = 0; k < sizeof files / sizeof *files; k++)
		for (uint32_t i = 0; i < files[k]->count; i++)
			if (files[k] != &unit->named || !is_of_files(unit, &files[k]->at[i]))
				allow_input(reading, unit, &files[k]->at[i]);
}

void confine_reading(struct cli *cli, const struct gathering *const *gatherings, uint32_t count, bool keyfiles)
{
	struct readable reading = { .cli = cli, .keyfiles = keyfiles };
	if (cli->flags.trust_paths || cli->flags.on_host)
		return;
	for (uint32_t i = 0; i < count; i++)
		for (uint32_t k = 0; k < gatherings[i]->count; k++) {
			reading.here = gatherings[i]->here;
			allow_unit(&reading, &gatherings[i]->units[k]);
		}
	if (cli->flags.key_file_root) {
		reading.keyfiles = reading.asks_git = true;
		allow(&reading, cli->flags.key_file_root, SANDBOX_READ);
	}
	/* Without that process git could not say what it ignores, which matters more than a second wall. Where no keyfile is
	 * looked for, or in no repository, it is asked nothing more: the process takes half as long as parsing a file. */
	if (!(reading.keyfiles && reading.asks_git) || git_detach())
		sandbox_no_reading(reading.rules, reading.count);
}
