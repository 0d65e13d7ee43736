/* unit_file: a unit of systemd, with its drop-ins, as far as it says how a server is started.
 *
 *     unit_file_read(arena, sources, count, &unit, &line);     mongod.service, then mongod.service.d/NAME.conf by name
 *     if (line.binary) ... line.config, unit.type.text
 *
 * As systemd reads them (systemd.syntax(7), systemd.service(5)): a backslash at a line's end joins it with the next, comments
 * between them are left out; an empty ExecStart= forgets those before it, of other settings the last wins; the program may
 * have prefixes (-, @, :, +, !); quotes hold words together; $NAME and ${NAME} are what Environment= says, and not known
 * where that says nothing; %% is a percent sign, and what else follows one is not known. All memory is the arena's; nothing
 * fails: a line that systemd would pass over is passed over.
 */
#ifndef FLEET_UNIT_FILE_H
#define FLEET_UNIT_FILE_H

#include "config/flags.h"

/* One setting; `source` is NULL where no file says it. */
struct unit_fact {
	const struct source *source;
	struct str text;         /* with a NUL behind it */
	struct span at;          /* the value, or the name of one that is empty */
	bool unknown;            /* something in it depends on the instance or the host */
};

struct unit_file {
	const char *name;        /* mongod.service */
	struct unit_fact start;  /* the last ExecStart= */
	struct unit_fact type, pid_file, user, no_files;
	bool whole;              /* the unit itself is here, and not only drop-ins */
};

void unit_file_read(struct arena *arena, const struct source *const *sources, uint32_t count, struct unit_file *unit,
		    struct command_line *line);

#endif
