#include "transforms/security.h"

static bool apply(const struct application *application)
{
	struct draft *draft = application->draft;
	bool had = transform_value(draft, SECURITY_KEY_FILE).len;
	if (!security_set_key_file(application))
		return false;
	if (!had && security_of(draft).mode == CLUSTER_X509)
		transform_remark(application, "clusterAuthMode is x509: a member in that mode does not read its keyfile");
	return true;
}

const struct transform transform_add_keyfile = {
	.name = "add-keyfile",
	.topic = TOPIC_AUTHENTICATION,
	.takes = (const struct transform_flag[]){
		{ "key-file", "PATH", true, offsetof(struct parameters, key_file) },
		{ "replace", NULL, false, offsetof(struct parameters, replace) },
		{ 0 },
	},
	.title = "set security.keyFile",
	.about = "Sets security.keyFile to the absolute PATH that the keyfile has on the server's host. Does nothing where it "
		 "is that path already. Without transitionToAuth, before or in the same run, the member demands "
		 "authentication from its next restart on, whatever security.authorization says, and is cut off from members that "
		 "have no keyfile yet. The inverse is remove-keyfile, to the byte where no keyFile was there.",
	.refuses = "Another keyFile is set (unless --replace), or it comes from __exec or __rest.",
	.example = {
		.text = "net:\n"
			"  bindIp: localhost,10.0.0.11   # and nothing else\n"
			"\n"
			"#security:\n"
			"\n"
			"replication:\n"
			"  replSetName: shop\n",
		.parameters = { .key_file = "/etc/mongodb/keyfile" },
	},
	.refused = {
		.text = "security:\n"
			"  keyFile: /etc/mongodb/old-keyfile\n",
		.parameters = { .key_file = "/etc/mongodb/keyfile" },
	},
	.check = security_check_key_file,
	.apply = apply,
};
