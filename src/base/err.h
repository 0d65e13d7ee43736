/* err: what ends a run early, and what must never happen.
 *
 * Three kinds of trouble are kept apart in this program. Something about the
 * user's config is a finding (diag/). Something that keeps the run from doing
 * its work - an unreadable file, a rewrite that would not be safe - is an error:
 * the function that meets it fills a `struct err` and returns false, and
 * everyone above passes it on until cli/ prints it and turns its kind into the
 * exit status. A mistake of our own is bug() (base/bug.h).
 *
 *     bool thing_do(struct err *err) {
 *             if (os->fsync(fd) < 0)
 *                     return err_set(err, ERR_REFUSED, path, errno, "could not be made durable");
 *
 * The first error wins: a later err_set() on a filled one changes nothing, so
 * that cleaning up never hides the cause.
 */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/bug.h"

/* The value is the exit status of the process. */
enum err_kind {
	ERR_NONE = 0,
	ERR_USAGE = 2,    /* wrong use of the command line */
	ERR_INPUT = 3,    /* an input could not be read, or an output not written */
	ERR_REFUSED = 4,  /* a rewrite was refused or failed: no file was changed */
	ERR_PENDING = 5,  /* a rewrite was interrupted, and has to be finished or undone first */
};

struct err {
	struct arena *arena;    /* owns the strings; set by ERR_INIT */
	enum err_kind kind;
	const char *path;       /* the file it is about, or NULL */
	uint32_t line, column;  /* 1-based, column in code points; 0 = no place in it */
	int cause;              /* errno, or 0 */
	const char *text;       /* a sentence without a final stop; what to do is part of it */
};
#define ERR_INIT(a) { .arena = (a) }

/* Fills `err` and returns false, so that `return err_set(...)` reads well. */
bool err_set(struct err *err, enum err_kind kind, const char *path, int cause,
	     const char *format, ...) __attribute__((format(printf, 5, 6)));

/* The same with a place in the file. */
bool err_set_at(struct err *err, enum err_kind kind, const char *path, uint32_t line,
		uint32_t column, const char *format, ...) __attribute__((format(printf, 6, 7)));

/* The error as one line: "path:line:column: text: strerror(cause)". */
char *err_line(const struct err *err);

#endif
