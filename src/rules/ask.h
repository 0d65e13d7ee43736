/* ask: small questions that many rules put to a config.
 *
 * All of them take __exec and __rest, and what the server refuses for its type, for "not known": a
 * rule that needs to know stays silent then, and option-value has spoken of the second already.
 */
#ifndef RULES_ASK_H
#define RULES_ASK_H

#include "rules/rule.h"

enum answer { ANSWER_NO, ANSWER_YES, ANSWER_UNKNOWN };

/* Is it a config whose settings are all known? Not a template, not unreadable, and no lines of a
 * template language in it. To be asked before a finding about something that is not there. */
bool ask_whole(const struct config *config);

/* Is the option set, to whatever value? What an __exec or __rest gives counts. */
bool ask_set(const struct config *config, const char *path);

/* Is this boolean true? One that is not set is not. */
enum answer ask_true(const struct config *config, const char *path);

/* Is it this word, in exactly this case? */
enum answer ask_word(const struct config *config, const char *path, const char *word);

/* The boolean that a word the server takes for none was surely meant as: "true", "false" or NULL. */
const char *ask_boolean_meant(struct str text);

/* Where a scalar stands: its value, or its key where the value is nothing. */
struct span ask_place(const struct setting *setting);

/* The edits that set or remove an option, as a fix of the finding. Nothing where the file is not to be
 * rewritten (place.h says when). */
void ask_fix_set(const struct lint *lint, struct diag *diag, const struct config *config, enum safety safety,
		 const char *path, const char *value);
void ask_fix_unset(const struct lint *lint, struct diag *diag, const struct config *config, enum safety safety,
		   const char *path);

#endif
