#include "base/regex.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <string.h>

/* Far above what a config's line or a path needs, far below a noticeable time. */
enum { MATCH_LIMIT = 200000, DEPTH_LIMIT = 1000 };

struct regex {
	pcre2_code *code;
	pcre2_match_data *match;
	pcre2_match_context *limits;
};

static struct regex *compile(struct arena *arena, PCRE2_SPTR pattern, size_t len)
{
	int error;
	PCRE2_SIZE at;
	struct regex *regex = arena_alloc(arena, sizeof *regex);
	regex->code = pcre2_compile(pattern, len, PCRE2_DOLLAR_ENDONLY, &error, &at, NULL);
	if (!regex->code)
		bug("pattern \"%s\" is wrong at %zu", (const char *)pattern, at);
	regex->match = pcre2_match_data_create_from_pattern(regex->code, NULL);
	regex->limits = pcre2_match_context_create(NULL);
	if (!regex->match || !regex->limits)
		bug("out of memory");
	pcre2_set_match_limit(regex->limits, MATCH_LIMIT);
	pcre2_set_depth_limit(regex->limits, DEPTH_LIMIT);
	return regex;
}

struct regex *regex_new(struct arena *arena, const char *pattern)
{
	return compile(arena, (PCRE2_SPTR)pattern, strlen(pattern));
}

bool regex_find(const struct regex *regex, struct str text, uint32_t from, uint32_t *at, uint32_t *len)
{
	PCRE2_SPTR subject = (PCRE2_SPTR)(text.at ? text.at : "");
	int count = pcre2_match(regex->code, subject, text.len, from, 0, regex->match, regex->limits);
	if (count < 0)
		return false;
	const PCRE2_SIZE *place = pcre2_get_ovector_pointer(regex->match);
	if (at)
		*at = (uint32_t)place[0];
	if (len)
		*len = (uint32_t)(place[1] - place[0]);
	return true;
}

void regex_free(struct regex *regex)
{
	pcre2_match_context_free(regex->limits);
	pcre2_match_data_free(regex->match);
	pcre2_code_free(regex->code);
}

bool regex_matches(struct arena *arena, const char *pattern, struct str text)
{
	struct regex *regex = regex_new(arena, pattern);
	bool found = regex_find(regex, text, 0, NULL, NULL);
	regex_free(regex);
	return found;
}
