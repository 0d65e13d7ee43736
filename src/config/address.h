/* address: the entries of net.bindIp.
 *
 * An entry is an IPv4 or IPv6 address, a host name, or the path of a UNIX socket; never with a
 * port, a mask or a scheme (server source, sockaddr and transport_layer_asio.cpp, 3.4 to 5.1-dev).
 */
#ifndef CONFIG_ADDRESS_H
#define CONFIG_ADDRESS_H

#include "base/str.h"

enum address_kind {
	ADDRESS_MALFORMED,
	ADDRESS_IPV4,
	ADDRESS_IPV6,
	ADDRESS_HOST,
	ADDRESS_SOCKET,
	ADDRESS_STAR,    /* a quoted *: all IPv4 addresses since 4.2 */
};

enum address_kind address_kind(struct str entry);

/* Why an entry is malformed, in words: "has a port". */
const char *address_flaw(struct str entry);

/* Do two entries mean the same? localhost and 127.0.0.1 do; letters' case does not matter. */
bool address_same(struct str a, struct str b);

/* Can only its own host reach it: 127.0.0.0/8, ::1, localhost? */
bool address_is_loopback(struct str entry);

/* 0.0.0.0, ::, or a star: every address of its family. */
bool address_is_wildcard(struct str entry);

/* The next entry of a list, without blanks around it; empty ones are passed over, as the server does
 * since 3.6. */
bool address_next(struct str *list, struct str *entry);

#endif
