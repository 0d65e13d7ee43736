#include "transforms/override.h"

static bool apply(const struct application *application)
{
	return override_drop(application, OVERRIDE_X509);
}

const struct transform transform_drop_x509_override = {
	.name = "drop-x509-override",
	.topic = TOPIC_CERTIFICATES,
	.title = "take certificates by net.tls.clusterAuthX509 alone",
	.about = "Removes setParameter.tlsClusterAuthX509Override: the last step of new certificates from 7.0 on, when every member shows "
		 "one. Does nothing where it is not set. The inverse of set-x509-override, to the byte.",
	.refuses = "It is written as a map or a list.",
	.example = {
		.text = "setParameter:\n"
			"  ttlMonitorSleepSecs: 30\n"
			"  tlsClusterAuthX509Override: '{\"attributes\": \"OU=Servers,O=Shop\"}'\n",
	},
	.refused = {
		.text = "setParameter:\n"
			"  tlsClusterAuthX509Override:\n"
			"    attributes: OU=Servers,O=Shop\n",
	},
	.apply = apply,
};
