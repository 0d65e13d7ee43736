/* One page with everything in it, to keep beside the log of a run: nothing is loaded, nothing is sent, and without a
 * script it reads the same. */
#include "report/html_page.h"
#include "report/html_text.h"

static void put_head(struct buf *out, const struct html_page *page)
{
	struct str style = str_of(html_style), script = str_of(html_script);
	uint32_t found = 0;
	for (int severity = SEVERITY_INFO; severity <= SEVERITY_ERROR; severity++)
		found += sink_count(page->report->sink, (enum severity)severity);
	buf_text(out, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
		      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src ");
	html_hash(out, style);
	buf_text(out, "; script-src ");
	html_hash(out, script);
	buf_text(out, "; base-uri 'none'; form-action 'none'\">\n"
		      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
		      "<meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"referrer\" content=\"no-referrer\">\n"
		      "<meta name=\"generator\" content=\"mongoconf " PACKAGE_VERSION "\">\n<title>mongoconf: ");
	if (found)
		html_count(out, found, "finding");
	else
		buf_text(out, "no findings");
	buf_text(out, " in ");
	html_count(out, page->report->files, "file");
	buf_text(out, "</title>\n<style>");
	buf_str(out, style);
	buf_text(out, "</style>\n</head>\n");
}

static void put_tile(struct buf *out, const char *class, uint32_t number, const char *noun)
{
	buf_printf(out, "<li class=\"%s%s\"><b>%u</b> %s%s</li>\n", class, number ? "" : " none", number, noun, number == 1 ? "" : "s");
}

static void put_tiles(struct buf *out, const struct report *report)
{
	buf_text(out, "<ul class=\"tiles\">\n");
	for (int severity = SEVERITY_ERROR; severity >= SEVERITY_INFO; severity--) {
		const char *name = severity_name((enum severity)severity);
		put_tile(out, name, sink_count(report->sink, (enum severity)severity), name);
	}
	put_tile(out, "files", report->files, "file");
	buf_text(out, "</ul>\n");
}

/* "2 of them fail the run; 1 template skipped; 3 set aside" */
static void put_remarks(struct buf *out, const struct report *report)
{
	uint32_t failing = 0, aside = report_aside(report, ASIDE_COMMENT) + report_aside(report, ASIDE_BASELINE);
	const char *between = "<p class=\"meta\">";
	for (uint32_t i = 0; i < report->sink->count; i++)
		failing += report->sink->at[i]->fails;
	if (failing) {
		buf_printf(out, "%s<strong>", between);
		html_count(out, failing, "finding");
		buf_printf(out, " fail%s the run</strong>", failing == 1 ? "s" : "");
		between = " \xc2\xb7 ";
	}
	if (aside) {
		buf_printf(out, "%s<a href=\"#aside\">", between);
		html_count(out, aside, "finding");
		buf_text(out, " set aside</a>");
		between = " \xc2\xb7 ";
	}
	if (report->skipped) {
		buf_text(out, between);
		html_count(out, report->skipped, "template");
		buf_text(out, " skipped: what they are rendered to can be judged");
		between = " \xc2\xb7 ";
	}
	if (between[0] != '<')
		buf_text(out, "</p>\n");
}

static void put_contents(struct buf *out, const struct html_page *page)
{
	const struct report *report = page->report;
	const struct {
		bool there;
		const char *id, *name;
	} parts[] = {
		{ page->pictures > 0, "fleets", "Fleets" }, { report->keyfile_count > 0, "keyfiles", "Keyfiles" },
		{ page->entry_count > 0, "findings", "Findings" }, { report->aside && report->aside->count, "aside", "Set aside" },
		{ page->entry_count || (report->aside && report->aside->count), "rules", "Why" },
	};
	unsigned there = 0;
	for (unsigned i = 0; i < sizeof parts / sizeof *parts; i++)
		there += parts[i].there;
	if (there < 2)
		return;
	buf_text(out, "<nav aria-label=\"Parts of this page\"><ul>\n");
	for (unsigned i = 0; i < sizeof parts / sizeof *parts; i++)
		if (parts[i].there)
			buf_printf(out, "<li><a href=\"#%s\">%s</a></li>\n", parts[i].id, parts[i].name);
	buf_text(out, "</ul></nav>\n");
}

static void put_header(struct buf *out, const struct html_page *page)
{
	const struct report *report = page->report;
	uint32_t errors = sink_count(report->sink, SEVERITY_ERROR);
	uint32_t others = sink_count(report->sink, SEVERITY_WARNING) + sink_count(report->sink, SEVERITY_INFO);
	buf_text(out, "<header>\n<p class=\"tool\">mongoconf <small>" PACKAGE_VERSION "</small></p>\n<h1>");
	if (errors)
		html_count(out, errors, "error");
	else
		buf_text(out, others ? "No errors" : "No findings");
	buf_text(out, "</h1>\n");
	put_tiles(out, report);
	put_remarks(out, report);
	put_contents(out, page);
	buf_text(out, "</header>\n");
}

void report_html(struct buf *out, const struct report *report)
{
	struct html_page page;
	struct buf fleets = BUF_INIT(out->arena);
	html_page_init(&page, out->arena, report);
	/* Which deployments have a picture is known when the pictures are drawn. */
	html_fleets(&fleets, &page);
	put_head(out, &page);
	buf_text(out, "<body>\n");
	put_header(out, &page);
	buf_text(out, "<main>\n");
	if (!report->sink->count)
		buf_printf(out, "<p class=\"fine\">%s</p>\n", report->files || report->keyfile_count
			   ? "Nothing was found in what was read." : "There was nothing to read.");
	buf_str(out, buf_done(&fleets));
	html_keyfiles(out, &page);
	html_findings(out, &page);
	html_set_aside(out, &page);
	html_rules(out, &page);
	buf_text(out, "</main>\n<footer>\n<p>Made by mongoconf " PACKAGE_VERSION ". <code>mongoconf explain</code> with the name of a rule or an "
		      "option tells more.</p>\n</footer>\n<script>");
	buf_text(out, html_script);
	buf_text(out, "</script>\n</body>\n</html>\n");
	html_page_free(&page);
}
