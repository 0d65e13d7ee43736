#include "fleet/log_rotation.h"

#include <fnmatch.h>

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
		now->files = arena_grow(reader->arena, now->files, now->file_count, now->file_count + 1U, sizeof *now->files);
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
		reader->found = arena_grow(reader->arena, reader->found, reader->count, reader->count + 1U, sizeof *reader->found);
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

bool log_rotation_takes(const struct log_rotation *rotation, const char *path)
{
	for (uint32_t i = 0; i < rotation->file_count; i++)
		if (fnmatch(rotation->files[i].at, path, FNM_PATHNAME) == 0)
			return true;
	return false;
}
