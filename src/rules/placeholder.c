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

bool placeholder_in(struct arena *arena, struct str text)
{
	static const char signs[] = "{<%$@cCrR";
	bool any = false;
	for (const char *sign = signs; *sign && !any; sign++)
		any = str_has_char(text, *sign);
	return any && regex_matches(arena, pattern, text);
}
