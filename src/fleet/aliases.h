/* aliases: the names by which others may know members.
 *
 *     struct aliases all = { .arena = arena };
 *     for (each member) aliases_add(&all, member);
 *     aliases_sort(&all);
 *     struct member *member = aliases_find(&all, &list->members[i]);
 *
 * A member is known by its host, by what an inventory calls that, by what its file is called, and by
 * the addresses that it listens on; each with and without a domain.
 */
#ifndef FLEET_ALIASES_H
#define FLEET_ALIASES_H

#include "fleet/fleet.h"

enum alias_kind { ALIAS_FULL, ALIAS_SHORT, ALIAS_LISTENS };

struct alias {
	struct str name;       /* in lower case */
	struct member *member;
	enum alias_kind kind;
};

struct aliases {
	struct arena *arena;
	struct alias *at;
	uint32_t count, room;
};

void aliases_add(struct aliases *all, struct member *member);
void aliases_sort(struct aliases *all);

/* The one that is listed so: with the port that is listed, or the only one called so. NULL: none, or more
 * than one. */
struct member *aliases_find(const struct aliases *all, const struct rs_member *line);

#endif
