/* pair_certificate: what members' certificates, and the settings about them, mean for a pair of members.
 *
 * A member shows the first certificate of its clusterFile, or else of its certificateKeyFile, when it calls, and that of
 * its certificateKeyFile when it is called. Either side checks what it is shown by its CAFile; with a clusterCAFile, what
 * callers show by that. Whether a certificate is a member's is then told
 *
 *   by default        by the O, OU and DC of the own certificateKeyFile; setParameter.tlsX509ClusterAuthDNOverride (4.2)
 *                     names a second such list
 *   from 7.0 on, too  by net.tls.clusterAuthX509.attributes or .extensionValue instead; setParameter.tlsClusterAuthX509Override
 *                     adds a second one of these
 *
 * (Server source, util/net/ssl_manager.cpp, ssl_manager_openssl.cpp, commands/authentication_commands.cpp; jstests/sslSpecial/
 * x509_cluster_auth_rollover.js.) What was not read, or is not read here, is taken for something that fits. A common name that
 * such a setting asks for is passed over: hosts have one each.
 */
#ifndef FLEET_PAIR_CERTIFICATE_H
#define FLEET_PAIR_CERTIFICATE_H

#include "config/certificate.h"
#include "fleet/pair.h"

enum pair_file { PAIR_FILE_OWN, PAIR_FILE_CLUSTER, PAIR_FILE_CA, PAIR_FILE_CLUSTER_CA, PAIR_FILES };

/* "net.tls.certificateKeyFile", ... */
extern const char *const pair_file_options[PAIR_FILES];

enum criterion_kind {
	CRITERION_NONE,
	CRITERION_UNKNOWN,     /* from elsewhere, or the server reads it otherwise, or not at all */
	CRITERION_NAME,        /* the O, OU and DC of `name` */
	CRITERION_ATTRIBUTES,  /* all of `name` */
	CRITERION_EXTENSION,   /* `text` in the extension */
};

struct criterion {
	enum criterion_kind kind;
	struct dn name;
	struct str text;
};

struct pair_certificates {
	struct str paths[PAIR_FILES];                  /* as the config names them; empty: not set, or not known */
	bool elsewhere[PAIR_FILES];                    /* set, and which file it is is not known */
	const struct certificates *files[PAIR_FILES];  /* NULL: not read */
	struct criterion takes;        /* clusterAuthX509; none: the own certificate is the measure */
	struct criterion also;         /* an override */
	bool lets_invalid;             /* allowInvalidCertificates */
	bool ignores_invalid;          /* ... and does not authenticate by them: from 4.0 on */
	bool known;                    /* is anything but paths? `digest` is of all that is */
	unsigned char digest[32];
};

/* What `config` says of certificates; `files`: those that were read, NULL in it for others; it may be NULL. */
const struct pair_certificates *pair_certificates_of(struct arena *arena, const struct config *config,
						     const struct certificates *const files[PAIR_FILES]);

/* Which of its files it shows to those whom it calls, and by which it checks those who call it. */
enum pair_file pair_file_shown(const struct pair_certificates *of);
enum pair_file pair_file_checking(const struct pair_certificates *of);

/* 0: the same for every other member. NULL is nothing known. */
int pair_certificates_compare(const struct pair_certificates *a, const struct pair_certificates *b);

/* A calls B with TLS. Does B get through what A shows, and A what B shows? */
bool pair_certificate_is_trusted(const struct pair_state *a, const struct pair_state *b);
bool pair_server_is_trusted(const struct pair_state *a, const struct pair_state *b);

/* Does B take the certificate that A shows for a member's? */
bool pair_certificate_fits(const struct pair_state *a, const struct pair_state *b);

/* Between its old state and its new one, which both authenticate by certificate: does the path of what it shows change,
 * so that nobody knows whether members of the old state and of the new one take each other's? Not where both were
 * read, which the pair rule speaks of, and not where an override before and after, or the same clusterAuthX509, is
 * there to bridge it. */
bool pair_certificate_changes(const struct pair_state *before, const struct pair_state *after);

/* With clusterAuthX509.attributes (7.0) a server that shows a certificate which meets neither them nor the override does not
 * start (jstests/ssl/, the test of tlsClusterAuthX509Attributes); for extensionValue that is not known. */
enum own_certificate { OWN_CERT_FITS, OWN_CERT_MISFITS, OWN_CERT_UNKNOWN };
enum own_certificate pair_own_certificate(const struct pair_state *state);

#endif
