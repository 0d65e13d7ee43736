#include "transforms/override.h"

static bool check_scalar(const struct application *application, const char *path)
{
	const struct tree *tree = &application->draft->yaml.tree;
	if (!guard_path(&application->draft->yaml, str_of(path), application->err))
		return false;
	uint32_t at = tree_find(tree, str_of(path), NULL);
	if (!at || tree->node[at].kind == NODE_SCALAR)
		return true;
	return transform_refuse(application, path, "%s is written as a %s here, and mongod does not start with that: it takes one text; "
				"remove it by hand first", path, tree->node[at].kind == NODE_SEQUENCE ? "list" : "map");
}

bool override_set(const struct application *application, const char *path, struct str value, struct version since)
{
	struct draft *draft = application->draft;
	struct version server = application->parameters->server;
	if (!check_scalar(application, path))
		return false;
	if (version_known(server) && !version_at_least(server, since))
		return transform_refuse(application, "setParameter", "%s came with %s; a server of %s does not start with it",
					path, version_text(draft->arena, since), version_text(draft->arena, server));
	struct str now = transform_value(draft, path);
	if (str_eq(now, value))
		return true;
	if (now.len)
		transform_remark(application, "%s was %.*s; that is not restored when it is dropped", path,
				 STR_ARG(transform_written(draft, path)));
	return draft_set(draft, str_of(path), value, application->err);
}

bool override_drop(const struct application *application, const char *path)
{
	struct draft *draft = application->draft;
	if (!check_scalar(application, path))
		return false;
	if (tree_find(&draft->yaml.tree, str_of(path), NULL))
		transform_remark(application, "from its next restart on this member takes only certificates that fit without the "
				 "override: all members must show such by then");
	return draft_unset(draft, str_of(path), application->err);
}
