#include "diag/baseline.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/bug.h"
#include "base/utf8.h"

enum { BASELINE_VERSION = 1 };

/* ---- reading ---- */

static bool refuse(const struct source *source, uint32_t offset, struct err *err, const char *what)
{
	struct place at = source_place(source, offset);
	return err_set_at(err, ERR_INPUT, source->name, at.line, at.column,
			  "%s; mend the file, or remove it and accept anew: mongoconf baseline", what);
}

static struct str text_of(struct arena *arena, const json_t *entry, const char *key)
{
	const json_t *value = json_object_get(entry, key);
	return json_is_string(value) ? str_of(arena_copy(arena, json_string_value(value), json_string_length(value)))
				     : (struct str){ "", 0 };
}

static bool is_fingerprint(struct str text)
{
	return text.len == FINGERPRINT_LENGTH && strspn(text.at, "0123456789abcdef") == FINGERPRINT_LENGTH;
}

/* The parser tells no places of values; the entries come in the order in which they stand. False: the fingerprint does not
 * stand there as it is, but by escapes, say. To look for many of those to the end of the file would take hours. */
static bool find_place(const struct source *source, struct str fingerprint, uint32_t *from, struct span *place)
{
	uint32_t at = str_find(source->text, fingerprint, *from);
	if (at == STR_NONE)
		return false;
	uint32_t start = source_line_start(source, at), end = source_line_end(source, at);
	*from = at + fingerprint.len;
	*place = (struct span){ start, end - start };
	return true;
}

static bool take_entries(struct arena *arena, const json_t *list, struct baseline *baseline, struct err *err)
{
	uint32_t from = 0;
	baseline->entries = arena_array(arena, json_array_size(list), sizeof *baseline->entries);
	for (size_t i = 0; i < json_array_size(list); i++) {
		const json_t *one = json_array_get(list, i);
		struct baseline_entry entry = {
			.fingerprint = text_of(arena, one, "fingerprint"), .rule = text_of(arena, one, "rule"),
			.file = text_of(arena, one, "file"), .option = text_of(arena, one, "option"),
			.message = text_of(arena, one, "message"), .server = text_of(arena, one, "server"),
		};
		bool found = entry.fingerprint.len && find_place(baseline->source, entry.fingerprint, &from, &entry.at);
		if (!found || !is_fingerprint(entry.fingerprint) || !entry.rule.len || !entry.file.len)
			return refuse(baseline->source, from, err, "an entry needs a fingerprint of 32 digits, a rule and a file");
		baseline->entries[baseline->count++] = entry;
	}
	return true;
}

static bool take(struct arena *arena, const json_t *root, struct baseline *baseline, struct err *err)
{
	const json_t *version = json_object_get(root, "version"), *list = json_object_get(root, "findings");
	if (!json_is_integer(version) || !json_is_array(list))
		return refuse(baseline->source, 0, err, "this is no baseline: it has no version, or no list of findings");
	if (json_integer_value(version) != BASELINE_VERSION)
		return refuse(baseline->source, 0, err, "this baseline was written by another version of mongoconf");
	return take_entries(arena, list, baseline, err);
}

static const struct baseline *sorting;

static int by_fingerprint(const void *a, const void *b)
{
	const struct baseline_entry *left = &sorting->entries[*(const uint32_t *)a], *right = &sorting->entries[*(const uint32_t *)b];
	int order = str_compare(left->fingerprint, right->fingerprint);
	return order ? order : left->at.at < right->at.at ? -1 : left->at.at > right->at.at;
}

static void sort(struct arena *arena, struct baseline *baseline)
{
	baseline->sorted = arena_array(arena, baseline->count, sizeof *baseline->sorted);
	for (uint32_t i = 0; i < baseline->count; i++)
		baseline->sorted[i] = i;
	sorting = baseline;
	if (baseline->count)
		qsort(baseline->sorted, baseline->count, sizeof *baseline->sorted, by_fingerprint);
}

bool baseline_read(struct arena *arena, const char *path, struct baseline *baseline, struct err *err)
{
	struct source *source = arena_alloc(arena, sizeof *source);
	json_error_t error;
	*baseline = (struct baseline){ .source = source };
	if (!source_read(arena, path, source, err))
		return false;
	json_t *root = json_loadb(source->text.at, source->text.len, JSON_REJECT_DUPLICATES, &error);
	if (!root) {
		uint32_t at = error.position > 0 && (uint32_t)error.position <= source->text.len ? (uint32_t)error.position : 0;
		return refuse(source, at, err, arena_printf(arena, "this is no JSON: %s", error.text));
	}
	bool ok = take(arena, root, baseline, err);
	json_decref(root);
	if (ok)
		sort(arena, baseline);
	return ok;
}

/* ---- applying ---- */

static struct baseline_entry *find(const struct baseline *baseline, const char *fingerprint)
{
	uint32_t low = 0, high = baseline->count;
	struct str wanted = str_of(fingerprint);
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		if (str_compare(baseline->entries[baseline->sorted[middle]].fingerprint, wanted) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	struct baseline_entry *entry = low < baseline->count ? &baseline->entries[baseline->sorted[low]] : NULL;
	return entry && str_eq(entry->fingerprint, wanted) ? entry : NULL;
}

void baseline_apply(struct baseline *baseline, struct sink *sink, uint32_t from, struct sink *aside)
{
	uint32_t kept = from;
	for (uint32_t i = from; i < sink->count; i++) {
		struct diag *diag = sink->at[i];
		struct baseline_entry *entry = find(baseline, diag->fingerprint);
		if (!entry) {
			sink->at[kept++] = diag;
			continue;
		}
		entry->used = true;
		diag->aside = ASIDE_BASELINE;
		sink_take(aside, diag);
	}
	sink->count = kept;
}

/* ---- writing ---- */

struct baseline_entry baseline_entry_of(const struct diag *diag)
{
	return (struct baseline_entry){
		.fingerprint = str_of(diag->fingerprint), .rule = str_of(diag->kind->id),
		.file = str_of(source_path(diag->source)), .option = str_of(diag->option), .message = str_of(diag->message),
	};
}

static int by_file(const void *a, const void *b)
{
	const struct baseline_entry *left = a, *right = b;
	int order = str_compare(left->file, right->file);
	order = order ? order : str_compare(left->rule, right->rule);
	return order ? order : str_compare(left->fingerprint, right->fingerprint);
}

/* JSON can't carry bytes that are no UTF-8. */
static void put(json_t *map, const char *key, struct str text)
{
	struct arena scratch = ARENA_INIT;
	struct str said = utf8_repair(&scratch, text);
	if (json_object_set_new(map, key, json_stringn(said.at, said.len)))
		bug("no memory for JSON");
	arena_free(&scratch);
}

static void write_entry(struct buf *out, const struct baseline_entry *entry)
{
	json_t *map = json_object();
	put(map, "file", entry->file);
	put(map, "rule", entry->rule);
	if (entry->option.len)
		put(map, "option", entry->option);
	put(map, "message", entry->message);
	if (entry->server.len)
		put(map, "server", entry->server);
	put(map, "fingerprint", entry->fingerprint);
	char *text = json_dumps(map, JSON_ENSURE_ASCII);
	if (!text)
		bug("no memory for JSON");
	buf_text(out, text);
	free(text);
	json_decref(map);
}

void baseline_write(struct buf *out, struct baseline_entry *entries, uint32_t count)
{
	if (count)
		qsort(entries, count, sizeof *entries, by_file);
	buf_printf(out, "{\n\"version\": %d,\n\"findings\": [", BASELINE_VERSION);
	for (uint32_t i = 0; i < count; i++) {
		buf_text(out, i ? ",\n" : "\n");
		write_entry(out, &entries[i]);
	}
	buf_text(out, count ? "\n]\n}\n" : "]\n}\n");
}
