/* pair: can one member talk to another?
 *
 * Incompatibility is a property of ordered pairs: A opens a connection to B, over TLS or not, and offers B
 * what it has. Every mixed state that cuts members off is such a pair that fails. The rule is exact
 * where the files tell everything, and says yes where they don't: a keyfile or a certificate that was not read
 * is taken for one that fits.
 *
 *     enum pair_code code = pair_of(&members[a], &members[b]);
 *     if (code != PAIR_OK) ... the one can't talk to the other
 *
 * Members of a set connect to each other in both directions: pair_works(). A mongos connects to config servers
 * and shards, and none of them to it: pair_of(router, member) alone.
 *
 * (Server source: transport/session_asio.h, client/authenticate.cpp, auth/cluster_auth_mode.cpp,
 * commands/authentication_commands.cpp, util/net/ssl_manager_openssl.cpp, 4.0 to 5.1-dev;
 * jstests/auth/upgrade_noauth_to_keyfile*.js, jstests/ssl/mixed_mode_repl.js, upgrade_to_x509_ssl*.js,
 * upgrade_noauth_to_x509*.js, jstests/auth/keyfile_rollover.js.)
 */
#ifndef FLEET_PAIR_H
#define FLEET_PAIR_H

#include "config/auth.h"
#include "config/keyfile.h"
#include "config/tls.h"

struct pair_certificates;

/* All that counts about a member for another. */
struct pair_state {
	enum auth_state auth;
	enum cluster_mode cluster;   /* CLUSTER_NONE: nothing to offer */
	enum tls_mode tls;
	const struct keyfile *keyfile;  /* NULL: not looked at, taken for the same as the others' */
	const char *keyfile_path;    /* as the config names it; NULL: none */
	bool transition;
	bool withholds_certificate;  /* setParameter.tlsWithholdClientCertificate: shows none where it dials */
	bool wants_certificate;      /* has certificates to check others by, and lets none in without one */
	const struct pair_certificates *certificates;  /* fleet/pair_certificate.h; NULL: no TLS, or nothing known */
};

enum pair_code {
	PAIR_OK,
	PAIR_TLS,      /* one side speaks TLS to one that has none, or plain to one that requires it */
	PAIR_CA,       /* one side shows no certificate where the other wants one, or one that the other can't check */
	PAIR_NOCREDS,  /* it enforces and has nothing to offer */
	PAIR_UNAUTH,   /* it offers nothing that counts, and the other demands it */
	PAIR_AUTH,     /* it insists on authenticating, and the other does not take what it has */
};

/* What `config` makes of a member; `keyfile` may be NULL. Of its certificates nothing is known but the settings:
 * see pair_certificates_of() for more. Memory is never that of `config`, which others may be asking at the same time. */
struct pair_state pair_state_of(struct arena *arena, const struct config *config, const struct keyfile *keyfile);

/* From A to B, as members of one set or one cluster. */
enum pair_code pair_of(const struct pair_state *a, const struct pair_state *b);

/* Do both directions work? */
bool pair_works(const struct pair_state *a, const struct pair_state *b);

/* Does it fail, from A to B, for nothing but the keys in their keyfiles? */
bool pair_fails_by_key(const struct pair_state *a, const struct pair_state *b);

/* Does it fail, from A to B, for nothing but what a certificate says: one that the other side can't check by its CAs, or
 * does not take for a member's? */
bool pair_fails_by_trust(const struct pair_state *a, const struct pair_state *b);
bool pair_fails_by_name(const struct pair_state *a, const struct pair_state *b);

/* Fine only because A is in transition, its first key not among B's: goes wrong when B or A enforces. */
bool pair_is_masked(const struct pair_state *a, const struct pair_state *b);

/* Equal for every other member. */
bool pair_state_same(const struct pair_state *a, const struct pair_state *b);

/* An order in which states that are the same are neighbours. */
int pair_state_compare(const struct pair_state *a, const struct pair_state *b);

#endif
