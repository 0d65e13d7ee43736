/* lint_files: configs as text, and what the rules say about them as text, for tables in tests. */
#ifndef TESTS_LINT_FILES_H
#define TESTS_LINT_FILES_H

#include "rules/rule.h"

enum { LINT_FILES_MAX = 16 };

struct lint_file {
	const char *file;  /* NULL ends a list */
	const char *text;
};

/* A config that the arena owns; `binary` as in config_read(). */
const struct config *lint_config(struct arena *arena, const char *file, struct str text, unsigned binary);

/* The same, as a server of this release reads it; NULL: none in particular. */
const struct config *lint_config_of(struct arena *arena, const char *file, struct str text, const char *server);

/* Are the servers started with --configExpand rest,exec? As a rule yes, so that __rest and __exec are no finding by
 * themselves. */
extern bool lint_expands;

/* All rules over the files: a line "file:line:column+length severity id" for each finding, sorted.
 * `server` and `key_file_root` may be NULL; it is also what
 * the configs of lint_run() are to be read for. */
const char *lint_findings(struct arena *arena, const struct lint_file *files, const char *server,
			  const char *key_file_root);

/* The findings themselves. */
const struct sink *lint_run(struct arena *arena, const struct config *const *configs, uint32_t count,
			    const char *server, const char *key_file_root);
/* A rule that is off by default, to be on for the next runs; or NULL. */
extern const struct rule *lint_also;
/* A rule or a group that is left out, or NULL. */
extern const char *lint_without;
/* What is known of the fleet beside the files: a project, inventories, lists of members. All else in it is ignored. */
extern struct fleet_facts lint_beside;
/* A baseline that is applied, or NULL. */
extern struct baseline *lint_baseline;

const char *lint_lines(struct arena *arena, const struct sink *sink);

/* All *.conf below a folder, in the order of their names, which begin behind `folder`/. */
const struct config *const *lint_folder(struct arena *arena, const char *folder, uint32_t *count);

/* The path of a file or folder of the source tree. */
const char *lint_fixture(struct arena *arena, const char *path);

#endif
