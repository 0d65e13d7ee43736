/* choice: which rules run, and what their findings count for.
 *
 * The command line says it first (--select, --ignore), then the project file by rule or group, for all files or
 * for some. A rule that is off by default runs where --select or a severity of the project file names it.
 *
 *     struct choice choice;
 *     if (!choice_flags(cli, &choice)) return;
 *     if (choice_check(cli, project)) ...
 *     rules_run_file(&lint, choice_rules(&choice, arena, project), config);
 *     choice_apply(&choice, arena, project, &sink, first);
 */
#ifndef CLI_CHOICE_H
#define CLI_CHOICE_H

#include "cli/cli.h"
#include "rules/rule.h"

struct choice {
	bool *selected, *ignored;  /* per rule */
	bool selecting;            /* --select was given: only what it names, whatever a project file says */
	bool beside;               /* ... and what would run without it, too: for whoever asks choice_selects() then */
};

/* --select and --ignore; false and raised when one of the names is none. */
bool choice_flags(struct cli *cli, struct choice *choice);

/* The names of rules and groups in the list of a flag, which may be NULL, in `named` (per rule). */
bool choice_names(struct cli *cli, const char *list, bool *named, const char *flag);

/* Is it a finding that --select asks for? */
bool choice_selects(const struct choice *choice, const struct diag *diag);

/* The names in the project file's `rules:`; false and raised when one is that of no rule or group. */
bool choice_check(struct cli *cli, const struct project *project);

/* Which rules run (one bool per row of the table) on the files of a project, which may be NULL: those that are
 * on for one file at least. */
bool *choice_rules(const struct choice *choice, struct arena *arena, const struct project *project);

/* Gives the findings from index `from` on the severities of the project file, and takes those away that are off in
 * their file. */
void choice_apply(const struct choice *choice, struct arena *arena, const struct project *project, struct sink *sink,
		  uint32_t from);

/* Is the rule on for the file of this name? */
bool choice_is_on(const struct choice *choice, struct arena *arena, const struct project *project, const struct rule *rule,
		  const char *name);

/* A severity from --fail-on, else from the project file, else `error`; above all of them for `never`. False and
 * raised when the flag is none. */
bool choice_fail_on(struct cli *cli, const struct project *project, int *severity);

#endif
