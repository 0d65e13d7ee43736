#include "fleet/project_index.h"

static uint32_t slot_of(const struct project_index *index, struct str name)
{
	uint32_t at = (uint32_t)str_hash(name) & index->named_mask;
	while (index->named[at] && !str_eq(str_of(index->named[at]->name), name))
		at = (at + 1) & index->named_mask;
	return at;
}

const struct project_deployment *project_index_named(const struct project_index *index, struct str name)
{
	return index->named[slot_of(index, name)];
}

static void add_deployments(struct arena *arena, const struct project *project, struct project_index *index)
{
	struct arena scratch = ARENA_INIT;
	struct project_list *lists = arena_array(&scratch, project->deployment_count, sizeof *lists);
	uint32_t slots = 1, named = 0;
	for (uint32_t i = 0; i < project->deployment_count; i++) {
		lists[i] = project->deployments[i].files;
		named += !lists[i].count;
	}
	/* One stays free, at least. */
	while (slots < 2 * named)
		slots *= 2;
	index->named = arena_array(arena, slots, sizeof(void *));
	index->named_mask = slots - 1;
	for (uint32_t i = 0; i < project->deployment_count; i++)
		if (!lists[i].count)
			index->named[slot_of(index, str_of(project->deployments[i].name))] = &project->deployments[i];
	index->deployments = globs_new(arena, lists, project->deployment_count);
	arena_free(&scratch);
}

static void add_overrides(struct arena *arena, const struct project *project, struct project_index *index)
{
	struct arena scratch = ARENA_INIT;
	uint32_t count = project->override_count, readings = 0;
	struct project_list *lists = arena_array(&scratch, count, sizeof *lists);
	for (uint32_t i = 0; i < count; i++) {
		lists[i] = project->overrides[i].files;
		index->rules |= project->overrides[i].severity_count > 0;
		readings += project->overrides[i].read_as != NULL;
	}
	index->overrides = globs_new(arena, lists, count);
	lists = arena_array(&scratch, readings, sizeof *lists);
	index->read_as = arena_array(arena, readings, sizeof *index->read_as);
	readings = 0;
	for (uint32_t i = count; i-- > 0;)
		if (project->overrides[i].read_as) {
			index->read_as[readings] = project->overrides[i].read_as;
			lists[readings++] = project->overrides[i].files;
		}
	index->readings = globs_new(arena, lists, readings);
	arena_free(&scratch);
}

struct project_index *project_index_new(struct arena *arena, const struct project *project)
{
	struct project_index *index = arena_alloc(arena, sizeof *index);
	index->rules = project->severity_count > 0;
	index->files = globs_of_walk(arena, &project->files);
	add_deployments(arena, project, index);
	add_overrides(arena, project, index);
	return index;
}
