/* dn: distinguished names, of certificates and of the settings that tell which certificates are members'.
 *
 * A server takes a certificate for a member's by what its subject says: by default the organizations, the
 * organizational units and the domain components must be those of its own certificate, as sorted lists, byte by
 * byte; a name without any never counts. CN, L, ST and C count for nothing then. From 7.0 on
 * net.tls.clusterAuthX509.attributes names other attributes that count instead. (Server source,
 * util/net/ssl_manager.cpp, 4.2 to 7.0-dev: canonicalizeClusterDN(), RFC4514Parser.)
 *
 *     struct dn dn;
 *     if (dn_parse(arena, STR("O=Acme, OU=Servers"), &dn) && dn_same_cluster(&dn, &certificate->subject)) ...
 */
#ifndef CONFIG_DN_H
#define CONFIG_DN_H

#include "base/str.h"

/* "2.5.4.10" and what it says: UTF-8, as it is compared. */
struct dn_part {
	struct str type, value;
};

/* Sorted by type and value. */
struct dn {
	struct dn_part *parts;
	uint32_t count;
};

/* The text of a setting, as the server reads it (RFC 4514): names and dotted numbers for types, a backslash before what
 * would end a value. False: the server does not take it, or it names a type that is not known here. */
bool dn_parse(struct arena *arena, struct str text, struct dn *dn);

/* For those who put one together. */
void dn_sort(struct dn *dn);

/* "O=Acme, OU=Servers": its O, OU and DC, for messages. */
const char *dn_cluster_text(struct arena *arena, const struct dn *dn);

/* Has it any O, OU or DC? */
bool dn_has_cluster(const struct dn *dn);

/* Are the O, OU and DC the same, and is there one? */
bool dn_same_cluster(const struct dn *a, const struct dn *b);

/* Are they the same, part by part? */
bool dn_same(const struct dn *a, const struct dn *b);

/* Has it all the parts of `wanted`? */
bool dn_holds(const struct dn *dn, const struct dn *wanted);

/* Is that a common name, which each host mostly has its own of? */
bool dn_part_is_common_name(const struct dn_part *part);

#endif
