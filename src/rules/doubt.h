/* doubt: does a file say what it was meant to say, as far as security goes?
 *
 * A rule that compares members must not speak of one whose file has a fault of its own: a misspelt keyFile is
 * an unknown option, not a member without a keyfile. Who mends the file has mended both.
 */
#ifndef RULES_DOUBT_H
#define RULES_DOUBT_H

#include "rules/rule.h"

/* Does the server read something else than was meant: a name that it does not know, a value that it can't
 * take, lines that it does not reach? Looks at the whole file; to be asked of few. */
bool doubt_file(const struct member *member);

/* Would it start, and find members to talk to, with its settings of security and TLS alone? Where it would
 * not, one of these speaks: transition-without-keyfile, x509-needs-tls, keyfile-required,
 * cluster-auth-needs-keyfile, tls-without-certificate, tls-options-without-mode, tls-needs-ca. */
bool doubt_starts(const struct member *member);

/* Is there something in the file that would turn access control on, or names a keyfile, and that the server
 * does not read as that? A misspelt or misplaced name, or lines behind the end of the document. */
bool doubt_access(const struct config *config);

#endif
