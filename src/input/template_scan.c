#include "input/template_tag.h"

bool tag_byte(struct str text, uint32_t at, char c)
{
	return at < text.len && text.at[at] == c;
}

bool tag_word_byte(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

struct str tag_word(struct str text, uint32_t *at)
{
	while (*at < text.len && strchr(" \t\r\n", text.at[*at]) && text.at[*at])
		++*at;
	uint32_t start = *at;
	while (*at < text.len && tag_word_byte(text.at[*at]))
		++*at;
	return str_sub(text, start, *at);
}

uint32_t tag_quoted(struct str text, uint32_t at, char escape)
{
	char quote = text.at[at];
	for (uint32_t i = at + 1; i < text.len; i++) {
		if (escape && text.at[i] == escape)
			i++;
		else if (text.at[i] == quote)
			return i + 1;
	}
	return STR_NONE;
}

static enum match match_any(struct str text, uint32_t at, const struct tag_syntax *syntax, struct tag *tag)
{
	char c = text.at[at];
	if (!c)
		return MATCH_NONE;
	if (strchr(syntax->first, c)) {
		enum match match = syntax->match(text, at, tag);
		if (match != MATCH_NONE)
			return match;
	}
	if (!strchr(syntax->also, c))
		return MATCH_NONE;
	*tag = (struct tag){ .at.at = at };
	return c == '$' ? dollar_match(text, at, tag) : at_match(text, at, tag);
}

static void tags_add(struct arena *arena, struct tags *tags, struct tag tag)
{
	if (tags->count == tags->room) {
		tags->room = tags->room ? tags->room * 2 : 32;
		tags->at = arena_grow(arena, tags->at, tags->count, tags->room, sizeof tag);
	}
	tag.from = tag.to = tags->count;
	tags->at[tags->count++] = tag;
}

bool tags_scan(struct arena *arena, struct str text, const struct tag_syntax *syntax, struct tags *tags,
	       struct syntax_error *why)
{
	bool wanted[256] = { 0 };
	for (const char *c = syntax->first; *c; c++)
		wanted[(unsigned char)*c] = true;
	for (const char *c = syntax->also; *c; c++)
		wanted[(unsigned char)*c] = true;
	*tags = (struct tags){ 0 };
	for (uint32_t at = 0; at < text.len; at++) {
		if (!wanted[(unsigned char)text.at[at]])
			continue;
		struct tag tag = { .at.at = at };
		enum match match = match_any(text, at, syntax, &tag);
		if (match == MATCH_BROKEN) {
			struct str mark = str_sub(text, at, at + 2);
			*why = (struct syntax_error){ at, arena_printf(arena, "its %.*s has no end", STR_ARG(mark)), false };
			return false;
		}
		if (match != MATCH_TAG)
			continue;
		tags_add(arena, tags, tag);
		at = (tag.next ? tag.next : span_end(tag.at)) - 1;
	}
	return true;
}
