/* The object that mongoconf(1) documents. Its keys stand in a fixed order; programs may rely on
 * their names and types, new ones may be added. */

#include "base/json.h"
#include "base/utf8.h"
#include "report/pieces.h"
#include "report/shard.h"

enum { REPORT_VERSION = 1 };

static void put_related(struct json_t *object, const struct diag *diag)
{
	struct json_t *list = json_put_list(object, "related");
	for (uint32_t i = 0; i < diag->note_count; i++) {
		const struct note *note = &diag->notes[i];
		struct json_t *one = json_map();
		if (note->source) {
			struct place at = source_place(note->source, note->at.at);
			json_put_text(one, "file", str_of(note->source->name));
			json_put_whole(one, "line", at.line);
			json_put_whole(one, "column", at.column);
		} else {
			json_put_null(one, "file");
			json_put_null(one, "line");
			json_put_null(one, "column");
		}
		json_put_text(one, "message", str_of(note->text));
		json_add(list, one);
	}
}

/* A name that JSON can't carry would be that of another file. */
static bool has_names(const struct fix *fix)
{
	for (uint32_t i = 0; i < fix->count; i++)
		if (utf8_invalid(str_of(fix->edits[i].source->name)) != STR_NONE)
			return false;
	return true;
}

static void put_fix(struct json_t *finding, const struct diag *diag)
{
	const struct fix *fix = diag->fix;
	if (!report_has_edits(diag) || !has_names(fix)) {
		json_put_null(finding, "fix");
		return;
	}
	struct json_t *object = json_put_map(finding, "fix");
	json_put_text(object, "safety", str_of(fix->safety == SAFETY_SAFE ? "safe" : "unsafe"));
	json_put_text(object, "title", str_of(fix->title));
	struct json_t *edits = json_put_list(object, "edits");
	for (uint32_t i = 0; i < fix->count; i++) {
		const struct fix_edit *edit = &fix->edits[i];
		struct json_t *one = json_map();
		json_put_text(one, "file", str_of(edit->source->name));
		json_put_whole(one, "offset", edit->cut.at);
		json_put_whole(one, "length", edit->cut.len);
		json_put_text(one, "text", edit->put);
		json_add(edits, one);
	}
}

struct json_t *report_json_finding(const struct diag *diag)
{
	struct place at = source_place(diag->source, diag->at.at);
	struct place end = source_place(diag->source, span_end(diag->at));
	struct json_t *object = json_map();
	json_put_text(object, "rule", str_of(diag->kind->id));
	json_put_text(object, "group", str_of(diag->kind->group));
	json_put_text(object, "severity", str_of(severity_name(diag->severity)));
	json_put_text(object, "message", str_of(diag->message));
	json_put_text(object, "file", str_of(diag->source->name));
	json_put_whole(object, "line", at.line);
	json_put_whole(object, "column", at.column);
	json_put_whole(object, "end_line", end.line);
	json_put_whole(object, "end_column", end.column);
	json_put_whole(object, "offset", diag->at.at);
	json_put_whole(object, "length", diag->at.len);
	json_put_text_or_null(object, "option", diag->option);
	json_put_text_or_null(object, "deployment", diag->deployment);
	json_put_text_or_null(object, "member", diag->member);
	if (diag->server)
		json_put_text(object, "server", str_of(diag->server));
	if (diag->help)
		json_put_text(object, "help", str_of(diag->help));
	put_related(object, diag);
	put_fix(object, diag);
	return object;
}

static struct json_t *keyfile_object(const struct keyfile *keyfile)
{
	static const char *const states[] = {
		[KEYFILE_READ] = "read", [KEYFILE_MISSING] = "missing", [KEYFILE_NO_FILE] = "no file",
		[KEYFILE_UNREADABLE] = "unreadable", [KEYFILE_ENCRYPTED] = "encrypted",
		[KEYFILE_OUTSIDE] = "outside",
	};
	struct json_t *object = json_map();
	json_put_text(object, "file", str_of(keyfile->path));
	json_put_text(object, "state", str_of(keyfile->state == KEYFILE_READ && keyfile->fault ? "refused"
										       : states[keyfile->state]));
	struct json_t *keys = json_put_list(object, "keys");
	for (uint32_t i = 0; i < keyfile->count; i++) {
		const struct key *key = &keyfile->keys[i];
		struct json_t *one = json_map();
		json_put_text(one, "id", str_of(key->id));
		json_put_whole(one, "characters", key->length);
		json_put_whole(one, "line", source_place(keyfile->source, key->at.at).line);
		json_add(keys, one);
	}
	return object;
}

static void put_keyfiles(struct json_t *report_object, const struct report *report)
{
	if (!report->keyfile_count)
		return;
	struct json_t *list = json_put_list(report_object, "keyfiles");
	for (uint32_t i = 0; i < report->keyfile_count; i++)
		json_add(list, keyfile_object(report->keyfiles[i]));
}

static void put_summary(struct json_t *report_object, const struct report *report)
{
	struct json_t *object = json_put_map(report_object, "summary");
	json_put_whole(object, "files", report->files);
	json_put_whole(object, "errors", sink_count(report->sink, SEVERITY_ERROR));
	json_put_whole(object, "warnings", sink_count(report->sink, SEVERITY_WARNING));
	json_put_whole(object, "infos", sink_count(report->sink, SEVERITY_INFO));
	json_put_whole(object, "suppressed", report_aside(report, ASIDE_COMMENT));
	json_put_whole(object, "baselined", report_aside(report, ASIDE_BASELINE));
	json_put_whole(object, "skipped", report->skipped);
	json_put_whole(object, "unchanged", report->unchanged);
}

static void put_shard(struct buf *out, const struct report *report, struct json_t *object, struct json_t *findings)
{
	struct json_t **each = arena_array(out->arena, report->sink->count, sizeof(void *));
	for (uint32_t i = 0; i < report->sink->count; i++)
		json_add(findings, each[i] = report_json_finding(report->sink->at[i]));
	shard_put(out->arena, object, each, report);
	json_write(out, object);
}

static void put_finding(struct buf *out, const void *context, uint32_t index)
{
	const struct report *report = context;
	json_write_item(out, report_json_finding(report->sink->at[index]), index == 0);
}

static void put_findings(struct buf *out, const struct report *report, struct json_t *object)
{
	struct json_halves halves = json_write_around(out->arena, object, "findings");
	buf_str(out, halves.before);
	pieces_write(out, report->jobs, report->sink->count, put_finding, report);
	if (report->sink->count)
		buf_text(out, "\n  ");
	buf_str(out, halves.after);
}

void report_json(struct buf *out, const struct report *report)
{
	struct json_t *object = json_map();
	json_put_whole(object, "version", REPORT_VERSION);
	json_put_text(object, "tool", STR("mongoconf " PACKAGE_VERSION));
	struct json_t *findings = json_put_list(object, "findings");
	put_keyfiles(object, report);
	put_summary(object, report);
	if (report->shard)
		put_shard(out, report, object, findings);
	else
		put_findings(out, report, object);
}
