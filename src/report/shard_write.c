#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/path.h"
#include "base/utf8.h"
#include "config/keyfile_text.h"
#include "report/sarif.h"
#include "report/shard.h"

enum { MARKED_MOST = 500, LINES_MOST = 1500 };  /* bytes of what is marked, and of its lines, beyond which no report shows it */

/* A line of a file that a finding needs. */
struct need {
	const struct source *source;
	uint32_t line;
	bool text;           /* to show it; else only to count columns in it */
};

struct writing {
	struct arena *arena;
	struct need *needs;
	uint32_t count, room;
};

/* ---- what is no UTF-8 ---- */

static bool is_odd(struct str text)
{
	return utf8_invalid(text) != STR_NONE || str_has_char(text, '\0');
}

static struct str hexadecimal(struct arena *arena, struct str text)
{
	struct buf out = BUF_INIT(arena);
	for (uint32_t i = 0; i < text.len; i++)
		buf_printf(&out, "%02x", (unsigned)(unsigned char)text.at[i]);
	return buf_done(&out);
}

static void put_exactly(struct writing *writing, struct json_t *map, const char *key, struct str text)
{
	if (!is_odd(text))
		json_put_text(map, key, text);
	else
		json_put_text(json_put_map(map, key), "hex", hexadecimal(writing->arena, text));
}

/* Only what the finding's own object can't say. */
static void put_odd(struct writing *writing, struct json_t *map, const char *key, const char *text)
{
	if (text && is_odd(str_of(text)))
		put_exactly(writing, map, key, str_of(text));
}

/* ---- lines ---- */

static void need(struct writing *writing, const struct source *source, uint32_t line, bool text)
{
	if (writing->count == writing->room) {
		writing->room = writing->room ? 2 * writing->room : 256;
		writing->needs = arena_grow(writing->arena, writing->needs, writing->count, writing->room, sizeof *writing->needs);
	}
	writing->needs[writing->count++] = (struct need){ source, line, text };
}

/* The lines in which it begins and ends. */
static void need_ends(struct writing *writing, const struct source *source, struct span at)
{
	need(writing, source, source_line_index(source, at.at), false);
	need(writing, source, source_line_index(source, span_end(at)), false);
	if (at.len)
		need(writing, source, source_line_index(source, span_end(at) - 1), false);
}

/* Returns whether what is marked may be shown. */
static bool need_finding(struct writing *writing, const struct diag *diag)
{
	const struct source *source = diag->source;
	uint32_t first = source_line_index(source, diag->at.at), last = source_line_index(source, span_end(diag->at));
	need_ends(writing, source, diag->at);
	/* The byte order mark has no column. */
	if (source_text_start(source))
		need(writing, source, 0, false);
	if (diag->secret)
		return false;
	need(writing, source, first, true);
	uint32_t bytes = source_line_end(source, span_end(diag->at)) - source->line[first];
	if (diag->at.len > MARKED_MOST || bytes > LINES_MOST || sarif_is_secret(writing->arena, source, diag->at))
		return false;
	for (uint32_t line = first + 1; line <= last; line++)
		need(writing, source, line, true);
	return true;
}

static int by_line(const void *a, const void *b)
{
	const struct need *left = a, *right = b;
	int order = left->source == right->source ? 0 : strcmp(left->source->name, right->source->name);
	if (order)
		return order;
	if (left->line != right->line)
		return left->line < right->line ? -1 : 1;
	return right->text - left->text;
}

/* Another character of the same length for each: columns are counted in code points, and in units of UTF-16. */
static struct str masked(struct arena *arena, struct str line)
{
	static const char *const like[] = { "", "x", "\xc3\x97", "\xe2\x9c\x95", "\xf0\x9d\x94\xb5" };
	char *out = arena_copy(arena, line.at, line.len);
	uint32_t bytes;
	for (uint32_t at = 0; at < line.len; at += bytes) {
		bool broken = utf8_decode(str_sub(line, at, line.len), &bytes) == 0xfffd && bytes == 1;
		bool stays = line.at[at] == '\n' || line.at[at] == '\r' || (at == 0 && str_starts(line, "\xef\xbb\xbf"));
		if (!stays)
			memcpy(out + at, broken ? "\xff" : like[bytes], bytes);
	}
	return (struct str){ out, line.len };
}

static bool is_ascii(struct str text)
{
	for (uint32_t i = 0; i < text.len; i++)
		if ((unsigned char)text.at[i] >= 0x80)
			return false;
	return true;
}

static void put_line(struct writing *writing, struct json_t *list, const struct need *need)
{
	struct span span = source_line_span(need->source, need->line);
	struct str line = source_str(need->source, span);
	struct json_t *one = json_map();
	json_put_whole(one, "line", need->line + 1);
	json_put_whole(one, "offset", span.at);
	json_put_whole(one, "length", span.len);
	if (need->text)
		put_exactly(writing, one, "text", keyfile_hide(writing->arena, line));
	else if (!is_ascii(line))
		put_exactly(writing, one, "text", masked(writing->arena, line));
	json_add(list, one);
}

static void put_lines(struct writing *writing, struct json_t *object)
{
	struct json_t *files = json_put_list(object, "places"), *lines = NULL;
	struct need *needs = writing->needs;
	if (writing->count)
		qsort(needs, writing->count, sizeof *needs, by_line);
	for (uint32_t i = 0; i < writing->count; i++) {
		const struct source *source = needs[i].source;
		bool same = i && !strcmp(needs[i - 1].source->name, source->name);
		if (same && needs[i - 1].line == needs[i].line)
			continue;
		if (!same) {
			struct json_t *file = json_map();
			put_exactly(writing, file, "file", str_of(source->name));
			json_put_whole(file, "size", source->text.len);
			json_put_whole(file, "lines", source->lines);
			lines = json_put_list(file, "at");
			json_add(files, file);
		}
		put_line(writing, lines, &needs[i]);
	}
}

/* ---- findings ---- */

static void put_related(struct writing *writing, struct json_t *more, const struct diag *diag)
{
	struct json_t *list = json_put_list(more, "related");
	for (uint32_t i = 0; i < diag->note_count; i++) {
		const struct note *note = &diag->notes[i];
		struct json_t *one = json_map();
		if (note->source) {
			json_put_whole(one, "offset", note->at.at);
			json_put_whole(one, "length", note->at.len);
			put_odd(writing, one, "file", note->source->name);
			need_ends(writing, note->source, note->at);
		}
		put_odd(writing, one, "message", note->text);
		json_add(list, one);
	}
}

/* Of a fix that can't be shown it is known that it is there, and what it is about. */
static void put_hidden_fix(struct writing *writing, struct json_t *more, const struct fix *fix)
{
	struct json_t *object = json_put_map(more, "fix");
	json_put_text(object, "safety", str_of(fix->safety == SAFETY_SAFE ? "safe" : "unsafe"));
	put_exactly(writing, object, "title", str_of(fix->title));
	struct json_t *files = json_put_list(object, "files");
	for (uint32_t i = 0; i < fix->count; i++) {
		struct json_t *one = json_map();
		put_exactly(writing, one, "file", str_of(fix->edits[i].source->name));
		json_add(files, one);
		need(writing, fix->edits[i].source, 0, false);
	}
}

static bool has_odd_names(const struct fix *fix)
{
	for (uint32_t i = 0; i < fix->count; i++)
		if (is_odd(str_of(fix->edits[i].source->name)))
			return true;
	return false;
}

static void put_fix(struct writing *writing, struct json_t *more, const struct diag *diag)
{
	const struct fix *fix = diag->fix;
	if (!fix)
		return;
	if (!report_has_edits(diag) || has_odd_names(fix)) {
		put_hidden_fix(writing, more, fix);
		return;
	}
	put_odd(writing, more, "fix_title", fix->title);
	for (uint32_t i = 0; i < fix->count; i++)
		need_ends(writing, fix->edits[i].source, fix->edits[i].cut);
}

static void put_more(struct writing *writing, struct json_t *finding, const struct diag *diag, const char *fingerprint)
{
	struct json_t *more = json_put_map(finding, "shard");
	json_put_text(more, "fingerprint", str_of(fingerprint));
	json_put_bool(more, "fails", diag->fails);
	json_put_bool(more, "secret", diag->secret);
	json_put_bool(more, "shown", need_finding(writing, diag));
	json_put_text(more, "program", str_of(diag->program));
	put_odd(writing, more, "message", diag->message);
	put_odd(writing, more, "file", diag->source->name);
	put_odd(writing, more, "option", diag->option);
	put_odd(writing, more, "deployment", diag->deployment);
	put_odd(writing, more, "member", diag->member);
	put_odd(writing, more, "server", diag->server);
	put_odd(writing, more, "help", diag->help);
	put_related(writing, more, diag);
	put_fix(writing, more, diag);
}

static struct json_t *set_aside(struct writing *writing, const struct diag *diag, const char *fingerprint)
{
	struct json_t *finding = report_json_finding(diag);
	put_more(writing, finding, diag, fingerprint);
	json_put_text(finding, "by", str_of(diag->aside == ASIDE_BASELINE ? "baseline" : "comment"));
	if (diag->reason)
		put_exactly(writing, finding, "reason", str_of(diag->reason));
	return finding;
}

/* ---- all of it ---- */

static void put_files(struct writing *writing, struct json_t *object, const struct report *report)
{
	struct json_t *list = json_put_list(object, "files");
	for (uint32_t i = 0; i < report->judged_count; i++) {
		struct json_t *one = json_map();
		put_exactly(writing, one, "file", str_of(report->judged[i].source->name));
		json_put_bool(one, "template", report->judged[i].template);
		json_add(list, one);
	}
}

/* From the root of the work tree on, so that it does not matter where a machine has its checkout. */
static void put_folder(struct writing *writing, struct json_t *object, const struct report *report)
{
	if (!report->repository) {
		json_put_null(object, "folder");
		return;
	}
	const char *below = path_below(report->repository, report->here);
	put_exactly(writing, object, "folder", str_of(below));
}

void shard_put(struct arena *arena, struct json_t *object, struct json_t *const *findings, const struct report *report)
{
	struct writing writing = { .arena = arena };
	const struct sink none = { 0 }, *aside = report->aside ? report->aside : &none;
	struct sink all = SINK_INIT(arena);
	for (uint32_t i = 0; i < report->sink->count; i++)
		sink_take(&all, report->sink->at[i]);
	for (uint32_t i = 0; i < aside->count; i++)
		sink_take(&all, aside->at[i]);
	const char **fingerprints = report_fingerprints(arena, report, &all);
	for (uint32_t i = 0; i < report->sink->count; i++)
		put_more(&writing, findings[i], report->sink->at[i], fingerprints[i]);
	struct json_t *shard = json_put_map(object, "shard");
	json_put_whole(shard, "index", report->shard->index);
	json_put_whole(shard, "count", report->shard->count);
	json_put_text(shard, "run", str_of(report->shard->run));
	json_put_whole(shard, "status", report->status);
	json_put_whole(shard, "inventories", report->shard->inventories);
	put_folder(&writing, shard, report);
	put_files(&writing, shard, report);
	struct json_t *list = json_put_list(shard, "aside");
	for (uint32_t i = 0; i < aside->count; i++)
		json_add(list, set_aside(&writing, aside->at[i], fingerprints[report->sink->count + i]));
	put_lines(&writing, shard);
}
