/* procedure: MongoDB's procedures without downtime, as data.
 *
 * A procedure takes every member from step to step of a chain of states, phase by phase: in a phase, the
 * configs (or keyfiles) of the members with certain roles change, and they restart one after the other. Two
 * neighbouring steps may be mixed, others never. So where a fleet stands is told by the steps of its
 * members, and the next phase is the first that is not done.
 *
 *     const struct procedure *procedure = procedure_find(STR("enforce-keyfile"));
 *     uint32_t count;
 *     struct field *fields = procedure_fields(arena, procedure, &fleet, &count);
 *     struct stand stand;
 *     stand_find(arena, procedure, &fields[0], &stand);          see stand.h
 *     stand.variant->phases[stand.edit].transforms               what to do on which files
 *
 * To add one: write src/rollout/procedure_NAME.c with a `const struct procedure procedure_NAME`, and add its
 * line to procedure.c and its name to the project file's (fleet/project_keys.c). Nothing else knows a procedure by name.
 */
#ifndef ROLLOUT_PROCEDURE_H
#define ROLLOUT_PROCEDURE_H

#include "fleet/fleet.h"

/* What a procedure is carried out on: one replica set, or one sharded cluster with all its parts. */
struct field {
	const char *name;
	const struct fleet *fleet;
	const struct deployment *const *deployments;   /* one, or a cluster's; as a roll visits them */
	uint32_t deployment_count;
	const struct cluster *cluster;                 /* or NULL */
	bool sharded;                                  /* a cluster, or what must be a part of one */
	/* All, in the order in which a roll visits the parts, those whose configs can't be read at the end of theirs; */
	const struct member **members;
	const char **names;                            /* as each is called here: "m0", "shop/m0" where there are two */
	uint32_t count;
};

/* A state of one member on the way. */
struct step {
	const char *name;       /* "no-auth", "transition", "enforced": in tables and JSON */
	const char *words;      /* "has no keyfile": "m1 has no keyfile" */
	const char *settings;   /* what its config has then: "security.keyFile and security.transitionToAuth: true" */
	bool open;              /* anybody who reaches the port gets in */
};
enum { STEP_OFF = -1 };         /* is in none of the procedure's states */

/* Where one member is. */
struct position {
	int step;
	const char *why_off;    /* STEP_OFF: "takes its security settings from elsewhere": "m1 takes ..." */
	const char *help;       /* STEP_OFF: what to do about it, a sentence; NULL: nothing to say */
};

enum level { LEVEL_FILES, LEVEL_CONTENT, LEVEL_EXPORTS, LEVEL_LIVE, LEVEL_COUNT };

/* Who can check a condition of that level: "config files", ...; its letter in tables: "F". */
const char *level_words(enum level level);
char level_letter(enum level level);

enum answer {
	ANSWER_UNKNOWN,
	ANSWER_NO,
	ANSWER_YES,
	ANSWER_IDLE,            /* has nothing to do with this field: is not shown */
};

/* Something that must hold before or after a phase. */
struct condition {
	enum level level;
	const char *text;       /* a sentence for the operator */
	const char *command;    /* for mongosh or the shell; NULL: none */
	int log_id;             /* of a line in the server's log (4.4 and later) to watch; 0: none */
	/* Where files or exports can tell; NULL: they can't. *why_not is set with ANSWER_NO, and may be with UNKNOWN. */
	enum answer (*holds)(struct arena *arena, const struct field *field, const char **why_not);
	bool downtime;          /* where it does not hold, the phase can be done all the same, but not without downtime */
};

#define PHASE_ROLE(role) (1u << (role))
#define PHASE_SHARDS (PHASE_ROLE(ROLE_MEMBER) | PHASE_ROLE(ROLE_SHARD))
#define PHASE_SERVERS (PHASE_SHARDS | PHASE_ROLE(ROLE_CONFIG_SERVER))
#define PHASE_ALL (PHASE_SERVERS | PHASE_ROLE(ROLE_ROUTER))

struct phase {
	const char *title;           /* "transition": phases are numbered from 1 in their order */
	const char *about;           /* what is done and why, a short paragraph */
	unsigned roles;              /* whose files change; 0: nobody's (work for people) */
	int from, to;                /* steps of those members before and after; equal: nobody's files change */
	const char *transforms;      /* as for apply: "add-keyfile,enable-transition"; NULL: none */
	const char *back;            /* transforms that undo it; NULL: none do it alone */
	const char *change;          /* the same in words: "add security.keyFile and security.transitionToAuth: true" */
	bool keyfiles;               /* the keyfiles change, not the configs: rotation_plan()'s phase `to` */
	bool restarts;               /* those members restart, one after the other */
	const struct condition *before, *after;  /* ended by one without text; NULL: none */
	const char *if_skipped;      /* what happens then; NULL: nothing to say */
	const char *clients;         /* what clients notice; NULL: nothing */
};

/* Does it change files? Else it is work for people. */
static inline bool phase_edits(const struct phase *phase)
{
	return phase->from != phase->to;
}

static inline bool phase_has(const struct phase *phase, const struct member *member)
{
	return (phase->roles & PHASE_ROLE(member->role)) != 0;
}

/* One way of doing it, for one kind of field. */
struct variant {
	const char *name;            /* "replica set", "sharded cluster", "with TLS" */
	const char *about;           /* when it is the way to go, a sentence; NULL: its name says it */
	bool (*fits)(const struct field *field);   /* NULL: every one; the first that fits is taken */
	const struct step *steps;
	unsigned step_count;
	/* Which step each member of the field is at, by its settings and keyfile; members at one place of the chain that
	 * can't be told without the others (keys that are old or new) are placed together. */
	void (*place)(struct arena *arena, const struct field *field, struct position *positions);
	/* What else to say of members that are there, a sentence; NULL: nothing. May be NULL itself. */
	const char *(*note)(struct arena *arena, const struct field *field, const struct position *positions);
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
	bool routers_last;           /* a roll over a cluster goes config servers, shards, mongos; else mongos come first */
	const struct variant *variants;
	unsigned variant_count;
};

extern const struct procedure *const procedure_table[];
extern const unsigned procedure_count;

const struct procedure *procedure_find(struct str name);

/* The one that was meant: in other upper and lower case, or with a few letters wrong; NULL: none is near. */
const struct procedure *procedure_suggest(struct str name);

/* The parts of a fleet that a procedure is carried out on, one by one: clusters, and sets that are in none. Standalone
 * servers are no field. */
struct field *procedure_fields(struct arena *arena, const struct procedure *procedure, const struct fleet *fleet,
			       uint32_t *count);

#endif
