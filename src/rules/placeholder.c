#include "rules/placeholder.h"

/* Lower-case $names are left out: filters of the audit log have $in and their like. What begins one can stand in it only
 * a few times: a line of nothing but openers would else take time by its square. */
static const char pattern[] =
	"\\{\\{(?:[^{}]*+\\{){0,4}+[^{}]*+\\}\\}|\\{%[^%]*%\\}|<%[^%]*%>|%\\{(?:[^%}]*+%){0,4}+[^%}]*+\\}"
	"|\\$\\{(?:[^$}\\s]*+\\$){0,4}+[^$}\\s]*+\\}|\\$[A-Z_][A-Z0-9_]+"
	"|@[A-Za-z_][A-Za-z0-9_.-]*@|%[A-Za-z_][A-Za-z0-9_]*%|<[A-Za-z][A-Za-z0-9_ .-]*>"
	"|\\b(?i:change_?me|replace_?me)\\b";

struct regex *placeholder_regex(struct arena *arena)
{
	return regex_new(arena, pattern);
}

/* A sign that begins one, or change_me and replace_me, in any case but odd ones. Each byte is looked at once:
 * this is asked of every value of every file. */
bool placeholder_possible(struct str text)
{
	static const bool first[256] = {
		['{'] = true, ['<'] = true, ['%'] = true, ['$'] = true, ['@'] = true,
		['h'] = true, ['H'] = true, ['e'] = true, ['E'] = true,
	};
	for (uint32_t i = 0; i < text.len; i++) {
		if (!first[(unsigned char)text.at[i]])
			continue;
		struct str rest = { text.at + i, text.len - i };
		if (strchr("{<%$@", text.at[i]) || str_starts(rest, "hange") || str_starts(rest, "HANGE") ||
		    str_starts(rest, "eplace") || str_starts(rest, "EPLACE"))
			return true;
	}
	return false;
}

bool placeholder_in(struct arena *arena, struct str text)
{
	return placeholder_possible(text) && regex_matches(arena, pattern, text);
}
