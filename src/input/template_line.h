/* template_line: where in a line of a template the config's key, value and comment are, tags left out.
 *
 * A line with a tag that goes on is read with all the lines that it goes on over.
 */
#ifndef INPUT_TEMPLATE_LINE_H
#define INPUT_TEMPLATE_LINE_H

#include "input/template_tag.h"

struct template_line {
	uint32_t start, end, next;  /* its text, without its end; where the next line begins */
	uint32_t first, last;       /* tags that begin in it: [first, last) */
	uint32_t code;              /* of these, [first, code) are not in a comment of the config */
	bool several;               /* lines */
	uint32_t begin;             /* its first byte that is no blank; its end where there is none */
	uint32_t separator;         /* behind the : or = of its key; STR_NONE: it has none */
	uint32_t value;             /* where its value begins, without a key what it has instead; STR_NONE: nothing */
	uint32_t literal;           /* behind its last byte that is neither blank nor tag nor comment; STR_NONE: it has none */
	uint32_t comment;           /* where its comment begins; its end where there is none */
	char last_byte;             /* before `literal` */
};

/* The line that begins at `start`; `tag` is the first tag that begins there or later. */
struct template_line template_line_read(struct str text, const struct tags *tags, uint32_t tag, uint32_t start);

/* Is the value that begins at `at` of the masked line one scalar, as far as can be seen? */
bool template_value_sound(struct str line, uint32_t at);

#endif
