#include "transforms/transform.h"

static bool apply(const struct application *application)
{
	struct draft *draft = application->draft;
	struct str path = STR("security.transitionToAuth");
	if (!guard_path(&draft->yaml, path, application->err))
		return false;
	if (!transform_value(draft, "security.keyFile").len &&
	    !str_is(transform_value(draft, "security.clusterAuthMode"), "x509"))
		return transform_refuse(application, "security",
					"neither security.keyFile nor clusterAuthMode x509 is set, so authentication would "
					"stay off while everybody takes it to be on; add a keyfile first (add-keyfile)");
	return draft_unset(draft, path, application->err);
}

const struct transform transform_drop_transition = {
	.name = "drop-transition",
	.title = "remove security.transitionToAuth",
	.about = "The last step of MongoDB's procedure: from its next restart on the member demands authentication. Also removes "
		 "an explicit false. Does nothing where the option is not set. The inverse of enable-transition, to the byte.",
	.refuses = "Neither security.keyFile nor clusterAuthMode x509 is set.",
	.apply = apply,
};
