/* files: a file system of a few texts, for the readers that take a path.
 *
 *     files_begin();
 *     files_add("keys/a", text, 0400);
 *     keyfile_read(&arena, "keys/a", server, &keyfile);
 *     files_end();
 *
 * Everything else is missing, there are no folders to walk, and nothing can be written. Random numbers are always the
 * same ones.
 */
#ifndef FUZZ_FILES_H
#define FUZZ_FILES_H

#include "base/str.h"

enum { FILES_MAX = 64 };

void files_begin(void);
void files_add(const char *path, struct str text, unsigned mode);  /* those beyond FILES_MAX are left out */
void files_end(void);

#endif
