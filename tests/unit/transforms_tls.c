/* Transforms of TLS: one row for each thing that they do or refuse; and the modes with each clusterAuthMode, against a
 * second telling of what goes. */
#include <criterion/criterion.h>

#include <string.h>

#include "config/edit.h"
#include "transforms/steps.h"

static struct arena arena = ARENA_INIT;

static void tear_down(void)
{
	arena_free(&arena);
}

TestSuite(transforms_tls, .fini = tear_down);

struct row {
	const char *steps, *text;
	const char *result;  /* NULL: refused; "": unchanged */
	const char *words;   /* part of the refusal or of the remarks; NULL: there are none */
	struct parameters with;
	const char *server;
};

struct result {
	const char *text;    /* NULL: refused */
	const char *said;
	enum err_kind kind;
	bool placed;
};

static struct result applied(const struct row *row, const char *text)
{
	struct parameters parameters = row->with;
	struct transform_step *steps;
	unsigned count;
	struct source source;
	struct draft draft;
	struct err err = ERR_INIT(&arena);
	struct buf remarks = BUF_INIT(&arena);
	if (row->server)
		cr_assert(version_parse(str_of(row->server), &parameters.server), "%s", row->server);
	source_init(&arena, "mongod.conf", str_of(text), &source);
	if (!transform_steps(&arena, str_of(row->steps), &parameters, &steps, &count, &err) ||
	    !config_draft_open(&arena, &source, &(struct target){ .server = parameters.server }, &draft, &err) || !transform_accepts(&draft, &err) ||
	    !transform_run(steps, count, &draft, &remarks, &err))
		return (struct result){ .said = err.text, .kind = err.kind, .placed = err.line && err.column };
	cr_expect(str_eq(edits_splice(&draft.edits, source.text), draft.now.text), "%s on\n%s", row->steps, text);
	return (struct result){ .text = str_cstr(&arena, draft.now.text), .said = buf_done(&remarks).at };
}

static void check(const struct row *row)
{
	const char *expected = row->result && !*row->result ? row->text : row->result;
	struct result result = applied(row, row->text);
	if (!expected) {
		cr_expect(!result.text && (result.kind == ERR_USAGE || (result.kind == ERR_REFUSED && result.placed)),
			  "%s on\n%s is not refused at a place, gives\n%s", row->steps, row->text, result.text);
	} else {
		cr_assert(result.text, "%s on\n%s is refused: %s", row->steps, row->text, result.said);
		cr_expect_str_eq(result.text, expected, "%s on\n%s gives\n%s", row->steps, row->text, result.text);
		/* Twice is once, where it is not a step back and forth. */
		struct result again = strchr(row->steps, ',') ? result : applied(row, result.text);
		cr_expect(again.text && !strcmp(again.text, result.text), "%s on\n%s again", row->steps, result.text);
	}
	if (row->words)
		cr_expect(strstr(result.said, row->words), "%s on\n%s says: %s", row->steps, row->text, result.said);
	else
		cr_expect_str_eq(result.said, "", "%s on\n%s says: %s", row->steps, row->text, result.said);
}

#define CHECK(rows) do { \
	for (size_t i = 0; i < sizeof (rows) / sizeof *(rows); i++) \
		check(&(rows)[i]); \
} while (0)
#define ROW(does, on, gives, ...) { .steps = (does), .text = (on), .result = (gives), __VA_ARGS__ }
#define KNOWN .words = "net.tls is known from 4.2 on"
#define CERTIFICATE .with.certificate_key_file = "/c"
#define FILES CERTIFICATE, .with.ca_file = "/a", .with.cluster_file = "/m"
#define TLS(mode) "net:\n  tls:\n    mode: " mode "TLS\n    certificateKeyFile: /c\n    CAFile: /a\n"
#define CLIENTS .words = "over TLS alone: every client must use it by then, and show a certificate"

Test(transforms_tls, modes)
{
	static const struct row rows[] = {
		/* One step, up and down, in the words of the section. */
		ROW("set-tls-mode:preferTLS", TLS("allow"), TLS("prefer")),
		ROW("set-tls-mode:requireTLS", TLS("prefer"), TLS("require"), CLIENTS),
		ROW("set-tls-mode:preferTLS", TLS("require"), TLS("prefer"), .words = "without TLS again"),
		ROW("set-tls-mode:prefer", TLS("allow"), TLS("prefer")),
		ROW("set-tls-mode:preferSSL", TLS("allow"), TLS("prefer")),
		ROW("set-tls-mode:preferTLS", "net.ssl.mode: 'allowSSL' # now\nnet.ssl.PEMKeyFile: /c\n",
		    "net.ssl.mode: 'preferSSL' # now\nnet.ssl.PEMKeyFile: /c\n"),
		ROW("set-tls-mode:preferTLS", "net: {ssl: {mode: allowTLS, PEMKeyFile: /c}}\n", "net: {ssl: {mode: preferSSL, PEMKeyFile: /c}}\n"),
		ROW("set-tls-mode:allowTLS", "net: {ssl: {mode: allowTLS, PEMKeyFile: /c}}\n", ""),
		ROW("set-tls-mode:preferTLS", "net: {ssl: {mode: allowTLS, PEMKeyFile: /c}}\n", NULL, .words = "is no mode", .server = "4.0"),
		ROW("set-tls-mode:preferTLS", "net: {ssl: {mode: allowSSL, PEMKeyFile: /c}}\n", "net: {ssl: {mode: preferSSL, PEMKeyFile: /c}}\n", .server = "4.0"),
		ROW("set-tls-mode:requireTLS", "net: {tls: {mode: preferTLS, certificateKeyFile: /c}}\n",
		    "net: {tls: {mode: requireTLS, certificateKeyFile: /c}}\n", .words = "must use it by then\n"),
		ROW("set-tls-mode:requireTLS", "net: {tls: {mode: preferTLS, certificateKeyFile: /c, CAFile: /a, allowConnectionsWithoutCertificates: true}}\n",
		    "net: {tls: {mode: requireTLS, certificateKeyFile: /c, CAFile: /a, allowConnectionsWithoutCertificates: true}}\n",
		    .words = "must use it by then\n"),
		ROW("set-tls-mode:allowTLS,set-tls-mode:preferTLS,set-tls-mode:allowTLS", TLS("allow"), ""),
		/* In the old format. */
		ROW("set-tls-mode:preferTLS", "tlsMode=allowTLS\ntlsCertificateKeyFile=/c\n", "tlsMode=preferTLS\ntlsCertificateKeyFile=/c\n"),
		ROW("set-tls-mode:preferTLS", "sslMode=allowSSL\nsslPEMKeyFile=/c\n", "sslMode=preferSSL\nsslPEMKeyFile=/c\n"),
		ROW("set-tls-mode:allowTLS", "port=1\n", "port=1\nsslMode=allowSSL\nsslPEMKeyFile=/c\nsslCAFile=/a\nsslClusterFile=/m\n", FILES, .server = "4.0"),
		ROW("set-tls-mode:allowTLS", "port=1\n", NULL, .words = "needs a certificate"),
		ROW("ssl-to-tls", "sslMode = requireSSL # m\nport=1\nsslCAFile=/c\n", "tlsMode = requireTLS # m\nport=1\ntlsCAFile=/c\n", KNOWN),
		ROW("ssl-to-tls", "sslMode = requireSSL\n", NULL, .words = "knows net.ssl alone", .server = "4.0"),
		ROW("ssl-to-tls", "sslMode = requireSSL\ntlsCAFile=/c\n", NULL, .words = "both are here"),
		ROW("tls-to-ssl", "tlsMode = requireTLS\ntlsCAFile=/c\n", "sslMode = requireSSL\nsslCAFile=/c\n"),
		ROW("ssl-to-tls,tls-to-ssl", "sslMode = requireSSL\nsslCAFile=/c\n", "", KNOWN),
		/* Out of disabled, with what it needs. */
		ROW("set-tls-mode:allowTLS", "net:\n  port: 1\n",
		    "net:\n  port: 1\n  tls:\n    mode: allowTLS\n    certificateKeyFile: /c\n    CAFile: /a\n    clusterFile: /m\n", FILES),
		ROW("set-tls-mode:allowTLS", "net:\n  port: 1\n",
		    "net:\n  port: 1\n  ssl:\n    mode: allowSSL\n    PEMKeyFile: /c\n    CAFile: /a\n    clusterFile: /m\n", FILES, .server = "4.0"),
		ROW("set-tls-mode:allowTLS", "net:\n  tls:\n    mode: disabled\n", "net:\n  tls:\n    mode: allowTLS\n    certificateKeyFile: /c\n",
		    CERTIFICATE, .words = "nobody's certificate is checked"),
		ROW("set-tls-mode:allowTLS", "net:\n  tls:\n", "net:\n  tls:\n    mode: allowTLS\n    certificateKeyFile: /c\n    CAFile: /a\n",
		    CERTIFICATE, .with.ca_file = "/a"),
		ROW("set-tls-mode:allowTLS", "net:\n  tls:\n    certificateKeyFile: /mine\n    CAFile: /a\n",
		    "net:\n  tls:\n    certificateKeyFile: /mine\n    CAFile: /a\n    mode: allowTLS\n    clusterFile: /m\n", FILES,
		    .words = "net.tls.certificateKeyFile stays /mine"),
		ROW("set-tls-mode:allowTLS", "net:\n  tls:\n    logVersions: TLS1_0\n",
		    "net:\n  tls:\n    logVersions: TLS1_0\n  ssl:\n    mode: allowSSL\n    PEMKeyFile: /c\n    CAFile: /a\n", CERTIFICATE,
		    .with.ca_file = "/a", .server = "4.0"),
		ROW("set-tls-mode:allowTLS", "net: {port: 1}\n", NULL, .words = "needs a certificate, and net.tls.certificateKeyFile is not set"),
		ROW("set-tls-mode:allowTLS", "net: {port: 1}\n", NULL, .words = "net.ssl.PEMKeyFile is not set", .server = "4.0"),
		ROW("set-tls-mode:allowTLS", "net: {tls: {certificateSelector: 'subject=x'}}\n",
		    "net: {tls: {certificateSelector: 'subject=x', mode: allowTLS}}\n"),
		/* The files come along on the way out of disabled, and only there. */
		ROW("set-tls-mode:preferTLS", "net: {tls: {mode: allowTLS, certificateKeyFile: /mine}}\n",
		    "net: {tls: {mode: preferTLS, certificateKeyFile: /mine}}\n", FILES),
		ROW("set-tls-mode:disabled", "net: {port: 1}\n", ""),
		ROW("set-tls-mode:disabled", "net: {tls: {mode: allowTLS}}\n", "net: {tls: {mode: disabled}}\n"),
		ROW("set-tls-mode:disabled", "net: {tls: {mode: allowTLS, FIPSMode: true}}\n", "net: {tls: {mode: disabled, FIPSMode: true}}\n"),
		ROW("set-tls-mode:disabled", "net: {tls: {mode: allowTLS, certificateKeyFile: /c, clusterPassword: x, CAFile: /a}}\n", NULL,
		    .words = "net.tls.certificateKeyFile, net.tls.clusterPassword, net.tls.CAFile; remove them together with the mode"),
		ROW("set-tls-mode:disabled", "net: {ssl: {mode: allowSSL, PEMKeyFile: /c, CRLFile: /r}}\n", NULL,
		    .words = "net.ssl.PEMKeyFile, net.ssl.CRLFile; remove them together with the mode, which is disabled where it is not set: "
			     "mongoconf unset net.ssl", .server = "4.0"),
		/* What stops it. */
		ROW("set-tls-mode:requireTLS", TLS("allow"), NULL, .words = "take all members to preferTLS first"),
		ROW("set-tls-mode:preferTLS", "net: {port: 1}\n", NULL, .words = "take all members to allowTLS first", CERTIFICATE),
		ROW("set-tls-mode:allowTLS", TLS("require"), NULL, .words = "take all members to preferTLS first"),
		ROW("set-tls-mode:disabled", "net: {ssl: {mode: requireSSL}}\n", NULL, .words = "take all members to preferSSL first"),
		ROW("set-tls-mode:preferTLS", "net: {tls: {mode: allowTLS}, ssl: {CAFile: /a}}\n", NULL, .words = "the new and the old name of one section"),
		ROW("set-tls-mode:preferTLS", TLS("allow"), NULL, .words = "came with 4.2; a server of 4.0", .server = "4.0"),
		ROW("set-tls-mode:preferTLS", "net: {tls: {mode: allowSSL}}\n", NULL, .words = "is no mode that the server takes"),
		ROW("set-tls-mode:preferTLS", "net: {tls: {mode: }}\n", NULL, .words = "is no mode that the server takes"),
		ROW("set-tls-mode:preferTLS", "net: {tls: {mode: [allowTLS]}}\n", NULL, .words = "is no mode that the server takes"),
		ROW("set-tls-mode:preferTLS", "net: {tls: {mode: {__exec: x}}}\n", NULL, .words = "__exec"),
		ROW("set-tls-mode:preferTLS", "net.tls.mode: allowTLS\nnet: {tls: {mode: allowTLS}}\n", NULL, .words = "set twice"),
		ROW("set-tls-mode:allow", "net: {port: 1}\n", NULL, .words = "--certificate-key-file \"c\": give the absolute path",
		    .with.certificate_key_file = "c"),
		ROW("set-tls-mode:TLS", "net: {port: 1}\n", NULL, .words = "not \"TLS\""),
		ROW("set-tls-mode:disabled", "net: {tls: {mode: allowTLS}}\nsecurity: {clusterAuthMode: {__exec: x}}\n", NULL,
		    .words = "depends on clusterAuthMode"),
		ROW("set-tls-mode:allow", "security: {keyFile: /k, clusterAuthMode: x509, transitionToAuth: true}\n", NULL,
		    .words = "say which with --ca-file", CERTIFICATE),
		ROW("set-tls-mode:allow", "security: {keyFile: /k, clusterAuthMode: sendKeyFile}\n", NULL, .words = "say which with --ca-file",
		    CERTIFICATE, .server = "5.1"),
	};
	CHECK(rows);
}

/* Which modes of TLS a server starts in, by its clusterAuthMode; told once more. */
Test(transforms_tls, cluster_auth_modes)
{
	static const struct {
		const char *mode;
		bool transition, starts[4];
	} table[] = {
		{ "keyFile", false, { true, true, true, true } }, { "keyFile", true, { true, true, true, true } },
		{ "sendKeyFile", false, { false, true, true, true } }, { "sendX509", false, { false, false, true, true } },
		{ "x509", false, { false, false, true, true } }, { "x509", true, { false, true, true, true } },
	};
	static const char *const modes[] = { "disabled", "allowTLS", "preferTLS", "requireTLS" };
	for (unsigned i = 0; i < sizeof table / sizeof *table; i++)
		for (unsigned from = 0; from < 4; from++)
			for (unsigned to = 0; to < 4; to++) {
				const char *text = arena_printf(&arena, "security: {keyFile: /k, clusterAuthMode: %s, transitionToAuth: %s}\n"
								"net: {tls: {mode: %s%s}}\n", table[i].mode,
								table[i].transition ? "true" : "false", modes[from],
								from && to ? ", certificateKeyFile: /c, CAFile: /a" : "");
				struct row row = { .text = text, FILES, .steps = arena_printf(&arena, "set-tls-mode:%s", modes[to]) };
				struct result result = applied(&row, text);
				bool neighbour = from == to + 1 || to == from + 1, done = from == to || (neighbour && table[i].starts[to]);
				cr_expect_eq(result.text != NULL, done, "%s on\n%s says: %s", row.steps, text, result.said);
				if (done && from != to)
					cr_expect(strstr(result.text, arena_printf(&arena, "mode: %s", modes[to])), "%s", result.text);
			}
}

Test(transforms_tls, names)
{
	static const struct row rows[] = {
		ROW("ssl-to-tls", "net:\n  ssl: # TLS\n    mode: requireSSL  # all\n    PEMKeyFile: \"/p\"\n\n    # them\n    CAFile: /c\n  port: 1\n",
		    "net:\n  tls: # TLS\n    mode: requireTLS  # all\n    certificateKeyFile: \"/p\"\n\n    # them\n    CAFile: /c\n  port: 1\n", KNOWN),
		ROW("ssl-to-tls", "net.ssl.mode: 'preferSSL'\nnet.ssl.PEMKeyPassword: a\n",
		    "net.tls.mode: 'preferTLS'\nnet.tls.certificateKeyFilePassword: a\n", .server = "4.2"),
		ROW("ssl-to-tls", "{\"net\": {\"ssl\": {\"mode\": \"disabled\", \"sslCipherConfig\": \"HIGH\", \"weakCertificateValidation\": true}}}\n",
		    "{\"net\": {\"tls\": {\"mode\": \"disabled\", \"tlsCipherConfig\": \"HIGH\", \"weakCertificateValidation\": true}}}\n", KNOWN),
		ROW("ssl-to-tls", "net:\n  ssl.clusterFile: /m\nnet.ssl:\n  clusterCAFile: /a\n", "net:\n  tls.clusterFile: /m\nnet.tls:\n  clusterCAFile: /a\n", KNOWN),
		ROW("ssl-to-tls", "net: {ssl: {mode: anything}}\n", "net: {tls: {mode: anything}}\n", KNOWN),
		ROW("ssl-to-tls", TLS("allow"), ""),
		ROW("ssl-to-tls", "net: {port: 1}\n", "", .server = "4.0"),
		ROW("ssl-to-tls", "net: {ssl: {mode: allowSSL}}\n", NULL, .words = "came with 4.2; a server of 4.0", .server = "4.0"),
		ROW("ssl-to-tls", "net: {ssl: {mode: allowSSL}, tls: {CAFile: /c}}\n", NULL, .words = "the new and the old name of one section"),
		ROW("ssl-to-tls", "net: {ssl: {mode: allowSSL}, tls: {logVersions: TLS1_0}}\n", NULL, .words = "the new and the old name of one section"),
		ROW("ssl-to-tls", "net: {ssl: {mode: allowSSL, certificateKeyFile: /c}}\n", NULL, .words = "net.ssl.certificateKeyFile has no name under net.tls"),
		ROW("ssl-to-tls", "net: {ssl: {__exec: x}}\n", NULL, .words = "__exec"),
		ROW("ssl-to-tls", "net: {__exec: x}\n", NULL, .words = "__exec"),
		ROW("ssl-to-tls", "a: &a {ssl: {mode: allowSSL}}\nnet: *a\n", NULL, .words = "*a stands for text elsewhere"),
		ROW("ssl-to-tls", "net: {ssl: &a {mode: allowSSL}}\n", NULL, .words = "&a"),
		ROW("tls-to-ssl", TLS("require"), "net:\n  ssl:\n    mode: requireSSL\n    PEMKeyFile: /c\n    CAFile: /a\n", .server = "4.0"),
		ROW("tls-to-ssl", "net: {ssl: {CAFile: /a}}\n", ""),
		ROW("tls-to-ssl", "net: {tls: {mode: allowTLS, logVersions: TLS1_0}}\n", NULL, .words = "net.tls.logVersions has no name under net.ssl"),
		ROW("tls-to-ssl", "net: {tls: {clusterAuthX509: {attributes: O=x}}}\n", NULL,
		    .words = "net.tls.clusterAuthX509.attributes has no name under net.ssl"),
		ROW("tls-to-ssl", "net: {tls: {mode: allowTLS}, ssl: {CAFile: /c}}\n", NULL, .words = "the new and the old name of one section"),
		ROW("tls-to-ssl", "net: {tls: {certificateSelector: x}}\n", NULL, .words = "which a server of 3.6 does not know", .server = "3.6"),
		ROW("tls-to-ssl", "net: {tls: {certificateSelector: x}}\n", "net: {ssl: {certificateSelector: x}}\n"),
		/* There and back, to the byte. */
		ROW("ssl-to-tls,tls-to-ssl", "net:\n  ssl: # TLS\n    mode: requireSSL  # all\n    PEMKeyFile: \"/p\"\n    weakCertificateValidation: true\n", "",
		    KNOWN),
		ROW("tls-to-ssl,ssl-to-tls", "net.tls: {mode: 'allowTLS', tlsCipherConfig: HIGH, certificateKeyFilePassword: x, FIPSMode: true}\n", "", KNOWN),
	};
	CHECK(rows);
}

#define X509 "security:\n  clusterAuthMode: x509\n"
#define DN(name) .with.dn = (name)
#define JSON(text) .with.x509_override = (text)
#define OWN "where these are the same, the override has no effect"
#define DROPPED "only certificates that fit without the override"

Test(transforms_tls, overrides)
{
	static const struct row rows[] = {
		ROW("set-dn-override", X509, X509 "setParameter:\n  tlsX509ClusterAuthDNOverride: O=Shop,OU=Servers\n", DN("O=Shop,OU=Servers"), .words = OWN),
		ROW("set-dn-override:O=Shop", X509 "setParameter:\n  ttlMonitorEnabled: false # off\n",
		    X509 "setParameter:\n  ttlMonitorEnabled: false # off\n  tlsX509ClusterAuthDNOverride: O=Shop\n", .words = OWN),
		ROW("set-dn-override", "{security: {clusterAuthMode: sendX509}, setParameter: {logLevel: 1}}\n",
		    "{security: {clusterAuthMode: sendX509}, setParameter: {logLevel: 1, tlsX509ClusterAuthDNOverride: 'O=Shop,OU=Servers'}}\n",
		    DN("O=Shop,OU=Servers"), .words = OWN),
		ROW("set-dn-override", X509 "setParameter:\n  tlsX509ClusterAuthDNOverride: \"O=old\" # new\n",
		    X509 "setParameter:\n  tlsX509ClusterAuthDNOverride: \"DC=shop,DC=example\" # new\n", DN("DC=shop,DC=example"),
		    .words = "tlsX509ClusterAuthDNOverride was O=old"),
		ROW("set-dn-override:O=a", X509 "setParameter:\n  tlsX509ClusterAuthDNOverride: 'O=a'\n", ""),
		ROW("set-dn-override:O=a: b", X509, X509 "setParameter:\n  tlsX509ClusterAuthDNOverride: 'O=a: b'\n", .words = OWN),
		ROW("set-dn-override:O=a", "security: {clusterAuthMode: sendKeyFile, keyFile: /k}\n",
		    "security: {clusterAuthMode: sendKeyFile, keyFile: /k}\nsetParameter:\n  tlsX509ClusterAuthDNOverride: O=a\n", .server = "4.2", .words = OWN),
		ROW("set-dn-override:O=a", X509, NULL, .words = "came with 4.2; a server of 4.0", .server = "4.0"),
		ROW("set-dn-override:O=a", "security: {keyFile: /k}\n", NULL, .words = "clusterAuthMode is keyFile"),
		ROW("set-dn-override:O=a", "net: {port: 1}\n", NULL, .words = "clusterAuthMode is not set"),
		ROW("set-dn-override:O=a", X509 "net: {tls: {clusterAuthX509: {attributes: O=b}}}\n", NULL,
		    .words = "does not start with net.tls.clusterAuthX509.attributes and a DN override"),
		ROW("set-dn-override:O=a", X509 "setParameter:\n  tlsX509ClusterAuthDNOverride: {O: a}\n", NULL, .words = "is written as a map"),
		ROW("set-dn-override:O=a", X509 "setParameter: {__exec: x}\n", NULL, .words = "__exec"),
		ROW("set-dn-override:Shop", X509, NULL, .words = "is no distinguished name"),
		ROW("set-dn-override:CN=db1", X509, NULL, .words = "has no O, OU or DC"),
		ROW("drop-dn-override", X509 "setParameter:\n  tlsX509ClusterAuthDNOverride: O=a\n  logLevel: 1\n", X509 "setParameter:\n  logLevel: 1\n",
		    .words = DROPPED),
		ROW("drop-dn-override", X509, ""),
		ROW("drop-dn-override", X509 "setParameter:\n  tlsX509ClusterAuthDNOverride: [O=a]\n", NULL, .words = "is written as a list"),
		ROW("set-dn-override:O=a,drop-dn-override", X509 "# end\n", "", .words = DROPPED),
		ROW("set-dn-override:O=a,drop-dn-override", X509 "setParameter: {logLevel: 1}", "", .words = DROPPED),
		ROW("set-x509-override", X509, X509 "setParameter:\n  tlsClusterAuthX509Override: '{ \"attributes\": \"O=Shop, OU=Servers\" }'\n",
		    JSON("{ \"attributes\": \"O=Shop, OU=Servers\" }")),
		ROW("set-x509-override", X509 "setParameter: {tlsClusterAuthX509Override: \"{\\\"extensionValue\\\": \\\"a\\\"}\"}\n", "",
		    JSON(" {\"extensionValue\": \"a\"}\n"), .server = "7.0"),
		ROW("set-x509-override", "{\"setParameter\": {\"logLevel\": \"1\"}}\n",
		    "{\"setParameter\": {\"logLevel\": \"1\", \"tlsClusterAuthX509Override\": \"{\\\"extensionValue\\\": \\\"a\\\"}\"}}\n",
		    JSON("{\"extensionValue\": \"a\"}"), .words = "clusterAuthMode is not set: the override has no effect"),
		ROW("set-x509-override", X509 "setParameter:\n  tlsClusterAuthX509Override: '{attributes: \"O=a\"}'\n",
		    X509 "setParameter:\n  tlsClusterAuthX509Override: '{attributes: \"O=b\"}'\n", JSON("{attributes: \"O=b\"}"),
		    .words = "was {attributes: \"O=a\"}"),
		ROW("set-x509-override", X509 "setParameter:\n  tlsClusterAuthX509Override: { attributes: O=10gen, OU=10gen Server }\n", NULL,
		    JSON("{\"attributes\": \"O=b\"}"), .words = "is written as a map here, and mongod does not start with that"),
		ROW("set-x509-override", X509, NULL, JSON("{\"attributes\": \"O=b\"}"), .words = "came with 7.0; a server of 6.0", .server = "6.0"),
		ROW("set-x509-override", X509 "net: {tls: {clusterAuthX509: {attributes: O=b, extensionValue: a}}}\n", NULL,
		    JSON("{\"attributes\": \"O=b\"}"), .words = "are both set"),
		ROW("set-x509-override", X509, NULL, JSON("O=a"), .words = "is no JSON object"),
		ROW("set-x509-override", X509, NULL, JSON("[\"attributes\"]"), .words = "is no JSON object"),
		ROW("set-x509-override", X509, NULL, JSON("{\"attributes\": \"O=b\"} x"), .words = "is no JSON object"),
		ROW("set-x509-override", X509, NULL, JSON("{\"attributes\": \"O=b\""), .words = "is no JSON object"),
		ROW("set-x509-override", X509, NULL, JSON("{}"), .words = "says nothing"),
		ROW("set-x509-override", X509, NULL, JSON("{\"attributes\": \"O=b\", \"extensionValue\": \"a\"}"), .words = "more than one thing"),
		ROW("set-x509-override", X509, NULL, JSON("{\"attribute\": \"O=b\"}"), .words = "a name in it that no server knows"),
		ROW("set-x509-override", X509, NULL, JSON("{\"attributes\": [\"O=b\"]}"), .words = "no text"),
		ROW("set-x509-override", X509, NULL, JSON("{\"attributes\": \"b\"}"), .words = "no distinguished name"),
		ROW("drop-x509-override", X509 "setParameter:\n  logLevel: 1\n  tlsClusterAuthX509Override: '{\"attributes\": \"O=a\"}'\n",
		    X509 "setParameter:\n  logLevel: 1\n", .words = DROPPED),
		ROW("drop-x509-override", X509 "setParameter:\n  tlsClusterAuthX509Override: { attributes: O=a }\n", NULL, .words = "is written as a map"),
		ROW("drop-x509-override", X509, ""),
		ROW("set-x509-override,drop-x509-override", X509, "", JSON("{\"attributes\": \"O=b\"}"), .words = DROPPED),
	};
	CHECK(rows);
}
