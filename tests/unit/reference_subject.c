#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "reference/describe.h"
#include "reference/server.h"

static const char *describe(const char *name)
{
	static char text[200];
	static const char *const kinds[] = {
		[SUBJECT_RULE] = "rule", [SUBJECT_TRANSFORM] = "transform", [SUBJECT_PROCEDURE] = "procedure", [SUBJECT_OPTION] = "option",
		[SUBJECT_PARAMETER] = "parameter", [SUBJECT_ENTRY] = "entry", [SUBJECT_SECTION] = "section",
	};
	static const char *const spellings[] = {
		[SUBJECT_EXACT] = "", [SUBJECT_CLI_NAME] = " cli", [SUBJECT_CASE] = " case",
	};
	struct subject subject;
	if (!subject_find(str_of(name), &subject))
		return "nothing";
	snprintf(text, sizeof text, "%s %.*s%s%s%s", kinds[subject.kind], STR_ARG(subject.name), spellings[subject.spelling],
		 subject.value ? "=" : "", subject.value ? subject.value : "");
	return text;
}

Test(reference_subject, find)
{
	static const struct {
		const char *name, *found;
	} rows[] = {
		{ "empty-section", "rule empty-section" },
		{ "Empty-SECTION", "rule empty-section case" },
		{ "add-keyfile", "transform add-keyfile" },
		{ "enforce-keyfile", "procedure enforce-keyfile" },
		{ "Disable-Auth", "procedure disable-auth case" },
		{ "net.port", "option net.port" },
		{ "net.ssl.mode", "option net.ssl.mode" },
		{ "NET.Port", "option net.port case" },
		{ "net", "section net" },
		{ "Net.TLS", "section net.tls case" },
		{ "bind_ip", "option net.bindIp cli" },
		{ "--bind_ip", "option net.bindIp cli" },
		{ "-bind_ip", "option net.bindIp cli" },
		{ "---bind_ip", "nothing" },
		{ "BIND_IP", "option net.bindIp case" },
		{ "noauth", "option security.authorization cli=disabled" },
		{ "setParameter", "option setParameter" },
		{ "setParameter.ttlMonitorEnabled", "parameter setParameter.ttlMonitorEnabled" },
		{ "ttlMonitorEnabled", "parameter ttlMonitorEnabled" },
		{ "TTLmonitorEnabled", "parameter ttlMonitorEnabled case" },
		{ "setParameter.ttlMonitorEnable", "nothing" },
		{ "setParameter.somethingOfTheFuture", "entry setParameter.somethingOfTheFuture" },
		{ "", "nothing" },
		{ ".", "nothing" },
		{ "net.", "nothing" },
		{ "net.por", "nothing" },
	};
	for (unsigned i = 0; i < sizeof rows / sizeof *rows; i++)
		cr_expect_str_eq(describe(rows[i].name), rows[i].found, "%s: %s", rows[i].name, describe(rows[i].name));
}

Test(reference_subject, suggest)
{
	static const struct {
		const char *name, *near;
	} rows[] = {
		{ "empty-sectoin", "empty-section" },
		{ "net.prot", "net.port" },
		{ "setParameter.ttlMonitorEnable", "ttlMonitorEnabled" },
		{ "ttlMonitorEnable", "ttlMonitorEnabled" },
		{ "qqqqqqqqqq", NULL },
	};
	for (unsigned i = 0; i < sizeof rows / sizeof *rows; i++) {
		const char *near[SUBJECT_NEAR];
		unsigned count = subject_suggest(str_of(rows[i].name), near);
		cr_assert_eq(count > 0, rows[i].near != NULL, "%s: %u", rows[i].name, count);
		if (count)
			cr_expect_str_eq(near[0], rows[i].near, "%s: %s", rows[i].name, near[0]);
	}
}

/* What is gathered for a server that is said in part is what some of those servers take. */
Test(reference_subject, values)
{
	static const struct {
		const char *option;
		struct target target;
		bool any_release;
		const char *range, *choices;
	} rows[] = {
		{ "net.port", { .binary = BINARY_MONGOD }, false, "0 65535", NULL },
		{ "net.port", { .binary = BINARY_MONGOS }, false, "1 65535", NULL },
		{ "net.port", { .binary = 0 }, false, "0 65535", NULL },
		{ "net.port", { .server = VERSION(3, 4) }, true, "1 65535", NULL },
		{ "storage.syncPeriodSecs", { .server = VERSION(4, 0) }, false, "0 9000000", NULL },
		{ "storage.syncPeriodSecs", { .server = VERSION(5, 0) }, true, "0 3600", NULL },
		{ "storage.syncPeriodSecs", { .binary = 0 }, false, "0 3600", NULL },
		{ "storage.syncPeriodSecs", { .binary = 0 }, true, "- -", NULL },
		{ "systemLog.timeStampFormat", { .server = VERSION(5, 0) }, true, "- -", "iso8601-utc|iso8601-local" },
		{ "systemLog.timeStampFormat", { .binary = 0 }, true, "- -", "ctime|iso8601-utc|iso8601-local" },
	};
	struct arena arena = ARENA_INIT;
	for (unsigned i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct server_values values;
		server_values(&arena, option_find(str_of(rows[i].option)), &rows[i].target, rows[i].any_release, &values);
		const char *min = values.has_min ? arena_printf(&arena, "%.15g", values.min) : "-";
		const char *max = values.has_max ? arena_printf(&arena, "%.15g", values.max) : "-";
		cr_expect_str_eq(arena_printf(&arena, "%s %s", min, max), rows[i].range, "row %u: %s %s", i, min, max);
		cr_expect_eq(!rows[i].choices, !values.choices, "row %u", i);
		if (rows[i].choices && values.choices)
			cr_expect_str_eq(values.choices, rows[i].choices, "row %u: %s", i, values.choices);
	}
	arena_free(&arena);
}

/* Every row of every table can be told, whole and as JSON, and found again by its name. */
Test(reference_subject, everything)
{
	struct arena arena = ARENA_INIT;
	static const struct target asked = { .server = VERSION(4, 2), .binary = BINARY_MONGOD };
	const unsigned step = getenv("MONGOCONF_VALGRIND") ? 7 : 1;
	for (unsigned i = 0; i < option_count + rule_count + parameter_count; i += step) {
		const char *name = i < option_count ? option_table[i].path
				 : i < option_count + rule_count ? rule_table[i - option_count]->kind.id
				 : arena_printf(&arena, "setParameter.%s", parameter_table[i - option_count - rule_count].name);
		struct subject subject;
		cr_assert(subject_find(str_of(name), &subject) && subject.spelling == SUBJECT_EXACT, "%s", name);
		struct buf text = BUF_INIT(&arena), json = BUF_INIT(&arena);
		describe_text(&text, &subject, i < option_count ? &asked : NULL);
		json_write(&json, describe_json(&arena, &subject, i < option_count ? &asked : NULL));
		cr_expect(str_starts(buf_done(&text), name) && str_ends(buf_done(&text), "\n"), "%s", name);
		cr_expect_eq(strstr(buf_done(&text).at, "(null)"), NULL, "%s: %s", name, buf_done(&text).at);
		cr_expect_not_null(strstr(buf_done(&json).at, "\"kind\": "), "%s", name);
	}
	arena_free(&arena);
}

Test(reference_subject, rules_name_options)
{
	static const struct rule rule = {
		.title = "the keyFile is gone", .why = "It needs net.port. The port, and net.tls.modest, count for nothing.",
		.server = "bind_ip: net.bindIp",
	};
	static const struct {
		const char *path;
		bool named;
	} rows[] = {
		{ "security.keyFile", true }, { "net.port", true }, { "net.bindIp", true },
		{ "net.tls.mode", false }, { "security.vault.port", false }, { "net.bindIpAll", false },
	};
	for (unsigned i = 0; i < sizeof rows / sizeof *rows; i++)
		cr_expect_eq(describe_rule_names(&rule, option_find(str_of(rows[i].path))), rows[i].named, "%s", rows[i].path);
}
