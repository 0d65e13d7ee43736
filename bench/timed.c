/* Runs a command, again and again, and tells what each run took.
 *
 *     bench/timed TIMES INPUT OUTPUT COMMAND [ARGUMENT...]
 *
 * INPUT is its standard input, OUTPUT gets what the last run prints, errors too. Prints a line for each run: nanoseconds on the clock,
 * microseconds of processor time in user mode and in the kernel, kilobytes of memory at most, and the exit status. Processes that
 * the command started and waited for count too.
 *
 * What a run prints goes to memory: a file that is emptied and written again is flushed to the disk by some file systems (ext4)
 * when it is closed, and of two commands the one that prints a line would take a third longer than the one that does not.
 *
 * A shell or a Python that starts a program adds time of its own, and a large process that forks lends the child its
 * peak of memory: so this is small. */
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

static long long now(void)
{
	struct timespec time;
	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * 1000000000LL + time.tv_nsec;
}

static long long microseconds(struct timeval time) { return time.tv_sec * 1000000LL + time.tv_usec; }

static int run(const char *input, int memory, char **command)
{
	posix_spawn_file_actions_t files;
	struct rusage usage;
	pid_t child;
	int status;
	if (ftruncate(memory, 0) < 0 || lseek(memory, 0, SEEK_SET) < 0)
		return 1;
	posix_spawn_file_actions_init(&files);
	posix_spawn_file_actions_addopen(&files, 0, input, O_RDONLY, 0);
	posix_spawn_file_actions_adddup2(&files, memory, 1);
	posix_spawn_file_actions_adddup2(&files, memory, 2);
	long long before = now();
	int error = posix_spawnp(&child, command[0], &files, NULL, command, environ);
	if (error || wait4(child, &status, 0, &usage) < 0) {
		fprintf(stderr, "timed: %s: %s\n", command[0], strerror(error));
		return 1;
	}
	long long after = now();
	posix_spawn_file_actions_destroy(&files);
	printf("%lld %lld %lld %ld %d\n", after - before, microseconds(usage.ru_utime), microseconds(usage.ru_stime),
	       usage.ru_maxrss, WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
	return 0;
}

static int copy(int memory, const char *output)
{
	static char bytes[1 << 16];
	int fd = open(output, O_WRONLY | O_CREAT | O_TRUNC, 0666);
	ssize_t got;
	for (off_t at = 0; fd >= 0 && (got = pread(memory, bytes, sizeof bytes, at)) > 0; at += got)
		if (write(fd, bytes, (size_t)got) != got)
			return 1;
	return fd < 0 || close(fd) < 0;
}

int main(int argc, char **argv)
{
	if (argc < 5) {
		fprintf(stderr, "usage: timed TIMES INPUT OUTPUT COMMAND [ARGUMENT...]\n");
		return 2;
	}
	int memory = memfd_create("output", MFD_CLOEXEC);
	for (int times = atoi(argv[1]); times > 0; times--)
		if (memory < 0 || run(argv[2], memory, argv + 4))
			return 1;
	if (copy(memory, argv[3])) {
		perror(argv[3]);
		return 1;
	}
	return 0;
}
