/* flags: what a command line adds to a config.
 *
 * `mongod --config FILE --replSet rs0 --port 27018`: the command line wins over the file, option by
 * option (server source, util/options_parser/options_parser.cpp, run(): the command line's
 * environment is laid over the file's). The names are those of schema/ini.h and schema/option.h.
 *
 *     struct flags_read read;
 *     flags_read(arena, words, count, &read);        which file, which binary, which flags
 *     flags_lay_over(arena, file, &read, source, &config);
 *
 * The result is a config of its own, as the server ends up with it; the file's is left alone. Its
 * settings say in setting->source where each stands. All memory is the arena's; nothing fails.
 */
#ifndef CONFIG_FLAGS_H
#define CONFIG_FLAGS_H

#include "config/config.h"

/* A word of a command line, after the shell or Compose has taken it apart. */
struct flag_word {
	struct str text;
	struct span at;          /* in the file that holds the command line */
};

struct flag_option {
	struct str name;         /* without dashes: "replSet" */
	struct str value;        /* empty for a switch */
	struct span at;          /* the value, or the flag itself for a switch */
	struct span whole;       /* flag and value */
};

struct command_line {
	unsigned binary;         /* BINARY_MONGOD or BINARY_MONGOS; 0: it starts neither */
	struct str config;       /* of --config or -f; empty: none */
	struct span config_at;
	struct flag_option *options;
	uint32_t count;
};

/* Takes a command line apart: `mongod --replSet rs0 -f /etc/mongod.conf`, `--port=27018`; words before the
 * program's name (a shell's, an entrypoint's) are passed over, and one that begins with a dash
 * (`command: --replSet rs0`) is taken for mongod's. Unknown flags are kept as they are. */
void command_line_read(struct arena *arena, const struct flag_word *words, uint32_t count,
		       struct command_line *line);

/* `file` with the flags laid over it, or the flags alone where `file` is NULL (then `target` says what is
 * known of the server; else it may be NULL). `source` holds the command line. */
void flags_lay_over(struct arena *arena, const struct config *file, const struct command_line *line,
		    const struct source *source, const struct target *target, struct config *out);

#endif
