#include "save/quiet.h"

#include "base/os.h"

static const int waiting[] = { SIGINT, SIGTERM, SIGHUP };
enum { WAITING = sizeof waiting / sizeof *waiting };

void quiet_begin(struct quiet *before)
{
	sigset_t wait;
	sigemptyset(&wait);
	for (int i = 0; i < WAITING; i++)
		sigaddset(&wait, waiting[i]);
	sigprocmask(SIG_BLOCK, &wait, &before->mask);
	/* SIGXFSZ comes from our own write() and can't wait; ignored, it is EFBIG. */
	struct sigaction ignore = { .sa_handler = SIG_IGN };
	sigaction(SIGXFSZ, &ignore, &before->size);
	/* Every file is made with the mode that it is to have. Under a umask of 0777 nobody but root could read a journal. */
	before->umask = os_umask(0);
}

void quiet_end(const struct quiet *before)
{
	os_umask(before->umask);
	sigaction(SIGXFSZ, &before->size, NULL);
	sigprocmask(SIG_SETMASK, &before->mask, NULL);
}

bool quiet_interrupted(void)
{
	sigset_t pending;
	if (sigpending(&pending) < 0)
		return false;
	for (int i = 0; i < WAITING; i++)
		if (sigismember(&pending, waiting[i]) == 1)
			return true;
	return false;
}
