/* What compilers have taught people to expect: the place, the line, a caret, what to do. */
#include "base/term.h"
#include "report/finding.h"
#include "report/pieces.h"
#include "report/summary.h"

/* "a/keyfile: one key of 1008 characters (9f86d081)" */
static void keyfile(struct buf *out, const struct keyfile *keyfile, bool color)
{
	static const char *const states[] = {
		[KEYFILE_MISSING] = "is not there", [KEYFILE_NO_FILE] = "is no file",
		[KEYFILE_UNREADABLE] = "can't be read", [KEYFILE_ENCRYPTED] = "encrypted, or a template: the key is not in it",
		[KEYFILE_OUTSIDE] = "leads out of the repository, and was not opened",
	};
	term_paint(out, color, TERM_PLACE, str_format(out->arena, "%s:", keyfile->path));
	buf_char(out, ' ');
	if (keyfile->state != KEYFILE_READ)
		buf_text(out, states[keyfile->state]);
	else if (keyfile->fault)
		buf_text(out, "no server starts with it");
	else
		buf_text(out, keyfile->count == 1 ? "one key" : "two keys");
	for (uint32_t i = 0; i < keyfile->count; i++)
		buf_printf(out, "%s of %u characters (%s)", i ? " and one" : keyfile->count == 1 ? "" : ", one",
			   keyfile->keys[i].length, keyfile->keys[i].id);
	buf_char(out, '\n');
}

static void finding(struct buf *out, const void *context, uint32_t index)
{
	const struct look *look = context;
	if (index)
		buf_char(out, '\n');
	finding_write(out, look, look->report->sink->at[index]);
}

void report_text(struct buf *out, const struct report *report)
{
	const struct look look = { .report = report, .color = report->color, .columns = report->columns };
	for (uint32_t i = 0; i < report->keyfile_count && !report->quiet; i++)
		keyfile(out, report->keyfiles[i], report->color);
	if (report->keyfile_count && report->sink->count && !report->quiet)
		buf_char(out, '\n');
	pieces_write(out, report->jobs, report->sink->count, finding, &look);
	if (report->quiet)
		return;
	if (report->sink->count)
		buf_char(out, '\n');
	summary_write(out, report, report->color);
}
