#include "input/embedded_carrier.h"

#include "input/template.h"

/* Ansible, Salt, Helm and their like render the texts in a file that is YAML without that: the file is no template, but a
 * config in it may be one. */

/* Nearly all have none of these. */
static bool may_have_tags(const char *word, struct str text)
{
	static const char *const curly[] = { "{{", "{%", "{#" };
	bool dollar = !strcmp(word, "envsubst") || !strcmp(word, "terraform");
	if (dollar)
		return str_has_char(text, '$');
	for (unsigned i = 0; i < sizeof curly / sizeof *curly && str_has_char(text, '{'); i++)
		if (str_find(text, str_of(curly[i]), 0) != STR_NONE)
			return true;
	return false;
}

static const struct mask *moved(struct arena *arena, const struct mask *mask, uint32_t by)
{
	struct mask *out = arena_alloc(arena, sizeof *out);
	*out = (struct mask){ .language = mask->language };
	for (uint32_t i = 0; i < mask->count; i++) {
		struct mask_span span = mask->spans[i];
		span.at.at += by;
		span.opened += by;
		mask_add(arena, out, span);
	}
	return out;
}

const struct mask *carrier_fill(struct carrier *carrier, uint32_t from, struct str own)
{
	struct source text, masked;
	struct syntax_error why;
	/* A template's own expressions are letters already, and who reads one as a manifest means it. */
	if (!carrier->renders || carrier->view->mask || !may_have_tags(carrier->renders, own))
		return NULL;
	source_init(carrier->scratch, carrier->file->name, str_copy(carrier->scratch, own), &text);
	if (!template_read(carrier->arena, &text, template_named(str_of(carrier->renders)), &masked, &why) || !masked.mask->count)
		return NULL;
	memcpy((char *)(uintptr_t)own.at, masked.text.at, own.len);  /* our own copy */
	return moved(carrier->arena, masked.mask, from);
}
