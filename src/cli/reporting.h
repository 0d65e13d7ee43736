/* reporting: the report of a run of rules, in the format and to the place that the flags say. */
#ifndef CLI_REPORTING_H
#define CLI_REPORTING_H

#include "cli/linting.h"

/* The format of --format; NULL and raised when there is none of that name. */
const struct format *reporting_format(struct cli *cli);

void reporting_write(struct linting *linting, const struct format *format);

#endif
