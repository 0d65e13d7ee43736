/* The reading half of flags.h: words to options. */
#include "config/flags.h"

#include "schema/ini.h"

enum { SHELLS_MAX = 4 };  /* sh -c "bash -c '...'" */

static struct str base_name(struct str path)
{
	for (uint32_t i = path.len; i > 0; i--)
		if (path.at[i - 1] == '/' || path.at[i - 1] == '\\')
			return str_sub(path, i, path.len);
	return path;
}

static unsigned binary_called(struct str word)
{
	struct str name = base_name(word);
	if (str_is(name, "mongod") || str_is(name, "mongod.exe"))
		return BINARY_MONGOD;
	return str_is(name, "mongos") || str_is(name, "mongos.exe") ? BINARY_MONGOS : 0;
}

static bool is_shell(struct str word)
{
	static const char *const shells[] = { "sh", "bash", "ash", "dash", "zsh", "ksh", "busybox" };
	struct str name = base_name(word);
	for (unsigned i = 0; i < sizeof shells / sizeof *shells; i++)
		if (str_is(name, shells[i]))
			return true;
	return false;
}

/* -c, -ec, -exc, -lc: the next word is a script. */
static bool gives_script(struct str word)
{
	return word.len >= 2 && word.at[0] == '-' && word.at[1] != '-' && word.at[word.len - 1] == 'c';
}

void command_line_add(struct arena *arena, struct command_line *line, struct flag_option option)
{
	if (line->count == line->room) {
		line->room = line->room ? line->room * 2 : 8;
		line->options = arena_grow(arena, line->options, line->count, line->room, sizeof option);
	}
	line->options[line->count++] = option;
}

const struct flag_option *command_line_find(const struct command_line *line, const char *name)
{
	for (uint32_t i = 0; i < line->count; i++)
		if (str_is(line->options[i].name, name))
			return &line->options[i];
	return NULL;
}

/* ---- options ---- */

static bool is_flag(const struct flag_word *word)
{
	return word->word.text.len > 1 && word->word.text.at[0] == '-';
}

enum takes { TAKES_NOTHING, TAKES_VALUE, TAKES_BOOL };

/* A bool that is no switch takes a value or none (schema/ini.h). Without a release here: that a name's
 * type changed is not known of any that is left to the command line. */
static enum takes takes(const struct command_line *line, struct str name)
{
	struct target target = { .binary = line->binary };
	struct ini_name known;
	const char *value;
	if (str_is(name, "f") || str_is(name, "config"))
		return TAKES_VALUE;
	if (str_is(name, "v") || str_is(name, "h"))
		return TAKES_NOTHING;
	if (ini_find(name, &target, &known))
		return known.type == PARSER_SWITCH ? TAKES_NOTHING
		     : known.type == PARSER_BOOL || known.way == INI_VERBOSE ? TAKES_BOOL : TAKES_VALUE;
	const struct option *option = option_find_cli(name, &value);
	if (value || (option && option_parser_type(option, &target) == PARSER_SWITCH))
		return TAKES_NOTHING;
	return option && option->type != OPTION_BOOL ? TAKES_VALUE : TAKES_BOOL;
}

/* Words of one simple command, behind the program's name. */
struct flags {
	struct arena *arena;
	struct command_line *line;
	const struct flag_word *words;
	uint32_t at, count;
};

static bool next_is_value(const struct flags *flags, enum takes takes)
{
	if (takes == TAKES_NOTHING || flags->at + 1 >= flags->count)
		return false;
	const struct flag_word *next = &flags->words[flags->at + 1];
	return !next->ends && !is_flag(next);
}

static struct span span_union(struct span a, struct span b)
{
	uint32_t from = a.at < b.at ? a.at : b.at;
	uint32_t end = span_end(a) > span_end(b) ? span_end(a) : span_end(b);
	return (struct span){ from, end - from };
}

static void add_option(struct flags *flags, struct flag_option option)
{
	struct command_line *line = flags->line;
	if (!str_is(option.name, "f") && !str_is(option.name, "config")) {
		command_line_add(flags->arena, line, option);
	} else if (option.unknown) {
		line->unknown = true;
	} else {
		line->short_config = option.name.len == 1;
		line->config = option.value;
		line->config_at = option.at;
	}
}

/* One flag and its value. `--name=value`, `--name value`, and with one dash too: the server allows long
 * names in disguise (options_parser.cpp, run(): allow_long_disguise). */
static void read_flag(struct flags *flags)
{
	struct mapped word = flags->words[flags->at].word;
	uint32_t dashes = str_starts(word.text, "--") ? 2 : 1;
	uint32_t equals = str_find_char(word.text, '=', 0);
	struct mapped name = mapped_sub(word, dashes, equals == STR_NONE ? word.text.len : equals), value = { 0 };
	struct flag_option option = { .name = name.text, .value = STR("") };
	option.at = option.whole = mapped_span(word);
	if (mapped_unknown(name) || !name.text.len) {
		flags->line->unknown |= mapped_unknown(name);
		return;
	}
	/* -f/etc/mongod.conf */
	if (dashes == 1 && equals == STR_NONE && name.text.at[0] == 'f' && name.text.len > 1 &&
	    (name.text.at[1] == '/' || name.text.at[1] == '.')) {
		option.name = STR("f");
		value = mapped_sub(word, 2, word.text.len);
	} else if (equals != STR_NONE) {
		value = mapped_sub(word, equals + 1, word.text.len);
	} else if (next_is_value(flags, takes(flags->line, name.text))) {
		value = flags->words[++flags->at].word;
	}
	if (value.text.at) {
		option.value = value.text;
		option.unknown = mapped_unknown(value);
		option.at = mapped_span(value);
		option.whole = span_union(option.whole, option.at);
	}
	add_option(flags, option);
}

static void read_flags(struct arena *arena, const struct flag_word *words, uint32_t count, struct command_line *line)
{
	struct flags flags = { .arena = arena, .line = line, .words = words, .count = count };
	for (; flags.at < count && !words[flags.at].ends; flags.at++) {
		if (is_flag(&words[flags.at]))
			read_flag(&flags);
		else
			line->unknown |= mapped_unknown(words[flags.at].word);
	}
}

/* ---- which program ---- */

static void read_words(struct arena *arena, const struct flag_word *words, uint32_t count, unsigned depth,
		       struct command_line *line);

/* A script, and the words behind it, of which the first is its name. */
static void read_script(struct arena *arena, const struct flag_word *given, uint32_t count, unsigned depth,
			struct command_line *line)
{
	struct flag_words split = { 0 }, words = { 0 };
	words_split(arena, given[0].word, WORDS_SHELL, &split);
	for (uint32_t i = 0; i < split.count; i++) {
		struct str text = split.at[i].word.text;
		bool arguments = text.len == 1 && text.at[0] == WORDS_ARGUMENTS;
		if (!arguments)
			words_add(arena, &words, split.at[i]);
		for (uint32_t a = 2; arguments && a < count; a++)
			words_add(arena, &words, given[a]);
	}
	read_words(arena, words.at, words.count, depth + 1, line);
}

static uint32_t command_end(const struct flag_word *words, uint32_t at, uint32_t count)
{
	while (at < count && !words[at].ends)
		at++;
	return at;
}

/* Words before a command, and commands that only have to do with the server's file or its process. */
static bool is_about_files(const struct flag_word *words, uint32_t count)
{
	static const char *const before[] = { "if", "then", "else", "elif", "while", "until", "do", "!", "sudo", "{" };
	static const char *const about[] = {
		"[", "[[", "cat", "cd", "chmod", "chown", "command", "cp", "echo", "install", "kill", "killall", "ln", "ls",
		"mkdir", "mv", "pgrep", "pidof", "pkill", "printf", "rm", "systemctl", "tail", "test", "touch", "type",
		"which",
	};
	uint32_t at = 0;
	for (unsigned i = 0; at < count && i < sizeof before / sizeof *before; i++)
		if (str_is(words[at].word.text, before[i])) {
			at++;
			i = 0;
		}
	for (unsigned i = 0; at < count && i < sizeof about / sizeof *about; i++)
		if (str_is(base_name(words[at].word.text), about[i]))
			return true;
	return false;
}

/* One simple command. Two that start a server (one to create users, say) are more than is understood. */
static void read_command(struct arena *arena, const struct flag_word *words, uint32_t count, unsigned depth,
			 struct command_line *line)
{
	if (is_about_files(words, count))
		return;
	for (uint32_t i = 0; i < count; i++) {
		struct str word = words[i].word.text;
		unsigned binary = binary_called(word);
		if (binary) {
			line->unknown |= line->binary != 0;
			line->binary = binary;
			read_flags(arena, words + i + 1, count - i - 1, line);
			return;
		}
		/* The official image's script makes mongod of flags alone. */
		bool script = str_is(base_name(word), "docker-entrypoint.sh") && i + 1 < count;
		if (script && str_is(words[i + 1].word.text, "mongod"))
			line->entrypoint = true;
		if (script && is_flag(&words[i + 1])) {
			line->entrypoint = true;
			line->unknown |= line->binary != 0;
			line->binary = BINARY_MONGOD;
			read_flags(arena, words + i + 1, count - i - 1, line);
			return;
		}
		if (!is_shell(word))
			continue;
		for (uint32_t j = i + 1; j + 1 < count && depth < SHELLS_MAX && is_flag(&words[j]); j++) {
			if (gives_script(words[j].word.text)) {
				read_script(arena, &words[j + 1], count - j - 1, depth, line);
				return;
			}
		}
	}
}

static void read_words(struct arena *arena, const struct flag_word *words, uint32_t count, unsigned depth,
		       struct command_line *line)
{
	for (uint32_t at = 0; at < count;) {
		uint32_t end = command_end(words, at, count);
		read_command(arena, words + at, end - at, depth, line);
		at = end + 1;
	}
}

void command_line_read(struct arena *arena, const struct flag_word *words, uint32_t count,
		       struct command_line *line)
{
	*line = (struct command_line){ .config = STR("") };
	if (count && is_flag(&words[0])) {
		line->binary = BINARY_MONGOD;
		read_flags(arena, words, count, line);
		return;
	}
	read_words(arena, words, count, 0, line);
	for (uint32_t i = 0; i < count && !line->binary; i++)
		line->unknown |= mapped_unknown(words[i].word);
}
