/* What stands below the findings: those that were set aside, keyfiles that were asked about, and the rules. */
#include <stdlib.h>
#include <string.h>

#include "report/html_page.h"
#include "report/html_text.h"
#include "rules/rule.h"

enum { LISTED = 1000 };  /* set aside, in one list */

/* ---- set aside ---- */

static void put_aside(struct buf *out, const struct diag *diag)
{
	struct place place = source_place(diag->source, diag->at.at);
	buf_printf(out, "<li><span class=\"tag %s\">%s</span> ", severity_name(diag->severity), severity_name(diag->severity));
	html_cstr(out, diag->message);
	buf_text(out, " <a class=\"rule\" href=\"#r-");
	html_cstr(out, diag->kind->id);
	buf_text(out, "\">");
	html_cstr(out, diag->kind->id);
	buf_text(out, "</a> <small>");
	html_cstr(out, diag->source->name);
	buf_printf(out, ":%u:%u</small>", place.line, place.column);
	if (diag->reason && *diag->reason) {
		buf_text(out, " <q>");
		html_cstr(out, diag->reason);
		buf_text(out, "</q>");
	}
	buf_text(out, "</li>\n");
}

static void put_asides(struct buf *out, const struct report *report, enum aside aside, const char *words)
{
	uint32_t count = report_aside(report, aside), listed = 0;
	if (!count)
		return;
	buf_text(out, "<details class=\"aside\">\n<summary>");
	html_count(out, count, "finding");
	buf_printf(out, " %s</summary>\n<ul>\n", words);
	for (uint32_t i = 0; i < report->aside->count && listed < LISTED; i++) {
		if (report->aside->at[i]->aside != aside)
			continue;
		put_aside(out, report->aside->at[i]);
		listed++;
	}
	buf_text(out, "</ul>\n");
	if (count > listed)
		buf_printf(out, "<p class=\"left-out\">and %u more</p>\n", count - listed);
	buf_text(out, "</details>\n");
}

void html_set_aside(struct buf *out, struct html_page *page)
{
	if (!page->report->aside || !page->report->aside->count)
		return;
	buf_text(out, "<section id=\"aside\" aria-labelledby=\"h-aside\">\n<h2 id=\"h-aside\">Set aside</h2>\n");
	put_asides(out, page->report, ASIDE_COMMENT, "that a comment in the file sets aside");
	put_asides(out, page->report, ASIDE_BASELINE, "in the baseline");
	buf_text(out, "</section>\n");
}

/* ---- keyfiles ---- */

static void put_keyfile(struct buf *out, const struct keyfile *keyfile)
{
	static const char *const states[] = {
		[KEYFILE_READ] = "read", [KEYFILE_MISSING] = "is not there", [KEYFILE_NO_FILE] = "is no file",
		[KEYFILE_UNREADABLE] = "can't be read", [KEYFILE_ENCRYPTED] = "encrypted, or a template",
		[KEYFILE_OUTSIDE] = "leads out of the repository, and was not opened",
	};
	buf_text(out, "<tr><th scope=\"row\">");
	html_cstr(out, keyfile->path);
	buf_printf(out, "</th><td>%s</td><td>",
		   keyfile->state == KEYFILE_READ && keyfile->fault ? "no server starts with it" : states[keyfile->state]);
	for (uint32_t i = 0; i < keyfile->count; i++)
		buf_printf(out, "%s<code>%s</code>, %u characters", i ? "; " : "", keyfile->keys[i].id, keyfile->keys[i].length);
	buf_text(out, "</td></tr>\n");
}

void html_keyfiles(struct buf *out, const struct html_page *page)
{
	const struct report *report = page->report;
	if (!report->keyfile_count)
		return;
	buf_text(out, "<section id=\"keyfiles\" aria-labelledby=\"h-keyfiles\">\n<h2 id=\"h-keyfiles\">Keyfiles</h2>\n"
		      "<div class=\"wide\"><table>\n"
		      "<thead><tr><th scope=\"col\">File</th><th scope=\"col\">State</th><th scope=\"col\">Keys</th></tr></thead>\n<tbody>\n");
	for (uint32_t i = 0; i < report->keyfile_count; i++)
		put_keyfile(out, report->keyfiles[i]);
	buf_text(out, "</tbody>\n</table></div>\n<p class=\"meta\">A key is named by the beginning of its SHA-256: equal names are equal "
		      "keys.</p>\n</section>\n");
}

/* ---- rules ---- */

static int by_id(const void *a, const void *b)
{
	return strcmp((*(const struct diag_kind *const *)a)->id, (*(const struct diag_kind *const *)b)->id);
}

static void put_rule(struct buf *out, const struct diag_kind *kind)
{
	const struct rule *rule = rule_find(str_of(kind->id));
	buf_text(out, "<section class=\"why\" id=\"r-");
	html_cstr(out, kind->id);
	buf_text(out, "\">\n<h3>");
	html_cstr(out, kind->id);
	buf_text(out, " <small>");
	html_cstr(out, kind->group);
	buf_text(out, "</small></h3>\n");
	if (rule) {
		buf_text(out, "<p><strong>");
		html_cstr(out, rule->title);
		buf_text(out, ".</strong> ");
		html_cstr(out, rule->why);
		buf_text(out, "</p>\n");
	}
	if (rule && rule->server) {
		buf_text(out, "<dl><div><dt>mongod</dt><dd>");
		html_cstr(out, rule->server);
		buf_text(out, "</dd></div></dl>\n");
	}
	buf_text(out, "</section>\n");
}

/* Each rule that something on the page is about, once. */
void html_rules(struct buf *out, const struct html_page *page)
{
	const struct sink *aside = page->report->aside;
	uint32_t count = 0;
	const struct diag_kind **kinds = arena_array(page->arena, page->entry_count + (size_t)(aside ? aside->count : 0), sizeof *kinds);
	for (uint32_t i = 0; i < page->entry_count; i++)
		kinds[count++] = page->entries[i].diag->kind;
	for (uint32_t i = 0; aside && i < aside->count; i++)
		kinds[count++] = aside->at[i]->kind;
	if (!count)
		return;
	qsort(kinds, count, sizeof *kinds, by_id);
	buf_text(out, "<section id=\"rules\" aria-labelledby=\"h-rules\">\n<h2 id=\"h-rules\">Why</h2>\n");
	for (uint32_t i = 0; i < count; i++)
		if (!i || strcmp(kinds[i - 1]->id, kinds[i]->id) != 0)
			put_rule(out, kinds[i]);
	buf_text(out, "</section>\n");
}
