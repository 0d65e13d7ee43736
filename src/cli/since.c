#include "cli/since.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "base/os.h"
#include "base/path.h"
#include "fleet/project.h"
#include "fleet/revision.h"

/* ---- the commit ---- */

static bool add_file(struct since *since, const struct revision *revision, const struct input *input)
{
	struct arena *arena = since->cli->arena;
	const char *place = !strcmp(input->path, "-") ? revision_place(arena, revision, input->name)
						      : revision_place(arena, revision, input->path);
	struct err err = ERR_INIT(arena);
	struct stat st;
	struct since_file file = { .whole = path_join(arena, since->gathering->here, str_of(input->name)) };
	if (!place)
		return true;
	file.is_new = os->fstatat(AT_FDCWD, place, &st, 0) < 0;
	if (!file.is_new && !os_read_file(arena, place, &file.before, NULL, &err)) {
		cli_fail(since->cli, &err);
		return false;
	}
	if (since->count == since->room) {
		since->room = since->room ? 2 * since->room : 64;
		since->files = arena_grow(arena, since->files, since->count, since->room, sizeof *since->files);
	}
	since->files[since->count++] = file;
	return true;
}

static bool add_unit(struct since *since, const struct revision *revision, const struct unit *unit)
{
	const struct inputs *const all[] = { &unit->files, &unit->context, &unit->maybe };
	for (size_t k = 0; k < sizeof all / sizeof *all; k++)
		for (uint32_t i = 0; i < all[k]->count; i++)
			if (!add_file(since, revision, &all[k]->at[i]))
				return false;
	return true;
}

/* A folder of the unit, by which its repository is found. */
static const char *folder_of(const struct gathering *gathering, const struct unit *unit)
{
	const struct input *first = unit->files.count ? &unit->files.at[0] : unit->maybe.count ? &unit->maybe.at[0] : NULL;
	return unit->root ? unit->root : !first || !strcmp(first->path, "-") ? gathering->here
	     : path_folder(gathering->cli->arena, first->whole);
}

static bool open_unit(struct since *since, const struct unit *unit)
{
	struct cli *cli = since->cli;
	struct revision revision;
	struct err err = ERR_INIT(cli->arena);
	const char *folder = folder_of(since->gathering, unit);
	const char *root = project_repository(cli->arena, path_join(cli->arena, since->gathering->here, str_of(folder)));
	if (!root) {
		err_set(&err, ERR_INPUT, folder, 0, "is in no git work tree, so it is not known what changed since %s", cli->flags.diff_base);
		cli_fail(cli, &err);
		return false;
	}
	bool ok = revision_open(cli->arena, root, cli->flags.diff_base, &revision, &err);
	if (!ok) {
		cli_fail(cli, &err);
		return false;
	}
	ok = add_unit(since, &revision, unit);
	if (!revision_close(&revision)) {
		err_set(&err, ERR_INPUT, revision.root, 0, "could not be removed: it holds the files of %s", revision.rev);
		cli_fail(cli, &err);
		ok = false;
	}
	return ok;
}

static int by_name(const void *a, const void *b)
{
	const struct since_file *left = a, *right = b;
	return strcmp(left->whole, right->whole);
}

bool since_open(struct cli *cli, const struct gathering *gathering, struct since *since)
{
	*since = (struct since){ .cli = cli, .gathering = gathering };
	for (uint32_t i = 0; cli->flags.diff_base && i < gathering->count; i++)
		if (!open_unit(since, &gathering->units[i]))
			return false;
	if (since->count)
		qsort(since->files, since->count, sizeof *since->files, by_name);
	return true;
}

/* ---- the findings ---- */

static const struct changed *changes_of(struct since *since, const struct source *source)
{
	struct arena *arena = since->cli->arena;
	struct since_file wanted = { .whole = path_join(arena, since->gathering->here, str_of(source->name)) };
	struct since_file *file = !since->count ? NULL
		: bsearch(&wanted, since->files, since->count, sizeof wanted, by_name);
	if (!file)
		return NULL;
	if (!file->changed) {
		file->changed = arena_alloc(arena, sizeof *file->changed);
		*file->changed = file->is_new ? changed_all(arena, source->text)
					      : changed_lines(arena, file->before, source->text);
	}
	return file->changed;
}

/* What is not there at all is told at the first line with text. */
static bool is_of_all(const struct source *source, uint32_t line)
{
	for (uint32_t i = 0; i < line; i++) {
		struct str text = str_trim(source_line(source, i));
		if (text.len && text.at[0] != '#' && !str_is(text, "---"))
			return false;
	}
	return true;
}

static bool is_touched(struct since *since, const struct source *source, struct span at)
{
	const struct changed *changed = changes_of(since, source);
	if (!changed)
		return true;
	uint32_t first = source_line_index(source, at.at), last = at.len ? source_line_index(source, span_end(at) - 1) : first;
	for (uint32_t line = first; line <= last; line++)
		if (changed_has(changed, line))
			return true;
	return changed->fewer && is_of_all(source, first);
}

static bool counts(struct since *since, const struct diag *diag)
{
	if (is_touched(since, diag->source, diag->at))
		return true;
	for (uint32_t i = 0; i < diag->note_count; i++)
		if (diag->notes[i].source && is_touched(since, diag->notes[i].source, diag->notes[i].at))
			return true;
	return false;
}

void since_apply(struct since *since, struct sink *sink, uint32_t from)
{
	uint32_t kept = from;
	if (!since->cli->flags.diff_base)
		return;
	for (uint32_t i = from; i < sink->count; i++) {
		if (counts(since, sink->at[i]))
			sink->at[kept++] = sink->at[i];
		else
			since->dropped++;
	}
	sink->count = kept;
}
