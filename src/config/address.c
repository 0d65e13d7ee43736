#include "config/address.h"

#include <arpa/inet.h>
#include <string.h>

/* The address's own bytes, 4 or 16. */
static bool read_ip(int family, struct str entry, unsigned char bytes[16])
{
	char text[64];
	if (entry.len >= sizeof text)
		return false;
	memcpy(text, entry.at, entry.len);
	text[entry.len] = '\0';
	return inet_pton(family, text, bytes) == 1;
}

static bool is_ip(int family, struct str entry)
{
	unsigned char bytes[16];
	return read_ip(family, entry, bytes);
}

/* fe80::1%eth0: the zone is not part of the address. */
static struct str without_zone(struct str entry)
{
	uint32_t percent = str_find_char(entry, '%', 0);
	return percent == STR_NONE ? entry : str_sub(entry, 0, percent);
}

static bool is_host_name(struct str entry)
{
	bool letter = false;
	for (uint32_t i = 0; i < entry.len; i++) {
		char c = entry.at[i];
		bool word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
		bool digit = c >= '0' && c <= '9';
		if (!word && !digit && c != '-' && c != '.')
			return false;
		if (c == '.' && (i == 0 || entry.at[i - 1] == '.'))
			return false;
		letter |= word;
	}
	/* All digits and dots, and no IPv4 address: a slip, such as 10.0.0.256. */
	return entry.len > 0 && entry.len <= 253 && letter && entry.at[0] != '-';
}

enum address_kind address_kind(struct str entry)
{
	if (str_is(entry, "*"))
		return ADDRESS_STAR;
	if (is_ip(AF_INET, entry))
		return ADDRESS_IPV4;
	if (is_ip(AF_INET6, without_zone(entry)))
		return ADDRESS_IPV6;
	if (entry.len > 1 && entry.at[0] == '/' && !str_has_char(entry, ' '))
		return ADDRESS_SOCKET;
	return is_host_name(entry) ? ADDRESS_HOST : ADDRESS_MALFORMED;
}

const char *address_flaw(struct str entry)
{
	uint32_t colon = str_find_char(entry, ':', 0);
	bool digits = colon != STR_NONE && colon + 1 < entry.len;
	for (uint32_t i = colon; digits && ++i < entry.len;)
		digits = entry.at[i] >= '0' && entry.at[i] <= '9';
	if (entry.len == 0)
		return "is empty";
	if (str_is(entry, "*"))
		return "is every address there is; mongod's way to say that is 0.0.0.0";
	if (str_find(entry, STR("://"), 0) != STR_NONE)
		return "has a scheme; only the address belongs here";
	if (entry.at[0] == '[' && str_ends(entry, "]"))
		return "has brackets; mongod takes an IPv6 address without them";
	if (digits || entry.at[0] == '[')
		return "has a port; that goes into net.port";
	if (str_has_char(entry, '/'))
		return "has a mask; only one address at a time";
	if (str_has_char(entry, ' ') || str_has_char(entry, ';'))
		return "is several addresses; put commas between them";
	return "is neither an address, nor a host name, nor the path of a socket";
}

static struct str canonical(struct str entry)
{
	return str_eq_nocase(entry, STR("localhost")) ? STR("127.0.0.1") : entry;
}

/* ::1 and 0:0:0:0:0:0:0:1 are one address. */
static bool same_ipv6(struct str a, struct str b)
{
	unsigned char left[16], right[16];
	return read_ip(AF_INET6, a, left) && read_ip(AF_INET6, b, right) && !memcmp(left, right, sizeof left);
}

bool address_same(struct str a, struct str b)
{
	return str_eq_nocase(canonical(a), canonical(b)) || same_ipv6(a, b);
}

bool address_is_loopback(struct str entry)
{
	static const unsigned char own[16] = { [15] = 1 };
	unsigned char bytes[16];
	return str_starts(entry, "127.") || str_eq_nocase(entry, STR("localhost")) ||
	       str_eq_nocase(entry, STR("ip6-localhost")) || str_eq_nocase(entry, STR("localhost.localdomain")) ||
	       (read_ip(AF_INET6, without_zone(entry), bytes) && !memcmp(bytes, own, sizeof own));
}

bool address_is_wildcard(struct str entry)
{
	static const unsigned char all[16] = { 0 };
	unsigned char bytes[16];
	return str_is(entry, "*") || str_is(entry, "0.0.0.0") ||
	       (read_ip(AF_INET6, entry, bytes) && !memcmp(bytes, all, sizeof all));
}

bool address_next(struct str *list, struct str *entry)
{
	while (list->at && str_split(list, ',', entry)) {
		*entry = str_trim(*entry);
		if (entry->len)
			return true;
	}
	return false;
}
