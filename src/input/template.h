/* template: a config before its template engine has seen it.
 *
 * Expressions become letters, statements become comments or blanks, of equal length, so that what is literal can be read
 * where it stands; the mask (text/mask.h) remembers what was what. Nothing is evaluated.
 *
 *     const struct template_language *language = template_detect(arena, name, text, &why);
 *     if (language && template_read(arena, &file, language, &source, &why)) ... source.text, source.mask
 *
 * Line ends stay where they are, also within a tag. Literal text stays too, but where the template decides so much of its
 * line that nobody can say what it will be: `{% if x %}port: 1{% endif %}` becomes a comment and a GAP.
 */
#ifndef INPUT_TEMPLATE_H
#define INPUT_TEMPLATE_H

#include "yaml/parse.h"

struct template_language {
	const char *word;    /* in a project file: "jinja2" */
	const char *title;   /* for people: "Jinja2 template" */
};

extern const struct template_language template_languages[];
extern const unsigned template_language_count;

/* By the name of the file (its ending, its folder) and by what is in it; NULL: it is no template. `*why` is what it was told
 * by, for people: "its name ends in .j2". */
const struct template_language *template_detect(struct arena *arena, const char *name, struct str text, const char **why);

/* The length of the ending that says a file of this name is a template, with its dot: of mongod.conf.j2, 3. 0: there is none. */
uint32_t template_ending(struct str name);

/* By its content alone, and by marks that others may have, too: for what can't be read as anything else. */
const struct template_language *template_marked(struct arena *arena, struct str text, const char **why);

const struct template_language *template_named(struct str word);

/* `out` has the file's length and is a part of it. False where the template's own syntax is broken: `why` says it. */
bool template_read(struct arena *arena, const struct source *file, const struct template_language *language,
		   struct source *out, struct syntax_error *why);

#endif
