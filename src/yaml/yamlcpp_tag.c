/* yaml-cpp 0.6.2, src/parser.cpp, src/directives.cpp and src/tag.cpp. */
#include "yaml/yamlcpp_tag.h"

#include "yaml/tree.h"

/* ---- names ---- */

static uint32_t name_slot(const struct names *names, struct str name)
{
	uint32_t slot = (uint32_t)tree_path_hash(0, name) & (names->room - 1);
	while (names->name[slot].at && !str_eq(names->name[slot], name))
		slot = (slot + 1) & (names->room - 1);
	return slot;
}

bool names_find(const struct names *names, struct str name, struct str *value)
{
	if (!names->count)
		return false;
	uint32_t slot = name_slot(names, name);
	*value = names->value[slot];
	return names->name[slot].at;
}

void names_add(struct arena *arena, struct names *names, struct str name, struct str value)
{
	if (names->count * 2 >= names->room) {
		struct names old = *names;
		names->room = old.room ? old.room * 2 : 16;
		names->name = arena_array(arena, names->room, sizeof *names->name);
		names->value = arena_array(arena, names->room, sizeof *names->value);
		for (uint32_t i = 0; i < old.room; i++) {
			if (!old.name[i].at)
				continue;
			uint32_t slot = name_slot(names, old.name[i]);
			names->name[slot] = old.name[i];
			names->value[slot] = old.value[i];
		}
	}
	uint32_t slot = name_slot(names, name);
	names->count += !names->name[slot].at;
	names->name[slot] = name;
	names->value[slot] = value;
}

/* ---- directives ---- */

/* A number as C++ reads one from a stream: blanks, a sign, digits, no more than an int holds. */
static bool take_number(struct str *text, int64_t *number)
{
	uint32_t at = 0;
	while (at < text->len && (text->at[at] == ' ' || (text->at[at] >= '\t' && text->at[at] <= '\r')))
		at++;
	bool minus = at < text->len && text->at[at] == '-';
	at += minus || (at < text->len && text->at[at] == '+');
	uint32_t digits = at;
	int64_t value = 0;
	for (; at < text->len && text->at[at] >= '0' && text->at[at] <= '9'; at++) {
		if (value <= INT32_MAX)
			value = value * 10 + (text->at[at] - '0');
	}
	*number = minus ? -value : value;
	if (at == digits || *number > INT32_MAX || *number < INT32_MIN)
		return false;
	*text = str_sub(*text, at, text->len);
	return true;
}

static bool yaml_directive(struct scanner *scanner, struct directives *directives,
			   const struct token *token, struct str version, uint32_t count)
{
	if (count != 1)
		return scanner_fail(scanner, token->mark, "YAML directives must have exactly one argument");
	if (directives->version)
		return scanner_fail(scanner, token->mark, "repeated YAML directive");
	struct str rest = version;
	int64_t major, minor;
	bool ok = take_number(&rest, &major) && rest.len;
	rest = str_sub(rest, 1, rest.len);
	if (!ok || !take_number(&rest, &minor) || rest.len)
		return scanner_fail(scanner, token->mark,
				    arena_printf(scanner->arena, "bad YAML version: %.*s", STR_ARG(version)));
	if (major > 1)
		return scanner_fail(scanner, token->mark, "YAML major version too large");
	directives->version = true;
	return true;
}

static bool tag_directive(struct scanner *scanner, struct directives *directives,
			  const struct token *token, const struct str *word, uint32_t count)
{
	struct str ignored;
	if (count != 2)
		return scanner_fail(scanner, token->mark, "TAG directives must have exactly two arguments");
	if (names_find(&directives->handles, word[0], &ignored))
		return scanner_fail(scanner, token->mark, "repeated TAG directive");
	names_add(scanner->arena, &directives->handles, word[0], word[1]);
	return true;
}

/* The word at the start of `line`, which is cut off with the blanks behind it. */
static struct str next_word(struct str *line)
{
	uint32_t end = 0, next;
	while (end < line->len && !scan_blank(line->at[end]))
		end++;
	for (next = end; next < line->len && scan_blank(line->at[next]); next++)
		;
	struct str word = str_sub(*line, 0, end);
	*line = str_sub(*line, next, line->len);
	return word;
}

bool directive_read(struct scanner *scanner, struct directives *directives, const struct token *token,
		    bool *known)
{
	struct str line = token->text, name = next_word(&line), word[2] = { STR(""), STR("") };
	uint32_t count = 0;
	for (; line.len; count++) {
		struct str next = next_word(&line);
		if (count < 2)
			word[count] = next;
	}
	*known = true;
	if (str_is(name, "YAML"))
		return yaml_directive(scanner, directives, token, word[0], count);
	if (str_is(name, "TAG"))
		return tag_directive(scanner, directives, token, word, count);
	*known = false;
	return true;
}

/* ---- tags ---- */

struct str tag_resolve(struct arena *arena, const struct directives *directives, const struct token *token)
{
	struct str handle = STR("!"), text = token->text, value;
	if (token->form == TAG_NONE)
		return handle;
	if (token->form == TAG_VERBATIM)
		return text;
	if (token->form == TAG_SECONDARY)
		handle = STR("!!");
	if (token->form == TAG_NAMED) {
		uint32_t bang = str_find_char(text, '!', 0);
		handle = str_format(arena, "!%.*s", (int)bang + 1, text.at);
		text = str_sub(text, bang + 1, text.len);
	}
	if (names_find(&directives->handles, handle, &value))
		handle = value;
	else if (str_is(handle, "!!"))
		handle = STR("tag:yaml.org,2002:");
	return str_format(arena, "%.*s%.*s", STR_ARG(handle), STR_ARG(text));
}
