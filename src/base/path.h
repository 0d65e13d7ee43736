/* path: names of files as text.
 *
 * Nothing here looks at a disk: "." and ".." are taken away as text, whatever links there are. Folders that are given
 * as `base`, `folder` and `here` are absolute, without "." and ".." in them.
 *
 *     const char *whole = path_join(arena, "/srv/repo", str_of("hosts/../db1.conf"));   "/srv/repo/db1.conf"
 *     path_below("/srv/repo", whole)                                                     "db1.conf"
 *     path_from(arena, "/srv/repo/hosts", whole)                                         "../db1.conf"
 */
#ifndef BASE_PATH_H
#define BASE_PATH_H

#include "base/str.h"

/* The folder that a path names last but one; "." for a bare name, "/" for what lies there. */
const char *path_folder(struct arena *arena, const char *path);

/* What stands behind the last slash. */
const char *path_last(const char *path);

/* `path` as `base` would name it, absolute; an absolute one stays. */
const char *path_join(struct arena *arena, const char *base, struct str path);

/* What of `path` (absolute) lies below `folder`: "" for the folder itself, NULL where it lies elsewhere. */
const char *path_below(const char *folder, const char *path);

/* Bytes of the deepest folder that both paths lie in by their names, or are; 0: none, or only /. */
size_t path_common(const char *a, const char *b);

/* `path` (absolute) as the folder `here` names it; "." for the folder itself. */
const char *path_from(struct arena *arena, const char *here, const char *path);

#endif
