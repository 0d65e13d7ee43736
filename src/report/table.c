#include "report/report.h"

#include <string.h>

#include "base/path.h"

const struct format report_formats[] = {
	{ "text", "for people: the line, a caret under the place, what to do", report_text },
	{ "oneline", "file:line:column: severity: message [rule], one line each", report_oneline },
	{ "json", "one object with everything that is known, fixes too", report_json },
	{ "sarif", "SARIF 2.1.0, for GitHub code scanning, editors and others", report_sarif },
	{ "gitlab", "Code Quality report, for merge requests of GitLab", report_gitlab },
};
const unsigned report_format_count = sizeof report_formats / sizeof *report_formats;

const struct format *report_format_find(const char *name)
{
	for (unsigned i = 0; i < report_format_count; i++)
		if (str_is(str_of(name), report_formats[i].name))
			return &report_formats[i];
	return NULL;
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
	const char *below = report->repository ? path_below(report->repository, whole) : NULL;
	return below ? below : name;
}
