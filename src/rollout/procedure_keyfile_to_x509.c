#include "rollout/condition.h"

enum { KEYFILE, SEND_KEYFILE, SEND_X509, X509 };

#define STEP(word, says, has) { .name = word, .words = says, .settings = has }

static const struct step steps[] = {
	[KEYFILE] = STEP("keyFile", "offers its key and takes keys alone", "security.keyFile"),
	[SEND_KEYFILE] = STEP("sendKeyFile", "offers its key and takes certificates, too", "security.clusterAuthMode: sendKeyFile, with TLS"),
	[SEND_X509] = STEP("sendX509", "offers its certificate and takes keys, too",
			   "security.clusterAuthMode: sendX509, with preferTLS or requireTLS"),
	[X509] = STEP("x509", "offers its certificate and takes certificates alone",
		      "security.clusterAuthMode: x509, with preferTLS or requireTLS"),
};

static bool dials_tls(const struct member *member)
{
	return member->state.tls == TLS_PREFER || member->state.tls == TLS_REQUIRE;
}

/* A TLS mode that is not known is taken for one that fits. */
static struct position with_tls(const struct member *member, int step)
{
	if (step == SEND_KEYFILE && member->state.tls == TLS_OFF)
		return (struct position){ STEP_OFF, "has clusterAuthMode: sendKeyFile without TLS, and does not start so",
					  "set net.tls.mode: allowTLS, with a certificate and a CA file, or take clusterAuthMode away" };
	if (step >= SEND_X509 && (member->state.tls == TLS_OFF || member->state.tls == TLS_ALLOW))
		return (struct position){ STEP_OFF, "has to show a certificate and does not dial TLS, and does not start so",
					  "set net.tls.mode: preferTLS" };
	return (struct position){ .step = step };
}

static struct position position_of(const struct member *member)
{
	static const int of[] = { [CLUSTER_NONE] = STEP_OFF, [CLUSTER_KEYFILE] = KEYFILE, [CLUSTER_SEND_KEYFILE] = SEND_KEYFILE,
				  [CLUSTER_SEND_X509] = SEND_X509, [CLUSTER_X509] = X509 };
	const struct pair_state *state = &member->state;
	struct position unknown;
	if (condition_is_opaque(member, &unknown))
		return unknown;
	if (state->auth == AUTH_NONE)
		return (struct position){ STEP_OFF, "has no keyfile", "begin with enforce-keyfile" };
	if (state->auth == AUTH_LONE)
		return (struct position){ STEP_OFF, "demands authentication and has no keyfile to offer", "give it the keyfile first" };
	if (state->auth == AUTH_TRANSITION)
		return (struct position){ STEP_OFF, "is in transition", "finish enforce-keyfile or disable-auth first" };
	return with_tls(member, of[state->cluster]);
}

static void place(struct arena *arena __attribute__((unused)), const struct field *field, struct position *positions)
{
	for (uint32_t i = 0; i < field->count; i++)
		positions[i] = position_of(field->members[i]);
}

/* Where TLS comes along, a roll of enable-tls that is half done would be turned back by the first phase. */
static void place_along(struct arena *arena, const struct field *field, struct position *positions)
{
	place(arena, field, positions);
	for (uint32_t i = 0; i < field->count; i++)
		if (positions[i].step == KEYFILE && dials_tls(field->members[i]))
			positions[i] = (struct position){ STEP_OFF, "dials TLS already, while others don't",
							  "finish enable-tls up to preferTLS on all members first" };
}

/* The end of the way where TLS comes along, unless the project file lets it go on. */
static const char *note(struct arena *arena __attribute__((unused)), const struct field *field, const struct position *positions)
{
	bool prefers = false;
	for (uint32_t i = 0; i < field->count; i++) {
		if (positions[i].step < SEND_X509)
			return NULL;
		prefers = prefers || field->members[i]->state.tls == TLS_PREFER;
	}
	return prefers ? "servers still take connections without TLS; where all clients speak TLS, enable-tls goes on to requireTLS" : NULL;
}

/* ---- what must hold ---- */

#define MODE_COMMAND "db.adminCommand({getParameter: 1, clusterAuthMode: 1})"

static const struct condition before_send_keyfile[] = {
	{ .level = LEVEL_EXPORTS, .text = "every server runs 2.6 or later", .command = "db.version()", .holds = condition_since_2_6 },
	{ .level = LEVEL_CONTENT, .text = "all certificates that members show (clusterFile, or else certificateKeyFile) have the same O, OU and DC, "
	  "at least one of them not empty, and are good for servers and for clients",
	  .command = "openssl x509 -in CERTIFICATE -noout -subject -purpose", .holds = condition_certificates_named },
	{ .level = LEVEL_CONTENT, .text = "no client's certificate has the same O, OU and DC: it would be taken for a member, which may do "
	  "everything" },
	{ .level = LEVEL_CONTENT, .text = "the CA file that all get has the CAs that issued these certificates",
	  .command = "openssl verify -CAfile CAFILE CERTIFICATE", .holds = condition_certificates_trusted },
	{ .level = LEVEL_CONTENT, .text = "all keyfiles share a key", .holds = condition_keyfiles_shared },
	CONDITION_RESTARTABLE,
	{ 0 },
};

static const struct condition after_roll[] = {
	CONDITION_MEMBERS_BACK,
	{ .level = LEVEL_LIVE, .text = "each server runs with the mode that its file says", .command = MODE_COMMAND },
	{ 0 },
};

static const struct condition before_send_x509[] = {
	CONDITION_RESTARTED,
	{ .level = LEVEL_CONTENT, .text = "each member takes the certificates of the others for members'", .holds = condition_certificates_named },
	{ .level = LEVEL_CONTENT, .text = "each member can check the certificates of the others", .holds = condition_certificates_trusted },
	CONDITION_RESTARTABLE,
	{ 0 },
};

#define KEYS_UNUSED \
	CONDITION_RESTARTED, \
	{ .level = LEVEL_LIVE, .text = "no server authenticates by a key any more: the counts of clusterAuthenticate stand still for SCRAM, and grow " \
	  "for MONGODB-X509", .command = "db.serverStatus().security.authentication.mechanisms" }, \
	CONDITION_RESTARTABLE

static const struct condition before_x509[] = { KEYS_UNUSED, { 0 } };

static const struct condition before_require[] = {
	KEYS_UNUSED,
	{ .level = LEVEL_EXPORTS, .text = "every client dials TLS", .holds = condition_clients_tls },
	{ .level = LEVEL_LIVE, .text = "with preferTLS a server logs every connection without TLS: there is none any more", .log_id = 23838 },
	{ 0 },
};

/* ---- phases ---- */

#define AT_RUN_TIME \
	" From sendKeyFile on, the mode can be changed at run time as well (setParameter clusterAuthMode). The file does not change by that: " \
	"until it says the same, a restart falls back to what it says, and members with x509 refuse that."

#define SEND_KEYFILE_PHASE(edits, undo, words, more) { \
	.title = "sendKeyFile", .roles = PHASE_ALL, .from = KEYFILE, .to = SEND_KEYFILE, \
	.transforms = edits, .back = undo, .change = words, .restarts = true, \
	.about = "All servers get clusterAuthMode: sendKeyFile, the certificate that they will show to each other and the CA file, and keep " \
		 "keyFile" more ". They restart one after the other. A server goes on offering its key, and takes certificates beside keys.", \
	.before = before_send_keyfile, .after = after_roll, \
	.if_skipped = "a server that offers its certificate is refused by all that take keys alone: the first restart cuts the member off.", \
}

#define SEND_X509_PHASE(edits, undo, words, more) { \
	.title = "sendX509", .roles = PHASE_ALL, .from = SEND_KEYFILE, .to = SEND_X509, \
	.transforms = edits, .back = undo, .change = words, .restarts = true, \
	.about = "All servers get clusterAuthMode: sendX509" more ", and keep keyFile: those that have not restarted yet still offer their key." \
		 AT_RUN_TIME, \
	.before = before_send_x509, .after = after_roll, \
	.if_skipped = "a server that takes certificates alone refuses all that still offer their key: the first restart cuts the member off.", \
}

#define X509_PHASE(edits, undo, words, more, before_it, note) { \
	.title = "x509", .roles = PHASE_ALL, .from = SEND_X509, .to = X509, \
	.transforms = edits, .back = undo, .change = words, .restarts = true, \
	.about = "All servers get clusterAuthMode: x509" more ". keyFile may stay, and is not read any more; when all are done it can be removed. Up " \
		 "to 4.4, a server that was moved to x509 at run time goes on taking keys until it restarts.", \
	.before = before_it, .after = after_roll, \
	.if_skipped = "a key that got into wrong hands still opens every server.", \
	.clients = note, \
}

static const struct phase tls_phases[] = {
	SEND_KEYFILE_PHASE("set-cluster-auth-mode:sendKeyFile", "set-cluster-auth-mode:keyFile", "set security.clusterAuthMode: sendKeyFile", ""),
	SEND_X509_PHASE("set-cluster-auth-mode:sendX509", "set-cluster-auth-mode:sendKeyFile", "set security.clusterAuthMode: sendX509", ""),
	X509_PHASE("set-cluster-auth-mode:x509", "set-cluster-auth-mode:sendX509", "set security.clusterAuthMode: x509", "; the TLS mode stays as it is", before_x509, NULL),
};

static const struct phase along_phases[] = {
	SEND_KEYFILE_PHASE("set-tls-mode:allowTLS,set-cluster-auth-mode:sendKeyFile", NULL,
			   "set net.tls.mode: allowTLS, certificateKeyFile and CAFile, and security.clusterAuthMode: sendKeyFile",
			   "; net.tls gets the mode allowTLS in the same edit"),
	SEND_X509_PHASE("set-tls-mode:preferTLS,set-cluster-auth-mode:sendX509", "set-cluster-auth-mode:sendKeyFile,set-tls-mode:allowTLS",
			"set net.tls.mode: preferTLS and security.clusterAuthMode: sendX509",
			" and the mode preferTLS in one edit, as a certificate can only be shown over TLS"),
	X509_PHASE("set-cluster-auth-mode:x509,set-tls-mode:requireTLS", "set-tls-mode:preferTLS,set-cluster-auth-mode:sendX509", "set security.clusterAuthMode: x509 and net.tls.mode: requireTLS",
		   " and the mode requireTLS. When the project file doesn't say clients: {tls: true}, members that are all at preferTLS stay "
		   "there: see the variant with TLS, and then enable-tls", before_require,
		   "Who dials without TLS is locked out of every server that has restarted."),
};

/* ---- variants ---- */

/* All at preferTLS and sendX509 may have come by either way. requireTLS locks out clients without TLS, so it is only taken
 * for the end of this way where the project file says that there are none. */
static bool ends_with_require(const struct field *field)
{
	const char *why_not;
	bool prefers = false;
	for (uint32_t i = 0; i < field->count; i++) {
		const struct pair_state *state = &field->members[i]->state;
		if (state->cluster != CLUSTER_SEND_X509 && state->cluster != CLUSTER_X509)
			return false;
		prefers = prefers || state->tls == TLS_PREFER;
	}
	return prefers && condition_clients_tls(NULL, field, &why_not) == ANSWER_YES;
}

static bool has_tls(const struct field *field)
{
	for (uint32_t i = 0; i < field->count; i++)
		if (!dials_tls(field->members[i]))
			return false;
	return !ends_with_require(field);
}

static const struct variant variants[] = {
	{ .name = "with TLS", .about = "where all members have preferTLS or requireTLS", .fits = has_tls,
	  .steps = steps, .step_count = sizeof steps / sizeof *steps, .place = place, .note = note,
	  .phases = tls_phases, .phase_count = sizeof tls_phases / sizeof *tls_phases },
	{ .name = "TLS comes along", .about = "where members have no TLS yet, or allowTLS: its modes go up in the same edits",
	  .steps = steps, .step_count = sizeof steps / sizeof *steps, .place = place_along,
	  .phases = along_phases, .phase_count = sizeof along_phases / sizeof *along_phases },
};

static const char *const sources[] = {
	"MongoDB manual: Upgrade from Keyfile Authentication to x.509 Authentication",
	"server source: auth/cluster_auth_mode.cpp, commands/authentication_commands.cpp, util/net/ssl_parameters_auth.cpp",
	"server tests: jstests/ssl/upgrade_to_x509_ssl.js, upgrade_to_x509_ssl_nossl.js, set_parameter_ssl.js",
	NULL,
};

static const char *const parameters[] = { "certificate-key-file", "cluster-file", "ca-file", NULL };

const struct procedure procedure_keyfile_to_x509 = {
	.name = "keyfile-to-x509",
	.title = "from keyfiles to certificates between members, without downtime",
	.about = "Takes members that authenticate each other by a keyfile to certificates. The servers restart three times, one at a time.\n"
		 "What a member offers and what it takes are told by clusterAuthMode. Two members can talk to each other when their modes are "
		 "neighbours in keyFile - sendKeyFile - sendX509 - x509, or the same; every mode that is left out cuts members off. A "
		 "certificate can only be shown over TLS, so sendX509 and x509 want preferTLS or requireTLS. Where there is no TLS yet, its "
		 "modes go up in the same three edits: neighbours stay neighbours.",
	.sources = sources,
	.since = VERSION(2, 6),
	.undo = "The same way back, one mode at a time, by restarts: at run time the mode only goes up. keyFile has to be back in all configs before "
		"the first member leaves x509 for sendX509.",
	.parameters = parameters,
	.variants = variants,
	.variant_count = sizeof variants / sizeof *variants,
};
