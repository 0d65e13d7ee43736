/* What a project file says of one path. */

#include "fleet/project_keys.h"

#include <string.h>

#include "base/buf.h"
#include "fleet/project_index.h"
#include "fleet/walk.h"

static struct str group_of(const struct project_place *place, struct str name)
{
	const struct str values[] = { place->host, place->set, place->role, place->port, place->environment };
	for (unsigned i = 0; project_groups[i]; i++)
		if (str_is(name, project_groups[i]))
			return values[i];
	return (struct str){ 0 };
}

/* With the groups filled in; NULL where one is unset. */
static const char *fill_root(struct arena *arena, const struct project *project, const struct project_place *place)
{
	struct str text = project->key_file_root;
	struct arena scratch = ARENA_INIT;
	struct buf out = BUF_INIT(&scratch);
	const char *root = NULL;
	bool filled = text.len;
	for (uint32_t at = 0; filled && at < text.len;) {
		uint32_t open = str_find_char(text, '{', at);
		buf_str(&out, str_sub(text, at, open));
		if (open == STR_NONE)
			break;
		uint32_t close = str_find_char(text, '}', open);
		struct str value = group_of(place, str_sub(text, open + 1, close));
		filled = value.len;
		buf_str(&out, value);
		at = close + 1;
	}
	if (filled)
		root = project_name(&scratch, project, buf_done(&out));
	root = root ? arena_copy(arena, root, strlen(root)) : NULL;
	arena_free(&scratch);
	return root;
}

/* The deployment that is meant by a set's name where its `files` don't say it: ENVIRONMENT/SET, SET, or for a
 * sharded cluster ENVIRONMENT. Only one without `files`; or NULL. */
static const struct project_deployment *find_by_name(const struct project *project, struct str environment,
						     struct str set)
{
	struct arena scratch = ARENA_INIT;
	const struct project_deployment *found = NULL;
	if (environment.len && set.len)
		found = project_index_named(project->index, str_join(&scratch, environment, '/', set));
	if (!found && set.len)
		found = project_index_named(project->index, set);
	if (!found && environment.len) {
		found = project_index_named(project->index, environment);
		if (found && found->kind != PROJECT_SHARDED_CLUSTER)
			found = NULL;
	}
	arena_free(&scratch);
	return found;
}

static bool match_member(const struct project_member_pattern *member, struct str path, struct str values[5], bool *hard)
{
	return hard ? regex_groups_quick(member->path, path, project_groups, values, 5, hard)
		    : regex_groups(member->path, path, project_groups, values, 5);
}

static void find_place(struct arena *arena, const struct project *project, const char *path, struct project_place *place, bool *hard)
{
	struct str values[5] = { 0 };
	*place = (struct project_place){ .path = project_relative(arena, project, path) };
	if (!place->path.len)
		return;
	for (uint32_t i = 0; i < project->member_count && !place->matched; i++)
		place->matched = match_member(&project->members[i], place->path, values, hard);
	place->host = values[0];
	place->set = values[1];
	place->role = values[2];
	place->port = values[3];
	place->environment = values[4];
	place->key_file_root = fill_root(arena, project, place);
	uint32_t deployment = globs_first(project->index->deployments, place->path, hard);
	place->deployment = deployment != GLOBS_NONE ? &project->deployments[deployment]
			  : find_by_name(project, place->environment, place->set);
}

void project_place(struct arena *arena, const struct project *project, const char *path, struct project_place *place)
{
	find_place(arena, project, path, place, NULL);
}

bool project_place_quick(struct arena *arena, const struct project *project, const char *path, struct project_place *place)
{
	bool hard = false;
	find_place(arena, project, path, place, &hard);
	return !hard;
}

void project_target(struct arena *arena, const struct project *project, const char *path, struct target *target)
{
	struct str relative = project_relative(arena, project, path);
	struct globs_walk walk;
	uint32_t i;
	*target = (struct target){ .server = project->server, .edition = project->edition };
	if (!relative.len)
		return;
	globs_open(project->index->overrides, relative, &walk);
	while (globs_next(&walk, &i)) {
		const struct project_override *override = &project->overrides[i];
		if (!globs_match(&walk, NULL))
			continue;
		if (version_known(override->server))
			target->server = override->server;
		if (override->edition)
			target->edition = override->edition;
		if (override->binary)
			target->binary = override->binary;
	}
	globs_close(&walk);
}

const char *project_read_as(struct arena *arena, const struct project *project, const char *path)
{
	if (!project || !project->index->readings)
		return NULL;
	struct str relative = project_relative(arena, project, path);
	uint32_t reading = relative.len ? globs_first(project->index->readings, relative, NULL) : GLOBS_NONE;
	return reading != GLOBS_NONE ? project->index->read_as[reading] : NULL;
}

/* The id wins over a group; of groups that which stands last. */
static bool severity_of(const struct project_severity *all, uint32_t count,
			int (*names)(const void *rule, struct str key), const void *rule, int *severity)
{
	int best = 0;
	for (uint32_t i = 0; i < count; i++) {
		int named = names(rule, all[i].name);
		if (!named || named < best)
			continue;
		best = named;
		*severity = all[i].severity;
	}
	return best > 0;
}

bool project_rule(const struct project *project, struct str path, int (*names)(const void *rule, struct str key),
		  const void *rule, int *severity)
{
	bool said = severity_of(project->severities, project->severity_count, names, rule, severity);
	struct globs_walk walk;
	uint32_t i;
	if (!path.len)
		return said;
	globs_open(project->index->overrides, path, &walk);
	while (globs_next(&walk, &i)) {
		const struct project_override *override = &project->overrides[i];
		if (override->severity_count && globs_match(&walk, NULL))
			said |= severity_of(override->severities, override->severity_count, names, rule, severity);
	}
	globs_close(&walk);
	return said;
}

bool project_has_rules(const struct project *project)
{
	return project->index->rules;
}

/* A glob that ends in a star alone also means what is no config; one such as *.cnf means what it says. */
static enum walk_take take_of(const void *context, struct str path)
{
	const struct project *project = context;
	enum walk_take take = WALK_LEAVE;
	struct globs_walk walk;
	uint32_t i;
	globs_open(project->index->files, path, &walk);
	while (take != WALK_TAKE && globs_next(&walk, &i)) {
		struct str text = project->files.text[i];
		if (!globs_match(&walk, NULL))
			continue;
		take = str_ends(text, "/*") || str_ends(text, "**") || str_ends(text, "/") || str_is(text, "*") ? WALK_CONFIG : WALK_TAKE;
	}
	globs_close(&walk);
	return take;
}

/* Does a glob lead into this folder? */
static bool may_enter(const void *context, struct str path)
{
	return globs_may_begin(((const struct project *)context)->index->files, path);
}

bool project_files(const struct project *project, struct paths *paths, struct err *err)
{
	const char *root = project_name(paths->arena, project, STR(""));
	uint32_t first = paths->count;
	struct walk_wish wish = { take_of, may_enter, project };
	bool ok = walk_folder(paths, root, &wish, err);
	/* Walked from above, named from here. */
	for (uint32_t i = first; str_starts(str_of(root), "..") && i < paths->count; i++) {
		struct str below = str_of(paths->at[i] + strlen(root) + 1);
		paths->at[i] = project_name(paths->arena, project, below);
	}
	return ok;
}

/* ---- what took too long ---- */

static bool check_regex(const struct project *project, const struct regex *regex, struct span at, struct err *err)
{
	const char *text = regex_exceeded(regex);
	if (!text)
		return true;
	struct place place = source_place(project->source, at.at);
	return err_set_at(err, ERR_INPUT, project->source->name, place.line, place.column,
			  "this pattern takes too long on %s: there are too many ways in which it could match; write it "
			  "with fewer repetitions, and none inside of another", text);
}

static bool check_list(const struct project *project, const struct project_list *list, struct err *err)
{
	for (uint32_t i = 0; i < list->count; i++)
		if (!check_regex(project, list->glob[i], list->at[i], err))
			return false;
	return true;
}

bool project_check_effort(const struct project *project, struct err *err)
{
	if (!*project->exceeded)
		return true;
	bool ok = check_list(project, &project->files, err);
	for (uint32_t i = 0; ok && i < project->member_count; i++)
		ok = check_regex(project, project->members[i].path, project->members[i].at, err);
	for (uint32_t i = 0; ok && i < project->deployment_count; i++)
		ok = check_list(project, &project->deployments[i].files, err);
	for (uint32_t i = 0; ok && i < project->override_count; i++)
		ok = check_list(project, &project->overrides[i].files, err);
	return ok;
}
