/* shelf: where the texts of files go that were judged and have nothing wrong with them.
 *
 * A run over a hundred thousand files can't keep them all in memory, and of most of them nobody asks for the text again.
 * So beyond a certain size of all texts together, one that is put here is given up. Who makes a finding in such a file, and
 * only then, has it read again.
 *
 *     struct shelf shelf = SHELF_INIT(room);
 *     shelf_put(&shelf, &arena, source);        ... its bytes may go: they lie in memory that is used for the next file
 *     source_fetch(source);                     ... the text is there, whatever became of it
 *     if (shelf_changed(&shelf))                ... but for a file that is another by now
 *
 * Several threads may put and fetch at once, each source by one of them; fetch is also for sources that were never put.
 */
#ifndef TEXT_SHELF_H
#define TEXT_SHELF_H

#include <pthread.h>

#include "text/source.h"

struct shelf {
	struct arena arena;       /* of what was fetched */
	size_t room, kept;        /* bytes of texts that stay, and that have stayed */
	uint32_t fetched;         /* files that were read again */
	const char *changed;      /* the first that had changed by then, or was gone; NULL: none */
	pthread_mutex_t lock;
};
#define SHELF_INIT(bytes) { .room = (bytes), .lock = PTHREAD_MUTEX_INITIALIZER }

/* The text, which lies where it can't stay, is copied to the arena while there is room, and given up after that: of a
 * regular file that is no part of another and has no mask. */
void shelf_put(struct shelf *shelf, struct arena *arena, struct source *source);

/* For source_fetch(). */
void shelf_fetch(struct shelf *shelf, struct source *source);

/* A name, or NULL: of the text of this file there is nothing, and findings in it tell wrong places. */
const char *shelf_changed(struct shelf *shelf);

#endif
