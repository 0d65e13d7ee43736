/* fixing: the fixes of findings done to a fixed point, each round of them proven.
 *
 *     struct fixing fixing = { .arena = arena, .names = names, .name_count = count, .judge = judge, ... };
 *     fixing_run(&fixing);
 *     for (each fixing.files with edits.count) ... before, now
 *     fixing.fixed, fixing.uncovered, fixing.last.sink and fixing_reason() say what became of each finding
 *
 * A round takes the fixes of all findings in one order: first of what stops a server, then of the most severe, then by
 * file, place and rule. What meets a fix that is taken already (a byte that both cut, or new text at one place) waits for
 * the next round; so does what is not about a server that doesn't start, in a file that has such a finding. Edits that
 * are the same count once; a fix is done in all its files or in none. Rounds go on until there is nothing to take.
 *
 * A round counts when it is proven (proof.h for each file, compare.h for the findings, and no member is cut off from
 * another one); else those of its fixes that may be to blame are tried again, one in a file, then one in a replica set,
 * then half of them at a time, and what fails alone is left, with a reason. What was left is tried once more when others
 * have been done since.
 *
 * Nothing is written here. All memory is the arena's.
 */
#ifndef FIX_FIXING_H
#define FIX_FIXING_H

#include "config/config.h"
#include "diag/diag.h"
#include "text/edit.h"

struct fixing_text {
	const char *name;
	struct str text;
};

/* What the rules say of all files. */
struct judgement {
	const struct sink *sink;             /* sorted, with fingerprints */
	const struct config *const *configs; /* of all that was read, in the order of their names */
	uint32_t count;
	/* Likewise of files that were judged, those too that are no one member's config: templates and manifests. May be none. */
	const struct source *const *files;
	uint32_t file_count;
};

struct fixing_file {
	const char *name;                    /* as findings call it */
	const struct config *before, *config; /* NULL where it is no one member's */
	const struct source *was, *now;
	struct edits edits;                  /* from `was` to `now` */
	bool readable;                       /* as it is now, by all parsers */
	const char *frozen;                  /* why nothing is done to it; or NULL */
	struct fixing_file *leader;          /* of the files that name one replica set, the first */
	/* of one round */
	struct edits round;
	uint32_t takes, set_takes;           /* fixes in it; in a leader: in its set */
	bool stops, alone, set_alone, partly;
	const struct source *next;
	const struct config *next_config;
	bool next_readable;
};

/* A finding that is no more. */
struct fixing_done {
	const struct diag *diag;             /* its places are those of the round */
	struct str identity;
	uint32_t offset;                     /* in the file as it was */
};

struct fixing {
	struct arena *arena;
	/* asked */
	const char *const *names;            /* of files that may be edited, in their order */
	uint32_t name_count;
	bool unsafe;
	bool force;                          /* members may be cut off from each other */
	uint32_t rounds;                     /* at most; 0: more than any files need */
	bool (*wanted)(const void *context, const struct diag *diag);
	/* Why a file, as it is, is not edited at all; or NULL. NULL: all are. */
	const char *(*refuse)(const void *context, const struct config *config);
	/* How a file is to be read, as parts_read() takes it. NULL: all as they look. */
	const char *(*read_as)(const void *context, const char *name);
	/* Judges all files, those of `texts` (in the order of names) with that text. */
	void (*judge)(void *context, const struct fixing_text *texts, uint32_t count, struct judgement *judgement);
	void *context;
	/* answered */
	struct fixing_file *files;           /* one for each name */
	struct fixing_done *done;
	uint32_t done_count, done_room;
	const struct diag **uncovered;       /* of `last`: what showed behind a finding that was fixed */
	uint32_t uncovered_count;
	struct judgement first, last;
	const char *stuck;                   /* rules that went round in circles, and nothing counts: a bug in them; or NULL */
	/* its own */
	struct trial *trials;
	uint32_t *trial_index, trial_slots, trial_count, trial_room, accepted;
	uint32_t few;                        /* how many of those that are tried a few at a time */
	struct shown {
		struct str identity, subject;
	} *shown;                            /* what was uncovered in some round */
	uint32_t shown_count, shown_room;
};

void fixing_run(struct fixing *fixing);

/* Why a finding's fix, which was wanted, was not done; NULL: it has none, or that was not wanted. */
const char *fixing_reason(const struct fixing *fixing, const struct diag *diag);

/* The file of that name; NULL where it may not be edited. */
struct fixing_file *fixing_find(const struct fixing *fixing, const char *name);

#endif
