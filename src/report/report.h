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

struct report {
	const struct sink *sink;  /* sorted */
	uint32_t files;           /* configs that were read */
	uint32_t skipped;         /* files that were found and not judged (templates) */
	const struct keyfile *const *keyfiles;  /* that were asked about: what they hold is told, too */
	uint32_t keyfile_count;
	bool color;
	bool quiet;               /* no summary line */
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

/* The formats. */
void report_text(struct buf *out, const struct report *report);
void report_oneline(struct buf *out, const struct report *report);
void report_json(struct buf *out, const struct report *report);

#endif
