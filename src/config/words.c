#include "config/words.h"

#include "base/buf.h"

/* ---- where the bytes of a value stand ---- */

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static bool is_name(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/* Bytes of an escape in double quotes. */
static uint32_t escape_len(struct str raw, uint32_t at)
{
	char c = at + 1 < raw.len ? raw.at[at + 1] : 0;
	return c == 'x' ? 4 : c == 'u' ? 6 : c == 'U' ? 10 : 2;
}

/* The byte of `raw` that byte `c` of the value comes from, from `*at` on; false: they don't go together. */
static bool align(struct str raw, enum node_style style, char c, uint32_t *at, uint32_t *after)
{
	uint32_t i = *at;
	/* A fold, and the indentation of every line. */
	if (!is_blank(c))
		while (i < raw.len && is_blank(raw.at[i]) && raw.at[i] != c)
			i++;
	if (i >= raw.len)
		return false;
	*at = i;
	*after = i + 1;
	if (style == STYLE_DOUBLE && raw.at[i] == '\\') {
		*after = i + escape_len(raw, i);
		return true;
	}
	if (style == STYLE_SINGLE && raw.at[i] == '\'')
		*after = i + 2;
	return raw.at[i] == c || (is_blank(c) && is_blank(raw.at[i]));
}

struct mapped mapped_node(struct arena *arena, const struct source *source, const struct node *node)
{
	struct mapped mapped = { .text = node->text, .at = node->span };
	struct str raw = source_str(source, node->span);
	if (!node->text.at)
		mapped.text = STR("");
	uint32_t *from = arena_array(arena, node->text.len + 1, sizeof *from);
	uint32_t at = 0, after;
	if (node->style == STYLE_SINGLE || node->style == STYLE_DOUBLE)
		at = 1;
	else if (node->style == STYLE_LITERAL || node->style == STYLE_FOLDED)
		at = str_find_char(raw, '\n', 0);
	for (uint32_t i = 0; i < node->text.len; i++, at = after) {
		if (!align(raw, node->style, node->text.at[i], &at, &after))
			return mapped;
		from[i] = node->span.at + at;
	}
	mapped.from = from;
	return mapped;
}

struct mapped mapped_sub(struct mapped text, uint32_t from, uint32_t to)
{
	struct mapped part = { .text = str_sub(text.text, from, to), .at = text.at };
	if (text.from)
		part.from = text.from + (from < text.text.len ? from : text.text.len);
	return part;
}

struct span mapped_span(struct mapped text)
{
	if (!text.from || !text.text.len)
		return text.at;
	uint32_t first = text.from[0], last = first;
	for (uint32_t i = 0; i < text.text.len; i++) {
		if (text.from[i] < first)
			first = text.from[i];
		if (text.from[i] > last)
			last = text.from[i];
	}
	return (struct span){ first, last - first + 1 };
}

bool words_unknown(struct str text)
{
	return str_has_char(text, WORDS_UNKNOWN) || str_has_char(text, WORDS_ARGUMENTS);
}

bool mapped_unknown(struct mapped text)
{
	return words_unknown(text.text);
}

/* ---- texts that are made anew, byte by byte ---- */

struct builder {
	struct arena *arena;
	struct buf text;
	uint32_t *from;
	uint32_t room;
	bool mapped;
};

static void put(struct builder *builder, char c, struct mapped of, uint32_t at)
{
	if (of.from) {
		if (builder->text.len == builder->room) {
			builder->room = builder->room ? builder->room * 2 : 32;
			builder->from = arena_grow(builder->arena, builder->from, builder->text.len, builder->room,
						   sizeof *builder->from);
		}
		builder->from[builder->text.len] = of.from[at];
	}
	buf_char(&builder->text, c);
}

static struct mapped built(struct builder *builder, struct mapped of)
{
	return (struct mapped){ .text = buf_done(&builder->text), .from = of.from ? builder->from : NULL, .at = of.at };
}

/* ---- variables ---- */

/* The end of ${...}, which may hold others; STR_NONE where it has none. */
static uint32_t braces_end(struct str text, uint32_t at)
{
	uint32_t depth = 0;
	for (uint32_t i = at; i < text.len; i++) {
		if (text.at[i] == '{')
			depth++;
		else if (text.at[i] == '}' && --depth == 0)
			return i;
	}
	return STR_NONE;
}

enum { VARIABLES_DEPTH_MAX = 8 };

/* A text that is filled in, and what with. */
struct filling {
	struct builder builder;
	struct mapped text;
	const struct variables *variables;
	unsigned depth;
};

static void fill_in(struct filling *filling, uint32_t from, uint32_t to);

static const struct known_variable *find_variable(const struct variables *variables, struct str name)
{
	for (uint32_t i = variables ? variables->count : 0; i > 0; i--)
		if (str_eq(variables->at[i - 1].name, name))
			return &variables->at[i - 1];
	return NULL;
}

/* What is put in the place of a variable has come from its dollar. */
static void put_value(struct filling *filling, struct str value, uint32_t dollar)
{
	for (uint32_t i = 0; i < value.len; i++)
		put(&filling->builder, value.at[i], filling->text, dollar);
}

/* `from` to `to` is a default, or what is put instead. */
static void put_other(struct filling *filling, uint32_t dollar, uint32_t from, uint32_t to)
{
	if (filling->depth == VARIABLES_DEPTH_MAX) {
		put(&filling->builder, WORDS_UNKNOWN, filling->text, dollar);
		return;
	}
	filling->depth++;
	fill_in(filling, from, to);
	filling->depth--;
}

/* ${NAME...}; `close` is its brace. */
static void fill_in_braces(struct filling *filling, uint32_t dollar, uint32_t close)
{
	static const struct str unknown = { "", 1 };
	struct str all = filling->text.text;
	uint32_t at = dollar + 2;
	while (at < close && is_name(all.at[at]))
		at++;
	const struct known_variable *found = find_variable(filling->variables, str_sub(all, dollar + 2, at));
	bool colon = at < close && all.at[at] == ':', more = filling->variables && filling->variables->more;
	at += colon;
	char by = at < close ? all.at[at] : 0;
	/* With a colon, one that is empty is none. */
	bool set = found && (!colon || found->value.len);
	bool known = found ? !words_unknown(found->value) : !more;
	if (by == '-' && !set && known)
		put_other(filling, dollar, at + 1, close);
	else if (by == '+' && found && known && set)
		put_other(filling, dollar, at + 1, close);
	else if (by == '+')
		put_value(filling, found && known ? STR("") : unknown, dollar);
	else
		put_value(filling, set && (!by || by == '-' || by == '?') ? found->value : unknown, dollar);
}

/* $NAME; returns where its last byte is. */
static uint32_t fill_in_name(struct filling *filling, uint32_t dollar)
{
	struct str all = filling->text.text;
	uint32_t end = dollar + 1;
	while (end < all.len && is_name(all.at[end]))
		end++;
	const struct known_variable *found = find_variable(filling->variables, str_sub(all, dollar + 1, end));
	put_value(filling, found ? found->value : (struct str){ "", 1 }, dollar);
	return end - 1;
}

static void fill_in(struct filling *filling, uint32_t from, uint32_t to)
{
	struct str all = filling->text.text;
	for (uint32_t i = from; i < to; i++) {
		char next = i + 1 < to ? all.at[i + 1] : 0;
		if (all.at[i] != '$' || !(next == '$' || next == '{' || is_name(next))) {
			put(&filling->builder, all.at[i], filling->text, i);
			continue;
		}
		uint32_t close = next == '{' ? braces_end(str_sub(all, 0, to), i + 1) : STR_NONE;
		if (next == '$') {
			put(&filling->builder, '$', filling->text, ++i);
		} else if (close != STR_NONE) {
			fill_in_braces(filling, i, close);
			i = close;
		} else {
			i = fill_in_name(filling, i);
		}
	}
}

struct mapped mapped_variables(struct arena *arena, struct mapped text, const struct variables *variables)
{
	if (!str_has_char(text.text, '$'))
		return text;
	struct filling filling = { .builder = { .arena = arena, .text = BUF_INIT(arena) }, .text = text, .variables = variables };
	fill_in(&filling, 0, text.text.len);
	return built(&filling.builder, text);
}

/* ---- words ---- */

void words_add(struct arena *arena, struct flag_words *words, struct flag_word word)
{
	if (words->count == words->room) {
		words->room = words->room ? words->room * 2 : 16;
		words->at = arena_grow(arena, words->at, words->count, words->room, sizeof word);
	}
	words->at[words->count++] = word;
}

struct splitter {
	struct arena *arena;
	struct mapped text;
	uint32_t at;
	struct flag_words *words;
	bool shell;
	bool drop_next;          /* the file of a redirection */
};

/* A variable or a command of the shell's own. */
static void split_dollar(struct splitter *splitter, struct builder *word)
{
	struct str all = splitter->text.text;
	char next = splitter->at + 1 < all.len ? all.at[splitter->at + 1] : 0;
	uint32_t start = splitter->at;
	if (!splitter->shell || (!is_name(next) && next != '{' && next != '(' && next != '@' && next != '*')) {
		put(word, '$', splitter->text, start);
		return;
	}
	put(word, next == '@' || next == '*' ? WORDS_ARGUMENTS : WORDS_UNKNOWN, splitter->text, start);
	char close = next == '{' ? '}' : next == '(' ? ')' : 0;
	uint32_t end = close ? str_find_char(all, close, start) : STR_NONE;
	if (end != STR_NONE)
		splitter->at = end;
	else
		splitter->at++;
	while (!close && splitter->at + 1 < all.len && is_name(next) && is_name(all.at[splitter->at + 1]))
		splitter->at++;
}

/* From a quote to behind its closing one. */
static void split_quoted(struct splitter *splitter, struct builder *word)
{
	struct str all = splitter->text.text;
	char quote = all.at[splitter->at];
	while (++splitter->at < all.len && all.at[splitter->at] != quote) {
		char c = all.at[splitter->at], next = splitter->at + 1 < all.len ? all.at[splitter->at + 1] : 0;
		if (quote == '"' && c == '\\' && (next == '"' || next == '\\' || next == '$' || next == '`'))
			put(word, next, splitter->text, splitter->at++);
		else if (quote == '"' && c == '$')
			split_dollar(splitter, word);
		else if (quote == '"' && c == '`' && splitter->shell)
			put(word, WORDS_UNKNOWN, splitter->text, splitter->at);
		else
			put(word, c, splitter->text, splitter->at);
	}
}

static bool is_operator(char c)
{
	return c == ';' || c == '&' || c == '|' || c == '<' || c == '>' || c == '(' || c == ')';
}

static void split_word(struct splitter *splitter)
{
	struct str all = splitter->text.text;
	struct builder word = { .arena = splitter->arena, .text = BUF_INIT(splitter->arena) };
	for (; splitter->at < all.len; splitter->at++) {
		char c = all.at[splitter->at];
		if (is_blank(c) || (splitter->shell && is_operator(c)))
			break;
		if (c == '\'' || c == '"')
			split_quoted(splitter, &word);
		else if (c == '$')
			split_dollar(splitter, &word);
		else if (c == '`' && splitter->shell)
			put(&word, WORDS_UNKNOWN, splitter->text, splitter->at);
		else {
			if (c == '\\' && splitter->at + 1 < all.len)
				splitter->at++;
			put(&word, all.at[splitter->at], splitter->text, splitter->at);
		}
	}
	if (!splitter->drop_next)
		words_add(splitter->arena, splitter->words, (struct flag_word){ .word = built(&word, splitter->text) });
	splitter->drop_next = false;
}

/* `2` of `2>file` is no word. */
static void split_redirection(struct splitter *splitter)
{
	struct str all = splitter->text.text;
	struct flag_words *words = splitter->words;
	uint32_t at = splitter->at;
	if (at && words->count && all.at[at - 1] >= '0' && all.at[at - 1] <= '9' && (at < 2 || is_blank(all.at[at - 2])))
		words->count--;
	while (splitter->at < all.len && (all.at[splitter->at] == '<' || all.at[splitter->at] == '>' ||
					  (all.at[splitter->at] == '&' && splitter->at > at)))
		splitter->at++;
	splitter->drop_next = true;
}

/* What means something to a shell alone; false: it is part of a word. */
static bool split_special(struct splitter *splitter)
{
	struct str all = splitter->text.text;
	char c = all.at[splitter->at];
	bool first = splitter->at == 0 || is_blank(all.at[splitter->at - 1]);
	if (c == '#' && first) {
		splitter->at = str_find_char(all, '\n', splitter->at);
	} else if (c == '<' || c == '>') {
		split_redirection(splitter);
	} else if (c == '\n' || is_operator(c)) {
		struct mapped end = mapped_sub(splitter->text, splitter->at, splitter->at + 1);
		words_add(splitter->arena, splitter->words, (struct flag_word){ .word = end, .ends = true });
		splitter->at++;
		splitter->drop_next = false;
	} else {
		return false;
	}
	return true;
}

void words_split(struct arena *arena, struct mapped text, enum words_by by, struct flag_words *words)
{
	struct splitter splitter = { .arena = arena, .text = text, .words = words, .shell = by == WORDS_SHELL };
	struct str all = text.text;
	while (splitter.at < all.len) {
		char c = all.at[splitter.at];
		char next = splitter.at + 1 < all.len ? all.at[splitter.at + 1] : 0;
		if (splitter.shell && split_special(&splitter))
			continue;
		if (c == '\\' && (next == '\n' || next == '\r'))
			splitter.at += 2;
		else if (is_blank(c))
			splitter.at++;
		else
			split_word(&splitter);
	}
}
