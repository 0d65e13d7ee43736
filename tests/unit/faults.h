/* faults: an `os` table whose n-th call goes wrong.
 *
 *     for (unsigned n = 1;; n++) {
 *             faults_start((struct fault){ .at = n, .mode = FAULT_ONCE, .error = EIO });
 *             ... the code under test ...
 *             if (!faults_stop())
 *                     break;             // it makes fewer than n calls: all were tried
 *             ... what must hold after a failure ...
 *     }
 *
 * Counted are all calls of the table, or only those named `.call`.
 */
#ifndef TESTS_FAULTS_H
#define TESTS_FAULTS_H

#include <stdbool.h>

enum fault_mode {
	FAULT_ONCE,    /* call `at` does nothing and fails with `error` (close() does close) */
	FAULT_FROM,    /* so do all counted calls after it */
	FAULT_SHORT,   /* from call `at` on, every read and write does one to seven bytes */
	FAULT_DO,      /* `action` is called before call `at`, which then does its work */
};

struct fault {
	unsigned at;              /* 1-based; 0 = never */
	enum fault_mode mode;
	int error;
	const char *call;         /* a name of the table, or NULL */
	void (*action)(void);
};

/* Puts the table in place of the one in use. */
void faults_start(struct fault plan);

/* Puts the real one back; tells whether call `at` was reached. */
bool faults_stop(void);

#endif
