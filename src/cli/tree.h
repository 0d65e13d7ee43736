/* tree: PATHs as fleets, for verbs that look at whole fleets and report no findings.
 *
 *     struct tree tree;
 *     if (!tree_read(cli, count, arguments, &tree)) return;
 *     for (uint32_t i = 0; i < tree.count; i++) ... tree.parts[i].fleet
 *
 * Reads what gather() finds, files and context alike, and the keyfiles; one fleet for each project file and one for
 * what has none. What can't be read is reported and raised.
 */
#ifndef CLI_TREE_H
#define CLI_TREE_H

#include "cli/gather.h"
#include "fleet/fleet.h"

struct tree_part {
	struct unit *unit;
	struct fleet fleet;
	const struct config **configs;  /* every one that was read, templates not; in the order of names */
	uint32_t count;
};

struct tree {
	struct gathering gathering;
	struct tree_part *parts;
	uint32_t count;
};

bool tree_read(struct cli *cli, int count, char *const *arguments, struct tree *tree);

#endif
