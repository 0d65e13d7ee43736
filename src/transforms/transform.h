/* transform: a named, safe change of one config.
 *
 * A transform is a row: its name, what it needs, what it does, when it refuses, and a function that
 * proposes the change to a draft (yaml/draft.h), which proves it. It looks at one file only;
 * whether members still go together afterwards is asked by transform_fleet_check().
 *
 * To add one: write src/transforms/NAME.c with a `const struct transform transform_NAME`, and add
 * its line to table.c.
 */
#ifndef TRANSFORMS_TRANSFORM_H
#define TRANSFORMS_TRANSFORM_H

#include "base/buf.h"
#include "base/version.h"
#include "config/auth.h"
#include "yaml/draft.h"
#include "yaml/guard.h"

/* Parameters, as the command line gives them; NULL or false where it doesn't. */
struct parameters {
	const char *key_file;
	const char *bind_ip;
	struct version server;
	bool replace;
	struct target to;       /* the server that upgrade is for; its release is known */
};

/* One application: the draft changes, remarks for the operator are added. */
struct application {
	struct draft *draft;
	const struct parameters *parameters;
	struct buf *remarks;  /* lines, each ended */
	struct err *err;
};

struct transform {
	const char *name;
	const char *parameters;  /* "--key-file PATH", or "" */
	const char *title;
	const char *about;       /* a paragraph: what it does, when it does nothing */
	const char *refuses;     /* when it refuses */
	bool (*apply)(const struct application *application);
};

extern const struct transform *const transform_table[];
extern const unsigned transform_count;

const struct transform *transform_find(struct str name);

/* Refuses what is no config of a server at all, and what is an INI file. */
bool transform_accepts(struct draft *draft, struct err *err);

void transform_remark(const struct application *application, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* The value of an option in a draft, empty when it is not set. */
struct str transform_value(const struct draft *draft, const char *path);

/* A refusal that stands at an option, or at the start of the file where that is not set. */
bool transform_refuse(const struct application *application, const char *path, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* Refuses when two members that can talk to each other now would not when one of them has its
 * new config and the other its old one, in either order, or when both have their new one. Both
 * lists have `count` configs, of one file each. */
bool transform_fleet_check(const struct config *const *before, const struct config *const *after,
			   uint32_t count, struct err *err);

#endif
