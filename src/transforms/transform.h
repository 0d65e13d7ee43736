/* transform: a named, safe change of one config.
 *
 * A transform is a row: its name, what it needs, what it does, when it refuses, and a function that
 * proposes the change to a draft (yaml/draft.h), which proves it. It looks at one file only;
 * whether members still go together afterwards is asked by transform_fleet_check() (fleet_check.h).
 *
 * To add one: write src/transforms/NAME.c with a `const struct transform transform_NAME`, and add
 * its line to table.c.
 */
#ifndef TRANSFORMS_TRANSFORM_H
#define TRANSFORMS_TRANSFORM_H

#include <stddef.h>

#include "base/buf.h"
#include "config/auth.h"
#include "transforms/parameters.h"
#include "yaml/draft.h"
#include "yaml/guard.h"

/* One application: the draft changes, remarks for the operator are added. */
struct application {
	struct draft *draft;
	const struct parameters *parameters;
	struct buf *remarks;  /* lines, each ended */
	struct err *err;
};

/* The same for a transform of keyfiles: `change` is open (config/keyfile_write.h). */
struct keyfile_change;
struct keyfile_application {
	struct keyfile_change *change;
	const struct parameters *parameters;
	struct str key;       /* that of --from-keyfile */
	struct err *err;
};

/* A parameter that a transform takes: a flag of the command line. A flag without any of its transforms is a slip, and
 * refused (steps.h). */
struct transform_flag {
	const char *flag;      /* "key-file"; NULL ends a list */
	const char *argument;  /* "PATH"; NULL: a switch */
	bool required;
	size_t field;          /* offset in struct parameters, of a text or, for a switch, of a bool */
};

/* What a transform is for, in the order of its page. */
enum transform_topic { TOPIC_AUTHENTICATION, TOPIC_ADDRESSES, TOPIC_KEYS, TOPIC_CERTIFICATES, TOPIC_RELEASES, TOPIC_COUNT };

/* One file that it changes, or refuses. What comes of it is never written down: whoever shows it runs it
 * (reference/example.h). */
struct transform_example {
	const char *text;              /* the file before */
	struct parameters parameters;
	const char *other;             /* what is in the file of --from-keyfile */
};

struct transform {
	const char *name;
	enum transform_topic topic;
	const struct transform_flag *takes;  /* the first may also stand behind the name: add-keyfile:/etc/key; NULL: none */
	const char *title;
	const char *about;       /* a paragraph: what it does, when it does nothing */
	const char *refuses;     /* when it refuses */
	struct transform_example example, refused;
	/* Do the parameters make sense? Asked before any file is read; ERR_USAGE. NULL: there is nothing to ask. */
	bool (*check)(const struct parameters *parameters, struct err *err);
	bool (*apply)(const struct application *application);
	/* Of a transform of keyfiles, in place of the other: such a step stands alone in its list. */
	bool (*apply_keyfile)(const struct keyfile_application *application);
};

extern const struct transform *const transform_table[];
extern const unsigned transform_count;

const struct transform *transform_find(struct str name);

/* "--key-file PATH", or with all that can be left out "--key-file PATH [--replace]". */
const char *transform_flags_text(struct arena *arena, const struct transform *transform, bool all);

/* Refuses what is no config of a server at all, though servers would take it for an INI file. */
bool transform_accepts(struct draft *draft, struct err *err);

void transform_remark(const struct application *application, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* The value of an option in a draft, empty when it is not set. */
struct str transform_value(const struct draft *draft, const char *path);

/* The same as the file writes it, for messages: of a template its expressions, and not the letters that stand for them. */
struct str transform_written(const struct draft *draft, const char *path);

/* The draft so far as the server that is meant reads it. Refuses a template: what it will say is not known. */
bool transform_config(const struct application *application, struct config *config);

/* A refusal that stands at an option, or where that is not set at its section, or at the start of the file. */
bool transform_refuse(const struct application *application, const char *path, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

#endif
