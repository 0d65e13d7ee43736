/* progress: one line on a terminal that says how far a long run is, for whoever waits.
 *
 *     progress_start(cli, files);
 *     for (each file) { progress_step(cli, 1); ... }
 *     progress_end(cli);
 *
 * It comes after half a second, is rewritten in place on standard error, and gone before anything else is printed
 * (progress_hide(), which cli.c calls) and at the end. Never with --quiet or --verbose, nor where term_wants_progress() says
 * no; then a step costs nothing.
 */
#ifndef CLI_PROGRESS_H
#define CLI_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

struct cli;

struct progress {
	bool on, shown;
	uint32_t done, total;
	int64_t due;    /* when it is to be drawn, in milliseconds */
};

void progress_start(struct cli *cli, uint32_t total);

/* So many more files are about to be read. */
void progress_step(struct cli *cli, uint32_t files);

/* Until the next step. */
void progress_hide(struct cli *cli);

void progress_end(struct cli *cli);

#endif
