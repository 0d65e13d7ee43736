#include "transforms/transform.h"

static bool apply(const struct application *application)
{
	struct draft *draft = application->draft;
	struct str path = STR("security.transitionToAuth");
	if (!guard_path(&draft->yaml, path, application->err))
		return false;
	struct version server = application->parameters->server;
	if (version_known(server) && !version_at_least(server, (struct version)VERSION(3, 4)))
		return transform_refuse(application, "security",
					"transitionToAuth came with 3.4; a mongod %s would refuse it",
					version_text(draft->arena, server));
	struct str mode = transform_value(draft, "security.clusterAuthMode");
	if (str_is(mode, "sendKeyFile") || str_is(mode, "sendX509"))
		return transform_refuse(application, "security.clusterAuthMode",
					"clusterAuthMode is %.*s, and mongod takes transitionToAuth only with keyFile or "
					"x509; finish that change first", STR_ARG(mode));
	if (!transform_value(draft, "security.keyFile").len && !str_is(mode, "x509"))
		return transform_refuse(application, "security",
					"neither security.keyFile nor clusterAuthMode x509 is set, and mongod refuses "
					"transitionToAuth without one of them; add a keyfile first (add-keyfile)");

	struct str now = transform_value(draft, "security.transitionToAuth");
	bool was_enforced = !str_is(now, "true") && draft->edits.count == 0;
	if (now.len && !str_is(now, "true"))
		transform_remark(application, "transitionToAuth was written as %.*s; drop-transition will remove the line "
				 "and not restore that", STR_ARG(now));
	if (!draft_set(draft, path, STR("true"), application->err))
		return false;
	if (was_enforced)
		transform_remark(application, "from its next restart on this member takes connections without "
				 "authentication, until drop-transition");
	return true;
}

const struct transform transform_enable_transition = {
	.name = "enable-transition",
	.title = "set security.transitionToAuth: true",
	.about = "The half-way state of MongoDB's procedure to enforce authentication without downtime: the member offers its "
		 "keyfile to its peers and takes connections with and without one. Does nothing where it is true already.",
	.refuses = "Neither security.keyFile nor clusterAuthMode x509 is set; clusterAuthMode is sendKeyFile or sendX509; "
		   "--server-version is below 3.4.",
	.apply = apply,
};
