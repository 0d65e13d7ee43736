/* A log of the Static Analysis Results Interchange Format, 2.1.0 (OASIS Standard, errata 01): for GitHub's code scanning
 * first, and for whatever else reads it. What GitHub makes of it: docs.github.com, "SARIF support for code scanning". */
#include "report/sarif.h"

#include <stdlib.h>
#include <string.h>

enum { RESULTS_MOST = 25000 };  /* GitHub refuses a log that has more */

#define SCHEMA "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

const char *sarif_level(enum severity severity)
{
	static const char *const levels[] = {
		[SEVERITY_INFO] = "note", [SEVERITY_WARNING] = "warning", [SEVERITY_ERROR] = "error",
	};
	return levels[severity];
}

/* "{0}" */
static bool is_placeholder(struct str text, uint32_t at)
{
	uint32_t end = at + 1;
	while (end < text.len && text.at[end] >= '0' && text.at[end] <= '9')
		end++;
	return text.at[at] == '{' && end > at + 1 && end < text.len && text.at[end] == '}';
}

struct json_t *sarif_message(struct sarif *sarif, struct str text)
{
	struct buf out = BUF_INIT(sarif->arena);
	bool within = false;
	for (uint32_t i = 0; i < text.len; i++) {
		bool ends = within && text.at[i] == '}';
		within = !ends && (within || is_placeholder(text, i));
		if (ends || (within && text.at[i] == '{'))
			buf_char(&out, text.at[i]);
		buf_char(&out, text.at[i]);
	}
	struct json_t *message = json_map();
	json_put_text(message, "text", buf_done(&out));
	return message;
}

/* ---- which ---- */

/* The worst ones, when there are too many; in the order of the sink. */
static void choose(const struct sink *sink, uint32_t room, struct sink *chosen)
{
	uint32_t left[3] = { 0 };
	for (int severity = SEVERITY_ERROR; severity >= SEVERITY_INFO; severity--) {
		for (uint32_t i = 0; i < sink->count; i++)
			left[severity] += (int)sink->at[i]->severity == severity;
		if (left[severity] > room)
			left[severity] = room;
		room -= left[severity];
	}
	for (uint32_t i = 0; i < sink->count; i++) {
		struct diag *diag = sink->at[i];
		if (!left[diag->severity])
			continue;
		left[diag->severity]--;
		sink_take(chosen, diag);
	}
}

static int by_id(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Those that have findings: which others were run, a report does not know. */
static void find_rules(struct sarif *sarif, const struct sink *chosen)
{
	sarif->rules = arena_array(sarif->arena, chosen->count, sizeof *sarif->rules);
	for (uint32_t i = 0; i < chosen->count; i++)
		sarif->rules[i] = chosen->at[i]->kind->id;
	if (chosen->count)
		qsort(sarif->rules, chosen->count, sizeof *sarif->rules, by_id);
	for (uint32_t i = 0; i < chosen->count; i++)
		if (!i || strcmp(sarif->rules[i], sarif->rules[sarif->rule_count - 1]))
			sarif->rules[sarif->rule_count++] = sarif->rules[i];
}

/* ---- the run ---- */

static void put_tool(struct sarif *sarif, struct json_t *run)
{
	struct json_t *driver = json_put_map(json_put_map(run, "tool"), "driver");
	json_put_text(driver, "name", STR("mongoconf"));
	json_put_text(driver, "version", STR(PACKAGE_VERSION));
	json_put_text(driver, "semanticVersion", STR(PACKAGE_VERSION));
	json_put(driver, "shortDescription", sarif_message(sarif, STR("Lints and rewrites config files of mongod and mongos.")));
	struct json_t *rules = json_put_list(driver, "rules");
	for (uint32_t i = 0; i < sarif->rule_count; i++)
		json_add(rules, sarif_rule(sarif, sarif->rules[i]));
}

static int exit_code(const struct report *report)
{
	if (report->status)
		return report->status;
	for (uint32_t i = 0; i < report->sink->count; i++)
		if (report->sink->at[i]->fails)
			return 1;
	return 0;
}

static void put_invocation(struct sarif *sarif, struct json_t *run, uint32_t unlisted)
{
	struct json_t *invocation = json_map();
	int code = exit_code(sarif->report);
	/* Findings are what the tool is for; a file that could not be read is not. */
	json_put_bool(invocation, "executionSuccessful", code <= 1);
	json_put_whole(invocation, "exitCode", code);
	struct json_t *notifications = json_list();
	if (unlisted) {
		struct json_t *one = json_map();
		json_put_text(one, "level", STR("warning"));
		json_put(one, "message", sarif_message(sarif, str_format(sarif->arena,
			"%u more findings are not listed, since services refuse logs of more than %d; the worst ones are here.",
			unlisted, RESULTS_MOST)));
		json_add(notifications, one);
	}
	if (json_is_empty(notifications))
		json_drop(notifications);
	else
		json_put(invocation, "toolExecutionNotifications", notifications);
	json_add(json_put_list(run, "invocations"), invocation);
}

/* Without a URI: where the checkout lies is known to whoever reads this, and nobody else's business. */
static void put_root(struct sarif *sarif, struct json_t *run)
{
	struct json_t *root = json_put_map(json_put_map(run, "originalUriBaseIds"), "%SRCROOT%");
	json_put(root, "description", sarif_message(sarif, sarif->report->repository
		? STR("The root of the git work tree.") : STR("The folder in which mongoconf was run.")));
}

static uint32_t all_of(const struct sink *sink)
{
	return sink ? sink_count(sink, SEVERITY_ERROR) + sink_count(sink, SEVERITY_WARNING) + sink_count(sink, SEVERITY_INFO) : 0;
}

void report_sarif(struct buf *out, const struct report *report)
{
	struct sarif sarif = { .arena = out->arena, .report = report };
	/* Not every service knows what a suppression is, and shows what is set aside all the same: hence --quiet. */
	const struct sink *aside = report->quiet ? NULL : report->aside;
	struct sink chosen = SINK_INIT(out->arena);
	choose(report->sink, RESULTS_MOST, &chosen);
	if (aside)
		choose(aside, RESULTS_MOST - chosen.count, &chosen);
	sarif.any_aside = aside && aside->count;
	find_rules(&sarif, &chosen);

	struct json_t *log = json_map();
	json_put_text(log, "$schema", STR(SCHEMA));
	json_put_text(log, "version", STR("2.1.0"));
	struct json_t *run = json_map();
	json_add(json_put_list(log, "runs"), run);
	put_tool(&sarif, run);
	put_invocation(&sarif, run, all_of(report->sink) + all_of(aside) - chosen.count);
	put_root(&sarif, run);
	json_put_text(run, "columnKind", STR("utf16CodeUnits"));
	struct json_t *results = json_put_list(run, "results");
	const char **fingerprints = report_fingerprints(out->arena, report, &chosen);
	for (uint32_t i = 0; i < chosen.count; i++)
		json_add(results, sarif_result(&sarif, chosen.at[i], fingerprints[i]));
	json_write(out, log);
}
