/* git_index: files that git surely does not ignore, told without starting it.
 *
 * Git ignores no file that is in its index, whatever a .gitignore says; and most configs in a work tree are. Starting git
 * takes several times what judging a config does, so the index is looked at first. Anything unusual is left to git: a .git
 * that is a file or a link, one of another user, whom git may not trust, an index of version 4 or above 16 MiB, entries
 * that a sparse checkout skips, and whatever is not as the format says (gitformat-index(5)). The index may be a
 * stranger's: of what it holds nothing is used but whether our own names are in it.
 */
#ifndef FLEET_GIT_INDEX_H
#define FLEET_GIT_INDEX_H

#include <stdbool.h>

#include "base/str.h"

/* Are all these files in the index of the work tree that holds `folder`? `names`: paths from `folder` on, each with ./
 * before it and a NUL behind it, with no link on the way, as a walk finds them; for any other the answer is no. False
 * also where it can't be told: then git knows. */
bool git_index_has_all(const char *folder, struct str names);

/* The same of the bytes of an index, and of paths from the top of the work tree on; sorts them. */
bool git_index_lists(struct str index, struct str *paths, uint32_t count);

#endif
