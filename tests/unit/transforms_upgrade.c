/* Configs brought to another release: one row for each thing that changes, and the laws over the fixtures. */
#include <criterion/criterion.h>

#include <stdlib.h>
#include <string.h>

#include "config/edit.h"
#include "lint_files.h"
#include "schema/canon.h"
#include "transforms/transform.h"
#include "transforms/upgrade.h"

static struct arena arena = ARENA_INIT;

static void tear_down(void)
{
	arena_free(&arena);
}

TestSuite(transforms_upgrade, .fini = tear_down);

struct result {
	const char *text;      /* NULL: refused */
	const char *said;      /* the remarks, or the refusal */
	const struct err *err;
};

static struct target target_of(const char *release, unsigned edition)
{
	struct target target = { .edition = edition ? edition : EDITION_COMMUNITY };
	cr_assert(version_parse(str_of(release), &target.server), "%s", release);
	return target;
}

static struct result upgraded(const char *file, struct str text, const char *to, unsigned edition)
{
	struct source *source = arena_alloc(&arena, sizeof *source);
	struct draft *draft = arena_alloc(&arena, sizeof *draft);
	struct err *err = arena_alloc(&arena, sizeof *err);
	struct buf remarks = BUF_INIT(&arena);
	struct parameters parameters = { .to = target_of(to, edition) };
	struct application application = { draft, &parameters, &remarks, err };
	*err = (struct err)ERR_INIT(&arena);
	source_init(&arena, file, text, source);
	if (!config_draft_open(&arena, source, NULL, draft, err) || !transform_accepts(draft, err) ||
	    !transform_find(STR("upgrade"))->apply(&application))
		return (struct result){ .said = err->text ? err->text : "", .err = err };
	cr_expect(str_eq(edits_splice(&draft->edits, text), draft->now.text), "%s", file);
	return (struct result){ .text = str_cstr(&arena, draft->now.text), .said = str_cstr(&arena, buf_done(&remarks)), .err = err };
}

/* ---- one row for each thing that changes ---- */

struct row {
	const char *to, *text, *result;  /* result NULL: refused; "": unchanged */
	const char *words;               /* part of the refusal or of the remarks; NULL: there are none */
	unsigned edition;
};

static void check(const struct row *row)
{
	const char *expected = row->result && !*row->result ? row->text : row->result;
	struct result result = upgraded("mongod.conf", str_of(row->text), row->to, row->edition);
	if (!expected) {
		cr_expect(!result.text && result.err->kind == ERR_REFUSED && result.err->line && result.err->column,
			  "to %s of\n%s is not refused at a place, gives\n%s", row->to, row->text, result.text);
	} else {
		cr_assert(result.text, "to %s of\n%s is refused: %s", row->to, row->text, result.said);
		cr_expect_str_eq(result.text, expected, "to %s of\n%s gives\n%s", row->to, row->text, result.text);
		struct result again = upgraded("mongod.conf", str_of(result.text), row->to, row->edition);
		cr_expect(again.text && !strcmp(again.text, result.text), "to %s of\n%s again", row->to, result.text);
	}
	if (row->words)
		cr_expect(strstr(result.said, row->words), "to %s of\n%s says: %s", row->to, row->text, result.said);
	else
		cr_expect_str_eq(result.said, "", "to %s of\n%s says: %s", row->to, row->text, result.said);
}

#define CHECK(rows) do { \
	for (size_t i = 0; i < sizeof (rows) / sizeof *(rows); i++) \
		check(&(rows)[i]); \
} while (0)
#define KNOWN "the new names are known from 4.2 on"
#define ROW(...) ROW_FILL(__VA_ARGS__, 0, 0, 0)
#define ROW_FILL(release, on, gives, says, maker, ...) { release, on, gives, says, maker }

Test(transforms_upgrade, names)
{
	static const struct row rows[] = {
		/* The section in place, with comments, quotes and what is beside it. */
		ROW("4.2", "net:\n  ssl: # TLS\n    mode: requireSSL  # all\n    PEMKeyFile: /p\n    CAFile: /c\n  port: 1\n",
		  "net:\n  tls: # TLS\n    mode: requireTLS  # all\n    certificateKeyFile: /p\n    CAFile: /c\n  port: 1\n", KNOWN),
		ROW("4.0", "net:\n  ssl:\n    mode: requireSSL\n    PEMKeyFile: /p\n", ""),
		ROW("7.0", "net.ssl.mode: 'preferSSL'\nnet.ssl.PEMKeyPassword: a\n",
		  "net.tls.mode: 'preferTLS'\nnet.tls.certificateKeyFilePassword: a\n", KNOWN),
		ROW("7.0", "net:\n  ssl.mode: allowSSL\n", "net:\n  tls.mode: allowTLS\n", KNOWN),
		ROW("7.0", "net.ssl:\n  mode: disabled\n", "net.tls:\n  mode: disabled\n", KNOWN),
		ROW("7.0", "{\"net\": {\"ssl\": {\"mode\": \"requireSSL\", \"PEMKeyFile\": \"/p\"}}}\n",
		  "{\"net\": {\"tls\": {\"mode\": \"requireTLS\", \"certificateKeyFile\": \"/p\"}}}\n", KNOWN),
		ROW("7.0", "net:\n  ssl:\n    mode: allowSSL\nnet.ssl.CAFile: /c\n", "net:\n  tls:\n    mode: allowTLS\nnet.tls.CAFile: /c\n", KNOWN),
		ROW("7.0", "net:\n  ssl:\n    weakCertificateValidation: true\n",
		  "net:\n  tls:\n    allowConnectionsWithoutCertificates: true\n", KNOWN),
		/* Words of the new kind under the old name, which 4.2 takes. */
		ROW("7.0", "net:\n  ssl:\n    mode: requireTLS\n", "net:\n  tls:\n    mode: requireTLS\n", KNOWN),
		/* The new section is there already: one by one. */
		ROW("7.0", "net:\n  tls:\n    mode: requireTLS\n  ssl:\n    CAFile: /c\n    PEMKeyFile: /p\n",
		  "net:\n  tls:\n    mode: requireTLS\n    CAFile: /c\n    certificateKeyFile: /p\n", KNOWN),
		ROW("7.0", "net:\n  tls:\n    weakCertificateValidation: true\n", "net:\n  tls:\n    allowConnectionsWithoutCertificates: true\n", KNOWN),
		/* Something in the section that nobody knows stays, for the rules to tell of. */
		ROW("7.0", "net:\n  ssl:\n    mode: disabled\n    what: 1\n", "net:\n  ssl:\n    what: 1\n  tls:\n    mode: disabled\n", KNOWN),
		/* A list, by its last name. */
		ROW("5.0", "security:\n  clusterIpSourceWhitelist: # ours\n  - 10.0.0.0/8\n",
		  "security:\n  clusterIpSourceAllowlist: # ours\n  - 10.0.0.0/8\n", "known from 5.0 on"),
		ROW("4.4", "security:\n  clusterIpSourceWhitelist: [10.0.0.0/8]\n", ""),
		ROW("4.0", "audit:\n  destination: file\n  path: /a\n", "auditLog:\n  destination: file\n  path: /a\n", NULL, EDITION_PERCONA),
		/* To another section, and from there to nowhere. */
		ROW("4.0", "storage:\n  nsSize: 16 # small\n", "storage:\n  mmapv1:\n    nsSize: 16\n", NULL),
		ROW("3.4", "storage:\n  mmapv1:\n    journal:\n      commitIntervalMs: 50\n", "storage:\n  #mmapv1:\n    #journal:\n  journal:\n    commitIntervalMs: 50\n"),
		/* Parameters. */
		ROW("4.4", "setParameter:\n  disableNonSSLConnectionLogging: true\n", "setParameter:\n  disableNonTLSConnectionLogging: true\n", KNOWN),
		ROW("4.4", "setParameter: {internalQueryExecMaxBlockingSortBytes: 9}\n", "setParameter: {internalQueryMaxBlockingSortMemoryUsageBytes: 9}\n", "known from 4.4 on"),
		ROW("4.2", "setParameter: {internalQueryExecMaxBlockingSortBytes: 9}\n", ""),
		/* Right already; and what another program reads. */
		ROW("8.2", "net:\n  tls:\n    mode: requireTLS\n", ""),
		ROW("7.0", "# net.ssl.mode: requireSSL\nnet:\n  port: 1\n", ""),
		ROW("7.0", "", ""),
		ROW("7.0", "sharding:\n  configDB: a/b:1\nstorage:\n  journal:\n    enabled: true\n", ""),
	};
	CHECK(rows);
}

Test(transforms_upgrade, what_goes)
{
	static const struct row rows[] = {
		ROW("6.0", "storage:\n  journal:\n    enabled: true\n", ""),
		ROW("6.1", "storage:\n  dbPath: /d\n  journal:\n    enabled: true\n", "storage:\n  dbPath: /d\n",
		  "storage.journal.enabled is removed: it is gone since 6.1; the journal is always on\n"),
		ROW("7.0", "storage:\n  journal:\n    enabled: false # fast\n    commitIntervalMs: 50\n", "storage:\n  journal:\n    commitIntervalMs: 50\n",
		  "from its next start on this server has a journal"),
		ROW("7.0", "storage:\n  journal:\n    enabled: true\n", "", NULL, EDITION_PERCONA),
		ROW("7.0", "{\"storage\": {\"dbPath\": \"/d\", \"journal\": {\"enabled\": true}}}", "{\"storage\": {\"dbPath\": \"/d\"}}", "gone since 6.1"),
		ROW("4.2", "storage:\n  mmapv1:\n    smallFiles: true\n  dbPath: /d\n", "storage:\n  #mmapv1:\n  dbPath: /d\n", "for the storage engine mmapv1"),
		ROW("4.2", "storage:\n  smallFiles: true\n  dbPath: /d\n", "storage:\n  dbPath: /d\n", "storage.smallFiles is removed"),
		ROW("4.2", "storage.quota.enforced: true\nnet.port: 1\n", "net.port: 1\n", "no quota any more"),
		ROW("3.6", "net:\n  port: 1\n  http:\n    enabled: false\n    JSONPEnabled: false\n", "net:\n  port: 1\n", "no HTTP interface"),
		ROW("4.2", "storage:\n  dbPath: /d\n  repairPath: /r\n", "storage:\n  dbPath: /d\n", "below dbPath, which must have room"),
		ROW("4.4", "storage:\n  dbPath: /d\n  indexBuildRetry: false\n", "storage:\n  dbPath: /d\n", "gone since 4.4"),
		ROW("5.0", "net:\n  port: 1\n  serviceExecutor: adaptive\n", "net:\n  port: 1\n", "synchronous is all there is"),
		ROW("7.0", "net:\n  port: 1\ncloud:\n  monitoring:\n    free:\n      state: 'off'\n      tags: [a, b]\n",
		  "net:\n  port: 1\n", "cloud.monitoring.free.tags is removed"),
		ROW("4.4", "setParameter:\n  failIndexKeyTooLong: false\n  ttlMonitorEnabled: false\n", "setParameter:\n  ttlMonitorEnabled: false\n",
		  "setParameter.failIndexKeyTooLong is removed: it is gone since 4.4\n"),
		ROW("6.1", "snmp:\n  master: true\nnet:\n  port: 1\n", "#snmp:\nnet:\n  port: 1\n", "other means than SNMP", EDITION_ENTERPRISE),
		/* What stopped older servers too is not ours to remove. */
		ROW("7.0", "master: true\nnet:\n  port: 1\n", ""),
		ROW("7.0", "nett:\n  port: 1\n", ""),
	};
	CHECK(rows);
}

Test(transforms_upgrade, values)
{
	static const struct row rows[] = {
		ROW("4.2", "systemLog:\n  timeStampFormat: ctime\n", ""),
		ROW("4.4", "systemLog:\n  timeStampFormat: \"ctime\" # old\n", "systemLog:\n  timeStampFormat: \"iso8601-local\" # old\n", "where the log is JSON"),
		ROW("4.4", "systemLog:\n  timeStampFormat: iso8601-utc\n", ""),
		ROW("4.0", "storage:\n  engine: mmapv1\n", ""),
		ROW("4.2", "storage:\n  engine: mmapv1\n", "storage:\n  engine: wiredTiger\n", "copy the data over"),
		ROW("4.4", "replication:\n  enableMajorityReadConcern: false\n", ""),
		ROW("5.0", "replication:\n  replSetName: r\n  enableMajorityReadConcern: false\n", "replication:\n  replSetName: r\n", "false is refused since 5.0"),
		ROW("5.0", "replication:\n  replSetName: r\n  enableMajorityReadConcern: true\n", ""),
		ROW("4.0", "net:\n  port: 1\n  transportLayer: legacy\n", "net:\n  port: 1\n", "asio is the default"),
		ROW("3.6", "net:\n  port: 1\n  transportLayer: legacy\n", ""),
		ROW("4.2", "storage:\n  dbPath: /d\n  indexBuildRetry: true\n", ""),
		ROW("4.2", "storage:\n  dbPath: /d\n  indexBuildRetry: true\nreplication:\n  replSetName: r\n",
		  "storage:\n  dbPath: /d\nreplication:\n  replSetName: r\n", "refused in a member of a replica set"),
		ROW("4.2", "storage:\n  dbPath: /d\n  journal.enabled: false\nreplication:\n  replSetName: r\n",
		  "storage:\n  dbPath: /d\nreplication:\n  replSetName: r\n", "without its journal"),
		ROW("4.2", "storage:\n  engine: inMemory\n  journal.enabled: false\nreplication:\n  replSetName: r\n", ""),
		ROW("4.2", "storage:\n  engine: mmapv1\n  journal.enabled: false\nreplication:\n  replSetName: r\n",
		  "storage:\n  engine: wiredTiger\nreplication:\n  replSetName: r\n", "without its journal"),
		ROW("4.2", "storage:\n  journal.enabled: false\n", ""),
		ROW("5.0", "storage:\n  dbPath: /d\n  wiredTiger.engineConfig.cacheSizeGB: 0\n", "storage:\n  dbPath: /d\n", "0 meant the default"),
	};
	CHECK(rows);
}

/* Names that only older releases have are known on the way. */
Test(transforms_upgrade, ini)
{
	static const struct row rows[] = {
		ROW("7.0", "port=1\n", "", NULL),
		ROW("7.0", "port=1\nsmallfiles = true # small\nnojournal=true\nrest = true\n", "port=1\n", "it was for the storage engine mmapv1"),
		ROW("4.4", "timeStampFormat = ctime\n", "timeStampFormat = iso8601-local\n", "JSON"),
		ROW("4.2", "storageEngine=mmapv1\n", "storageEngine=wiredTiger\n", "copy the data over"),
		ROW("7.0", "sslMode = requireSSL\nsslPEMKeyFile=/p # p\n", "tlsMode = requireTLS\ntlsCertificateKeyFile=/p # p\n", "known from 4.2 on"),
		ROW("7.0", "setParameter = internalQueryExecMaxBlockingSortBytes=1\n",
		    "setParameter = internalQueryMaxBlockingSortMemoryUsageBytes=1\n", "known from 4.4 on"),
	};
	CHECK(rows);
}

Test(transforms_upgrade, refusals)
{
	static const struct row rows[] = {
		ROW("4.0", "net:\n  tls:\n    mode: requireTLS\n", NULL, "it came with 4.2"),
		ROW("4.2", "storage:\n  oplogMinRetentionHours: 1\n", NULL, "it came with 4.4"),
		ROW("4.4", "net:\n  priorityPort: 1\n", NULL, "it came after 5.0"),
		ROW("4.2.0", "storage:\n  journal:\n    commitIntervalMs: 5\n", NULL, "is not in every patch"),
		ROW("7.0", "net:\n  tls:\n    CAFile: /a\n  ssl:\n    CAFile: /b\n", NULL, "net.ssl.CAFile and net.tls.CAFile (line 3) are one option"),
		ROW("7.0", "net:\n  tls:\n    mode: disabled\n  ssl:\n    mode: disabled\n", NULL, "set under both names"),
		ROW("7.0", "security:\n  clusterIpSourceAllowlist: [a]\n  clusterIpSourceWhitelist: [a]\n", NULL, "one option in 7.0"),
		ROW("7.0", "net: &n\n  ssl:\n    mode: disabled\n", NULL, "&n"),
		ROW("7.0", "a: &s {mode: disabled}\nnet:\n  ssl: *s\n", NULL, "*s"),
		ROW("7.0", "net:\n  ssl:\n    mode: disabled\nnet.ssl.mode: disabled\n", NULL, "is set twice"),
		ROW("7.0", "net:\n  \"s\\x73l\":\n    mode: disabled\n", NULL, "spelled with escapes"),
		ROW("7.0", "storage:\n  journal:\n    enabled: {__exec: prog}\n", NULL, "__exec"),
		/* In the old format. */
		ROW("7.0", "rest=true\nhttpinterface=true\nnohttpinterface=true\n", NULL, "is set twice"),
		ROW("4.2", "tlsMode = preferTLS\noplogMinRetentionHours = 1\n", NULL, "it came with 4.4"),
	};
	CHECK(rows);
}

Test(transforms_upgrade, tables)
{
	for (unsigned i = 0; i < upgrade_value_count; i++) {
		const struct upgrade_value *row = &upgrade_values[i];
		const struct option *option = option_find(str_of(row->path));
		cr_assert(option && version_known(row->from) && *row->remark, "%s", row->path);
		cr_expect(!row->put || option_has_choice(option, str_of(row->put)), "%s: %s", row->path, row->put);
		cr_expect(!version_known(option->removed) || version_at_least(option->removed, row->from), "%s", row->path);
	}
	for (unsigned i = 0; i < upgrade_reason_count; i++) {
		const char *top = upgrade_reasons[i].top;
		cr_expect(option_find(str_of(top)) || option_is_section(str_of(top)), "%s", top);
		for (unsigned k = 0; k < i; k++)
			cr_expect(upgrade_reasons[k].value || strcmp(upgrade_reasons[k].top, top), "%s is never said", top);
	}
}

/* ---- the laws ---- */

/* The errors that stop such a server, as lines "id option". */
static const char *errors_of(const char *file, struct str text, const char *release)
{
	const struct config *config = lint_config_of(&arena, file, text, release);
	const struct sink *sink = lint_run(&arena, &config, 1, release, NULL);
	struct buf out = BUF_INIT(&arena);
	for (uint32_t i = 0; i < sink->count; i++) {
		const struct diag *diag = sink->at[i];
		if (diag->severity == SEVERITY_ERROR && (!strcmp(diag->kind->group, "startup") || !strcmp(diag->kind->group, "syntax")))
			buf_printf(&out, "%s %s\n", diag->kind->id, diag->option ? diag->option : "");
	}
	return str_cstr(&arena, buf_done(&out));
}

static const struct setting *find_kept(const struct config *config, const char *path, struct str value)
{
	struct canon canon;
	for (uint32_t i = 0; i < config->count; i++) {
		const struct setting *setting = &config->settings[i];
		if (!setting->option || setting->entry)
			continue;
		canon_apply(&arena, setting->option, &config->target, setting->text, &canon);
		if (canon.option && !strcmp(canon.option->path, path) && str_eq(canon.value, value))
			return setting;
	}
	return NULL;
}

static bool is_replaced(const char *path)
{
	for (unsigned i = 0; i < upgrade_value_count; i++)
		if (!strcmp(upgrade_values[i].path, path))
			return true;
	return false;
}

/* What a server of the release knows of the old text, it is told by the new one too. */
static void check_meaning(const char *file, struct str text, const char *result, const char *release)
{
	const struct config *old = lint_config_of(&arena, file, text, release);
	const struct config *new = lint_config_of(&arena, file, str_of(result), release);
	for (uint32_t i = 0; i < old->count; i++) {
		const struct setting *setting = &old->settings[i], *now;
		struct canon was;
		if (!setting->option || setting->entry || setting->kind == SETTING_MAP || is_replaced(setting->option->path) ||
		    option_state(setting->option, &old->target) > OPTION_DEPRECATED)
			continue;
		canon_apply(&arena, setting->option, &old->target, setting->text, &was);
		now = was.option ? find_kept(new, was.option->path, was.value) : NULL;
		cr_expect(!was.option || (now && setting->item_count == now->item_count && setting->kind == now->kind),
			  "%s to %s: %.*s is lost", file, release, STR_ARG(setting->path));
	}
}

/* An error of the new text is one that the old one had. */
static void check_errors(const char *file, const char *old, const char *new, const char *release)
{
	struct str rest = str_of(new), line;
	while (str_split(&rest, '\n', &line))
		cr_expect(!line.len || strstr(old, str_cstr(&arena, line)), "%s to %s: %.*s is new", file, release, STR_ARG(line));
}

struct tally {
	uint32_t tried, done, changed, mended;
};

/* What the text says afterwards; NULL where it is refused. */
static const char *check_laws(const char *file, struct str text, const char *release, struct tally *tally)
{
	struct result result = upgraded(file, text, release, 0);
	tally->tried++;
	if (!result.text) {
		cr_expect(result.err->kind == ERR_REFUSED && result.err->line && result.err->column && *result.said,
			  "%s to %s: %s", file, release, result.said);
		return NULL;
	}
	bool changed = !str_is(text, result.text);
	const char *old = errors_of(file, text, release), *new = changed ? errors_of(file, str_of(result.text), release) : old;
	tally->done++;
	tally->changed += changed;
	tally->mended += *old && !*new;
	check_errors(file, old, new, release);
	check_meaning(file, text, result.text, release);
	struct result again = upgraded(file, str_of(result.text), release, 0);
	cr_expect(again.text && !strcmp(again.text, result.text), "%s to %s: twice is not once", file, release);
	return result.text;
}

/* The text with what configs of 3.4 have; nothing where it can't be edited. */
static struct str aged(const struct config *config)
{
	static const char *const options[][2] = {
		{ "storage.journal.enabled", "true" }, { "storage.mmapv1.smallFiles", "true" }, { "net.http.enabled", "false" },
		{ "systemLog.timeStampFormat", "ctime" }, { "net.ssl.mode", "disabled" }, { "net.ssl.allowInvalidHostnames", "true" },
		{ "setParameter.failIndexKeyTooLong", "false" }, { "replication.enableMajorityReadConcern", "false" },
	};
	struct err err = ERR_INIT(&arena);
	struct draft draft;
	if (config->target.binary != BINARY_MONGOD || !draft_open(&arena, config->source, &draft, &err))
		return STR("");
	for (unsigned i = 0; i < sizeof options / sizeof *options; i++) {
		struct err refused = ERR_INIT(&arena);
		if (tree_find(&draft.yaml.tree, str_of(options[i][0]), NULL))
			continue;
		cr_expect(draft_set(&draft, str_of(options[i][0]), str_of(options[i][1]), &refused) || refused.kind == ERR_REFUSED);
	}
	return draft.now.text;
}

/* What was right before it grew old is right again. */
static void check_aged(const struct config *config, const char *release, struct tally *tally)
{
	const char *file = config->source->name, *result;
	struct str text = aged(config);
	if (!text.len || !(result = check_laws(file, text, release, tally)) || *errors_of(file, config->source->text, release))
		return;
	cr_expect_str_eq(errors_of(file, str_of(result), release), "", "%s to %s:\n%s", file, release, result);
}

Test(transforms_upgrade, laws_over_fixtures)
{
	static const char *const releases[] = { "4.2", "4.4", "5.0", "6.0", "7.0", "8.0" };
	enum { RELEASES = sizeof releases / sizeof *releases };
	bool slow = getenv("MONGOCONF_VALGRIND") != NULL;
	struct tally as_is = { 0 }, old = { 0 };
	uint32_t count;
	const struct config *const *configs = lint_folder(&arena, lint_fixture(&arena, "fixtures/configs"), &count);
	for (uint32_t i = 0; i < count; i += slow ? 40 : 1) {
		check_laws(configs[i]->source->name, configs[i]->source->text, releases[i % RELEASES], &as_is);
		for (unsigned k = 0; k < (slow ? 1 : 2); k++)
			check_aged(configs[i], releases[(i + k) % RELEASES], &old);
	}
	/* Where everything is refused, or nothing is to be done, every law is kept. */
	cr_expect_gt(as_is.done, as_is.tried * 3 / 4, "%u of %u", as_is.done, as_is.tried);
	cr_expect_gt(old.changed, old.tried * 3 / 4, "%u of %u", old.changed, old.tried);
	cr_expect_gt(old.mended, old.tried / 2, "%u of %u", old.mended, old.tried);
}
