/* html_page: what stands where on the page, known before any of it is written.
 *
 * Findings are numbered in the order of the page: by deployment, then by file, then by place. Each has an id (f12), and
 * so has each part of a deployment that is about one file (s3), each picture (p1) and each rule (r-ID): whatever is said
 * of a member or of a related place leads there.
 *
 *     struct html_page page;
 *     html_page_init(&page, out->arena, report);
 *     html_findings(out, &page);
 *     html_fleets(out, &page);
 *     html_page_free(&page);
 *
 * A page has to open in a browser: it lists so many findings, errors before warnings before infos, and says how many
 * more there are.
 */
#ifndef REPORT_HTML_PAGE_H
#define REPORT_HTML_PAGE_H

#include "report/report.h"

enum { HTML_FINDINGS = 4000 };

/* A member of a fleet, and what is found about it. */
struct html_seat {
	const struct member *member;
	uint32_t group;
	uint32_t count;           /* findings */
	uint32_t first;           /* the number of the first of them on the page; 0: none is there */
	enum severity worst;
};

struct html_entry {
	const struct diag *diag;
	uint32_t group, section;
	uint32_t place;           /* in the sink */
};

/* A deployment; or what bears a name that is none's; or the files that are nobody's. */
struct html_group {
	const struct deployment *deployment;  /* or NULL */
	const char *name;         /* NULL: nobody's */
	const char *folder;       /* that its files are in, where another deployment has the same name; or NULL */
	uint32_t picture;         /* its number; 0: none is drawn */
	uint32_t counts[3];       /* findings by severity */
};

/* From a file to the member whose config it is. */
struct html_door {
	const struct source *source;
	uint32_t seat;
};

/* The part of the page that is about a file. */
struct html_home {
	const struct source *source;
	uint32_t section;
};

struct html_page {
	const struct report *report;
	struct arena *arena;
	struct arena scratch;     /* of one finding, or one picture */
	struct html_seat *seats;  /* all members of the first fleet, then of the next */
	uint32_t seat_count;
	struct html_door *doors;  /* as many, sorted by source */
	struct html_group *groups;
	uint32_t group_count;
	struct html_entry *entries;
	uint32_t entry_count;
	uint32_t left_out[3];     /* findings that are not listed, by severity */
	struct html_home *homes;  /* sorted by source */
	uint32_t home_count;
	uint32_t pictures;
};

void html_page_init(struct html_page *page, struct arena *arena, const struct report *report);
void html_page_free(struct html_page *page);

/* Of a member that is in one of the report's fleets. */
struct html_seat *html_seat(const struct html_page *page, const struct member *member);

/* The part that is about this file, or 0. */
uint32_t html_section(const struct html_page *page, const struct source *source);

/* The picture of the deployment of a server that is started with this file, or 0. */
uint32_t html_picture(const struct html_page *page, const struct source *source);

/* ---- the parts; each writes nothing where there is nothing ---- */

void html_fleets(struct buf *out, struct html_page *page);     /* html_fleet.c */
void html_findings(struct buf *out, struct html_page *page);   /* html_finding.c */
void html_set_aside(struct buf *out, struct html_page *page);  /* html_aside.c */
void html_keyfiles(struct buf *out, const struct html_page *page);
void html_rules(struct buf *out, const struct html_page *page);

/* The lines of a finding with what is around them, the span marked; nothing where the line holds a secret. */
void html_snippet(struct buf *out, const struct diag *diag);

/* One line alone, as code within a sentence: of a related place. */
void html_line(struct buf *out, const struct source *source, struct span at);

/* What the edits of a fix do to each file. */
void html_diff(struct buf *out, struct arena *scratch, const struct diag *diag);

#endif
