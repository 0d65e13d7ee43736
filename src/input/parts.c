#include "input/parts.h"

#include <string.h>

#include "input/embedded.h"
#include "input/embedded_looks.h"
#include "input/stranger.h"
#include "input/template.h"

void parts_add(struct arena *arena, struct parts *parts, struct part part)
{
	if (parts->count == parts->room) {
		parts->room = parts->room ? parts->room * 2 : 1;
		parts->at = arena_grow(arena, parts->at, parts->count, parts->room, sizeof part);
	}
	parts->at[parts->count++] = part;
}

const char *const *parts_words(void)
{
	static const char *words[16] = { "auto", "config", "manifest", "none" };
	for (unsigned i = 0; i < template_language_count; i++)
		words[4 + i] = template_languages[i].word;
	return words;
}

/* The template's text, or NULL where it can't be told what in it is what. */
static const struct source *unveil(struct arena *arena, const struct source *file, const struct template_language *language,
				   struct parts *parts)
{
	struct source *out = arena_alloc(arena, sizeof *out);
	struct syntax_error why;
	parts->language = language->title;
	if (template_read(arena, file, language, out, &why))
		return out;
	parts->lack = LACK_SYNTAX;
	parts->refused = arena_printf(arena, "is a %s; %s", language->title, why.text);
	parts->refused_at = why.at;
	return NULL;
}

/* A manifest that is no YAML, but has a template's marks, is the template of one: what a chart's has on a line of its own ends
 * a block for whoever takes it for text. */
static const char *reread(struct arena *arena, struct arena *scratch, const struct source *file, const char *carrier,
			  struct parts *parts)
{
	const char *why;
	const struct template_language *language = template_marked(scratch, file->text, &why);
	struct parts again = { .language = language ? language->title : NULL };
	struct source *view = arena_alloc(arena, sizeof *view);
	struct syntax_error broken;
	if (!language || !template_read(arena, file, language, view, &broken))
		return carrier;
	const char *is = embedded_read(arena, scratch, view, &again);
	if (!again.count && (again.refused || !is))
		return carrier;
	again.view = view;
	again.why = arena_copy(arena, why, strlen(why));
	*parts = again;
	return is;
}

bool parts_seem_one(const struct source *file)
{
	bool braces = str_starts(file->text, "{");
	return !template_ending(str_of(file->name)) && (braces || !looks_other(file->text));
}

void parts_read(struct arena *arena, struct arena *scratch, const struct source *file, const char *as, struct parts *parts)
{
	const struct template_language *language = NULL;
	const struct source *view = file;
	const char *why = NULL, *carrier = NULL, *other = NULL;
	bool any = !as || !strcmp(as, "auto");
	*parts = (struct parts){ 0 };
	if (as && !strcmp(as, "none")) {
		parts->refused = "is not to be read, as the project file says";
		parts->lack = LACK_WISH;
		return;
	}
	language = any ? template_detect(scratch, file->name, file->text, &why) : template_named(str_of(as));
	if (language && why)
		parts->why = arena_copy(arena, why, strlen(why));
	if (language && !(view = unveil(arena, file, language, parts)))
		return;
	parts->view = view;
	if (any || language || !strcmp(as, "manifest"))
		carrier = embedded_read(arena, scratch, view, parts);
	if (any && !language && parts->refused && !parts->count)
		carrier = reread(arena, scratch, file, carrier, parts);
	if (parts->count)
		return;
	if (any && !parts->refused)
		other = stranger_what(scratch, view, &parts->refused_at);
	parts->lack = parts->refused ? LACK_SYNTAX : carrier || other ? LACK_CONFIG : LACK_NOTHING;
	if (parts->refused)
		return;
	if (other)
		parts->refused = arena_printf(arena, "is %s, not a config of mongod or mongos", other);
	else if (carrier)
		parts->refused = arena_printf(arena, "is %s, with no config of a server in it", carrier);
	else
		parts_add(arena, parts, (struct part){ .source = view, .read_as = parts->language });
}
