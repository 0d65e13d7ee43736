/* baseline: the findings of one day, accepted, so that an old fleet can start clean and only new ones count.
 *
 * A file of JSON with one finding on each line, in the order of file and rule, so that a version control merges it well. A
 * finding is known by its fingerprint (diag/fingerprint.h); the rest of its line is for people and for what has gone.
 *
 *     struct baseline baseline;
 *     if (!baseline_read(arena, path, &baseline, err)) ...
 *     baseline_apply(&baseline, &sink, from, &aside);
 *     ... entries that were not `used`
 *     baseline_write(&out, lines, count);
 */
#ifndef DIAG_BASELINE_H
#define DIAG_BASELINE_H

#include "base/buf.h"
#include "diag/fingerprint.h"

#define BASELINE_FILE ".mongoconf-baseline.json"

struct baseline_entry {
	struct str fingerprint, rule, file, option, message;  /* the option may be empty */
	struct str server;    /* the release that was said when it was found, where that may matter; or empty */
	struct span at;       /* its line in the baseline's source */
	bool used;            /* a finding of today is it */
	bool stale, gone;     /* for the caller: certainly none is; the file is not there any more */
};

struct baseline {
	const struct source *source;
	struct baseline_entry *entries;  /* in the order of the file */
	uint32_t count;
	uint32_t *sorted;     /* by fingerprint */
};

/* ERR_INPUT, with a position where the file is no baseline. */
bool baseline_read(struct arena *arena, const char *path, struct baseline *baseline, struct err *err)
	__attribute__((warn_unused_result));

/* Takes the accepted ones among the findings from number `from` on out of `sink`, to `aside`. They have fingerprints. */
void baseline_apply(struct baseline *baseline, struct sink *sink, uint32_t from, struct sink *aside);

/* The line of a finding. */
struct baseline_entry baseline_entry_of(const struct diag *diag);

/* The text of a baseline with these entries, which are sorted for that. */
void baseline_write(struct buf *out, struct baseline_entry *entries, uint32_t count);

#endif
