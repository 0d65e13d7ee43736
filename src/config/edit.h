/* edit: a config opened for edits, in whichever format it is.
 *
 *     struct draft draft;
 *     if (!config_draft_open(arena, &source, &target, &draft, err)) ...
 *
 * From there on YAML and INI files are edited alike, by the paths of their options (yaml/draft.h).
 */
#ifndef CONFIG_EDIT_H
#define CONFIG_EDIT_H

#include "config/config.h"
#include "yaml/draft.h"

/* `target` may be NULL; a copy of it is kept. Else as draft_open(). */
bool config_draft_open(struct arena *arena, const struct source *source, const struct target *target, struct draft *draft,
		       struct err *err) __attribute__((warn_unused_result));

/* The same of a config that was read so, with its tree, and is not read again. What is made is in its scratch arena. */
bool config_draft(const struct config *config, const struct target *target, struct draft *draft, struct err *err)
	__attribute__((warn_unused_result));

/* The same of a config that is as plain as most are (yaml/plain.h). How the server reads it was found out already, and nobody
 * reads such a file otherwise; so `readers` are asked of what it becomes alone, where all that it says is proven to be what the
 * server read, but for the change. The draft counts only if nothing is refused. False, and nothing said, where the file is not as
 * plain. */
bool config_draft_plain(const struct config *config, enum draft_readers readers, struct draft *draft)
	__attribute__((warn_unused_result));

/* What the server will read of such a draft, which was changed and is kept by the caller: it was read to prove the change, and
 * where its lines are as plain as they were, nobody reads it otherwise. False, and nothing said, where a line that was edited is not:
 * then the text is to be read as the server does, config_read(). `target` may be NULL. */
bool config_read_plain(const struct draft *draft, const struct target *target, struct config *config)
	__attribute__((warn_unused_result));

/* From now on the names of this release count, { 0 } for those of any: an INI file has other names for other releases. Gives the
 * release that counted before. */
struct version config_draft_release(struct draft *draft, struct version server);

/* The edits that a finding offers, without the proof that a draft makes: whoever makes them proves them. False where nothing
 * safe can be offered. */
bool config_set_edits(struct arena *arena, const struct config *config, const char *path, const char *value, struct edits *edits);
bool config_unset_edits(struct arena *arena, const struct config *config, const char *path, struct edits *edits);

#endif
