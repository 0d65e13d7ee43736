/* sarif: the parts of a SARIF 2.1.0 log, for its one reporter (sarif.c).
 *
 *     sarif_result.c   what is said of a finding: message, places, fix
 *     sarif_place.c    where: URIs, and regions in columns of UTF-16
 *     sarif_rule.c     what there is to say of a rule
 *
 * What files say is shown by web pages and editors: it is escaped as for a terminal (base/term.h), and then as SARIF
 * wants it.
 */
#ifndef REPORT_SARIF_H
#define REPORT_SARIF_H

#include "base/json.h"
#include "report/report.h"

/* One run of the reporter. */
struct sarif {
	struct arena *arena;
	const struct report *report;
	const char **rules;      /* ids of those that have findings, in order */
	uint32_t rule_count;
	struct sarif_wide *wide; /* what is known of texts with characters of two units */
	bool any_aside;          /* findings that are set aside are listed */
};

/* A `message`. The text is one that may be shown. What would be a placeholder in SARIF has its braces doubled; all others
 * should have, too, says the standard, but who shows messages does not undo that: a template's {{ x }} would be misquoted. */
struct json_t *sarif_message(struct sarif *sarif, struct str text);

const char *sarif_level(enum severity severity);

/* A `reportingDescriptor`. */
struct json_t *sarif_rule(struct sarif *sarif, const char *id);

/* A `result`. */
struct json_t *sarif_result(struct sarif *sarif, const struct diag *diag, const char *fingerprint);

/* An `artifactLocation`: of a file of the repository, or else of the current folder, relative; of others absolute. */
struct json_t *sarif_file(struct sarif *sarif, const struct source *source);

/* A `region`, in lines and columns. BYTES: also in bytes, where the source is the file as it lies on the disk, which that of
 * a keyfile is not. TEXT: with what stands there, where that may be shown; SURE: nothing secret is in those lines. */
enum { REGION_BYTES = 1, REGION_TEXT = 2, REGION_SURE = 4 };
struct json_t *sarif_region(struct sarif *sarif, const struct source *source, struct span span, unsigned parts);

/* The line around a region, for those who have not the file; NULL where it is not to be shown, or is all of the region. */
struct json_t *sarif_context(struct sarif *sarif, const struct source *source, struct span span, unsigned parts);

/* Is there anything in its lines that no report should show? */
bool sarif_is_secret(struct arena *arena, const struct source *source, struct span span);

#endif
