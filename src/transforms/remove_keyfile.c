#include "transforms/security.h"

/* Which of them could not do without? */
static bool check_needed(const struct application *application, const struct security *security)
{
	bool said = transform_value(application->draft, SECURITY_MODE).len;
	if (said && security->mode != CLUSTER_X509)
		return transform_refuse(application, SECURITY_MODE, "clusterAuthMode is %s, which needs the keyfile; a member without "
					"one can't authenticate to any other", cluster_mode_word(security->mode));
	if (security->transition && security->mode != CLUSTER_X509)
		return transform_refuse(application, SECURITY_TRANSITION, "transitionToAuth would be left alone, and mongod does not "
					"start with it without a keyFile; take both away with leave-auth");
	return true;
}

static void remark(const struct application *application, const struct security *before)
{
	if (before->mode == CLUSTER_X509)
		return;
	if (!str_is(before->authorization, "enabled"))
		transform_remark(application, "from its next restart on this member takes connections without authentication, and is cut "
				 "off from members that still demand it; enable-transition on all of them, then leave-auth, avoids that");
	else if (security_has_peers(application->draft))
		transform_remark(application, "authorization: enabled stays, and without a keyfile this member can't talk to any other "
				 "one; from 5.0 on mongod does not start so");
}

static bool apply(const struct application *application)
{
	struct security before;
	if (!security_known(application, &before) || (before.key_file && !check_needed(application, &before)) ||
	    !draft_unset(application->draft, STR(SECURITY_KEY_FILE), application->err))
		return false;
	if (before.key_file)
		remark(application, &before);
	return true;
}

const struct transform transform_remove_keyfile = {
	.name = "remove-keyfile",
	.topic = TOPIC_AUTHENTICATION,
	.title = "remove security.keyFile",
	.about = "The inverse of add-keyfile, to the byte, for a member that was given a keyfile by mistake, or whose keyfile is not "
		 "read any more (clusterAuthMode x509). Of a set that enforces, members without a keyfile are cut off: to turn "
		 "authentication off, use enable-transition on all members and then leave-auth. Does nothing where no keyFile is set.",
	.refuses = "transitionToAuth would be left without a credential; clusterAuthMode is keyFile, sendKeyFile or sendX509.",
	.example = {
		.text = "security:\n"
			"  javascriptEnabled: false\n"
			"  keyFile: /etc/mongodb/keyfile\n",
	},
	.refused = {
		.text = "security:\n"
			"  keyFile: /etc/mongodb/keyfile\n"
			"  transitionToAuth: true\n",
	},
	.apply = apply,
};
