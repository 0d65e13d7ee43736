/* Jinja2, as Ansible and Salt use it: {{ }}, {% %}, {# #}. */
#include "input/template_tag.h"

struct statement {
	const char *word;
	enum tag_body body;
};

static const struct statement openers[] = {
	{ "if", BODY_SOMETIMES }, { "for", BODY_SOMETIMES }, { "block", BODY_SOMETIMES },
	{ "with", BODY_ALWAYS }, { "autoescape", BODY_ALWAYS },
	{ "macro", BODY_NEVER }, { "load_yaml", BODY_NEVER }, { "load_json", BODY_NEVER }, { "load_text", BODY_NEVER },
	{ "call", BODY_ALTERED }, { "filter", BODY_ALTERED }, { "trans", BODY_ALTERED },
};

/* These put nothing out. What is not known here may. */
static const char *const silent[] = {
	"set", "import", "from", "do", "break", "continue", "import_yaml", "import_json", "import_text",
};

/* Jinja2 looks for the end outside of strings and brackets. */
static uint32_t find_end(struct str text, uint32_t at, char close)
{
	uint32_t depth = 0;
	while (at < text.len) {
		char c = text.at[at];
		if (!depth && c == close && tag_byte(text, at + 1, '}'))
			return at;
		if (c == '"' || c == '\'') {
			at = tag_quoted(text, at, '\\');
			if (at == STR_NONE)
				return STR_NONE;
			continue;
		}
		if (c == '(' || c == '[' || c == '{')
			depth++;
		else if ((c == ')' || c == ']' || c == '}') && depth)
			depth--;
		at++;
	}
	return STR_NONE;
}

static bool in(struct str word, const char *const *words, unsigned count)
{
	for (unsigned i = 0; i < count; i++)
		if (str_is(word, words[i]))
			return true;
	return false;
}

/* {% set x %}...{% endset %}: without a value of its own. */
static bool is_set_block(struct str inside)
{
	for (uint32_t i = 0; i < inside.len; i++)
		if (inside.at[i] == '=' || inside.at[i] == '|')
			return inside.at[i] == '|';
	return true;
}

static void statement(struct str text, uint32_t inside, uint32_t end, struct tag *tag)
{
	uint32_t at = inside;
	struct str word = tag_word(text, &at);
	if (str_is(word, "else") || str_is(word, "elif")) {
		tag->arm = true;
		return;
	}
	if (str_starts(word, "end") && word.len > 3) {
		tag->closes = 1;
		tag->word = str_sub(word, 3, word.len);
		return;
	}
	for (unsigned i = 0; i < sizeof openers / sizeof *openers; i++)
		if (str_is(word, openers[i].word)) {
			tag->opens = true;
			tag->body = openers[i].body;
			tag->word = str_starts(word, "load_") ? STR("load") : word;
			return;
		}
	if (str_is(word, "set") && is_set_block(str_sub(text, at, end))) {
		tag->opens = true;
		tag->body = BODY_NEVER;
		tag->word = word;
		return;
	}
	tag->value = !in(word, silent, sizeof silent / sizeof *silent);
}

/* Where {% endraw %} begins. */
static uint32_t find_endraw(struct str text, uint32_t at)
{
	while ((at = str_find(text, STR("{%"), at)) != STR_NONE) {
		uint32_t inside = at + 2;
		if (tag_byte(text, inside, '-') || tag_byte(text, inside, '+'))
			inside++;
		if (str_is(tag_word(text, &inside), "endraw"))
			return at;
		at += 2;
	}
	return STR_NONE;
}

static enum match comment(struct str text, uint32_t at, struct tag *tag)
{
	uint32_t end = str_find(text, STR("#}"), at + 2);
	if (end == STR_NONE)
		return MATCH_BROKEN;
	tag->at.len = end + 2 - at;
	tag->eats_before = text.at[at + 2] == '-';
	tag->eats_after = text.at[end - 1] == '-' && end > at + 2;
	return MATCH_TAG;
}

enum match jinja_match(struct str text, uint32_t at, struct tag *tag)
{
	char kind = at + 1 < text.len ? text.at[at + 1] : 0;
	if (kind == '#')
		return comment(text, at, tag);
	if (kind != '{' && kind != '%')
		return MATCH_NONE;
	uint32_t inside = at + 2, end;
	tag->eats_before = tag_byte(text, inside, '-');
	if (tag->eats_before || tag_byte(text, inside, '+'))
		inside++;
	end = find_end(text, inside, kind == '{' ? '}' : '%');
	if (end == STR_NONE)
		return MATCH_BROKEN;
	tag->at.len = end + 2 - at;
	tag->eats_after = end > inside && text.at[end - 1] == '-';
	struct str said = str_trim(str_sub(text, inside, end - (end > inside && strchr("-+", text.at[end - 1]) ? 1 : 0)));
	if (kind == '{') {
		tag->value = true;
		tag->remark = str_ends(said, "comment") || str_find(said, STR("| comment("), 0) != STR_NONE;
		return MATCH_TAG;
	}
	uint32_t word = inside;
	if (!str_is(tag_word(text, &word), "raw")) {
		statement(text, inside, end, tag);
		return MATCH_TAG;
	}
	/* What is in between is text, whatever it looks like. */
	tag->next = find_endraw(text, span_end(tag->at));
	tag->opens = true;
	tag->word = STR("raw");
	return tag->next == STR_NONE ? MATCH_BROKEN : MATCH_TAG;
}
