/* temporary_folder: a folder of a test's own, which is the current one meanwhile.
 *
 *     static char top[] = "/tmp/mongoconf-home-XXXXXX";
 *     temporary_folder_enter(top, folders, count);
 *     ...
 *     temporary_folder_remove(top);
 */
#ifndef TESTS_TEMPORARY_FOLDER_H
#define TESTS_TEMPORARY_FOLDER_H

/* Makes it, by a name as mkdtemp() wants it, and in it so many folders, each behind the one that it lies in. */
void temporary_folder_enter(char *top, const char *const *folders, unsigned count);

/* With all that is in it; / is the current folder then. */
void temporary_folder_remove(const char *top);

#endif
