#include "config/keyfile.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include "base/os.h"

const char *keyfile_path(struct arena *arena, const char *root, struct str path)
{
	size_t len = strlen(root);
	while (len > 0 && root[len - 1] == '/')
		len--;
	return arena_printf(arena, "%.*s%.*s", (int)len, root, STR_ARG(path));
}

void keyfile_read(struct arena *arena, const char *path, struct version server, struct keyfile *keyfile)
{
	(void)arena;
	(void)server;
	*keyfile = (struct keyfile){ .path = path, .state = KEYFILE_UNREADABLE };
	struct stat st;
	if (os->fstatat(AT_FDCWD, path, &st, 0) < 0) {
		keyfile->cause = errno;
		if (errno == ENOENT || errno == ENOTDIR)
			keyfile->state = KEYFILE_MISSING;
		return;
	}
	keyfile->mode = st.st_mode & 07777;
	keyfile->owner = st.st_uid;
	if (!S_ISREG(st.st_mode)) {
		keyfile->state = KEYFILE_NO_FILE;
		return;
	}
	struct arena scratch = ARENA_INIT;
	struct err err = ERR_INIT(&scratch);
	struct str text;
	if (os_read_file(&scratch, path, &text, NULL, &err)) {
		keyfile->state = KEYFILE_READ;
		keyfile->fault = str_trim(text).len ? KEYFILE_FINE : KEYFILE_NO_KEY;
	}
	arena_free(&scratch);
}

bool keyfile_has(const struct keyfile *keyfile, const struct key *key)
{
	for (uint32_t i = 0; i < keyfile->count; i++)
		if (!memcmp(keyfile->keys[i].digest, key->digest, sizeof key->digest))
			return true;
	return false;
}

bool keyfile_share(const struct keyfile *a, const struct keyfile *b)
{
	for (uint32_t i = 0; i < a->count; i++)
		if (keyfile_has(b, &a->keys[i]))
			return true;
	return false;
}
