/* tls: whether a server speaks TLS, as far as its config says.
 *
 * Everything about TLS depends on the mode: with one that is not `disabled` a certificate is
 * needed, without one no other option of TLS may be there. (Server source, ssl_options.cpp, 3.4 to
 * 4.0, ssl_options_server.cpp, 4.2 to 5.1-dev.)
 *
 * Paths of files count when they are there, even empty ones: the server makes them absolute, and an
 * empty one becomes its working directory.
 */
#ifndef CONFIG_TLS_H
#define CONFIG_TLS_H

#include "config/config.h"

enum tls_mode {
	TLS_OFF,
	TLS_ALLOW,
	TLS_PREFER,
	TLS_REQUIRE,
	TLS_UNKNOWN,  /* from __exec or __rest, or a word or an option that stops the server first */
};

enum tls_mode tls_mode_of(const struct config *config);

/* The mode that a word means in any spelling: requireTLS, requireSSL, require; TLS_UNKNOWN for every other word. */
enum tls_mode tls_mode_of_word(struct str word);

/* The word for it under net.tls, or under net.ssl; "unknown" for TLS_UNKNOWN. */
const char *tls_mode_word(enum tls_mode mode, bool ssl);

/* Is it one of allow, prefer and require? */
bool tls_is_on(const struct config *config);

/* Is the option there, or may it be? `path` is its present name: "net.tls.CAFile". */
bool tls_may_have(const struct config *config, const char *path);

/* The options with which a server does not start while TLS is off, in a fixed order: is the one with number `i` set so
 * that it counts? Else NULL. */
extern const unsigned tls_counting;
const struct setting *tls_counted(const struct config *config, unsigned i);

#endif
