/* content: what a file holds, found through the descriptor of its folder. */
#ifndef SAVE_CONTENT_H
#define SAVE_CONTENT_H

#include "base/digest.h"
#include "base/os.h"

struct content {
	bool there;              /* false: no such name, or no regular file */
	struct stat st;
	struct str text;
	unsigned char digest[DIGEST_SIZE];
};

/* Reads the regular file `name` of `folder`; links are not followed, FIFOs and devices not opened. False with
 * errno set where it can't be read, EFBIG when it is larger than OS_FILE_MAX. */
bool content_read(struct arena *arena, int folder, const char *name, struct content *content);

/* 1 when the open file holds exactly `text` from here on, 0 when it doesn't, -1 with errno set. */
int content_is(int fd, struct str text);

#endif
