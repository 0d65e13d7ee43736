/* line: a line of a config as a person sees it, without a parser.
 *
 * Where the server can't read a file there is no tree, and what went wrong has to be told from the
 * lines: how far in they stand, what looks like a key, and below which header they would be.
 *
 *     struct line line = line_at(source, index);
 *     if (!line.comment && line.key.len)
 *             path = line_path(arena, source, index, line.key);
 *
 * All texts are pieces of the source. Nothing fails, nothing but line_path() allocates.
 */
#ifndef RULES_LINE_H
#define RULES_LINE_H

#include "text/source.h"

struct line {
	uint32_t at;         /* offset of its first byte, behind a byte order mark */
	uint32_t indent;     /* bytes of blanks and tabs before its text */
	struct str text;     /* without them, without what follows a value, without its ending */
	struct str key;      /* a plain or quoted word before the first colon, without quotes; or empty */
	uint32_t colon;      /* offset of that colon */
	struct str rest;     /* what follows the colon, trimmed, without a comment */
	bool blank, comment; /* nothing but blanks; begins with # */
	bool tab;            /* a tab among the indentation */
	bool loose;          /* blank, tab or nothing behind the colon: it makes a pair */
};

struct line line_at(const struct source *source, uint32_t index);

/* The header that a comment line would be, such as `#security:` or `# tls:`: its key and colon are filled in. */
bool line_header_in_comment(const struct source *source, uint32_t index, struct line *header);

/* The nearest line before `index` that is neither blank nor a comment; false where there is none. */
bool line_before(const struct source *source, uint32_t index, uint32_t *before);

/* The dotted path of the headers that line `index` stands below by its indentation, with `name` behind
 * them; looks at no more than some hundred lines. */
struct str line_path(struct arena *arena, const struct source *source, uint32_t index, struct str name);

/* The bytes of a piece of the source's text. */
struct span line_span(const struct source *source, struct str piece);

#endif
