/* parts: what configs a file holds, and how each is to be read.
 *
 * Most files are one config. Others are a template of one, or a manifest that carries some: a ConfigMap, the values of a
 * Helm chart, an operator's resource, Ansible variables. Whatever it is, each config in it becomes a source of its own
 * that all who read and edit configs take as it is: its offsets are those of the file (text/source.h), what a template
 * decides is in its mask (text/mask.h).
 *
 *     struct parts parts;
 *     parts_read(arena, &scratch, &file, NULL, &parts);
 *     for (i < parts.count) ... config_read(arena, parts.at[i].source, ...)
 *     if (!parts.count)  ... parts.refused says what it is instead
 *
 * What a file is read as is told by its name and its content, and can be said (`as`): see parts_words.
 */
#ifndef INPUT_PARTS_H
#define INPUT_PARTS_H

#include "yaml/tree.h"

struct part {
	const struct source *source;
	const char *read_as;   /* "Jinja2 template", "ConfigMap, data.mongod.conf", ...; NULL: a config like any other */
	bool managed;          /* an operator or a chart adds options of its own: what it does not say is not known */
	unsigned edition;      /* of the servers that it is for, an EDITION_ bit, where the file tells; else 0 */
	const char *locked;    /* why it can't be edited: "the value is base64"; NULL: it can */
};

/* Why there may be none. */
enum parts_lack {
	LACK_NOTHING,
	LACK_SYNTAX,           /* what is around it is wrong: a template's own syntax, base64 */
	LACK_CONFIG,           /* it is something else: nobody misses it in a walk */
	LACK_WISH,             /* the project file says so */
};

struct parts {
	struct part *at;
	uint32_t count, room;
	const char *refused;   /* where there is none: why. "is a Compose file" */
	uint32_t refused_at;   /* and where that can be seen; an offset of the file */
	enum parts_lack lack;
	const char *language;  /* of the template that the whole file is; NULL: it is none */
	const struct source *view;  /* the file, or its template's masked text */
	const char *why;       /* what it was told by, where that was not said: "its name ends in .j2"; NULL: nothing */
};

/* `as` is a word of parts_words, or NULL. The sources that are made are the arena's; a file that is one plain config is its
 * own source. `scratch` may be the arena; what is in it is not needed afterwards. Never fails. */
void parts_read(struct arena *arena, struct arena *scratch, const struct source *file, const char *as, struct parts *parts);

/* Is it one plain config, as most files are? A cheap look, which may be wrong either way. */
bool parts_seem_one(const struct source *file);

/* The words by which a project file says how a file is read: "auto", "config", "manifest", "none", and the languages of
 * templates (template.h). NULL ends them. */
const char *const *parts_words(void);

/* For the readers of this folder: one more. */
void parts_add(struct arena *arena, struct parts *parts, struct part part);

#endif
