/* The exports of rs.conf() and rs.status() that a project file names. */

#include "fleet/project.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include "fleet/rsconf.h"

bool project_add_export(struct arena *arena, const char *path, struct rsconf ***lists, uint32_t *count,
			struct err *err)
{
	struct rsconf one = { 0 };
	if (!rsconf_read(arena, path, &one, err))
		return false;
	/* Several environments may have sets of one name: the nearest before it that lacks this half. */
	for (uint32_t i = *count; i-- > 0;) {
		struct rsconf *list = (*lists)[i];
		bool lacks = one.config ? !list->config : !list->status;
		if (lacks && str_eq(list->set, one.set))
			return rsconf_read(arena, path, list, err);
	}
	*lists = arena_grow(arena, *lists, *count, *count + 1U, sizeof **lists);
	struct rsconf *list = arena_alloc(arena, sizeof *list);
	*list = one;
	(*lists)[(*count)++] = list;
	return true;
}

bool project_is_there(const struct project *project, const struct project_list *list, uint32_t i, struct err *err)
{
	struct stat st;
	if (os->fstatat(AT_FDCWD, list->path[i], &st, 0) == 0)
		return true;
	struct place at = source_place(project->source, list->at[i].at);
	return err_set_at(err, ERR_INPUT, project->source->name, at.line, at.column, "%.*s can't be read: %s",
			  STR_ARG(list->text[i]), strerror(errno));
}

static bool add_all(struct arena *arena, const struct project *project, struct project_deployment *deployment,
		    const struct project_list *list, struct err *err)
{
	for (uint32_t i = 0; i < list->count; i++)
		if (!project_is_there(project, list, i, err) ||
		    !project_add_export(arena, list->path[i], &deployment->lists, &deployment->list_count, err))
			return false;
	return true;
}

bool project_read_exports(struct arena *arena, struct project *project, struct err *err)
{
	for (uint32_t i = 0; i < project->deployment_count; i++) {
		struct project_deployment *deployment = &project->deployments[i];
		if (!add_all(arena, project, deployment, &deployment->rs_config, err) ||
		    !add_all(arena, project, deployment, &deployment->rs_status, err))
			return false;
	}
	return true;
}
