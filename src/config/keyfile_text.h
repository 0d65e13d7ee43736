/* keyfile_text: the bytes of a keyfile as characters, and as x's.
 *
 * yaml-cpp takes UTF-8, UTF-16 and UTF-32, with a byte order mark or without, and tells which from the
 * first four bytes (yaml-cpp, src/stream.cpp): what PowerShell writes with > is a keyfile too. Here all of
 * them become UTF-8.
 */
#ifndef CONFIG_KEYFILE_TEXT_H
#define CONFIG_KEYFILE_TEXT_H

#include "base/str.h"

/* What yaml-cpp would read. A byte order mark stays, as that of UTF-8, because yamlcpp_read() skips one.
 * `*wide`: it was UTF-16 or UTF-32. In `arena`, or `bytes` itself. */
struct str keyfile_decode(struct arena *arena, struct str bytes, bool *wide);

/* The same number of lines and columns, with every character that is no blank replaced. */
struct str keyfile_mask(struct arena *arena, struct str text);

/* Is it encrypted (Ansible Vault, SOPS, git-crypt, age, PGP, a sealed secret), or a template that is still
 * to be rendered? What the server gets is not in it then. */
bool keyfile_is_sealed(struct str bytes);

/* Is there a run of characters that looks like random ones in base64? Then the text may be a keyfile that was
 * taken for something else, and what is in it is not to be shown. */
bool keyfile_has_keys(struct str text);

/* The text with an x for each character of what is surely no word, path or checksum, but a key: such as a key that was
 * pasted where the name of its file should be. The text itself where there is none. For everything that is printed. */
struct str keyfile_hide(struct arena *arena, struct str text);

/* The same of a config in which no option of a server is set. */
struct config;
bool keyfile_taken_for_config(const struct config *config);

/* What a byte of a keyfile is; a table, as every byte of every keyfile is asked about. */
enum { KEYFILE_IS_BLANK = 1, KEYFILE_IS_BASE64 = 2 };
extern const unsigned char keyfile_byte[256];

/* 0x09 to 0x0D and the space: what the server drops from a key (stripString() of
 * auth/security_file.cpp). */
static inline bool keyfile_blank(char c)
{
	return keyfile_byte[(unsigned char)c] == KEYFILE_IS_BLANK;
}

/* What it takes in a key. */
static inline bool keyfile_base64(char c)
{
	return keyfile_byte[(unsigned char)c] == KEYFILE_IS_BASE64;
}

#endif
