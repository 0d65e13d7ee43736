/* report: findings as text that people or programs read.
 *
 * One file per format, one table of them. A reporter gets everything at once, sorted,
 * and writes all of its output into a buffer; cli/ decides where it goes. The exit
 * status does not depend on the format.
 *
 *     struct report report = { .sink = &sink, .files = count, .color = color };
 *     struct buf out = BUF_INIT(arena);
 *     report_format_find("text")->write(&out, &report);
 *
 * What is needed on the way comes from the buffer's arena.
 */
#ifndef REPORT_REPORT_H
#define REPORT_REPORT_H

#include "base/buf.h"
#include "config/keyfile.h"
#include "diag/diag.h"
#include "fleet/fleet.h"

/* A file that was asked about. */
struct judged_file {
	const struct source *source;
	bool template;            /* it was found and not judged */
};

/* Which part of a run a report is of (shard.h). */
struct report_shard {
	uint32_t index, count;    /* index from 1 on */
	const char *run;          /* the same for all parts of one run */
	uint32_t inventories;     /* that stand for files where no file is read */
};

struct report {
	const struct sink *sink;  /* sorted */
	uint32_t files;           /* configs that were read */
	uint32_t skipped;         /* files that were found and not judged (templates) */
	uint32_t unchanged;       /* findings that are not told, as they are on lines that did not change */
	const struct judged_file *judged;  /* the files, with findings or without; their names are unlike each other */
	uint32_t judged_count;
	const struct keyfile *const *keyfiles;  /* that were asked about: what they hold is told, too */
	uint32_t keyfile_count;
	const struct sink *aside;  /* findings that a comment or the baseline sets aside; sorted; or NULL */
	const struct fleet *const *fleets;      /* that were judged; where nothing is known of fleets, none */
	uint32_t fleet_count;
	const char *here;         /* the current folder, absolute; file names count from it */
	const char *repository;   /* the root of the git work tree that it is in, or NULL */
	int status;               /* the exit status so far: findings are not in it, what could not be read is */
	bool color;
	const char *host;         /* ... and files are links, which name this host; or NULL */
	uint32_t columns;         /* of the terminal that it goes to; 0: it goes to none */
	bool to_file;             /* it is not for standard output */
	bool quiet;               /* no summary line */
	uint32_t jobs;            /* so many findings are written at a time, where that is worth it; 0 is 1. What is written is the same */
	const struct report_shard *shard;  /* NULL: it is of all */
};

struct format {
	const char *name;   /* "text" */
	const char *about;  /* one line for `list formats` and --help */
	void (*write)(struct buf *out, const struct report *report);
};

extern const struct format report_formats[];
extern const unsigned report_format_count;

/* NULL when there is none of that name. */
const struct format *report_format_find(const char *name);

/* May the edits of the finding's fix stand in a report? Not where they hold a secret, nor where they have bytes that are no
 * UTF-8: repaired, they would write others than those that were checked. */
bool report_has_edits(const struct diag *diag);

/* The finding as an object of JSON. */
struct json_t;
struct json_t *report_json_finding(const struct diag *diag);

/* How many findings were set aside for this reason. */
uint32_t report_aside(const struct report *report, enum aside aside);

/* The file as services want it: from the root of the repository on, without one from the current folder on, and never
 * absolute where it lies in there; else as it is named. */
const char *report_file(struct arena *arena, const struct report *report, const struct source *source);

/* What services know these findings by: fingerprints in which files are called by report_file(), in the same order. */
const char **report_fingerprints(struct arena *arena, const struct report *report, const struct sink *findings);

/* The formats. */
void report_text(struct buf *out, const struct report *report);
void report_oneline(struct buf *out, const struct report *report);
void report_json(struct buf *out, const struct report *report);
void report_sarif(struct buf *out, const struct report *report);
void report_gitlab(struct buf *out, const struct report *report);
void report_github(struct buf *out, const struct report *report);
void report_checkstyle(struct buf *out, const struct report *report);
void report_junit(struct buf *out, const struct report *report);
void report_html(struct buf *out, const struct report *report);

#endif
