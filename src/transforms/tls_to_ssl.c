#include "transforms/tls_section.h"

static bool apply(const struct application *application)
{
	return tls_section_rename(application, true);
}

const struct transform transform_tls_to_ssl = {
	.name = "tls-to-ssl",
	.topic = TOPIC_CERTIFICATES,
	.title = "give net.tls its name before 4.2, net.ssl",
	.about = "All options of net.tls get their old names where they stand (certificateKeyFile is PEMKeyFile), and the mode its old "
		 "words (requireTLS is requireSSL); comments, order and values stay. Every server takes the old names. Does nothing "
		 "where there is no net.tls. The inverse of ssl-to-tls, to the byte.",
	.refuses = "net.ssl is there too; an option has no old name (logVersions, clusterAuthX509), or an older server of "
		   "--server-version does not know it.",
	.example = {
		.text = "net:\n"
			"  tls:\n"
			"    mode: preferTLS\n"
			"    certificateKeyFile: /etc/mongodb/server.pem\n",
	},
	.refused = {
		.text = "net:\n"
			"  tls:\n"
			"    mode: preferTLS\n"
			"    certificateKeyFile: /etc/mongodb/server.pem\n"
			"    logVersions: TLS1_2\n",
	},
	.apply = apply,
};
