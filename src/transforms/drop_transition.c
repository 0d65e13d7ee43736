#include "transforms/security.h"

/* In allowTLS members do without TLS among themselves, and so without certificates. */
static bool check_tls(const struct application *application)
{
	enum tls_mode tls = security_tls(application);
	if (tls == TLS_ALLOW)
		return transform_refuse(application, SECURITY_MODE, "clusterAuthMode is x509 and the mode of TLS is allowTLS, with which mongod "
					"only starts in transition; take all members to preferTLS first");
	if (tls == TLS_UNKNOWN && transform_value(application->draft, SECURITY_TRANSITION).len)
		transform_remark(application, "what mode of TLS this member has can't be told from here; with allowTLS and clusterAuthMode x509 "
				 "mongod does not start");
	return true;
}

static bool apply(const struct application *application)
{
	struct draft *draft = application->draft;
	struct security security = security_of(draft);
	if (!guard_path(&draft->yaml, STR(SECURITY_TRANSITION), application->err) ||
	    !guard_path(&draft->yaml, STR(SECURITY_MODE), application->err))
		return false;
	/* Where nothing is dropped, nothing depends on the keyfile. */
	if (transform_value(draft, SECURITY_TRANSITION).len &&
	    (!security_certain(application, SECURITY_KEY_FILE) || !security_certain(application, SECURITY_MODE)))
		return false;
	if (!security.key_file && security.mode != CLUSTER_X509)
		return transform_refuse(application, "security",
					"neither security.keyFile nor clusterAuthMode x509 is set, so authentication would "
					"stay off while everybody takes it to be on; add a keyfile first (add-keyfile)");
	if (security.mode == CLUSTER_X509 && !check_tls(application))
		return false;
	return draft_unset(draft, STR(SECURITY_TRANSITION), application->err);
}

const struct transform transform_drop_transition = {
	.name = "drop-transition",
	.topic = TOPIC_AUTHENTICATION,
	.title = "remove security.transitionToAuth",
	.about = "The last step of MongoDB's procedure: from its next restart on the member demands authentication. Also removes "
		 "an explicit false. Does nothing where the option is not set. The inverse of enable-transition, to the byte, unless there was a false before.",
	.refuses = "Neither security.keyFile nor clusterAuthMode x509 is set; clusterAuthMode is x509 and the mode of TLS allowTLS.",
	.example = {
		.text = "replication:\n"
			"  replSetName: shop\n"
			"security:\n"
			"  keyFile: /etc/mongodb/keyfile\n"
			"  transitionToAuth: true   # until Friday\n",
	},
	.refused = {
		.text = "security:\n"
			"  transitionToAuth: true\n",
	},
	.apply = apply,
};
