/* Where a project file is looked for, and how the paths in it and the paths of a run find together. */

#include "fleet/project.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "base/path.h"
#include "fleet/home.h"

/* An absolute path without links, or NULL where it leads nowhere. */
static const char *real_path(struct arena *arena, const char *path)
{
	char *real = os->realpath(path, NULL);
	const char *copy = real ? arena_copy(arena, real, strlen(real)) : NULL;
	free(real);
	return copy;
}

/* ---- looking for it ---- */

static bool is_there(const char *path, struct stat *st)
{
	return os->fstatat(AT_FDCWD, path, st, 0) == 0;
}

/* A link there may lead anywhere, and git will say whether that is a repository. */
static bool is_repository(struct arena *arena, const char *folder)
{
	struct stat st;
	struct str git = str_join(arena, str_of(strcmp(folder, "/") ? folder : ""), '/', STR(".git"));
	return os->fstatat(AT_FDCWD, git.at, &st, AT_SYMLINK_NOFOLLOW) == 0;
}

const char *project_repository_near(struct arena *arena, const char *folder, const char *near, const char *root)
{
	size_t common = near ? path_common(folder, near) : 0;
	bool tells = common && (!root || strlen(root) <= common);
	for (;; folder = path_folder(arena, folder)) {
		if (tells && strlen(folder) == common)
			return root;
		if (is_repository(arena, folder))
			return folder;
		if (!strcmp(folder, "/"))
			return NULL;
	}
}

const char *project_repository(struct arena *arena, const char *folder)
{
	return project_repository_near(arena, folder, NULL, NULL);
}

/* /tmp is above many folders, and anybody may put a file there. */
static bool is_trusted(struct arena *arena, const char *folder)
{
	struct stat st;
	if (!is_there(folder, &st) || !(st.st_mode & S_IWOTH))
		return true;
	const char *real = real_path(arena, folder);
	return real && project_repository(arena, real);
}

/* Is there a project file in `folder`, for a search that began in `first`? */
static const char *file_in(struct arena *arena, const char *folder, bool first)
{
	const char *file = arena_printf(arena, "%s/%s", strcmp(folder, "/") ? folder : "", PROJECT_FILE);
	struct stat st;
	/* A link is one, wherever it leads: that is looked at by project_check_file(). */
	if (os->fstatat(AT_FDCWD, file, &st, AT_SYMLINK_NOFOLLOW) < 0 || !(S_ISREG(st.st_mode) || S_ISLNK(st.st_mode)))
		return NULL;
	return first || is_trusted(arena, folder) ? file : NULL;
}

/* From the current folder, or from a "..": up the folders as they lie. */
static const char *find_as_they_lie(struct arena *arena, const char *folder, bool absolute, bool first)
{
	const char *here = real_path(arena, "."), *at = real_path(arena, folder);
	while (here && at) {
		const char *file = file_in(arena, at, first);
		if (file)
			return absolute ? file : path_from(arena, here, file);
		if (!strcmp(at, "/") || is_repository(arena, at))
			return NULL;
		at = path_folder(arena, at);
		first = false;
	}
	return NULL;
}

/* What lies in the folder where a search begins is taken in any case: from below, there may be another answer. */
static bool knows_from(const struct project_search *last, size_t len)
{
	size_t all = strlen(last->folder);
	return len >= last->least && (len < all || last->least < all);
}

/* Up the names of the path itself first, as a member's folder may be a link to elsewhere. */
const char *project_find_from(struct arena *arena, const char *folder, struct project_search *last)
{
	const char *begins = folder, *file = NULL;
	size_t common = last->folder ? path_common(folder, last->folder) : 0, least = SIZE_MAX;
	if (last->folder && !strcmp(folder, last->folder))
		return last->file;
	for (bool ended = false; !ended; folder = path_folder(arena, folder)) {
		size_t len = strlen(folder);
		if (!strcmp(folder, ".") || !strcmp(path_last(folder), "..")) {
			file = find_as_they_lie(arena, folder, begins[0] == '/', folder == begins);
			break;
		}
		if (folder != begins && len && len == common && knows_from(last, len)) {
			file = last->file;
			least = last->least;
			break;
		}
		file = file_in(arena, folder, folder == begins);
		least = len;
		ended = file || !strcmp(folder, "/") || is_repository(arena, folder);
	}
	*last = (struct project_search){ begins, file, least };
	return file;
}

const char *project_find(struct arena *arena, const char *path)
{
	struct stat st;
	size_t len = strlen(path);
	while (len > 1 && path[len - 1] == '/')
		len--;
	path = arena_copy(arena, path, len);
	return project_find_from(arena, is_there(path, &st) && S_ISDIR(st.st_mode) ? path : path_folder(arena, path),
				 &(struct project_search){ 0 });
}

bool project_read(struct arena *arena, const char *path, struct project *project, struct err *err)
{
	struct source *source = arena_alloc(arena, sizeof *source);
	if (!source_read(arena, path, source, err))
		return false;
	const char *root = real_path(arena, path_folder(arena, path)), *here = real_path(arena, ".");
	if (!root || !here)
		return err_set(err, ERR_INPUT, path, 0, "its folder can't be found");
	return project_parse(arena, source, root, here, project, err);
}

/* ---- the paths of a run ---- */

struct str project_relative(struct arena *arena, const struct project *project, const char *path)
{
	struct arena scratch = ARENA_INIT;
	const char *below = path_below(project->root, path_join(&scratch, project->here, str_of(path)));
	struct str rest = str_of(below), own = str_of(path);
	/* Mostly it is what the path ends with. */
	if (below)
		rest = str_ends(own, below) ? str_sub(own, own.len - rest.len, own.len) : str_copy(arena, rest);
	arena_free(&scratch);
	if (below)
		return rest;
	/* Named through a link: the highest folder on the way that lies inside is where it enters. The names below
	 * it are kept, as links from one member's folder to another's are names of their own. */
	const char *enters = NULL;
	size_t skip = 0;
	for (const char *folder = path; strcmp(folder, ".") && strcmp(folder, "/");) {
		/* What is above a ".." is not above it as text. */
		if (!strcmp(path_last(folder), ".."))
			break;
		folder = path_folder(arena, folder);
		const char *real = real_path(arena, folder);
		if (!real || !path_below(project->root, real))
			continue;
		enters = real;
		skip = strcmp(folder, ".") && strcmp(folder, "/") ? strlen(folder) + 1 : 0;
	}
	return str_of(enters ? path_below(project->root, path_join(arena, enters, str_of(path + skip))) : "");
}

const char *project_name(struct arena *arena, const struct project *project, struct str relative)
{
	const char *path = path_join(arena, project->root, relative);
	return project->absolute ? path : path_from(arena, project->here, path);
}

/* ---- who may be read ---- */

static bool refuse(const struct project *project, struct span at, struct err *err, const char *what, struct str text)
{
	struct place place = source_place(project->source, at.at);
	return err_set_at(err, ERR_INPUT, project->source->name, place.line, place.column,
			  "%s leads out of the repository: %.*s; --trust-paths allows it", what, STR_ARG(text));
}

bool project_check_file(struct arena *arena, const char *path, struct err *err)
{
	struct home home;
	return !home_of(arena, path_folder(arena, path), NULL, &home) || home_holds(&home, path) ||
	       err_set(err, ERR_INPUT, path, 0, "is a link that leads out of the repository, and is not read; who trusts it "
		       "names it: --project %s", str_cstr(arena, str_shell_word(arena, str_of(path))));
}

static bool check_path(struct arena *arena, const struct project *project, const struct home *home, struct str text,
		       struct span at, const char *what, struct err *err)
{
	return home_holds(home, path_join(arena, project->root, text)) || refuse(project, at, err, what, text);
}

static bool check_list(struct arena *arena, const struct project *project, const struct home *home,
		       const struct project_list *list, const char *what, struct err *err)
{
	for (uint32_t i = 0; i < list->count; i++)
		if (!check_path(arena, project, home, list->text[i], list->at[i], what, err))
			return false;
	return true;
}

bool project_check_paths(struct arena *arena, const struct project *project, struct err *err)
{
	struct home home;
	if (!project->deployment_count && !project->inventories.count && !project->key_file_root.len)
		return true;
	if (!home_of(arena, project->root, NULL, &home))
		return err_set(err, ERR_INPUT, project->source->name, 0, "its folder can't be found");
	for (uint32_t i = 0; i < project->deployment_count; i++) {
		const struct project_deployment *deployment = &project->deployments[i];
		if (!check_list(arena, project, &home, &deployment->rs_config, "the export", err) ||
		    !check_list(arena, project, &home, &deployment->rs_status, "the export", err))
			return false;
	}
	return check_list(arena, project, &home, &project->inventories, "the inventory", err) &&
	       (!project->key_file_root.len || check_path(arena, project, &home, project->key_file_root,
							  project->key_file_root_at, "key-file-root", err));
}
