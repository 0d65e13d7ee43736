#include "rules/hostname.h"

/* What the bytes of a name are, as many questions are put to each name of a fleet. */
enum {
	DIGIT = 1, A_TO_F = 2, UPPER_A_TO_F = 4, DOT = 8, COLON = 16, DASH = 32,
	POD = 64,      /* of a pod's random letters: no vowels, and none of 0, 1, 3 */
	TEMPLATE = 128,  /* no name has it */
};
static const unsigned char kinds[256] = {
	['0'] = DIGIT, ['1'] = DIGIT, ['3'] = DIGIT, ['2'] = DIGIT | POD, ['4'] = DIGIT | POD, ['5'] = DIGIT | POD,
	['6'] = DIGIT | POD, ['7'] = DIGIT | POD, ['8'] = DIGIT | POD, ['9'] = DIGIT | POD,
	['a'] = A_TO_F, ['b'] = A_TO_F | POD, ['c'] = A_TO_F | POD, ['d'] = A_TO_F | POD, ['e'] = A_TO_F, ['f'] = A_TO_F | POD,
	['g'] = POD, ['h'] = POD, ['j'] = POD, ['k'] = POD, ['l'] = POD, ['m'] = POD, ['n'] = POD, ['p'] = POD, ['q'] = POD,
	['r'] = POD, ['s'] = POD, ['t'] = POD, ['v'] = POD, ['w'] = POD, ['x'] = POD, ['z'] = POD,
	['A'] = UPPER_A_TO_F, ['B'] = UPPER_A_TO_F, ['C'] = UPPER_A_TO_F, ['D'] = UPPER_A_TO_F, ['E'] = UPPER_A_TO_F,
	['F'] = UPPER_A_TO_F, ['.'] = DOT, [':'] = COLON, ['-'] = DASH,
	['$'] = TEMPLATE, ['{'] = TEMPLATE, ['}'] = TEMPLATE, ['<'] = TEMPLATE, ['>'] = TEMPLATE, ['@'] = TEMPLATE,
	[' '] = TEMPLATE, ['/'] = TEMPLATE,
};

/* Is every byte of one of the kinds, and there is one? */
static bool all_of(struct str text, unsigned wanted)
{
	for (uint32_t i = 0; i < text.len; i++)
		if (!(kinds[(unsigned char)text.at[i]] & wanted))
			return false;
	return text.len > 0;
}

static unsigned kinds_in(struct str text)
{
	unsigned found = 0;
	for (uint32_t i = 0; i < text.len; i++)
		found |= kinds[(unsigned char)text.at[i]];
	return found;
}

static bool is_ipv4(struct str host)
{
	unsigned parts = 0;
	struct str part;
	while (str_split(&host, '.', &part)) {
		if (!all_of(part, DIGIT) || part.len > 3)
			return false;
		parts++;
	}
	return parts == 4;
}

/* Only IPv6 literals have a colon; a zone (%eth0) may follow. */
static bool is_ipv6(struct str host)
{
	uint32_t zone = str_find_char(host, '%', 0);
	return all_of(str_sub(host, 0, zone == STR_NONE ? host.len : zone), DIGIT | A_TO_F | UPPER_A_TO_F | COLON | DOT);
}

/* A container that is given no name is called by the first 12 digits of its id, or by all 64 (Docker's
 * manual, `docker run --hostname`). Twelve letters or twelve figures may be a word or a number. */
static bool is_container_id(struct str host)
{
	unsigned both = DIGIT | A_TO_F;
	return (host.len == 12 || host.len == 64) && all_of(host, both) && (kinds_in(host) & both) == both;
}

/* A pod of a Deployment: NAME-HASH-RANDOM, of letters that make no words (Kubernetes, apimachinery,
 * pkg/util/rand: no vowels, and none of 0, 1, 3). A pod of a StatefulSet has a number instead, and keeps it. */
static bool is_pod_of_deployment(struct str host)
{
	uint32_t dash = STR_NONE, before = STR_NONE;
	for (uint32_t i = 0; i < host.len; i++)
		if (host.at[i] == '-') {
			before = dash;
			dash = i;
		}
	if (before == STR_NONE || before == 0)
		return false;
	struct str hash = str_sub(host, before + 1, dash), last = str_sub(host, dash + 1, host.len);
	return last.len == 5 && all_of(last, POD) && hash.len >= 8 && hash.len <= 10 && all_of(hash, POD) && (kinds_in(hash) & DIGIT);
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
	unsigned found = kinds_in(host);
	if (!host.len || (found & TEMPLATE))
		return HOSTNAME_UNKNOWN;
	if (is_local(host))
		return HOSTNAME_LOCAL;
	if ((found & (DIGIT | DOT)) == (DIGIT | DOT) && is_ipv4(host))
		return HOSTNAME_IPV4;
	if ((found & COLON) && is_ipv6(host))
		return HOSTNAME_IPV6;
	return is_container_id(host) || ((found & DASH) && is_pod_of_deployment(first_label(host))) ? HOSTNAME_PASSING
												    : HOSTNAME_NAME;
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
