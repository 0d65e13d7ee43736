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

/* Once it is known which files a run reads (cli/gather.h, once for each tree): it can read nothing else from then on, so that a
 * parser that a file has got hold of sees no more than the files that are judged: what was named, the repositories of
 * that, and the root of keyfiles. With --on-host or --trust-paths files may lead anywhere, and nothing is done. Git,
 * which may be asked of keyfiles later on, reads its own configuration in a process of its own. `keyfiles`: some are read
 * that are named themselves, and not only those that a fleet has. */
struct gathering;
void confine_reading(struct cli *cli, const struct gathering *const *gatherings, uint32_t count, bool keyfiles);

#endif
