/* admit: finds a file that is to be rewritten, and refuses early what can't or mustn't be.
 *
 * Everything that can be known before anything is written is asked here, so that it is said with its cure and
 * without traces: that it is a link, a folder, a mount, immutable, generated, has other names, or was named twice.
 */
#ifndef SAVE_ADMIT_H
#define SAVE_ADMIT_H

#include "save/stage.h"

/* Resolves the path, opens the folder, and fills `stage`. ERR_REFUSED. */
bool admit_find(struct stages *stages, const struct replacement *file, struct stage *stage, struct err *err);

/* Once the folders are locked and what a killed run left is gone: may this file be rewritten? ERR_REFUSED. */
bool admit_check(const struct stages *stages, const struct stage *stage, struct err *err);

#endif
