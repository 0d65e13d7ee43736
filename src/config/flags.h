/* flags: what a command line adds to a config.
 *
 * `mongod --config FILE --replSet rs0 --port 27018`: the command line wins over the file, option by
 * option (server source, util/options_parser/options_parser.cpp, run(): the command line's
 * environment is laid over the file's). The names are those of schema/ini.h and schema/option.h.
 *
 *     struct command_line line;
 *     command_line_read(arena, words.at, words.count, &line);   which file, which binary, which flags
 *     flags_lay_over(arena, file, &line, source, NULL, &config);
 *
 * The result is a config of its own, as the server ends up with it; the file's is left alone. Its
 * settings say in setting->source where each stands. What depends on a variable is SETTING_OPAQUE, and
 * where a whole flag does, the config is opaque as a whole: rules stay silent. All memory is the arena's;
 * nothing fails.
 */
#ifndef CONFIG_FLAGS_H
#define CONFIG_FLAGS_H

#include "config/config.h"
#include "config/words.h"

struct flag_option {
	struct str name;         /* without dashes: "replSet" */
	struct str value;        /* empty for a switch */
	struct span at;          /* the value, or the flag itself for a switch */
	struct span whole;       /* flag and value */
	bool unknown;            /* the value depends on a variable */
	bool fallback;           /* what an image adds by itself: counts only where the file says nothing */
};

struct command_line {
	unsigned binary;         /* BINARY_MONGOD or BINARY_MONGOS; 0: it starts neither */
	bool unknown;            /* there may be flags that are not seen here: from a variable, a script, an image */
	struct str config;       /* of --config or -f; empty: none */
	struct span config_at;
	bool short_config;       /* it was -f */
	bool entrypoint;         /* mongod is started by the official image's docker-entrypoint.sh, which is named */
	struct flag_option *options;
	uint32_t count, room;
};

/* Takes a command line apart: `mongod --replSet rs0 -f /etc/mongod.conf`, `--port=27018`. Words before the
 * program's name (an entrypoint's, numactl's) are passed over, what a shell is given with -c is taken
 * apart too (with the words behind it for its $@), and a line that begins with a dash
 * (`command: --replSet rs0`) is taken for mongod's. Unknown flags are kept as they are. */
void command_line_read(struct arena *arena, const struct flag_word *words, uint32_t count,
		       struct command_line *line);

void command_line_add(struct arena *arena, struct command_line *line, struct flag_option option);

/* The option of this name on the command line, or NULL. */
const struct flag_option *command_line_find(const struct command_line *line, const char *name);

/* `file` with the flags laid over it, or the flags alone where `file` is NULL (then `target` says what is
 * known of the server; else it may be NULL, and what it says wins over the file's). `source` holds the
 * command line. */
void flags_lay_over(struct arena *arena, const struct config *file, const struct command_line *line,
		    const struct source *source, const struct target *target, struct config *out);

/* Tells `file` what the command line decides, so that rules on the file alone stay silent about it: before
 * they run, for every command line that names the file. */
void flags_decide(struct arena *arena, const struct config *file, const struct command_line *line);

#endif
