/* keyfile_look: what the rules about one keyfile have in common.
 *
 * Their findings stand in the keyfile, at places of its masked text; `secret` keeps even that out of
 * reports. A keyfile that serves many members is one finding, with a note for each of a few of them. One
 * that nobody reads (clusterAuthMode: x509) gives none.
 */
#ifndef RULES_KEYFILE_LOOK_H
#define RULES_KEYFILE_LOOK_H

#include "rules/rule.h"

/* Is a server started with it? A keyfile without members was named by itself. */
bool keyfile_is_used(const struct fleet_keyfile *named);

/* What the server gets is in the file, or the file is where the server opens it. */
bool keyfile_is_plain(const struct lint *lint, const struct fleet_keyfile *named);

/* Do mode and owner mean something there: on the host, or below a root that git does not keep? */
bool keyfile_has_attributes(const struct lint *lint, const struct fleet_keyfile *named);

/* Whose is the folder that `member` keeps its data in, on this host or below the root that its keyfile was
 * looked for in? It is the user that the server runs as. False: there is no such folder, or it can't be seen. */
bool keyfile_data_owner(const struct lint *lint, const struct fleet_keyfile *named, const struct member *member,
			unsigned *owner);

/* A finding in the keyfile at `at`. */
struct diag *keyfile_finding(const struct lint *lint, const struct rule *rule, const struct fleet_keyfile *named,
			     struct span at, const char *message);

/* The same with "stops with: " and what the server prints. */
struct diag *keyfile_refusal(const struct lint *lint, const struct rule *rule, const struct fleet_keyfile *named,
			     const char *message);

/* Names the configs that lead to it. */
void keyfile_name_users(const struct lint *lint, struct diag *diag, const struct fleet_keyfile *named);

/* The first place of the keyfile. */
struct span keyfile_start(const struct keyfile *keyfile);

#endif
