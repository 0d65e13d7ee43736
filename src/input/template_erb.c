/* ERB, as Puppet and Chef use it, and EPP: <% %>. Their statements are code, of which only the nesting is read. */
#include "input/template_tag.h"

/* What a piece of code does to the nesting. */
struct nesting {
	uint32_t depth;    /* of what it opened itself */
	uint32_t closes;   /* of what was open before */
	bool arm;          /* else, elsif, when of what was open before */
};

static void close_one(struct nesting *nesting)
{
	if (nesting->depth)
		nesting->depth--;
	else
		nesting->closes++;
}

static bool is_one_of(struct str word, const char *const *words)
{
	for (; *words; words++)
		if (str_is(word, *words))
			return true;
	return false;
}

static void ruby_word(struct str word, bool starts, bool *loop, struct nesting *nesting)
{
	static const char *const openers[] = { "if", "unless", "case", "begin", "def", NULL };
	static const char *const loops[] = { "while", "until", "for", NULL };
	static const char *const arms[] = { "else", "elsif", "when", "in", "rescue", "ensure", NULL };
	if (starts && is_one_of(word, openers)) {
		nesting->depth++;
	} else if (starts && is_one_of(word, loops)) {
		nesting->depth++;
		*loop = true;
	} else if (str_is(word, "do")) {
		nesting->depth += !*loop;  /* `while x do` opens one thing */
		*loop = false;
	} else if (str_is(word, "end")) {
		close_one(nesting);
	} else if (starts && is_one_of(word, arms)) {
		nesting->arm |= !nesting->depth;
	}
}

/* The next byte of code behind a comment or a string at `at`; `at` where there is none. */
static uint32_t skip_text(struct str code, uint32_t at)
{
	char c = code.at[at];
	if (c == '#') {
		uint32_t end = str_find_char(code, '\n', at);
		return end == STR_NONE ? code.len : end;
	}
	if (c != '"' && c != '\'' && c != '`')
		return at;
	uint32_t end = tag_quoted(code, at, '\\');
	return end == STR_NONE ? code.len : end;
}

/* A keyword is one where a statement may begin, or an expression: `x = if y`. */
static bool may_start_behind(char c)
{
	return strchr("\n;=({[|&,", c) != NULL;
}

static struct nesting read_code(struct str code, bool ruby)
{
	struct nesting nesting = { 0 };
	bool loop = false;
	char before = ';';
	for (uint32_t at = 0; at < code.len;) {
		char c = code.at[at];
		uint32_t next = skip_text(code, at);
		if (next != at) {
			before = c == '#' ? before : '"';
			at = next;
			continue;
		}
		if (tag_word_byte(c)) {
			struct str word = tag_word(code, &at);
			bool name = before == '.' || before == ':' || before == '@' || before == '$' || tag_byte(code, at, ':');
			if (ruby && !name)
				ruby_word(word, may_start_behind(before), &loop, &nesting);
			before = str_is(word, "then") || str_is(word, "do") || str_is(word, "else") ? ';' : 'a';
			continue;
		}
		if (c == '{')
			nesting.depth++;
		else if (c == '}')
			close_one(&nesting);
		if (c == '\n')
			loop = false;
		if (c != ' ' && c != '\t' && c != '\r')
			before = c;
		at++;
	}
	return nesting;
}

/* The offset of the %> that ends it; %%> is text. */
static uint32_t find_end(struct str text, uint32_t at)
{
	while ((at = str_find(text, STR("%>"), at)) != STR_NONE && at && text.at[at - 1] == '%')
		at += 2;
	return at;
}

static enum match match(struct str text, uint32_t at, struct tag *tag, bool ruby)
{
	if (!tag_byte(text, at + 1, '%'))
		return MATCH_NONE;
	char kind = at + 2 < text.len ? text.at[at + 2] : 0;
	if (kind == '%') {
		tag->at.len = 3;
		tag->value = true;
		return MATCH_TAG;
	}
	uint32_t from = at + 2 + (kind == '=' || kind == '-' || kind == '#' || kind == '|'), end = find_end(text, from);
	if (end == STR_NONE)
		return MATCH_BROKEN;
	tag->at.len = end + 2 - at;
	tag->eats_line_end = end > from && text.at[end - 1] == '-';
	struct str code = str_trim(str_sub(text, from, end - tag->eats_line_end));
	/* EPP's parameters stand between bars. */
	if (kind == '#' || kind == '|' || (!ruby && code.len && code.at[0] == '|'))
		return MATCH_TAG;
	struct nesting nesting = read_code(code, ruby);
	tag->value = kind == '=';
	tag->opens = nesting.depth > 0;
	tag->body = tag->value ? BODY_ALTERED : BODY_SOMETIMES;
	tag->arm = nesting.arm || (nesting.closes && nesting.depth);
	tag->closes = (uint8_t)(nesting.closes > UINT8_MAX ? UINT8_MAX : nesting.closes);
	if (tag->arm) {
		tag->closes -= tag->closes && nesting.depth;
		tag->opens = false;
	}
	return MATCH_TAG;
}

enum match erb_match(struct str text, uint32_t at, struct tag *tag)
{
	return match(text, at, tag, true);
}

enum match epp_match(struct str text, uint32_t at, struct tag *tag)
{
	return match(text, at, tag, false);
}
