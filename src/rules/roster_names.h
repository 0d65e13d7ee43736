/* roster_names: what members are called, for roster.c.
 *
 * By their hosts' folders or their files, by the inventory, by net.bindIp. And the strays: files that stand beside those
 * of an inventory's group and are of no host of it, found by what their paths have in common.
 */
#ifndef RULES_ROSTER_NAMES_H
#define RULES_ROSTER_NAMES_H

#include "rules/roster.h"

/* What its folder is called, or else its file: that may be a host's name, if others' are. */
struct str roster_called(const struct member *member);

/* One of the names or addresses of an inventory's host? */
bool roster_entry_is(const struct inventory_entry *entry, struct str host);

/* net.bindIp, empty where it is none or no list; and the entries of it by which others may know its host. */
struct str roster_bound_to(const struct member *member);
bool roster_next_address(struct str *rest, struct str *entry);

/* Are its addresses all said, each as an address? Then one that is not among them is not its. */
bool roster_addresses_known(const struct member *member);

struct roster_stray {
	struct str key;   /* equal for files of one set that differ in their hosts' folders alone */
	const struct member *member;
};

/* Those beside the file of `member`. */
const struct roster_stray *roster_strays_beside(struct arena *arena, const struct roster_strays *strays,
						const struct member *member, uint32_t *count);

#endif
