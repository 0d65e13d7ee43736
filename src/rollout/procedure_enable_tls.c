#include "rollout/condition.h"

enum { DISABLED, ALLOW, PREFER, REQUIRE };

static const struct step steps[] = {
	[DISABLED] = { .name = "disabled", .words = "has no TLS", .settings = "no net.tls" },
	[ALLOW] = { .name = "allowTLS", .words = "takes TLS and dials without", .settings = "net.tls.mode: allowTLS" },
	[PREFER] = { .name = "preferTLS", .words = "dials TLS and takes both", .settings = "net.tls.mode: preferTLS" },
	[REQUIRE] = { .name = "requireTLS", .words = "requires TLS", .settings = "net.tls.mode: requireTLS" },
};

static struct position position_of(const struct member *member)
{
	static const int of[] = { [TLS_OFF] = DISABLED, [TLS_ALLOW] = ALLOW, [TLS_PREFER] = PREFER, [TLS_REQUIRE] = REQUIRE };
	struct position unread;
	if (condition_is_unread(member, &unread))
		return unread;
	if (member->state.tls == TLS_UNKNOWN)
		return (struct position){ STEP_OFF, "has a TLS mode that is not known: a word that stops the server, or one from elsewhere",
					  "write disabled, allowTLS, preferTLS or requireTLS into its config" };
	return (struct position){ .step = of[member->state.tls] };
}

static void place(struct arena *arena __attribute__((unused)), const struct field *field, struct position *positions)
{
	for (uint32_t i = 0; i < field->count; i++)
		positions[i] = position_of(field->members[i]);
}

/* ---- what must hold ---- */

static const struct condition before_allow[] = {
	{ .level = LEVEL_EXPORTS, .text = "every server runs 2.6 or later", .command = "db.version()", .holds = condition_since_2_6 },
	{ .level = LEVEL_CONTENT, .text = "every host has a certificate with its key, which names that host as the others and the clients "
	  "call it (SAN), and has not expired", .command = "openssl x509 -in CERTIFICATE -noout -subject -ext subjectAltName -enddate" },
	{ .level = LEVEL_CONTENT, .text = "the CA file that all get has the CAs that issued these certificates",
	  .command = "openssl verify -CAfile CAFILE CERTIFICATE" },
	CONDITION_RESTARTABLE,
	{ 0 },
};

static const struct condition after_allow[] = {
	CONDITION_MEMBERS_BACK,
	{ .level = LEVEL_LIVE, .text = "every server takes a connection over TLS",
	  .command = "mongosh --tls --tlsCAFile CAFILE --host HOST --eval 'db.hello().ok'" },
	{ 0 },
};

static const struct condition after_clients[] = {
	{ .level = LEVEL_EXPORTS, .text = "every client dials TLS; servers count connections over TLS by its version, and log those without it in "
	  "the next phase", .command = "db.serverStatus().transportSecurity", .holds = condition_clients_tls },
	{ 0 },
};

static const struct condition before_prefer[] = {
	CONDITION_RESTARTED,
	{ .level = LEVEL_CONTENT, .text = "each server can check the certificates of the others: from now on they dial TLS, and one that is not "
	  "trusted is turned away", .holds = condition_certificates_trusted },
	CONDITION_RESTARTABLE,
	{ 0 },
};

static const struct condition before_require[] = {
	CONDITION_RESTARTED,
	{ .level = LEVEL_EXPORTS, .text = "every client dials TLS", .holds = condition_clients_tls },
	{ .level = LEVEL_LIVE, .text = "with preferTLS a server logs every connection without TLS: there is none any more", .log_id = 23838 },
	CONDITION_RESTARTABLE,
	{ 0 },
};

static const struct condition after_prefer[] = {
	CONDITION_MEMBERS_BACK,
	{ .level = LEVEL_LIVE, .text = "connections without TLS are logged from now on: members that have not restarted yet, and clients that "
	  "were forgotten", .log_id = 23838 },
	{ 0 },
};

static const struct condition after_require[] = { CONDITION_MEMBERS_BACK, { 0 } };

static const struct phase phases[] = {
	{ .title = "allowTLS", .roles = PHASE_ALL, .from = DISABLED, .to = ALLOW,
	  .transforms = "set-tls-mode:allowTLS", .restarts = true,
	  .change = "set net.tls.mode: allowTLS, certificateKeyFile and CAFile",
	  .about = "All servers get a certificate, a CA file and the mode allowTLS, and restart one after the other. They take TLS from who "
		   "offers it, and dial each other without, as before. Before 4.2 the section is net.ssl, the mode allowSSL and the "
		   "certificate PEMKeyFile.",
	  .before = before_allow, .after = after_allow,
	  .if_skipped = "a server that dials TLS can't reach one that has none: with preferTLS the first restart cuts the member off." },
	{ .title = "clients switch to TLS", .from = ALLOW, .to = ALLOW,
	  .about = "People's work: give every client TLS and the CA file. With a CAFile, servers turn away a client over TLS that shows no "
		   "certificate, but for where net.tls.allowConnectionsWithoutCertificates is true. No file of a server changes.",
	  .after = after_clients,
	  .if_skipped = "who still dials without TLS is locked out by requireTLS.",
	  .clients = "Both ways of dialling work in this phase and in the next." },
	{ .title = "preferTLS", .roles = PHASE_ALL, .from = ALLOW, .to = PREFER,
	  .transforms = "set-tls-mode:preferTLS", .back = "set-tls-mode:allowTLS", .change = "set net.tls.mode: preferTLS", .restarts = true,
	  .about = "All servers get the mode preferTLS. From its restart on a server dials the others over TLS, and takes both. From allowTLS "
		   "on, the mode can be changed at run time as well (setParameter tlsMode); the file has to say it, too, or a restart goes "
		   "back.",
	  .before = before_prefer, .after = after_prefer,
	  .if_skipped = "requireTLS takes no connection of a server that dials without: the first restart cuts the member off." },
	{ .title = "requireTLS", .roles = PHASE_ALL, .from = PREFER, .to = REQUIRE,
	  .transforms = "set-tls-mode:requireTLS", .back = "set-tls-mode:preferTLS", .change = "set net.tls.mode: requireTLS", .restarts = true,
	  .about = "All servers get the mode requireTLS, and take nobody without TLS any more.",
	  .before = before_require, .after = after_require,
	  .if_skipped = "connections without TLS go on to be taken, and who listens on the network reads them.",
	  .clients = "Who dials without TLS is locked out of every server that has restarted." },
};

static const struct variant variants[] = {
	{ .name = "every server", .steps = steps, .step_count = sizeof steps / sizeof *steps, .place = place,
	  .phases = phases, .phase_count = sizeof phases / sizeof *phases },
};

static const char *const sources[] = {
	"MongoDB manual: Upgrade a Cluster to Use TLS/SSL",
	"server source: util/net/ssl_options_server.cpp, transport/transport_layer_asio.cpp, transport/session_asio.h",
	"server tests: jstests/ssl/mixed_mode_repl.js, jstests/sslSpecial/mixed_mode_repl_nossl.js, jstests/ssl/mixed_mode_sharded.js",
	NULL,
};

static const char *const parameters[] = { "certificate-key-file", "ca-file", "cluster-file", NULL };

const struct procedure procedure_enable_tls = {
	.name = "enable-tls",
	.title = "from no TLS to TLS everywhere, without downtime",
	.about = "Takes the servers of a replica set or a sharded cluster, and their clients, from plain connections to TLS. The servers restart "
		 "three times, one at a time; between the first time and the second the clients are switched.\n"
		 "Two servers can talk to each other in both directions when their modes are neighbours in disabled - allowTLS - preferTLS - "
		 "requireTLS, or the same. A server with preferTLS dials TLS, which one without TLS does not speak; one with requireTLS takes "
		 "nothing else, while one with allowTLS still dials without. So every server has to be in one mode before the first goes on to "
		 "the next.",
	.sources = sources,
	.since = VERSION(2, 6),
	.undo = "The same way back, one mode at a time: preferTLS, allowTLS, disabled. In the edit that says disabled, the certificate, the CA file "
		"and all other options of TLS must go, or the server does not start. A mode can't be lowered at run time, only by a restart.",
	.parameters = parameters,
	.variants = variants,
	.variant_count = sizeof variants / sizeof *variants,
};
