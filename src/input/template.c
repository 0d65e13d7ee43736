#include "input/template.h"

#include <string.h>

#include "base/regex.h"

const struct template_language template_languages[] = {
	{ "jinja2", "Jinja2 template" },
	{ "erb", "ERB template" },
	{ "epp", "EPP template" },
	{ "go", "Go template" },
	{ "terraform", "Terraform template" },
	{ "envsubst", "envsubst template" },
	{ "at", "template with @NAME@" },
};
const unsigned template_language_count = sizeof template_languages / sizeof *template_languages;

const struct template_language *template_named(struct str word)
{
	for (unsigned i = 0; i < template_language_count; i++)
		if (str_is(word, template_languages[i].word))
			return &template_languages[i];
	return NULL;
}

static bool is_template_name(const char *name)
{
	static const char *const ends[] = {
		".j2", ".jinja", ".jinja2", ".erb", ".epp", ".tpl", ".tmpl", ".tftpl", ".gotmpl", ".template",
		".mustache", ".in",
	};
	struct str all = str_of(name);
	for (unsigned i = 0; i < sizeof ends / sizeof *ends; i++) {
		struct str end = str_of(ends[i]);
		if (all.len >= end.len && str_eq_nocase(str_sub(all, all.len - end.len, all.len), end))
			return true;
	}
	return false;
}

/* Ansible, Puppet and Chef keep templates in a folder of that name, often without an ending. */
static bool is_in_templates(const char *name)
{
	return !strncmp(name, "templates/", 10) || strstr(name, "/templates/");
}

const struct template_language *template_detect(struct arena *arena, const char *name, struct str text, const char **why)
{
	bool named = is_template_name(name);
	*why = named ? "its name" : "its folder";
	if (!named && !is_in_templates(name))
		return NULL;
	if (!regex_matches(arena, "\\{\\{|\\{%|\\$\\{|@\\w+@|<%|%\\{", text))
		return NULL;
	return &template_languages[0];
}

bool template_read(struct arena *arena, const struct source *file, const struct template_language *language,
		   struct source *out, struct syntax_error *why)
{
	(void)arena;
	(void)file;
	(void)language;
	(void)out;
	*why = (struct syntax_error){ .text = "lint what it is rendered to" };
	return false;
}
