#include "transforms/security.h"

/* Done already, with this keyfile? */
static bool is_done(const struct application *application, const struct security *security)
{
	return security->state == AUTH_TRANSITION && security->mode == CLUSTER_KEYFILE &&
	       str_is(transform_value(application->draft, SECURITY_KEY_FILE), application->parameters->key_file);
}

static bool check_none(const struct application *application, const struct security *security)
{
	struct str key_file = transform_value(application->draft, SECURITY_KEY_FILE);
	switch (security->state) {
	case AUTH_NONE:
		return true;
	case AUTH_TRANSITION:
		if (security->mode == CLUSTER_KEYFILE)
			return transform_refuse(application, SECURITY_KEY_FILE, "this member is in transition already, with another keyfile, "
						"%.*s", STR_ARG(key_file));
		return transform_refuse(application, SECURITY_MODE, "this member is in transition already, with clusterAuthMode %s",
					cluster_mode_word(security->mode));
	case AUTH_ENFORCED:
		return transform_refuse(application, security->key_file ? SECURITY_KEY_FILE : SECURITY_MODE,
					"this member enforces authentication already; enable-transition takes it back into transition");
	default:
		return transform_refuse(application, security->mode == CLUSTER_NONE ? SECURITY_AUTHORIZATION : SECURITY_MODE,
					"this member demands authentication and has no keyfile; enter-transition is for members without any "
					"authentication: use add-keyfile,enable-transition if it may let everybody in for a while");
	}
}

static bool apply(const struct application *application)
{
	struct security security;
	return security_known(application, &security) && security_check_server(application) &&
	       (is_done(application, &security) ||
		(security_plain(application, SECURITY_AUTHORIZATION) && check_none(application, &security) &&
		 security_set_key_file(application) && security_set_transition(application, "leave-auth")));
}

const struct transform transform_enter_transition = {
	.name = "enter-transition",
	.topic = TOPIC_AUTHENTICATION,
	.takes = (const struct transform_flag[]){
		{ "key-file", "PATH", true, offsetof(struct parameters, key_file) },
		{ 0 },
	},
	.title = "set security.keyFile and transitionToAuth: true",
	.about = "The first step of MongoDB's procedure to enforce authentication without downtime, for a mongod or mongos without any "
		 "authentication: add-keyfile and enable-transition in one. The member offers the keyfile to its peers, and takes "
		 "connections with and without one. Does nothing where it is in transition with this keyfile. The inverse is leave-auth, "
		 "to the byte.",
	.refuses = "The member has authentication already: a keyFile, a clusterAuthMode, or authorization: enabled; --server-version is "
		   "below 3.4.",
	.example = {
		.text = "replication: {replSetName: shop}\n"
			"security: {javascriptEnabled: false}\n",
		.parameters = { .key_file = "/etc/mongodb/keyfile" },
	},
	.refused = {
		.text = "security:\n"
			"  authorization: enabled\n",
		.parameters = { .key_file = "/etc/mongodb/keyfile" },
	},
	.check = security_check_key_file,
	.apply = apply,
};
