#include <string.h>

#include "base/term.h"
#include "base/utf8.h"
#include "report/prose.h"
#include "report/sarif.h"

/* How many other places of a finding are told, and how many of them in its message; GitHub shows 100 and no more. */
enum { RELATED_MOST = 100, LINKED_MOST = 10 };

/* ---- the message ---- */

static struct str shown(struct arena *arena, const char *text)
{
	struct buf out = BUF_INIT(arena);
	term_escape(&out, str_of(text));
	return buf_done(&out);
}

/* The text of a link, in which brackets and backslashes are escaped. */
static void put_link(struct buf *out, const char *text, uint32_t id)
{
	struct str link = shown(out->arena, text);
	buf_char(out, '[');
	for (uint32_t i = 0; i < link.len; i++) {
		if (strchr("[]\\", link.at[i]))
			buf_char(out, '\\');
		buf_char(out, link.at[i]);
	}
	buf_printf(out, "](%u)", id);
}

/* A file must not bring links of its own along. Outside of links SARIF has no escape for them. */
static struct str without_links(struct arena *arena, struct str text)
{
	struct buf out = BUF_INIT(arena);
	for (uint32_t i = 0; i < text.len; i++) {
		if (i && text.at[i] == '(' && text.at[i - 1] == ']')
			buf_char(&out, ' ');
		buf_char(&out, text.at[i]);
	}
	return buf_done(&out);
}

/* GitHub shows other places only where the message links to them. */
static void put_message(struct sarif *sarif, struct json_t *result, const struct diag *diag)
{
	struct buf out = BUF_INIT(sarif->arena);
	uint32_t linked = 0;
	buf_str(&out, without_links(sarif->arena, prose_finding(sarif->arena, diag)));
	for (uint32_t i = 0; i < diag->note_count && i < RELATED_MOST && linked < LINKED_MOST; i++) {
		if (!diag->notes[i].source)
			continue;
		buf_text(&out, linked++ ? ", " : "\nSee: ");
		put_link(&out, diag->notes[i].text, i + 1);
	}
	if (linked)
		buf_char(&out, '.');
	json_put(result, "message", sarif_message(sarif, buf_done(&out)));
}

/* ---- places ---- */

static struct json_t *physical(struct sarif *sarif, const struct source *source, struct span span, unsigned parts)
{
	struct json_t *place = json_map();
	json_put(place, "artifactLocation", sarif_file(sarif, source));
	json_put(place, "region", sarif_region(sarif, source, span, parts));
	struct json_t *context = parts & REGION_TEXT ? sarif_context(sarif, source, span, parts) : NULL;
	if (context)
		json_put(place, "contextRegion", context);
	return place;
}

/* What of its place is told. */
static unsigned parts_of(const struct diag *diag)
{
	if (diag->secret)
		return 0;
	if (!diag->retold)
		return REGION_BYTES | REGION_TEXT;
	return diag->retold->shown ? REGION_BYTES | REGION_TEXT | REGION_SURE : REGION_BYTES;
}

static void put_location(struct sarif *sarif, struct json_t *result, const struct diag *diag)
{
	struct json_t *location = json_map();
	struct span span = diag->at;
	uint32_t start = source_text_start(diag->source);
	/* Whoever shows findings wants a line, also of one about the byte order mark. */
	if (span.at < start) {
		span.len = span_end(span) > start ? span_end(span) - start : 0;
		span.at = start;
	}
	json_put(location, "physicalLocation", physical(sarif, diag->source, span, parts_of(diag)));
	if (diag->option) {
		struct json_t *option = json_map();
		const char *dot = strrchr(diag->option, '.');
		/* A name in a broken file may be empty. */
		json_put_text(option, "name", str_of(dot && dot[1] ? dot + 1 : diag->option));
		json_put_text(option, "fullyQualifiedName", str_of(diag->option));
		json_put_text(option, "kind", STR("property"));
		json_add(json_put_list(location, "logicalLocations"), option);
	}
	json_add(json_put_list(result, "locations"), location);
}

static void put_related(struct sarif *sarif, struct json_t *result, const struct diag *diag)
{
	struct json_t *list = json_list();
	for (uint32_t i = 0; i < diag->note_count && i < RELATED_MOST; i++) {
		const struct note *note = &diag->notes[i];
		if (!note->source)
			continue;
		struct json_t *one = json_map();
		json_put_whole(one, "id", i + 1);
		json_put(one, "physicalLocation", physical(sarif, note->source, note->at, 0));
		json_put(one, "message", sarif_message(sarif, shown(sarif->arena, note->text)));
		json_add(list, one);
	}
	if (json_is_empty(list))
		json_drop(list);
	else
		json_put(result, "relatedLocations", list);
}

/* ---- the fix ---- */

static struct json_t *change(struct sarif *sarif, const struct fix *fix, const struct source *source)
{
	struct json_t *object = json_map();
	json_put(object, "artifactLocation", sarif_file(sarif, source));
	struct json_t *replacements = json_put_list(object, "replacements");
	for (uint32_t i = 0; i < fix->count; i++) {
		const struct fix_edit *edit = &fix->edits[i];
		if (edit->source != source)
			continue;
		struct json_t *one = json_map();
		json_put(one, "deletedRegion", sarif_region(sarif, source, edit->cut, REGION_BYTES));
		if (edit->put.len)
			json_put_text(json_put_map(one, "insertedContent"), "text", edit->put);
		json_add(replacements, one);
	}
	return object;
}

static void put_fix(struct sarif *sarif, struct json_t *result, const struct diag *diag)
{
	const struct fix *fix = diag->fix;
	if (!report_has_edits(diag))
		return;
	struct json_t *object = json_map();
	json_put(object, "description", sarif_message(sarif, prose_sentence(sarif->arena, fix->title)));
	struct json_t *changes = json_put_list(object, "artifactChanges");
	for (uint32_t i = 0; i < fix->count; i++) {
		uint32_t first = 0;
		while (fix->edits[first].source != fix->edits[i].source)
			first++;
		if (first == i)
			json_add(changes, change(sarif, fix, fix->edits[i].source));
	}
	json_put_text(json_put_map(object, "properties"), "safety", str_of(fix->safety == SAFETY_SAFE ? "safe" : "unsafe"));
	json_add(json_put_list(result, "fixes"), object);
}

/* ---- the rest ---- */

/* An empty list says that nothing suppresses it: if one result tells, all have to. */
static void put_suppressions(struct sarif *sarif, struct json_t *result, const struct diag *diag)
{
	if (!sarif->any_aside)
		return;
	struct json_t *list = json_put_list(result, "suppressions");
	if (diag->aside == ASIDE_NOT)
		return;
	struct json_t *one = json_map();
	json_put_text(one, "kind", str_of(diag->aside == ASIDE_COMMENT ? "inSource" : "external"));
	json_put_text(one, "status", STR("accepted"));
	if (diag->reason && *diag->reason)
		json_put_text(one, "justification", shown(sarif->arena, diag->reason));
	json_add(list, one);
}

static uint32_t rule_index(const struct sarif *sarif, const char *id)
{
	uint32_t low = 0, high = sarif->rule_count;
	while (high - low > 1) {
		uint32_t middle = low + (high - low) / 2;
		if (strcmp(sarif->rules[middle], id) <= 0)
			low = middle;
		else
			high = middle;
	}
	return low;
}

/* Names from files, but no texts that are shown alone: JSON escapes them well enough. */
static void put_properties(struct json_t *result, const struct diag *diag)
{
	struct json_t *properties = json_put_map(result, "properties");
	json_put_text(properties, "group", str_of(diag->kind->group));
	if (diag->deployment)
		json_put_text(properties, "deployment", str_of(diag->deployment));
	if (diag->member)
		json_put_text(properties, "member", str_of(diag->member));
}

struct json_t *sarif_result(struct sarif *sarif, const struct diag *diag, const char *fingerprint)
{
	struct json_t *result = json_map();
	json_put_text(result, "ruleId", str_of(diag->kind->id));
	json_put_whole(result, "ruleIndex", rule_index(sarif, diag->kind->id));
	json_put_text(result, "level", str_of(sarif_level(diag->severity)));
	put_message(sarif, result, diag);
	put_location(sarif, result, diag);
	put_related(sarif, result, diag);
	json_put_text(json_put_map(result, "partialFingerprints"), "mongoconf/v1", str_of(fingerprint));
	put_fix(sarif, result, diag);
	put_suppressions(sarif, result, diag);
	put_properties(result, diag);
	return result;
}
