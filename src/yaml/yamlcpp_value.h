/* yamlcpp_value: the text of a scalar in the making. For yamlcpp_scalar.c and yamlcpp_block.c.
 *
 * It is one piece of the text as long as that can be, else a copy in the scanner's scratch; so there is one at
 * a time. What a line's ending becomes is noted in `newlines` and `spaces`, and added when
 * something follows.
 *
 *     struct value value;
 *     value_init(&value, scanner);
 *     ... scanner->at moves ... value_text(&value, from);
 *     token->text = value_done(&value);
 */
#ifndef YAML_YAMLCPP_VALUE_H
#define YAML_YAMLCPP_VALUE_H

#include "yaml/yamlcpp_scan.h"

struct value {
	struct scanner *scanner;
	struct str piece;
	bool copied;
	uint32_t newlines, spaces;  /* to come before what follows */
	bool fresh;                 /* nothing of this line is in it yet */
	uint32_t solid;             /* length without the blanks that end the line */
	uint32_t escaped;           /* length behind the last escape, or NO_OFFSET: trimming stops there */
	uint32_t end;               /* offset in the text, behind the last character that is no blank */
};

void value_init(struct value *value, struct scanner *scanner);

/* Adds the bytes of the text from `from` to where the scanner is; or what an escape stands for. */
void value_text(struct value *value, uint32_t from);
void value_escape(struct value *value, const char *bytes, uint32_t len);

/* Bytes so far, with the line endings that were noted; the first `len` of them are kept. */
uint32_t value_length(struct value *value);
void value_cut(struct value *value, uint32_t len);

/* Newlines at the end: all but `keep` of them go. What was escaped is no newline. */
void value_chomp(struct value *value, uint32_t keep);

/* Blanks at the end go, but not tabs. */
void value_trim(struct value *value);

struct str value_done(struct value *value);

#endif
