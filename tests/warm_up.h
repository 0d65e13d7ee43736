/* warm_up: lets valgrind translate what most runs need, before a process forks for each of them.
 *
 * Valgrind translates every piece of code when it is first reached, and a child that is forked has what its parent has
 * translated, and nothing that another child has. So the parent runs some of the program's verbs itself: without that, most
 * of the time of most cases goes to translating the same again.
 *
 * What the program keeps between runs in one process is what it would have for a second file of one run: nothing, or a
 * library's tables. Two things would stay, and are left out while it warms up (tests/warm_up.c stands in for both, by the
 * linker's --wrap): the sandbox, which nothing takes back and every later run would be held by, and the process that is
 * asked about git.
 */
#ifndef WARM_UP_H
#define WARM_UP_H

/* Runs the command lines of standard input in `folder`, one a line, words without blanks in them, and throws away what they
 * print. They must change nothing, and one that works on many files says --jobs 1: of a thread that ended, the C library
 * keeps what valgrind takes for lost. Standard input is empty afterwards. Ends the process when a line is wrong use or names
 * what is not there, as then it warms nothing. */
void warm_up(const char *folder);

#endif
