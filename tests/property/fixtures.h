/* fixtures: the files of fixtures/, and what may have happened to a file on its way.
 *
 *     struct files files = fixtures(&arena);
 *     for (unsigned way = 0; way < mutation_count; way++)
 *             ... mutations[way].change(&scratch, text)
 */
#ifndef PROPERTY_FIXTURES_H
#define PROPERTY_FIXTURES_H

#include "base/str.h"

struct files {
	struct arena *arena;
	const char **at;
	uint32_t count, room;
};

/* All files below a folder, and those of fixtures/ that are configs, or meant to be; the folder is found with the help of
 * the environment's top_srcdir. */
void files_below(struct files *files, const char *folder);
struct files fixtures(struct arena *arena);

struct mutation {
	const char *name;
	struct str (*change)(struct arena *to, struct str text);
};
extern const struct mutation mutations[];
extern const unsigned mutation_count;

#endif
