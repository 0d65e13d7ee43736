/* draft: a config that is being edited, each step proven.
 *
 *     struct draft draft;
 *     if (!draft_open(arena, &source, &draft, err)) ...
 *     if (!draft_set(&draft, STR("security.keyFile"), STR("/etc/key"), err)) ...
 *     struct str result = draft.now.text;  struct edits *edits = &draft.edits;
 *
 * Every step is placed (place.h), spliced, and its result is read again by both libraries: they
 * must agree, and the options must be exactly the old ones plus the intended change. If not, the
 * step is refused and the draft is what it was. Nothing is written here; for who won't write
 * either, see READ_BY_ONE.
 */
#ifndef YAML_DRAFT_H
#define YAML_DRAFT_H

#include "text/edit.h"
#include "yaml/read.h"

/* How a format that is not YAML is read and edited, in the same terms: its tree has an option's dotted path for a key, or
 * names below each other. Whatever is asked of a draft's tree holds for both. `about` is the dialect's own. */
struct dialect {
	void (*read)(struct arena *arena, const struct source *source, const void *about, struct yaml *yaml);
	/* As those of place.h and rename.h; `edits` has nothing yet. */
	bool (*set)(struct arena *arena, const struct yaml *yaml, const void *about, struct str path, struct str value,
		    struct edits *edits, struct err *err);
	bool (*unset)(struct arena *arena, const struct yaml *yaml, const void *about, struct str path,
		      struct edits *edits, struct err *err);
	bool (*rename)(struct arena *arena, const struct yaml *yaml, const void *about, struct str path, struct str name,
		       struct edits *edits, struct err *err);
	/* Has the renaming done just that? */
	bool (*renamed)(struct arena *arena, const struct tree *old, const struct tree *new, struct str path, struct str name);
};

struct draft {
	struct arena *arena;
	const struct dialect *dialect;
	const void *about;
	const struct source *original;
	struct source now;      /* the text with the steps so far; of a part, as the original one is */
	struct yaml yaml;       /* its reading */
	struct edits edits;     /* all steps as one list, in offsets of the original */
	uint32_t steps;         /* that were tried, */
	uint64_t work;          /* and the bytes that were read for them */
};

/* Reads `source`, which the caller keeps; refuses what may not be edited (see yaml_editable()). */
bool draft_open(struct arena *arena, const struct source *source, struct draft *draft, struct err *err)
	__attribute__((warn_unused_result));

/* The same in another dialect than YAML; the caller keeps it. */
bool draft_open_as(struct arena *arena, const struct source *source, const struct dialect *dialect, const void *about,
		   struct draft *draft, struct err *err) __attribute__((warn_unused_result));

/* Who reads each step's result again. What is shown or written is read by both libraries. Who only asks what would become of a text
 * may leave it to one reader where that is as plain that all take it alike (plain.h), and finds out the same. */
enum draft_readers { READ_BY_BOTH, READ_BY_ONE };

/* The same where the text was read already; `yaml` is what draft_open() would have read. */
bool draft_open_read(struct arena *arena, const struct source *source, const struct yaml *yaml, enum draft_readers readers,
		     struct draft *draft, struct err *err) __attribute__((warn_unused_result));

/* All of the text anew, in this dialect (NULL: YAML) from now on. The caller proves that it says what it should; that its
 * libraries agree on it is asked here. Of a part it is the bytes of the part, with the indentation that they have in the file. */
struct draft_text {
	struct str text;
	struct str read_as;       /* the same where a template decides something of it: of equal length */
	const struct mask *mask;  /* what it decides, in offsets of the text; NULL: nothing */
};
bool draft_rewrite(struct draft *draft, const struct draft_text *text, const struct dialect *dialect, const void *about,
		   struct err *err) __attribute__((warn_unused_result));

/* All bytes of the file with the steps so far, also those that are not of this part. */
struct str draft_result(const struct draft *draft);

/* An option by its dotted path. No change where it has that value, or is absent, already. */
bool draft_set(struct draft *draft, struct str path, struct str value, struct err *err)
	__attribute__((warn_unused_result));
bool draft_unset(struct draft *draft, struct str path, struct err *err)
	__attribute__((warn_unused_result));

/* The last name of `path`, an option or a section, becomes `name`, and what is below it moves along. No
 * change where nothing has that path. See rename.h. */
bool draft_rename(struct draft *draft, struct str path, struct str name, struct err *err)
	__attribute__((warn_unused_result));

/* The value of an option that is a scalar, empty for null; false when there is none. */
bool draft_get(const struct draft *draft, struct str path, struct str *value);

/* Where a byte of draft->now.text stands in the original; for what is new, where it was put. */
uint32_t draft_origin(const struct draft *draft, uint32_t offset);

bool draft_changed(const struct draft *draft);

#endif
