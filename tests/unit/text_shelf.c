#include "text/shelf.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { FILES = 4 };

static char folder[] = "/tmp/mongoconf-shelf-XXXXXX";

static char *name_of(struct arena *arena, unsigned i)
{
	return arena_printf(arena, "%s/%u.conf", folder, i);
}

static void write_text(const char *path, const char *text)
{
	FILE *file = fopen(path, "w");
	cr_assert(file && fputs(text, file) >= 0 && fclose(file) == 0);
}

/* Read as a run does: into memory that is used for the next file. */
static void put(struct shelf *shelf, struct arena *arena, struct arena *held, const char *path, struct source *source)
{
	struct err err = ERR_INIT(arena);
	cr_assert(source_read(held, path, source, &err), "%s", path);
	shelf_put(shelf, arena, source);
	arena_reset(held);
	memset(arena_alloc(held, 4096), 'x', 4096);
}

/* The first stays, the others are fetched: with their lines and columns, but for the one that was changed and the one that is
 * gone since. */
Test(text_shelf, fetch)
{
	static const char text[] = "# \xc3\xa9t\xc3\xa9\nnet:\n  port: 1  # \xc3\xa9\n";
	struct arena arena = ARENA_INIT, held = ARENA_INIT;
	struct shelf shelf = SHELF_INIT(sizeof text);
	struct source sources[FILES], own;
	cr_assert(mkdtemp(folder));
	for (unsigned i = 0; i < FILES; i++) {
		write_text(name_of(&arena, i), text);
		put(&shelf, &arena, &held, name_of(&arena, i), &sources[i]);
		cr_expect_eq(sources[i].text.len, i ? 0 : sizeof text - 1, "file %u", i);
		cr_expect_eq(source_place(&sources[i], 0).line, 1);
	}
	for (unsigned i = 0; i < 2; i++) {
		source_fetch(&sources[i]);
		source_fetch(&sources[i]);
		struct place end = source_place(&sources[i], sizeof text - 2);
		cr_expect(str_is(sources[i].text, text), "file %u", i);
		cr_expect(end.line == 3 && end.column == 15, "file %u: %u:%u", i, end.line, end.column);
	}
	cr_expect_eq(shelf.fetched, 1);
	cr_expect_null(shelf_changed(&shelf));
	write_text(name_of(&arena, 2), "net: {}\n");
	unlink(name_of(&arena, 3));
	for (unsigned i = 2; i < FILES; i++) {
		source_fetch(&sources[i]);
		cr_expect(sources[i].text.at && !sources[i].text.len, "file %u", i);
		cr_expect_str_eq(shelf_changed(&shelf), name_of(&arena, 2));
	}
	/* What is no file can't be read again. */
	source_init(&held, "own", STR("net: {}\n"), &own);
	shelf_put(&shelf, &arena, &own);
	cr_expect(str_is(own.text, "net: {}\n") && !arena_owns(&held, own.line));
	for (unsigned i = 0; i < FILES; i++)
		unlink(name_of(&arena, i));
	rmdir(folder);
	arena_free(&shelf.arena);
	arena_free(&held);
	arena_free(&arena);
}
