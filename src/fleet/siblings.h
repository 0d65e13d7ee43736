/* siblings: which files stand side by side, told from their paths and set names alone.
 *
 * For fleet_build() (build.h), which fills in `config` and `set` and then asks:
 *
 *     struct sibling *files = arena_array(arena, count, sizeof *files);
 *     files[i] = (struct sibling){ .config = config, .set = set }; ...
 *     siblings_group(arena, files, count);
 *     ... files[i].group is equal for siblings, files[i].name tells them apart ...
 *
 * Every file has a group afterwards, be it one of its own; the files keep their order. The words that
 * make a name one of a host, an environment or an example stand in tables in siblings.c. All memory is
 * the arena's; nothing fails.
 */
#ifndef FLEET_SIBLINGS_H
#define FLEET_SIBLINGS_H

#include "config/config.h"

struct sibling {
	const struct config *config;
	struct str set;           /* its replSetName; empty where it has none */
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

/* Why files of its group stand together, for people. */
const char *sibling_because(struct arena *arena, const struct sibling *file);

/* The folder of one host on the way to a file: hosts/db1 of hosts/db1/etc/mongod.conf, 10.0.0.1 of
 * 10.0.0.1/shard1.conf; empty where there is none. `surely`: it stands in a folder of hosts, or is
 * called by an address or a full name. */
struct str sibling_host_folder(struct str path, bool *surely);

/* The folder that holds both, with a slash at its end; empty: the current one. */
struct str sibling_common(struct str a, struct str b);

/* The last part of a path; of a file's name without its ending. */
struct str sibling_last(struct str path);
struct str sibling_stem(struct str path);

/* Is a folder called like an environment, a state, a release, an example: does it hold another of the same? */
bool sibling_is_apart(struct str name);

/* What is left of a name without numbers, lone letters and words for a member: nothing of
 * mongod-1 or primary, "shop" of mongod-shop-a, "csrs" of csrs2. In lower case. */
struct str sibling_pattern(struct arena *arena, struct str name);

#endif
