/* auth: what a member demands of others and offers to them, as far as its config says.
 *
 * Four states, named as MongoDB's own upgrade tests do:
 *
 *   none         no keyfile, no cluster mode, no authorization: takes and offers anything
 *   transition   a credential and transitionToAuth: offers it, goes on without, takes anything
 *   enforced     a credential: takes nothing without one
 *   lone         enforces (authorization enabled, or a clusterAuthMode that sends a key) and has no
 *                credential: can talk to no member
 *
 * transitionToAuth wins over `authorization: enabled`, and a keyfile over `authorization: disabled`
 * (server source, server_options_server_helpers.cpp and initialize_server_security_state.cpp, 2.6
 * to 5.1-dev). Which of them can talk to which is told by fleet/pair.h.
 */
#ifndef CONFIG_AUTH_H
#define CONFIG_AUTH_H

#include "config/config.h"

enum auth_state { AUTH_NONE, AUTH_TRANSITION, AUTH_ENFORCED, AUTH_LONE, AUTH_UNKNOWN };

/* AUTH_UNKNOWN where a setting that decides comes from __exec or __rest, or the file was not read whole. */
enum auth_state auth_state_of(const struct config *config);

/* How members prove to each other that they are some, clusterAuthMode or what a keyfile makes of it. */
enum cluster_mode {
	CLUSTER_NONE,
	CLUSTER_KEYFILE,
	CLUSTER_SEND_KEYFILE,
	CLUSTER_SEND_X509,
	CLUSTER_X509,
	CLUSTER_UNKNOWN,  /* from __exec or __rest, or a word that stops the server */
};

/* Of a word of clusterAuthMode, CLUSTER_UNKNOWN for one that stops the server; and the word, "none" or "unknown". */
enum cluster_mode cluster_mode_of_word(struct str word);
const char *cluster_mode_word(enum cluster_mode mode);

/* A keyFile that is there counts, whatever it says. */
enum cluster_mode cluster_mode_of(const struct config *config);

/* May a member show a certificate, to such a one? */
bool cluster_mode_allows_x509(enum cluster_mode mode);

/* Must clients authenticate? A clusterAuthMode and a keyFile see to it, whatever authorization
 * says; transitionToAuth sees to the contrary. */
enum auth_access { AUTH_ACCESS_OPEN, AUTH_ACCESS_CONTROLLED, AUTH_ACCESS_UNKNOWN };
enum auth_access auth_access_of(const struct config *config);

/* "has no keyfile", "is in transition", ... for messages. */
const char *auth_state_words(enum auth_state state);

#endif
