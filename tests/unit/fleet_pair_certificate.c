#include <criterion/criterion.h>

#include "base/buf.h"
#include "base/os.h"
#include "fleet/pair_certificate.h"
#include "lint_files.h"

/* A member is written as words: x509 (or sendX509, sendKeyFile, keyFile) and tls=MODE; crt=, clu=, ca=, cca= and the files of
 * fixtures/certificates, joined by a +; ?NAME is the path of a file that can't be read. ovr=, attr=, ext= and xovr= are settings,
 * v= is a release; tta, withhold, lenient, invalid. */

static struct arena arena;

static void tear_down(void)
{
	arena_free(&arena);
}

TestSuite(fleet_pair_certificate, .fini = tear_down);

static const struct certificates *file_of(struct str names)
{
	struct arena scratch = ARENA_INIT;
	struct certificates *file = arena_alloc(&arena, sizeof *file);
	struct buf text = BUF_INIT(&arena);
	struct err err = ERR_INIT(&arena);
	struct str rest = names, name;
	while (!str_starts(names, "?") && str_split(&rest, '+', &name)) {
		struct str bytes;
		const char *path = arena_printf(&arena, "fixtures/certificates/%.*s.pem", STR_ARG(name));
		cr_assert(os_read_file(&arena, lint_fixture(&arena, path), &bytes, NULL, &err), "%s", path);
		buf_str(&text, bytes);
	}
	certificates_parse(&arena, &scratch, buf_done(&text), file);
	arena_wipe(&scratch);
	return file;
}

static const struct {
	const char *word, *option;
	int file;
} settings[] = {
	{ "crt=", "net.tls.certificateKeyFile", PAIR_FILE_OWN }, { "clu=", "net.tls.clusterFile", PAIR_FILE_CLUSTER },
	{ "ca=", "net.tls.CAFile", PAIR_FILE_CA }, { "cca=", "net.tls.clusterCAFile", PAIR_FILE_CLUSTER_CA },
	{ "ovr=", "setParameter.tlsX509ClusterAuthDNOverride", -1 },
	{ "attr=", "net.tls.clusterAuthX509.attributes", -1 }, { "ext=", "net.tls.clusterAuthX509.extensionValue", -1 },
	{ "xovr=", "setParameter.tlsClusterAuthX509Override", -1 },
	{ "tls=", "net.tls.mode", -1 }, { "mode=", "security.clusterAuthMode", -1 }, { "kf=", "security.keyFile", -1 },
	{ "tta", "security.transitionToAuth: true", -1 }, { "withhold", "setParameter.tlsWithholdClientCertificate: true", -1 },
	{ "lenient", "net.tls.allowConnectionsWithoutCertificates: true", -1 },
	{ "invalid", "net.tls.allowInvalidCertificates: true", -1 },
	{ "pem=", "net.ssl.PEMKeyFile", PAIR_FILE_OWN }, { "sslca=", "net.ssl.CAFile", PAIR_FILE_CA },
	{ "ssl=", "net.ssl.mode", -1 }, { "ssl-invalid", "net.ssl.allowInvalidCertificates: true", -1 },
	{ "asked", "net.tls.clusterFile: {__exec: ask}", -1 },
	{ "store", "net.tls.certificateSelector: subject=x", -1 },
};

static struct pair_state state_of(const char *member)
{
	struct buf text = BUF_INIT(&arena);
	const struct certificates *files[PAIR_FILES] = { NULL };
	struct str rest = str_of(member), word;
	const char *server = "7.0";
	while (str_split(&rest, ' ', &word)) {
		unsigned i = 0;
		if (!word.len)
			continue;
		if (str_starts(word, "v=")) {
			server = str_cstr(&arena, str_sub(word, 2, word.len));
			continue;
		}
		for (; i < sizeof settings / sizeof *settings && !str_starts(word, settings[i].word); i++)
			;
		cr_assert_lt(i, sizeof settings / sizeof *settings, "%.*s", STR_ARG(word));
		struct str value = str_sub(word, (uint32_t)strlen(settings[i].word), word.len);
		if (settings[i].file >= 0)
			files[settings[i].file] = file_of(value);
		buf_printf(&text, value.len ? "%s: '%s%.*s'\n" : "%s\n", settings[i].option, settings[i].file >= 0 ? "/" : "",
			   STR_ARG(value));
	}
	const struct config *config = lint_config_of(&arena, "mongod.conf", buf_done(&text), server);
	struct pair_state state = pair_state_of(&arena, config, NULL);
	if (state.certificates)
		state.certificates = pair_certificates_of(&arena, config, files);
	return state;
}

static char letter_of(enum pair_code code)
{
	static const char letter[] = { [PAIR_OK] = 'o', [PAIR_TLS] = 'T', [PAIR_CA] = 'C', [PAIR_NOCREDS] = 'N',
				       [PAIR_UNAUTH] = 'U', [PAIR_AUTH] = 'A' };
	return letter[code];
}

#define X509 "mode=x509 tls=requireTLS "
#define O X509 "ca=ca1 crt=o"
#define N X509 "ca=ca1 crt=n"

/* What each of `members` meets at each, row by row. */
static const struct {
	const char *name, *members[6], *rows[6];
} tables[] = {
	{ "one name on every host", { O, X509 "ca=ca1 crt=o2", X509 "ca=ca1 crt=chain", N }, { "oooA", "oooA", "oooA", "AAAo" } },
	{ "rotation of names: S0 to S3", { O, O " ovr=O=New,OU=Servers", N " ovr=OU=Servers,O=Old,CN=any", N },
	  { "oooA", "oooA", "Aooo", "Aooo" } },
	{ "it is exact", { O, N " ovr=O=Old,OU=servers", N " ovr=O=Old", N " ovr=O=Old,OU=Servers,DC=x" }, { "oAAA", "Aooo", "Aooo", "Aooo" } },
	{ "an override that is not understood", { O, N " ovr=Old" }, { "oo", "Ao" } },
	{ "attributes: C0 to C3",
	  { O " attr=O=Old", O " attr=O=New xovr={\"attributes\":\"O=Old\"}", N " attr=O=New xovr={\"attributes\":\"O=Old\"}",
	    N " attr=O=New" },
	  { "oooA", "oooA", "Aooo", "Aooo" } },
	{ "from names to an extension and back",
	  { O, O " ext=foo xovr={\"attributes\":\"O=Old,OU=Servers\"}", X509 "ca=ca1 crt=foo ext=foo xovr={\"attributes\":\"O=Old,OU=Servers\"}",
	    X509 "ca=ca1 crt=foo ext=foo", O " xovr={\"extensionValue\":\"foo\"}", O " ext=bar" },
	  { "ooo" "AoA", "ooo" "AoA", "Aoo" "ooA", "Aoo" "ooA", "ooo" "AoA", "ooo" "AoA" } },
	/* What tells hosts apart is none of it; what is no value is taken for the best. */
	{ "other attributes", { X509 "ca=ca1 crt=foo attr=title=foo,CN=any", O " attr=C=US,L=Here", N " attr=title=foo", N " xovr={}" },
	  { "oAoo", "AoAo", "AAAo", "AAAo" } },
	{ "what is sent is the clusterFile, and compared with the certificateKeyFile", { O, O " clu=n", N " clu=o" }, { "ooA", "AAo", "ooA" } },
	{ "not read", { O, X509 "ca=ca1 crt=?1", X509 "ca=?1 crt=n", O " asked", O " store" }, { "ooAoo", "ooooo", "AooAo", "ooooo", "ooooo" } },
	{ "modes on the way",
	  { "mode=sendKeyFile kf=k tls=preferTLS ca=ca1 crt=o", "mode=sendX509 kf=k tls=preferTLS ca=ca1 crt=o",
	    "mode=sendX509 kf=k tls=preferTLS ca=ca1 crt=n", "mode=x509 tta tls=preferTLS ca=ca1 crt=n" },
	  { "oooA", "ooAA", "AAoo", "UUoo" } },
	{ "issuers", { O, X509 "ca=ca2 crt=o-by-ca2", X509 "ca=ca1+ca2 crt=o-by-ca2", X509 "ca=ca2+ca1 crt=o", X509 "ca=ca1 crt=chain" },
	  { "oCCoo", "CooCC", "CoooC", "oCooo", "oCCoo" } },
	/* A new issuer: both first, then the certificates, then the new one alone. */
	{ "rotation of issuers",
	  { O, X509 "ca=ca1+ca2 crt=o", X509 "ca=ca1+ca2 crt=o-by-ca2", X509 "ca=ca2 crt=o-by-ca2" }, { "ooCC", "oooC", "Cooo", "CCoo" } },
	{ "clusterCAFile is for those who call", { O " cca=ca2", O, X509 "ca=ca1 cca=ca2 crt=o clu=o-by-ca2", X509 "ca=ca1 crt=o clu=o-by-ca2" },
	  { "CoCo", "CoCo", "oCoC", "oCoC" } },
	{ "no TLS where it is called", { "tls=allowTLS ca=ca1 crt=o", "tls=preferTLS ca=ca2 crt=o-by-ca2", "tls=preferTLS crt=o-by-ca2" },
	  { "ooo", "Coo", "Coo" } },
	/* Who takes any certificate does not know a member by it, but did before 4.0. */
	{ "allowInvalidCertificates",
	  { O, X509 "ca=ca1 crt=o-by-ca2 invalid", "v=3.6 mode=x509 ssl=requireSSL sslca=ca1 pem=o-by-ca2 ssl-invalid", X509 "ca=ca1 crt=o invalid" },
	  { "oCCo", "CAoA", "CAoA", "oooo" } },
	{ "nothing is shown", { O, O " withhold", X509 "ca=ca1 crt=o lenient", X509 "ca=ca2 crt=o lenient withhold" },
	  { "oooC", "CCAA", "oooC", "CCCC" } },
};

Test(fleet_pair_certificate, tables)
{
	for (unsigned t = 0; t < sizeof tables / sizeof *tables; t++) {
		struct pair_state states[6];
		unsigned count = 0;
		for (; count < 6 && tables[t].members[count]; count++)
			states[count] = state_of(tables[t].members[count]);
		for (unsigned a = 0; a < count; a++) {
			char row[7] = { 0 };
			for (unsigned b = 0; b < count; b++)
				row[b] = letter_of(pair_of(&states[a], &states[b]));
			cr_expect_str_eq(row, tables[t].rows[a], "%s: from %s: %s", tables[t].name, tables[t].members[a], row);
		}
	}
}

/* c: the pair rule can't know; what pair_own_certificate() says of the second: . fits, ! misfits, ? unknown. */
static const struct {
	const char *before, *after, *says;
} changes[] = {
	{ X509 "ca=?c crt=?1", X509 "ca=?c crt=?1", "." },
	{ X509 "ca=?c crt=?1", X509 "ca=?c crt=?2", "c." },
	{ X509 "ca=?c crt=?1", X509 "ca=?d crt=?1", "." },
	/* One is not enough: the other may be anybody's. */
	{ X509 "crt=o", X509 "crt=?2", "c." }, { X509 "crt=?1", X509 "crt=o", "c." }, { X509 "crt=o", X509 "crt=n", "." },
	/* What is sent counts. */
	{ X509 "crt=?1", X509 "crt=?2 clu=?1", "." }, { X509 "crt=?1 clu=?3", X509 "crt=?2 clu=?3", "." },
	{ X509 "crt=?1", X509 "crt=?1 clu=?2", "c." }, { X509 "crt=?1", X509 "crt=?1 asked", "." }, { X509 "crt=?1 store", X509 "crt=?2", "." },
	{ "mode=sendX509 kf=k tls=preferTLS crt=?1", X509 "crt=?2", "c." },
	{ "mode=sendKeyFile kf=k tls=preferTLS crt=?1", "mode=sendX509 kf=k tls=preferTLS crt=?2", "." }, { "crt=?1", "crt=?2", "." },
	{ "mode=x509 tta crt=?1", "mode=x509 tta crt=?2", "." },
	/* Bridged: an override before and after. */
	{ X509 "crt=?1 ovr=O=New", X509 "crt=?2 ovr=O=Old", "." }, { X509 "crt=?1", X509 "crt=?2 ovr=O=Old", "c." },
	{ X509 "crt=?1 ovr=O=New", X509 "crt=?2", "c." },
	{ X509 "crt=?1 xovr={\"extensionValue\":\"a\"}", X509 "crt=?2 xovr={\"extensionValue\":\"a\"}", "." },
	{ X509 "crt=?1 attr=O=A", X509 "crt=?2 attr=O=A", "?" }, { X509 "crt=?1 attr=O=A", X509 "crt=?2 attr=O=B", "c?" },
	{ X509 "crt=?1 attr=O=A", X509 "crt=?2 ext=A", "c?" }, { X509 "crt=?1 ext=A", X509 "crt=?2 ext=A", "?" },
	{ X509 "crt=?1", X509 "crt=?2 attr=O=A", "c?" },
	{ X509 "crt=?1 attr=O=A", X509 "crt=?2 attr=O=B xovr={\"attributes\":\"O=A\"}", "c?" },
	{ X509 "crt=?1 attr=O=B xovr={\"attributes\":\"O=A\"}", X509 "crt=?2 attr=O=B xovr={\"attributes\":\"O=A\"}", "?" },
	/* The own certificate. */
	{ "", X509 "crt=o attr=O=Old", "." }, { "", X509 "crt=o attr=OU=Servers,C=US", "." }, { "", X509 "crt=o attr=O=New", "!" },
	{ "", X509 "crt=o attr=O=Old,C=DE", "!" }, { "", X509 "crt=o attr=O=Old,CN=db1", "." }, { "", X509 "crt=o attr=O=Old,CN=db2", "?" },
	{ "", X509 "crt=o attr=O=New,CN=db1", "!" }, { "", X509 "crt=o clu=n attr=O=Old", "!" }, { "", X509 "crt=n clu=o attr=O=Old", "." },
	{ "", X509 "crt=o attr=O=New xovr={\"attributes\":\"O=Old\"}", "." }, { "", X509 "crt=o attr=O=New xovr={\"attributes\":\"O=No\"}", "!" },
	{ "", X509 "crt=o attr=O=New xovr={attributes:\"O=Old\"}", "." }, { "", X509 "crt=o attr=O=New xovr={\"attributes\":\"O=No\"", "?" },
	{ "", X509 "crt=o attr=New", "?" }, { "", X509 "crt=foo ext=foo", "." }, { "", X509 "crt=foo ext=bar", "?" }, { "", X509 "crt=o ext=foo", "?" },
	{ "", X509 "crt=foo ext=bar xovr={\"extensionValue\":\"foo\"}", "." },
};

Test(fleet_pair_certificate, changes)
{
	static const char own[] = { [OWN_CERT_FITS] = '.', [OWN_CERT_MISFITS] = '!', [OWN_CERT_UNKNOWN] = '?' };
	for (unsigned i = 0; i < sizeof changes / sizeof *changes; i++) {
		struct pair_state before = state_of(changes[i].before), after = state_of(changes[i].after);
		const char *says = arena_printf(&arena, "%s%c", pair_certificate_changes(&before, &after) ? "c" : "",
						own[pair_own_certificate(&after)]);
		cr_expect_str_eq(says, changes[i].says, "%s -> %s: %s", changes[i].before, changes[i].after, says);
	}
	struct pair_state none = { 0 };
	cr_expect_not(pair_certificate_changes(&none, &none));
	cr_expect_eq(pair_own_certificate(&none), OWN_CERT_FITS);
}

/* Alike for all others, or not; hosts of one kind are. */
Test(fleet_pair_certificate, order)
{
	static const char *const members[] = {
		O, X509 "ca=ca1 crt=o-by-ca2", N, O " clu=n", N " clu=o", X509 "ca=ca2 crt=o", O " cca=ca2", X509 "ca=?c crt=?1", O " ovr=O=A",
		O " ovr=O=B", O " attr=O=A", O " ext=O=A", X509 "ca=ca1 crt=foo", X509 "ca=ca1 crt=chain", O " invalid",
		O " xovr={\"attributes\":\"O=A\"}", O " attr=junk",
	};
	static const char *const alike[][2] = {
		{ X509 "ca=?c crt=?1", X509 "ca=?d crt=?2 clu=?3" }, { O " ovr=OU=x,O=A", O " ovr=O=A,OU=x" },
		{ "tls=disabled crt=o", "tls=disabled crt=n" }, { O " attr=O=A,OU=x", O " attr=OU=x,O=A" },
	};
	enum { COUNT = sizeof members / sizeof *members };
	struct pair_state states[COUNT];
	for (unsigned i = 0; i < COUNT; i++)
		states[i] = state_of(members[i]);
	for (unsigned a = 0; a < COUNT; a++)
		for (unsigned b = 0; b < COUNT; b++) {
			struct pair_state again = state_of(members[b]);
			int order = pair_state_compare(&states[a], &again);
			cr_expect_eq(order == 0, a == b, "%s | %s", members[a], members[b]);
			cr_expect_eq(order < 0, pair_state_compare(&again, &states[a]) > 0, "%s | %s", members[a], members[b]);
		}
	for (unsigned i = 0; i < sizeof alike / sizeof *alike; i++) {
		struct pair_state a = state_of(alike[i][0]), b = state_of(alike[i][1]);
		cr_expect(pair_state_same(&a, &b), "%s | %s", alike[i][0], alike[i][1]);
	}
}
