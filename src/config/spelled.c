#include "config/spelled.h"

#include "base/buf.h"
#include "config/ini_spell.h"

static bool is_name_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/* The end of the dotted name that begins at `at`; a stop at the end of a sentence is none of it. */
static uint32_t name_end(struct str text, uint32_t at)
{
	while (at < text.len && (is_name_char(text.at[at]) || (text.at[at] == '.' && at + 1 < text.len && is_name_char(text.at[at + 1]))))
		at++;
	return at;
}

/* The value behind `: `; what ends a part of the sentence is none of it. */
static uint32_t value_end(struct str text, uint32_t at)
{
	uint32_t end = at;
	while (end < text.len && text.at[end] != ' ' && text.at[end] != ';' && text.at[end] != ')')
		end++;
	while (end > at && (text.at[end - 1] == ',' || text.at[end - 1] == '.'))
		end--;
	return end;
}

/* The name that the file has it by; empty: it is not there. */
static struct str written_name(const struct config *config, struct str path)
{
	const struct setting *setting = config_find_str(config, path);
	bool here = setting && setting_source(config, setting) == config->source;
	return here ? source_str(config->source, setting->key) : STR("");
}

/* As it is written in the file, or would be. */
static bool put_name(struct buf *out, const struct config *config, struct str path)
{
	struct str written = written_name(config, path);
	const struct option *option = option_find(path);
	struct ini_name known;
	if (written.len) {
		buf_str(out, written);
		return true;
	}
	if (option && *option->cli && ini_find(str_of(option->cli), &config->target, &known)) {
		buf_text(out, option->cli);
		return true;
	}
	for (unsigned i = 0; option && i < ini_count; i++) {
		if (!ini_table[i].option || !str_is(path, ini_table[i].option) || ini_table[i].now ||
		    !ini_find(str_of(ini_table[i].name), &config->target, &known))
			continue;
		buf_text(out, ini_table[i].name);
		return true;
	}
	return false;
}

static bool put_setting(struct buf *out, const struct config *config, struct str path, struct str value)
{
	struct ini_spelling spellings[INI_SPELLINGS_MAX];
	if (!ini_spell(out->arena, path, value, &config->target, written_name(config, path), spellings))
		return false;
	buf_printf(out, "%.*s = %.*s", STR_ARG(spellings[0].name), STR_ARG(spellings[0].text));
	return true;
}

/* What begins at `at`, said for the file: the end of it, or `at` where it is to stay. */
static uint32_t respell(struct buf *out, const struct config *config, struct str text, uint32_t at)
{
	uint32_t end = name_end(text, at);
	struct str path = str_sub(text, at, end);
	if (str_find_char(path, '.', 0) == STR_NONE || !option_find_holder(path))
		return at;
	uint32_t from = end + 2, to = end;
	if (from < text.len && text.at[end] == ':' && text.at[end + 1] == ' ')
		to = value_end(text, from);
	if (to > from)
		return put_setting(out, config, path, str_sub(text, from, to)) ? to : at;
	return put_name(out, config, path) ? end : at;
}

const char *config_spelled(struct arena *arena, const struct config *config, const char *text)
{
	struct str in = str_of(text ? text : "");
	struct buf out = BUF_INIT(arena);
	bool changed = false;
	if (config->format != CONFIG_INI || str_find_char(in, '.', 0) == STR_NONE || str_find(in, STR("YAML"), 0) != STR_NONE)
		return text;
	for (uint32_t at = 0; at < in.len;) {
		uint32_t end = is_name_char(in.at[at]) ? respell(&out, config, in, at) : at;
		uint32_t past = end > at ? end : is_name_char(in.at[at]) ? name_end(in, at) : at + 1;
		changed |= end > at;
		if (end == at)
			buf_str(&out, str_sub(in, at, past));
		at = past;
	}
	return changed ? buf_done(&out).at : text;
}
