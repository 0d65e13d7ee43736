/* fleet_facts: a fleet from texts, and the whole of it as a text, for tables in tests. */
#ifndef TESTS_FLEET_FACTS_H
#define TESTS_FLEET_FACTS_H

#include "lint_files.h"

/* .mongoconf.yaml is the project file, docker-compose.yml an inventory, NAME.json an export; NAME.hosts has a line
 * "HOST GROUP..." for each host of an Ansible inventory, where a word with an = is an address. All others are
 * configs. */
struct fleet_facts *fleet_facts_of(struct arena *arena, const struct lint_file *files);

/* A line for each deployment: "name: member... (hosts, ...)"; a member with ? has another set's name, one with !
 * none; =1 is its _id in the deployment's list, =- says that the list does not tell; then lines for clusters,
 * machines, and for what is in no deployment. */
const char *fleet_described(struct arena *arena, const struct fleet *fleet);

#endif
