/* The INI format of Ansible's inventories (its plugin `ini`): [group], [group:children], [group:vars], and
 * `host name=value ...` lines. */
#include "fleet/ansible.h"

enum section { SECTION_HOSTS, SECTION_CHILDREN, SECTION_VARIABLES };

struct reader {
	struct ansible ansible;
	enum section section;
	uint32_t group;
};

static struct span span_of(const struct reader *reader, struct str part)
{
	return (struct span){ (uint32_t)(part.at - reader->ansible.source->text.at), part.len };
}

static bool complain(struct reader *reader, struct str part, const char *text)
{
	return ansible_complain(&reader->ansible, span_of(reader, part).at, text);
}

static bool is_comment(struct str line)
{
	return !line.len || line.at[0] == '#' || line.at[0] == ';';
}

/* The text without what follows a #, but for one in quotes or in a word. */
static struct str without_comment(struct str line)
{
	char quote = 0;
	for (uint32_t i = 0; i < line.len; i++) {
		char c = line.at[i];
		if (quote)
			quote = c == quote ? 0 : quote;
		else if (c == '"' || c == '\'')
			quote = c;
		else if (c == '#' && i && (line.at[i - 1] == ' ' || line.at[i - 1] == '\t'))
			return str_trim(str_sub(line, 0, i));
	}
	return line;
}

static struct str without_quotes(struct str text)
{
	if (text.len >= 2 && (text.at[0] == '"' || text.at[0] == '\'') && text.at[text.len - 1] == text.at[0])
		return str_sub(text, 1, text.len - 1);
	return text;
}

/* ---- lines ---- */

static bool read_section(struct reader *reader, struct str line)
{
	static const struct {
		const char *tag;
		enum section section;
	} tags[] = {
		{ "", SECTION_HOSTS }, { "hosts", SECTION_HOSTS }, { "children", SECTION_CHILDREN }, { "vars", SECTION_VARIABLES },
	};
	line = without_comment(line);
	if (!str_ends(line, "]"))
		return complain(reader, line, "this section has no closing bracket");
	struct str name = str_sub(line, 1, line.len - 1), tag = STR("");
	uint32_t colon = str_find_char(name, ':', 0);
	if (colon != STR_NONE) {
		tag = str_sub(name, colon + 1, name.len);
		name = str_sub(name, 0, colon);
	}
	if (!name.len || str_has_char(name, ' ') || str_has_char(name, ']'))
		return complain(reader, line, "this is no name of a group");
	reader->group = ansible_group(&reader->ansible, name);
	for (unsigned i = 0; i < sizeof tags / sizeof *tags; i++)
		if (str_is(tag, tags[i].tag)) {
			reader->section = tags[i].section;
			return true;
		}
	return complain(reader, tag, "a section is [GROUP], [GROUP:children] or [GROUP:vars]");
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* The next word of a host's line; quotes keep blanks together. */
static bool next_word(struct str *rest, struct str *word)
{
	uint32_t at = 0, end;
	char quote = 0;
	while (at < rest->len && is_blank(rest->at[at]))
		at++;
	for (end = at; end < rest->len && (quote || !is_blank(rest->at[end])); end++) {
		char c = rest->at[end];
		if (quote)
			quote = c == quote ? 0 : quote;
		else if (c == '"' || c == '\'')
			quote = c;
	}
	*word = str_sub(*rest, at, end);
	*rest = str_sub(*rest, end, rest->len);
	return word->len > 0;
}

static bool read_hosts(struct reader *reader, struct str line)
{
	struct ansible *ansible = &reader->ansible;
	struct ansible_list hosts;
	struct str rest = without_comment(line), pattern, word;
	if (!next_word(&rest, &pattern))
		return true;
	if (!ansible_hosts(ansible, reader->group, without_quotes(pattern), span_of(reader, pattern), &hosts))
		return false;
	while (next_word(&rest, &word)) {
		uint32_t equals = str_find_char(word, '=', 0);
		if (equals == STR_NONE || !equals)
			return complain(reader, word, "a host's variable is written as name=value");
		struct str value = without_quotes(str_sub(word, equals + 1, word.len));
		for (uint32_t i = 0; i < hosts.count; i++)
			ansible_variable(ansible, &ansible->hosts[hosts.at[i]].variables, str_sub(word, 0, equals), value,
					 span_of(reader, value));
	}
	return true;
}

static bool read_child(struct reader *reader, struct str line)
{
	line = without_comment(line);
	if (str_has_char(line, ' ') || str_has_char(line, '=') || str_has_char(line, ':'))
		return complain(reader, line, "below [GROUP:children] each line is the name of a group");
	ansible_child(&reader->ansible, reader->group, ansible_group(&reader->ansible, line));
	return true;
}

static bool read_variable(struct reader *reader, struct str line)
{
	uint32_t equals = str_find_char(line, '=', 0);
	if (equals == STR_NONE || !equals)
		return complain(reader, line, "below [GROUP:vars] each line is name=value");
	struct str value = without_quotes(str_trim(without_comment(str_sub(line, equals + 1, line.len))));
	ansible_variable(&reader->ansible, &reader->ansible.groups[reader->group].variables,
			 str_trim(str_sub(line, 0, equals)), value, span_of(reader, value));
	return true;
}

static bool read_line(struct reader *reader, struct str line)
{
	static bool (*const readers[])(struct reader *, struct str) = {
		[SECTION_HOSTS] = read_hosts, [SECTION_CHILDREN] = read_child, [SECTION_VARIABLES] = read_variable,
	};
	line = str_trim(line);
	if (is_comment(line))
		return true;
	/* An IPv6 address may stand in brackets at the beginning of a host's line. */
	uint32_t close = str_find_char(line, ']', 0);
	bool section = line.at[0] == '[' && !(close != STR_NONE && str_find(str_sub(line, 0, close), STR("::"), 0) != STR_NONE);
	return section ? read_section(reader, line) : readers[reader->section](reader, line);
}

bool ansible_ini_is(const struct source *source)
{
	struct str name = str_of(source->name);
	if (str_ends(name, ".yml") || str_ends(name, ".yaml") || str_ends(name, ".json"))
		return false;
	for (uint32_t i = 0; i < source->lines; i++) {
		struct str line = str_trim(source_line(source, i));
		if (!is_comment(line))
			return line.at[0] == '[' && str_ends(without_comment(line), "]") && !str_has_char(line, ',') &&
			       !str_has_char(line, '"');
	}
	return false;
}

bool ansible_ini_read(struct arena *arena, struct inventory *inventory, struct err *err)
{
	const struct source *source = inventory->source;
	struct reader reader = { .section = SECTION_HOSTS };
	ansible_init(&reader.ansible, arena, source, err);
	reader.group = ansible_group(&reader.ansible, STR("ungrouped"));
	inventory->kind = INVENTORY_ANSIBLE_INI;
	for (uint32_t i = 0; i < source->lines; i++) {
		struct str line = source_line(source, i);
		if (i == 0)
			line = str_sub(line, source_text_start(source), line.len);
		if (!read_line(&reader, line))
			return false;
	}
	return ansible_finish(&reader.ansible, inventory);
}
