#include "base/path.h"

#include <string.h>

#include "base/buf.h"

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

const char *path_join(struct arena *arena, const char *base, struct str path)
{
	struct buf out = BUF_INIT(arena);
	struct str part;
	buf_text(&out, str_starts(path, "/") || !strcmp(base, "/") ? "" : base);
	while (path.at && str_split(&path, '/', &part)) {
		if (!part.len || str_is(part, "."))
			continue;
		if (!str_is(part, "..")) {
			buf_char(&out, '/');
			buf_str(&out, part);
			continue;
		}
		while (out.len && out.at[--out.len] != '/')
			;
	}
	return out.len ? buf_done(&out).at : "/";
}

const char *path_below(const char *folder, const char *path)
{
	size_t len = strcmp(folder, "/") ? strlen(folder) : 0;
	if (strncmp(folder, path, len) || (path[len] && path[len] != '/'))
		return NULL;
	return path + len + (path[len] == '/');
}

const char *path_from(struct arena *arena, const char *here, const char *path)
{
	struct buf out = BUF_INIT(arena);
	char *folder = arena_copy(arena, here, strlen(here));
	const char *rest;
	while (!(rest = path_below(folder, path))) {
		char *slash = strrchr(folder, '/');
		slash[slash == folder] = '\0';
		buf_text(&out, "../");
	}
	buf_text(&out, *rest || out.len ? rest : ".");
	/* "../.." rather than "../../". */
	if (!*rest && out.len > 1)
		out.len--;
	return buf_done(&out).at;
}
