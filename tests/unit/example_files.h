/* example_files: the examples of a rule as files, and what the rules say about them.
 *
 * What is no config is put into a folder of its own, which is the current one meanwhile: a file below
 * rootfs/ (where the keyfiles of the hosts then lie), or a project file. A name may be followed by
 * "(mode 0644)" or "(user 999)"; one that ends in / is a folder.
 */
#ifndef TESTS_EXAMPLE_FILES_H
#define TESTS_EXAMPLE_FILES_H

#include "lint_files.h"

/* As lint_findings(). `root` is where keyfiles lie when the example has none of its own. */
const char *example_findings(struct arena *memory, const struct rule *rule, const struct example *example,
			     const char *root);

#endif
