/* The .env file beside a Compose file, which variables are filled in from (as compose-go's dotenv reads it). */
#include "fleet/compose.h"

#include <string.h>

static bool is_name(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.' || c == '-';
}

static void add(struct arena *arena, struct variables *variables, struct str name, struct str value)
{
	if (variables->count == variables->room) {
		variables->room = variables->room ? variables->room * 2 : 16;
		variables->at = arena_grow(arena, variables->at, variables->count, variables->room, sizeof *variables->at);
	}
	variables->at[variables->count++] = (struct known_variable){ name, value };
}

/* What stands behind the sign. A value that holds variables or escapes is not worked out. */
static struct str value_of(struct str text, bool *open)
{
	static const struct str unknown = { "", 1 };
	char quote = text.len && (text.at[0] == '\'' || text.at[0] == '"') ? text.at[0] : 0;
	uint32_t close = quote ? str_find_char(text, quote, 1) : STR_NONE;
	*open = quote && close == STR_NONE;
	if (*open)
		return unknown;
	struct str value = quote ? str_sub(text, 1, close) : text;
	/* A comment begins behind a blank. */
	for (uint32_t i = 0; !quote && i < text.len; i++)
		if (text.at[i] == '#' && (!i || text.at[i - 1] == ' ' || text.at[i - 1] == '\t')) {
			value = str_trim(str_sub(text, 0, i));
			break;
		}
	return quote != '\'' && (str_has_char(value, '$') || str_has_char(value, '\\')) ? unknown : value;
}

/* False: a quote goes on over the line's end, and no more is read. */
static bool read_line(struct arena *arena, struct variables *variables, struct str line)
{
	bool open = false;
	line = str_trim(line);
	if (str_starts(line, "export ") || str_starts(line, "export\t"))
		line = str_trim(str_sub(line, 7, line.len));
	uint32_t end = 0;
	while (end < line.len && is_name(line.at[end]))
		end++;
	struct str name = str_sub(line, 0, end), rest = str_trim(str_sub(line, end, line.len));
	if (!name.len)
		return true;
	/* A name alone takes its value from where Compose is started. */
	bool said = str_starts(rest, "=") || str_starts(rest, ":");
	add(arena, variables, name, said ? value_of(str_trim(str_sub(rest, 1, rest.len)), &open) : (struct str){ "", 1 });
	return !open;
}

void compose_env(struct arena *arena, const struct source *source, struct variables *variables)
{
	uint32_t i = 0;
	struct str line;
	bool ok = true;
	for (; ok && i < source->lines; i++) {
		line = source_line(source, i);
		ok = read_line(arena, variables, i ? line : str_sub(line, source_text_start(source), line.len));
	}
	variables->more |= !ok && i < source->lines;
}
