/* document: values that are documents, written as JSON in a text.
 *
 * A few parameters (logComponentVerbosity, mirrorReads) take a whole document as text. The server reads
 * it with a lax JSON parser: names may be bare, strings may stand in single quotes, and what follows the
 * document is not looked at (server source, bson/json.cpp). Nothing at all is an empty document.
 *
 *     const char *fault = document_open(text, &inside);
 *     while (!fault && document_next(&inside, &field))
 *             ...  field.kind == DOCUMENT_OBJECT: go on with document_open(field.value, ...)
 *
 * All is checked by document_open(), so document_next() never meets a fault. Nothing allocates.
 */
#ifndef SCHEMA_DOCUMENT_H
#define SCHEMA_DOCUMENT_H

#include "base/str.h"

enum document_kind {
	DOCUMENT_OBJECT,
	DOCUMENT_ARRAY,
	DOCUMENT_STRING,
	DOCUMENT_BOOL,
	DOCUMENT_NULL,
	DOCUMENT_INT,
	DOCUMENT_LONG,
	DOCUMENT_DOUBLE,
};

struct document_field {
	struct str name;    /* without quotes; escapes are not undone */
	struct str value;   /* as it is written */
	double number;      /* of an INT, a LONG or a DOUBLE */
	enum document_kind kind;
};

/* What is wrong with the text, in a few words, or NULL; *inside is what document_next() goes through. */
const char *document_open(struct str text, struct str *inside);

/* The next field; false when there is none. */
bool document_next(struct str *inside, struct document_field *field);

const char *document_kind_name(enum document_kind kind);  /* the server's: "object", "int", ... */

#endif
