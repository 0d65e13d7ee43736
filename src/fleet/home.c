#include "fleet/home.h"

#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/os.h"
#include "base/path.h"
#include "fleet/folders.h"
#include "fleet/project.h"

/* As many links as Linux follows; and on no honest way there are more steps. A thousand links to one long chain must not
 * cost its length each. */
enum { LINKS_MAX = 40, STEPS_MAX = 256 };

static const char *real_path(struct arena *arena, const char *path)
{
	char *real = os->realpath(path, NULL);
	const char *copy = real ? arena_copy(arena, real, strlen(real)) : NULL;
	free(real);
	return copy;
}

bool home_of(struct arena *arena, const char *folder, const char *around, struct home *home)
{
	return home_of_neighbour(arena, folder, around, &(const struct home){ 0 }, home);
}

bool home_of_neighbour(struct arena *arena, const char *folder, const char *around, const struct home *neighbour, struct home *home)
{
	const char *near = neighbour->real, *near_root = neighbour->in_repository ? neighbour->root : NULL;
	/* Where a folder is that is the current one, by either name, is known with that. */
	const char *here = real_path(arena, ".");
	bool is_here = here && (!strcmp(folder, ".") || !strcmp(folder, here));
	*home = (struct home){ .named = folder, .real = is_here ? here : real_path(arena, folder), .here = here };
	if (!home->real || !home->here)
		return false;
	home->root = project_repository_near(arena, home->real, near, near_root);
	home->in_repository = home->root != NULL;
	if (!home->root)
		home->root = around && path_below(around, home->real) ? around : home->real;
	return true;
}

/* What of `path` lies below the folder as it was named, or NULL. */
static const char *below_named(const struct home *home, const char *path)
{
	const char *named = home->named;
	size_t len = strlen(named);
	if (!strcmp(named, "."))
		return *path != '/' ? path : NULL;
	while (len && named[len - 1] == '/')
		len--;
	return !strncmp(named, path, len) && (!path[len] || path[len] == '/') ? path + len : NULL;
}

/* Where the way begins, and the rest of it; false where it is elsewhere by its text already. */
static bool find_start(struct arena *arena, const struct home *home, const char *path, const char **start, const char **rest)
{
	*start = home->real;
	*rest = below_named(home, path);
	if (*rest)
		return true;
	if (*path != '/')
		path = path_join(arena, home->here, str_of(path));
	*start = home->root;
	*rest = path_below(home->root, path);
	return *rest != NULL;
}

bool home_names(struct arena *arena, const struct home *home, const char *path)
{
	const char *start, *rest;
	for (; home; home = home->other)
		if (home->root && find_start(arena, home, path, &start, &rest) &&
		    path_below(home->root, path_join(arena, start, str_of(*rest == '/' ? rest + 1 : rest))))
			return true;
	return false;
}

/* The way from `at`, a folder in the home, on. */
struct way {
	struct arena *arena;
	const struct home *home;
	const char *at;
	struct str rest;
	unsigned links, steps;
};

/* Goes on where the link `name` leads. False: out. */
static bool follow(struct way *way, const char *link)
{
	char target[PATH_MAX];
	ssize_t len = os->readlinkat(AT_FDCWD, link, target, sizeof target - 1);
	/* What can't be read, or goes round, can't be opened either. */
	if (len < 0 || ++way->links > LINKS_MAX) {
		way->rest.len = 0;
		return true;
	}
	target[len] = '\0';
	const char *below = *target == '/' ? path_below(way->home->root, target) : target;
	if (!below)
		return false;
	if (*target == '/')
		way->at = way->home->root;
	way->rest = str_format(way->arena, "%s/%.*s", below, STR_ARG(way->rest));
	return true;
}

static bool step(struct way *way, struct str part)
{
	struct stat st;
	if (!part.len || str_is(part, "."))
		return true;
	if (++way->steps > STEPS_MAX)
		return false;
	if (str_is(part, "..")) {
		bool out = !strcmp(way->at, way->home->root);
		way->at = path_folder(way->arena, way->at);
		return !out;
	}
	if (part.len == 4 && !strncasecmp(part.at, ".git", 4))
		return false;
	const char *next = str_join(way->arena, str_of(strcmp(way->at, "/") ? way->at : ""), '/', part).at;
	if (os->fstatat(AT_FDCWD, next, &st, AT_SYMLINK_NOFOLLOW) < 0)
		way->rest.len = 0;
	else if (S_ISLNK(st.st_mode))
		return follow(way, next);
	way->at = next;
	return true;
}

/* Has the path a part that is not simply a name? */
static bool is_crooked(struct str path)
{
	struct str part;
	/* Most have no part that begins with a dot. */
	if (!str_starts(path, ".") && str_find(path, STR("/."), 0) == STR_NONE)
		return false;
	while (path.len && str_split(&path, '/', &part))
		if (str_is(part, "..") || (part.len == 4 && !strncasecmp(part.at, ".git", 4)))
			return true;
	return false;
}

static const char *whole_of(struct arena *arena, const char *start, struct str rest)
{
	return is_crooked(rest) ? NULL : path_join(arena, start, str_sub(rest, str_starts(rest, "/"), rest.len));
}

const char *home_whole(struct arena *arena, const struct home *home, const char *path)
{
	const char *start, *rest;
	return home->root && find_start(arena, home, path, &start, &rest) ? whole_of(arena, start, str_of(rest)) : NULL;
}

/* Begins in the deepest folder on the way that is known to be one, and no link. */
static void skip_seen(struct way *way)
{
	unsigned marks;
	const char *text = way->home->seen ? whole_of(way->arena, way->at, way->rest) : NULL;
	struct str whole = str_of(text ? text : ""), above = folders_above(way->home->seen, whole, &marks);
	if (!text || above.len < strlen(way->at))
		return;
	way->at = str_cstr(way->arena, above);
	way->rest = str_sub(whole, above.len, whole.len);
	/* A file in it is no link either. */
	if (!(marks & FOLDER_LINKS) && str_find_char(way->rest, '/', 1) == STR_NONE)
		way->rest.len = 0;
}

static bool holds(struct arena *arena, const struct home *home, const char *path)
{
	struct way way = { .arena = arena, .home = home };
	const char *rest;
	struct str part;
	bool inside = home->root && find_start(arena, home, path, &way.at, &rest);
	way.rest = str_of(inside ? rest : "");
	if (inside)
		skip_seen(&way);
	while (inside && way.rest.len && str_split(&way.rest, '/', &part))
		inside = step(&way, part);
	return inside;
}

bool home_holds(const struct home *home, const char *path)
{
	struct arena scratch = ARENA_INIT;
	while (home && !holds(&scratch, home, path))
		home = home->other;
	arena_free(&scratch);
	return home;
}
