/*
 * Runs of the program without its start: for valgrind.
 *
 *     tests/warm serve SOCKET                           under valgrind; prints a line when it listens
 *     tests/warm run SOCKET LOGS REPORTS [ARGUMENT...]  anywhere; as mongoconf with these arguments
 *
 * Under valgrind the program runs for most of a second before its first line: valgrind reads the
 * symbols of every library, and translates their loading. The golden cases run it more than five
 * hundred times. So one process is started under valgrind; it holds the program, waits, and forks
 * for every run. The child takes over the caller's arguments, environment, folder, umask and open
 * files, and enters cli_main(), which is all that main() does.
 *
 * Before it listens it runs the command lines of its standard input in its folder, see tests/warm_up.h.
 *
 * The caller passes on the signals that it is sent, and ends as the run did. Its death ends the
 * run. Valgrind's report on the run moves from the folder LOGS, where serve has it written, into
 * REPORTS.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli/cli.h"
#include "warm_up.h"

extern char **environ;

enum { FDS_MAX = 64, CALLS_MAX = 256 };

/* What is sent first, with the files: the current folder, then those of `fd`. Behind it come the
 * `size` bytes of `arguments` and `variables`, each ended by a NUL. */
struct call {
	size_t size;
	int arguments, variables, files;
	int fd[FDS_MAX];
	mode_t mask;
};

/* The answer: the process that it was, and how it ended. */
struct answer {
	pid_t process;
	int status;
};

static void fatal(const char *what)
{
	perror(what);
	exit(126);
}

static int open_socket(const char *path, struct sockaddr_un *address)
{
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd < 0)
		fatal("tests/warm: socket");
	if (strlen(path) >= sizeof address->sun_path) {
		errno = ENAMETOOLONG;
		fatal(path);
	}
	*address = (struct sockaddr_un){ .sun_family = AF_UNIX };
	strcpy(address->sun_path, path);
	return fd;
}

static bool send_bytes(int fd, const void *bytes, size_t left)
{
	for (const char *at = bytes; left;) {
		ssize_t sent = send(fd, at, left, MSG_NOSIGNAL);
		if (sent < 0 && errno == EINTR)
			continue;
		if (sent <= 0)
			return false;
		at += sent;
		left -= (size_t)sent;
	}
	return true;
}

static bool receive_bytes(int fd, void *bytes, size_t left)
{
	for (char *at = bytes; left;) {
		ssize_t got = read(fd, at, left);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return false;
		at += got;
		left -= (size_t)got;
	}
	return true;
}

/* Room for a message with all files in it. */
struct message {
	struct msghdr header;
	struct iovec part;
	union {
		char bytes[CMSG_SPACE(sizeof(int) * (FDS_MAX + 1))];
		struct cmsghdr aligned;
	} control;
};

static void message_init(struct message *message, struct call *call)
{
	memset(message, 0, sizeof *message);
	message->part = (struct iovec){ .iov_base = call, .iov_len = sizeof *call };
	message->header = (struct msghdr){ .msg_iov = &message->part, .msg_iovlen = 1,
					   .msg_control = message->control.bytes,
					   .msg_controllen = sizeof message->control.bytes };
}

/* ---- the caller */

static int server;

/* Sent to the server, which sends the signal to the run. */
static void pass_on(int number)
{
	int before = errno;
	char byte = (char)number;

	if (send(server, &byte, 1, MSG_NOSIGNAL) < 0)
		_exit(126);
	errno = before;
}

static size_t bytes_of(char **list, int *count)
{
	size_t size = 0;

	for (*count = 0; list[*count]; ++*count)
		size += strlen(list[*count]) + 1;
	return size;
}

static char *append(char *at, char **list)
{
	for (; *list; list++)
		at = stpcpy(at, *list) + 1;
	return at;
}

/* Every open file but `except` and the listing of them itself. */
static void find_files(struct call *call, int *files, int except)
{
	DIR *folder = opendir("/proc/self/fd");

	if (!folder)
		fatal("/proc/self/fd");
	for (struct dirent *entry; (entry = readdir(folder));) {
		int fd = atoi(entry->d_name);
		if (entry->d_name[0] == '.' || fd == except || fd == dirfd(folder) || fd == files[0])
			continue;
		if (call->files == FDS_MAX) {
			errno = EMFILE;
			fatal("tests/warm");
		}
		call->fd[call->files++] = fd;
		files[call->files] = fd;
	}
	closedir(folder);
}

static void send_call(char **arguments)
{
	struct call call = { .mask = umask(0) };
	int files[FDS_MAX + 1];
	struct message message;

	umask(call.mask);
	files[0] = open(".", O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (files[0] < 0)
		fatal("tests/warm: the current folder");
	find_files(&call, files, server);
	call.size = bytes_of(arguments, &call.arguments) + bytes_of(environ, &call.variables);
	char *text = malloc(call.size + 1);
	if (!text)
		fatal("tests/warm");
	append(append(text, arguments), environ);

	message_init(&message, &call);
	size_t size = sizeof(int) * (size_t)(call.files + 1);
	struct cmsghdr *control = CMSG_FIRSTHDR(&message.header);
	control->cmsg_level = SOL_SOCKET;
	control->cmsg_type = SCM_RIGHTS;
	control->cmsg_len = CMSG_LEN(size);
	memcpy(CMSG_DATA(control), files, size);
	message.header.msg_controllen = CMSG_SPACE(size);
	if (sendmsg(server, &message.header, MSG_NOSIGNAL) != (ssize_t)sizeof call ||
	    !send_bytes(server, text, call.size))
		fatal("tests/warm: the server");
	free(text);
}

static int run(const char *path, const char *logs, const char *reports, char **arguments)
{
	static const int passed_on[] = { SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGUSR1, SIGUSR2 };
	struct sockaddr_un address;
	struct answer answer;
	char from[4096], to[4096];

	server = open_socket(path, &address);
	if (connect(server, (struct sockaddr *)&address, sizeof address))
		fatal(path);
	send_call(arguments);
	for (size_t i = 0; i < sizeof passed_on / sizeof *passed_on; i++) {
		struct sigaction action = { .sa_handler = pass_on }, before;
		sigaction(passed_on[i], NULL, &before);
		if (before.sa_handler != SIG_IGN)
			sigaction(passed_on[i], &action, NULL);
	}
	/* Its end of every file is the run's now: a reader must see the run's end as the end. */
	for (int fd = 0; fd < 512; fd++)
		if (fd != server)
			close(fd);
	if (!receive_bytes(server, &answer, sizeof answer))
		return 126;
	snprintf(from, sizeof from, "%s/valgrind.%d", logs, (int)answer.process);
	snprintf(to, sizeof to, "%s/valgrind.%d", reports, (int)answer.process);
	if (rename(from, to) && errno != ENOENT)
		return 126;
	if (WIFEXITED(answer.status))
		return WEXITSTATUS(answer.status);
	signal(WTERMSIG(answer.status), SIG_DFL);
	raise(WTERMSIG(answer.status));
	return 126;
}

/* ---- the server */

/* The runs that go on: a caller and a process each. */
static struct pollfd caller[CALLS_MAX + 2];
static pid_t process[CALLS_MAX + 2];
static nfds_t callers = 2; /* [0] listens, [1] tells of processes that ended */
static int ended;

static void child_ended(int number)
{
	int before = errno;

	(void)number;
	if (write(ended, "", 1) < 0 && errno != EAGAIN)
		_exit(126);
	errno = before;
}

static char **list_of(char **at, int count)
{
	char **list = calloc((size_t)count + 1, sizeof *list);

	if (!list)
		fatal("tests/warm");
	for (int i = 0; i < count; i++) {
		list[i] = *at;
		*at += strlen(*at) + 1;
	}
	return list;
}

/* The files at the numbers that they had; what is in the way was moved above them all. */
static void take_files(const struct call *call, const int *files)
{
	int high[FDS_MAX];

	if (fchdir(files[0]))
		fatal("tests/warm: fchdir");
	for (int i = 0; i < call->files; i++) {
		high[i] = fcntl(files[i + 1], F_DUPFD, 512);
		if (high[i] < 0)
			fatal("tests/warm: fcntl");
	}
	for (int fd = 0; fd < 512; fd++)
		close(fd);
	for (int i = 0; i < call->files; i++) {
		if (dup2(high[i], call->fd[i]) < 0)
			fatal("tests/warm: dup2");
		close(high[i]);
	}
}

/* What a program is given is no leak, though setenv() may leave it for a copy. */
extern char **run_arguments, **run_environment;
char **run_arguments, **run_environment;

static _Noreturn void be_the_run(const struct call *call, const int *files, char *text)
{
	run_arguments = list_of(&text, call->arguments);
	environ = run_environment = list_of(&text, call->variables);
	signal(SIGCHLD, SIG_DFL);
	signal(SIGPIPE, SIG_DFL);
	umask(call->mask);
	take_files(call, files);
	exit(cli_main(call->arguments, run_arguments));
}

/* Takes a call and starts its run; the caller that says nothing sensible is hung up on. */
static void answer_call(int fd)
{
	struct call call;
	struct message message;
	int files[FDS_MAX + 1];

	message_init(&message, &call);
	ssize_t got;
	/* A run that ends meanwhile interrupts it. */
	do
		got = recvmsg(fd, &message.header, MSG_WAITALL | MSG_CMSG_CLOEXEC);
	while (got < 0 && errno == EINTR);
	struct cmsghdr *control = got == (ssize_t)sizeof call ? CMSG_FIRSTHDR(&message.header) : NULL;
	if (!control || control->cmsg_len != CMSG_LEN(sizeof(int) * (size_t)(call.files + 1))) {
		close(fd);
		return;
	}
	memcpy(files, CMSG_DATA(control), sizeof(int) * (size_t)(call.files + 1));
	char *text = malloc(call.size + 1);
	pid_t pid = -1;
	if (text && receive_bytes(fd, text, call.size) && callers < CALLS_MAX + 2)
		pid = fork();
	if (!pid)
		be_the_run(&call, files, text);
	free(text);
	for (int i = 0; i <= call.files; i++)
		close(files[i]);
	if (pid < 0) {
		close(fd);
		return;
	}
	caller[callers] = (struct pollfd){ .fd = fd, .events = POLLIN };
	process[callers++] = pid;
}

/* The runs that ended: their callers are told. */
static void reap(void)
{
	struct answer answer;
	char byte[64];

	while (read(caller[1].fd, byte, sizeof byte) > 0)
		;
	while ((answer.process = waitpid(-1, &answer.status, WNOHANG)) > 0) {
		for (nfds_t i = 2; i < callers; i++) {
			if (process[i] != answer.process)
				continue;
			send_bytes(caller[i].fd, &answer, sizeof answer);
			close(caller[i].fd);
			callers--;
			caller[i] = caller[callers];
			process[i] = process[callers];
			break;
		}
	}
}

/* A caller's signals go to its run; a caller that is gone takes the run along. */
static void hear(nfds_t i)
{
	char number;
	ssize_t got = read(caller[i].fd, &number, 1);

	if (got == 1) {
		kill(process[i], number);
	} else if (got == 0 || errno != EINTR) {
		kill(process[i], SIGKILL);
		caller[i].events = 0;
	}
}

static _Noreturn void serve(const char *path)
{
	struct sockaddr_un address;
	int ends[2];

	caller[0] = (struct pollfd){ .fd = open_socket(path, &address), .events = POLLIN };
	if (bind(caller[0].fd, (struct sockaddr *)&address, sizeof address) || listen(caller[0].fd, 64))
		fatal(path);
	if (pipe2(ends, O_CLOEXEC | O_NONBLOCK))
		fatal("tests/warm: pipe2");
	caller[1] = (struct pollfd){ .fd = ends[0], .events = POLLIN };
	ended = ends[1];
	signal(SIGPIPE, SIG_IGN);
	sigaction(SIGCHLD, &(struct sigaction){ .sa_handler = child_ended }, NULL);
	warm_up(".");
	puts("listening");
	fflush(stdout);
	for (;;) {
		if (poll(caller, callers, -1) < 0) {
			if (errno == EINTR)
				continue;
			fatal("tests/warm: poll");
		}
		for (nfds_t i = callers; i-- > 2;)
			if (caller[i].events && caller[i].revents)
				hear(i);
		if (caller[1].revents)
			reap();
		if (caller[0].revents) {
			int fd = accept4(caller[0].fd, NULL, NULL, SOCK_CLOEXEC);
			if (fd >= 0)
				answer_call(fd);
		}
	}
}

int main(int argc, char **argv)
{
	if (argc >= 3 && !strcmp(argv[1], "serve"))
		serve(argv[2]);
	if (argc >= 5 && !strcmp(argv[1], "run")) {
		static char name[] = "mongoconf";
		char *path = argv[2], *logs = argv[3], *reports = argv[4];
		argv[4] = name;
		return run(path, logs, reports, argv + 4);
	}
	fputs("usage: warm serve SOCKET <LINES | warm run SOCKET LOGS REPORTS [ARGUMENT...]\n", stderr);
	return 2;
}
