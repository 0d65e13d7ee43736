#include "base/regex.h"
#include "input/template.h"

/* What a language's files are called: `word` stands between two dots of the name or behind the last. `certain`: it is
 * the language of that name if it has any mark of it; else the content decides. `others`: so many other files are called so
 * that the ending alone says nothing. */
static const struct ending {
	const char *word, *language;
	bool others;
} endings[] = {
	{ "j2", "jinja2", false }, { "jinja", "jinja2", false }, { "jinja2", "jinja2", false }, { "erb", "erb", false },
	{ "epp", "epp", false }, { "gotmpl", "go", false }, { "tftpl", "terraform", false }, { "mustache", "mustache", false },
	{ "hbs", "mustache", true }, { "sls", "jinja2", true }, { "envsubst", "envsubst", false }, { "dist", NULL, true },
	{ "sample", NULL, true }, { "tpl", NULL, false }, { "tmpl", NULL, false }, { "template", NULL, false }, { "templ", NULL, true },
	{ "in", NULL, false },
};

uint32_t template_ending(struct str name)
{
	const char *dot = name.len ? memrchr(name.at, '.', name.len) : NULL;
	struct str word = dot ? str_sub(name, (uint32_t)(dot + 1 - name.at), name.len) : STR("");
	for (unsigned i = 0; word.len && i < sizeof endings / sizeof *endings; i++)
		if (!endings[i].others && endings[i].word[0] == word.at[0] && str_is(word, endings[i].word))
			return word.len + 1;
	return 0;
}

/* What tells a language, the surest first. A `sure` sign tells it whatever the file is called. */
static const struct sign {
	const char *language, *mark, *pattern;
	bool sure;
} signs[] = {
	{ "epp", "<%", "<%-?\\s{0,8}\\||<%=\\s{0,8}\\$", true },
	{ "erb", "<%", "<%[-=#%\\s\\w@][^%]*%>", true },
	{ "jinja2", "{%", "\\{%[-+]?\\s{0,8}\\w[^%]*%\\}", true },
	{ "terraform", "%{", "%\\{~?\\s{0,8}(?:if|for|else|endif|endfor)\\b", true },
	{ "mustache", "{{", "\\{\\{~?[#^/>]\\s{0,8}[A-Za-z_.]", true },
	{ "go", "{{", "\\{\\{(?:-\\s{1,8})?\\s{0,8}(?:/\\*|(?:if|else|end|range|with|define|block|template|include)\\b)", true },
	{ "go", "{{", "\\{\\{(?:-\\s{1,8})?\\s{0,8}(?:\\$|\\.|\\w+\\s+[\"$.(])", false },
	{ "jinja2", "{#", "\\{#[^#]*#\\}", false },
	{ "jinja2", "{{", "\\{\\{", false },
	{ "envsubst", "${", "\\$\\{[A-Z_][A-Z0-9_]*(?::?[-=+?][^}]*)?\\}", false },
	{ "terraform", "${", "\\$\\{[A-Za-z_]", false },
	{ "envsubst", "$", "\\$[A-Z_][A-Z0-9_]+", false },
	{ "at", "@", "@[A-Za-z_][A-Za-z0-9_.-]*@", false },
	{ "hash", "#", "[:=][ \\t]+#[A-Za-z_][A-Za-z0-9_]*#", false },
};
enum { SIGNS = sizeof signs / sizeof *signs };

/* Nearly all files have none of these bytes, or few. */
static bool has_mark(struct str text, const char *mark)
{
	return str_has_char(text, mark[0]) && str_find(text, str_of(mark), 0) != STR_NONE;
}

static bool has_sign(struct str text, const struct sign *sign)
{
	return has_mark(text, sign->mark) && regex_matches(sign->pattern, text);
}

static const struct ending *ending_of(const char *name)
{
	const char *slash = strrchr(name, '/');
	struct str rest = str_of(slash ? slash + 1 : name), word;
	bool first = true;
	const struct ending *found = NULL;
	while (str_split(&rest, '.', &word)) {
		for (unsigned i = 0; !first && i < sizeof endings / sizeof *endings; i++)
			if (str_eq_nocase(word, str_of(endings[i].word)))
				found = &endings[i];
		first = false;
	}
	return found;
}

/* Ansible, Puppet, Chef and Helm keep templates in a folder of that name, often without an ending. */
static bool is_in_templates(const char *name)
{
	return !strncmp(name, "templates/", 10) || strstr(name, "/templates/");
}

static const struct template_language *tell(struct arena *arena, const struct sign *sign, const char **why, const char *by)
{
	*why = by ? by : arena_printf(arena, "the %s in it", sign->mark);
	return template_named(str_of(sign->language));
}

/* Of one language only, where the name says which. */
static const struct template_language *by_signs(struct arena *arena, struct str text, const char *language, bool sure,
						const char *by, const char **why)
{
	for (unsigned i = 0; i < SIGNS; i++) {
		const struct sign *sign = &signs[i];
		if ((sure && !sign->sure) || (language && strcmp(sign->language, language) != 0))
			continue;
		if (has_sign(text, sign))
			return tell(arena, sign, why, by);
	}
	return NULL;
}

/* Files of these languages have {{ x }} alone, which is no sign of theirs elsewhere. */
static bool has_own(struct str text, const char *language)
{
	if (!strcmp(language, "erb") || !strcmp(language, "epp"))
		return has_mark(text, "<%");
	return (!strcmp(language, "go") || !strcmp(language, "mustache")) && has_mark(text, "{{");
}

const struct template_language *template_marked(struct arena *arena, struct str text, const char **why)
{
	return has_mark(text, "{{") || has_mark(text, "<%") ? by_signs(arena, text, NULL, false, NULL, why) : NULL;
}

const struct template_language *template_detect(struct arena *arena, const char *name, struct str text, const char **why)
{
	const struct ending *ending = ending_of(name);
	bool folder = is_in_templates(name);
	*why = NULL;
	if (!ending && !folder) {
		if (!str_has_char(text, '{') && !str_has_char(text, '<'))
			return NULL;
		return by_signs(arena, text, NULL, true, NULL, why);
	}
	const char *by = ending ? arena_printf(arena, "its name has .%s", ending->word) : "its folder is templates/";
	if (ending && ending->language) {
		const struct template_language *found = by_signs(arena, text, ending->language, false, by, why);
		if (found)
			return found;
		if (has_own(text, ending->language)) {
			*why = by;
			return template_named(str_of(ending->language));
		}
	}
	/* {{ x }} in a .tmpl is Go's: confd, gomplate, dockerize. */
	const struct template_language *found = by_signs(arena, text, NULL, false, by, why);
	bool go = ending && !ending->language && (!strcmp(ending->word, "tmpl") || !strcmp(ending->word, "tpl"));
	if (go && found && !strcmp(found->word, "jinja2") && !has_mark(text, "{%") && !has_mark(text, "{#"))
		found = template_named(STR("go"));
	return found;
}
