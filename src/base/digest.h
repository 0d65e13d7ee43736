/* digest: SHA-256, by libmd.
 *
 * For telling secrets apart without keeping them. The context is wiped, so that nothing of the
 * bytes stays behind.
 */
#ifndef BASE_DIGEST_H
#define BASE_DIGEST_H

#include "base/str.h"

enum { DIGEST_SIZE = 32 };

void digest_sha256(struct str bytes, unsigned char digest[DIGEST_SIZE]);

/* The first `len` characters of it in hexadecimal, and a NUL. */
void digest_hex(const unsigned char digest[DIGEST_SIZE], uint32_t len, char *hex);

#endif
