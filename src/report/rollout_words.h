/* rollout_words: how the reports of a rollout call things. */
#ifndef REPORT_ROLLOUT_WORDS_H
#define REPORT_ROLLOUT_WORDS_H

#include "rollout/plan.h"

/* "shard shop1, primary": what the member is in the field, as far as it is known; or "". */
const char *words_part(struct arena *arena, const struct stand *stand, const struct member *member);

/* "hosts/db1/mongod.conf", or the Compose file whose command line says all. */
const char *words_file(const struct member *member);

/* Which of several ways it goes, where a procedure has them; else what it goes on: "replica set". */
const char *words_kind(const struct stand *stand);

/* Said in place of everything where a run has found no field. */
extern const char words_nothing[];

/* "enforce-keyfile on shop (replica set)" */
const char *words_title(struct arena *arena, const struct stand *stand);

/* That the phase which was written last is only done when every server has restarted; NULL where none was, or where the
 * next one has begun. */
const char *words_restarted(struct arena *arena, const struct stand *stand);

/* "phase 3 of 4, transition" */
const char *words_phase(struct arena *arena, const struct stand *stand, unsigned index);

/* "db.adminCommand({ getLog: ... })": what the server wrote lately of all that these conditions say to watch; NULL:
 * nothing. */
const char *words_log(struct arena *arena, const struct plan_condition *conditions, uint32_t count);

/* What a condition says, with the log's id that tells of it. */
const char *words_condition(struct arena *arena, const struct plan_condition *one);

/* "for m1 and m2, whose settings stand on a command line, by hand: add security.keyFile"; NULL: for nobody. */
const char *words_by_hand(struct arena *arena, const struct plan_phase *phase);

/* "systemctl restart mongod" */
const char *words_restart(const struct roll *roll);

/* How to go through one: a config only counts for the server that reads it next, a new keyfile must be with all first. */
const char *words_roll(const struct plan_phase *phase);

/* What to do with one station: "rs.stepDown() on it, wait for another primary, then restart it". */
const char *words_stop(const struct stop *stop);

/* "--key-file was not given: fill in its value." */
const char *words_missing(struct arena *arena, const struct plan_command *command);

/* Those that a person is shown, what is not met first: of a cluster of hundreds of sets not all. *left are the others. */
uint32_t words_requirements(struct arena *arena, const struct plan *plan, const struct requirement ***shown, uint32_t *left);
const char *words_left(struct arena *arena, uint32_t left);

/* For mongosh: how each member of a set is. */
extern const char words_health[];

#endif
