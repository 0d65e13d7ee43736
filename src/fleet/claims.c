#include "fleet/claims.h"

#include "base/path.h"
#include "fleet/build.h"

/* ---- names ---- */

static bool is_image(struct str name)
{
	return str_starts(name, "Dockerfile") || str_starts(name, "Containerfile") || str_ends(name, ".Dockerfile") ||
	       str_ends(name, ".dockerfile");
}

static bool is_tasks(const char *path)
{
	struct str whole = str_of(path), name = str_of(path_last(path));
	if (!str_ends(name, ".yml") && !str_ends(name, ".yaml"))
		return false;
	return str_starts(whole, "tasks/") || str_find(whole, STR("/tasks/"), 0) != STR_NONE ||
	       str_find(name, STR("playbook"), 0) != STR_NONE || str_is(name, "site.yml");
}

bool claims_is_called(const char *path)
{
	return is_image(str_of(path_last(path))) || is_tasks(path);
}

/* ---- modes ---- */

static bool octal(struct str text, unsigned *mode)
{
	if (str_starts(text, "0o"))
		text = str_sub(text, 2, text.len);
	if (text.len < 3 || text.len > 5)
		return false;
	for (uint32_t i = 0; i < text.len; i++) {
		if (text.at[i] < '0' || text.at[i] > '7')
			return false;
		*mode = *mode * 8 + (unsigned)(text.at[i] - '0');
	}
	return true;
}

/* u=rw,go=r: for whom nothing is said, what was there stays. */
static bool symbolic(struct str text, unsigned *mode)
{
	unsigned said = 0;
	struct str clause;
	while (str_split(&text, ',', &clause)) {
		uint32_t equals = str_find_char(clause, '=', 0);
		unsigned whom = 0, bits = 0;
		for (uint32_t i = 0; i < clause.len && equals != STR_NONE; i++) {
			char c = clause.at[i];
			if (i < equals && str_has_char(STR("ugoa"), c))
				whom |= c == 'u' ? 0700 : c == 'g' ? 070 : c == 'o' ? 07 : 0777;
			else if (i > equals && str_has_char(STR("rwx"), c))
				bits |= c == 'r' ? 0444 : c == 'w' ? 0222 : 0111;
			else if (i != equals)
				return false;
		}
		if (!whom)
			return false;
		said |= whom;
		*mode = (*mode & ~whom) | (bits & whom);
	}
	return said == 0777;
}

bool claims_mode(struct str text, unsigned *mode)
{
	*mode = 0;
	return octal(text, mode) || (*mode = 0, symbolic(text, mode));
}

/* ---- all of one file ---- */

void claims_add(struct arena *arena, struct claims *claims, struct mode_claim claim)
{
	if (claims->count == claims->room) {
		uint32_t room = claims->room ? 2 * claims->room : 8;
		claims->at = arena_grow(arena, claims->at, claims->room, room, sizeof *claims->at);
		claims->room = room;
	}
	claims->at[claims->count++] = claim;
}

static struct str folder_of(struct str path)
{
	while (path.len && path.at[path.len - 1] != '/')
		path.len--;
	return path;
}

/* A role's tasks, and a playbook's, work on what lies in the folder that holds the roles; with a slash behind it. */
static struct str tree_of(struct str path)
{
	static const char *const folders[] = { "roles/", "tasks/" };
	for (unsigned i = 0; i < sizeof folders / sizeof *folders; i++)
		for (uint32_t at = str_find(path, str_of(folders[i]), 0); at != STR_NONE; at = str_find(path, str_of(folders[i]), at + 1))
			if (!at || path.at[at - 1] == '/')
				return str_sub(path, 0, at);
	return folder_of(path);
}

struct claims *claims_take(struct arena *arena, const struct source *source)
{
	struct claims *claims = arena_alloc(arena, sizeof *claims);
	bool image = is_image(str_of(path_last(source->name)));
	struct str name = build_path(source->name);
	*claims = (struct claims){ .kind = image ? CLAIMS_IMAGE : CLAIMS_TASKS, .source = source };
	claims->folder = image ? folder_of(name) : tree_of(name);
	if (image)
		claims_read_image(arena, claims);
	else
		claims_read_tasks(arena, claims);
	return claims->count ? claims : NULL;
}

struct claims *claims_read(struct arena *arena, const char *path)
{
	struct err err = ERR_INIT(arena);
	struct source *source = arena_alloc(arena, sizeof *source);
	bool speaks = source_read(arena, path, source, &err) && str_find(source->text, STR("mongo"), 0) != STR_NONE &&
		      (str_find(source->text, STR("chmod"), 0) != STR_NONE || str_find(source->text, STR("mode"), 0) != STR_NONE);
	return speaks ? claims_take(arena, source) : NULL;
}

/* ---- asked ---- */

static bool is_of(const struct mode_claim *claim, struct str path)
{
	uint32_t len = claim->path.len;
	if (!len || str_eq(claim->path, path))
		return true;
	return claim->below && path.len > len && str_eq(str_sub(path, 0, len), claim->path) &&
	       (path.at[len] == '/' || claim->path.at[len - 1] == '/');
}

const struct mode_claim *claims_find(const struct claims *claims, struct str path)
{
	const struct mode_claim *last = NULL;
	for (uint32_t i = 0; i < claims->count; i++)
		if (is_of(&claims->at[i], path))
			last = &claims->at[i];
	return last;
}

bool claims_reach(const struct claims *claims, const char *name)
{
	struct str path = build_path(name);
	uint32_t len = claims->folder.len;
	if (path.len < len || !str_eq(str_sub(path, 0, len), claims->folder))
		return false;
	path = str_sub(path, len, path.len);
	if (claims->kind == CLAIMS_TASKS)
		return true;
	for (uint32_t i = 0; i < claims->copied_count; i++) {
		struct str from = claims->copied[i];
		if (!from.len || str_eq(from, path) ||
		    (path.len > from.len && path.at[from.len] == '/' && str_eq(from, str_sub(path, 0, from.len))))
			return true;
	}
	return false;
}
