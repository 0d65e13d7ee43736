/* certificate: what the certificates of a PEM file say, for telling whom a server trusts and takes for a member.
 *
 * net.tls.certificateKeyFile and clusterFile hold a private key beside the certificates: of a file only the blocks that
 * begin with BEGIN CERTIFICATE are looked at, and of those only names and one extension; everything that was read
 * lies in memory that is wiped. The first certificate of such a file is the server's own, the others go along with it
 * when it is shown. CAFile and clusterCAFile hold the certificates that others are checked by.
 *
 * Signatures, keys and dates are not checked: whether a certificate was issued by another is told by their names, as
 * OpenSSL compares them.
 *
 *     struct certificates file;
 *     certificates_read(arena, path, &file);
 *     if (file.count) ... file.list[0].subject
 *
 * Never fails: a file that can't be read, or not whole, holds no certificates, and nothing is known of it.
 */
#ifndef CONFIG_CERTIFICATE_H
#define CONFIG_CERTIFICATE_H

#include "config/dn.h"

struct certificate {
	struct dn subject;
	struct str name, issuer;  /* subject and issuer in a form in which names that are the same are equal bytes */
	bool odd;                 /* a name is in letters that are not compared here: nothing follows from its being different */
	bool has_membership;      /* the extension that net.tls.clusterAuthX509.extensionValue asks for ... */
	struct str membership;    /* ... and what it says; .at is NULL where that is no text */
};

struct certificates {
	const char *path;
	struct certificate *list;
	uint32_t count;           /* 0: not known */
};

void certificates_read(struct arena *arena, const char *path, struct certificates *file);

/* The same from bytes; `scratch` is for what is to be wiped. */
void certificates_parse(struct arena *arena, struct arena *scratch, struct str bytes, struct certificates *file);

/* Does the first certificate of `shown` lead, by way of the others, to one of `trusted`? True where it is not known. */
bool certificates_lead_to(const struct certificates *shown, const struct certificates *trusted);

#endif
