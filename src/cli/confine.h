/* confine: a verb that only reads gives up writing before it reads anything.
 *
 * Called as soon as the command line is understood, with the one file that may be written: that of --output. What the
 * run opens afterwards, and git, which it starts, is held to that by the kernel (base/sandbox.h), whatever a file that
 * is read may do to a parser. A kernel that can't do it is no reason to complain: the program writes nothing else anyway.
 */
#ifndef CLI_CONFINE_H
#define CLI_CONFINE_H

#include "cli/cli.h"

void confine(struct cli *cli);

#endif
