/* The object that mongoconf(1) documents. Its keys stand in a fixed order; programs may rely on
 * their names and types, new ones may be added. */

#include <jansson.h>

#include "base/err.h"
#include "base/utf8.h"
#include "report/report.h"

enum { REPORT_VERSION = 1 };

/* Every value is made with allocated memory; NULL means that there was none. */
static void put(json_t *object, const char *key, json_t *value)
{
	if (json_object_set_new(object, key, value) < 0)
		bug("no memory for a JSON report");
}

static void append(json_t *array, json_t *value)
{
	if (json_array_append_new(array, value) < 0)
		bug("no memory for a JSON report");
}

/* json_string() would give NULL for what is not UTF-8. */
static json_t *string(struct arena *arena, struct str s)
{
	struct str valid = report_repair(arena, s);
	return json_stringn(valid.len ? valid.at : "", valid.len);
}

static json_t *string_or_null(struct arena *arena, const char *text)
{
	return text ? string(arena, str_of(text)) : json_null();
}

static json_t *related(struct arena *arena, const struct diag *diag)
{
	json_t *array = json_array();
	for (uint32_t i = 0; i < diag->note_count; i++) {
		const struct note *note = &diag->notes[i];
		json_t *one = json_object();
		if (note->source) {
			struct place at = source_place(note->source, note->at.at);
			put(one, "file", string(arena, str_of(note->source->name)));
			put(one, "line", json_integer(at.line));
			put(one, "column", json_integer(at.column));
		} else {
			put(one, "file", json_null());
			put(one, "line", json_null());
			put(one, "column", json_null());
		}
		put(one, "message", string(arena, str_of(note->text)));
		append(array, one);
	}
	return array;
}

/* A fix whose bytes JSON can't carry is not offered: repaired, it would write other bytes than
 * the ones that were checked. */
static bool is_sayable(const struct fix *fix)
{
	for (uint32_t i = 0; i < fix->count; i++)
		if (utf8_invalid(fix->edits[i].put) != STR_NONE ||
		    utf8_invalid(str_of(fix->edits[i].source->name)) != STR_NONE)
			return false;
	return true;
}

static json_t *fix(struct arena *arena, const struct fix *fix)
{
	if (!fix || !is_sayable(fix))
		return json_null();
	json_t *object = json_object(), *edits = json_array();
	put(object, "safety", json_string(fix->safety == SAFETY_SAFE ? "safe" : "unsafe"));
	put(object, "title", string(arena, str_of(fix->title)));
	for (uint32_t i = 0; i < fix->count; i++) {
		const struct fix_edit *edit = &fix->edits[i];
		json_t *one = json_object();
		put(one, "file", string(arena, str_of(edit->source->name)));
		put(one, "offset", json_integer(edit->cut.at));
		put(one, "length", json_integer(edit->cut.len));
		put(one, "text", string(arena, edit->put));
		append(edits, one);
	}
	put(object, "edits", edits);
	return object;
}

static json_t *finding(struct arena *arena, const struct diag *diag)
{
	struct place at = source_place(diag->source, diag->at.at);
	struct place end = source_place(diag->source, span_end(diag->at));
	json_t *object = json_object();
	put(object, "rule", string(arena, str_of(diag->kind->id)));
	put(object, "group", string(arena, str_of(diag->kind->group)));
	put(object, "severity", json_string(severity_name(diag->severity)));
	put(object, "message", string(arena, str_of(diag->message)));
	put(object, "file", string(arena, str_of(diag->source->name)));
	put(object, "line", json_integer(at.line));
	put(object, "column", json_integer(at.column));
	put(object, "end_line", json_integer(end.line));
	put(object, "end_column", json_integer(end.column));
	put(object, "offset", json_integer(diag->at.at));
	put(object, "length", json_integer(diag->at.len));
	put(object, "option", string_or_null(arena, diag->option));
	put(object, "deployment", string_or_null(arena, diag->deployment));
	put(object, "member", string_or_null(arena, diag->member));
	if (diag->server)
		put(object, "server", string(arena, str_of(diag->server)));
	if (diag->help)
		put(object, "help", string(arena, str_of(diag->help)));
	put(object, "related", related(arena, diag));
	put(object, "fix", fix(arena, diag->fix));
	return object;
}

static json_t *summary(const struct report *report)
{
	json_t *object = json_object();
	put(object, "files", json_integer(report->files));
	put(object, "errors", json_integer(sink_count(report->sink, SEVERITY_ERROR)));
	put(object, "warnings", json_integer(sink_count(report->sink, SEVERITY_WARNING)));
	put(object, "infos", json_integer(sink_count(report->sink, SEVERITY_INFO)));
	put(object, "suppressed", json_integer(0));
	put(object, "baselined", json_integer(0));
	put(object, "skipped", json_integer(report->skipped));
	return object;
}

/* JSON_ENSURE_ASCII escapes all that a terminal would act on but DEL, which can only stand
 * inside of a string. */
static int write_bytes(const char *bytes, size_t len, void *out)
{
	for (size_t i = 0; i < len; i++) {
		if (bytes[i] == 0x7f)
			buf_text(out, "\\u007f");
		else
			buf_char(out, bytes[i]);
	}
	return 0;
}

void report_json(struct buf *out, const struct report *report)
{
	json_t *object = json_object(), *findings = json_array();
	put(object, "version", json_integer(REPORT_VERSION));
	put(object, "tool", json_string("mongoconf " PACKAGE_VERSION));
	for (uint32_t i = 0; i < report->sink->count; i++)
		append(findings, finding(out->arena, report->sink->at[i]));
	put(object, "findings", findings);
	put(object, "summary", summary(report));
	if (json_dump_callback(object, write_bytes, out, JSON_INDENT(2) | JSON_ENSURE_ASCII) < 0)
		bug("a JSON report could not be written");
	json_decref(object);
	buf_char(out, '\n');
}
