/* The findings: a part for each deployment, in it one for each file, in it one for each finding. What the filters go by
 * stands in attributes of those. */
#include "report/html_page.h"
#include "report/html_text.h"

static void put_place(struct buf *out, const struct source *source, struct span at)
{
	struct place place = source_place(source, at.at);
	html_cstr(out, source->name);
	buf_printf(out, ":%u:%u", place.line, place.column);
}

static void put_notes(struct buf *out, const struct html_page *page, const struct diag *diag)
{
	if (!diag->note_count)
		return;
	buf_text(out, "<ul class=\"notes\">\n");
	for (uint32_t i = 0; i < diag->note_count; i++) {
		const struct note *note = &diag->notes[i];
		uint32_t section = note->source ? html_section(page, note->source) : 0;
		uint32_t picture = note->source && !section ? html_picture(page, note->source) : 0;
		buf_text(out, "<li>");
		html_cstr(out, note->text);
		if (note->source) {
			buf_text(out, " <small>");
			if (section || picture)
				buf_printf(out, "<a href=\"#%c%u\">", section ? 's' : 'p', section ? section : picture);
			put_place(out, note->source, note->at);
			buf_text(out, section || picture ? "</a></small> " : "</small> ");
			if (!diag->secret)
				html_line(out, note->source, note->at);
		}
		buf_text(out, "</li>\n");
	}
	buf_text(out, "</ul>\n");
}

static void put_row(struct buf *out, const char *label, const char *text)
{
	if (!text)
		return;
	buf_text(out, "<div><dt>");
	html_cstr(out, label);
	buf_text(out, "</dt><dd>");
	html_cstr(out, text);
	buf_text(out, "</dd></div>\n");
}

static void put_fix(struct buf *out, struct html_page *page, const struct diag *diag)
{
	bool safe = diag->fix->safety == SAFETY_SAFE;
	buf_printf(out, "<div><dt>fix</dt><dd>");
	html_cstr(out, diag->fix->title);
	buf_printf(out, " <span class=\"tag%s\">%s</span>\n", safe ? " safe" : "",
		   safe ? "safe" : "look at it before you take it");
	if (!diag->secret)
		html_diff(out, &page->scratch, diag);
	buf_text(out, "</dd></div>\n");
}

static void put_finding(struct buf *out, struct html_page *page, const struct html_entry *entry, uint32_t number)
{
	const struct diag *diag = entry->diag;
	const char *severity = severity_name(diag->severity);
	buf_printf(out, "<article class=\"finding %s\" id=\"f%u\" data-severity=\"%s\" data-group=\"", severity, number, severity);
	html_cstr(out, diag->kind->group);
	buf_text(out, "\" data-rule=\"");
	html_cstr(out, diag->kind->id);
	buf_printf(out, "\">\n<h5><span class=\"tag %s\">%s</span> ", severity, severity);
	html_cstr(out, diag->message);
	buf_printf(out, "</h5>\n<p class=\"meta\"><a href=\"#f%u\">", number);
	put_place(out, diag->source, diag->at);
	buf_text(out, "</a> <a class=\"rule\" href=\"#r-");
	html_cstr(out, diag->kind->id);
	buf_text(out, "\" title=\"why\">");
	html_cstr(out, diag->kind->id);
	buf_text(out, "</a>");
	if (diag->option) {
		buf_text(out, " <code>");
		html_cstr(out, diag->option);
		buf_text(out, "</code>");
	}
	buf_text(out, "</p>\n");
	html_snippet(out, diag);
	put_notes(out, page, diag);
	if (diag->server || diag->help || diag->fix) {
		buf_text(out, "<dl>\n");
		put_row(out, diag->program ? diag->program : "mongod", diag->server);
		put_row(out, "help", diag->help);
		if (diag->fix)
			put_fix(out, page, diag);
		buf_text(out, "</dl>\n");
	}
	buf_text(out, "</article>\n");
	arena_reset(&page->scratch);
}

static void put_counts(struct buf *out, const uint32_t counts[3])
{
	for (int severity = SEVERITY_ERROR; severity >= SEVERITY_INFO; severity--) {
		const char *name = severity_name((enum severity)severity);
		if (!counts[severity])
			continue;
		buf_printf(out, " <span class=\"tag %s\">", name);
		html_count(out, counts[severity], name);
		buf_text(out, "</span>");
	}
}

static void put_group(struct buf *out, const struct html_group *group)
{
	static const char *const kinds[] = {
		[DEPLOYMENT_REPLICA_SET] = "replica set", [DEPLOYMENT_ROUTERS] = "routers",
		[DEPLOYMENT_STANDALONE] = "standalone servers",
	};
	const struct deployment *deployment = group->deployment;
	buf_text(out, "<section class=\"deployment\" data-deployment=\"");
	if (group->folder)
		html_cstr(out, arena_printf(out->arena, "%s (%s)", group->name, group->folder));
	else
		html_cstr(out, group->name ? group->name : "files on their own");
	buf_text(out, "\">\n<h3>");
	html_cstr(out, group->name ? group->name : "Files on their own");
	if (group->folder) {
		buf_text(out, " <small>in ");
		html_cstr(out, group->folder);
		buf_text(out, "</small>");
	}
	put_counts(out, group->counts);
	buf_text(out, "</h3>\n");
	if (!deployment)
		return;
	buf_printf(out, "<p class=\"meta\">%s, ", kinds[deployment->kind]);
	html_count(out, deployment->count + (uint64_t)deployment->unread_count, "member");
	if (deployment->cluster) {
		buf_text(out, ", of the cluster ");
		html_cstr(out, deployment->cluster->name);
	}
	if (group->picture)
		buf_printf(out, " \xc2\xb7 <a href=\"#p%u\">picture</a>", group->picture);
	buf_text(out, "</p>\n");
}

static void put_file(struct buf *out, const struct html_entry *entry)
{
	buf_text(out, "<section class=\"file\" data-file=\"");
	html_cstr(out, entry->diag->source->name);
	buf_printf(out, "\" id=\"s%u\">\n<h4>", entry->section);
	html_cstr(out, entry->diag->source->name);
	buf_text(out, "</h4>\n");
}

static void put_left_out(struct buf *out, const struct html_page *page)
{
	const uint32_t *counts = page->left_out;
	if (!(counts[0] || counts[1] || counts[2]))
		return;
	buf_text(out, "<p class=\"left-out\">Not on this page, which would be too large:");
	put_counts(out, counts);
	buf_text(out, ". <code>--format json</code> and <code>--select</code> tell more of them.</p>\n");
}

/* Nothing of it is seen where no script runs. */
static void put_filters(struct buf *out)
{
	static const char *const choices[][2] = {
		{ "group", "Group" }, { "rule", "Rule" }, { "deployment", "Deployment" }, { "file", "File" },
	};
	buf_text(out, "<form id=\"filters\" role=\"search\" aria-label=\"Filter the findings\" hidden>\n"
		      "<fieldset><legend>Severity</legend>\n");
	for (int severity = SEVERITY_ERROR; severity >= SEVERITY_INFO; severity--) {
		const char *name = severity_name((enum severity)severity);
		buf_printf(out, "<label class=\"%s\"><input type=\"checkbox\" name=\"severity\" value=\"%s\" checked> %s</label>\n",
			   name, name, name);
	}
	buf_text(out, "</fieldset>\n");
	for (unsigned i = 0; i < sizeof choices / sizeof *choices; i++)
		buf_printf(out, "<label>%s <select name=\"%s\"><option value=\"\">all</option></select></label>\n", choices[i][1],
			   choices[i][0]);
	buf_text(out, "<label class=\"search\">Search <input type=\"search\" name=\"q\" placeholder=\"words, or /\" autocomplete=\"off\" "
		      "spellcheck=\"false\"></label>\n<button type=\"reset\">Show all</button>\n"
		      "<output id=\"shown\" role=\"status\" aria-live=\"polite\"></output>\n</form>\n");
}

void html_findings(struct buf *out, struct html_page *page)
{
	const struct html_entry *last = NULL;
	if (!page->entry_count)
		return;
	buf_text(out, "<section id=\"findings\" aria-labelledby=\"h-findings\">\n<h2 id=\"h-findings\">Findings</h2>\n");
	put_filters(out);
	for (uint32_t i = 0; i < page->entry_count; i++) {
		const struct html_entry *entry = &page->entries[i];
		bool new_group = !last || last->group != entry->group;
		bool new_file = new_group || last->section != entry->section;
		if (last && new_file)
			buf_text(out, "</section>\n");
		if (last && new_group)
			buf_text(out, "</section>\n");
		if (new_group)
			put_group(out, &page->groups[entry->group]);
		if (new_file)
			put_file(out, entry);
		put_finding(out, page, entry, i + 1);
		last = entry;
	}
	buf_text(out, "</section>\n</section>\n");
	put_left_out(out, page);
	buf_text(out, "</section>\n");
}
