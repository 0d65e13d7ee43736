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
 *
 * A config may be one part of a file, or a template of one (input/parts.h). Then its source has the length of the whole
 * file, so that an offset means the same in both, and `text` is what is to be read of it: other parts are blank, a
 * template's expressions are letters and its statements comments. What the file really says is in `whole`.
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
	bool decoded;          /* of a part: `text` is what the bytes of `part` stand for; offsets of the two have nothing in common, and
	                        * there is nothing to edit */
	/* Some of its code points, so that a column costs a short walk however long its line is; NULL where all is
	 * ASCII, and a byte a code point. */
	struct source_step {
		uint32_t at, points;  /* its byte, and how many are before it */
	} *step;
	struct identity id;    /* zero for standard input and texts of our own */
	/* Of what is no whole file, or not its own words: */
	const struct source *whole;  /* the file, as it lies on the disk; NULL: this is it */
	const struct mask *mask;     /* what the template decides (text/mask.h); NULL: nothing */
	const char *label;           /* where in the file: "data.mongod.conf"; NULL: all of it */
	struct span part;            /* its bytes of the file; all of them where it is no part */
	struct shelf *shelf;         /* its text was given up, and is there again after source_fetch(); NULL: it always was */
};

/* Reads a file. Errors as os_read_file(). */
bool source_read(struct arena *arena, const char *path, struct source *source, struct err *err)
	__attribute__((warn_unused_result));

/* The same where a listing has just shown the file: as os_read_listed_file(). */
bool source_read_listed(struct arena *arena, const char *path, struct source *source, struct err *err)
	__attribute__((warn_unused_result));

/* A source over bytes that the arena or the caller keeps. */
void source_init(struct arena *arena, const char *name, struct str text, struct source *source);

/* Another part of the file that `first` is a part of: the lines are the same, and there is nothing but blanks beyond `part`. */
void source_init_part(struct arena *arena, const struct source *first, struct str text, struct span part, struct source *source);

/* The lines that are not blank: all of the text, or, of a part, those that it stands on and the first behind them with
 * anything. A file may be thousands of times as long. */
struct span source_own_lines(const struct source *source);

/* Copies the text to this arena, from where it can't stay. */
void source_settle(struct arena *arena, struct source *source);

/* Leaves it without a text; text/shelf.h says which, and what for. Whoever may be given such a source and looks at the
 * text of it, or at its lines, fetches that first: where it was not given up this does nothing. */
void source_give_up(struct source *source, struct shelf *shelf);
void source_fetch(const struct source *source);

/* The same of which only some lines are known: `text` has them at their places and zeros elsewhere, and the caller has
 * made the index of its lines. */
void source_piece(struct arena *arena, const char *name, struct str text, uint32_t *line, uint32_t lines, struct source *source);

/* The file that it is, or is a part of. */
const struct source *source_file(const struct source *source);

/* What to tell its server by: the name of the part, else of the file. */
const char *source_title(const struct source *source);

/* A place of the source as one of its file. */
struct span source_file_span(const struct source *source, struct span span);

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
