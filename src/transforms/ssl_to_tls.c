#include "transforms/tls_section.h"

static bool apply(const struct application *application)
{
	return tls_section_rename(application, false);
}

const struct transform transform_ssl_to_tls = {
	.name = "ssl-to-tls",
	.topic = TOPIC_CERTIFICATES,
	.title = "give net.ssl its name from 4.2 on, net.tls",
	.about = "All options of net.ssl get their present names where they stand (PEMKeyFile is certificateKeyFile), and the mode its "
		 "present words (requireSSL is requireTLS); comments, order and values stay. Servers take both names from 4.2 on. "
		 "Does nothing where there is no net.ssl. The inverse of tls-to-ssl, to the byte.",
	.refuses = "net.tls is there too; an option is not known; --server-version is below 4.2.",
	.example = {
		.text = "net:\n"
			"  ssl:   # since 2019\n"
			"    mode: requireSSL\n"
			"    PEMKeyFile: /etc/mongodb/server.pem\n"
			"    CAFile: /etc/mongodb/ca.pem\n",
	},
	.refused = {
		.text = "net:\n"
			"  ssl:\n"
			"    mode: requireSSL\n"
			"  tls:\n"
			"    certificateKeyFile: /etc/mongodb/server.pem\n",
	},
	.apply = apply,
};
