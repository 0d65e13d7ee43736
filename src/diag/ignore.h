/* ignore: comments in a config that set findings aside.
 *
 *     port: 27017            # mongoconf: ignore[default-port] the firewall lets nobody near it
 *     # mongoconf: ignore[bind-loopback-in-replset,security] a tunnel ends here
 *     bindIp: 127.0.0.1
 *     # mongoconf: ignore-file[hygiene] written by another tool
 *
 * Behind text a directive is about its own line; alone on a line, about the next one that is neither blank nor a
 * comment; ignore-file about all of the file. It names rules or groups, and gives its reason. What begins like one and is
 * none says so in `fault`; it sets nothing aside.
 *
 * Which # begins a comment only a parser knows, so the caller asks for the candidates one by one:
 *
 *     for (uint32_t at = 0; ignore_next(source, &at); at++)
 *             if (it is no text of a value) ignore_take(&ignores, source, at);
 */
#ifndef DIAG_IGNORE_H
#define DIAG_IGNORE_H

#include "diag/diag.h"

/* One of the names in the brackets. */
struct ignore_name {
	struct str text;
	struct span at;
	bool used;            /* it has set a finding aside */
};

struct ignore {
	const struct source *source;
	struct span at;       /* from its # to the end of the line's text */
	struct ignore_name *names;
	uint32_t count;
	bool whole_file;
	bool alone;           /* on its line */
	const char *reason;   /* "" where none is given */
	const char *fault;    /* what is wrong with it, and what it should be; or NULL */
	struct span covers;   /* findings that begin in here */
	bool stopped;         /* for the caller: something keeps the file from being judged to its end */
};

struct ignores {
	struct arena *arena;
	struct ignore *at;
	uint32_t count, room;
};
#define IGNORES_INIT(a) { .arena = (a) }

/* The next # at or after *at that a directive could begin with; false when there is none. */
bool ignore_next(const struct source *source, uint32_t *at);

/* Adds the directive that begins with the # at this offset. */
void ignore_take(struct ignores *ignores, const struct source *source, uint32_t at);

/* Takes on what another gathered. */
void ignores_add(struct ignores *ignores, const struct ignore *ignore);

/* By file, those about all of it first, and place. A file that was read twice has each directive once. */
void ignores_sort(struct ignores *ignores);

/* Of sorted ones, those of the file: *count of them. */
struct ignore *ignores_of(const struct ignores *ignores, const struct source *source, uint32_t *count);

/* Of those of one file, the next from number `after` on that may cover this offset; `count`: none does. Not one by one: a
 * file may have tens of thousands, and as many findings. */
uint32_t ignores_next(const struct ignore *ignores, uint32_t count, uint32_t after, uint32_t offset);

/* Is the finding in its file, and in what it covers? Its names are the caller's to ask about. */
bool ignore_covers(const struct ignore *ignore, const struct diag *diag);

/* The edit that takes the names away which `keep` (one bool each) does not keep, or, where it keeps none, the whole
 * comment, with its line where it is alone on it. */
struct fix_edit ignore_without(struct arena *arena, const struct ignore *ignore, const bool *keep);

#endif
