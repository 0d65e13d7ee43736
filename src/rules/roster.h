/* roster: a deployment's members beside the lines of the list that names them.
 *
 * The list is what the set says of itself (an export of rs.conf()), or else the group of an Ansible inventory. A
 * line and a member are brought together by their names, by the addresses that an inventory or net.bindIp
 * knows, and by their ports. What can't be compared (a list of addresses and folders with names) stays open,
 * and open lines and open members may be each other's: nothing is said of them.
 *
 *     struct roster_strays strays = roster_strays(arena, fleet);
 *     struct roster roster;
 *     for (each deployment)
 *             if (roster_make(arena, &strays, deployment, &roster))
 *                     for (uint32_t i = 0; i < roster.seat_count; i++) ... roster.seats[i].fit
 *
 * Each fault has one fit, so that the rules that ask never speak of the same one.
 */
#ifndef RULES_ROSTER_H
#define RULES_ROSTER_H

#include "rules/hostname.h"
#include "rules/odd.h"

enum line_fit {
	LINE_TAKEN,      /* a member's */
	LINE_AGAIN,      /* says what a line before it says */
	LINE_OPEN,       /* may be the line of a member that could not be compared */
	LINE_MISSPELT,   /* most likely meant for a member that is not in the list */
	LINE_MISSING,    /* no file describes this member */
};

struct roster_line {
	struct str host;
	uint32_t port;                   /* 0: not said */
	enum hostname_kind kind;
	const struct inventory_entry *entry;  /* of an inventory; or NULL */
	struct odd_place where;
	enum line_fit fit;
	const struct member *member;     /* whose it is; or NULL */
	const struct roster_line *first; /* LINE_AGAIN: the line before it */
};

enum member_fit {
	MEMBER_LISTED,
	MEMBER_OTHER_PORT,  /* its host is, with another port: `line` */
	MEMBER_NOT_LISTED,  /* its host is not; `line` is the one that was perhaps meant, or NULL */
	MEMBER_AGAIN,       /* another member has its line */
	MEMBER_OPEN,        /* nobody can say */
};

struct roster_seat {
	const struct member *member;
	enum member_fit fit;
	struct roster_line *line;
	bool by_address;    /* told by net.bindIp, not by the name of its host */
};

struct roster {
	struct roster_line *lines;
	uint32_t line_count;
	struct roster_seat *seats;   /* as deployment->members, and strays behind them */
	uint32_t seat_count;
	uint32_t taken;              /* lines with a member */
	const char *of;              /* "the member list of shop" */
	bool exported;               /* from rs.conf() */
};

/* Configs that stand beside the members of an inventory's group, with the same set's name, and are of no host of it. */
struct roster_strays {
	struct roster_stray *at;
	uint32_t count;
};

/* Once for a fleet. */
struct roster_strays roster_strays(struct arena *arena, const struct fleet *fleet);

/* False where there is no list. `strays` may be NULL, for rules that do not ask about them. */
bool roster_make(struct arena *arena, const struct roster_strays *strays, const struct deployment *deployment,
		 struct roster *roster);

/* Nothing odd in it: each member has a line of its own, or can't be compared. */
bool roster_is_even(const struct roster *roster);

/* What its file's folder is called like a host; empty: nothing is. */
struct str roster_folder(const struct member *member);

/* One of the names or addresses that its folder, or an inventory, has for its host. */
bool roster_is_known_as(const struct member *member, struct str host);

/* One of the names or addresses by which `member` is known: its host's, the inventory's, net.bindIp's. */
bool roster_is_called(const struct member *member, struct str host);

#endif
