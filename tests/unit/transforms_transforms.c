#include <criterion/criterion.h>
#include <string.h>

#include "config/edit.h"
#include "lint_files.h"
#include "config/address.h"
#include "transforms/fleet_check.h"
#include "transforms/steps.h"

static struct arena arena;

static void tear_down(void)
{
	arena_free(&arena);
}

TestSuite(transforms_transforms, .fini = tear_down);

struct row {
	const char *transform;   /* one or more, commas between */
	const char *text;
	const char *result;      /* NULL: refused */
	const char *words;       /* part of the refusal or of the remarks; NULL: there are none */
	const char *key_file, *bind_ip, *server, *ca_file, *cluster_file;
	bool replace;
};

#define ROW(does, on, gives, ...) \
	{ .transform = (does), .text = (on), .result = (gives), __VA_ARGS__ }
#define LIST(has, wants, gives, ...) \
	{ .list = (has), .wanted = (wants), .result = (gives), __VA_ARGS__ }
#define KEY "security:\n  keyFile: /k\n"
#define TRANSITION KEY "  transitionToAuth: true\n"
#define WITH_TLS(mode) "net:\n  tls:\n    mode: " mode "\n    certificateKeyFile: /p\n    CAFile: /c\n"
#define MODE(mode) "security:\n  keyFile: /k\n  clusterAuthMode: " mode "\n"
#define X509 "security:\n  clusterAuthMode: x509\n"

static const struct row rows[] = {
	/* add-keyfile */
	ROW("add-keyfile", "net:\n  port: 1\n", "net:\n  port: 1\nsecurity:\n  keyFile: /k\n"),
	ROW("add-keyfile", "#security:\n", "security:\n  keyFile: /k\n"),
	ROW("add-keyfile", "security:\n", "security:\n  keyFile: /k\n"),
	ROW("add-keyfile", "security:\n  keyFile:\n", "security:\n  keyFile: /k\n"),
	ROW("add-keyfile", "security:\n  authorization: enabled\n", "security:\n  authorization: enabled\n  keyFile: /k\n"),
	ROW("add-keyfile", KEY, KEY),
	ROW("add-keyfile", "security:\n  keyFile: \"/k\" # ours\n", "security:\n  keyFile: \"/k\" # ours\n"),
	ROW("add-keyfile", "security.keyFile: /k\n", "security.keyFile: /k\n"),
	ROW("add-keyfile", "security:\n  keyFile: /old\n", NULL, .words = "another keyfile is set here, /old; use --replace"),
	ROW("add-keyfile", "security:\n  keyFile: '/old' # x\n", "security:\n  keyFile: '/k' # x\n", .replace = true),
	ROW("add-keyfile", "security:\n  clusterAuthMode: x509\n", "security:\n  clusterAuthMode: x509\n  keyFile: /k\n", .words = "does not read its keyfile"),
	ROW("add-keyfile", "security:\n  authorization: disabled\n", "security:\n  authorization: disabled\n  keyFile: /k\n", .words = "mongod ignores that beside a keyfile"),
	ROW("add-keyfile", "net:\n  port: 1\n", "net:\n  port: 1\nsecurity:\n  keyFile: C:\\keys\\k\n", .key_file = "C:\\keys\\k"),
	ROW("add-keyfile", "net:\n  port: 1\n", NULL, .words = "give the absolute path", .key_file = "C:k"),
	ROW("add-keyfile", "security:\n  clusterAuthMode: sendX509\n", "security:\n  clusterAuthMode: sendX509\n  keyFile: /k\n"),
	ROW("add-keyfile", "security: {__exec: s}\n", NULL, .words = "__exec"),
	ROW("add-keyfile", "security: &s\n  authorization: enabled\n", NULL, .words = "&s"),
	ROW("add-keyfile", "security:\n  keyFile: '{{ k }}'\n", NULL, .words = "template", .replace = true),
	ROW("add-keyfile", "security:\n  keyFile: /k\nsecurity.keyFile: /k2\n", NULL, .words = "", .replace = true),
	ROW("add-keyfile", "net:\n  port: 1\n", NULL, .words = "give the absolute path", .key_file = "keys/k"),
	ROW("add-keyfile", "net:\n  port: 1\n", NULL, .words = "give the absolute path", .key_file = ""),
	ROW("add-keyfile", "", "security:\n  keyFile: /k\n"),
	/* enable-transition */
	ROW("enable-transition", KEY, KEY "  transitionToAuth: true\n", .words = "takes connections without authentication"),
	ROW("enable-transition", KEY "  transitionToAuth: true\n", KEY "  transitionToAuth: true\n"),
	ROW("enable-transition", KEY "  transitionToAuth: false\n", KEY "  transitionToAuth: true\n", .words = "written as false"),
	ROW("enable-transition", "security:\n  clusterAuthMode: x509\n", "security:\n  clusterAuthMode: x509\n  transitionToAuth: true\n", .words = "until drop-transition"),
	ROW("enable-transition", "net:\n  port: 1\n", NULL, .words = "add a keyfile first"),
	ROW("enable-transition", "security:\n  authorization: enabled\n", NULL, .words = "add a keyfile first"),
	ROW("enable-transition", "security:\n  keyFile:\n", NULL, .words = "add a keyfile first"),
	ROW("enable-transition", KEY "  clusterAuthMode: sendKeyFile\n", NULL, .words = "clusterAuthMode is sendKeyFile"),
	ROW("enable-transition", KEY "  clusterAuthMode: sendX509\n", NULL, .words = "clusterAuthMode is sendX509"),
	ROW("enable-transition", "security:\n  clusterAuthMode: keyFile\n", NULL, .words = "add a keyfile first"),
	ROW("enable-transition", KEY, NULL, .words = "came with 3.4; a mongod 3.2", .server = "3.2"),
	ROW("enable-transition", KEY, KEY "  transitionToAuth: true\n", .words = "until drop-transition", .server = "3.4"),
	ROW("enable-transition", "security: &s\n  keyFile: /k\n", NULL, .words = "&s"),
	/* drop-transition */
	ROW("drop-transition", KEY "  transitionToAuth: true\n", KEY),
	ROW("drop-transition", KEY "  transitionToAuth: false\n", KEY),
	ROW("drop-transition", KEY, KEY),
	ROW("drop-transition", "security:\n  clusterAuthMode: x509\n  transitionToAuth: true\n", "security:\n  clusterAuthMode: x509\n"),
	ROW("drop-transition", "security.keyFile: /k\nsecurity:\n  transitionToAuth: true\n", "security.keyFile: /k\n"),
	ROW("drop-transition", "security:\n  transitionToAuth: true\n", NULL, .words = "authentication would stay off"),
	ROW("drop-transition", "net:\n  port: 1\n", NULL, .words = "authentication would stay off"),
	ROW("drop-transition", "security:\n  authorization: enabled\n", NULL, .words = "authentication would stay off"),
	ROW("drop-transition", WITH_TLS("preferTLS") X509 "  transitionToAuth: true\n", WITH_TLS("preferTLS") X509),
	ROW("drop-transition", WITH_TLS("allowTLS") X509 "  transitionToAuth: true\n", NULL, .words = "allowTLS, with which mongod only starts in transition"),
	ROW("drop-transition", "net: {ssl: {mode: allowSSL}}\n" X509 "  transitionToAuth: true\n", NULL, .words = "allowTLS"),
	ROW("drop-transition", "net: {tls: {mode: '{{ m }}'}}\n" X509 "  transitionToAuth: true\n", "net: {tls: {mode: '{{ m }}'}}\n" X509, .words = "can't be told from here"),
	ROW("drop-transition", WITH_TLS("allowTLS") TRANSITION, WITH_TLS("allowTLS") KEY),
	ROW("drop-transition", "security:\n  keyFile: /k\n  transitionToAuth: {__exec: x}\n", NULL, .words = "__exec"),
	/* enable-transition and what else is there. */
	ROW("enable-transition", KEY "  authorization: enabled\n", KEY "  authorization: enabled\n  transitionToAuth: true\n", .words = "ignores that while transitionToAuth"),
	ROW("ensure-bindIp:127.0.0.1,enable-transition", KEY, KEY "  transitionToAuth: true\nnet:\n  bindIp: localhost\n", .words = "until drop-transition"),
	ROW("enable-transition", "security:\n  keyFile: '{{ k }}'\n", "security:\n  keyFile: '{{ k }}'\n  transitionToAuth: true\n", .words = "until drop-transition"),
	ROW("enable-transition", "security:\n  keyFile: {__exec: x}\n", NULL, .words = "__exec"),
	/* remove-keyfile */
	ROW("remove-keyfile", "z: 1\n" KEY, "z: 1\n", .words = "takes connections without authentication"),
	ROW("remove-keyfile", "z: 1\n", "z: 1\n"),
	ROW("remove-keyfile", "z: 1\n#security:\n", "z: 1\n#security:\n"),
	ROW("remove-keyfile", "z: 1\nsecurity:\n  keyFile:\n", "z: 1\n"),
	ROW("remove-keyfile", KEY "  clusterAuthMode: x509\n", X509),
	ROW("remove-keyfile", X509 "  keyFile: /k\n  transitionToAuth: true\n", X509 "  transitionToAuth: true\n"),
	ROW("remove-keyfile", TRANSITION, NULL, .words = "leave-auth"),
	ROW("remove-keyfile", MODE("keyFile"), NULL, .words = "clusterAuthMode is keyFile, which needs the keyfile"),
	ROW("remove-keyfile", MODE("sendKeyFile"), NULL, .words = "clusterAuthMode is sendKeyFile"),
	ROW("remove-keyfile", MODE("sendX509"), NULL, .words = "clusterAuthMode is sendX509"),
	ROW("remove-keyfile", MODE("x509x"), NULL, .words = "mend it first"),
	ROW("remove-keyfile", KEY "  authorization: enabled\n", "security:\n  authorization: enabled\n"),
	ROW("remove-keyfile", "replication: {replSetName: a}\n" KEY "  authorization: enabled\n", "replication: {replSetName: a}\nsecurity:\n  authorization: enabled\n", .words = "can't talk to any other"),
	ROW("remove-keyfile", "security:\n  keyFile: {__exec: x}\n", NULL, .words = "__exec"),
	ROW("remove-keyfile", KEY "  authorization: '{{ a }}'\n", "security:\n  authorization: '{{ a }}'\n", .words = "takes connections without"),
	ROW("leave-auth", TRANSITION "  authorization: '{{ a }}'\n", NULL, .words = "template expression"),
	/* enter-transition */
	ROW("enter-transition", "z: 1\n", "z: 1\n" TRANSITION),
	ROW("enter-transition", "z: 1\n#security:\ny: 1\n", "z: 1\n" TRANSITION "y: 1\n"),
	ROW("enter-transition", "sharding:\n  configDB: c/h:1\n", "sharding:\n  configDB: c/h:1\n" TRANSITION),
	ROW("enter-transition", "security:\n  authorization: disabled\n", "security:\n  authorization: disabled\n  keyFile: /k\n  transitionToAuth: true\n", .words = "mongod ignores that beside a keyfile"),
	ROW("enter-transition", "security:\n  transitionToAuth: false\n", "security:\n  transitionToAuth: true\n  keyFile: /k\n", .words = "leave-auth will remove the line and not restore that"),
	ROW("enter-transition", TRANSITION, TRANSITION),
	ROW("enter-transition", "security:\n  keyFile: /old\n  transitionToAuth: true\n", NULL, .words = "in transition already, with another keyfile, /old"),
	ROW("enter-transition", X509 "  transitionToAuth: true\n", NULL, .words = "in transition already, with clusterAuthMode x509"),
	ROW("enter-transition", KEY, NULL, .words = "enforces authentication already"),
	ROW("enter-transition", X509, NULL, .words = "enforces authentication already"),
	ROW("enter-transition", "security:\n  authorization: enabled\n", NULL, .words = "without any authentication"),
	ROW("enter-transition", "security:\n  clusterAuthMode: keyFile\n", NULL, .words = "without any authentication"),
	ROW("enter-transition", "security:\n  authorization: '{{ a }}'\n", NULL, .words = "template expression"),
	ROW("enter-transition", "security:\n  transitionToAuth: yes\n", NULL, .words = "transitionToAuth is \"yes\""),
	ROW("enter-transition", "z: 1\n", NULL, .words = "came with 3.4", .server = "3.2"),
	ROW("enter-transition", "z: 1\n", NULL, .words = "give the absolute path", .key_file = "k"),
	/* leave-auth */
	ROW("leave-auth", "z: 1\n" TRANSITION, "z: 1\n", .words = "all other members must be in transition"),
	ROW("leave-auth", "z: 1\nsecurity:\n  authorization: enabled\n  keyFile: /k\n  transitionToAuth: true\n", "z: 1\n", .words = "authorization: enabled goes too"),
	ROW("leave-auth", "z: 1\n" TRANSITION "  authorization: disabled\n", "z: 1\nsecurity:\n  authorization: disabled\n", .words = "must be in transition"),
	ROW("leave-auth", WITH_TLS("requireTLS") X509 "  transitionToAuth: true\n", WITH_TLS("requireTLS"), .words = "clusterAuthMode goes too"),
	ROW("leave-auth", "z: 1\n" MODE("keyFile") "  transitionToAuth: true\n  authorization: enabled\n", "z: 1\n", .words = "clusterAuthMode and authorization: enabled goes"),
	ROW("leave-auth", "z: 1\nsecurity:\n  transitionToAuth: true\n", "z: 1\n"),
	ROW("leave-auth", "z: 1\n", "z: 1\n"),
	ROW("leave-auth", "security:\n  authorization: disabled\n", "security:\n  authorization: disabled\n"),
	ROW("leave-auth", KEY, NULL, .words = "enable-transition first"),
	ROW("leave-auth", X509, NULL, .words = "enable-transition first"),
	ROW("leave-auth", "security:\n  authorization: enabled\n", NULL, .words = "unset security.authorization"),
	ROW("leave-auth", "security:\n  clusterAuthMode: keyFile\n", NULL, .words = "unset security.clusterAuthMode"),
	ROW("leave-auth", "security:\n  keyFile: /k\n  transitionToAuth: {__exec: x}\n", NULL, .words = "__exec"),
	/* set-cluster-auth-mode: the neighbours, there and back. */
	ROW("set-cluster-auth-mode:keyFile", KEY, KEY),
	ROW("set-cluster-auth-mode:keyFile", MODE("keyFile"), MODE("keyFile")),
	ROW("set-cluster-auth-mode:sendKeyFile", WITH_TLS("allowTLS") KEY, WITH_TLS("allowTLS") MODE("sendKeyFile"), .words = "getParameter"),
	ROW("set-cluster-auth-mode:keyFile", WITH_TLS("allowTLS") MODE("sendKeyFile"), WITH_TLS("allowTLS") KEY, .words = "getParameter"),
	ROW("set-cluster-auth-mode:sendX509", WITH_TLS("preferTLS") MODE("sendKeyFile"), WITH_TLS("preferTLS") MODE("sendX509"), .words = "getParameter"),
	ROW("set-cluster-auth-mode:x509", WITH_TLS("requireTLS") MODE("sendX509"), WITH_TLS("requireTLS") MODE("x509"), .words = "getParameter"),
	ROW("set-cluster-auth-mode:sendX509", WITH_TLS("requireTLS") MODE("x509"), WITH_TLS("requireTLS") MODE("sendX509"), .words = "getParameter"),
	ROW("set-cluster-auth-mode:sendKeyFile", WITH_TLS("requireTLS") MODE("sendX509"), WITH_TLS("requireTLS") MODE("sendKeyFile"), .words = "getParameter"),
	ROW("set-cluster-auth-mode:x509", WITH_TLS("requireTLS") MODE("x509"), WITH_TLS("requireTLS") MODE("x509")),
	/* What stops it. */
	ROW("set-cluster-auth-mode:x509y", KEY, NULL, .words = "not \"x509y\""),
	ROW("set-cluster-auth-mode:sendX509", WITH_TLS("preferTLS") KEY, NULL, .words = "keyFile (by its keyFile), and members in that mode and in sendX509 can't authenticate to each other; take all members to sendKeyFile first"),
	ROW("set-cluster-auth-mode:x509", WITH_TLS("preferTLS") MODE("sendKeyFile"), NULL, .words = "take all members to sendX509 first"),
	ROW("set-cluster-auth-mode:keyFile", WITH_TLS("preferTLS") MODE("x509"), NULL, .words = "take all members to sendX509 first"),
	ROW("set-cluster-auth-mode:keyFile", "z: 1\n", NULL, .words = "begin with enter-transition"),
	ROW("set-cluster-auth-mode:sendKeyFile", KEY, NULL, .words = "needs TLS, which is disabled here"),
	ROW("set-cluster-auth-mode:sendX509", WITH_TLS("allowTLS") MODE("sendKeyFile"), NULL, .words = "take all members to preferTLS first"),
	ROW("set-cluster-auth-mode:x509", "net: {ssl: {mode: allowSSL, PEMKeyFile: /p, CAFile: /c}}\n" MODE("sendX509"), NULL, .words = "take all members to preferSSL first"),
	ROW("set-cluster-auth-mode:sendKeyFile", "net: {tls: {mode: '{{ m }}'}}\n" KEY, NULL, .words = "can't be told from here"),
	ROW("set-cluster-auth-mode:sendKeyFile", "net: {tls: {mode: preferTLS, certificateKeyFile: /p}}\n" KEY, NULL, .words = "--ca-file"),
	ROW("set-cluster-auth-mode:sendX509", WITH_TLS("preferTLS") X509, NULL, .words = "needs security.keyFile"),
	ROW("set-cluster-auth-mode:sendKeyFile", WITH_TLS("preferTLS") TRANSITION, NULL, .words = "drop-transition"),
	ROW("set-cluster-auth-mode:sendX509", WITH_TLS("preferTLS") MODE("x509") "  transitionToAuth: true\n", NULL, .words = "drop-transition"),
	ROW("set-cluster-auth-mode:sendKeyFile", "net: {tls: {mode: preferTLS, CAFile: /c}, ssl: {mode: preferSSL}}\n" KEY, NULL, .words = "both are here"),
	ROW("set-cluster-auth-mode:keyFile", "net: {tls: {mode: preferTLS, CAFile: /c, clusterAuthX509: {attributes: O=a}}}\n" MODE("sendKeyFile"), NULL, .words = "clusterAuthX509.attributes is set"),
	ROW("set-cluster-auth-mode:sendKeyFile", "security: {keyFile: /k, clusterAuthMode: {__exec: x}}\n", NULL, .words = "__exec"),
	/* What comes along. */
	ROW("set-cluster-auth-mode:sendKeyFile", "net: {tls: {mode: preferTLS, certificateKeyFile: /p}}\n" KEY,
	    "net: {tls: {mode: preferTLS, certificateKeyFile: /p, CAFile: /ca, clusterFile: /clu}}\n" MODE("sendKeyFile"), .words = "getParameter", .ca_file = "/ca", .cluster_file = "/clu"),
	ROW("set-cluster-auth-mode:sendKeyFile", WITH_TLS("preferTLS") KEY, WITH_TLS("preferTLS") MODE("sendKeyFile"), .words = "net.tls.CAFile stays /c", .ca_file = "/ca"),
	ROW("set-cluster-auth-mode:sendKeyFile", WITH_TLS("preferTLS") KEY, NULL, .words = "--cluster-file", .cluster_file = "clu"),
	/* Several in a run. */
	ROW("add-keyfile,enable-transition", "net:\n  port: 1\n", "net:\n  port: 1\nsecurity:\n  keyFile: /k\n  transitionToAuth: true\n"),
	ROW("enable-transition,drop-transition", KEY "# end\n", KEY "# end\n", .words = "until drop-transition"),
	ROW("enable-transition,drop-transition", "security: {keyFile: /k}", "security: {keyFile: /k}", .words = "until drop-transition"),
	/* In the old format. */
	ROW("add-keyfile", "port=1\n", "port=1\nkeyFile=/k\n"),
	ROW("add-keyfile", "keyFile = /k # old\n", "keyFile = /k # old\n"),
	ROW("add-keyfile", "keyFile = /old\n", NULL, .words = "another keyfile is set here, /old"),
	ROW("add-keyfile", "keyFile = /old # old\n", "keyFile = /k # old\n", .replace = true),
	ROW("add-keyfile", "noauth=true\n", NULL, .words = "noauth"),
	ROW("add-keyfile", "auth=false\n", "auth=false\nkeyFile=/k\n", .words = "every client must authenticate"),
	ROW("add-keyfile", "keyFile=/a\nkeyFile=/b\n", NULL, .words = "is set twice"),
	ROW("enable-transition", "keyFile=/k\n", "keyFile=/k\ntransitionToAuth=true\n", .words = "until drop-transition"),
	ROW("enable-transition", "keyFile=/k\ntransitionToAuth=on\n", "keyFile=/k\ntransitionToAuth=on\n"),
	ROW("enable-transition", "port=1\n", NULL, .words = "neither security.keyFile"),
	ROW("enable-transition", "keyFile=/k\n", NULL, .words = "came with 3.4", .server = "3.2"),
	ROW("enable-transition,drop-transition", "a=1\nkeyFile=/k # it\n\n#end", "a=1\nkeyFile=/k # it\n\n#end", .words = "until drop-transition"),
	ROW("drop-transition", "keyFile=/k\ntransitionToAuth=no\nport=1\n", "keyFile=/k\nport=1\n"),
	ROW("remove-keyfile", "port=1\nkeyFile=/k\n", "port=1\n", .words = "without authentication"),
	ROW("enter-transition,leave-auth", "port=1", "port=1", .words = "has no authentication"),
	ROW("leave-auth", "auth=true\nkeyFile=/k\ntransitionToAuth=true\nport=1\n", "port=1\n", .words = "authorization: enabled goes too"),
	ROW("set-cluster-auth-mode:sendKeyFile", "tlsMode=preferTLS\ntlsCAFile=/c\nkeyFile=/k\n",
	    "tlsMode=preferTLS\ntlsCAFile=/c\nkeyFile=/k\nclusterAuthMode=sendKeyFile\n", .words = "getParameter"),
	ROW("set-cluster-auth-mode:x509", "tlsMode=preferTLS\ntlsCAFile=/c\nkeyFile=/k\n", NULL, .words = "take all members to sendKeyFile first"),
	/* What is no config, or no YAML. */
	ROW("add-keyfile", "A=1\nB=2\n", NULL, .words = "no name in it is an option of a server"),
	ROW("add-keyfile", "net:\n  port: 1\nservices:\n  a: 1\n", "net:\n  port: 1\nservices:\n  a: 1\nsecurity:\n  keyFile: /k\n"),
	ROW("add-keyfile", "- a\n", NULL, .words = ""),
	ROW("add-keyfile", "net:\n\tport: 1\n", NULL, .words = "can't be parsed as YAML"),
	ROW("add-keyfile", "net:\n  port: 1\n---\na: 1\n", NULL, .words = "second YAML document"),
};

/* ensure-bindIp: the list, what is wanted, the new list; NULL: refused. */
static const struct {
	const char *list, *wanted, *result, *words;
} lists[] = {
	LIST("127.0.0.1", "10.0.0.1", "127.0.0.1,10.0.0.1"),
	LIST("127.0.0.1", "10.0.0.1,10.0.0.2", "127.0.0.1,10.0.0.1,10.0.0.2"),
	LIST("127.0.0.1", "10.0.0.1, 10.0.0.1", "127.0.0.1,10.0.0.1"),
	LIST("127.0.0.1,10.0.0.1", "10.0.0.1", "127.0.0.1,10.0.0.1"),
	LIST("10.0.0.1,127.0.0.1", "127.0.0.1,10.0.0.1", "10.0.0.1,127.0.0.1"),
	LIST("127.0.0.1, 10.0.0.1", "10.0.0.2", "127.0.0.1, 10.0.0.1, 10.0.0.2"),
	LIST("'127.0.0.1'", "10.0.0.1", "'127.0.0.1,10.0.0.1'"),
	LIST("\"127.0.0.1, a\"", "10.0.0.1", "\"127.0.0.1, a, 10.0.0.1\""),
	LIST("127.0.0.1,", "10.0.0.1", "127.0.0.1,10.0.0.1"),
	LIST("127.0.0.1  # ours", "10.0.0.1", "127.0.0.1,10.0.0.1  # ours"),
	LIST("", "10.0.0.1", "10.0.0.1 ", .words = "localhost is not in net.bindIp"),  /* behind the colon's blank */
	LIST("''", "10.0.0.1", "'10.0.0.1'", .words = "localhost is not in net.bindIp"),
	/* localhost and 127.0.0.1 are one, names have no case. */
	LIST("localhost", "127.0.0.1", "localhost"),
	LIST("127.0.0.1", "localhost", "127.0.0.1"),
	LIST("127.0.0.1", "LOCALHOST", "127.0.0.1"),
	LIST("db1.example.net", "DB1.example.net", "db1.example.net"),
	LIST("127.0.0.1", "::1", "127.0.0.1,::1", .words = "net.ipv6 is not true"),
	LIST("127.0.0.1,fe80::AB", "fe80::ab", "127.0.0.1,fe80::AB"),
	LIST("127.0.0.1", "fe80::1%eth0", "127.0.0.1,fe80::1%eth0", .words = "net.ipv6 is not true"),
	LIST("127.0.0.1", "/run/mongodb.sock", "127.0.0.1,/run/mongodb.sock"),
	LIST("127.0.0.1,/run/mongodb.sock", "/run/mongodb.sock", "127.0.0.1,/run/mongodb.sock"),
	/* Lists that are wide already. */
	LIST("0.0.0.0", "10.0.0.1", "0.0.0.0"),
	LIST("127.0.0.1,0.0.0.0", "db1", "127.0.0.1,0.0.0.0"),
	LIST("10.0.0.0", "10.0.0.1", "10.0.0.0,10.0.0.1", .words = "localhost is not in net.bindIp"),
	LIST("0.0.0.0", "::1", "0.0.0.0,::1", .words = "net.ipv6 is not true"),
	LIST("'::'", "::1", "'::'"),
	LIST("'::'", "10.0.0.1", "'::,10.0.0.1'", .words = "net.ipv6 is not true"),
	LIST("'::,0.0.0.0'", "::1,10.0.0.1,db1", "'::,0.0.0.0'"),
	LIST("'*'", "10.0.0.1", "'*'"),
	LIST("'*'\n  ipv6: true", "::1", "'*'\n  ipv6: true"),
	LIST("'*'", "::1", "'0.0.0.0,::1'", .words = "net.ipv6 is not true"),
	LIST("'*'", "10.0.0.1,/run/m.sock", "'0.0.0.0,/run/m.sock'"),
	LIST("'*'\n  ipv6: true", "/run/m.sock", "'0.0.0.0,::,/run/m.sock'\n  ipv6: true"),
	LIST("'*,localhost'", "10.0.0.1", "'*,localhost,10.0.0.1'"),
	LIST("0.0.0.0", "/run/m.sock", "0.0.0.0,/run/m.sock"),
	/* Nonsense, wanted and there. */
	LIST("127.0.0.1", "", NULL, .words = "is empty"),
	LIST("127.0.0.1", "10.0.0.1,", NULL, .words = "is empty"),
	LIST("127.0.0.1", "10.0.0.1:27017", NULL, .words = "has a port"),
	LIST("127.0.0.1", "[::1]", NULL, .words = "has brackets"),
	LIST("127.0.0.1", "db1:27017", NULL, .words = "has a port"),
	LIST("127.0.0.1", "10.0.0.0/8", NULL, .words = "has a mask"),
	LIST("127.0.0.1", "mongodb://db1", NULL, .words = "has a scheme"),
	LIST("127.0.0.1", "10.0.0.256", NULL, .words = "is neither an address"),
	LIST("127.0.0.1", "10.0.0.1 10.0.0.2", NULL, .words = "several addresses"),
	LIST("127.0.0.1", "*", NULL, .words = "is every address"),
	LIST("127.0.0.1", "a..b", NULL, .words = "is neither an address"),
	LIST("127.0.0.1:27017", "10.0.0.1", NULL, .words = "has a port"),
	LIST("127.0.0.1 10.0.0.2", "10.0.0.1", NULL, .words = "several addresses"),
	LIST("127.0.0.1;10.0.0.2", "10.0.0.1", NULL, .words = "several addresses"),
	LIST("$IP", "10.0.0.1", NULL, .words = "net.bindIp"),
	LIST("[127.0.0.1, 10.0.0.2]", "10.0.0.1", NULL, .words = "is a YAML list"),
	LIST("127.0.0.1\n  bindIpAll: true", "10.0.0.1", NULL, .words = "are both set"),
	LIST("127.0.0.1\n  bindIpAll: false", "10.0.0.1", "127.0.0.1,10.0.0.1\n  bindIpAll: false"),
};

/* Without a list. */
static const struct row unlisted[] = {
	ROW("ensure-bindIp", "net:\n  port: 1\n", "net:\n  port: 1\n  bindIp: localhost,10.0.0.1\n", .words = "also at the added addresses", .bind_ip = "10.0.0.1"),
	ROW("ensure-bindIp", "storage:\n  dbPath: /d\n", "storage:\n  dbPath: /d\nnet:\n  bindIp: localhost,10.0.0.1\n", .words = "also at the added addresses", .bind_ip = "10.0.0.1"),
	ROW("ensure-bindIp", "net:\n  port: 1\n", "net:\n  port: 1\n  bindIp: localhost\n", .bind_ip = "127.0.0.1"),
	ROW("ensure-bindIp", "net:\n  bindIpAll: true\n", "net:\n  bindIpAll: true\n", .bind_ip = "10.0.0.1"),
	ROW("ensure-bindIp", "net:\n  bindIpAll: false\n", "net:\n  bindIpAll: false\n  bindIp: localhost,10.0.0.1\n", .words = "also at the added addresses", .bind_ip = "10.0.0.1"),
	ROW("ensure-bindIp", "net:\n  port: 1\n", "net:\n  port: 1\n", .words = "before 3.6 that means all addresses", .bind_ip = "10.0.0.1", .server = "3.4"),
	ROW("ensure-bindIp", "net:\n  port: 1\n", "net:\n  port: 1\n  bindIp: localhost,10.0.0.1\n", .words = "also at the added addresses", .bind_ip = "10.0.0.1", .server = "3.6"),
	ROW("ensure-bindIp", KEY "  transitionToAuth: true\n", KEY "  transitionToAuth: true\nnet:\n  bindIp: localhost,db1\n", .words = "also at the added addresses", .bind_ip = "db1"),
	ROW("ensure-bindIp", "net:\n  bindIp: 10.0.0.1\n", "net:\n  bindIp: 10.0.0.1,127.0.0.1\n", .bind_ip = "127.0.0.1"),
	ROW("ensure-bindIp", "net:\n  bindIp: 10.0.0.1\n", "net:\n  bindIp: 10.0.0.1,/run/m.sock\n", .words = "localhost is not in", .bind_ip = "/run/m.sock"),
	ROW("ensure-bindIp", "net: {__rest: 'https://c/n'}\n", NULL, .words = "__rest", .bind_ip = "10.0.0.1"),
	ROW("ensure-bindIp", "net:\n  bindIp: {a: b}\n", NULL, .words = "", .bind_ip = "10.0.0.1"),
};

/* "refused: ..." or the result; the words go to `*said`. */
static const char *applied(const struct row *row, const char *text, const char **said)
{
	struct source *source = arena_alloc(&arena, sizeof *source);
	struct err err = ERR_INIT(&arena);
	struct buf remarks = BUF_INIT(&arena);
	struct draft *draft = arena_alloc(&arena, sizeof *draft);
	struct parameters parameters = { .key_file = row->key_file ? row->key_file : "/k", .bind_ip = row->bind_ip,
					 .replace = row->replace, .ca_file = row->ca_file, .cluster_file = row->cluster_file };
	if (row->server)
		cr_assert(version_parse(str_of(row->server), &parameters.server));
	struct target target = { .server = parameters.server };
	struct transform_step *steps;
	unsigned count;
	source_init(&arena, "mongod.conf", str_of(text), source);
	bool fine = transform_steps(&arena, str_of(row->transform), &parameters, &steps, &count, &err) &&
		    config_draft_open(&arena, source, &target, draft, &err) && transform_accepts(draft, &err) &&
		    transform_run(steps, count, draft, &remarks, &err);
	*said = fine ? buf_done(&remarks).at : err_line(&err);
	if (fine)
		return draft->now.text.len ? str_cstr(&arena, draft->now.text) : "";
	cr_expect_neq(err.kind, ERR_NONE, "%s", text);
	return NULL;
}

static void check(const struct row *row)
{
	const char *said, *again, *result = applied(row, row->text, &said);
	if (!row->result) {
		cr_expect_null(result, "%s: on\n%s is not refused, gives\n%s", row->transform, row->text, result);
	} else {
		cr_assert_not_null(result, "%s on\n%s is refused: %s", row->transform, row->text, said);
		cr_expect_str_eq(result, row->result, "%s on\n%s gives\n%s", row->transform, row->text, result);
		/* Twice is once. */
		const char *twice = applied(row, result, &again);
		cr_expect(twice && strcmp(twice, result) == 0, "%s on\n%s", row->transform, result);
	}
	if (row->words)
		cr_expect_not_null(strstr(said, row->words), "%s on\n%s says: %s", row->transform, row->text, said);
	else
		cr_expect_str_eq(said, "", "%s on\n%s says: %s", row->transform, row->text, said);
}

Test(transforms_transforms, table)
{
	for (unsigned i = 0; i < sizeof rows / sizeof *rows; i++)
		check(&rows[i]);
}

Test(transforms_transforms, bind_ip)
{
	for (unsigned i = 0; i < sizeof unlisted / sizeof *unlisted; i++)
		check(&unlisted[i]);
	for (unsigned i = 0; i < sizeof lists / sizeof *lists; i++) {
		const char *result = lists[i].result ? arena_printf(&arena, "net:\n  bindIp: %s\nsecurity:\n  keyFile: /k\n", lists[i].result) : NULL;
		const char *text = arena_printf(&arena, "net:\n  bindIp: %s\nsecurity:\n  keyFile: /k\n", lists[i].list);
		struct row row = ROW("ensure-bindIp", text, result, .words = lists[i].words, .bind_ip = lists[i].wanted);
		check(&row);
	}
}

Test(transforms_transforms, rows_are_whole)
{
	for (unsigned i = 0; i < transform_count; i++) {
		const struct transform *transform = transform_table[i];
		cr_expect(i == 0 || strcmp(transform_table[i - 1]->name, transform->name) < 0, "%s", transform->name);
		cr_expect_eq(transform_find(str_of(transform->name)), transform);
		cr_expect(!transform->apply != !transform->apply_keyfile && *transform->title, "%s", transform->name);
		cr_expect_eq(transform->about[strlen(transform->about) - 1], '.', "%s", transform->name);
		cr_expect_eq(transform->refuses[strlen(transform->refuses) - 1], '.', "%s", transform->name);
	}
	cr_expect_null(transform_find(STR("")));
	cr_expect_null(transform_find(STR("ensure-bindip")));
}

Test(transforms_transforms, addresses)
{
	static const struct {
		const char *entry;
		enum address_kind kind;
	} table[] = {
		{ "10.0.0.1", ADDRESS_IPV4 }, { "::", ADDRESS_IPV6 }, { "fe80::1%eth0", ADDRESS_IPV6 }, { "::ffff:10.0.0.1", ADDRESS_IPV6 },
		{ "db1", ADDRESS_HOST }, { "db-1.example.net", ADDRESS_HOST }, { "db1.", ADDRESS_HOST }, { "3com.example", ADDRESS_HOST },
		{ "_mongodb", ADDRESS_HOST }, { "/run/m.sock", ADDRESS_SOCKET }, { "*", ADDRESS_STAR }, { "", ADDRESS_MALFORMED },
		{ "10.0.0", ADDRESS_MALFORMED }, { "-db", ADDRESS_MALFORMED }, { ".db", ADDRESS_MALFORMED }, { "/", ADDRESS_MALFORMED },
		{ "run/m.sock", ADDRESS_MALFORMED }, { "db1:1", ADDRESS_MALFORMED }, { "d\xc3\xa9", ADDRESS_MALFORMED },
	};
	for (unsigned i = 0; i < sizeof table / sizeof *table; i++)
		cr_expect_eq(address_kind(str_of(table[i].entry)), table[i].kind, "%s", table[i].entry);
	cr_expect(address_same(STR("::1"), STR("0:0:0:0:0:0:0:1")));
	cr_expect(address_same(STR("LOCALHOST"), STR("127.0.0.1")));
	cr_expect_not(address_same(STR("::1"), STR("127.0.0.1")));
	struct str huge = str_of(arena_printf(&arena, "%0300d", 1));
	cr_expect_eq(address_kind(huge), ADDRESS_MALFORMED);
}

#define TLS(mode) "net:\n  tls:\n    mode: " mode "TLS\n    certificateKeyFile: /c\n    CAFile: /a\n"

/* States of two members, before and after, as letters: None, Transition, Enforced, Lone; Allow, Prefer, Require of
 * TLS with a keyfile; sendKeyFile, sendX509 (c) and x509 with TLS. */
Test(transforms_transforms, fleet_check)
{
	static const struct {
		const char *before, *after;
		bool safe;
	} table[] = {
		{ "NN", "NN", true }, { "NN", "TT", true }, { "NN", "TN", true }, { "TT", "EE", true }, { "TT", "ET", true },
		{ "NT", "TE", true }, { "EE", "TT", true }, { "TT", "NN", true },
		{ "NN", "EE", false }, { "NN", "EN", false }, { "NN", "NE", false }, { "NN", "ET", true }, { "NT", "NE", false },
		{ "EE", "NN", false }, { "TN", "EN", false },
		/* It was broken before: nothing is cut off by the change. */
		{ "NE", "EE", true }, { "NE", "NE", true }, { "LL", "EE", true },
		/* TLS and x509 have their steps, too. */
		{ "EE", "AA", true }, { "EE", "AE", true }, { "AA", "PP", true }, { "PP", "RR", true }, { "RR", "PP", true },
		{ "EE", "PP", false }, { "EE", "RR", false }, { "EE", "PE", false }, { "AA", "RA", false }, { "RR", "AA", false },
		{ "NN", "RR", false }, { "ER", "RR", true },
		{ "RR", "ss", true }, { "ss", "cc", true }, { "cc", "xx", true }, { "xx", "cc", true }, { "ss", "RR", true },
		{ "RR", "cc", false }, { "ss", "xx", false }, { "RR", "xR", false }, { "xx", "RR", false },
	};
	static const char *const security[] = {
		['N'] = "", ['T'] = KEY "  transitionToAuth: true\n", ['E'] = KEY, ['L'] = "security:\n  authorization: enabled\n",
		['A'] = KEY TLS("allow"), ['P'] = KEY TLS("prefer"), ['R'] = KEY TLS("require"),
		['s'] = KEY "  clusterAuthMode: sendKeyFile\n" TLS("require"),
		['c'] = KEY "  clusterAuthMode: sendX509\n" TLS("require"), ['x'] = KEY "  clusterAuthMode: x509\n" TLS("require"),
	};
	for (unsigned i = 0; i < sizeof table / sizeof *table; i++) {
		for (unsigned other = 0; other < 2; other++) {
			const struct config *before[2], *after[2];
			struct err err = ERR_INIT(&arena);
			for (unsigned k = 0; k < 2; k++) {
				const char *file = k ? "b.conf" : "a.conf", *set = k && other ? "y" : "x";
				const char *form = "replication:\n  replSetName: %s\n%s";
				before[k] = lint_config(&arena, file, str_of(arena_printf(&arena, form, set,
							security[(int)table[i].before[k]])), 0);
				after[k] = lint_config(&arena, file, str_of(arena_printf(&arena, form, set,
						       security[(int)table[i].after[k]])), 0);
			}
			bool safe = transform_fleet_check(before, after, 2, &err);
			cr_expect_eq(safe, table[i].safe || other, "%s to %s", table[i].before, table[i].after);
			cr_expect_eq(err.kind, safe ? ERR_NONE : ERR_REFUSED);
		}
	}
	struct err err = ERR_INIT(&arena);
	cr_expect(transform_fleet_check(NULL, NULL, 0, &err));
}
