#include "fleet/log_rotation.h"

#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

struct reader {
	struct arena *arena;
	const struct source *source;
	struct log_rotation *found, now;
	uint32_t count;
	struct str script;       /* of the block, or empty */
	bool inside;             /* of a block */
	bool scripted;           /* of one of its scripts, which runs after the files were moved where `after` */
	bool after;
	bool stays;              /* the files are not moved away */
};

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

static struct str next_word(struct str *rest)
{
	uint32_t from = 0, to;
	while (from < rest->len && is_blank(rest->at[from]))
		from++;
	char quote = from < rest->len && (rest->at[from] == '"' || rest->at[from] == '\'') ? rest->at[from] : 0;
	for (from += quote != 0, to = from; to < rest->len && (quote ? rest->at[to] != quote : !is_blank(rest->at[to])); to++)
		continue;
	struct str word = str_sub(*rest, from, to);
	*rest = str_sub(*rest, to + (quote && to < rest->len), rest->len);
	return word;
}

/* Names of files, on one line or several, up to the brace. Directives for all blocks stand here too. */
static void read_outside(struct reader *reader, struct str line)
{
	uint32_t len = line.len;
	bool opens = len && line.at[len - 1] == '{' && (len == 1 || line.at[len - 2] != '{');
	struct str rest = str_sub(line, 0, len - opens), word;
	struct log_rotation *now = &reader->now;
	while ((word = next_word(&rest)).len) {
		if (word.at[0] != '/')
			continue;
		/* A power of two is full: room doubles there. */
		if ((now->file_count & (now->file_count - 1)) == 0)
			now->files = arena_grow(reader->arena, now->files, now->file_count, now->file_count ? 2U * now->file_count : 1,
						sizeof *now->files);
		now->files[now->file_count++] = (struct str){ str_cstr(reader->arena, word), word.len };
	}
	reader->inside = opens;
}

/* Both signal it; who clears away what the server leaves knows of it. */
static bool is_wanted(const struct reader *reader)
{
	return reader->now.signal.len && !reader->stays && reader->now.file_count &&
	       str_find(reader->script, STR("mongo"), 0) != STR_NONE && str_find(reader->script, STR("rm "), 0) == STR_NONE &&
	       str_find(reader->script, STR("-delete"), 0) == STR_NONE;
}

static void end_block(struct reader *reader)
{
	if (is_wanted(reader)) {
		reader->now.source = reader->source;
		if ((reader->count & (reader->count - 1)) == 0)
			reader->found = arena_grow(reader->arena, reader->found, reader->count, reader->count ? 2U * reader->count : 1,
						   sizeof *reader->found);
		reader->found[reader->count++] = reader->now;
	}
	*reader = (struct reader){ .arena = reader->arena, .source = reader->source, .found = reader->found, .count = reader->count };
}

static void read_inside(struct reader *reader, struct str line, uint32_t at)
{
	struct str rest = line, word = next_word(&rest);
	if (reader->scripted && str_is(word, "endscript")) {
		reader->scripted = reader->after = false;
	} else if (reader->scripted) {
		bool signals = str_find(line, STR("USR1"), 0) != STR_NONE || str_find(line, STR("logRotate"), 0) != STR_NONE;
		if (signals && reader->after && !reader->now.signal.len)
			reader->now.signal = (struct span){ at, line.len };
		reader->script = str_join(reader->arena, reader->script, '\n', line);
	} else if (str_is(line, "}")) {
		end_block(reader);
	} else {
		reader->after = str_is(word, "postrotate") || str_is(word, "lastaction");
		reader->scripted = reader->after || str_is(word, "prerotate") || str_is(word, "firstaction");
		reader->stays |= str_is(word, "copytruncate") || str_is(word, "copy");
	}
}

void log_rotation_read(struct arena *arena, const struct source *source, struct log_rotation **rotations, uint32_t *count)
{
	struct reader reader = { .arena = arena, .source = source };
	struct str rest = source->text, piece;
	while (rest.len && str_split(&rest, '\n', &piece)) {
		struct str line = str_trim(piece);
		if (!line.len || line.at[0] == '#')
			continue;
		if (reader.inside)
			read_inside(&reader, line, (uint32_t)(line.at - source->text.at));
		else
			read_outside(&reader, line);
	}
	*rotations = reader.found;
	*count = reader.count;
}

/* ---- which is meant ---- */

/* A folder comes before what only begins like its name, so that all below a folder stand together. */
static int compare_paths(const char *a, const char *b)
{
	while (*a && *a == *b) {
		a++;
		b++;
	}
	int left = *a == '/' ? 1 : (unsigned char)*a + 2 * (*a != '\0'), right = *b == '/' ? 1 : (unsigned char)*b + 2 * (*b != '\0');
	return left - right;
}

static bool is_pattern(struct str text)
{
	return strpbrk(text.at, "*?[\\") != NULL;
}

static int by_text(const void *a, const void *b)
{
	const struct log_rotation_file *left = a, *right = b;
	int order = is_pattern(right->text) - is_pattern(left->text);
	order = order ? order : str_compare(left->text, right->text);
	order = order ? order : compare_paths(source_path(left->rotation->source), source_path(right->rotation->source));
	return order ? order : (left->rotation > right->rotation) - (left->rotation < right->rotation);
}

struct log_rotations log_rotations_sort(struct arena *arena, const struct log_rotation *rotations, uint32_t count)
{
	struct log_rotations sorted = { 0 };
	uint32_t room = 0;
	for (uint32_t i = 0; i < count; i++)
		room += rotations[i].file_count;
	sorted.files = arena_array(arena, room, sizeof *sorted.files);
	for (uint32_t i = 0; i < count; i++)
		for (uint32_t k = 0; k < rotations[i].file_count; k++) {
			sorted.files[sorted.count++] = (struct log_rotation_file){ rotations[i].files[k], &rotations[i] };
			sorted.patterns += is_pattern(rotations[i].files[k]);
		}
	if (sorted.count)
		qsort(sorted.files, sorted.count, sizeof *sorted.files, by_text);
	return sorted;
}

/* How many bytes of the path are folders that both are in. */
static uint32_t folders_shared(const char *a, const char *b)
{
	uint32_t shared = 0;
	for (uint32_t i = 0; a[i] && a[i] == b[i]; i++)
		shared = a[i] == '/' ? i + 1 : shared;
	return shared;
}

/* The first of `count` that stands behind this path, or in this folder or behind it. */
static uint32_t first_behind(const struct log_rotation_file *files, uint32_t count, const char *path)
{
	uint32_t low = 0, high = count;
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		if (compare_paths(source_path(files[middle].rotation->source), path) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Of those with one name or pattern. In the order of paths, what shares most stands next to where this one would. */
static const struct log_rotation *nearest_of(const struct log_rotation_file *files, uint32_t count, const char *beside,
					     uint32_t *shared)
{
	uint32_t at = first_behind(files, count, beside);
	uint32_t before = at ? folders_shared(source_path(files[at - 1].rotation->source), beside) : 0;
	uint32_t behind = at < count ? folders_shared(source_path(files[at].rotation->source), beside) : 0;
	*shared = before > behind ? before : behind;
	/* The first in that folder. */
	uint32_t low = 0, high = before >= behind ? at : at + 1;
	while (low + 1 < high) {
		uint32_t middle = low + (high - low - 1) / 2;
		if (folders_shared(source_path(files[middle].rotation->source), beside) < *shared)
			low = middle + 1;
		else
			high = middle + 1;
	}
	return files[low].rotation;
}

/* The first behind those with the text of the first. Of ten thousand hosts, all may have the same. */
static uint32_t next_text(const struct log_rotations *sorted, uint32_t from)
{
	uint32_t low = from, high = from < sorted->patterns ? sorted->patterns : sorted->count;
	while (high - low > 1) {
		uint32_t middle = low + (high - low) / 2;
		if (str_eq(sorted->files[middle].text, sorted->files[from].text))
			low = middle;
		else
			high = middle;
	}
	return low + 1;
}

/* The first file of this name, or the one that would stand behind it. */
static uint32_t first_named(const struct log_rotations *sorted, struct str name)
{
	uint32_t low = sorted->patterns, high = sorted->count;
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		if (str_compare(sorted->files[middle].text, name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* What was found so far, and how near it lies. */
struct nearest {
	const struct log_rotation *rotation;
	uint32_t shared;
};

static void look_at(const struct log_rotations *sorted, uint32_t from, uint32_t to, const char *beside, struct nearest *nearest)
{
	uint32_t shared;
	const struct log_rotation *found = nearest_of(sorted->files + from, to - from, beside, &shared);
	if (!nearest->rotation || shared > nearest->shared ||
	    (shared == nearest->shared && compare_paths(source_path(found->source), source_path(nearest->rotation->source)) < 0))
		*nearest = (struct nearest){ found, shared };
}

const struct log_rotation *log_rotations_nearest(const struct log_rotations *sorted, const char *log, const char *beside)
{
	struct nearest nearest = { 0 };
	for (uint32_t from = 0, to; from < sorted->patterns; from = to) {
		to = next_text(sorted, from);
		if (fnmatch(sorted->files[from].text.at, log, FNM_PATHNAME) == 0)
			look_at(sorted, from, to, beside, &nearest);
	}
	uint32_t named = first_named(sorted, str_of(log));
	if (named < sorted->count && str_is(sorted->files[named].text, log))
		look_at(sorted, named, next_text(sorted, named), beside, &nearest);
	return nearest.rotation;
}
