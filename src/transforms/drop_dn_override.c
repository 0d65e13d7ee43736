#include "transforms/override.h"

static bool apply(const struct application *application)
{
	return override_drop(application, OVERRIDE_DN);
}

const struct transform transform_drop_dn_override = {
	.name = "drop-dn-override",
	.topic = TOPIC_CERTIFICATES,
	.title = "take certificates with the own DN alone for members'",
	.about = "Removes setParameter.tlsX509ClusterAuthDNOverride: the last step of new certificates with another DN, when every member "
		 "shows one. Does nothing where it is not set. The inverse of set-dn-override, to the byte.",
	.refuses = "It is written as a map or a list.",
	.example = {
		.text = "setParameter:\n"
			"  tlsX509ClusterAuthDNOverride: OU=Servers,O=Shop\n"
			"  ttlMonitorSleepSecs: 30\n",
	},
	.refused = {
		.text = "setParameter:\n"
			"  tlsX509ClusterAuthDNOverride: {OU: Servers, O: Shop}\n",
	},
	.apply = apply,
};
