#include "cli/found.h"

#include <stdlib.h>
#include <string.h>

#include "base/os.h"
#include "cli/workers.h"

struct named {
	const char *key;  /* the path without "./" before it */
	uint32_t at;
};

static int by_key(const void *a, const void *b)
{
	const struct named *left = a, *right = b;
	int order = strcmp(left->key, right->key);
	return order ? order : left->at < right->at ? -1 : left->at > right->at;
}

/* Leaves the first of equal names, in the order in which they were given. */
static void drop_repeated(struct paths *paths)
{
	struct named *sorted = arena_array(paths->arena, paths->count, sizeof *sorted);
	for (uint32_t i = 0; i < paths->count; i++) {
		const char *key = paths->at[i];
		while (key[0] == '.' && key[1] == '/')
			key += 1 + strspn(key + 1, "/");
		sorted[i] = (struct named){ key, i };
	}
	if (paths->count)
		qsort(sorted, paths->count, sizeof *sorted, by_key);
	for (uint32_t i = 1; i < paths->count; i++)
		if (!strcmp(sorted[i].key, sorted[i - 1].key))
			paths->at[sorted[i].at] = NULL;
	uint32_t kept = 0;
	for (uint32_t i = 0; i < paths->count; i++)
		if (paths->at[i])
			paths->at[kept++] = paths->at[i];
	paths->count = kept;
}

static void walk(struct cli *cli, int count, char *const *arguments, struct found *found)
{
	struct paths *paths = &found->paths;
	paths->jobs = workers_most(cli);
	paths->seen = &found->seen;
	for (int i = 0; i < count; i++) {
		struct err err = ERR_INIT(cli->arena);
		if (!*arguments[i])
			cli_usage(cli, "a PATH is empty; is a variable of the script unset?");
		else if (!strcmp(arguments[i], "-"))
			paths_add(paths, "-");
		else if (!walk_path(paths, arguments[i], &err))
			cli_fail(cli, &err);
	}
}

void found_files(struct cli *cli, int count, char *const *arguments, struct found *found)
{
	char *here = os->realpath(".", NULL);
	*found = (struct found){ .paths = PATHS_INIT(cli->arena), .seen = FOLDERS_INIT(cli->arena) };
	walk(cli, count, arguments, found);
	drop_repeated(&found->paths);
	cli_say_walk(cli, &found->paths);
	found->plain = arena_array(cli->arena, found->paths.count, sizeof *found->plain);
	for (uint32_t i = 0; here && i < found->paths.count; i++)
		found->plain[i] = folders_show_named(&found->seen, here, found->paths.at[i]);
	free(here);
}

bool found_settled(struct cli *cli, const struct found *found)
{
	struct arena scratch = ARENA_INIT;
	const char **asked = arena_array(&scratch, found->paths.count, sizeof *asked);
	uint32_t count = 0;
	for (uint32_t i = 0; i < found->paths.count; i++)
		if (!found->plain[i])
			asked[count++] = found->paths.at[i];
	bool settled = cli_settled(cli, asked, count);
	arena_free(&scratch);
	return settled;
}
