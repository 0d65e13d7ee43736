/* embedded_carrier: one YAML document that may have configs in it. For the readers embedded_*.c alone.
 *
 *     struct carrier carrier = { arena, scratch, view, parts, ... };
 *     for each scalar of its tree    carrier_take_scalar(&carrier, at)
 *     for each mapping of its tree   carrier_take_map(&carrier, at)
 *
 * What a template puts on lines of its own is blank to the document's own reading (`outer`): a line of text that begins
 * too far left would end a block scalar, a blank one does not.
 */
#ifndef INPUT_EMBEDDED_CARRIER_H
#define INPUT_EMBEDDED_CARRIER_H

#include "input/embedded.h"
#include "input/embedded_kinds.h"
#include "text/mask.h"
#include "yaml/read.h"

struct carrier {
	struct arena *arena, *scratch;
	const struct source *view;   /* the file, or what a template left of it */
	const struct source *file;
	struct str outer;            /* its text as the document is read; as long as the file */
	struct str arms;             /* the same with the first arm of each condition alone, once that was asked for */
	const struct tree *tree;     /* of the document, in offsets of the file */
	const char *title;           /* of the outer file where nothing nearer has one: "Helm values" */
	bool partial;                /* whatever is in this file, a chart or an operator adds to it */
	bool mongo;                  /* it speaks of MongoDB somewhere */
	bool whole;                  /* the file is a config itself */
	bool doubtful;               /* the two YAML libraries read the document differently */
	struct parts *parts;
	const char *unread;          /* why the last document that is no YAML can't be read, and where; NULL: all can */
	uint32_t unread_at;
	uint32_t undecoded;          /* the first value that should be a config in base64, and is none; 0: there is none */
	const char *undecoded_label;
	const char *blank;           /* the file's lines, with nothing on them; NULL: that was not asked for yet */
	const struct source *first;  /* that was made, and is no copy; or NULL */
	uint64_t copied;             /* bytes of all sources that were made for the file, */
	struct made {
		struct source *source;
		const char *kind;    /* what it is in */
		uint32_t document;
	} *made;                     /* and these */
	uint32_t made_count, made_room;
	uint32_t document;           /* its number, from 1 */
	struct mask_span *ties;      /* of a mapping that is taken: what anchors elsewhere say in it */
	uint32_t tie_count;
	const char *renders;         /* the language that texts in the document are filled in by (embedded_kinds.h) */
	const struct mask *filled;   /* of a config that is taken: what that decides in it; NULL: nothing */
};

/* Does the node hold a config, and is it taken? */
bool carrier_take_scalar(struct carrier *carrier, uint32_t at);
bool carrier_take_map(struct carrier *carrier, uint32_t at);

/* For these two: a config whose bytes are `at`, with the text `own` (as long as `at`) there and blanks around it; or one
 * that is a copy of what the bytes stand for. */
void carrier_add(struct carrier *carrier, uint32_t node, struct span at, struct str own, bool managed, const char *locked);
void carrier_add_decoded(struct carrier *carrier, uint32_t node, struct span at, struct str text, bool managed,
			 const char *locked);

/* Makes letters of what the file's owner fills in, in the bytes of `own`, which begin at `from` in the file; NULL: nothing. */
const struct mask *carrier_fill(struct carrier *carrier, uint32_t from, struct str own);

/* What its name promises, in this file. */
enum promise carrier_promise(const struct carrier *carrier, uint32_t at);

/* Where a node is in its document: "data.mongod.conf". */
const char *carrier_path(const struct carrier *carrier, uint32_t at);

/* The text that the Secret's value stands for; false where it is no base64. What is in it is the scratch arena's. */
bool carrier_decode(struct carrier *carrier, struct str base64, struct str *text);

/* Where several documents of the file have configs, their names say which. */
void carrier_number(struct carrier *carrier);

/* Is the node a value of a Secret's `data`? */
bool carrier_is_secret(const struct carrier *carrier, uint32_t at);

#endif
