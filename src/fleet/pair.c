#include "fleet/pair.h"

#include <string.h>

#include "fleet/pair_certificate.h"

static bool is_true(const struct config *config, const char *path)
{
	struct str text = config_text(config, path);
	return str_is(text, "true") || str_is(text, "1");
}

/* With certificates to check by, a server turns down who shows none, unless it is told otherwise. */
static bool wants_certificate(const struct config *config)
{
	static const char *const lets_in[] = {
		"net.tls.allowConnectionsWithoutCertificates", "net.tls.allowInvalidCertificates",
	};
	if (!config_find(config, "net.tls.CAFile"))
		return false;
	for (unsigned i = 0; i < sizeof lets_in / sizeof *lets_in; i++)
		if (is_true(config, lets_in[i]) || config_is_opaque(config, lets_in[i]))
			return false;
	return true;
}

struct pair_state pair_state_of(struct arena *arena, const struct config *config, const struct keyfile *keyfile)
{
	struct str path = config_text(config, "security.keyFile");
	enum tls_mode tls = tls_mode_of(config);
	return (struct pair_state){
		.auth = auth_state_of(config), .cluster = cluster_mode_of(config), .tls = tls,
		.certificates = tls == TLS_OFF ? NULL : pair_certificates_of(arena, config, NULL),
		.keyfile = keyfile, .keyfile_path = path.len ? str_cstr(arena, path) : NULL,
		.transition = config_is(config, "security.transitionToAuth", "true"),
		.withholds_certificate = is_true(config, "setParameter.tlsWithholdClientCertificate") ||
					 is_true(config, "setParameter.sslWithholdClientCertificate"),
		.wants_certificate = wants_certificate(config),
	};
}

static bool dials_tls(const struct pair_state *a)
{
	return a->tls == TLS_PREFER || a->tls == TLS_REQUIRE;
}

/* Both check what they are shown. */
static bool trusts(const struct pair_state *a, const struct pair_state *b)
{
	return (a->withholds_certificate || pair_certificate_is_trusted(a, b)) && pair_server_is_trusted(a, b);
}

/* allow takes TLS and dials plain; prefer takes plain and dials TLS. */
static enum pair_code channel(const struct pair_state *a, const struct pair_state *b)
{
	if (a->tls == TLS_UNKNOWN || b->tls == TLS_UNKNOWN)
		return PAIR_OK;
	if (!dials_tls(a))
		return b->tls == TLS_REQUIRE ? PAIR_TLS : PAIR_OK;
	if (b->tls == TLS_OFF)
		return PAIR_TLS;
	if (a->withholds_certificate && b->wants_certificate)
		return PAIR_CA;
	return trusts(a, b) ? PAIR_OK : PAIR_CA;
}

static bool sends_key(const struct pair_state *a)
{
	return a->cluster == CLUSTER_KEYFILE || a->cluster == CLUSTER_SEND_KEYFILE;
}

/* x509 never reads the keyfile that it may have. */
static bool takes_key(const struct pair_state *b)
{
	return b->keyfile_path && b->cluster != CLUSTER_X509;
}

/* The keys of a keyfile that counts and was read. */
static const struct keyfile *keys_of(const struct pair_state *state)
{
	const struct keyfile *keyfile = takes_key(state) ? state->keyfile : NULL;
	return keyfile && keyfile->state == KEYFILE_READ && keyfile->count ? keyfile : NULL;
}

/* A sender in transition offers only its first key: the first failure is taken for success before the
 * next one is tried. */
static bool keys_fit(const struct pair_state *a, const struct pair_state *b)
{
	const struct keyfile *left = keys_of(a), *right = keys_of(b);
	if (!left || !right)
		return true;
	return a->transition ? keyfile_has(right, &left->keys[0]) : keyfile_share(left, right);
}

/* Is what A sends of a kind that B takes? */
static bool kind_fits(const struct pair_state *a, const struct pair_state *b)
{
	if (sends_key(a))
		return takes_key(b);
	bool shows = (dials_tls(a) || a->tls == TLS_UNKNOWN) && !a->withholds_certificate;
	return shows && cluster_mode_allows_x509(b->cluster);
}

static bool credential_fits(const struct pair_state *a, const struct pair_state *b)
{
	return kind_fits(a, b) && (sends_key(a) ? keys_fit(a, b) : pair_certificate_fits(a, b));
}

static bool enforces(const struct pair_state *state)
{
	return state->auth == AUTH_ENFORCED || state->auth == AUTH_LONE;
}

static bool is_unknown(const struct pair_state *state)
{
	return state->auth == AUTH_UNKNOWN || state->cluster == CLUSTER_UNKNOWN;
}

enum pair_code pair_of(const struct pair_state *a, const struct pair_state *b)
{
	enum pair_code code = channel(a, b);
	if (code != PAIR_OK || is_unknown(a) || is_unknown(b))
		return code;
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

bool pair_fails_by_key(const struct pair_state *a, const struct pair_state *b)
{
	enum pair_code code = pair_of(a, b);
	return (code == PAIR_AUTH || code == PAIR_UNAUTH) && sends_key(a) && takes_key(b) && !keys_fit(a, b);
}

bool pair_fails_by_trust(const struct pair_state *a, const struct pair_state *b)
{
	return pair_of(a, b) == PAIR_CA && !trusts(a, b);
}

bool pair_fails_by_name(const struct pair_state *a, const struct pair_state *b)
{
	enum pair_code code = pair_of(a, b);
	/* Without authentication it shows its certificate to the channel only: no name is looked at. */
	return a->auth != AUTH_NONE && (code == PAIR_AUTH || code == PAIR_UNAUTH) && !sends_key(a) && kind_fits(a, b);
}

bool pair_is_masked(const struct pair_state *a, const struct pair_state *b)
{
	return pair_of(a, b) == PAIR_OK && a->transition && sends_key(a) && takes_key(b) && !keys_fit(a, b);
}

static int compare_keys(const struct keyfile *a, const struct keyfile *b)
{
	uint32_t left = a ? a->count : 0, right = b ? b->count : 0;
	if (a == b || left != right)
		return a == b ? 0 : left < right ? -1 : 1;
	for (uint32_t i = 0; i < left; i++) {
		int order = memcmp(a->keys[i].digest, b->keys[i].digest, sizeof a->keys[i].digest);
		if (order)
			return order;
	}
	return 0;
}

int pair_state_compare(const struct pair_state *a, const struct pair_state *b)
{
	const int of[][2] = {
		{ (int)a->auth, (int)b->auth }, { (int)a->cluster, (int)b->cluster }, { (int)a->tls, (int)b->tls },
		{ a->transition, b->transition }, { takes_key(a), takes_key(b) },
		{ a->withholds_certificate, b->withholds_certificate }, { a->wants_certificate, b->wants_certificate },
	};
	for (unsigned i = 0; i < sizeof of / sizeof *of; i++)
		if (of[i][0] != of[i][1])
			return of[i][0] < of[i][1] ? -1 : 1;
	int order = compare_keys(keys_of(a), keys_of(b));
	return order ? order : pair_certificates_compare(a->certificates, b->certificates);
}

bool pair_state_same(const struct pair_state *a, const struct pair_state *b)
{
	return pair_state_compare(a, b) == 0;
}
