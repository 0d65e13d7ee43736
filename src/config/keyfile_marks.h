/* keyfile_marks: what the looks of a key tell of how it was made. For keyfile.c alone.
 *
 * The server takes all of these; people should not.
 */
#ifndef CONFIG_KEYFILE_MARKS_H
#define CONFIG_KEYFILE_MARKS_H

#include "config/keyfile.h"

/* `key`: the characters that count. Too few of them to guess (below 96 bits, were they random), few different
 * ones, a piece repeated, or words. */
bool keyfile_key_is_weak(struct str key);

/* Were the lines of `text`, one key to the server, meant as several? Then they are not the lines of one
 * long text that was wrapped: padding ends one of them, or each is longer than anybody wraps, or they are
 * short and few. */
bool keyfile_lines_are_keys(struct str text);

/* A key that a manual, an image or a role publishes. */
bool keyfile_key_is_well_known(const unsigned char digest[32]);

#endif
