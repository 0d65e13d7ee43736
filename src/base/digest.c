#include "base/digest.h"

#include <sha2.h>
#include <string.h>

void digest_sha256(struct str bytes, unsigned char digest[DIGEST_SIZE])
{
	SHA2_CTX context;
	SHA256Init(&context);
	if (bytes.len)
		SHA256Update(&context, (const uint8_t *)bytes.at, bytes.len);
	SHA256Final(digest, &context);
	explicit_bzero(&context, sizeof context);
}

void digest_hex(const unsigned char digest[DIGEST_SIZE], uint32_t len, char *hex)
{
	for (uint32_t i = 0; i < len && i < 2 * DIGEST_SIZE; i++)
		hex[i] = "0123456789abcdef"[digest[i / 2] >> (i % 2 ? 0 : 4) & 15];
	hex[len < 2 * DIGEST_SIZE ? len : 2 * DIGEST_SIZE] = '\0';
}
