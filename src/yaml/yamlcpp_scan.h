/* yamlcpp_scan: a text to tokens, as yaml-cpp cuts it. For yamlcpp_*.c alone.
 *
 *     struct scanner scanner;
 *     scanner_init(&scanner, arena, text, start);
 *     while ((token = scanner_peek(&scanner)))     NULL: the end, or scanner.error.text is set
 *             ... scanner_pop(&scanner);
 *
 * A key is only known for one when its colon comes. Until then the tokens KEY, and MAPPING if it would
 * be the first of one, wait in the queue as TOKEN_OPEN, and hold up what is behind them. A token is valid
 * until the next call.
 *
 * Everything is in the arena. What can fail returns false, and then the scanner has an error and gives no
 * more tokens. More brackets, or more tokens that wait, than a tree may have depth and nodes is an error too.
 */
#ifndef YAML_YAMLCPP_SCAN_H
#define YAML_YAMLCPP_SCAN_H

#include "base/buf.h"
#include "yaml/parse.h"

/* A place as yaml-cpp counts it: from 0, a line ends with LF, a column is a byte. */
struct mark {
	uint32_t at, line, column;
};

enum token_kind {
	TOKEN_DIRECTIVE, TOKEN_DOCUMENT, TOKEN_DOCUMENT_END,
	TOKEN_BLOCK_SEQUENCE, TOKEN_BLOCK_MAPPING, TOKEN_BLOCK_SEQUENCE_END, TOKEN_BLOCK_MAPPING_END,
	TOKEN_DASH,
	TOKEN_FLOW_SEQUENCE, TOKEN_FLOW_MAPPING, TOKEN_FLOW_SEQUENCE_END, TOKEN_FLOW_MAPPING_END,
	TOKEN_COMMA,
	TOKEN_KEY, TOKEN_VALUE,
	TOKEN_ANCHOR, TOKEN_ALIAS, TOKEN_TAG, TOKEN_SCALAR,
};

enum token_state { TOKEN_SURE, TOKEN_OPEN, TOKEN_VOID };

enum tag_form {
	TAG_VERBATIM,   /* !<text> */
	TAG_PRIMARY,    /* !text */
	TAG_SECONDARY,  /* ! at the very end of the text: read as !! */
	TAG_NAMED,      /* !text!suffix and !!suffix */
	TAG_NONE,       /* ! */
};

/* Small, because a text in brackets can keep all of its tokens waiting. */
struct token {
	uint8_t kind;           /* enum token_kind */
	uint8_t state;          /* enum token_state */
	uint8_t style;          /* scalar: enum node_style */
	uint8_t form;           /* tag: enum tag_form */
	struct mark mark;
	uint32_t end;           /* where its bytes end; 0 for one that has none */
	bool unclosed;          /* scalar: the text ended before its quote */
	struct str text;        /* value of a scalar, name of an anchor or alias, a tag without its first !,
	                         * line of a directive without its % */
};

struct simple_key {
	struct mark mark;
	uint32_t flow;             /* how many brackets it stands in */
	uint32_t token, mapping;   /* numbers of its tokens; no mapping: NO_TOKEN */
	uint32_t indent, serial;   /* the indent that its mapping would open */
};

struct indent {
	int64_t column;            /* -1: the text itself */
	bool mapping;
	enum token_state state;
	uint32_t serial;           /* tells it from another that took its place */
};

struct scanner {
	struct arena *arena;
	struct str text;
	uint32_t at, line, line_start;
	struct token *queue;       /* tokens [head, tail), the first of them number `number` */
	uint32_t head, tail, room, number;
	struct simple_key *key;
	uint32_t keys, key_room;
	struct indent *indent;
	uint32_t indents, indent_room, serial;
	char *flow;                /* the open brackets */
	uint32_t flows, flow_room;
	bool key_allowed;          /* may a key begin here? */
	bool after_json;           /* behind a quote or closing bracket, where a colon needs no blank */
	bool ended;
	struct buf scratch;        /* for a scalar that is not one piece of the text */
	struct syntax_error error;
};

#define NO_TOKEN UINT32_MAX

/* Reads `text` from byte `start` on, which counts as its first column. */
void scanner_init(struct scanner *scanner, struct arena *arena, struct str text, uint32_t start);
struct token *scanner_peek(struct scanner *scanner);
void scanner_pop(struct scanner *scanner);

/* Where reading has got to. */
struct mark scanner_mark(const struct scanner *scanner);

/* Sets the error, if there is none yet, and returns false. The first with the server's words around it; the last
 * where it is a limit of ours. */
bool scanner_fail(struct scanner *scanner, struct mark mark, const char *message);
bool scanner_give_up(struct scanner *scanner, uint32_t at, const char *message);
bool scanner_exceed(struct scanner *scanner, uint32_t at, const char *limit);

/* ---- yamlcpp_scan.c, for yamlcpp_token.c ---- */

/* Room for one more in an array; doubled, so that growing costs no more than filling. */
void *scanner_grow(struct arena *arena, void *array, uint32_t used, uint32_t *room, size_t size);

/* Adds a token (the second: one without a text, that begins here) and returns its number. */
uint32_t scanner_push(struct scanner *scanner, const struct token *token);
uint32_t scanner_push_kind(struct scanner *scanner, enum token_kind kind, uint32_t end);

/* A key may begin here, if one is allowed and none is open. What is open turns out to be none, or, now that
 * its colon comes, may be one: on one line, and at most 1024 bytes. */
void scanner_maybe_key(struct scanner *scanner);
void scanner_drop_key(struct scanner *scanner);
bool scanner_close_key(struct scanner *scanner);

/* Opens a block collection here, if there is none at this column; the number of its token, or NO_TOKEN. */
uint32_t scanner_indent(struct scanner *scanner, bool mapping, enum token_state state);

/* Ends all that is open: the end of the text, or a line that stands for itself. */
void scanner_break_off(struct scanner *scanner);

bool scanner_fail_here(struct scanner *scanner, const char *message);

/* ---- yamlcpp_token.c ---- */

/* Reads the token that begins here. */
bool scanner_read_token(struct scanner *scanner);

/* ---- yamlcpp_scalar.c and yamlcpp_block.c: each fills the token, whose mark is where it begins ---- */

/* It goes on in lines that are indented by `indent`; sets `key_allowed`. */
bool scalar_plain(struct scanner *scanner, int64_t indent, struct token *token);
bool scalar_quoted(struct scanner *scanner, struct token *token);
bool scalar_block(struct scanner *scanner, struct token *token);

/* ---- characters ---- */

/* What yaml-cpp takes for the end of its input: a byte 4 in a text can look like it. */
enum { END_OF_INPUT = 4 };

static inline char scan_char(const struct scanner *scanner, uint32_t at)
{
	return at < scanner->text.len ? scanner->text.at[at] : END_OF_INPUT;
}

static inline bool scan_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* Bytes of the line's ending at `at`, or 0. A CR alone ends nothing. */
static inline uint32_t scan_break(const struct scanner *scanner, uint32_t at)
{
	char c = scan_char(scanner, at);
	return c == '\n' ? 1 : c == '\r' && scan_char(scanner, at + 1) == '\n' ? 2 : 0;
}

static inline uint32_t scan_space(const struct scanner *scanner, uint32_t at)
{
	return scan_blank(scan_char(scanner, at)) ? 1 : scan_break(scanner, at);
}

/* Behind an indicator that must stand apart. */
static inline bool scan_apart(const struct scanner *scanner, uint32_t at)
{
	return scan_char(scanner, at) == END_OF_INPUT || scan_space(scanner, at);
}

static inline uint32_t scan_column(const struct scanner *scanner)
{
	return scanner->at - scanner->line_start;
}

static inline bool scan_more(const struct scanner *scanner)
{
	return scanner->at < scanner->text.len;
}

/* A dash of a block sequence. */
static inline bool scan_dash_here(const struct scanner *scanner)
{
	return scan_char(scanner, scanner->at) == '-' && scan_apart(scanner, scanner->at + 1);
}

/* --- or ... at `at`, which is the start of a line. */
bool scan_document_mark(const struct scanner *scanner, uint32_t at);

/* From `at` to where the line's text ends. */
uint32_t scan_line_end(const struct scanner *scanner, uint32_t at);

/* Steps over a line's ending of `len` bytes. */
static inline void scan_next_line(struct scanner *scanner, uint32_t len)
{
	scanner->at += len;
	scanner->line++;
	scanner->line_start = scanner->at;
}

#endif
