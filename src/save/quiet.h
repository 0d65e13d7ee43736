/* quiet: signals that would end the process in the middle of a rewrite wait until it is done. */
#ifndef SAVE_QUIET_H
#define SAVE_QUIET_H

#include <signal.h>
#include <stdbool.h>

/* What was in force before. */
struct quiet {
	sigset_t mask;
	struct sigaction size;
};

/* From now on SIGINT, SIGTERM and SIGHUP wait, and a limit on the size of files is an error of write(2). */
void quiet_begin(struct quiet *before);

/* As before; a signal that waited comes now. */
void quiet_end(const struct quiet *before);

/* Is one waiting? */
bool quiet_interrupted(void);

#endif
