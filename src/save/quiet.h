/* quiet: what surrounds the process stays out of a rewrite: signals that would end it in the middle wait until it is done. */
#ifndef SAVE_QUIET_H
#define SAVE_QUIET_H

#include <signal.h>
#include <stdbool.h>
#include <sys/stat.h>

/* What was in force before. */
struct quiet {
	sigset_t mask;
	struct sigaction size;
	mode_t umask;
};

/* From now on SIGINT, SIGTERM and SIGHUP wait, a limit on the size of files is an error of write(2), and files are made
 * with the very modes that are asked for. */
void quiet_begin(struct quiet *before);

/* As before; a signal that waited comes now. */
void quiet_end(const struct quiet *before);

/* Is one waiting? */
bool quiet_interrupted(void);

#endif
