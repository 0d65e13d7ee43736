/* rule: what can be found, one table of it.
 *
 * A rule is a row: its id, what it looks at, why it matters, what the server prints, a bad and a
 * good example, and a function. Rules of one file look at one config; rules of a fleet look at one
 * deployment, or at all there is. They add findings to the sink and change nothing.
 *
 * To add one: write src/rules/NAME.c with a `const struct rule rule_NAME`, and add its line to
 * rules.def. Its documentation (explain, list, the manual) and its tests come from the row: the bad
 * example must give at least one finding of the rule, the good one none of any rule.
 */
#ifndef RULES_RULE_H
#define RULES_RULE_H

#include "diag/baseline.h"
#include "diag/ignore.h"
#include "fleet/fleet.h"

struct rule;

/* What the rules about directives and the baseline ask of the run that they are in. */
struct lint_run {
	/* Is the rule on for this file? */
	bool (*is_on)(const struct lint_run *run, const struct rule *rule, const struct source *source);
	/* The file of this path (source_path()), where it was judged to its end; else NULL, and *gone: there is no such file. */
	const struct source *(*judged)(const struct lint_run *run, struct str path, bool *gone);
};

/* What a run of lint knows. */
struct lint {
	struct arena *arena;
	struct sink *sink;
	const struct fleet *fleet;
	const struct fleet_slice *slice;  /* of the fleet, which is judged; NULL: all of it */
	struct version server;      /* as in every config's target; { 0 }: not said */
	const char *key_file_root;  /* where the keyfiles' absolute paths begin, or NULL */
	bool on_host;               /* keyfiles are looked for on this host */
	struct ignores *ignores;    /* where the directives of the configs are gathered; NULL: they are not looked at */
	struct sink *aside;         /* what they set aside */
	bool whole;                 /* the fleet is all there is: no file of it was left out */
	struct baseline *baseline;  /* of accepted findings, which has been applied; or NULL */
	const struct lint_run *run;      /* what can be asked of it; or NULL */
	uint32_t jobs;              /* so many rules of a fleet run at a time; 0 is 1 */
	bool expand_rest, expand_exec;  /* the servers are started with --configExpand rest, exec */
};

/* FILE: one config. FLEET: one deployment, or the whole fleet. */
enum scope { SCOPE_FILE, SCOPE_FLEET };

struct example {
	const char *file;  /* NULL ends a list */
	const char *text;
};

struct rule {
	struct diag_kind kind;
	enum severity severity;  /* of most of its findings */
	enum scope scope;
	bool unread;             /* its findings are of what the server does not read of the file */
	bool reads;              /* of group startup: its findings stop the server before it checks what it read */
	bool slow;               /* of a fleet, and asks the kernel about each member: of several workers one begins with it */
	bool off;                /* runs only where --select names it, its group, a set or `all` */
	const char *cis;         /* the item of the CIS benchmark that it checks ("2.1"); NULL: none. Set `cis` */
	const char *stig;        /* the item of the DISA STIG ("252139"); NULL: none. Set `stig` */
	const char *title;       /* what a finding says, in one line */
	const char *why;
	const char *server;      /* what mongod prints, or does */
	const struct example *bad, *good;
	void (*check_config)(const struct lint *lint, const struct rule *rule, const struct config *config);
	void (*check_deployment)(const struct lint *lint, const struct rule *rule,
				 const struct deployment *deployment);
	void (*check_fleet)(const struct lint *lint, const struct rule *rule, const struct fleet *fleet);
	/* One directive, when all other rules have run; `selected` are those that have. */
	void (*check_ignore)(const struct lint *lint, const struct rule *rule, const struct ignore *ignore,
			     const bool *selected);
	/* The baseline, likewise. */
	void (*check_baseline)(const struct lint *lint, const struct rule *rule, const struct baseline *baseline,
			       const bool *selected);
};

extern const struct rule *const rule_table[];
extern const unsigned rule_count;

/* By id, or NULL. */
const struct rule *rule_find(struct str id);

/* The id that a name was surely meant as, or NULL. */
const char *rule_nearest(struct str name);

/* A rule's id, a group's name, `cis`, `stig` or `all`: does it name this rule? */
bool rule_is_named(const struct rule *rule, struct str name);

/* The name of the config as a word of a shell, for commands that a finding offers. */
const char *rule_file_word(const struct lint *lint, const struct config *config);

/* The rules that `selected` (one bool per row of the table) allows: those of one file over a config, and those of
 * a fleet over lint->fleet. The first may come while there is no fleet yet; afterwards config_shrink() may
 * give up what they looked at: their findings have nothing of it, and lint->arena is not theirs
 * where the config has a scratch arena of its own. Those of the fleet are the last to be run; they look at nothing that
 * another changes. Then follow_drop() (rules/follow.h) takes away what follows from another finding. */
void rules_run_file(const struct lint *lint, const bool *selected, const struct config *config);
void rules_run_fleet(const struct lint *lint, const bool *selected);

/* Does the server stop at what the finding is about, so that nothing behind it can be said for sure? */
bool rule_stops(const struct diag *diag);

/* May it depend on the release of the server what it finds? */
bool rule_needs_release(const struct rule *rule);

/* Could the run have found in the file what the rule finds? Else that there is no such finding says nothing. */
bool rule_could_find(const struct lint *lint, const struct rule *rule, const struct source *source);

/* When those have run: takes what directives set aside from the sink, findings from number `from` on, to lint->aside, and
 * runs the rules about directives. Nothing without lint->ignores. Returns the number of the first finding about
 * directives, or the count of all. */
uint32_t rules_run_ignores(const struct lint *lint, const bool *selected, uint32_t from);

/* When those have run, and the baseline has been applied: says of each entry whether it is stale, and runs the rules about
 * it. Nothing without lint->baseline. */
void rules_run_baseline(const struct lint *lint, const bool *selected);

/* All but the last, in this order: over the configs, and the fleet that they are. */
void rules_run(const struct lint *lint, const bool *selected, const struct config *const *configs,
	       uint32_t count);

#endif
