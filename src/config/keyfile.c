#include "config/keyfile.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include "base/os.h"

enum keyfile_state keyfile_look(struct arena *arena, const char *root, struct str path, const char **where)
{
	size_t len = strlen(root);
	while (len > 0 && root[len - 1] == '/')
		len--;
	*where = arena_printf(arena, "%.*s%.*s", (int)len, root, STR_ARG(path));
	struct stat st;
	if (os->fstatat(AT_FDCWD, *where, &st, 0) < 0)
		return errno == ENOENT || errno == ENOTDIR ? KEYFILE_MISSING : KEYFILE_UNREADABLE;
	if (!S_ISREG(st.st_mode))
		return KEYFILE_NO_FILE;
	if (st.st_size == 0)
		return KEYFILE_EMPTY;

	struct arena scratch = ARENA_INIT;
	struct err err = ERR_INIT(&scratch);
	struct str text;
	enum keyfile_state state = KEYFILE_UNREADABLE;
	if (os_read_file(&scratch, *where, &text, NULL, &err))
		state = str_trim(text).len ? KEYFILE_FINE : KEYFILE_EMPTY;
	arena_free(&scratch);
	return state;
}
