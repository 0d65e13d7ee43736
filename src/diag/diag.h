/* diag: a finding, and the sink that gathers them.
 *
 * A finding says what is wrong and where (message, source, span), what the server
 * does about it (server), what to do (help, or a fix made of edits), and which
 * other places have a part in it (notes, often in other files). Rules make
 * findings; report/ prints them; nobody in between changes them.
 *
 *     struct diag *diag = sink_add(sink, &kind, SEVERITY_ERROR, source, span,
 *                                  "%s is not an option of mongod", path);
 *     diag->server = "mongod stops with: Unrecognized option: ...";
 *     diag_note(sink, diag, other, span, "rs0 is set here");
 *
 * All memory is the sink's arena; text from files is put into messages as it is, and every
 * reporter escapes what it prints.
 */
#ifndef DIAG_DIAG_H
#define DIAG_DIAG_H

#include "text/source.h"

enum severity { SEVERITY_INFO, SEVERITY_WARNING, SEVERITY_ERROR };

/* What a reporter has to know of a rule. */
struct diag_kind {
	const char *id;     /* "replset-name-mismatch" */
	const char *group;  /* syntax, startup, fleet, keyfile, security, upgrade, hygiene */
};

struct note {
	const struct source *source;
	struct span at;
	const char *text;
};

enum safety {
	SAFETY_SAFE,    /* same meaning, or the only possible meaning */
	SAFETY_UNSAFE,  /* plausible; a person must look at the diff */
};

struct fix_edit {
	const struct source *source;
	struct span cut;
	struct str put;
};

struct fix {
	enum safety safety;
	const char *title;  /* imperative: "comment the header out" */
	struct fix_edit *edits;
	uint32_t count;
};

/* What sets a finding aside, so that it is no longer reported as one. */
enum aside {
	ASIDE_NOT,
	ASIDE_COMMENT,   /* a comment in its file */
	ASIDE_BASELINE,  /* it is among the accepted ones */
};

/* What is known of a finding that was read from a report, and can't be found out there: its file is not at hand. */
struct retold {
	const char *fingerprint; /* that reports give it */
	bool shown;              /* what it marks may be shown: nothing secret is in those lines */
	bool no_edits;           /* its fix can't be shown */
};

struct diag {
	const struct diag_kind *kind;
	enum severity severity;
	const struct source *source;
	struct span at;
	const char *message;     /* one line, no final stop */
	const char *server;      /* what the server does or prints; NULL where the message says it */
	const char *program;     /* which server: "mongod" or "mongos" */
	const char *help;        /* what to do; NULL where the fix says it */
	const char *option;      /* dotted path, or NULL */
	const char *deployment;  /* name of the replica set or cluster, or NULL */
	const char *member;      /* name of the member, or NULL */
	bool unfixable;             /* nothing can be edited there: it is given no fix */
	const struct mask *mask;    /* of a template: what it decides is given no fix either; NULL: nothing is */
	bool secret;             /* the line holds a secret: reports don't show it */
	bool fails;              /* it is as severe as what makes the run fail */
	const char *fingerprint; /* see fingerprint.h; NULL before that is asked */
	enum aside aside;        /* why it does not count */
	const char *reason;      /* ... in the words of who set it aside; or NULL */
	struct note *notes;
	uint32_t note_count;
	struct fix *fix;         /* or NULL */
	const struct retold *retold;  /* NULL: it was found by this run */
};

struct sink {
	struct arena *arena;
	struct diag **at;
	uint32_t count, room;
	uint32_t unlisted[3];  /* findings of each severity that sink_trim() took out */
	const struct source *looked;  /* for rules/hide.c: the last file that it looked through for secrets, */
	bool near;                    /* and whether there are some. A file may have thousands of configs */
};
#define SINK_INIT(a) { .arena = (a) }

/* Adds a finding; the caller fills the rest of it. A place in a part of a file is told as one of the file. */
struct diag *sink_add(struct sink *sink, const struct diag_kind *kind, enum severity severity,
		      const struct source *source, struct span at, const char *format, ...)
	__attribute__((format(printf, 6, 7)));

/* Takes a finding of another sink on, as it is. */
void sink_take(struct sink *sink, struct diag *diag);

void diag_note(struct sink *sink, struct diag *diag, const struct source *source, struct span at,
	       const char *format, ...) __attribute__((format(printf, 5, 6)));

/* Gives the finding a fix of one edit in its own source; more are added with diag_fix_more(). */
void diag_fix(struct sink *sink, struct diag *diag, enum safety safety, const char *title,
	      struct span cut, struct str put);
void diag_fix_more(struct sink *sink, struct diag *diag, const struct source *source,
		   struct span cut, struct str put);

/* What the findings from number `from` on have in `scratch`, which is about to be reset, is copied to the sink's
 * arena. Their sources and kinds are not looked at: those are not in there. */
void sink_keep(struct sink *sink, uint32_t from, const struct arena *scratch);

/* By file name, place, rule, message: the order of every report. */
void sink_sort(struct sink *sink);

/* For sorted findings, before they are reported: of one rule in one file only the first 1,000 stay, and the last of
 * those says how many more there are; texts that are longer than any screen are cut. */
void sink_trim(struct sink *sink);

/* With those that were taken out. */
uint32_t sink_count(const struct sink *sink, enum severity severity);

const char *severity_name(enum severity severity);  /* "error", ... */

#endif
