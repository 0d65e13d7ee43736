#include "report/report.h"

#include <string.h>

#include "base/path.h"
#include "base/utf8.h"
#include "diag/veil.h"
#include "base/term.h"
#include "diag/fingerprint.h"

/* Commands mean something where they are printed, in the log of a step, and in no file. */
static void report_auto(struct buf *out, const struct report *report)
{
	bool commands = !report->to_file && term_in_actions();
	(commands ? report_github : report_text)(out, report);
}

const struct format report_formats[] = {
	{ "text", "for people: the line, a caret under the place, what to do", report_text },
	{ "oneline", "file:line:column: severity: message [rule], one line each", report_oneline },
	{ "json", "one object with everything that is known, fixes too", report_json },
	{ "sarif", "SARIF 2.1.0, for GitHub code scanning, editors and others", report_sarif },
	{ "gitlab", "Code Quality report, for merge requests of GitLab", report_gitlab },
	{ "github", "workflow commands: annotations of a commit or a pull request on GitHub", report_github },
	{ "checkstyle", "the XML of Checkstyle, which many services read", report_checkstyle },
	{ "junit", "the XML of JUnit, for Jenkins and GitLab: a test for each rule that has findings in a file", report_junit },
	{ "html", "one page to keep and to search: findings, fixes, a picture of each fleet", report_html },
	{ "auto", "github in a step of a GitHub workflow (GITHUB_ACTIONS=true) without --output, else text", report_auto },
};
const unsigned report_format_count = sizeof report_formats / sizeof *report_formats;

const struct format *report_format_find(const char *name)
{
	for (unsigned i = 0; i < report_format_count; i++)
		if (str_is(str_of(name), report_formats[i].name))
			return &report_formats[i];
	return NULL;
}

/* An edit that moves lines has them in it. */
static bool has_secret(struct str put)
{
	struct veil veil = { 0 };
	struct str line;
	while (put.len && str_split(&put, '\n', &line))
		if (veil_hides(&veil, line))
			return true;
	return false;
}

bool report_has_edits(const struct diag *diag)
{
	const struct fix *fix = diag->secret || (diag->retold && diag->retold->no_edits) ? NULL : diag->fix;
	for (uint32_t i = 0; fix && i < fix->count; i++)
		if (utf8_invalid(fix->edits[i].put) != STR_NONE || has_secret(fix->edits[i].put))
			return false;
	return fix && fix->count;
}

uint32_t report_aside(const struct report *report, enum aside aside)
{
	uint32_t count = 0;
	for (uint32_t i = 0; report->aside && i < report->aside->count; i++)
		count += report->aside->at[i]->aside == aside;
	return count;
}

const char *report_file(struct arena *arena, const struct report *report, const struct source *source)
{
	const char *name = source->name;
	/* Standard input lies nowhere. */
	if (!report->here || !strcmp(name, "<stdin>"))
		return name;
	const char *whole = path_join(arena, report->here, str_of(name));
	const char *below = path_below(report->repository ? report->repository : report->here, whole);
	return below ? below : name;
}

static const char *path_of(struct arena *arena, const void *report, const struct source *source)
{
	return report_file(arena, report, source);
}

const char **report_fingerprints(struct arena *arena, const struct report *report, const struct sink *findings)
{
	if (!findings->count || !findings->at[0]->retold)
		return fingerprint_all(arena, findings->at, findings->count, path_of, report);
	const char **all = arena_array(arena, findings->count, sizeof *all);
	for (uint32_t i = 0; i < findings->count; i++)
		all[i] = findings->at[i]->retold->fingerprint;
	return all;
}
