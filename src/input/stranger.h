/* stranger: what a file is that is nothing a server reads.
 *
 * Who names a README, a script or a workflow of a CI system on the command line is told so, instead of a hundred unknown
 * options. Only what bears the signs of something else is a stranger: a config with nothing but mistakes in it, one that
 * can't be parsed and an empty one have none of them, and stay configs.
 *
 *     uint32_t at;
 *     const char *what = stranger_what(scratch, &source, &at);
 *     if (what) ... "is %s, not a config"; at `at` it can be seen
 *
 * A file whose first line that says anything says an option or a section of a server is never one, and that is all that is looked at.
 */
#ifndef INPUT_STRANGER_H
#define INPUT_STRANGER_H

#include "text/source.h"

/* "a GitHub workflow"; NULL: it is none. Of a template, the text that is left of it. `*at` is an offset of the text. */
const char *stranger_what(struct arena *scratch, const struct source *source, uint32_t *at);

#endif
