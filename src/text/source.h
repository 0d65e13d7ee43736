/* source: the bytes of one config, exactly as they lie on the disk.
 *
 * Every place in the program is a `struct span`: bytes of one source, half-open.
 * Lines and columns exist only for people and are made here, late: 1-based, the
 * column counted in code points.
 *
 *     struct source source;
 *     if (!source_read(arena, "mongod.conf", &source, err)) ...
 *     struct place at = source_place(&source, node->span.at);
 *
 * A line ends after LF; a CR before that LF belongs to the line's ending. A CR alone ends no
 * line (mongod's parser and ours differ there: see yaml/parse.h).
 */
#ifndef TEXT_SOURCE_H
#define TEXT_SOURCE_H

#include "base/err.h"
#include "base/os.h"
#include "base/str.h"

struct span {
	uint32_t at, len;  /* bytes */
};

struct place {
	uint32_t line, column;  /* 1-based; the column in code points */
};

struct source {
	const char *name;      /* as it was named to us; for messages */
	const char *path;      /* from the root of its repository or project on, whatever folder the run stands
	                        * in; NULL: not known. See source_path() */
	struct str text;       /* all bytes; a BOM is part of it */
	uint32_t *line;        /* offset of each line's first byte */
	uint32_t lines;        /* at least 1; a final newline starts no line */
	/* Some of its code points, so that a column costs a short walk however long its line is; NULL where all is
	 * ASCII, and a byte a code point. */
	struct source_step {
		uint32_t at, points;  /* its byte, and how many are before it */
	} *step;
	struct identity id;    /* zero for standard input and texts of our own */
};

/* Reads a file. Errors as os_read_file(). */
bool source_read(struct arena *arena, const char *path, struct source *source, struct err *err)
	__attribute__((warn_unused_result));

/* A source over bytes that the arena or the caller keeps. */
void source_init(struct arena *arena, const char *name, struct str text, struct source *source);

/* Where it lies beside others, for whoever compares paths: its path, else its name. */
const char *source_path(const struct source *source);

uint32_t span_end(struct span span);
struct str source_str(const struct source *source, struct span span);

/* Index (0-based) of the line that holds `offset`; the end of the text is on the last line. */
uint32_t source_line_index(const struct source *source, uint32_t offset);
struct place source_place(const struct source *source, uint32_t offset);

/* Line `index` without and with its ending. */
struct str source_line(const struct source *source, uint32_t index);
struct span source_line_span(const struct source *source, uint32_t index);

/* Of the line that holds `offset`: where its first byte is, where its text ends, and where the byte
 * after its ending is (the end of the text for a last line without one). */
uint32_t source_line_start(const struct source *source, uint32_t offset);
uint32_t source_line_end(const struct source *source, uint32_t offset);
uint32_t source_line_next(const struct source *source, uint32_t offset);

/* Where what people see begins: 3, behind a byte order mark, or 0. */
uint32_t source_text_start(const struct source *source);

/* The ending ("\n" or "\r\n") that a new line beside the one with `offset` should have: that
 * line's own, else the one before it, else "\n". */
struct str source_ending(const struct source *source, uint32_t offset);

/* ERR_REFUSED at a place of the source; returns false. */
bool source_refuse(const struct source *source, uint32_t offset, struct err *err,
		   const char *format, ...) __attribute__((format(printf, 4, 5)));

#endif
