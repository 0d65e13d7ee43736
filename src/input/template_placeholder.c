/* What has values and at most simple statements: Terraform, envsubst, and the placeholders of scripts. */
#include "input/template_tag.h"

/* How far one of a script may reach: a line of nothing but openers must not take time by its square. */
enum { REACH = 256 };

static bool is_name_start(char c)
{
	return tag_word_byte(c) && !(c >= '0' && c <= '9');
}

static uint32_t name_end(struct str text, uint32_t at)
{
	while (at < text.len && tag_word_byte(text.at[at]))
		at++;
	return at;
}

static enum match value(struct tag *tag, uint32_t end)
{
	tag->value = true;
	tag->at.len = end - tag->at.at;
	return MATCH_TAG;
}

/* ${NAME}, and with what a shell may say behind the name: ${NAME:-x}. */
enum match dollar_match(struct str text, uint32_t at, struct tag *tag)
{
	if (!tag_byte(text, at + 1, '{') || at + 2 >= text.len || !is_name_start(text.at[at + 2]))
		return MATCH_NONE;
	uint32_t end = name_end(text, at + 2), last = at + REACH;
	if (end < text.len && strchr(":-=+?", text.at[end]))
		while (end < text.len && end < last && text.at[end] != '}' && text.at[end] != '\n')
			end++;
	return tag_byte(text, end, '}') ? value(tag, end + 1) : MATCH_NONE;
}

/* Also $NAME; not $name, which filters of the audit log have. */
enum match envsubst_match(struct str text, uint32_t at, struct tag *tag)
{
	if (tag_byte(text, at + 1, '{'))
		return dollar_match(text, at, tag);
	uint32_t end = name_end(text, at + 1);
	if (end < at + 3)
		return MATCH_NONE;
	for (uint32_t i = at + 1; i < end; i++)
		if (text.at[i] >= 'a' && text.at[i] <= 'z')
			return MATCH_NONE;
	return is_name_start(text.at[at + 1]) ? value(tag, end) : MATCH_NONE;
}

/* @NAME@ */
enum match at_match(struct str text, uint32_t at, struct tag *tag)
{
	if (at + 1 >= text.len || !is_name_start(text.at[at + 1]))
		return MATCH_NONE;
	uint32_t end = at + 1;
	while (end < text.len && (tag_word_byte(text.at[end]) || text.at[end] == '.' || text.at[end] == '-'))
		end++;
	return tag_byte(text, end, '@') ? value(tag, end + 1) : MATCH_NONE;
}

/* #name#, where a value stands; a line that begins with one is a comment. */
enum match hash_match(struct str text, uint32_t at, struct tag *tag)
{
	if (at + 1 >= text.len || !is_name_start(text.at[at + 1]))
		return MATCH_NONE;
	uint32_t end = name_end(text, at + 1), before = at;
	if (!tag_byte(text, end, '#'))
		return MATCH_NONE;
	while (before && (text.at[before - 1] == ' ' || text.at[before - 1] == '\t') && at - before < REACH)
		before--;
	return before && text.at[before - 1] != '\n' ? value(tag, end + 1) : MATCH_NONE;
}

/* ---- Terraform */

/* Behind the } that ends what is between braces, outside of its strings, which have expressions in them in turn. */
static uint32_t find_brace(struct str text, uint32_t at)
{
	uint32_t depth = 1;
	bool quoted[64] = { false };  /* is what this depth is in a string? */
	while (at < text.len) {
		char c = text.at[at];
		bool string = depth < 64 && quoted[depth];
		if (string && c == '\\') {
			at++;
		} else if (c == '"' && depth < 63) {
			quoted[depth] = !string;
		} else if (string && (c == '$' || c == '%') && tag_byte(text, at + 1, '{')) {
			at++;
			if (++depth < 64)
				quoted[depth] = false;
		} else if (!string && c == '{') {
			if (++depth < 64)
				quoted[depth] = false;
		} else if (!string && c == '}' && !--depth) {
			return at + 1;
		}
		at++;
	}
	return STR_NONE;
}

static void directive(struct str said, struct tag *tag)
{
	uint32_t at = 0;
	struct str word = tag_word(said, &at);
	if (str_is(word, "if") || str_is(word, "for")) {
		tag->opens = true;
		tag->body = BODY_SOMETIMES;
		tag->word = word;
	} else if (str_is(word, "else")) {
		tag->arm = true;
	} else if (str_is(word, "endif") || str_is(word, "endfor")) {
		tag->closes = 1;
		tag->word = str_sub(word, 3, word.len);
	} else {
		tag->value = true;
	}
}

/* Its ~ takes the rest of the line and its end, not the indentation of the next: a literal is a line to it. */
enum match terraform_match(struct str text, uint32_t at, struct tag *tag)
{
	char c = text.at[at];
	if (tag_byte(text, at + 1, c) && tag_byte(text, at + 2, '{'))
		return value(tag, at + 3);
	if (!tag_byte(text, at + 1, '{'))
		return MATCH_NONE;
	uint32_t end = find_brace(text, at + 2), from = at + 2 + tag_byte(text, at + 2, '~');
	if (end == STR_NONE)
		return MATCH_BROKEN;
	tag->at.len = end - at;
	tag->eats_line_end = end > from + 1 && text.at[end - 2] == '~';
	if (c == '%')
		directive(str_sub(text, from, end - 1), tag);
	else
		tag->value = true;
	return MATCH_TAG;
}
