/* rewrite_file: one file of a rewrite: read, changed, proven; and what the run keeps of it until all are.
 *
 *     struct rewrite_room room = { &keep, &scratch };
 *     rewrite_file(&about, &file, &room);
 *     if (file.err) ...
 *
 * Until all are changed no file has to do with another, so that several are at work at once, each in a room of its own. What
 * they have in common is only looked at.
 */
#ifndef CLI_REWRITE_FILE_H
#define CLI_REWRITE_FILE_H

#include "cli/rewrite.h"
#include "config/auth.h"
#include "transforms/fleet_check.h"

/* One config of a file; most files have but one. */
struct rewrite_piece {
	const char *label;             /* where in the file; NULL: all of it */
	enum auth_state before, after;
};

struct rewrite_file {
	/* asked */
	const char *path, *name;       /* to open ("-" is standard input), and for messages */
	bool plain;                    /* as of struct found */
	const char *read_as;           /* what the project file says; or NULL */
	struct target target;          /* which server it is for */
	const struct err *slow;        /* the project file's patterns take too long: it is refused for that; NULL: they don't */
	/* answered */
	const struct err *err;         /* why it is not changed; NULL: nothing is wrong */
	bool unread;                   /* it could not even be read */
	bool member;                   /* of a fleet, as far as can be told; its change is in `change` if `peers` */
	bool peers;
	struct fleet_change change;
	struct identity id;
	struct str text, now;          /* as it is and as it will be, where the run has use for that */
	struct edits edits;            /* from the one to the other */
	struct str remarks;            /* lines for the operator; none where nothing changes */
	struct rewrite_piece *pieces;  /* those that were asked for */
	uint32_t piece_count;
};

/* What all files of a run have in common. */
struct rewrite_about {
	const struct cli *cli;
	const struct rewrite *rewrite;
	bool keeps_text;               /* for it is shown, written or judged; else it is only asked what would become of the files */
};

struct rewrite_room {
	struct arena *keep, *scratch;  /* for what is answered; and for the rest */
};

void rewrite_file(const struct rewrite_about *about, struct rewrite_file *file, const struct rewrite_room *room);

#endif
