#include "fleet/siblings.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/regex.h"

static bool matches(struct arena *arena, const char *pattern, struct str text)
{
	struct regex *regex = regex_new(arena, pattern);
	bool found = regex_find(regex, text, 0, NULL, NULL);
	regex_free(regex);
	return found;
}

bool sibling_host_name(struct arena *arena, struct str name)
{
	/* A word for a machine or a role with a number or a letter, an address, or a name with a dot. */
	return matches(arena,
		       "(?i)^(?:[a-z0-9-]*?(?:host|node|server|srv|db|database|mongo|mongod|mongodb|member|vm|"
		       "machine|instance|replica|secondary|primary|arbiter|data|ip|m|n|s)[-_]?(?:\\d+|[a-z])|"
		       "primary|secondary|arbiter|\\d+\\.\\d+\\.\\d+\\.\\d+|[a-z0-9-]+(?:\\.[a-z0-9-]+)+)$",
		       name);
}

static bool is_environment(struct arena *arena, struct str name)
{
	return matches(arena,
		       "(?i)^(?:.*[-_.])?(?:dev|devel|development|test|testing|qa|uat|int|integration|stage|"
		       "staging|pre-?prod|prod|production|live|sandbox|demo|dr|local|ci)\\d*$", name);
}

struct str sibling_pattern(struct arena *arena, struct str file)
{
	struct buf out = BUF_INIT(arena);
	for (uint32_t i = 0; i < file.len; i++) {
		char c = file.at[i];
		bool digit = c >= '0' && c <= '9';
		bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
		bool lone = letter && i > 0 && strchr("-_.", file.at[i - 1]) &&
			    (i + 1 == file.len || strchr("-_.", file.at[i + 1]));
		if (!digit && !lone)
			buf_char(&out, c);
		else if (!out.len || out.at[out.len - 1] != '#')
			buf_char(&out, '#');
	}
	return buf_done(&out);
}

static void split_path(struct arena *arena, struct sibling *file)
{
	struct str rest = str_of(file->config->source->name), part;
	while (str_starts(rest, "./"))
		rest = str_sub(rest, 2, rest.len);
	file->part = arena_array(arena, rest.len + 1, sizeof *file->part);
	while (str_split(&rest, '/', &part))
		if (part.len || !file->parts)
			file->part[file->parts++] = part;
}

/* The path with component `hole` as "*". */
static struct str path_with_hole(struct arena *arena, const struct sibling *file, uint32_t hole)
{
	struct buf out = BUF_INIT(arena);
	for (uint32_t i = 0; i < file->parts; i++) {
		if (i > 0)
			buf_char(&out, '/');
		buf_str(&out, i == hole ? STR("*") : file->part[i]);
	}
	return buf_done(&out);
}

/* One way in which a file could have siblings. */
struct candidate {
	struct str key;
	uint32_t file, hole;
	uint32_t peers;        /* files with this key */
	bool shares_set;       /* some other file with this key has this file's set name */
};

static int by_key(const void *a, const void *b)
{
	const struct candidate *left = a, *right = b;
	int order = str_compare(left->key, right->key);
	return order ? order : left->file < right->file ? -1 : left->file > right->file;
}

/* Counts peers in a run of candidates with one key. Set names are compared in pairs of sorted
 * neighbours, so that the cost stays n log n. */
static int by_set(const void *a, const void *b, void *files)
{
	const struct candidate *left = *(struct candidate *const *)a, *right = *(struct candidate *const *)b;
	const struct sibling *file = files;
	return str_compare(file[left->file].set, file[right->file].set);
}

static void judge_run(struct arena *arena, struct sibling *files, struct candidate *run, uint32_t count)
{
	struct candidate **sorted = arena_array(arena, count, sizeof *sorted);
	for (uint32_t i = 0; i < count; i++) {
		run[i].peers = count;
		sorted[i] = &run[i];
	}
	qsort_r(sorted, count, sizeof *sorted, by_set, files);
	for (uint32_t i = 0; i + 1 < count; i++) {
		struct str set = files[sorted[i]->file].set;
		if (set.len && str_eq(set, files[sorted[i + 1]->file].set))
			sorted[i]->shares_set = sorted[i + 1]->shares_set = true;
	}
	/* Who shares none still belongs to a group in which others share one. */
	bool any = false;
	for (uint32_t i = 0; i < count; i++)
		any |= run[i].shares_set;
	for (uint32_t i = 0; i < count; i++)
		run[i].shares_set = any;
}

/* Better: where set names are shared; then the file's own folder, then the deepest component. */
static bool is_better(const struct candidate *new, const struct candidate *old, const struct sibling *file)
{
	if (new->shares_set != old->shares_set)
		return new->shares_set;
	bool new_name = new->hole + 1 == file->parts, old_name = old->hole + 1 == file->parts;
	/* Without a shared name, the same file in other folders says more than other files here. */
	if (new_name != old_name)
		return new->shares_set ? new_name : old_name;
	return new->hole > old->hole;
}

static const char *name_of(struct arena *arena, const struct sibling *file)
{
	struct str part = file->part[file->differs];
	if (file->differs + 1 == file->parts) {
		uint32_t dot = part.len;
		while (dot > 0 && part.at[dot - 1] != '.')
			dot--;
		if (dot > 1)
			part.len = dot - 1;
	}
	return str_cstr(arena, part);
}

void siblings_group(struct arena *arena, struct sibling *files, uint32_t count)
{
	uint32_t total = 0;
	for (uint32_t i = 0; i < count; i++) {
		split_path(arena, &files[i]);
		total += files[i].parts;
	}
	struct candidate *all = arena_array(arena, total, sizeof *all);
	uint32_t used = 0;
	for (uint32_t i = 0; i < count; i++)
		for (uint32_t hole = 0; hole < files[i].parts; hole++)
			if (hole + 1 == files[i].parts || !is_environment(arena, files[i].part[hole]))
				all[used++] = (struct candidate){ path_with_hole(arena, &files[i], hole), i, hole, 0, false };
	qsort(all, used, sizeof *all, by_key);

	struct candidate **best = arena_array(arena, count, sizeof *best);
	for (uint32_t from = 0, to; from < used; from = to) {
		for (to = from + 1; to < used && str_eq(all[to].key, all[from].key);)
			to++;
		judge_run(arena, files, all + from, to - from);
		for (uint32_t i = from; i < to; i++) {
			struct candidate **mine = &best[all[i].file];
			if (all[i].peers > 1 && (!*mine || is_better(&all[i], *mine, &files[all[i].file])))
				*mine = &all[i];
		}
	}
	for (uint32_t i = 0; i < count; i++) {
		files[i].group = best[i] ? best[i]->key : path_with_hole(arena, &files[i], files[i].parts);
		files[i].differs = best[i] ? best[i]->hole : files[i].parts - 1;
		files[i].name = name_of(arena, &files[i]);
	}
}
