#include "rules/placeholder.h"

/* Lower-case $names are left out: filters of the audit log have $in and their like. What begins one can stand in it only
 * a few times: a line of nothing but openers would else take time by its square. */
static const char pattern[] =
	"\\{\\{(?:[^{}]*+\\{){0,4}+[^{}]*+\\}\\}|\\{%[^%]*%\\}|<%[^%]*%>|%\\{(?:[^%}]*+%){0,4}+[^%}]*+\\}"
	"|\\$\\{(?:[^$}\\s]*+\\$){0,4}+[^$}\\s]*+\\}|\\$[A-Z_][A-Z0-9_]+"
	"|@[A-Za-z_][A-Za-z0-9_.-]*@|%[A-Za-z_][A-Za-z0-9_]*%|<[A-Za-z][A-Za-z0-9_ .-]*>"
	"|\\b(?i:change_?me|replace_?me)\\b";

const struct regex *placeholder_regex(void)
{
	return regex_own(pattern);
}

/* The rest of change_me or of replace_me, behind the first letter, in any case. */
static bool is_order(struct str rest)
{
	return str_eq_nocase(str_sub(rest, 0, 5), STR("hange")) || str_eq_nocase(str_sub(rest, 0, 6), STR("eplace"));
}

/* A sign that begins one, or the second and third letter of such an order. Each byte is looked at once: this is asked of every
 * value of every file. */
bool placeholder_possible(struct str text)
{
	enum { SIGN = 1, H = 2, E = 4 };
	static const unsigned char first[256] = {
		['{'] = SIGN, ['<'] = SIGN, ['%'] = SIGN, ['$'] = SIGN, ['@'] = SIGN, ['h'] = H, ['H'] = H, ['e'] = E, ['E'] = E,
	};
	static const unsigned char second[256] = { ['a'] = H, ['A'] = H, ['p'] = E, ['P'] = E };
	const unsigned char *c = (const unsigned char *)text.at;
	for (uint32_t i = 0; i < text.len; i++) {
		if (!first[c[i]])
			continue;
		if (first[c[i]] == SIGN ||
		    (i + 1 < text.len && first[c[i]] & second[c[i + 1]] && is_order(str_sub(text, i, text.len))))
			return true;
	}
	return false;
}

bool placeholder_in(struct str text)
{
	return placeholder_possible(text) && regex_matches(pattern, text);
}
