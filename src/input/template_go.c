/* Go's text/template, as Helm, confd and gomplate use it, and Mustache with Handlebars: {{ }}. */
#include "input/template_tag.h"

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Behind the }} that ends what begins at `at`, outside of strings. */
static uint32_t find_end(struct str text, uint32_t at)
{
	while (at < text.len) {
		char c = text.at[at];
		if (c == '}' && tag_byte(text, at + 1, '}'))
			return at + 2;
		if (c == '"' || c == '\'' || c == '`') {
			at = tag_quoted(text, at, c == '`' ? 0 : '\\');
			if (at == STR_NONE)
				return STR_NONE;
			continue;
		}
		at++;
	}
	return STR_NONE;
}

/* {{- and -}}, with a blank that belongs to it: {{-3}} is a number. */
static void trims(struct str text, struct tag *tag)
{
	struct str all = str_sub(text, tag->at.at, span_end(tag->at));
	tag->eats_before = all.len > 4 && all.at[2] == '-' && is_blank(all.at[3]);
	tag->eats_after = all.len > 5 && all.at[all.len - 3] == '-' && is_blank(all.at[all.len - 4]);
}

/* $x := ..., $x = ... */
static bool is_assignment(struct str said)
{
	uint32_t at = 1;
	if (!said.len || said.at[0] != '$')
		return false;
	while (at < said.len && tag_word_byte(said.at[at]))
		at++;
	while (at < said.len && is_blank(said.at[at]))
		at++;
	if (tag_byte(said, at, ':'))
		at++;
	return tag_byte(said, at, '=') && !tag_byte(said, at + 1, '=');
}

static void action(struct str said, struct tag *tag)
{
	static const struct {
		const char *word;
		enum tag_body body;
	} openers[] = {
		{ "if", BODY_SOMETIMES }, { "range", BODY_SOMETIMES }, { "with", BODY_SOMETIMES },
		{ "block", BODY_SOMETIMES }, { "define", BODY_NEVER },
	};
	uint32_t at = 0;
	struct str word = tag_word(said, &at);
	for (unsigned i = 0; i < sizeof openers / sizeof *openers; i++)
		if (str_is(word, openers[i].word)) {
			tag->opens = true;
			tag->body = openers[i].body;
			return;
		}
	if (str_is(word, "end"))
		tag->closes = 1;
	else if (str_is(word, "else"))
		tag->arm = true;
	else if (!str_is(word, "break") && !str_is(word, "continue"))
		tag->value = said.len && !is_assignment(said);
}

static bool is_go_comment(struct str text, uint32_t at)
{
	at += 2;
	if (tag_byte(text, at, '-'))
		for (at++; at < text.len && is_blank(text.at[at]);)
			at++;
	return tag_byte(text, at, '/') && tag_byte(text, at + 1, '*');
}

enum match go_match(struct str text, uint32_t at, struct tag *tag)
{
	if (!tag_byte(text, at + 1, '{'))
		return MATCH_NONE;
	bool comment = is_go_comment(text, at);
	uint32_t end = at + 2;
	if (comment) {
		end = str_find(text, STR("*/"), at + 4);
		end = end == STR_NONE ? end : str_find(text, STR("}}"), end);
		end += end == STR_NONE ? 0 : 2;
	} else {
		end = find_end(text, end);
	}
	if (end == STR_NONE)
		return MATCH_BROKEN;
	tag->at.len = end - at;
	trims(text, tag);
	if (comment)
		return MATCH_TAG;
	uint32_t from = at + 2 + tag->eats_before, to = end - 2 - tag->eats_after;
	struct str said = str_trim(str_sub(text, from, to < from ? from : to));
	action(said, tag);
	tag->fresh = tag->value && str_find(said, STR("nindent"), 0) != STR_NONE;
	return MATCH_TAG;
}

/* ---- Mustache */

static void section(struct str said, char sign, struct tag *tag)
{
	uint32_t at = 1;
	tag->word = tag_word(said, &at);
	if (sign == '/') {
		tag->closes = 1;
		return;
	}
	tag->opens = true;
	tag->body = BODY_SOMETIMES;
}

enum match mustache_match(struct str text, uint32_t at, struct tag *tag)
{
	if (!tag_byte(text, at + 1, '{'))
		return MATCH_NONE;
	bool three = tag_byte(text, at + 2, '{');
	uint32_t from = at + 2 + (three || tag_byte(text, at + 2, '~'));
	bool long_comment = tag_byte(text, from, '!') && tag_byte(text, from + 1, '-') && tag_byte(text, from + 2, '-');
	struct str close = three ? STR("}}}") : long_comment ? STR("--}}") : STR("}}");
	uint32_t end = str_find(text, close, from);
	if (end == STR_NONE)
		return MATCH_BROKEN;
	tag->at.len = end + close.len - at;
	struct str said = str_trim(str_sub(text, from, end));
	char sign = said.len ? said.at[0] : 0;
	uint32_t word = 0;
	if (sign == '#' || sign == '^' || sign == '/')
		section(said, sign, tag);
	else if (str_is(tag_word(said, &word), "else"))
		tag->arm = true;
	else
		tag->value = sign != '!' && sign != '=';
	tag->eats_before = tag_byte(text, at + 2, '~');
	tag->eats_after = str_ends(said, "~");
	return MATCH_TAG;
}
