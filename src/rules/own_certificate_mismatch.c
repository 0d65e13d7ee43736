#include "fleet/pair_certificate.h"
#include "rules/odd.h"

static void check_one(const struct lint *lint, const struct rule *rule, const struct member *member)
{
	static const char option[] = "net.tls.clusterAuthX509.attributes";
	const struct pair_state *state = &member->state;
	const struct setting *setting = config_find(member->config, option);
	/* Without such a mode the server stops before it looks at certificates; and so does one that knows no such option. */
	if (pair_own_certificate(state) != OWN_CERT_MISFITS || !cluster_mode_allows_x509(state->cluster) || !setting ||
	    !setting->option || option_state(setting->option, &member->config->target) == OPTION_FUTURE)
		return;
	enum pair_file file = pair_file_shown(state->certificates);
	const char *also = state->certificates->also.kind == CRITERION_NONE ? "" : ", nor what the override says";
	struct diag *diag = odd_add(lint, rule, rule->severity, member, option,
				    arena_printf(lint->arena, "the certificate that %s shows to others (%.*s) has not all of the "
						 "attributes that members are told by%s", member->name,
						 STR_ARG(state->certificates->paths[file]), also));
	diag->server = "stops with: The server's outgoing certificate's DN does not contain the attributes specified in "
		       "tlsClusterAuthX509Attributes";
	diag->help = "as long as old certificates are in use, say what they have in setParameter.tlsClusterAuthX509Override: "
		     "'{\"attributes\": \"...\"}'";
}

static void check(const struct lint *lint, const struct rule *rule, const struct fleet *fleet)
{
	for (uint32_t i = 0; i < fleet->member_count; i++)
		check_one(lint, rule, &fleet->members[i]);
}

/* Of O=shop, by itself. */
#define CERTIFICATE \
	"-----BEGIN CERTIFICATE-----\n" \
	"MIIBCDCBrgIBATAKBggqhkjOPQQDAjAPMQ0wCwYDVQQKDARzaG9wMCAXDTI2MTEy\n" \
	"MjEyMjAwNFoYDzk5NjYxMDI4MTIyMDA0WjAPMQ0wCwYDVQQKDARzaG9wMFkwEwYH\n" \
	"KoZIzj0CAQYIKoZIzj0DAQcDQgAEwva4SvxqLA3AqyYTU/9v+NMJqFrJNrZyHyfl\n" \
	"aukWnCfIKxFSaF7kGh46KgkvwaQggpBXsjlPOvJWy3zrcqJvSTAKBggqhkjOPQQD\n" \
	"AgNJADBGAiEAjM+kQYOSqEJLXH09LQocZNo2h6cg1DC0KE/Mmtl6tYICIQC1uQXz\n" \
	"ITp1jn4FkIJSLiGP1OvyX/xOlMD0RZiya6g98g==\n" \
	"-----END CERTIFICATE-----\n"
#define MEMBER(attributes) \
	"net:\n  bindIp: 10.0.0.1\n  tls:\n    mode: requireTLS\n    certificateKeyFile: /etc/ssl/server.pem\n" \
	"    CAFile: /etc/ssl/ca.pem\n    clusterAuthX509:\n      attributes: " attributes "\n" \
	"replication:\n  replSetName: rs0\nsecurity:\n  clusterAuthMode: x509\n"
#define FILES(attributes) \
	{ ".mongoconf.yaml", "server-version: \"7.0\"\nkey-file-root: rootfs\n" }, { "mongod.conf", MEMBER(attributes) }, \
	{ "rootfs/etc/ssl/server.pem", CERTIFICATE }, { 0 }

const struct rule rule_own_certificate_mismatch = {
	.kind = { "own-certificate-mismatch", "startup" },
	.severity = SEVERITY_ERROR,
	.scope = SCOPE_FLEET,
	.title = "a server that would not take its own certificate for a member's",
	.why = "With net.tls.clusterAuthX509.attributes the certificate that a server shows to other members (clusterFile, or "
	       "certificateKeyFile) must have all of these, or meet setParameter.tlsClusterAuthX509Override. The files are read only "
	       "with --key-file-root, --on-host or a key-file-root in the project file.",
	.server = "The server's outgoing certificate's DN does not contain the attributes specified in tlsClusterAuthX509Attributes",
	.bad = (const struct example[]){ FILES("O=store") },
	.good = (const struct example[]){ FILES("O=shop") },
	.check_fleet = check,
};
