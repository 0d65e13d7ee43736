/* What compilers have taught people to expect: the place, the line, a caret, what to do. */
#include "base/pool.h"
#include "base/term.h"
#include "report/finding.h"
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

static void findings(struct buf *out, const struct look *look, uint32_t from, uint32_t to)
{
	for (uint32_t i = from; i < to; i++) {
		if (i)
			buf_char(out, '\n');
		finding_write(out, look, look->report->sink->at[i]);
	}
}

/* What one worker writes at a time, to a buffer of its own, and how many of those there are before they are put together: a
 * report may be as large as all that it is about. */
enum { FINDINGS_EACH = 128, PIECES_MOST = 64 };

struct pieces {
	const struct look *look;
	uint32_t first;
	struct piece {
		struct arena arena;
		struct buf out;
	} at[PIECES_MOST];
};

static void write_piece(void *context, uint32_t index, uint32_t worker)
{
	struct pieces *pieces = context;
	struct piece *piece = &pieces->at[index];
	uint32_t count = pieces->look->report->sink->count, from = pieces->first + index * FINDINGS_EACH;
	(void)worker;
	piece->out = (struct buf)BUF_INIT(&piece->arena);
	findings(&piece->out, pieces->look, from, count - from < FINDINGS_EACH ? count : from + FINDINGS_EACH);
}

static void findings_by_many(struct buf *out, const struct look *look)
{
	uint32_t count = look->report->sink->count, left;
	for (uint32_t first = 0; first < count; first += PIECES_MOST * FINDINGS_EACH) {
		struct pieces pieces = { .look = look, .first = first };
		left = (count - first + FINDINGS_EACH - 1) / FINDINGS_EACH;
		left = left < PIECES_MOST ? left : PIECES_MOST;
		pool_run(look->report->jobs, left, write_piece, &pieces);
		for (uint32_t i = 0; i < left; i++) {
			buf_str(out, buf_done(&pieces.at[i].out));
			arena_free(&pieces.at[i].arena);
		}
	}
}

void report_text(struct buf *out, const struct report *report)
{
	const struct look look = { .report = report, .color = report->color, .columns = report->columns };
	for (uint32_t i = 0; i < report->keyfile_count && !report->quiet; i++)
		keyfile(out, report->keyfiles[i], report->color);
	if (report->keyfile_count && report->sink->count && !report->quiet)
		buf_char(out, '\n');
	if (report->jobs > 1 && report->sink->count > 2 * FINDINGS_EACH)
		findings_by_many(out, &look);
	else
		findings(out, &look, 0, report->sink->count);
	if (report->quiet)
		return;
	if (report->sink->count)
		buf_char(out, '\n');
	summary_write(out, report, report->color);
}
