/* security: what a draft says about authentication, for the transforms that change it.
 *
 * The states are those of config/auth.h. They are told from the text as it stands, so that a file whose other values are
 * for a template engine to fill in can be changed too.
 *
 *     struct security security;
 *     if (!security_known(application, &security)) return false;
 *     if (security.state != AUTH_TRANSITION) return transform_refuse(...);
 */
#ifndef TRANSFORMS_SECURITY_H
#define TRANSFORMS_SECURITY_H

#include "config/auth.h"
#include "config/tls.h"
#include "transforms/transform.h"

#define SECURITY_KEY_FILE "security.keyFile"
#define SECURITY_TRANSITION "security.transitionToAuth"
#define SECURITY_MODE "security.clusterAuthMode"
#define SECURITY_AUTHORIZATION "security.authorization"

struct security {
	enum auth_state state;     /* UNKNOWN where a word stops the server */
	enum cluster_mode mode;    /* clusterAuthMode, or what a keyfile makes of it */
	bool key_file;             /* is set, and not to nothing */
	bool transition;           /* transitionToAuth: true */
	struct str authorization;  /* as written */
};

struct security security_of(const struct draft *draft);

/* The same; refuses where what decides is in an alias, in __exec or __rest, in a template's expression or branch, written
 * twice, or a word that stops the server. Of authorization, which decides only where there is nothing else, that is not asked. */
bool security_known(const struct application *application, struct security *security);

/* Refuses where an option is in an alias, in __exec or __rest, written twice, or there only sometimes. */
bool security_certain(const struct application *application, const char *path);

/* The same, and where what it says is in one of these places, or in a template's expression. */
bool security_plain(const struct application *application, const char *path);

/* What the file said before all steps. */
struct security security_before(const struct application *application);

/* The mode of TLS, TLS_UNKNOWN where it can't be told. */
enum tls_mode security_tls(const struct application *application);

/* Is it in a set or a cluster? */
bool security_has_peers(const struct draft *draft);

/* Refuses for a --server-version below 3.4, which does not know transitionToAuth. */
bool security_check_server(const struct application *application);

/* The steps that transforms share; both do nothing where it is so. Setting a keyfile refuses to replace another one without
 * --replace; setting the transition says what it means, and that `inverse` will not bring back what was written there. */
bool security_set_key_file(const struct application *application);
bool security_set_transition(const struct application *application, const char *inverse);

/* Is --key-file an absolute path? For .check. */
bool security_check_key_file(const struct parameters *parameters, struct err *err);

#endif
