/* GitLab's Code Quality report: a list of objects with what GitLab's documentation ("Code Quality report format") says that
 * it reads, and nothing else. It knows no findings that are set aside. */
#include <string.h>

#include "base/json.h"
#include "report/prose.h"
#include "report/report.h"

/* blocker: the server would not start. */
static const char *severity_of(const struct diag *diag)
{
	static const char *const names[] = {
		[SEVERITY_INFO] = "info", [SEVERITY_WARNING] = "minor", [SEVERITY_ERROR] = "critical",
	};
	bool stops = !strcmp(diag->kind->group, "syntax") || !strcmp(diag->kind->group, "startup");
	bool weighs = !strcmp(diag->kind->group, "security") || !strcmp(diag->kind->group, "fleet") ||
		      !strcmp(diag->kind->group, "keyfile");
	if (diag->severity == SEVERITY_ERROR && stops)
		return "blocker";
	if (diag->severity == SEVERITY_WARNING && (stops || weighs))
		return "major";
	return names[diag->severity];
}

/* It is shown in one line. */
static struct str description(struct arena *arena, const struct diag *diag)
{
	struct str text = prose_finding(arena, diag);
	char *line = str_cstr(arena, text);
	for (uint32_t i = 0; i < text.len; i++)
		if (line[i] == '\n')
			line[i] = ' ';
	return (struct str){ line, text.len };
}

static struct json_t *finding(struct arena *arena, const struct report *report, const struct diag *diag, const char *fingerprint)
{
	struct json_t *object = json_map();
	const char *path = report_file(arena, report, diag->source);
	while (str_starts(str_of(path), "./"))
		path += 2;
	json_put_text(object, "description", description(arena, diag));
	json_put_text(object, "check_name", str_of(diag->kind->id));
	json_put_text(object, "fingerprint", str_of(fingerprint));
	json_put_text(object, "severity", str_of(severity_of(diag)));
	struct json_t *location = json_put_map(object, "location");
	json_put_text(location, "path", str_of(path));
	json_put_whole(json_put_map(location, "lines"), "begin", source_place(diag->source, diag->at.at).line);
	return object;
}

void report_gitlab(struct buf *out, const struct report *report)
{
	struct json_t *list = json_list();
	const char **fingerprints = report_fingerprints(out->arena, report, report->sink);
	for (uint32_t i = 0; i < report->sink->count; i++)
		json_add(list, finding(out->arena, report, report->sink->at[i], fingerprints[i]));
	json_write(out, list);
}
