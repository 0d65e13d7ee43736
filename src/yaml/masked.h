/* masked: where lines can be put into a template, so that they are there and stand right however it is rendered.
 *
 * A line is not put between an if and its end; nor behind a statement that takes the end of its line with it, or would
 * leave the blanks before it in front of the new line. Jinja2 does that with every statement where its trim_blocks is set
 * (Ansible sets it, and not lstrip_blocks), which a template doesn't say; `steady` does: see masked_is_steady().
 *
 * What stands behind a new line matters as little as before: the new line follows a literal one, and takes its place.
 *
 * A source without a mask has room everywhere.
 */
#ifndef YAML_MASKED_H
#define YAML_MASKED_H

#include "text/mask.h"
#include "yaml/tree.h"

/* Can whole lines with this indentation be put at `at`: where a line begins, or the end of the text? */
bool masked_is_free(const struct source *source, uint32_t at, uint32_t indent, bool steady);

/* The same, where it is known that a line begins there: one that is there now is rendered as one. */
bool masked_is_whole(const struct source *source, uint32_t at, uint32_t indent, bool steady);

/* Lines could be put at `at` if there was an empty one before them: the statement above takes the line end before it
 * (`{%- endif %}`), and with trim_blocks also the one behind it. Blank lines that are there already don't count, so that
 * what is put there and taken away again leaves the file as it was. */
bool masked_needs_line(const struct source *source, uint32_t at, uint32_t indent, bool steady);

/* The line behind the statement that ends every branch around `at`; NO_OFFSET: there is none. */
uint32_t masked_leave(const struct source *source, uint32_t at);

/* Does a statement that has its line for itself, with blanks before it, stand right above this line? With trim_blocks
 * alone these blanks would come before the line. */
bool masked_is_shifted(const struct source *source, uint32_t at);

/* Is there a section whose options would not stand below each other if such blanks came before lines? Then they don't. */
bool masked_is_steady(const struct tree *tree);

/* The line that begins at `at` has something of the template in it. */
bool masked_has_line(const struct source *source, uint32_t at);

/* The first span of any kind but BRANCH that has a byte in common with `at`, or holds it where it is empty. */
const struct mask_span *masked_find(const struct source *source, struct span at);

/* What the template says there, on one line and not too long, for a message. */
struct str masked_words(struct arena *arena, const struct source *source, struct span at);

/* The statement at this offset, as it stands there. */
struct span masked_statement(const struct source *source, uint32_t offset);

/* Where a new child of `map`, with this indentation, goes: behind `after`, else behind one before it, else under the header.
 * Refuses where there is no such place. */
bool masked_place(struct arena *arena, const struct tree *tree, uint32_t map, uint32_t after, uint32_t indent, uint32_t *at,
		  struct err *err) __attribute__((warn_unused_result));

/* The line behind a child, or behind the statement that ends the branches that it is in, while its section goes on there. */
bool masked_place_behind(const struct tree *tree, uint32_t child, uint32_t indent, bool steady, uint32_t *at);

/* There is no place for a line at `at`; returns false. */
bool masked_refuse(struct arena *arena, const struct source *source, uint32_t at, struct err *err);

#endif
