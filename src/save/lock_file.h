/* lock_file: a lock for folders that flock(2) does not work in.
 *
 * The file LOCK_NAME is made with O_EXCL and says `HOST PID`. Unlike flock(2) it outlives us
 * when we are killed: one whose process is of this host and gone is taken away; of another host
 * nothing can be known, and the message names it.
 */
#ifndef SAVE_LOCK_FILE_H
#define SAVE_LOCK_FILE_H

#include "save/folder.h"

/* 0, EWOULDBLOCK where another process holds it (`*who` says which then), or another errno. */
int lock_file_take(struct arena *arena, int folder, const char **who);

/* For who could lock the folder itself: 0; EWOULDBLOCK where the file is held all the same, by a process that could
 * not; or another errno. The file of a process that is gone is removed. */
int lock_file_check(struct arena *arena, int folder, const char **who);

/* Does a process that may still be there hold it? */
bool lock_file_is_held(int folder);

/* False with errno set where it stays. */
bool lock_file_drop(int folder);

#endif
