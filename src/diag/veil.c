#include "diag/veil.h"

/* How far up the beginning of a value is looked for, and how much of a line there, and of the line itself. */
enum { ABOVE = 24, GLANCED_AT = 4096, LOOKED_AT = 1 << 16 };

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool is_letter(char c)
{
	return lower(c) >= 'a' && lower(c) <= 'z';
}

static bool begins_with(struct str text, const char *word)
{
	uint32_t len = (uint32_t)strlen(word);
	for (uint32_t i = 0; i < len; i++)
		if (i >= text.len || lower(text.at[i]) != word[i])
			return false;
	return true;
}

/* Where what a name at `at` stands for begins: behind the rest of the name, and a colon, an equals sign, or, of a flag,
 * a blank or a comma. STR_NONE where it is no name, or that of a file. */
static uint32_t value_of(struct str line, uint32_t at, bool flag)
{
	uint32_t end = at;
	while (end < line.len && (is_letter(line.at[end]) || (line.at[end] >= '0' && line.at[end] <= '9') ||
				  line.at[end] == '_' || line.at[end] == '-'))
		end++;
	if (str_ends(str_sub(line, at, end), "File") || str_ends(str_sub(line, at, end), "_FILE"))
		return STR_NONE;
	bool parted = false;
	for (; end < line.len && strchr(" \t\"':=,", line.at[end]); end++)
		parted = parted || line.at[end] == ':' || line.at[end] == '=' || flag;
	return parted || (flag && end == line.len) ? end : STR_NONE;
}

/* To be filled in before a server reads it: that is no secret yet. */
static bool is_placeholder(struct str value)
{
	static const char *const begins[] = { "{{", "${", "$(", "<%", "%{", "<" };
	for (unsigned i = 0; i < sizeof begins / sizeof *begins; i++)
		if (str_starts(value, begins[i]))
			return true;
	return false;
}

/* The header of a section, such as that of a Compose file's secrets. */
static bool is_section(struct str line, uint32_t value)
{
	return value == line.len && str_ends(str_trim(line), "s:");
}

/* Is there a user's password in an address: scheme://user:password@host? */
static bool has_login(struct str line)
{
	uint32_t at = str_find(line, STR("://"), 0);
	struct str rest = at == STR_NONE ? (struct str){ 0 } : str_sub(line, at + 3, line.len);
	uint32_t sign = str_find_char(rest, '@', 0), colon = str_find_char(rest, ':', 0);
	return rest.len && sign != STR_NONE && colon < sign;
}

static const char *const words[] = { "passw", "passphrase", "pwd", "secret", "token", "credential", "private key" };

/* The letters that a word may begin with, a bit for each, and those that may come next: mostly two letters tell that none does. */
enum { P = 1, S = 2, T = 4, C = 8 };
static const unsigned char first_letter[256] = {
	['p'] = P, ['P'] = P, ['s'] = S, ['S'] = S, ['t'] = T, ['T'] = T, ['c'] = C, ['C'] = C,
};
static const unsigned char second_letter[256] = {
	['a'] = P, ['A'] = P, ['w'] = P, ['W'] = P, ['r'] = P | C, ['R'] = P | C, ['e'] = S, ['E'] = S, ['o'] = T, ['O'] = T,
};

/* From `at` on, where one may begin; or the text's length. */
static uint32_t next_word(struct str text, uint32_t at)
{
	const unsigned char *c = (const unsigned char *)text.at;
	while (at + 1 < text.len && !(first_letter[c[at]] & second_letter[c[at + 1]]))
		at++;
	return at + 1 < text.len ? at : text.len;
}

static bool is_word(struct str text, uint32_t at, const char *word)
{
	return lower(text.at[at]) == word[0] && begins_with(str_sub(text, at, text.len), word);
}

static bool begins_word(struct str text, uint32_t at)
{
	for (unsigned i = 0; i < sizeof words / sizeof *words; i++)
		if (is_word(text, at, words[i]))
			return true;
	return false;
}

/* Without one of the words, or what stands before a host, no line of a text holds a secret. */
static bool may_hold(struct str text)
{
	bool may = str_has_char(text, '@');
	for (uint32_t at = next_word(text, 0); at < text.len && !may; at = next_word(text, at + 1))
		may = begins_word(text, at);
	return may;
}

/* Where the value of a secret begins in this line, or STR_NONE: there is none. */
static uint32_t secret_in(struct str line)
{
	if (has_login(line))
		return 0;
	for (uint32_t at = next_word(line, 0); at < line.len; at = next_word(line, at + 1)) {
		for (unsigned i = 0; i < sizeof words / sizeof *words; i++) {
			if (!is_word(line, at, words[i]))
				continue;
			uint32_t word = at;
			while (word > 0 && is_letter(line.at[word - 1]))
				word--;
			bool flag = word >= 2 && line.at[word - 1] == '-' && line.at[word - 2] == '-';
			uint32_t value = value_of(line, at, flag);
			if (value != STR_NONE && !is_section(line, value) && !is_placeholder(str_sub(line, value, line.len)))
				return value;
			if (begins_with(str_sub(line, at, line.len), "private key-----"))
				return line.len;
		}
	}
	return STR_NONE;
}

static uint32_t indent_of(struct str line)
{
	uint32_t indent = 0;
	while (indent < line.len && (line.at[indent] == ' ' || line.at[indent] == '\t'))
		indent++;
	return indent;
}

/* A value that the line only begins: nothing of it is there, or its quote is open. */
static void begin(struct veil *veil, struct str line, uint32_t value)
{
	struct str rest = str_trim(str_sub(line, value, line.len));
	char before = value && value <= line.len ? line.at[value - 1] : 0;
	veil->on = true;
	veil->indent = indent_of(line);
	veil->quote = before == '"' || before == '\'' ? before : 0;
	bool ends = veil->quote && str_has_char(rest, veil->quote);
	if (ends)
		veil->quote = 0;
	veil->open = veil->quote || rest.len == 0 || rest.at[0] == '#' || rest.at[0] == '|' || rest.at[0] == '>';
}

bool veil_hides(struct veil *veil, struct str line)
{
	line = str_sub(line, 0, LOOKED_AT);
	while (line.len && (line.at[line.len - 1] == '\r' || line.at[line.len - 1] == ' '))
		line.len--;
	if (!str_trim(line).len)
		return false;
	uint32_t value = secret_in(line);
	if (value != STR_NONE) {
		bool hides = value < line.len || veil->on;
		begin(veil, line, value);
		return hides;
	}
	if (!veil->on)
		return false;
	if (veil->quote) {
		if (str_has_char(line, veil->quote))
			*veil = (struct veil){ 0 };
		return true;
	}
	bool deeper = indent_of(line) > veil->indent;
	bool hides = deeper || veil->open;
	veil->on = deeper;
	veil->open = false;
	return hides;
}

struct veil veil_before(const struct source *source, uint32_t first)
{
	struct veil veil = { 0 };
	for (uint32_t i = first > ABOVE ? first - ABOVE : 0; i < first; i++)
		veil_hides(&veil, str_sub(source_line(source, i), 0, GLANCED_AT));
	return veil;
}

bool veil_is_near(const struct source *source)
{
	struct veil veil = { 0 };
	bool may = may_hold(source->text);
	for (uint32_t i = 0; may && i < source->lines; i++)
		if (veil_hides(&veil, source_line(source, i)))
			return true;
	return false;
}

bool veil_hides_line(const struct source *source, uint32_t index)
{
	struct veil veil = veil_before(source, index);
	return veil_hides(&veil, source_line(source, index));
}
