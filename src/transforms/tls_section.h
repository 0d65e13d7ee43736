/* tls_section: net.tls and net.ssl, which are one section under two names.
 *
 * 4.2 renamed net.ssl to net.tls, and some options and the words of the mode with it; it still reads the old names, but
 * not beside the new ones. net.tls.logVersions has no old name and is older than the new ones, so it alone does not make a
 * file one that says net.tls.
 *
 *     struct tls_section section;
 *     if (!tls_section_find(application, &config, &section)) ...
 *     tls_section_path(arena, &section, "certificateKeyFile")     "net.ssl.PEMKeyFile"
 */
#ifndef TRANSFORMS_TLS_SECTION_H
#define TRANSFORMS_TLS_SECTION_H

#include "config/config.h"
#include "transforms/transform.h"

struct tls_section {
	bool ssl;    /* it is net.ssl */
	bool there;  /* or else what it would be called */
};

/* What the file calls it; where it has neither: net.ssl for a --server-version below 4.2, else net.tls. Refuses both, and
 * net.tls for such a server. */
bool tls_section_find(const struct application *application, const struct config *config, struct tls_section *section);

/* Where the option that is called net.tls.NAME stands in it. */
const char *tls_section_path(struct arena *arena, const struct tls_section *section, const char *name);

/* The files that a flag may bring along: the flag's option is set where it is not set yet, and stays as it is where it is. */
enum tls_file { TLS_CERTIFICATE, TLS_CA, TLS_CLUSTER, TLS_FILES };
bool tls_section_take(const struct application *application, const struct tls_section *section, enum tls_file file);

/* The flags of these files, for .takes; whether they are absolute paths, for .check. */
#define TLS_SECTION_FLAGS \
	{ "certificate-key-file", "PATH", false, offsetof(struct parameters, certificate_key_file) }, \
	{ "ca-file", "PATH", false, offsetof(struct parameters, ca_file) }, \
	{ "cluster-file", "PATH", false, offsetof(struct parameters, cluster_file) }
bool tls_section_check(const struct parameters *parameters, struct err *err);

/* All of one section under the other's name: ssl-to-tls, and with `ssl` tls-to-ssl. Nothing where the file does not have it. */
bool tls_section_rename(const struct application *application, bool ssl);

#endif
