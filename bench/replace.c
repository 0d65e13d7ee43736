/* The floor under any program that replaces files safely: for every file named on standard input, a line each, its bytes are
 * written to a new file beside it, made durable (fsync), and renamed to it. Its folder is made durable after that, once for
 * files of the same folder that come one after the other. Nothing is kept of owner, mode or attributes, and nothing is
 * undone when it stops half-way: so less than what a careful program does.
 *
 *     bench/replace */
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { FILE_MAX = 1 << 24, NAME_LENGTH = 4096 };

static void die(const char *what)
{
	perror(what);
	exit(1);
}

static void replace(const char *name)
{
	static char text[FILE_MAX], new_name[NAME_LENGTH + 8];
	int fd = open(name, O_RDONLY);
	ssize_t len = fd < 0 ? -1 : read(fd, text, sizeof text);
	if (len < 0)
		die(name);
	close(fd);
	snprintf(new_name, sizeof new_name, "%s.new", name);
	fd = open(new_name, O_WRONLY | O_CREAT | O_EXCL, 0666);
	if (fd < 0 || write(fd, text, (size_t)len) != len || fsync(fd) < 0 || close(fd) < 0 || rename(new_name, name) < 0)
		die(new_name);
}

static void settle(const char *folder)
{
	int fd = open(*folder ? folder : ".", O_RDONLY | O_DIRECTORY);
	if (fd < 0 || fsync(fd) < 0)
		die(folder);
	close(fd);
}

int main(void)
{
	static char name[NAME_LENGTH], folder[NAME_LENGTH];
	bool any = false;
	while (fgets(name, sizeof name, stdin)) {
		name[strcspn(name, "\n")] = '\0';
		const char *slash = strrchr(name, '/');
		size_t len = slash ? (size_t)(slash - name) : 0;
		if (any && (strlen(folder) != len || strncmp(folder, name, len) != 0))
			settle(folder);
		memcpy(folder, name, len);
		folder[len] = '\0';
		any = true;
		replace(name);
	}
	if (any)
		settle(folder);
	return 0;
}
