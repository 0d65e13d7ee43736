#include "rollout/words.h"

const char *words_tls(enum tls_mode mode)
{
	static const char *const words[] = {
		[TLS_OFF] = "TLS disabled", [TLS_ALLOW] = "allowTLS", [TLS_PREFER] = "preferTLS", [TLS_REQUIRE] = "requireTLS",
		[TLS_UNKNOWN] = "a TLS mode that is not known",
	};
	return words[mode];
}

static bool sends_certificate(const struct pair_state *state)
{
	return state->cluster == CLUSTER_SEND_X509 || state->cluster == CLUSTER_X509;
}

static const char *mode_words(enum cluster_mode mode)
{
	static const char *const words[] = {
		[CLUSTER_NONE] = "no credential", [CLUSTER_KEYFILE] = "clusterAuthMode keyFile",
		[CLUSTER_SEND_KEYFILE] = "clusterAuthMode sendKeyFile", [CLUSTER_SEND_X509] = "clusterAuthMode sendX509",
		[CLUSTER_X509] = "clusterAuthMode x509", [CLUSTER_UNKNOWN] = "a clusterAuthMode that is not known",
	};
	return words[mode];
}

/* What B has to do with what A offers. */
static const char *misfit(struct arena *arena, const struct pair_state *a, const struct pair_state *b)
{
	if (b->auth == AUTH_NONE)
		return "has no authentication";
	if (b->auth == AUTH_LONE)
		return "has nothing to check a credential by";
	if (sends_certificate(a)) {
		if (!cluster_mode_allows_x509(b->cluster))
			return arena_printf(arena, "has %s and takes no certificate", mode_words(b->cluster));
		return a->tls == TLS_PREFER || a->tls == TLS_REQUIRE ? "does not take its certificate for a member's"
								    : "gets no certificate from it without TLS";
	}
	if (b->cluster == CLUSTER_X509)
		return "has clusterAuthMode x509 and takes no key";
	if (!b->keyfile_path)
		return "has no keyfile";
	return a->transition ? "does not have the first of its keys, the only one that it offers in transition"
			     : "has other keys in its keyfile";
}

static const char *tls_failure(struct arena *arena, const char *a_name, const struct pair_state *a, const char *b_name,
			       const struct pair_state *b)
{
	if (b->tls == TLS_REQUIRE)
		return arena_printf(arena, "%s has requireTLS while %s has %s: %s dials without TLS and is turned away",
				    b_name, a_name, words_tls(a->tls), a_name);
	return arena_printf(arena, "%s has %s while %s has TLS disabled: %s dials with TLS and is not understood", a_name,
			    words_tls(a->tls), b_name, a_name);
}

const char *words_pair(struct arena *arena, enum pair_code code, const char *a_name, const struct pair_state *a,
		       const char *b_name, const struct pair_state *b)
{
	switch (code) {
	case PAIR_TLS:
		return tls_failure(arena, a_name, a, b_name, b);
	case PAIR_CA:
		return arena_printf(arena, "%s and %s do not trust each other's certificates: the connection from %s fails",
				    a_name, b_name, a_name);
	case PAIR_NOCREDS:
		return arena_printf(arena, "%s would enforce authentication without a credential of its own: it can't authenticate "
				    "to %s", a_name, b_name);
	case PAIR_UNAUTH:
		if (a->auth == AUTH_NONE)
			return arena_printf(arena, "%s would enforce while %s has no keyfile: %s can't authenticate to it", b_name,
					    a_name, a_name);
		return arena_printf(arena, "%s would enforce while %s, in transition, has nothing that it takes: %s %s", b_name,
				    a_name, b_name, misfit(arena, a, b));
	case PAIR_AUTH:
		return arena_printf(arena, "%s would insist on authenticating to %s, which %s", a_name, b_name,
				    misfit(arena, a, b));
	case PAIR_OK:
		break;
	}
	return "";
}

const char *const *words_options(enum pair_code code)
{
	static const char *const tls[] = { "net.tls.mode", "net.tls.certificateKeyFile", NULL };
	static const char *const ca[] = { "net.tls.CAFile", "net.tls.clusterCAFile", "net.tls.certificateKeyFile", NULL };
	static const char *const auth[] = {
		"security.clusterAuthMode", "security.transitionToAuth", "security.keyFile", "security.authorization", NULL,
	};
	return code == PAIR_TLS ? tls : code == PAIR_CA ? ca : auth;
}
