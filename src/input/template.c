#include "input/template.h"

#include "input/template_tag.h"

/* By the numbers of template_languages. What a later step may fill in, envsubst behind Ansible, is masked as well. */
static const struct tag_syntax syntaxes[] = {
	{ "jinja2", "Jinja2", "{", jinja_match, "$@" },
	{ "erb", "ERB", "<", erb_match, "$@" },
	{ "epp", "EPP", "<", epp_match, "$@" },
	{ "go", "Go", "{", go_match, "$@" },
	{ "mustache", "Mustache", "{", mustache_match, "$@" },
	{ "terraform", "Terraform", "$%", terraform_match, "@" },
	{ "envsubst", "envsubst", "$", envsubst_match, "@" },
	{ "at", "@NAME@", "@", at_match, "$" },
	{ "hash", "#name#", "#", hash_match, "$@" },
};

const struct template_language template_languages[] = {
	{ "jinja2", "Jinja2 template" },
	{ "erb", "ERB template" },
	{ "epp", "EPP template" },
	{ "go", "Go template" },
	{ "mustache", "Mustache template" },
	{ "terraform", "Terraform template" },
	{ "envsubst", "envsubst template" },
	{ "at", "template with @NAME@" },
	{ "hash", "template with #name#" },
};
const unsigned template_language_count = sizeof template_languages / sizeof *template_languages;

const struct template_language *template_named(struct str word)
{
	for (unsigned i = 0; i < template_language_count; i++)
		if (str_is(word, template_languages[i].word))
			return &template_languages[i];
	return NULL;
}

const struct tag_syntax *tag_syntax_of(const struct template_language *language)
{
	return &syntaxes[language - template_languages];
}

/* Ansible takes other marks from the first line: #jinja2: variable_start_string:'[%' */
static bool has_own_marks(struct str text)
{
	struct str first = str_sub(text, 0, str_find_char(text, '\n', 0));
	return str_starts(first, "#jinja2:") && str_find(first, STR("_string"), 0) != STR_NONE;
}

/* Those of one kind lie apart: values that touch each other are one. */
static void join_spans(struct mask *mask)
{
	uint32_t kept = 0;
	mask_sort(mask);
	for (uint32_t i = 0; i < mask->count; i++) {
		struct mask_span *span = &mask->spans[i], *last = kept ? &mask->spans[kept - 1] : NULL;
		bool apart = !last || last->kind != span->kind || span_end(last->at) <= span->at.at;
		if (apart || span->kind == MASK_BRANCH)
			mask->spans[kept++] = *span;
		else if (span_end(span->at) > span_end(last->at))
			last->at.len = span_end(span->at) - last->at.at;
	}
	mask->count = kept;
	mask_sort(mask);
}

bool template_read(struct arena *arena, const struct source *file, const struct template_language *language,
		   struct source *out, struct syntax_error *why)
{
	const struct tag_syntax *syntax = tag_syntax_of(language);
	struct mask *mask = arena_alloc(arena, sizeof *mask);
	struct tags tags;
	*why = (struct syntax_error){ 0 };
	if (has_own_marks(file->text)) {
		why->text = "its first line gives it other marks than {{ }} and {% %}; lint what it is rendered to";
		return false;
	}
	mask->language = syntax->title;
	if (!tags_scan(arena, file->text, syntax, &tags, why) || !tags_nest(arena, file->text, &tags, mask, why))
		return false;
	struct str text = tags_mask(arena, file->text, &tags, mask);
	for (uint32_t i = 0; i < tags.count; i++)
		mask_add(arena, mask, (struct mask_span){ .at = tags.at[i].at, .kind = MASK_TAG });
	join_spans(mask);
	source_init(arena, file->name, text, out);
	out->path = file->path;
	out->id = file->id;
	out->whole = file;
	out->mask = mask;
	out->part = (struct span){ 0, text.len };
	return true;
}
