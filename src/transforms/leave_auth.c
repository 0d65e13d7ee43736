#include "transforms/security.h"

static bool check_transition(const struct application *application, const struct security *security)
{
	if (security->state == AUTH_NONE || security->state == AUTH_TRANSITION)
		return true;
	if (security->state == AUTH_ENFORCED)
		return transform_refuse(application, security->key_file ? SECURITY_KEY_FILE : SECURITY_MODE,
					"this member enforces authentication; one without would be cut off from it: take all members "
					"through enable-transition first");
	return transform_refuse(application, security->mode == CLUSTER_NONE ? SECURITY_AUTHORIZATION : SECURITY_MODE,
				"this member demands authentication and is in no transition; where it stands alone, remove that with "
				"mongoconf unset security.%s", security->mode == CLUSTER_NONE ? "authorization" : "clusterAuthMode");
}

static bool take_away(const struct application *application, const char *path)
{
	return draft_unset(application->draft, str_of(path), application->err);
}

static void remark(const struct application *application, bool mode, bool authorization)
{
	transform_remark(application, "from its next restart on this member has no authentication: all other members must be in transition "
			 "by then, or be without as well");
	if (mode || authorization)
		transform_remark(application, "%s%s%s goes too, and enter-transition will not restore it", mode ? "clusterAuthMode" : "",
				 mode && authorization ? " and " : "", authorization ? "authorization: enabled" : "");
}

static bool apply(const struct application *application)
{
	struct security security;
	if (!security_known(application, &security) || !check_transition(application, &security) ||
	    !security_plain(application, SECURITY_AUTHORIZATION))
		return false;
	bool mode = transform_value(application->draft, SECURITY_MODE).len;
	bool authorization = str_is(security.authorization, "enabled");
	if (security.state == AUTH_TRANSITION)
		remark(application, mode, authorization);
	return take_away(application, SECURITY_KEY_FILE) && take_away(application, SECURITY_TRANSITION) &&
	       take_away(application, SECURITY_MODE) && (!authorization || take_away(application, SECURITY_AUTHORIZATION));
}

const struct transform transform_leave_auth = {
	.name = "leave-auth",
	.topic = TOPIC_AUTHENTICATION,
	.title = "remove keyFile, transitionToAuth, clusterAuthMode and authorization",
	.about = "The last step on the way back to no authentication: all that makes a member in transition one is removed together, since "
		 "mongod does not start with a transitionToAuth that is left alone; an authorization: enabled goes with it, or the "
		 "member would enforce again. TLS stays. Does nothing where there is no authentication. The inverse of "
		 "enter-transition, to the byte.",
	.refuses = "The member enforces authentication: use enable-transition on all members first.",
	.example = {
		.text = "security:\n"
			"  keyFile: /etc/mongodb/keyfile\n"
			"  transitionToAuth: true\n"
			"\n"
			"replication:\n"
			"  replSetName: shop\n",
	},
	.refused = {
		.text = "security:\n"
			"  keyFile: /etc/mongodb/keyfile\n",
	},
	.apply = apply,
};
