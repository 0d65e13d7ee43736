#include "fixtures.h"

#include <criterion/criterion.h>

#include <dirent.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/buf.h"

/* ---- the files ---- */

static void files_add(struct files *files, const char *path)
{
	if (files->count == files->room) {
		files->room = files->room ? files->room * 2 : 64;
		files->at = arena_grow(files->arena, files->at, files->count, files->room, sizeof *files->at);
	}
	files->at[files->count++] = path;
}

void files_below(struct files *files, const char *folder)
{
	struct dirent **entry;
	int count = scandir(folder, &entry, NULL, alphasort);
	cr_assert(count >= 0, "%s can't be read", folder);
	for (int i = 0; i < count; i++) {
		const char *path = arena_printf(files->arena, "%s/%s", folder, entry[i]->d_name);
		struct stat st;
		if (entry[i]->d_name[0] != '.' && stat(path, &st) == 0) {
			if (S_ISDIR(st.st_mode))
				files_below(files, path);
			else if (S_ISREG(st.st_mode) && st.st_size < 200000)
				files_add(files, path);
		}
		free(entry[i]);
	}
	free(entry);
}

struct files fixtures(struct arena *arena)
{
	static const char *const folder[] = { "configs", "broken", "fleets" };
	const char *top = getenv("top_srcdir");
	struct files files = { .arena = arena };
	cr_assert_not_null(top, "top_srcdir is not set");
	for (size_t i = 0; i < sizeof folder / sizeof *folder; i++)
		files_below(&files, arena_printf(arena, "%s/fixtures/%s", top, folder[i]));
	cr_assert_gt(files.count, 200);
	return files;
}

/* ---- what may have happened to a file ---- */

static struct str with_crlf(struct arena *to, struct str text)
{
	struct buf out = BUF_INIT(to);
	for (uint32_t i = 0; i < text.len; i++) {
		if (text.at[i] == '\n' && (i == 0 || text.at[i - 1] != '\r'))
			buf_char(&out, '\r');
		buf_char(&out, text.at[i]);
	}
	return buf_done(&out);
}

static struct str without_final_newline(struct arena *to, struct str text)
{
	(void)to;
	text.len -= str_ends(text, "\n");
	text.len -= str_ends(text, "\r");
	return text;
}

static struct str with_byte_order_mark(struct arena *to, struct str text)
{
	struct buf out = BUF_INIT(to);
	buf_text(&out, str_starts(text, "\xef\xbb\xbf") ? "" : "\xef\xbb\xbf");
	buf_str(&out, text);
	return buf_done(&out);
}

/* All lines but the marks of documents, which must stand in the first column, and blank ones. */
static struct str shifted(struct arena *to, struct str text)
{
	struct buf out = BUF_INIT(to);
	for (uint32_t next, at = 0; at < text.len; at = next) {
		next = str_find_char(text, '\n', at);
		next = next == STR_NONE ? text.len : next + 1;
		struct str line = str_sub(text, at, next);
		bool mark = str_starts(line, "---") || str_starts(line, "...") || str_starts(line, "%");
		if (!mark && str_trim(line).len)
			buf_char(&out, ' ');
		buf_str(&out, line);
	}
	return buf_done(&out);
}

const struct mutation mutations[] = {
	{ "with CRLF", with_crlf },
	{ "without the final newline", without_final_newline },
	{ "with a byte order mark", with_byte_order_mark },
	{ "shifted by a blank", shifted },
};
const unsigned mutation_count = sizeof mutations / sizeof *mutations;
