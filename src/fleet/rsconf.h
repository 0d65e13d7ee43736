/* rsconf: exports of rs.conf() and rs.status(): who the set itself believes to be its members.
 *
 * As JSON (JSON.stringify, EJSON with $numberInt and its like), or as the shell prints it, with
 * NumberLong(1), ObjectId("...") and unquoted names. Members are matched by `_id` and `host` where both
 * exports are there. All memory is the arena's.
 *
 *     struct rsconf set = { 0 };
 *     if (!rsconf_read(arena, "shop/rs.conf.json", &set, err)) ...
 *     if (!rsconf_read(arena, "shop/rs.status.json", &set, err)) ...   adds the states
 */
#ifndef FLEET_RSCONF_H
#define FLEET_RSCONF_H

#include "base/err.h"
#include "text/source.h"

enum rs_state { RS_UNKNOWN, RS_PRIMARY, RS_SECONDARY, RS_ARBITER, RS_OTHER, RS_DOWN };

struct rs_member {
	int64_t id;
	struct str host;             /* without the port; an IPv6 address without brackets */
	uint32_t port;               /* 27017 where none is said */
	const struct source *source; /* where it stands: rs.conf()'s export if there is one */
	struct span at;              /* the value of `host` (rs.status(): `name`) */
	unsigned votes;              /* 1 unless said */
	double priority;             /* 1 unless said */
	bool hidden, arbiter;
	int64_t delay;               /* seconds */
	enum rs_state state;         /* RS_UNKNOWN without rs.status() */
};

struct rsconf {
	const struct source *config, *status;  /* NULL where that export is not there */
	struct str set;              /* `_id`, or `set` of rs.status() */
	struct span set_at;          /* in config, else in status */
	struct rs_member *members;
	uint32_t count;
	bool config_server;          /* configsvr: true */
};

/* Reads either export, told by its content, into what `set` has already. ERR_INPUT with a position where
 * it is none, or where the two are of different sets. */
bool rsconf_read(struct arena *arena, const char *path, struct rsconf *set, struct err *err)
	__attribute__((warn_unused_result));

/* The same of a text that is there already; the caller keeps it. */
bool rsconf_read_source(struct arena *arena, const struct source *source, struct rsconf *set, struct err *err)
	__attribute__((warn_unused_result));

/* How many members vote. */
uint32_t rsconf_voters(const struct rsconf *set);

#endif
