/* siblings: which files stand side by side, told from their paths and set names alone.
 *
 * For fleet.c alone.
 */
#ifndef FLEET_SIBLINGS_H
#define FLEET_SIBLINGS_H

#include "config/config.h"

struct sibling {
	const struct config *config;
	struct str set;
	struct str *part;         /* the path's components */
	uint32_t parts;
	struct str group;         /* equal for siblings: the path with "*" for what differs */
	uint32_t differs;         /* the component that differs; the last one is the file's name */
	const char *name;         /* that component, without the file's extension */
};

/* Gives every file its group. */
void siblings_group(struct arena *arena, struct sibling *files, uint32_t count);

/* Is a folder called like a host: db1, mongo-a, node_3, 10.0.0.4, db.example.net, primary? */
bool sibling_host_name(struct str name);

/* Is a folder called like one that holds a host's files each: hosts, nodes, ...? */
bool sibling_holds_hosts(const struct sibling *file);

/* What is left of a name without numbers, lone letters and words for a member: nothing of
 * mongod-1 or primary, "shop" of mongod-shop-a, "csrs" of csrs2. In lower case. */
struct str sibling_pattern(struct arena *arena, struct str name);

#endif
