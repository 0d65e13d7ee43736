#include <jansson.h>
#include <string.h>

#include "report/shard_part.h"
#include "rules/rule.h"

enum { REPORT_VERSION = 1, ROOM = 1 << 30 };

/* ---- places ---- */

struct line {
	uint32_t at, offset, length;
	struct str text;     /* empty: not told */
};

static bool read_line(const struct shard_reader *reader, const json_t *map, struct str file, uint32_t lines, struct line *line)
{
	const json_t *text = json_object_get(map, "text");
	*line = (struct line){ 0 };
	if (!shard_number(reader, map, "line", lines, &line->at) || !shard_number(reader, map, "offset", file.len, &line->offset) ||
	    !shard_number(reader, map, "length", file.len - line->offset, &line->length))
		return false;
	if (!line->at)
		return shard_refuse(reader, "line", "is no number that it can be");
	line->at--;
	if (text && (!shard_text(reader, text, &line->text) || line->text.len != line->length))
		return shard_refuse(reader, "text", "is not of the length that is said");
	return true;
}

/* Lines of which nothing is told are empty ones behind the last that is known. */
static bool read_lines(const struct shard_reader *reader, const json_t *list, char *text, struct str file, uint32_t *index, uint32_t lines)
{
	uint32_t next = 0, end = 0;
	for (size_t i = 0; i < json_array_size(list); i++) {
		struct line line;
		if (!read_line(reader, json_array_get(list, i), file, lines, &line))
			return false;
		if (line.at < next || line.offset < end || (line.at == 0 && line.offset))
			return shard_refuse(reader, "at", "has lines out of order");
		while (next < line.at)
			index[next++] = end;
		index[next++] = line.offset;
		if (line.text.len)
			memcpy(text + line.offset, line.text.at, line.text.len);
		end = line.offset + line.length;
	}
	while (next < lines)
		index[next++] = end;
	return true;
}

static bool read_place(struct shard_reader *reader, const json_t *map, const struct source **out)
{
	struct source *source = arena_alloc(reader->arena, sizeof *source);
	const json_t *list = json_object_get(map, "at");
	uint32_t size, lines;
	const char *name;
	if (!shard_name(reader, map, NULL, "file", &name) || !shard_number(reader, map, "size", OS_FILE_MAX, &size) ||
	    !shard_number(reader, map, "lines", size + 1, &lines))
		return false;
	uint64_t room = size + (uint64_t)lines * sizeof(uint32_t);
	if (!lines || !json_is_array(list) || json_array_size(list) > lines)
		return shard_refuse(reader, "lines", "are not what they can be");
	if (reader->shards->room + room > ROOM)
		return shard_refuse(reader, "size", "is too much: the reports tell of files of more than 1 GiB in all");
	reader->shards->room += room;
	char *text = arena_alloc(reader->arena, (size_t)size + 1);
	uint32_t *index = arena_array(reader->arena, lines, sizeof *index);
	if (!read_lines(reader, list, text, (struct str){ text, size }, index, lines))
		return false;
	source_piece(reader->arena, name, (struct str){ text, size }, index, lines, source);
	*out = source;
	return true;
}

static bool read_places(struct shard_reader *reader, const json_t *list)
{
	struct shard_part *part = reader->part;
	reader->what = "shard.places";
	part->sources = arena_array(reader->arena, json_array_size(list), sizeof(void *));
	for (reader->number = 0; reader->number < json_array_size(list); reader->number++) {
		if (!read_place(reader, json_array_get(list, reader->number), &part->sources[part->source_count]))
			return false;
		if (part->source_count &&
		    strcmp(part->sources[part->source_count - 1]->name, part->sources[part->source_count]->name) >= 0)
			return shard_refuse(reader, "file", "is out of order");
		part->source_count++;
	}
	return true;
}

static const struct source *find_source(const struct shard_part *part, const char *name)
{
	uint32_t low = 0, high = part->source_count;
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		if (strcmp(part->sources[middle]->name, name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low < part->source_count && !strcmp(part->sources[low]->name, name) ? part->sources[low] : NULL;
}

/* The place that `offset` and `length` of `where` say, in the file that `map` names. */
static bool place_of(const struct shard_reader *reader, const json_t *map, const json_t *more, const json_t *where,
		     const struct source **source, struct span *at)
{
	const char *name;
	if (!shard_name(reader, map, more, "file", &name))
		return false;
	*source = find_source(reader->part, name);
	if (!*source)
		return shard_refuse(reader, "file", "is none of shard.places");
	return shard_number(reader, where, "offset", (*source)->text.len, &at->at) &&
	       shard_number(reader, where, "length", (*source)->text.len - at->at, &at->len);
}

/* ---- findings ---- */

static bool read_severity(const struct shard_reader *reader, const json_t *map, enum severity *severity)
{
	const char *name = json_string_value(json_object_get(map, "severity"));
	for (int i = SEVERITY_INFO; name && i <= SEVERITY_ERROR; i++) {
		if (strcmp(name, severity_name((enum severity)i)) != 0)
			continue;
		*severity = (enum severity)i;
		return true;
	}
	return shard_refuse(reader, "severity", "is none");
}

static bool read_kind(const struct shard_reader *reader, const json_t *map, const struct diag_kind **kind)
{
	const char *id = json_string_value(json_object_get(map, "rule"));
	const struct rule *rule = id ? rule_find(str_of(id)) : NULL;
	if (!rule)
		return shard_refuse(reader, "rule", "is none");
	*kind = &rule->kind;
	return true;
}

static bool read_notes(const struct shard_reader *reader, const json_t *map, const json_t *more, struct diag *diag)
{
	const json_t *list = json_object_get(map, "related"), *places = json_object_get(more, "related");
	size_t count = json_array_size(list);
	if (!json_is_array(list) || json_array_size(places) != count || count > UINT32_MAX)
		return shard_refuse(reader, "related", "is no list, or has not as many places");
	diag->notes = arena_array(reader->arena, count, sizeof *diag->notes);
	for (size_t i = 0; i < count; i++) {
		const json_t *one = json_array_get(list, i), *where = json_array_get(places, i);
		struct note *note = &diag->notes[i];
		if (!shard_name(reader, one, where, "message", &note->text) ||
		    (json_object_get(where, "offset") && !place_of(reader, one, where, where, &note->source, &note->at)))
			return false;
	}
	diag->note_count = (uint32_t)count;
	return true;
}

static bool read_safety(const struct shard_reader *reader, const json_t *map, enum safety *safety)
{
	const char *name = json_string_value(json_object_get(map, "safety"));
	bool safe = name && !strcmp(name, "safe");
	*safety = safe ? SAFETY_SAFE : SAFETY_UNSAFE;
	return safe || (name && !strcmp(name, "unsafe")) || shard_refuse(reader, "safety", "is neither safe nor unsafe");
}

static bool read_edit(const struct shard_reader *reader, const json_t *map, bool hidden, struct fix_edit *edit)
{
	const char *name;
	if (hidden) {
		if (!shard_name(reader, map, NULL, "file", &name))
			return false;
		edit->source = find_source(reader->part, name);
		return edit->source || shard_refuse(reader, "file", "is none of shard.places");
	}
	return place_of(reader, map, NULL, map, &edit->source, &edit->cut) &&
	       (shard_text(reader, json_object_get(map, "text"), &edit->put) || shard_refuse(reader, "text", "is none"));
}

static bool read_fix(const struct shard_reader *reader, const json_t *map, const json_t *more, struct diag *diag, bool *hidden)
{
	const json_t *seen = json_object_get(map, "fix"), *object = json_object_get(more, "fix");
	*hidden = json_is_object(object);
	object = *hidden ? object : seen;
	if (!json_is_object(object))
		return true;
	const json_t *title = json_object_get(more, "fix_title"), *list = json_object_get(object, *hidden ? "files" : "edits");
	struct fix *fix = arena_alloc(reader->arena, sizeof *fix);
	struct str words;
	size_t count = json_array_size(list);
	if (!read_safety(reader, object, &fix->safety) || count > UINT32_MAX)
		return false;
	if (!shard_text(reader, title ? title : json_object_get(object, "title"), &words) || strlen(words.at) != words.len)
		return shard_refuse(reader, "fix", "has no title");
	fix->title = words.at;
	fix->edits = arena_array(reader->arena, count, sizeof *fix->edits);
	for (size_t i = 0; i < count; i++)
		if (!read_edit(reader, json_array_get(list, i), *hidden, &fix->edits[i]))
			return false;
	fix->count = (uint32_t)count;
	diag->fix = fix;
	return true;
}

static bool is_fingerprint(const char *text)
{
	return text && strlen(text) == 32 && strspn(text, "0123456789abcdef") == 32;
}

static bool read_more(const struct shard_reader *reader, const json_t *map, const json_t *more, struct diag *diag)
{
	const char *program = json_string_value(json_object_get(more, "program"));
	const char *fingerprint = json_string_value(json_object_get(more, "fingerprint"));
	struct retold *retold = arena_alloc(reader->arena, sizeof *retold);
	if (!program || (strcmp(program, "mongod") && strcmp(program, "mongos")))
		return shard_refuse(reader, "program", "is neither mongod nor mongos");
	if (!is_fingerprint(fingerprint))
		return shard_refuse(reader, "fingerprint", "is none");
	diag->program = !strcmp(program, "mongod") ? "mongod" : "mongos";
	retold->fingerprint = arena_copy(reader->arena, fingerprint, strlen(fingerprint));
	diag->retold = retold;
	return shard_switch(reader, more, "fails", &diag->fails) && shard_switch(reader, more, "secret", &diag->secret) &&
	       shard_switch(reader, more, "shown", &retold->shown) && read_notes(reader, map, more, diag) &&
	       read_fix(reader, map, more, diag, &retold->no_edits);
}

static struct diag *read_finding(const struct shard_reader *reader, const json_t *map)
{
	const json_t *more = json_object_get(map, "shard");
	struct diag *diag = arena_alloc(reader->arena, sizeof *diag);
	if (!json_is_object(more)) {
		shard_refuse(reader, "shard", "is missing");
		return NULL;
	}
	bool ok = read_kind(reader, map, &diag->kind) && read_severity(reader, map, &diag->severity) &&
		  place_of(reader, map, more, map, &diag->source, &diag->at) &&
		  shard_name(reader, map, more, "message", &diag->message) &&
		  shard_maybe_name(reader, map, more, "option", &diag->option) &&
		  shard_maybe_name(reader, map, more, "deployment", &diag->deployment) &&
		  shard_maybe_name(reader, map, more, "member", &diag->member) &&
		  shard_maybe_name(reader, map, more, "server", &diag->server) &&
		  shard_maybe_name(reader, map, more, "help", &diag->help) && read_more(reader, map, more, diag);
	return ok ? diag : NULL;
}

static bool read_findings(struct shard_reader *reader, const json_t *list)
{
	reader->what = "findings";
	for (reader->number = 0; reader->number < json_array_size(list); reader->number++) {
		struct diag *diag = read_finding(reader, json_array_get(list, reader->number));
		if (!diag)
			return false;
		sink_take(&reader->shards->sink, diag);
	}
	return true;
}

static bool read_aside(struct shard_reader *reader, const json_t *list)
{
	reader->what = "shard.aside";
	for (reader->number = 0; reader->number < json_array_size(list); reader->number++) {
		const json_t *map = json_array_get(list, reader->number);
		const char *by = json_string_value(json_object_get(map, "by"));
		struct diag *diag = read_finding(reader, map);
		if (!diag || !shard_maybe_name(reader, map, NULL, "reason", &diag->reason))
			return false;
		if (!by || (strcmp(by, "comment") && strcmp(by, "baseline")))
			return shard_refuse(reader, "by", "is neither comment nor baseline");
		diag->aside = strcmp(by, "comment") ? ASIDE_BASELINE : ASIDE_COMMENT;
		sink_take(&reader->shards->aside, diag);
	}
	return true;
}

/* ---- the rest ---- */

static bool read_files(struct shard_reader *reader, const json_t *list)
{
	struct shard_part *part = reader->part;
	reader->what = "shard.files";
	part->judged = arena_array(reader->arena, json_array_size(list), sizeof *part->judged);
	for (reader->number = 0; reader->number < json_array_size(list); reader->number++) {
		const json_t *map = json_array_get(list, reader->number);
		struct source *source = arena_alloc(reader->arena, sizeof *source);
		const char *name;
		struct judged_file *file = &part->judged[part->judged_count++];
		if (!shard_name(reader, map, NULL, "file", &name) || !shard_switch(reader, map, "template", &file->template))
			return false;
		source_init(reader->arena, name, STR(""), source);
		file->source = source;
	}
	return true;
}

/* Of each severity there may be more than are listed. */
static bool read_summary(struct shard_reader *reader, const json_t *root, size_t first)
{
	static const char *const keys[] = { [SEVERITY_INFO] = "infos", [SEVERITY_WARNING] = "warnings", [SEVERITY_ERROR] = "errors" };
	struct shard_part *part = reader->part;
	const json_t *map = json_object_get(root, "summary");
	reader->what = "summary";
	reader->number = 0;
	for (int i = SEVERITY_INFO; i <= SEVERITY_ERROR; i++) {
		uint32_t listed = 0, all;
		for (uint32_t k = (uint32_t)first; k < reader->shards->sink.count; k++)
			listed += (int)reader->shards->sink.at[k]->severity == i;
		if (!shard_number(reader, map, keys[i], INT32_MAX, &all))
			return false;
		if (all < listed)
			return shard_refuse(reader, keys[i], "are fewer than are listed");
		part->unlisted[i] = all - listed;
	}
	return shard_number(reader, map, "files", INT32_MAX, &part->files) &&
	       shard_number(reader, map, "skipped", INT32_MAX, &part->skipped) &&
	       shard_number(reader, map, "unchanged", INT32_MAX, &part->unchanged);
}

/* What is 70 or higher is no outcome of a run that has written a report. */
static bool read_shard(struct shard_reader *reader, const json_t *shard)
{
	struct shard_part *part = reader->part;
	uint32_t status;
	reader->what = "shard";
	reader->number = 0;
	if (!shard_number(reader, shard, "count", INT32_MAX, &part->count) || !shard_number(reader, shard, "index", part->count, &part->index) ||
	    !shard_number(reader, shard, "status", ERR_PENDING, &status) ||
	    !shard_number(reader, shard, "inventories", INT32_MAX, &part->inventories) ||
	    !shard_name(reader, shard, NULL, "run", &part->run) || !shard_maybe_name(reader, shard, NULL, "folder", &part->folder))
		return false;
	part->status = (int)status;
	return part->index || shard_refuse(reader, "index", "is no number that it can be");
}

static bool check_kind(const struct shard_reader *reader, const json_t *root)
{
	const json_t *version = json_object_get(root, "version"), *findings = json_object_get(root, "findings");
	const char *tool = json_string_value(json_object_get(root, "tool")), *path = reader->part->path;
	if (!json_is_integer(version) || !tool || !json_is_array(findings))
		return err_set(reader->err, ERR_INPUT, path, 0, "is no report of mongoconf lint --format json");
	if (json_integer_value(version) != REPORT_VERSION || strcmp(tool, "mongoconf " PACKAGE_VERSION) != 0)
		return err_set(reader->err, ERR_INPUT, path, 0, "was written by %s, and this is mongoconf " PACKAGE_VERSION
			       "; lint and merge with one version", tool);
	if (!json_is_object(json_object_get(root, "shard")))
		return err_set(reader->err, ERR_INPUT, path, 0, "is no part of a run: it was made without --shard");
	return true;
}

static bool read_report(struct shard_reader *reader, const json_t *root)
{
	const json_t *shard = json_object_get(root, "shard");
	size_t first = reader->shards->sink.count;
	return check_kind(reader, root) && read_shard(reader, shard) && read_places(reader, json_object_get(shard, "places")) &&
	       read_findings(reader, json_object_get(root, "findings")) && read_aside(reader, json_object_get(shard, "aside")) &&
	       read_files(reader, json_object_get(shard, "files")) && read_summary(reader, root, first);
}

bool shards_add(struct shards *shards, const char *path, struct err *err)
{
	struct shard_part *part = arena_alloc(shards->arena, sizeof *part);
	struct shard_reader reader = { .arena = shards->arena, .shards = shards, .part = part, .err = err };
	struct arena scratch = ARENA_INIT;
	struct str text;
	json_error_t error;
	json_t *root = NULL;
	part->path = path;
	bool ok = os_read_report(&scratch, path, &text, err);
	if (ok && !(root = json_loadb(text.at, text.len, JSON_REJECT_DUPLICATES, &error)))
		ok = err_set_at(err, ERR_INPUT, path, error.line > 0 ? (uint32_t)error.line : 1,
				error.column > 0 ? (uint32_t)error.column : 1, "this is no JSON: %s", error.text);
	ok = ok && read_report(&reader, root);
	json_decref(root);
	arena_free(&scratch);
	if (!ok)
		return false;
	shards->at = arena_grow(shards->arena, shards->at, shards->count, shards->count + 1U, sizeof(void *));
	shards->at[shards->count++] = part;
	return true;
}
