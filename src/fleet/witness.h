/* witness: what stands beside configs and says how their servers are started.
 *
 * A Compose file mounts a config and starts a server with it, and with flags that win over it; a unit of systemd names it
 * by its place on the host. Both decide what the config does, and some mistakes can be seen only in both together. A walk
 * lists them by name (witness_is_called()); here they are read, and given to the configs that they are about:
 *
 *     struct inventory **found;
 *     witness_read(arena, paths, count, &found, &found_count);          the paths in the order of their text
 *     for (each) witness_match(arena, found[i], names, &index);          entry->config is one of the names, or NULL
 *
 * They make no members of a fleet, as an inventory that somebody names does: nobody said that this is how the servers are
 * run. A unit's entry is there once for each config that its --config may mean: the files whose paths end in the path on the
 * host, those in the unit's own tree (hosts/db1/etc/...) if there are some, else those that lie nearest to the unit; else the
 * only one that is called so.
 * What can't be read is passed over. All memory is the arena's; nothing fails.
 */
#ifndef FLEET_WITNESS_H
#define FLEET_WITNESS_H

#include "fleet/inventory.h"

/* May it be one, by its name alone? compose.yml, docker-compose.prod.yaml, mongod.service, mongod.service.d/limits.conf; and
 * logrotate-mongod, logrotate.d/mongod, of which the inventory has the rotations alone. */
bool witness_is_called(const char *path);

/* A unit, or a drop-in of one. */
bool witness_is_unit(const char *path);

/* Only files that speak of MongoDB are taken. Drop-ins come with their unit, and an override of Compose with the file that
 * it is laid over; services that one file includes from another that is read, too, are those of the other alone. */
void witness_read(struct arena *arena, const char *const *paths, uint32_t count, struct inventory ***found,
		  uint32_t *found_count);

/* `index`: of the names (fleet/path_index.h). */
struct path_index;
void witness_match(struct arena *arena, struct inventory *inventory, const char *const *names, const struct path_index *index);

/* Looks what lies at the sources of the mounts of a Compose file, as far as that is of its repository (home.h; `around` as
 * there): mount->lead. A file that is not there and that git ignores, or that is made of a template beside it, is not
 * looked for. */
void witness_look(struct arena *arena, const struct inventory *inventory, const char *around);

#endif
