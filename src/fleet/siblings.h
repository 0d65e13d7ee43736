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

/* Is a folder called like a host: db1, mongo-a, node_3, 10.0.0.4, db.example.net? */
bool sibling_host_name(struct arena *arena, struct str name);

/* The file's name with every number, and a lone letter, as "#": mongod-1.conf and mongod-2.conf are
 * one pattern, as are mongod-a.conf and mongod-b.conf. */
struct str sibling_pattern(struct arena *arena, struct str file);

#endif
