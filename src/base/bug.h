/* bug: what must never happen.
 *
 * A state that the code says is impossible, or no memory left. There is nothing careful to be done
 * any more, so the run ends where it is: a line on standard error, exit status 70.
 */
#ifndef BASE_BUG_H
#define BASE_BUG_H

enum { BUG_STATUS = 70 };

_Noreturn void bug(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
