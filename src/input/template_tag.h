/* template_tag: what of a template's text its engine takes for itself.
 *
 *     if (!tags_scan(arena, text, language, &tags, &why)) ...
 *     if (!tags_nest(arena, text, &tags, mask, &why)) ...
 *
 * tags_scan() finds the tags and says what each does; tags_nest() joins those that open something with those that close
 * it, makes the branches, and takes what is never put out (a macro's body) for one silent tag.
 */
#ifndef INPUT_TEMPLATE_TAG_H
#define INPUT_TEMPLATE_TAG_H

#include "input/template.h"
#include "text/mask.h"

/* What is between a tag that opens and the one that closes. */
enum tag_body {
	BODY_ALWAYS,     /* with: text as any other */
	BODY_SOMETIMES,  /* if, for: a branch */
	BODY_NEVER,      /* macro: not put out here */
	BODY_ALTERED,    /* filter: put out as something else */
};

struct tag {
	struct span at;
	bool value;            /* something is put out in its place; else nothing is */
	bool opens, arm;       /* an arm closes one body and opens the next */
	uint8_t closes;        /* how many bodies; an arm's own is not among them */
	enum tag_body body;    /* of what it opens */
	struct str word;       /* what must be closed by a tag of the same word; empty: by any */
	bool eats_before;      /* blanks and line ends before it are not put out */
	bool eats_after;       /* and those behind it */
	bool eats_line_end;    /* or only the end of its line */
	bool fresh;            /* what it puts out begins with a line end */
	bool remark;           /* what it puts out is a comment of the config */
	uint32_t next;         /* where to look for the next tag; 0: behind it */
	uint32_t from, to;     /* the first tag that it belongs to, and the last; itself where there is no other */
};

struct tags {
	struct tag *at;
	uint32_t count, room;
};

enum match { MATCH_NONE, MATCH_TAG, MATCH_BROKEN };

/* How a language marks its tags. `match` is asked at each byte that is in `first`; BROKEN: a tag begins there and has no
 * end. It takes time in proportion to what it steps over, or to a constant. */
struct tag_syntax {
	const char *word;      /* its language's */
	const char *title;     /* "Jinja2" */
	const char *first;
	enum match (*match)(struct str text, uint32_t at, struct tag *tag);
	const char *also;      /* bytes of the placeholders that a later step may fill in: "$@" */
};

const struct tag_syntax *tag_syntax_of(const struct template_language *language);

bool tags_scan(struct arena *arena, struct str text, const struct tag_syntax *syntax, struct tags *tags,
	       struct syntax_error *why);
bool tags_nest(struct arena *arena, struct str text, struct tags *tags, struct mask *mask, struct syntax_error *why);

/* The masked text, and the values and gaps of the mask. */
struct str tags_mask(struct arena *arena, struct str text, const struct tags *tags, struct mask *mask);

/* ---- the languages */

enum match jinja_match(struct str text, uint32_t at, struct tag *tag);
enum match go_match(struct str text, uint32_t at, struct tag *tag);
enum match mustache_match(struct str text, uint32_t at, struct tag *tag);
enum match erb_match(struct str text, uint32_t at, struct tag *tag);
enum match epp_match(struct str text, uint32_t at, struct tag *tag);
enum match terraform_match(struct str text, uint32_t at, struct tag *tag);
enum match envsubst_match(struct str text, uint32_t at, struct tag *tag);
enum match dollar_match(struct str text, uint32_t at, struct tag *tag);
enum match at_match(struct str text, uint32_t at, struct tag *tag);
enum match hash_match(struct str text, uint32_t at, struct tag *tag);

/* ---- for these: pieces of a tag */

bool tag_byte(struct str text, uint32_t at, char c);         /* is there this byte? False behind the end */
bool tag_word_byte(char c);
struct str tag_word(struct str text, uint32_t *at);          /* the word there, blanks before it skipped; steps behind it */

/* Behind the text in quotes that begins at `at`; STR_NONE: it has no end. `escape` is 0 where there is none. */
uint32_t tag_quoted(struct str text, uint32_t at, char escape);

#endif
