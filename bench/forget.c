/* Makes the kernel forget what it has of files, so that the next to read them waits for the disk: their bytes, and where it may,
 * folders and inodes too. The files are named on standard input, a line each.
 *
 *     bench/forget [files]
 *
 * files: only the bytes of these files, so that others on this machine don't wait too. Prints how: "drop_caches", all that the kernel keeps of any file, or "posix_fadvise", where this process may not do that:
 * then only the bytes of these files. */
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static int forget_all(void)
{
	int fd = open("/proc/sys/vm/drop_caches", O_WRONLY);
	if (fd < 0)
		return 0;
	int done = write(fd, "3\n", 2) == 2;
	close(fd);
	return done;
}

int main(int argc, char **argv)
{
	static char name[4096];
	sync();            /* what is not on the disk yet is not forgotten */
	bool only_files = argc > 1 && strcmp(argv[1], "files") == 0;
	if (!only_files && forget_all()) {
		puts("drop_caches");
		return 0;
	}
	while (fgets(name, sizeof name, stdin)) {
		name[strcspn(name, "\n")] = '\0';
		int fd = open(name, O_RDONLY);
		if (fd < 0 || posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED) != 0) {
			perror(name);
			return 1;
		}
		close(fd);
	}
	puts("posix_fadvise");
	return 0;
}
