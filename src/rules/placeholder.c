#include "rules/placeholder.h"

/* Lower-case $names are left out: filters of the audit log have $in and their like. */
static const char pattern[] =
	"\\{\\{[^}]*\\}\\}|\\{%[^%]*%\\}|<%[^%]*%>|%\\{[^}]*\\}|\\$\\{[^}\\s]*\\}|\\$[A-Z_][A-Z0-9_]+"
	"|@[A-Za-z_][A-Za-z0-9_.-]*@|%[A-Za-z_][A-Za-z0-9_]*%|<[A-Za-z][A-Za-z0-9_ .-]*>"
	"|\\b(?i:change_?me|replace_?me)\\b";

struct regex *placeholder_regex(struct arena *arena)
{
	return regex_new(arena, pattern);
}

bool placeholder_possible(struct str text)
{
	static const char signs[] = "{<%$@";
	for (const char *sign = signs; *sign; sign++)
		if (str_has_char(text, *sign))
			return true;
	/* change_me and replace_me, in any case but odd ones. */
	return str_find(text, STR("hange"), 0) != STR_NONE || str_find(text, STR("HANGE"), 0) != STR_NONE ||
	       str_find(text, STR("eplace"), 0) != STR_NONE || str_find(text, STR("EPLACE"), 0) != STR_NONE;
}

bool placeholder_in(struct arena *arena, struct str text)
{
	return placeholder_possible(text) && regex_matches(arena, pattern, text);
}
