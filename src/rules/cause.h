/* cause: which rule speaks of a thing that the server refuses.
 *
 * A tab at the start of a line, a colon without its blank, a section whose header is still a comment: the
 * server says the same of all of them ("illegal map value", "Unrecognized option") and often names another
 * line. Each has a rule of its own that explains it; what none of them recognises is left to the general
 * ones, yaml-syntax, unknown-option and empty-section. One refusal gets one finding, whoever is selected.
 *
 * A rule that explains has a function `explain_NAME`, listed in cause.def in the order in which they are
 * asked, and cause_report() for its check. It looks at a clue, and where it recognises what happened it fills
 * the cause and returns true. Best it makes the edits that would mend the file and asks
 * cause_mends(): then it is no guess.
 *
 * A file is asked about once, by the first rule that needs it; the answers are kept with its config, in the
 * config's scratch arena. Of names no more than CAUSES_OF_NAMES are asked about, and none in a file that is larger than
 * any config: the rest stays without a cause.
 */
#ifndef RULES_CAUSE_H
#define RULES_CAUSE_H

#include "rules/rule.h"
#include "text/edit.h"

enum { CAUSES_OF_NAMES = 200 };

/* What the server stumbled over. */
struct clue {
	struct arena *arena;
	const struct config *config;
	const struct source *source;
	uint32_t line;                  /* index: where the parser gave up, or the name stands */
	const struct setting *setting;  /* the name that is not known; NULL for an error of syntax */
	uint32_t node;                  /* setting: the topmost key that makes it unknown */
};

struct cause {
	const char *id;           /* of the rule that speaks */
	struct span at;
	const char *message;
	const char *help;         /* NULL where the fix says it */
	const char *note;         /* about `note_at`; or NULL */
	struct span note_at;
	const char *fix;          /* title of the fix; NULL = none */
	enum safety safety;
	struct edits edits;
	uint32_t group;           /* names with one id and one group make one finding; 0 = none */
};

/* What is said of the file as a whole: the error of the server's parser, or a root that is a list. Of a file in the
 * old format only what was meant as YAML. False where the server gets a mapping, nothing, or `name = value`. */
bool cause_of_error(const struct config *config, struct cause *cause);

/* Name by name, in document order:
 *     struct causes causes = { .config = config };
 *     while (causes_next(&causes, &cause))  ... causes.clue is what it is about
 */
struct causes {
	const struct config *config;
	struct clue clue;
	uint32_t seen;  /* how many names there were so far */
};
bool causes_next(struct causes *causes, struct cause *cause);

/* What the server prints: "stops with: ..." */
const char *cause_server_of_error(struct arena *arena, const struct config *config);
const char *cause_server_of_name(struct arena *arena, const struct setting *setting);

/* A header with nothing below it, which empty-section speaks of when nobody else does. */
bool cause_is_empty_section(const struct clue *clue);

/* check_config of a rule that only explains. */
void cause_report(const struct lint *lint, const struct rule *rule, const struct config *config);

/* Would these edits let the server's parser read the file, or at least get beyond the line where
 * it stops now? */
bool cause_mends(const struct clue *clue, const struct edits *edits);

/* Would they let it read the whole file? */
bool cause_heals(const struct clue *clue, const struct edits *edits);

/* What the file would be to the server then; false where it could not read it. */
bool cause_read(const struct clue *clue, const struct edits *edits, struct tree *tree);

/* An option that a file can set, or a name within a map option. */
bool cause_is_option(struct str path);

/* Is `path` set already? */
bool cause_is_set(const struct config *config, struct str path);

#define EXPLAIN(name) bool explain_##name(const struct clue *clue, struct cause *cause);
#include "rules/cause.def"
#undef EXPLAIN

#endif
