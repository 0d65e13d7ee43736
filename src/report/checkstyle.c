/* Checkstyle's XML, which many services read for want of a format of their own: a file, and what is in it. Files without
 * findings are listed, too, as Checkstyle does it. */

#include "base/term.h"
#include "report/files.h"
#include "report/finding.h"
#include "report/xml.h"

/* Of Checkstyle itself: what readers of its reports expect, and what others write. */
#define CHECKSTYLE_VERSION "4.3"

/* The message, and what stands below it, line by line. */
static struct str message_of(struct arena *arena, const struct look *look, const struct diag *diag)
{
	struct buf out = BUF_INIT(arena), more = BUF_INIT(arena);
	struct str rest, line;
	term_escape(&out, str_of(diag->message));
	finding_more(&more, look, diag);
	rest = str_trim(buf_done(&more));
	while (rest.len && str_split(&rest, '\n', &line)) {
		buf_char(&out, '\n');
		buf_str(&out, str_trim(line));
	}
	return buf_done(&out);
}

static void put_error(struct buf *out, const struct look *look, const struct diag *diag)
{
	struct place at = source_place(diag->source, diag->at.at);
	buf_text(out, "    <error");
	xml_attribute_number(out, "line", at.line);
	xml_attribute_number(out, "column", at.column);
	xml_attribute(out, "severity", str_of(severity_name(diag->severity)));
	xml_attribute(out, "message", message_of(out->arena, look, diag));
	xml_attribute(out, "source", str_format(out->arena, "mongoconf.%s.%s", diag->kind->group, diag->kind->id));
	buf_text(out, "/>\n");
}

void report_checkstyle(struct buf *out, const struct report *report)
{
	const struct look look = { .report = report, .from_root = true };
	struct file_findings *files;
	uint32_t count = files_of(out->arena, report, &files);
	xml_begin(out);
	buf_text(out, "<checkstyle version=\"" CHECKSTYLE_VERSION "\">\n");
	for (uint32_t i = 0; i < count; i++) {
		if (files[i].template && !files[i].count)
			continue;
		buf_text(out, "  <file");
		xml_attribute(out, "name", str_of(files[i].path));
		buf_text(out, files[i].count ? ">\n" : "/>\n");
		for (uint32_t k = 0; k < files[i].count; k++)
			put_error(out, &look, files[i].at[k]);
		if (files[i].count)
			buf_text(out, "  </file>\n");
	}
	buf_text(out, "</checkstyle>\n");
}
