/* The laws of all transforms, over every file of fixtures/, as it is and changed on its way, and over generated configs of
 * every state: twice is once, the inverse brings back every byte, nothing but what the transform is about changes, and a
 * refusal has a place and a reason. MONGOCONF_CORPUS names one more folder of files to try; MONGOCONF_VALGRIND takes a few of the files only. */
#include <criterion/criterion.h>

#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "fixtures.h"
#include "generated.h"
#include "transforms/steps.h"

static struct arena arena = ARENA_INIT;

static void teardown(void)
{
	arena_free(&arena);
}

TestSuite(transforms_laws, .fini = teardown);

/* ---- the table ---- */

struct law {
	const char *does, *inverse;  /* as for apply; inverse NULL: none, or none that is exact */
	const char *paths;           /* all that it may change; NULL: anything */
	const char *was;             /* see check.h */
};

#define AUTH "security.keyFile,security.transitionToAuth"
#define MODE "security.clusterAuthMode,net.tls.CAFile,net.tls.clusterFile,net.ssl.CAFile,net.ssl.clusterFile"
#define TLS "net.tls.mode,net.tls.certificateKeyFile,net.tls.CAFile,net.tls.clusterFile," \
	    "net.ssl.mode,net.ssl.PEMKeyFile,net.ssl.CAFile,net.ssl.clusterFile"
#define SSL "net.ssl.mode,net.tls.mode,net.tls.certificateKeyFile,net.tls.CAFile,net.tls.clusterFile," \
	    "net.ssl.PEMKeyFile,net.ssl.CAFile,net.ssl.clusterFile"

static const struct law laws[] = {
	{ "add-keyfile:/etc/mongodb/keyfile", "remove-keyfile", "security.keyFile", NULL },
	{ "remove-keyfile", NULL, "security.keyFile", NULL },
	{ "enable-transition", "drop-transition", "security.transitionToAuth", NULL },
	{ "drop-transition", NULL, "security.transitionToAuth", NULL },
	{ "enter-transition:/etc/mongodb/keyfile", "leave-auth", AUTH, NULL },
	{ "leave-auth", NULL, AUTH ",security.clusterAuthMode,security.authorization", NULL },
	{ "ensure-bindIp:10.0.0.1", NULL, "net.bindIp", NULL },
	{ "ensure-bindIp:::1", NULL, "net.bindIp", NULL },
	{ "set-cluster-auth-mode:sendKeyFile", "set-cluster-auth-mode:keyFile", "security.clusterAuthMode", NULL },
	{ "set-cluster-auth-mode:sendX509", "set-cluster-auth-mode:sendKeyFile", MODE, "sendKeyFile" },
	{ "set-cluster-auth-mode:sendX509", "set-cluster-auth-mode:x509", MODE, "x509" },
	{ "set-cluster-auth-mode:x509", "set-cluster-auth-mode:sendX509", MODE, "sendX509" },
	{ "set-cluster-auth-mode:keyFile", NULL, "security.clusterAuthMode", NULL },
	{ "set-tls-mode:preferTLS", "set-tls-mode:allowTLS", TLS, "allowTLS" },
	{ "set-tls-mode:preferTLS", "set-tls-mode:requireTLS", TLS, "requireTLS" },
	{ "set-tls-mode:requireTLS", "set-tls-mode:preferTLS", SSL, "preferSSL" },
	{ "set-tls-mode:allowTLS", NULL, TLS, NULL },
	{ "set-tls-mode:disabled", NULL, TLS, NULL },
	{ "ssl-to-tls", "tls-to-ssl", "net.ssl,net.tls", "" },
	{ "tls-to-ssl", "ssl-to-tls", "net.tls,net.ssl", "" },
	{ "set-dn-override:OU=Servers", "drop-dn-override", "setParameter.tlsX509ClusterAuthDNOverride", NULL },
	{ "drop-dn-override", NULL, "setParameter.tlsX509ClusterAuthDNOverride", NULL },
	{ "set-x509-override", "drop-x509-override", "setParameter.tlsClusterAuthX509Override", NULL },
	{ "drop-x509-override", NULL, "setParameter.tlsClusterAuthX509Override", NULL },
	{ "upgrade:8.0", NULL, NULL, NULL },
};

/* Every transform of configs has a line. */
Test(transforms_laws, table_is_whole)
{
	for (unsigned i = 0; i < transform_count; i++) {
		/* That of INI files has laws of its own: ini_to_yaml.c */
		bool found = !transform_table[i]->apply || !strcmp(transform_table[i]->name, "ini-to-yaml");
		for (unsigned k = 0; k < sizeof laws / sizeof *laws; k++) {
			struct str name = str_sub(str_of(laws[k].does), 0, str_find_char(str_of(laws[k].does), ':', 0));
			found |= str_is(name, transform_table[i]->name);
		}
		cr_expect(found, "%s", transform_table[i]->name);
	}
}

/* ---- one text ---- */

static bool change(const struct operation *operation, struct draft *draft, struct err *err)
{
	static const struct parameters common = {
		.certificate_key_file = "/etc/ssl/server.pem", .x509_override = "{ \"attributes\": \"O=Shop\" }",
		.to = { .server = VERSION(8, 0, VERSION_NEWEST), .binary = BINARY_MONGOD, .edition = EDITION_COMMUNITY },
	};
	struct transform_step *steps;
	unsigned count;
	struct buf remarks = BUF_INIT(err->arena);
	bool ok = transform_steps(err->arena, str_of(operation->with), &common, &steps, &count, err);
	cr_assert(ok, "%s: %s", (const char *)operation->with, err->text);
	return transform_accepts(draft, err) && transform_run(steps, count, draft, &remarks, err);
}

struct tally {
	unsigned changed[sizeof laws / sizeof *laws], broken;
};

static void hold(struct tally *tally, unsigned number, const char *name, const char *way, struct str text)
{
	const struct law *law = &laws[number];
	struct arena scratch = ARENA_INIT;
	struct str rest = str_of(law->paths), first;
	str_split(&rest, ',', &first);
	struct operation back = { .path = first, .change = change, .with = law->inverse };
	struct operation operation = { .path = first, .change = change, .with = law->does, .paths = law->paths,
				       .was = law->was, .many = !law->paths, .inverse = law->inverse ? &back : NULL };
	struct outcome outcome = check_laws(&scratch, name, text, &operation);
	tally->changed[number] += outcome.changed;
	tally->broken += outcome.broken != NULL;
	cr_expect(!outcome.broken, "%s%s%s: %s: %s\n%.*s", name, *way ? ", " : "", way, law->does, outcome.broken,
		  STR_ARG(outcome.result));
	cr_assert_lt(tally->broken, 20, "and more");
	arena_free(&scratch);
}

static void hold_all(struct tally *tally, const char *name, const char *way, struct str text)
{
	for (unsigned i = 0; i < sizeof laws / sizeof *laws; i++)
		hold(tally, i, name, way, text);
}

/* Where everything is refused, every law is kept. */
static void expect_changes(const struct tally *tally, unsigned each, unsigned most)
{
	unsigned best = 0;
	for (unsigned i = 0; i < sizeof laws / sizeof *laws; i++) {
		cr_expect_geq(tally->changed[i], each, "%s: %u", laws[i].does, tally->changed[i]);
		best = tally->changed[i] > best ? tally->changed[i] : best;
	}
	cr_expect_gt(best, most, "%u", best);
}

/* ---- all of them ---- */

static bool is_slow(void)
{
	return getenv("MONGOCONF_VALGRIND") != NULL;
}

static struct tally hold_files(struct files files)
{
	struct tally tally = { 0 };
	for (uint32_t i = 0; i < files.count; i += is_slow() ? 40 : 1) {
		struct arena scratch = ARENA_INIT;
		struct err err = ERR_INIT(&scratch);
		struct source source;
		cr_assert(source_read(&scratch, files.at[i], &source, &err), "%s", files.at[i]);
		hold_all(&tally, files.at[i], "", source.text);
		/* Each file in one of the ways. */
		unsigned way = i % mutation_count;
		if (source.text.len < 20000)
			hold_all(&tally, files.at[i], mutations[way].name, mutations[way].change(&scratch, source.text));
		arena_free(&scratch);
	}
	return tally;
}

Test(transforms_laws, over_fixtures)
{
	struct files files = fixtures(&arena);
	struct tally tally = hold_files(files);
	if (!is_slow())
		expect_changes(&tally, 0, files.count / 4);
}

Test(transforms_laws, over_the_corpus)
{
	const char *folder = getenv("MONGOCONF_CORPUS");
	if (!folder)
		cr_skip_test("MONGOCONF_CORPUS is not set");
	struct files files = { .arena = &arena };
	files_below(&files, folder);
	hold_files(files);
}

Test(transforms_laws, over_generated_configs)
{
	struct tally tally = { 0 };
	for (unsigned i = 0; i < generated_count(); i += is_slow() ? 61 : 1) {
		struct arena scratch = ARENA_INIT;
		hold_all(&tally, generated_name(&scratch, i), "", generated_text(&scratch, i));
		arena_free(&scratch);
	}
	if (!is_slow())
		expect_changes(&tally, 5, generated_count() / 4);
}
