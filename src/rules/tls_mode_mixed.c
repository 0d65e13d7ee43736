#include "rules/certificate_doubt.h"

/* As its config has it: net.ssl.mode has words of its own. */
static const char *mode_name(struct arena *arena, const struct member *member)
{
	struct str mode = config_text(member->config, "net.tls.mode");
	return mode.len ? str_cstr(arena, mode) : "disabled";
}

static const char *words(struct arena *arena, const struct member *member)
{
	return arena_printf(arena, "has %s", mode_name(arena, member));
}

/* What happens between the odd one and its peers, in whichever direction fails. */
static const char *what(const struct rift *rift)
{
	enum tls_mode odd = rift->odd->state.tls, peer = rift->peer->state.tls;
	if (odd < peer)
		return odd == TLS_OFF && peer == TLS_PREFER ? "they dial with TLS, and it has none"
							    : "it dials without TLS, which they don't take";
	return peer == TLS_OFF && odd == TLS_PREFER ? "it dials with TLS, and they have none"
						    : "they dial without TLS, which it does not take";
}

static const char *certificate_words(struct arena *arena, const struct member *member)
{
	(void)arena;
	return member->state.withholds_certificate ? "shows no certificate" : "wants to see a certificate";
}

static void report_certificate(const struct lint *lint, const struct rule *rule, const struct rift *rift)
{
	const struct member *odd = rift->odd;
	struct certificate_doubt doubt;
	if (certificate_doubt_trust(lint->arena, rift, &doubt)) {
		struct diag *diag = rift_add(lint, rule, rift, doubt.option, doubt.message);
		diag->server = "starts, and they can't connect: SSL peer certificate validation failed";
		diag->help = "a new issuer goes into the CAFile of all members first, beside the old one; then come the certificates";
		return;
	}
	bool shows_none = odd->state.withholds_certificate;
	const char *option = shows_none ? "setParameter.tlsWithholdClientCertificate" : "net.tls.CAFile";
	const char *form = shows_none ? "%s shows no certificate to other members, and %s wants to see one"
				      : "%s wants to see a certificate of other members, and %s shows none";
	struct diag *diag = rift_add(lint, rule, rift, option, arena_printf(lint->arena, form, odd->name, rift->peer->name));
	diag->server = "starts, and they can't connect: no SSL certificate provided by peer; connection rejected";
	diag->help = "remove tlsWithholdClientCertificate, or set net.tls.allowConnectionsWithoutCertificates: true on all members "
		     "if they don't log in with certificates";
	rift_notes(lint, diag, rift, "net.tls.CAFile", certificate_words);
}

static void report(const struct lint *lint, const struct rule *rule, const struct rift *rift)
{
	const struct member *odd = rift->odd, *peer = rift->peer;
	if (rift->cause == RIFT_CERTIFICATE) {
		report_certificate(lint, rule, rift);
		return;
	}
	bool refused = odd->state.tls == TLS_REQUIRE || peer->state.tls == TLS_REQUIRE;
	struct diag *diag = rift_add(lint, rule, rift, "net.tls.mode",
				     arena_printf(lint->arena, "%s has TLS mode %s, and %s %s: %s%s", odd->name,
						  mode_name(lint->arena, odd), peer->name, mode_name(lint->arena, peer),
						  what(rift), rift_step(rift)));
	diag->server = refused ? "starts, and is cut off: The server is configured to only allow SSL connections"
			       : "starts, and is cut off: SSL handshake received but server is started without SSL support";
	diag->help = "members may be one step apart on the way disabled, allowTLS, preferTLS, requireTLS: take all members "
		     "through each step before the next";
	rift_notes(lint, diag, rift, "net.tls.mode", words);
}

static void check(const struct lint *lint, const struct rule *rule, const struct fleet *fleet)
{
	(void)fleet;
	rift_each(lint, rule, RIFT_BIT(RIFT_TLS) | RIFT_BIT(RIFT_CERTIFICATE), report);
}

#define MEMBER(address, mode) \
	"net:\n  bindIp: " address "\n  tls:\n    mode: " mode "\n    certificateKeyFile: /etc/ssl/server.pem\n" \
	"    CAFile: /etc/ssl/ca.pem\nreplication:\n  replSetName: rs0\n"

const struct rule rule_tls_mode_mixed = {
	.kind = { "tls-mode-mixed", "fleet" },
	.severity = SEVERITY_ERROR,
	.scope = SCOPE_FLEET,
	.title = "members that can't connect to each other, for one speaks TLS and the other does not",
	.why = "A member in preferTLS or requireTLS dials its peers with TLS, one in allowTLS or without TLS does not. "
	       "allowTLS next to requireTLS fails, and so does disabled next to preferTLS. Neighbours on the way disabled, "
	       "allowTLS, preferTLS, requireTLS go together. A mongos only dials, so it may be further apart from a shard. "
	       "Neither do those get through who show no certificate where one is wanted, or one by an issuer that the other's CAFile "
	       "does not hold; the files are read only with --key-file-root, --on-host or a key-file-root in the project file.",
	.server = "SSL handshake received but server is started without SSL support; The server is configured to only allow "
		  "SSL connections",
	.bad = (const struct example[]){
		{ "hosts/db1/mongod.conf", MEMBER("10.0.0.1", "requireTLS") },
		{ "hosts/db2/mongod.conf", MEMBER("10.0.0.2", "requireTLS") },
		{ "hosts/db3/mongod.conf", MEMBER("10.0.0.3", "allowTLS") }, { 0 } },
	.good = (const struct example[]){
		{ "hosts/db1/mongod.conf", MEMBER("10.0.0.1", "requireTLS") },
		{ "hosts/db2/mongod.conf", MEMBER("10.0.0.2", "requireTLS") },
		{ "hosts/db3/mongod.conf", MEMBER("10.0.0.3", "requireTLS") }, { 0 } },
	.check_fleet = check,
};
