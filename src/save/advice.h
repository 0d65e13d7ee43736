/* advice: what to do about a system call that failed. */
#ifndef SAVE_ADVICE_H
#define SAVE_ADVICE_H

#include "base/err.h"

/* Fills `err` with ERR_REFUSED: `what` went wrong with the file called `path` because of `cause`
 * (errno), and what helps against that, where it is known. Returns false. */
bool advice_fail(const char *path, int cause, const char *what, struct err *err);

#endif
