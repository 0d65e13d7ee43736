#include "save/content.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>

static bool read_open(struct arena *arena, int fd, struct content *content)
{
	if (os->fstat(fd, &content->st) < 0)
		return false;
	if (!S_ISREG(content->st.st_mode))
		return true;
	if (content->st.st_size > OS_FILE_MAX) {
		errno = EFBIG;
		return false;
	}
	uint32_t room = (uint32_t)content->st.st_size + 1, used = 0;
	char *bytes = arena_bytes(arena, room);
	while (used < room) {
		ssize_t got = os->read(fd, bytes + used, room - used);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return false;
		if (got == 0)
			break;
		used += (uint32_t)got;
	}
	content->there = true;
	content->text = (struct str){ bytes, used };
	digest_sha256(content->text, content->digest);
	return true;
}

bool content_read(struct arena *arena, int folder, const char *name, struct content *content)
{
	*content = (struct content){ 0 };
	if (os->fstatat(folder, name, &content->st, AT_SYMLINK_NOFOLLOW) < 0)
		return errno == ENOENT;
	if (!S_ISREG(content->st.st_mode))
		return true;
	int fd = os->openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC, 0);
	if (fd < 0)
		return errno == ENOENT || errno == ELOOP;
	bool ok = read_open(arena, fd, content);
	int cause = errno;
	os->close(fd);
	errno = cause;
	return ok;
}

int content_is(int fd, struct str text)
{
	char chunk[16384];
	uint32_t at = 0;
	for (;;) {
		ssize_t got = os->read(fd, chunk, sizeof chunk);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return -1;
		if (got == 0)
			return at == text.len;
		if ((size_t)got > text.len - at || memcmp(chunk, text.at + at, (size_t)got) != 0)
			return 0;
		at += (uint32_t)got;
	}
}
