#include "base/path.h"

#include <string.h>

const char *path_folder(struct arena *arena, const char *path)
{
	const char *slash = strrchr(path, '/');
	if (!slash)
		return ".";
	return slash == path ? "/" : arena_copy(arena, path, (size_t)(slash - path));
}

const char *path_last(const char *path)
{
	const char *slash = strrchr(path, '/');
	return slash ? slash + 1 : path;
}

size_t path_common(const char *a, const char *b)
{
	size_t common = 0;
	for (size_t i = 0;; i++) {
		bool ends_a = !a[i] || a[i] == '/', ends_b = !b[i] || b[i] == '/';
		common = ends_a && ends_b ? i : common;
		if (!a[i] || a[i] != b[i])
			return common;
	}
}

/* Of what was asked for at most, only as much as the path has stays taken: there are some for each file of a run. */
static const char *ended(struct arena *arena, char *path, size_t room, size_t len)
{
	path[len] = '\0';
	return arena_resize(arena, path, room, len + 1);
}

/* Nothing but names, one slash between each and the next: no part is empty, or begins with a dot. */
static bool is_straight(struct str path)
{
	char before = '/';
	for (uint32_t i = 0; i < path.len; i++) {
		if (before == '/' && (path.at[i] == '/' || path.at[i] == '.'))
			return false;
		before = path.at[i];
	}
	return before != '/';
}

const char *path_join(struct arena *arena, const char *base, struct str path)
{
	bool absolute = str_starts(path, "/");
	struct str part, above = str_of(absolute || !strcmp(base, "/") ? "" : base);
	size_t room = above.len + (size_t)path.len + 2, len = above.len;
	struct str names = str_sub(path, absolute, path.len);
	if (is_straight(names))
		return str_join(arena, above, '/', names).at;
	char *out = arena_bytes(arena, room);
	memcpy(out, above.at, len);
	while (path.at && str_split(&path, '/', &part)) {
		if (!part.len || str_is(part, "."))
			continue;
		if (!str_is(part, "..")) {
			out[len++] = '/';
			memcpy(out + len, part.at, part.len);
			len += part.len;
			continue;
		}
		while (len && out[--len] != '/')
			;
	}
	if (!len)
		out[len++] = '/';
	return ended(arena, out, room, len);
}

/* The first `len` bytes of a folder. */
static const char *path_below_part(const char *folder, size_t len, const char *path)
{
	len = len == 1 && *folder == '/' ? 0 : len;
	if (strncmp(folder, path, len) || (path[len] && path[len] != '/'))
		return NULL;
	return path + len + (path[len] == '/');
}

const char *path_below(const char *folder, const char *path)
{
	return path_below_part(folder, strlen(folder), path);
}

const char *path_from(struct arena *arena, const char *here, const char *path)
{
	size_t above = strlen(here), up = 0;
	const char *rest;
	while (!(rest = path_below_part(here, above, path))) {
		while (above && here[above - 1] != '/')
			above--;
		above -= above > 1;
		up++;
	}
	size_t len = strlen(rest), room = 3 * up + len + 2, at = 0;
	char *out = arena_bytes(arena, room);
	for (; up; up--)
		at = (size_t)((char *)mempcpy(out + at, "../", 3) - out);
	memcpy(out + at, rest, len);
	at += len;
	/* "../.." rather than "../../". */
	if (!len && at)
		at--;
	else if (!at)
		out[at++] = '.';
	return ended(arena, out, room, at);
}
