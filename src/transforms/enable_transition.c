#include "transforms/security.h"

static bool apply(const struct application *application)
{
	struct security security = security_of(application->draft);
	struct draft *draft = application->draft;
	struct str mode = transform_value(draft, SECURITY_MODE);
	if (!security_certain(application, SECURITY_TRANSITION) || !security_certain(application, SECURITY_MODE) ||
	    !security_certain(application, SECURITY_KEY_FILE) || !security_check_server(application))
		return false;
	if (security.mode == CLUSTER_SEND_KEYFILE || security.mode == CLUSTER_SEND_X509)
		return transform_refuse(application, SECURITY_MODE,
					"clusterAuthMode is %.*s, and mongod takes transitionToAuth only with keyFile or "
					"x509; finish that change first", STR_ARG(mode));
	if (!security.key_file && security.mode != CLUSTER_X509)
		return transform_refuse(application, "security",
					"neither security.keyFile nor clusterAuthMode x509 is set, and mongod refuses "
					"transitionToAuth without one of them; add a keyfile first (add-keyfile)");
	return security_set_transition(application, "drop-transition");
}

const struct transform transform_enable_transition = {
	.name = "enable-transition",
	.topic = TOPIC_AUTHENTICATION,
	.title = "set security.transitionToAuth: true",
	.about = "The half-way state of MongoDB's procedure to enforce authentication without downtime: the member offers its "
		 "keyfile to its peers and takes connections with and without one. Does nothing where it is true already.",
	.refuses = "Neither security.keyFile nor clusterAuthMode x509 is set; clusterAuthMode is sendKeyFile or sendX509; "
		   "--server-version is below 3.4.",
	.example = {
		.text = "security:\n"
			"  keyFile: /etc/mongodb/keyfile\n"
			"\n"
			"replication:\n"
			"  replSetName: shop\n",
	},
	.refused = {
		.text = "security:\n"
			"  authorization: enabled\n",
	},
	.apply = apply,
};
