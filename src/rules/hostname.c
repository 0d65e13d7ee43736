#include "rules/hostname.h"

static bool all_of(struct str text, const char *set)
{
	struct str allowed = str_of(set);
	for (uint32_t i = 0; i < text.len; i++)
		if (!str_has_char(allowed, text.at[i]))
			return false;
	return text.len > 0;
}

static bool any_of(struct str text, const char *set)
{
	struct str wanted = str_of(set);
	for (uint32_t i = 0; i < text.len; i++)
		if (str_has_char(wanted, text.at[i]))
			return true;
	return false;
}

static bool is_ipv4(struct str host)
{
	unsigned parts = 0;
	struct str part;
	while (str_split(&host, '.', &part)) {
		if (!all_of(part, "0123456789") || part.len > 3)
			return false;
		parts++;
	}
	return parts == 4;
}

/* Only IPv6 literals have a colon; a zone (%eth0) may follow. */
static bool is_ipv6(struct str host)
{
	uint32_t zone = str_find_char(host, '%', 0);
	return str_has_char(host, ':') && all_of(str_sub(host, 0, zone == STR_NONE ? host.len : zone), "0123456789abcdefABCDEF:.");
}

/* A container that is given no name is called by the first 12 digits of its id, or by all 64 (Docker's
 * manual, `docker run --hostname`). Twelve letters or twelve figures may be a word or a number. */
static bool is_container_id(struct str host)
{
	return (host.len == 12 || host.len == 64) && all_of(host, "0123456789abcdef") && any_of(host, "0123456789") &&
	       any_of(host, "abcdef");
}

/* A pod of a Deployment: NAME-HASH-RANDOM, of letters that make no words (Kubernetes, apimachinery,
 * pkg/util/rand: no vowels, and none of 0, 1, 3). A pod of a StatefulSet has a number instead, and keeps it. */
static bool is_pod_of_deployment(struct str host)
{
	static const char letters[] = "bcdfghjklmnpqrstvwxz2456789";
	uint32_t dash = STR_NONE, before = STR_NONE;
	for (uint32_t i = 0; i < host.len; i++)
		if (host.at[i] == '-') {
			before = dash;
			dash = i;
		}
	if (before == STR_NONE || before == 0)
		return false;
	struct str hash = str_sub(host, before + 1, dash), last = str_sub(host, dash + 1, host.len);
	return last.len == 5 && all_of(last, letters) && hash.len >= 8 && hash.len <= 10 && all_of(hash, letters) &&
	       any_of(hash, "2456789");
}

static struct str first_label(struct str host)
{
	uint32_t dot = str_find_char(host, '.', 0);
	return dot == STR_NONE ? host : str_sub(host, 0, dot);
}

/* Those that the server takes for one when it checks a set's config (server source,
 * util/net/hostandport.cpp, isLocalHost()). */
static bool is_local(struct str host)
{
	return str_eq_nocase(host, STR("localhost")) || str_starts(host, "127.") || str_is(host, "::1");
}

enum hostname_kind hostname_kind_of(struct str host)
{
	if (!host.len || any_of(host, "${}<>@ /"))
		return HOSTNAME_UNKNOWN;
	if (is_local(host))
		return HOSTNAME_LOCAL;
	if (is_ipv4(host))
		return HOSTNAME_IPV4;
	if (is_ipv6(host))
		return HOSTNAME_IPV6;
	return is_container_id(host) || is_pod_of_deployment(first_label(host)) ? HOSTNAME_PASSING : HOSTNAME_NAME;
}

bool hostname_same(struct str a, struct str b)
{
	a = str_ends(a, ".") ? str_sub(a, 0, a.len - 1) : a;
	b = str_ends(b, ".") ? str_sub(b, 0, b.len - 1) : b;
	if (str_eq_nocase(a, b))
		return a.len > 0;
	if (hostname_is_address(hostname_kind_of(a)) || hostname_is_address(hostname_kind_of(b)))
		return false;
	bool left = str_has_char(a, '.'), right = str_has_char(b, '.');
	return left != right && str_eq_nocase(first_label(a), first_label(b));
}

const char *hostname_with_port(struct arena *arena, struct str host, uint32_t port)
{
	bool brackets = hostname_kind_of(host) == HOSTNAME_IPV6;
	const char *text = arena_printf(arena, brackets ? "[%.*s]" : "%.*s", STR_ARG(host));
	return port ? arena_printf(arena, "%s:%u", text, (unsigned)port) : text;
}
