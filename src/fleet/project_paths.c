/* Where a project file is looked for, and how the paths in it and the paths of a run find together. */

#include "fleet/project.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"

static const char file_name[] = ".mongoconf.yaml";

/* ---- paths as text ---- */

/* The folder of a path, "." for a bare name. */
static const char *folder_of(struct arena *arena, const char *path)
{
	const char *slash = strrchr(path, '/');
	if (!slash)
		return ".";
	return slash == path ? "/" : arena_copy(arena, path, (size_t)(slash - path));
}

/* An absolute path without links, or NULL where it leads nowhere. */
static const char *real_path(struct arena *arena, const char *path)
{
	char *real = os->realpath(path, NULL);
	const char *copy = real ? arena_copy(arena, real, strlen(real)) : NULL;
	free(real);
	return copy;
}

/* `path` laid behind the absolute `base`, with "." and ".." taken away; as text, whatever links there are. */
static const char *joined(struct arena *arena, const char *base, struct str path)
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

/* What of `path` lies below `folder`, both absolute; NULL where it lies elsewhere, "" for the folder itself. */
static const char *below(const char *folder, const char *path)
{
	size_t len = strcmp(folder, "/") ? strlen(folder) : 0;
	if (strncmp(folder, path, len) || (path[len] && path[len] != '/'))
		return NULL;
	return path + len + (path[len] == '/');
}

/* The same, but as the current folder would name it. */
static const char *relative_to(struct arena *arena, const char *here, const char *path)
{
	struct buf out = BUF_INIT(arena);
	char *folder = arena_copy(arena, here, strlen(here));
	const char *rest;
	while (!(rest = below(folder, path))) {
		char *slash = strrchr(folder, '/');
		slash[slash == folder] = '\0';
		buf_text(&out, "../");
	}
	buf_text(&out, *rest ? rest : out.len ? "" : ".");
	if (!*rest && out.len)
		out.at[--out.len] = '\0';
	return buf_done(&out).at;
}

/* ---- looking for it ---- */

static bool is_there(const char *path, struct stat *st)
{
	return os->fstatat(AT_FDCWD, path, st, 0) == 0;
}

/* The root of the work tree that `folder` (absolute) is in, or NULL. */
static const char *repository_of(struct arena *arena, const char *folder)
{
	char *at = arena_copy(arena, folder, strlen(folder));
	struct stat st;
	for (;;) {
		if (is_there(arena_printf(arena, "%s/.git", strcmp(at, "/") ? at : ""), &st))
			return at;
		if (!strcmp(at, "/"))
			return NULL;
		char *slash = strrchr(at, '/');
		slash[slash == at] = '\0';
	}
}

/* The nearest folder above a path that is there. */
static const char *first_folder(struct arena *arena, const char *path)
{
	struct stat st;
	if (is_there(path, &st) && S_ISDIR(st.st_mode))
		return real_path(arena, path);
	for (;;) {
		const char *folder = folder_of(arena, path);
		if (is_there(folder, &st))
			return real_path(arena, folder);
		if (!strcmp(folder, path) || !strcmp(folder, "."))
			return NULL;
		path = folder;
	}
}

const char *project_find(struct arena *arena, const char *path)
{
	const char *first = first_folder(arena, path), *here = real_path(arena, ".");
	if (!first || !here)
		return NULL;
	const char *repository = repository_of(arena, first);
	char *at = arena_copy(arena, first, strlen(first));
	for (;;) {
		const char *file = arena_printf(arena, "%s/%s", strcmp(at, "/") ? at : "", file_name);
		struct stat st, folder;
		bool open_to_all = is_there(at, &folder) && folder.st_mode & S_IWOTH;
		/* /tmp is above many folders, and anybody may put a file there. */
		if (is_there(file, &st) && S_ISREG(st.st_mode) && (repository || !open_to_all || !strcmp(at, first)))
			return path[0] == '/' ? file : relative_to(arena, here, file);
		if (!strcmp(at, "/") || (repository && !strcmp(at, repository)))
			return NULL;
		char *slash = strrchr(at, '/');
		slash[slash == at] = '\0';
	}
}

bool project_read(struct arena *arena, const char *path, struct project *project, struct err *err)
{
	struct source *source = arena_alloc(arena, sizeof *source);
	if (!source_read(arena, path, source, err))
		return false;
	const char *root = real_path(arena, folder_of(arena, path)), *here = real_path(arena, ".");
	if (!root || !here)
		return err_set(err, ERR_INPUT, path, 0, "its folder can't be found");
	return project_parse(arena, source, root, here, project, err);
}

/* ---- the paths of a run ---- */

struct str project_relative(struct arena *arena, const struct project *project, const char *path)
{
	const char *rest = below(project->root, joined(arena, project->here, str_of(path)));
	if (rest)
		return str_of(rest);
	/* Named through a link: the highest folder on the way that lies inside is where it enters. The names below
	 * it are kept, as links from one member's folder to another's are names of their own. */
	const char *enters = NULL;
	size_t skip = 0;
	for (const char *folder = path; strcmp(folder, ".") && strcmp(folder, "/");) {
		folder = folder_of(arena, folder);
		const char *real = real_path(arena, folder);
		if (!real || !below(project->root, real))
			continue;
		enters = real;
		skip = strcmp(folder, ".") && strcmp(folder, "/") ? strlen(folder) + 1 : 0;
	}
	return str_of(enters ? below(project->root, joined(arena, enters, str_of(path + skip))) : "");
}

const char *project_name(struct arena *arena, const struct project *project, struct str relative)
{
	const char *path = joined(arena, project->root, relative);
	return project->absolute ? path : relative_to(arena, project->here, path);
}

/* ---- who may be read ---- */

static bool refuse(const struct project *project, struct span at, struct err *err, const char *what, struct str text)
{
	struct place place = source_place(project->source, at.at);
	return err_set_at(err, ERR_INPUT, project->source->name, place.line, place.column,
			  "%s leads out of the repository: %.*s; --trust-paths allows it", what, STR_ARG(text));
}

static bool check_path(struct arena *arena, const struct project *project, const char *home, struct str text,
		       struct span at, const char *what, struct err *err)
{
	const char *path = joined(arena, project->root, text), *real = real_path(arena, path);
	return (below(home, path) && (!real || below(home, real))) || refuse(project, at, err, what, text);
}

static bool check_list(struct arena *arena, const struct project *project, const char *home,
		       const struct project_list *list, const char *what, struct err *err)
{
	for (uint32_t i = 0; i < list->count; i++)
		if (!check_path(arena, project, home, list->text[i], list->at[i], what, err))
			return false;
	return true;
}

bool project_check_paths(struct arena *arena, const struct project *project, struct err *err)
{
	const char *home = repository_of(arena, project->root);
	home = home ? home : project->root;
	for (uint32_t i = 0; i < project->deployment_count; i++) {
		const struct project_deployment *deployment = &project->deployments[i];
		if (!check_list(arena, project, home, &deployment->rs_config, "the export", err) ||
		    !check_list(arena, project, home, &deployment->rs_status, "the export", err))
			return false;
	}
	return check_list(arena, project, home, &project->inventories, "the inventory", err) &&
	       (!project->key_file_root.len || check_path(arena, project, home, project->key_file_root,
							  project->key_file_root_at, "key-file-root", err));
}
