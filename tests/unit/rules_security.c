#include <criterion/criterion.h>
#include <string.h>

#include "base/buf.h"
#include "lint_files.h"
#include "text/edit.h"

/* Authentication, cluster authentication and TLS of one file. */

static struct arena arena;

static void tear_down(void)
{
	arena_free(&arena);
}

TestSuite(rules_security, .fini = tear_down);

#define SET "replication:\n  replSetName: rs0\n"
#define TLS(mode) "net:\n  tls:\n    mode: " mode "\n"
#define CERT "    certificateKeyFile: /c.pem\n"
#define CA "    CAFile: /ca.pem\n"
#define SSL(mode) "net:\n  ssl:\n    mode: " mode "\n"
#define PEM "    PEMKeyFile: /c.pem\n"
#define SECURITY "security:\n"
#define KEY "  keyFile: /k\n"
#define MODE(mode) "  clusterAuthMode: " mode "\n"
#define TTA "  transitionToAuth: true\n"

/* One file, m.conf or mongos.conf; the findings of the rules of this area, without the file's name. */
static const struct {
	const char *file, *server, *text, *said;
} table[] = {
	/* authorization-case */
	{ "m.conf", 0, "security:\n  authorization: Enabled\n", "2:18+7 error authorization-case\n" },
	{ "m.conf", "4.2", "security:\n  authorization: ENABLED\n", "2:18+7 error authorization-case\n" },
	{ "m.conf", "8.0", "security:\n  authorization: 'ENABLED'\n", "2:18+9 error authorization-case\n" },
	{ "m.conf", "4.4", "security:\n  authorization: Disabled\n", "2:18+8 warning authorization-case\n" },
	{ "m.conf", 0, SECURITY "  authorization: Enabled\n" KEY SET, "2:18+7 warning authorization-case\n" },
	{ "m.conf", "4.2", "security:\n  authorization: \"enabled\"\n", "" },
	/* Found once, not twice. */
	{ "m.conf", "4.4", "security:\n  authorization: Enabled\nnet:\n  bindIp: 0.0.0.0\n", "2:18+7 error authorization-case\n" },

	/* auth-mechanisms-empty: presence turns authorization on, but for authorization. */
	{ "m.conf", "4.4", SECURITY "  authenticationMechanisms: []\n" KEY SET, "2:3+24 error auth-mechanisms-empty\n" },
	{ "m.conf", "4.2", SECURITY "  authenticationMechanisms: []\n  authorization: enabled\n",
	  "2:3+24 error auth-mechanisms-empty\n" },
	{ "m.conf", "4.2", SECURITY "  authenticationMechanisms: []\n" KEY TTA SET,
	  "2:3+24 error auth-mechanisms-empty\n4:3+16 warning transition-to-auth-left-on\n" },
	{ "m.conf", "4.2", SECURITY "  authenticationMechanisms: []\n  keyFile:\n" SET, "2:3+24 error auth-mechanisms-empty\n" },
	{ "m.conf", "4.2", SECURITY "  authenticationMechanisms: []\n  authorization: disabled\n", "" },
	{ "m.conf", "4.2", SECURITY "  authenticationMechanisms: []\n", "" },
	{ "m.conf", "4.2", SECURITY "  authenticationMechanisms: [SCRAM-SHA-1]\n" KEY SET, "" },
	{ "m.conf", "4.2", SECURITY "  authenticationMechanisms: ['']\n" KEY SET, "" },
	{ "m.conf", "4.4", SECURITY "  authorization: enabled\nsetParameter:\n  authenticationMechanisms: ''\n",
	  "4:3+24 error auth-mechanisms-empty\n" },

	/* parameter-under-wrong-section */
	{ "m.conf", "4.2", SECURITY "  enableLocalhostAuthBypass: false\n", "2:3+25 error parameter-under-wrong-section\n" },
	{ "m.conf", 0, SECURITY "  authSchemaVersion: 5\n", "2:3+17 error parameter-under-wrong-section\n" },

	/* cluster-auth-needs-keyfile */
	{ "m.conf", "4.4", SECURITY MODE("keyFile") SET, "2:20+7 warning cluster-auth-needs-keyfile\n" },
	{ "m.conf", "6.0", SECURITY MODE("keyFile") SET, "2:20+7 error cluster-auth-needs-keyfile\n" },
	{ "m.conf", "5.0", SECURITY MODE("sendX509") SET TLS("preferTLS") CERT CA, "" },
	{ "m.conf", "6.0", SECURITY MODE("sendX509") SET TLS("preferTLS") CERT CA, "2:20+8 error cluster-auth-needs-keyfile\n" },
	{ "m.conf", 0, SECURITY MODE("sendKeyFile") SET TLS("preferTLS") CERT CA, "2:20+11 warning cluster-auth-needs-keyfile\n" },
	{ "m.conf", 0, SECURITY MODE("x509") SET TLS("preferTLS") CERT CA, "" },
	{ "m.conf", "6.0", SECURITY MODE("keyFile") "  keyFile: {__exec: 'x'}\n" SET, "" },

	/* x509-needs-tls */
	{ "m.conf", "4.2", SECURITY KEY MODE("sendKeyFile") SET, "3:20+11 error x509-needs-tls\n" },
	{ "m.conf", "3.6", SECURITY MODE("x509") SET SSL("disabled"), "2:20+4 error x509-needs-tls\n" },
	{ "m.conf", "4.2", SECURITY KEY MODE("sendKeyFile") SET TLS("allowTLS") CERT CA, "" },
	{ "m.conf", "4.2", SECURITY KEY MODE("sendX509") SET TLS("allowTLS") CERT CA, "3:20+8 error x509-needs-tls\n" },
	{ "m.conf", "4.4", SECURITY KEY MODE("sendX509") SET TLS("preferTLS") CERT CA, "" },
	{ "m.conf", "4.4", SECURITY MODE("x509") SET TLS("allowTLS") CERT CA, "2:20+4 error x509-needs-tls\n" },
	{ "m.conf", "4.4", SECURITY MODE("x509") TTA SET TLS("allowTLS") CERT CA, "3:3+16 warning transition-to-auth-left-on\n" },
	{ "m.conf", "4.4", SECURITY MODE("x509") SET "net:\n  ssl:\n    mode: allowSSL\n" PEM CA,
	  "2:20+4 error x509-needs-tls\n7:5+4 warning tls-ssl-alias\n" },
	{ "m.conf", "4.4", SECURITY MODE("x509") SET "net:\n  tls: {__exec: 'x'}\n", "" },
	{ "mongos.conf", "4.4", "sharding:\n  configDB: c/a:1,b:1,c:1\n" SECURITY MODE("x509"), "4:20+4 error x509-needs-tls\n" },

	/* tls-without-certificate: an empty path is the working directory, which is no empty path. */
	{ "m.conf", "4.2", TLS("requireTLS") CA, "3:11+10 error tls-without-certificate\n" },
	{ "m.conf", "4.0", SSL("allowSSL") CA, "3:11+8 error tls-without-certificate\n" },
	{ "m.conf", "4.4", SSL("preferTLS") CA, "3:5+4 warning tls-ssl-alias\n3:11+9 error tls-without-certificate\n" },
	{ "m.conf", "4.4", TLS("requireTLS") "    certificateKeyFile:\n" CA, "" },
	{ "m.conf", "4.4", TLS("disabled"), "" },
	{ "m.conf", "4.4", TLS("requireTLS") "    certificateKeyFile: {__exec: 'x'}\n" CA, "" },
	{ "m.conf", "4.0", TLS("requireTLS"), "3:5+4 error unknown-option\n" },

	/* tls-crl-without-ca */
	{ "m.conf", "4.4", TLS("requireTLS") CERT "    CRLFile: /r\n    clusterCAFile: /ca.pem\n", "5:5+7 error tls-crl-without-ca\n" },
	{ "m.conf", "3.6", SSL("requireSSL") PEM "    CRLFile: /r\n    clusterCAFile: /ca.pem\n", "5:5+7 error tls-crl-without-ca\n" },
	{ "m.conf", "4.4", TLS("requireTLS") CERT CA "    CRLFile: /r\n", "" },

	/* tls-needs-ca, tls-without-ca */
	{ "m.conf", "4.2", SECURITY MODE("x509") SET TLS("requireTLS") CERT, "2:20+4 error tls-needs-ca\n" },
	{ "m.conf", "4.4", SECURITY KEY MODE("sendX509") SET TLS("requireTLS") CERT, "8:11+10 warning tls-without-ca\n" },
	{ "m.conf", "5.1", SECURITY KEY MODE("sendX509") SET TLS("requireTLS") CERT,
	  "3:20+8 error tls-needs-ca\n8:11+10 warning tls-without-ca\n" },
	{ "m.conf", "4.2", TLS("requireTLS") CERT, "3:11+10 warning tls-without-ca\n" },
	{ "m.conf", "4.4", TLS("requireTLS") CERT, "3:11+10 warning tls-without-ca\n" },
	{ "m.conf", 0, TLS("requireTLS") CERT, "3:11+10 warning tls-without-ca\n" },
	{ "m.conf", "4.4.28", TLS("requireTLS") CERT, "3:11+10 warning tls-without-ca\n" },
	{ "m.conf", "4.4.29", TLS("requireTLS") CERT, "3:11+10 error tls-needs-ca\n" },
	{ "m.conf", "5.0.24", TLS("requireTLS") CERT, "3:11+10 warning tls-without-ca\n" },
	{ "m.conf", "5.0", TLS("requireTLS") CERT, "3:11+10 error tls-needs-ca\n" },
	{ "m.conf", "7.0.5", TLS("requireTLS") CERT, "3:11+10 warning tls-without-ca\n" },
	{ "m.conf", "8.0", TLS("requireTLS") CERT, "3:11+10 error tls-needs-ca\n" },
	{ "m.conf", "8.0", TLS("requireTLS") CERT "setParameter:\n  tlsUseSystemCA: true\n", "" },
	{ "m.conf", "4.4", TLS("requireTLS") CERT "    clusterCAFile: /ca.pem\n", "" },

	/* tls-options-without-mode */
	{ "m.conf", "4.2", "net:\n  tls:\n" CERT CA, "3:5+18 error tls-options-without-mode\n" },
	{ "m.conf", "4.2", TLS("disabled") "    CAFile:\n", "4:5+6 error tls-options-without-mode\n" },
	{ "m.conf", "4.0", "net:\n  ssl:\n" PEM, "3:5+10 error tls-options-without-mode\n" },
	{ "m.conf", "4.4", "net:\n  tls:\n    disabledProtocols: TLS1_0\n", "3:5+17 error tls-options-without-mode\n" },
	{ "m.conf", "4.4", "net:\n  tls:\n    clusterPassword: ''\n", "" },
	{ "m.conf", "4.4", "net:\n  tls:\n    clusterPassword: hunter2\n",
	  "3:5+15 warning secret-in-config\n3:5+15 error tls-options-without-mode\n" },
	{ "m.conf", "4.4", "net:\n  tls:\n    allowConnectionsWithoutCertificates: false\n", "" },
	{ "m.conf", "4.4", "net:\n  tls:\n    weakCertificateValidation: true\n", "3:5+25 error tls-options-without-mode\n" },
	{ "m.conf", "4.4", "setParameter:\n  opensslCipherConfig: HIGH\n", "2:3+19 error tls-options-without-mode\n" },
	{ "m.conf", "4.4", "setParameter:\n  opensslCipherConfig:\n", "" },
	{ "m.conf", "4.4", "net:\n  tls:\n    allowInvalidCertificates: true\n    allowInvalidHostnames: true\n"
			   "    clusterCAFile: /ca\n    logVersions: TLS1_0\n", "" },
	{ "m.conf", "4.4", "net:\n  tls:\n    mode: {__exec: 'x'}\n" CERT, "" },
	{ "m.conf", "4.4", "net:\n  tls:\n    CAFile: {__exec: 'x'}\n", "3:5+6 error tls-options-without-mode\n" },

	/* tls-cipher-config-twice, user-cluster-separation, cluster-x509-extension-mode */
	{ "m.conf", "4.4", TLS("requireTLS") CERT CA "    tlsCipherConfig: ''\nsetParameter:\n  opensslCipherConfig: HIGH\n",
	  "6:5+15 error tls-cipher-config-twice\n" },
	{ "m.conf", "4.4", TLS("requireTLS") CERT CA "    tlsCipherConfig: HIGH\nsetParameter:\n  opensslCipherConfig: ''\n", "" },
	{ "m.conf", "6.0", SECURITY MODE("x509") SET TLS("requireTLS") CERT CA "setParameter:\n  enforceUserClusterSeparation: false\n",
	  "11:33+5 error user-cluster-separation\n" },
	{ "m.conf", "6.0", SECURITY KEY SET "setParameter:\n  enforceUserClusterSeparation: false\n", "" },
	{ "m.conf", "7.0", SECURITY KEY SET TLS("requireTLS") CERT CA "    clusterAuthX509: {extensionValue: a}\n",
	  "10:23+14 error cluster-x509-extension-mode\n" },

	/* option-conflict, option-requires */
	{ "m.conf", "4.2", TLS("requireTLS") CERT CA "  ssl:\n    mode: requireSSL\n", "7:5+4 error option-conflict\n" },
	{ "m.conf", 0, "net.ssl.mode: disabled\nnet.tls.mode: disabled\n", "2:1+12 error option-conflict\n" },
	{ "m.conf", "7.0", SECURITY MODE("x509") SET TLS("requireTLS") CERT CA
	  "    clusterAuthX509: {attributes: 'O=a', extensionValue: a}\n", "10:42+14 error option-conflict\n" },
	{ "m.conf", "7.0", SECURITY MODE("x509") SET TLS("requireTLS") CERT CA
	  "    clusterAuthX509: {attributes: 'O=a'}\nsetParameter:\n  tlsX509ClusterAuthDNOverride: O=b\n", "12:3+28 error option-conflict\n" },
	{ "m.conf", "7.0", SECURITY MODE("x509") SET TLS("requireTLS") CERT CA
	  "    clusterAuthX509: {extensionValue: a}\nsetParameter:\n  tlsX509ClusterAuthDNOverride: O=b\n", "" },
	{ "m.conf", "7.0", SECURITY MODE("x509") SET TLS("requireTLS") CERT CA
	  "    clusterAuthX509: {attributes: 'O=a'}\nsetParameter:\n  tlsClusterAuthX509Override: '{\"attributes\": \"O=b\"}'\n", "" },
	{ "m.conf", "4.4", "sharding:\n  _overrideShardIdentity: '{}'\n", "2:3+22 error option-requires\n" },
	{ "m.conf", "4.4", "sharding:\n  _overrideShardIdentity: '{}'\nstorage: {__exec: 'x'}\n", "" },

	/* tls-ssl-alias */
	{ "m.conf", "4.0", SSL("requireSSL") PEM CA, "" },
	{ "m.conf", "4.2", SSL("requireSSL") PEM CA, "3:5+4 warning tls-ssl-alias\n" },
	{ "m.conf", "4.4", TLS("requireTLS") CERT "  ssl:\n" CA, "6:5+6 warning tls-ssl-alias\n" },

	/* tls-invalid-certs-allowed */
	{ "m.conf", "4.4", TLS("requireTLS") CERT CA "    allowInvalidHostnames: true\n", "6:5+21 warning tls-invalid-certs-allowed\n" },
	{ "m.conf", "3.6", SSL("requireSSL") PEM CA "    allowInvalidCertificates: true\n", "6:5+24 warning tls-invalid-certs-allowed\n" },

	/* transition-to-auth-left-on, transition-without-keyfile */
	{ "m.conf", "4.4", SECURITY KEY TTA SET, "3:3+16 warning transition-to-auth-left-on\n" },
	{ "m.conf", "4.4", SECURITY "  keyFile: ''\n" TTA SET, "3:3+16 warning transition-to-auth-left-on\n" },
	{ "m.conf", "4.4", SECURITY KEY MODE("sendKeyFile") TTA SET TLS("preferTLS") CERT CA, "4:3+16 error transition-without-keyfile\n" },
	{ "m.conf", "4.4", SECURITY TTA, "2:3+16 error transition-without-keyfile\n" },
	{ "m.conf", "4.4", SECURITY "  keyFile: {__exec: 'x'}\n" TTA SET, "3:3+16 warning transition-to-auth-left-on\n" },

	/* keyfile-without-auth-intent, keyfile-on-standalone */
	{ "m.conf", "4.4", SECURITY KEY "  authorization: disabled\n" SET, "3:18+8 warning keyfile-without-auth-intent\n" },
	{ "m.conf", "4.4", SECURITY MODE("x509") "  authorization: disabled\n" SET TLS("requireTLS") CERT CA,
	  "3:18+8 warning keyfile-without-auth-intent\n" },
	{ "m.conf", "4.4", SECURITY "  authorization: disabled\n", "" },
	{ "m.conf", "4.4", SECURITY KEY, "2:3+7 info keyfile-on-standalone\n" },
	{ "m.conf", "4.4", SECURITY KEY "sharding:\n  clusterRole: shardsvr\n" SET, "" },
	{ "m.conf", "4.4", SECURITY KEY "replication: {__rest: 'https://c/r'}\n", "" },
	{ "mongos.conf", "4.4", "sharding:\n  configDB: c/a:1,b:1,c:1\n" SECURITY KEY, "" },

	/* exposed-without-auth */
	{ "m.conf", "4.4", "net:\n  bindIp: 0.0.0.0\n", "2:11+7 error exposed-without-auth\n" },
	{ "m.conf", "4.4", "net:\n  bindIp: '::,/tmp/s'\n  ipv6: true\n", "2:11+11 error exposed-without-auth\n" },
	{ "m.conf", "4.4", "net:\n  bindIp: '*'\n", "2:11+3 error exposed-without-auth\n" },
	{ "m.conf", "4.4", "net:\n  bindIpAll: true\n", "2:14+4 error exposed-without-auth\n" },
	{ "m.conf", "4.4", "net:\n  bindIp: 127.0.0.1,203.0.113.7\n", "2:11+21 error exposed-without-auth\n" },
	{ "m.conf", "4.4", "net:\n  bindIp: 127.0.0.1,10.0.0.7\n", "2:11+18 warning exposed-without-auth\n" },
	{ "m.conf", "4.4", "net:\n  bindIp: db1.example.net\n", "2:11+15 warning exposed-without-auth\n" },
	{ "m.conf", "3.4", "net:\n  port: 27017\n", "2:3+4 error exposed-without-auth\n" },
	{ "m.conf", "4.4", "net:\n  port: 27017\n", "" },
	{ "m.conf", "4.4", "net:\n  bindIp: localhost,/run/mongodb.sock\n", "" },
	{ "m.conf", "4.4", "net:\n  ipv6: true\n  bindIp: 127.0.0.1, ::1\n", "" },
	{ "m.conf", "4.4", "net:\n  bindIp: {__exec: 'hostname -I'}\n", "" },
	{ "m.conf", "4.4", "net:\n  bindIp: 0.0.0.0\n" SECURITY "  authorization: enabled\n", "" },
	{ "m.conf", "4.4", "net:\n  bindIp: 0.0.0.0\n" SECURITY "  authorization: {__exec: 'x'}\n", "" },
	{ "m.conf", "4.4", "net:\n  bindIp: 0.0.0.0\nsecurity: {__exec: 'x'}\n", "" },
	{ "m.conf", "4.4", "net:\n  bindIp: 0.0.0.0\n" SECURITY KEY SET, "" },
	{ "m.conf", "4.4", "net:\n  bindIp: 0.0.0.0\n" SECURITY KEY TTA SET,
	  "5:3+16 warning transition-to-auth-left-on\n" },
	{ "m.conf", "4.4", "net:\n  bindIp: 0.0.0.0\n" SECURITY "  authorization: disabled\n", "2:11+7 error exposed-without-auth\n" },
	{ "mongos.conf", "4.4", "sharding:\n  configDB: c/a:1,b:1,c:1\nnet:\n  bindIp: 0.0.0.0\n", "4:11+7 error exposed-without-auth\n" },
	{ "mongos.conf", "4.4", "sharding:\n  configDB: c/a:1,b:1,c:1\nnet:\n  bindIp: 0.0.0.0\n" SECURITY KEY, "" },

	/* secret-in-config */
	{ "m.conf", "4.4", TLS("requireTLS") CERT CA "    certificateKeyFilePassword: hunter2\n", "6:5+26 warning secret-in-config\n" },
	{ "m.conf", "4.0", SSL("requireSSL") PEM CA "    PEMKeyPassword: hunter2\n", "6:5+14 warning secret-in-config\n" },
	{ "m.conf", "4.4", TLS("requireTLS") CERT CA "    certificateKeyFilePassword: {__exec: 'x'}\n", "" },
	{ "m.conf", "4.4", TLS("requireTLS") CERT CA "    certificateKeyFilePassword: '{{ pem_password }}'\n", "" },
	{ "m.conf", "4.4", TLS("requireTLS") CERT CA "    certificateKeyFilePassword: ${PEM_PASSWORD}\n", "" },
	{ "m.conf", "4.4", TLS("requireTLS") CERT CA "    certificateKeyFilePassword: ''\n", "" },
};

/* Values that are asked for elsewhere, are to be filled in or are empty have findings of their own. */
static bool is_said_elsewhere(struct str line)
{
	return str_ends(line, " expansion-not-enabled") || str_ends(line, " unrendered-placeholder") ||
	       str_ends(line, " empty-value");
}

Test(rules_security, findings_of_one_file)
{
	for (unsigned i = 0; i < sizeof table / sizeof *table; i++) {
		struct lint_file files[] = { { table[i].file, table[i].text }, { 0 } };
		struct str lines = str_of(lint_findings(&arena, files, table[i].server, NULL)), line;
		struct buf said = BUF_INIT(&arena);
		while (str_split(&lines, '\n', &line)) {
			uint32_t colon = str_find_char(line, ':', 0);
			if (line.len && !is_said_elsewhere(line))
				buf_printf(&said, "%.*s\n", STR_ARG(str_sub(line, colon + 1, line.len)));
		}
		const char *text = str_cstr(&arena, buf_done(&said));
		cr_expect_str_eq(text, table[i].said, "%s, %s gives\n%s", table[i].text,
				 table[i].server ? table[i].server : "any", text);
	}
}

/* Rules that are off by default. */
static const struct {
	const char *rule, *text, *said;
} off[] = {
	{ "default-port", "net:\n  port: 27017\n", "m.conf:2:9+5 info default-port\n" },
	{ "default-port", "net:\n  port: 27018\n", "" },
	{ "default-port", "", "" },
	{ "disabled-protocols-unset", TLS("requireTLS") CERT CA, "m.conf:3:5+4 info disabled-protocols-unset\n" },
	{ "disabled-protocols-unset", "net:\n  port: 27017\n", "" },
	{ "fips-off", TLS("requireTLS") CERT CA "    FIPSMode: false\n", "m.conf:6:5+8 info fips-off\n" },
	{ "noauth-and-localhost-bypass", SECURITY KEY SET, "m.conf:2:3+7 info noauth-and-localhost-bypass\n" },
	{ "noauth-and-localhost-bypass", SECURITY "  authorization: enabled\nsetParameter: {enableLocalhostAuthBypass: true}\n",
	  "m.conf:3:16+25 info noauth-and-localhost-bypass\n" },
	{ "noauth-and-localhost-bypass", "net:\n  port: 27017\n", "" },
	{ "authentication-off", "net:\n  bindIp: 127.0.0.1\n", "m.conf:2:3+6 warning authentication-off\n" },
	{ "authentication-off", SECURITY "  authorization: disabled\n", "m.conf:2:18+8 warning authentication-off\n" },
	{ "authentication-off", SECURITY KEY SET, "" },
	{ "tls-not-required", "net:\n  port: 27117\n", "m.conf:2:3+4 warning tls-not-required\n" },
	{ "tls-not-required", TLS("allowTLS") CERT CA, "m.conf:3:11+8 warning tls-not-required\n" },
	{ "tls-not-required", TLS("requireTLS") CERT CA, "" },
	{ "audit-off", "net:\n  port: 27117\n", "m.conf:2:3+4 info audit-off\n" },
	{ "audit-off", "", "" },
	{ "encryption-at-rest-off", "net:\n  port: 27117\n", "m.conf:2:3+4 info encryption-at-rest-off\n" },
	{ "client-log-data-shown", "net:\n  port: 27117\n", "m.conf:2:3+4 info client-log-data-shown\n" },
	{ "max-connections-unset", "net:\n  port: 27117\n", "m.conf:2:3+4 info max-connections-unset\n" },
	{ "max-connections-unset", "net:\n  maxIncomingConnections: 900\n", "" },
};

Test(rules_security, off_by_default)
{
	for (unsigned i = 0; i < sizeof off / sizeof *off; i++) {
		struct lint_file files[] = { { "m.conf", off[i].text }, { 0 } };
		lint_also = NULL;
		cr_expect_str_eq(lint_findings(&arena, files, NULL, NULL), "", "%s", off[i].text);
		lint_also = rule_find(str_of(off[i].rule));
		cr_assert_not_null(lint_also);
		const char *said = lint_findings(&arena, files, NULL, NULL);
		cr_expect_str_eq(said, off[i].said, "%s gives %s", off[i].text, said);
	}
}

/* What a fix makes of a file; NULL: there is none. */
static const struct {
	const char *rule, *text, *fixed;
} fixes[] = {
	{ "authorization-case", "security:\n  authorization: Enabled  # on\n", "security:\n  authorization: enabled  # on\n" },
	{ "authorization-case", "{security: {authorization: \"ENABLED\"}}\n", "{security: {authorization: \"enabled\"}}\n" },
	{ "authorization-case", "security.authorization: DISABLED\n", "security.authorization: disabled\n" },
	{ "parameter-under-wrong-section", "security:\n  enableLocalhostAuthBypass: false\n  authorization: enabled\n",
	  "security:\n  authorization: enabled\nsetParameter:\n  enableLocalhostAuthBypass: false\n" },
	{ "parameter-under-wrong-section", "security:\n  enableLocalhostAuthBypass: maybe\n", NULL },
	{ "parameter-under-wrong-section", "security:\n  authSchemaVersion: 5\n", NULL },
	{ "tls-ssl-alias", SSL("requireSSL") PEM "    PEMKeyPassword: {__exec: 'x'}\n" CA,
	  TLS("requireTLS") CERT "    certificateKeyFilePassword: {__exec: 'x'}\n" CA },
	{ "tls-ssl-alias", "net.ssl.mode: 'preferSSL'\nnet.ssl.PEMKeyFile: /c\nnet.ssl:\n  CAFile: /a\n",
	  "net.tls.mode: 'preferTLS'\nnet.tls.certificateKeyFile: /c\nnet.tls:\n  CAFile: /a\n" },
	{ "tls-ssl-alias", "{\"net\": {\"ssl\": {\"mode\": \"disabled\"}}}\n", "{\"net\": {\"tls\": {\"mode\": \"disabled\"}}}\n" },
	{ "tls-ssl-alias", "net:\n  ssl.mode: allowSSL\n  ssl.PEMKeyFile: /c\n  ssl.CAFile: /a\n  ssl.weakCertificateValidation: true\n",
	  "net:\n  tls.mode: allowTLS\n  tls.certificateKeyFile: /c\n  tls.CAFile: /a\n"
	  "  tls.allowConnectionsWithoutCertificates: true\n" },
	/* Both sections: what is not in both may be renamed. */
	{ "tls-ssl-alias", TLS("requireTLS") CERT "  ssl:\n" CA, TLS("requireTLS") CERT "  tls:\n" CA },
	{ "tls-ssl-alias", TLS("requireTLS") CERT CA "  ssl:\n    CAFile: /b\n    CRLFile: /c\n", NULL },
	/* The anchor would be renamed in one of its places only. */
	{ "tls-ssl-alias", "net:\n  ssl: &s\n    mode: disabled\nstorage:\n  dbPath: *s\n", NULL },
};

static const struct diag *first_of(const struct config *config, const char *rule)
{
	const struct sink *sink = lint_run(&arena, &config, 1, NULL, NULL);
	for (uint32_t i = 0; i < sink->count; i++)
		if (strcmp(sink->at[i]->kind->id, rule) == 0)
			return sink->at[i];
	return NULL;
}

Test(rules_security, fixes)
{
	for (unsigned i = 0; i < sizeof fixes / sizeof *fixes; i++) {
		const struct config *config = lint_config(&arena, "m.conf", str_of(fixes[i].text), 0);
		const struct diag *diag = first_of(config, fixes[i].rule);
		cr_assert_not_null(diag, "%s", fixes[i].text);
		cr_assert_eq(diag->fix != NULL, fixes[i].fixed != NULL, "%s", fixes[i].text);
		if (!diag->fix)
			continue;
		struct edits edits = EDITS_INIT(&arena);
		for (uint32_t k = 0; k < diag->fix->count; k++)
			cr_assert(edits_add(&edits, diag->fix->edits[k].cut, diag->fix->edits[k].put));
		struct str fixed = edits_splice(&edits, config->source->text);
		cr_expect_str_eq(str_cstr(&arena, fixed), fixes[i].fixed, "%.*s", STR_ARG(fixed));
		/* Whoever has not said that the server knows the new names may have one that doesn't. */
		bool alias = strcmp(fixes[i].rule, "tls-ssl-alias") == 0, on = strstr(diag->fix->title, "TURNS AUTHORIZATION ON");
		cr_expect_eq(diag->fix->safety, alias || on ? SAFETY_UNSAFE : SAFETY_SAFE, "%s", fixes[i].text);
		const struct diag *known = first_of(lint_config_of(&arena, "m.conf", str_of(fixes[i].text), "4.4"), fixes[i].rule);
		cr_expect(!known || !known->fix || (known->fix->safety == SAFETY_SAFE) == !on, "%s", fixes[i].text);
		config = lint_config(&arena, "m.conf", fixed, 0);
		cr_expect_eq(config->format, CONFIG_YAML);
		cr_expect_null(first_of(config, fixes[i].rule), "%.*s", STR_ARG(fixed));
	}
}

/* What is said, and that a password is not shown. */
Test(rules_security, words)
{
	static const struct {
		const char *server, *text, *rule, *prints;
	} words[] = {
		{ "3.6", SSL("requireSSL") CA, "tls-without-certificate", "stops with: need sslPEMKeyFile when SSL is enabled" },
		{ "4.0", SSL("requireSSL") CA, "tls-without-certificate",
		  "stops with: need sslPEMKeyFile or certificateSelector when SSL is enabled" },
		{ "4.4", TLS("requireTLS") CA, "tls-without-certificate",
		  "stops with: need tlsCertificateKeyFile or certificateSelector when TLS is enabled" },
		{ "4.0", SECURITY MODE("x509"), "x509-needs-tls", "stops with: need to enable SSL via the sslMode flag" },
		{ NULL, SECURITY MODE("keyFile"), "cluster-auth-needs-keyfile",
		  "stops with: Unable to acquire security key[s] (since 5.1)" },
		{ "4.2", "net:\n  tls:\n    mode: disabled\n  ssl:\n    mode: disabled\n", "option-conflict",
		  "stops with: net.ssl.mode is not allowed when net.tls.mode is specified" },
	};
	for (unsigned i = 0; i < sizeof words / sizeof *words; i++) {
		const struct config *config = lint_config_of(&arena, "m.conf", str_of(words[i].text), words[i].server);
		const struct sink *sink = lint_run(&arena, &config, 1, words[i].server, NULL);
		const struct diag *diag = NULL;
		for (uint32_t k = 0; k < sink->count && !diag; k++)
			if (strcmp(sink->at[k]->kind->id, words[i].rule) == 0)
				diag = sink->at[k];
		cr_assert_not_null(diag, "%s", words[i].text);
		cr_expect_str_eq(diag->server, words[i].prints, "%s", diag->server);
	}
	const struct config *config = lint_config(&arena, "m.conf", STR("net.tls.clusterPassword: hunter2\n"), 0);
	const struct sink *sink = lint_run(&arena, &config, 1, NULL, NULL);
	cr_assert_eq(sink->count, 2);
	cr_expect(sink->at[0]->secret && sink->at[1]->secret);
}
