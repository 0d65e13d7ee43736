#include "fleet/pair.h"

#include <string.h>

struct pair_state pair_state_of(const struct config *config, const struct keyfile *keyfile)
{
	struct str path = config_text(config, "security.keyFile");
	const struct setting *withhold = config_find(config, "setParameter.tlsWithholdClientCertificate");
	return (struct pair_state){
		.auth = auth_state_of(config), .cluster = cluster_mode_of(config), .tls = tls_mode_of(config),
		.keyfile = keyfile, .keyfile_path = path.len ? str_cstr(config->arena, path) : NULL,
		.transition = config_is(config, "security.transitionToAuth", "true"),
		.withholds_certificate = withhold && (str_is(withhold->text, "true") || str_is(withhold->text, "1")),
	};
}

/* allow takes TLS and dials plain; prefer takes plain and dials TLS. */
static bool channel_works(enum tls_mode from, enum tls_mode to)
{
	if (from == TLS_UNKNOWN || to == TLS_UNKNOWN)
		return true;
	bool dials_tls = from == TLS_PREFER || from == TLS_REQUIRE;
	return dials_tls ? to != TLS_OFF : to != TLS_REQUIRE;
}

static bool dials_tls(const struct pair_state *a)
{
	return a->tls == TLS_PREFER || a->tls == TLS_REQUIRE || a->tls == TLS_UNKNOWN;
}

static bool sends_key(const struct pair_state *a)
{
	return a->cluster == CLUSTER_KEYFILE || a->cluster == CLUSTER_SEND_KEYFILE;
}

static bool takes_key(const struct pair_state *b)
{
	return b->keyfile_path && b->cluster != CLUSTER_X509;
}

static bool has_keys(const struct keyfile *keyfile)
{
	return keyfile && keyfile->state == KEYFILE_READ && keyfile->count;
}

/* A sender in transition offers only its first key: the first failure is taken for success before the
 * next one is tried. */
static bool keys_fit(const struct pair_state *a, const struct pair_state *b)
{
	if (!has_keys(a->keyfile) || !has_keys(b->keyfile))
		return true;
	return a->transition ? keyfile_has(b->keyfile, &a->keyfile->keys[0]) : keyfile_share(a->keyfile, b->keyfile);
}

static bool credential_fits(const struct pair_state *a, const struct pair_state *b)
{
	if (sends_key(a))
		return takes_key(b) && keys_fit(a, b);
	return dials_tls(a) && !a->withholds_certificate && cluster_mode_allows_x509(b->cluster);
}

static bool enforces(const struct pair_state *state)
{
	return state->auth == AUTH_ENFORCED || state->auth == AUTH_LONE;
}

enum pair_code pair_of(const struct pair_state *a, const struct pair_state *b)
{
	if (!channel_works(a->tls, b->tls))
		return PAIR_TLS;
	if (a->auth == AUTH_UNKNOWN || b->auth == AUTH_UNKNOWN || a->cluster == CLUSTER_UNKNOWN ||
	    b->cluster == CLUSTER_UNKNOWN)
		return PAIR_OK;
	if (a->auth == AUTH_LONE)
		return PAIR_NOCREDS;
	if (a->auth == AUTH_NONE)
		return enforces(b) ? PAIR_UNAUTH : PAIR_OK;
	if (credential_fits(a, b))
		return PAIR_OK;
	if (a->transition)
		return enforces(b) ? PAIR_UNAUTH : PAIR_OK;
	return PAIR_AUTH;
}

bool pair_works(const struct pair_state *a, const struct pair_state *b)
{
	return pair_of(a, b) == PAIR_OK && pair_of(b, a) == PAIR_OK;
}

bool pair_is_masked(const struct pair_state *a, const struct pair_state *b)
{
	return pair_of(a, b) == PAIR_OK && a->transition && sends_key(a) && takes_key(b) && !keys_fit(a, b);
}

static bool same_keys(const struct keyfile *a, const struct keyfile *b)
{
	if (a == b)
		return true;
	if (!a || !b || a->state != b->state || a->count != b->count)
		return false;
	for (uint32_t i = 0; i < a->count; i++)
		if (memcmp(a->keys[i].digest, b->keys[i].digest, sizeof a->keys[i].digest))
			return false;
	return true;
}

bool pair_state_same(const struct pair_state *a, const struct pair_state *b)
{
	return a->auth == b->auth && a->cluster == b->cluster && a->tls == b->tls && a->transition == b->transition &&
	       a->withholds_certificate == b->withholds_certificate && !a->keyfile_path == !b->keyfile_path &&
	       same_keys(a->keyfile, b->keyfile);
}

const char *pair_words(enum pair_code code)
{
	static const char *const words[] = {
		[PAIR_OK] = "they can talk",
		[PAIR_TLS] = "The server is configured to only allow SSL connections, or: SSL handshake received but server is "
			     "started without SSL support",
		[PAIR_NOCREDS] = "Authentication is enabled but no internal authentication data is available",
		[PAIR_UNAUTH] = "command replSetHeartbeat requires authentication",
		[PAIR_AUTH] = "Authentication failed",
	};
	return words[code];
}
