/* reporting: the report of a run of rules, in the format and to the place that the flags say. */
#ifndef CLI_REPORTING_H
#define CLI_REPORTING_H

#include "cli/linting.h"

/* The format of --format; NULL and raised when there is none of that name. */
const struct format *reporting_format(struct cli *cli);

void reporting_write(struct linting *linting, const struct format *format);

/* How the report is to look there: color, links, columns; and whether there is a summary. */
void reporting_look(const struct cli *cli, struct report *report);

#endif
