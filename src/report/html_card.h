/* html_card: what a member, or a camp of them, is to the eye. */
#ifndef REPORT_HTML_CARD_H
#define REPORT_HTML_CARD_H

#include "report/html_camps.h"
#include "report/html_page.h"
#include "report/html_svg.h"

/* "arbiter", "shard", ... */
const char *html_role(const struct member *member);

/* "9f86d081", or what is known instead. */
const char *html_keys(struct arena *arena, const struct member *member);

struct html_card html_card_of_member(const struct html_page *page, struct arena *arena, const struct html_camp *camp,
				     const struct member *member);

/* Of a camp as a whole; `cluster`: by the names of its deployments, not of its members. */
struct html_card html_card_of_camp(const struct html_page *page, struct arena *arena, const struct html_camp *camp, bool cluster);

#endif
