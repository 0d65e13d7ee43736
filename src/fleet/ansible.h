/* ansible: groups and hosts of an Ansible inventory, whichever way it is written.
 *
 * Both formats say the same: groups have hosts, groups and variables; hosts have variables. A host that
 * is named in several groups is one host. Of the variables only those are kept that say something
 * about a server: the host's address, and what roles for MongoDB call its port, release and edition.
 *
 *     struct ansible ansible;
 *     ansible_init(&ansible, arena, source, err);
 *     uint32_t group = ansible_group(&ansible, name);
 *     if (!ansible_hosts(&ansible, group, pattern, at, &first, &count)) ...  db[01:03]:2222 is three hosts
 *     for (...) ansible_variable(&ansible, &ansible.hosts[first + i].variables, name, value, at);
 *     if (!ansible_finish(&ansible, inventory)) ...  hosts in more groups than anybody has
 *
 * Precedence is Ansible's: the host's own variables, then those of the nearest group, then `all`. Variables of
 * files beside the inventory (group_vars, host_vars) are not read. Finding a name costs the same whatever the
 * number of hosts.
 */
#ifndef FLEET_ANSIBLE_H
#define FLEET_ANSIBLE_H

#include "fleet/inventory.h"

struct ansible_variables {
	struct ansible_value {
		unsigned name;       /* row of the table of names */
		struct str text;
		struct span at;
	} *value;
	uint32_t count;
};

struct ansible_list {
	uint32_t *at;
	uint32_t count, room;
};

struct ansible_group {
	struct str name;
	const char *text;        /* the name, for those who want a NUL behind it; NULL: nobody did */
	struct ansible_list parents;
	struct ansible_variables variables;
	uint32_t seen;           /* by which host's search for groups */
};

struct ansible_host {
	struct str name;
	struct span at;
	struct ansible_list groups;
	struct ansible_variables variables;
};

/* Names to numbers. */
struct ansible_index {
	uint32_t *slot;          /* 0 is free, else a number + 1 */
	uint32_t slots, used;
};

/* Which two go together. */
struct ansible_pairs {
	uint64_t *slot;          /* 0 is free */
	uint32_t slots, used;
};

struct ansible {
	struct arena *arena;
	const struct source *source;
	struct err *err;
	struct ansible_group *groups;
	uint32_t group_count, group_room;
	struct ansible_host *hosts;
	uint32_t host_count, host_room;
	struct ansible_index group_index, host_index;
	struct ansible_pairs members, children;  /* host and group, group and parent */
};

void ansible_init(struct ansible *ansible, struct arena *arena, const struct source *source, struct err *err);

/* The group of this name, which is made if it isn't there. Numbers stay; pointers don't. */
uint32_t ansible_group(struct ansible *ansible, struct str name);

/* Puts the hosts of a pattern into a group and lists their numbers; false: the pattern is none, or there are too many. */
bool ansible_hosts(struct ansible *ansible, uint32_t group, struct str pattern, struct span at, struct ansible_list *hosts);

void ansible_child(struct ansible *ansible, uint32_t parent, uint32_t child);

/* Keeps the variable if it says something about a server. The first of two stays. */
void ansible_variable(struct ansible *ansible, struct ansible_variables *variables, struct str name, struct str text,
		      struct span at);

bool ansible_finish(struct ansible *ansible, struct inventory *inventory);

/* ERR_INPUT at a place; returns false. */
bool ansible_complain(const struct ansible *ansible, uint32_t at, const char *text);

/* In ansible_ini.c. Is it one? Told from the first line that is no comment. */
bool ansible_ini_is(const struct source *source);
bool ansible_ini_read(struct arena *arena, struct inventory *inventory, struct err *err) __attribute__((warn_unused_result));

/* In ansible_yaml.c. */
bool ansible_yaml_is(const struct tree *tree);
bool ansible_yaml_read(struct arena *arena, const struct tree *tree, struct inventory *inventory, struct err *err)
	__attribute__((warn_unused_result));

#endif
