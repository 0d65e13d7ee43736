/* cli: what every verb shares: the parsed command line, the exit status, and the only two places
 * that print.
 *
 * A verb is a row of verb_table: its synopsis, its flags, an example, a function. The flags of a
 * row feed getopt_long and --help; a flag names the field that it fills, so nothing is parsed by
 * hand. The exit status only ever goes up (see cli_raise()).
 */
#ifndef CLI_CLI_H
#define CLI_CLI_H

#include "base/buf.h"
#include "base/err.h"
#include "base/term.h"
#include "cli/progress.h"
#include "fleet/walk.h"
#include "transforms/parameters.h"

/* What a flag that may be given several times said. */
struct words {
	const char **at;
	uint32_t count;
};

/* Every flag of every verb; a verb lists those that it takes. */
struct flags {
	bool help, quiet, verbose, no_project, trust_paths;
	const char *color, *project;
	struct words inventory;
	/* reading */
	const char *format, *output, *baseline, *diff_base, *fail_on, *select, *ignore, *stdin_filename;
	const char *server_version, *edition, *binary, *key_file_root, *config_expand;
	const char *part, *shard;
	bool on_host, origin, no_suppress, prune;
	/* writing */
	bool check, diff, to_stdout, backup, force;
	bool in_place, no_follow, allow_owner_change;
	bool unsafe;
	const char *rule;
	const char *backup_suffix;
	const char *bytes, *phase;
	const char *jobs;
	/* rollouts */
	const char *from, *from_git, *to_tree, *order, *batch;
	bool all_at_once;
	struct parameters with;  /* of transforms */
};

struct revision;
struct cli {
	struct arena *arena;
	struct flags flags;
	bool color_out, color_err, out_is_terminal;
	uint32_t out_columns;   /* of standard output, if it is a terminal; or 0 */
	const char *link_host;  /* of links to files on standard output; NULL where those are not shown */
	const struct revision *revision;  /* whose files are called REV:PATH in all that is printed; or NULL */
	int out_errno;  /* of the first failure of standard output, or 0 */
	int status;
	uint32_t jobs;     /* what --jobs says; 0: nothing. Whoever has work for several asks workers_jobs() (workers.h) */
	struct buf *said;  /* of a worker: where its lines for the operator wait for their turn; NULL: they are printed */
	struct progress progress;
};

enum flag_kind { FLAG_BOOL, FLAG_TEXT, FLAG_WORDS, FLAG_MAYBE };  /* WORDS: as often as one likes; MAYBE: =VALUE may be left out */

struct flag {
	const char *name;       /* without dashes; NULL ends a list */
	enum flag_kind kind;
	const char *argument;   /* "PATH" */
	const char *help;
	size_t field;           /* offset in struct flags */
	size_t value;           /* FLAG_MAYBE: offset of the text */
	const char *values;     /* what shells offer for it, where `argument` does not say it (completion.h); or NULL */
};

struct verb {
	const char *name;
	const char *synopsis;   /* what follows the name; shells offer by it (completion.h) */
	const char *arguments;  /* the same for shells alone, where it is more exact; or NULL */
	const char *title;
	const char *about;
	const char *example;
	const struct flag *const *flags;  /* lists; NULL ends */
	bool reads;             /* writes nothing but the file of --output, and is held to that */
	void (*run)(struct cli *cli, int count, char *const *arguments);
};

extern const struct verb verb_table[];
extern const unsigned verb_count;

/* Runs a whole command line; the exit status of the process. */
int cli_main(int argc, char **argv);

/* The highest of what was raised wins; 2, 3, 4 and 5 win over 1. */
void cli_raise(struct cli *cli, int status);

/* Prints "mongoconf: ..." on standard error, escaped, and raises the error's kind. */
void cli_fail(struct cli *cli, const struct err *err);
void cli_usage(struct cli *cli, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* A line for the operator on standard error; nothing with --quiet. */
void cli_say(struct cli *cli, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* The same, only with --verbose. */
void cli_say_more(struct cli *cli, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Such lines, as a worker has left them (workers.h). */
void cli_put(struct cli *cli, struct str lines);

/* Warns of a name that is neither an option nor a section of mongod or mongos. */
void cli_warn_unknown(struct cli *cli, struct str path);

/* Warns of links that were not followed, and where git could not say what it ignores. */
void cli_say_walk(struct cli *cli, const struct paths *paths);

/* Bytes to standard output, as they are. A failure is reported at the end of the run. */
void cli_print(struct cli *cli, struct str text);

/* A repository may bring a link of the name that reports usually have, to a file of whoever runs this: does --output name
 * no such thing? If it does, that is reported. For whom comes to it before cli_write(), which asks again. */
bool cli_may_write(struct cli *cli);
bool cli_output_is_safe(struct cli *cli);  /* the same, and nothing is said */

/* Does the report go to a file? --output - is standard output. */
bool cli_to_file(const struct cli *cli);

/* A whole report, to the file of --output or to standard output. */
void cli_write(struct cli *cli, struct str text);

/* --server-version, { 0 } when it is not given; false and raised when it is no version. */
struct version;
bool cli_server_version(struct cli *cli, struct version *version);

/* --server-version, --edition and --binary: what is not given stays unsaid, but who names a release
 * means Community; false and raised when one of them is wrong. */
struct target;
bool cli_target(struct cli *cli, struct target *target);

/* The words that these flags take; one without a name ends them. */
struct target_word {
	const char *name;
	unsigned bit;
};
extern const struct target_word cli_binaries[], cli_editions[];
/* The same for what tells of options: of servers before 3.4 too little is known for that. */
bool cli_target_told(struct cli *cli, struct target *target);
/* The server of one file: what the command line says (`said`, of cli_target()), else what the project file says, which
 * may be NULL, else `told`, which may be NULL. */
struct project;
void cli_target_of(struct cli *cli, const struct target *said, const struct project *project, const char *path,
		   const struct target *told, struct target *target);
/* The same, when the project file was asked already (asked.h). */
void cli_target_over(const struct cli *cli, const struct target *said, const struct target *project, const struct target *told,
		     struct target *target);

/* The project file of a run over these PATHs: --project, else that of the first; NULL with --no-project or where
 * there is none. False and raised when it can't be read. */
bool cli_project(struct cli *cli, int count, char *const *arguments, const struct project **project);

/* After a project (or NULL) was asked about files: raises where a pattern of it took too long. */
void cli_effort(struct cli *cli, const struct project *project);

/* The same for a transform: --to, which must be a release that is known, --edition and --binary; fills parameters->to. */
bool cli_target_to(struct cli *cli, struct parameters *parameters);

/* Writes all of `files` (save/transaction.h), or none, as the writing flags say, and tells the operator what he should
 * know. `scratch` owns what is secret. False and raised where it failed. */
struct replacement;
bool cli_save(struct cli *cli, struct arena *scratch, const struct replacement *files, uint32_t count, struct err *err);

/* Is no rewrite of any of these files pending? Else says so, and raises 5. */
bool cli_settled(struct cli *cli, const char *const *paths, uint32_t count);

/* The verbs, and what --help says of one. */
void cmd_lint(struct cli *cli, int count, char *const *arguments);
void cmd_merge(struct cli *cli, int count, char *const *arguments);
void cmd_baseline(struct cli *cli, int count, char *const *arguments);
void cmd_fix(struct cli *cli, int count, char *const *arguments);
void cmd_apply(struct cli *cli, int count, char *const *arguments);
void cmd_get(struct cli *cli, int count, char *const *arguments);
void cmd_set(struct cli *cli, int count, char *const *arguments);
void cmd_unset(struct cli *cli, int count, char *const *arguments);
void cmd_show(struct cli *cli, int count, char *const *arguments);
void cmd_keyfile(struct cli *cli, int count, char *const *arguments);
void cmd_explain(struct cli *cli, int count, char *const *arguments);
void cmd_list(struct cli *cli, int count, char *const *arguments);
void cmd_schema(struct cli *cli, int count, char *const *arguments);
void cmd_completions(struct cli *cli, int count, char *const *arguments);
void cmd_recover(struct cli *cli, int count, char *const *arguments);
void cmd_rollout(struct cli *cli, int count, char *const *arguments);
struct str help_text(struct arena *arena, const struct verb *verb);

#endif
