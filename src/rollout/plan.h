/* plan: what is left of a procedure, ready to be carried out.
 *
 *     struct plan plan;
 *     plan_make(arena, &stand, &invocation, &plan);
 *     for (each phase of plan) which files change, in which order who restarts, what to run and to look at
 *
 * A roll goes part by part, in the order in which the field has them, and within a set: hidden, delayed and
 * priority-0 members and arbiters, then other secondaries, the primary last, after it stepped down. Who is what
 * comes from exports of rs.conf() and rs.status(); where there is none, that is left open and said.
 *
 * Files tell what is written, not what runs: of the last phase that is done, the restarts may still be due, so its
 * roll is there, too (PLAN_WRITTEN). A field that is held back has no phases.
 *
 * Everything belongs to the arena; nothing fails.
 */
#ifndef ROLLOUT_PLAN_H
#define ROLLOUT_PLAN_H

#include "rollout/code.h"
#include "rollout/stand.h"
#include "transforms/transform.h"

/* How the run was called: what is not to be typed again in the commands of a plan. */
struct invocation {
	const struct parameters *parameters;  /* of transforms; NULL: none was given */
	const char *const *flags;             /* other flags that matter again, ready to be copied: "--project x.yaml" */
	uint32_t flag_count;
	const char *const *paths;
	uint32_t path_count;
	bool many;                            /* fields: a command is for the files of one, so it names them instead of the paths */
};

/* A command to be copied. Where a value is missing stands a word in capitals: PATH. */
struct plan_command {
	const char *line;
	const char **missing;        /* flags that were not given and whose values stand there so: "--key-file" */
	uint32_t missing_count;
};

enum stop_kind { STOP_RESTART, STOP_STEP_DOWN };

struct stop {                        /* a station of a roll */
	const struct member *member;
	const char *name;            /* field->names' */
	enum stop_kind kind;         /* STEP_DOWN: the primary is stepped down first, then restarted */
	const char *address;         /* "db1.example.net:27017"; NULL: not known */
	const char *because;         /* "hidden", "arbiter", "primary"; NULL: nothing special */
	const char *remark;          /* what to mind with this one, a sentence; NULL: nothing */
	bool written;                /* its file has the change already: restarted since, or not */
};

struct roll {                        /* through one set, or the routers of a cluster */
	const struct deployment *part;
	struct stop *stops;
	uint32_t count;
	bool primary_known;          /* by rs.status(); else "whoever is primary goes last" */
};

struct plan_condition {
	const struct condition *condition;
	enum answer answer;          /* UNKNOWN: by its level, an export, people or the servers can tell */
	bool later;                  /* it is about a state that is not reached yet: nothing was asked */
	const char *why;             /* of a NO, perhaps of an UNKNOWN; or NULL */
};

enum plan_state {
	PLAN_DONE,
	PLAN_WRITTEN,                /* the last one that is done: are all restarted since? */
	PLAN_UNDER_WAY,
	PLAN_NEXT,
	PLAN_LATER,
};

/* A line for mongosh, and what it is for. */
struct plan_live {
	const char *what;
	const char *line;
};

struct plan_phase {
	const struct phase *phase;
	unsigned number;             /* from 1 */
	enum plan_state state;
	const char **files;          /* configs (or keyfiles) that are still to be changed in it, each once */
	uint32_t file_count;
	const char **by_hand;        /* members whose settings stand on a command line, which nothing edits */
	uint32_t by_hand_count;
	uint32_t there, of;          /* members whose files have it already, and all of them */
	struct roll *rolls;
	uint32_t roll_count;
	struct plan_condition *before, *after;
	uint32_t before_count, after_count;
	struct plan_command command; /* that changes the files; line NULL: nobody's change */
	struct plan_live *live;      /* what to run on each server after its restart, or instead of it */
	uint32_t live_count;
	bool log_in;                 /* servers want a user from who connects with mongosh */
};

/* What MongoDB's page asks of a deployment before it can be done without downtime. */
struct requirement {
	const struct deployment *part;
	enum code_id code;           /* where it is not met */
	enum answer answer;
	const char *text;
};

struct plan_unknown {
	const char *what;            /* "who is primary of shop" */
	const char *why;             /* why it matters */
	const char *ask;             /* what tells: people, a key of the project file, a flag */
	const char *command;         /* that gives it; or NULL */
};

struct plan {
	const struct stand *stand;
	struct plan_phase *phases;   /* all, those that are done too */
	uint32_t count;
	struct requirement *requirements;
	uint32_t requirement_count;
	struct plan_unknown *unknown;
	uint32_t unknown_count;
	const char **warnings;       /* "shop: writes that wait for a majority stall while ..." */
	uint32_t warning_count;
};

void plan_make(struct arena *arena, const struct stand *stand, const struct invocation *invocation, struct plan *plan);

/* `mongoconf rollout apply PROCEDURE --phase N ...` with the flags that the transforms of this phase take. */
void plan_command(struct arena *arena, const struct stand *stand, unsigned phase, const struct invocation *invocation,
		  struct plan_command *command);

/* ERR_USAGE where a parameter was given that no phase of the procedure takes, or one that makes no sense. */
bool plan_check_parameters(const struct procedure *procedure, const struct parameters *parameters, struct err *err)
	__attribute__((warn_unused_result));

/* ERR_USAGE where a parameter was given that no phase of the procedure takes, or one that makes no sense. */
bool plan_check_parameters(const struct procedure *procedure, const struct parameters *parameters, struct err *err)
	__attribute__((warn_unused_result));

/* "db1.example.net:27017": where its set says that it is, or what its host and port make of it; NULL: not known. */
const char *plan_address(struct arena *arena, const struct member *member);

/* "primary", "hidden", "arbiter": what an export makes of the member, or its own file; NULL: nothing special, or
 * not known. */
const char *plan_standing(const struct member *member);

const char *plan_answer_name(enum answer answer);    /* "yes", "no", "unknown": in JSON */
const char *plan_state_name(enum plan_state state);  /* "done", "written", "under-way", "next", "later" */

#endif
