/* keyfile: the file that security.keyFile names, read as the server reads it.
 *
 * Up to 4.0 the whole file is one key; from 4.2 on it is YAML: one scalar is one key, a list holds at most
 * two. Blanks within a key count for nothing; what is left must be 6 to 1024 characters of base64
 * (server source, auth/security_file.cpp, auth/security_key.cpp, r4.0.0, 4.2.8, 4.4). What the server
 * makes of a file is often not what its author meant: two quoted lines are one key, two bare lines
 * are one long key. `keys` is what the server makes of it.
 *
 * Key material never leaves keyfile*.c, but for those who write keyfiles (keyfile_write.h). A struct keyfile
 * holds digests, lengths and places; its `source` has the text with every character of a key replaced by an
 * x, so that lines and columns are true and nothing else is. What was read is wiped: at once, or when all copies of
 * a keyfile were read (keyfile_memo.h).
 *
 * What a config merely points at is only opened when the user said where it lies: below a root
 * (an image's or a host's file tree in the repository), or on this host.
 *
 *     struct keyfile keyfile;
 *     keyfile_read(arena, path, server, &keyfile);
 *     if (keyfile.state == KEYFILE_READ && keyfile.count) ... keyfile.keys[0].id
 */
#ifndef CONFIG_KEYFILE_H
#define CONFIG_KEYFILE_H

#include "base/version.h"
#include "text/source.h"

enum keyfile_state {
	KEYFILE_READ,       /* it was read; see `fault` */
	KEYFILE_MISSING,
	KEYFILE_NO_FILE,    /* a folder, a device */
	KEYFILE_UNREADABLE, /* there, but not for us */
	KEYFILE_ENCRYPTED,  /* Ansible Vault, SOPS, git-crypt, age, a template: what the server gets is not in it.
	                     * `fault` is what it says of the file as it is */
	KEYFILE_OUTSIDE,    /* not opened: its path, or a link on it, leads to where a repository must not lead a run */
};

/* Why the server refuses the content; the first that it meets. */
enum keyfile_fault {
	KEYFILE_FINE,
	KEYFILE_NO_KEY,     /* empty, or nothing but blanks */
	KEYFILE_BAD_CHAR,
	KEYFILE_TOO_SHORT,
	KEYFILE_TOO_LONG,
	KEYFILE_TOO_MANY,
	KEYFILE_SHAPE,      /* 4.2+: a mapping, a null, aliases without an end */
	KEYFILE_SYNTAX,     /* 4.2+: no YAML */
};

enum { KEY_ID = 8, KEYS_MAX = 2 };

struct key {
	unsigned char digest[32];  /* SHA-256 of the characters that count */
	char id[KEY_ID + 1];       /* the beginning of it in hexadecimal, to tell keys apart in messages */
	uint32_t length;           /* characters that count */
	struct span at;
};

struct keyfile {
	const char *path;             /* as it was opened */
	enum keyfile_state state;
	int cause;                    /* errno, where it could not be opened */
	enum keyfile_fault fault;
	struct span fault_at;
	unsigned char bad_char;       /* KEYFILE_BAD_CHAR: which; surely part of no key */
	uint32_t length;              /* KEYFILE_TOO_SHORT and _TOO_LONG: of the key that is; 0 for a file above 16 MiB */
	const char *prints;           /* what the server prints, without any of the content; NULL: nothing */
	const struct source *source;  /* the masked text; empty where it was not read. Of UTF-16 it is the same
	                               * in UTF-8 */
	struct key *keys;             /* the effective ones, in their order; none where there is a fault */
	uint32_t count;
	/* Shapes that are read otherwise than they look, and marks of how the file was made: */
	bool joined_lines;            /* two bare lines that became one key */
	bool lost_keys;               /* text behind the document, which the server never sees */
	uint32_t lost_at;             /* where that begins */
	bool crlf, weak;
	bool bom;                     /* a byte order mark, or UTF-16 */
	bool well_known;              /* a published sample */
	bool sequence;                /* written as a list */
	bool looked_at;               /* the next two are known, as they are not of a file in a closed folder */
	unsigned mode;                /* permission bits */
	unsigned owner;               /* user id */
};

/* Reads the file as a server of this release does; { 0 }: as one of 4.2 or later. */
void keyfile_read(struct arena *arena, const char *path, struct version server, struct keyfile *keyfile);

/* The same, of one among many that may be copies of each other: see keyfile_memo.h. The memo may be NULL. `listed`: its
 * folder was just seen to have nothing but files and folders in it, so that there is less to look at. */
struct keyfile_memo;
void keyfile_read_among(struct arena *arena, struct keyfile_memo *memo, const char *path, struct version server, bool listed,
			struct keyfile *keyfile);

/* One of KEYFILE_OUTSIDE. */
void keyfile_leave(struct arena *arena, const char *path, struct keyfile *keyfile);

/* The absolute `path` of a config below `root` ("" = this host). */
const char *keyfile_path(struct arena *arena, const char *root, struct str path);

/* Do two keyfiles have a key in common? */
bool keyfile_share(const struct keyfile *a, const struct keyfile *b);

/* Is this key one of the other's? */
bool keyfile_has(const struct keyfile *keyfile, const struct key *key);

#endif
