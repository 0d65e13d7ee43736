#include "config/dn.h"
#include "transforms/override.h"

static bool check(const struct parameters *parameters, struct err *err)
{
	struct dn dn;
	if (!dn_parse(err->arena, str_of(parameters->dn), &dn))
		return err_set(err, ERR_USAGE, NULL, 0, "--dn \"%s\" is no distinguished name that a server reads; write it as "
			       "O=Shop,OU=Servers", parameters->dn);
	return dn_has_cluster(&dn) ||
	       err_set(err, ERR_USAGE, NULL, 0, "--dn \"%s\" has no O, OU or DC, and nothing else of it counts: no certificate would fit",
		       parameters->dn);
}

static bool apply(const struct application *application)
{
	static const struct version since = VERSION(4, 2);
	static const char mode_path[] = "security.clusterAuthMode", attributes[] = "net.tls.clusterAuthX509.attributes";
	struct config config;
	if (!transform_config(application, &config))
		return false;
	enum cluster_mode mode = cluster_mode_of(&config);
	if (config_find(&config, attributes))
		return transform_refuse(application, attributes, "mongod does not start with %s and a DN override; there the override is "
					"set-x509-override", attributes);
	if (mode != CLUSTER_UNKNOWN && !cluster_mode_allows_x509(mode))
		return transform_refuse(application, config_find(&config, mode_path) ? mode_path : "security", "clusterAuthMode is %s, and "
					"members that show certificates are not taken: a DN override is for sendKeyFile, sendX509 and x509",
					mode == CLUSTER_KEYFILE ? "keyFile" : "not set");
	struct str before = application->draft->now.text;
	if (!override_set(application, OVERRIDE_DN, str_of(application->parameters->dn), since))
		return false;
	if (!str_eq(before, application->draft->now.text))
		transform_remark(application, "a server takes members by the O, OU and DC of its own certificate too: where these are the "
				 "same, the override has no effect");
	return true;
}

const struct transform transform_set_dn_override = {
	.name = "set-dn-override",
	.topic = TOPIC_CERTIFICATES,
	.takes = (const struct transform_flag[]){ { "dn", "DN", true, offsetof(struct parameters, dn) }, { 0 } },
	.title = "take certificates with a second DN for members'",
	.about = "Sets setParameter.tlsX509ClusterAuthDNOverride. For new certificates with other O, OU or DC: first the new name on all "
		 "members, then their new certificates and the old name, and then drop-dn-override. Does nothing where it is that "
		 "text already.",
	.refuses = "clusterAuthMode does not accept certificates; net.tls.clusterAuthX509.attributes is set; DN has no O, OU or DC; "
		   "--server-version is below 4.2.",
	.example = {
		.text = "net:\n"
			"  tls:\n"
			"    mode: requireTLS\n"
			"    certificateKeyFile: /etc/mongodb/server.pem\n"
			"    CAFile: /etc/mongodb/ca.pem\n"
			"security:\n"
			"  clusterAuthMode: x509\n",
		.parameters = { .dn = "OU=Servers 2,O=Shop" },
	},
	.refused = {
		.text = "security:\n"
			"  keyFile: /etc/mongodb/keyfile\n",
		.parameters = { .dn = "OU=Servers 2,O=Shop" },
	},
	.check = check,
	.apply = apply,
};
