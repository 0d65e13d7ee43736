/* procedure: MongoDB's procedures without downtime, as data.
 *
 * A procedure takes every member from step to step of a chain of states, phase by phase: in a phase, the
 * configs (or keyfiles) of the members with certain roles change, and they restart one after the other. Two
 * neighbouring steps may be mixed, others never. So where a fleet stands is told by the steps of its
 * members, and the next phase is the first that is not done.
 *
 *     const struct procedure *procedure = procedure_find(STR("enforce-keyfile"));
 *     struct stand stand;
 *     stand_find(arena, procedure, &fleet_part, &stand);         see stand.h
 *     stand.variant->phases[stand.next].transforms               what to do on which files
 *
 * To add one: write src/rollout/procedure_NAME.c with a `const struct procedure procedure_NAME`, and add its
 * line to procedure.c. Nothing else knows a procedure by name.
 */
#ifndef ROLLOUT_PROCEDURE_H
#define ROLLOUT_PROCEDURE_H

#include "fleet/fleet.h"

/* What a procedure is carried out on: one replica set, or one sharded cluster with all its parts. */
struct field {
	const char *name;
	const struct deployment *const *deployments;   /* one, or a cluster's */
	uint32_t deployment_count;
	const struct cluster *cluster;                 /* or NULL */
	const struct member **members;                 /* all, in the order in which a roll visits the parts */
	uint32_t count;
};

/* A state of one member on the way. */
struct step {
	const char *name;       /* "no-auth", "transition", "enforced": in tables and JSON */
	const char *words;      /* "has no keyfile": "m1 has no keyfile" */
	bool open;              /* anybody who reaches the port gets in */
};
enum { STEP_OFF = -1 };         /* is in none of the procedure's states */

enum level { LEVEL_FILES, LEVEL_CONTENT, LEVEL_EXPORTS, LEVEL_LIVE };  /* who can check it: see words in procedure.c */

/* Something that must hold before or after a phase. */
struct condition {
	enum level level;
	const char *text;       /* a sentence for the operator */
	const char *command;    /* for mongosh or the shell; NULL: none */
	int log_id;             /* of a line in the server's log (4.4 and later) to watch; 0: none */
	bool (*holds)(struct arena *arena, const struct field *field, const char **why_not);  /* where files or exports can tell;
	                                                       * NULL: they can't */
};

#define PHASE_ROLE(role) (1u << (role))
#define PHASE_SERVERS (PHASE_ROLE(ROLE_MEMBER) | PHASE_ROLE(ROLE_SHARD) | PHASE_ROLE(ROLE_CONFIG_SERVER))
#define PHASE_ALL (PHASE_SERVERS | PHASE_ROLE(ROLE_ROUTER))

struct phase {
	const char *title;           /* "transition": phases are numbered from 1 in their order */
	const char *about;           /* what is done and why, a short paragraph */
	unsigned roles;              /* whose files change; 0: nobody's (work for people) */
	int from, to;                /* steps of those members before and after; equal: nobody's files change */
	const char *transforms;      /* as for apply: "add-keyfile,enable-transition"; NULL: none */
	bool keyfiles;               /* the keyfiles change, not the configs: rotation_plan()'s phase `to` */
	bool restarts;               /* those members restart, one after the other */
	const struct condition *before, *after;  /* ended by one without text; NULL: none */
	const char *if_skipped;      /* what happens then; NULL: nothing to say */
};

/* One way of doing it, for one kind of field. */
struct variant {
	const char *name;            /* "replica set", "sharded cluster", "with TLS" */
	bool (*fits)(const struct field *field);   /* NULL: every one */
	const struct step *steps;
	unsigned step_count;
	/* Which step each member of the field is at, by its settings and keyfile; members at one place of the chain that
	 * can't be told without the others (keys that are old or new) are placed together. */
	void (*place)(struct arena *arena, const struct variant *variant, const struct field *field, int *steps);
	const struct phase *phases;
	unsigned phase_count;
};

struct procedure {
	const char *name;            /* "enforce-keyfile" */
	const char *title;
	const char *about;           /* the story, in paragraphs: what, why this way, what each state means */
	const char *const *sources;  /* pages of MongoDB's manual and files of the server's source; NULL ends */
	struct version since;
	const char *undo;            /* how to go back, a paragraph */
	const char *const *parameters;  /* flags that its transforms need: "key-file"; NULL ends */
	const struct variant *variants;
	unsigned variant_count;
};

extern const struct procedure *const procedure_table[];
extern const unsigned procedure_count;

const struct procedure *procedure_find(struct str name);

/* The parts of a fleet that a procedure is carried out on, one by one: clusters, and sets that are in none. Standalone
 * servers are no field. */
struct field *procedure_fields(struct arena *arena, const struct fleet *fleet, uint32_t *count);

#endif
