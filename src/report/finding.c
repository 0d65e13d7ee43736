#include "report/finding.h"

#include "base/path.h"
#include "report/snippet.h"

enum term_role finding_role(enum severity severity)
{
	static const enum term_role role[] = {
		[SEVERITY_INFO] = TERM_INFO,
		[SEVERITY_WARNING] = TERM_WARNING,
		[SEVERITY_ERROR] = TERM_ERROR,
	};
	return role[severity];
}

void finding_place(struct buf *out, const struct look *look, const struct source *source, struct span span)
{
	struct place at = source_place(source, span.at);
	const char *name = look->from_root ? report_file(out->arena, look->report, source) : source->name;
	struct str text = str_format(out->arena, "%s:%u:%u:", name, at.line, at.column);
	/* Standard input, and a text of our own, is no file. */
	bool link = look->color && look->report->host && look->report->here && source->id.ino;
	if (link)
		term_open_link(out, look->report->host, path_join(out->arena, look->report->here, str_of(source->name)));
	term_paint(out, look->color, TERM_PLACE, text);
	if (link)
		term_close_link(out);
}

/* "  label: text" below a snippet. */
static void below(struct buf *out, const struct look *look, enum term_role role, const char *label, struct str text)
{
	buf_text(out, "  ");
	term_paint(out, look->color, role, str_format(out->arena, "%s:", label));
	buf_char(out, ' ');
	term_escape(out, text);
	buf_char(out, '\n');
}

static void notes(struct buf *out, const struct look *look, const struct diag *diag)
{
	for (uint32_t i = 0; i < diag->note_count; i++) {
		const struct note *note = &diag->notes[i];
		buf_text(out, "  ");
		term_paint(out, look->color, TERM_NOTE, STR("note:"));
		buf_char(out, ' ');
		if (note->source) {
			finding_place(out, look, note->source, note->at);
			buf_char(out, ' ');
		}
		term_escape(out, str_of(note->text));
		buf_char(out, '\n');
	}
}

/* How many files the fix would change; they are few. */
static uint32_t fix_files(const struct fix *fix)
{
	uint32_t files = 0;
	for (uint32_t i = 0; i < fix->count; i++) {
		uint32_t k = 0;
		while (fix->edits[k].source != fix->edits[i].source)
			k++;
		files += k == i;
	}
	return files;
}

static void fix(struct buf *out, const struct look *look, const struct fix *fix)
{
	const char *safety = fix->safety == SAFETY_SAFE ? "safe" : "unsafe";
	uint32_t files = fix_files(fix);
	struct str label = files > 1
		? str_format(out->arena, "fix (%s, in %u files)", safety, files)
		: str_format(out->arena, "fix (%s)", safety);
	below(out, look, TERM_FIX, label.at, str_of(fix->title));
}

void finding_more(struct buf *out, const struct look *look, const struct diag *diag)
{
	notes(out, look, diag);
	if (diag->server)
		below(out, look, TERM_NOTE, diag->program, str_of(diag->server));
	if (diag->help)
		below(out, look, TERM_NOTE, "help", str_of(diag->help));
	if (diag->fix)
		fix(out, look, diag->fix);
}

void finding_write(struct buf *out, const struct look *look, const struct diag *diag)
{
	finding_place(out, look, diag->source, diag->at);
	buf_char(out, ' ');
	term_paint(out, look->color, finding_role(diag->severity),
		   str_format(out->arena, "%s:", severity_name(diag->severity)));
	buf_char(out, ' ');
	term_escape(out, str_of(diag->message));
	buf_char(out, ' ');
	term_paint(out, look->color, TERM_FAINT, str_format(out->arena, "[%s]", diag->kind->id));
	buf_char(out, '\n');
	/* Of an empty file there is nothing to show, and a password must not end up in a log. */
	if (diag->source->text.len && !diag->secret)
		snippet(out, diag, look->color, look->columns);
	finding_more(out, look, diag);
}
