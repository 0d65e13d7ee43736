#include "input/ini.h"

static struct span span_of(const struct source *source, struct str part)
{
	return (struct span){ (uint32_t)(part.at - source->text.at), part.len };
}

/* Name and value around the = at `equals` of the content. */
static void read_entry(const struct source *source, struct str content, uint32_t equals, struct ini_line *line)
{
	struct str value = str_trim(str_sub(content, equals + 1, content.len));
	line->kind = INI_LINE_ENTRY;
	line->name = span_of(source, str_trim(str_sub(content, 0, equals)));
	line->value = value.len ? span_of(source, value) : (struct span){ line->content.at + equals + 1, 0 };
}

static void read_line(const struct source *source, uint32_t index, struct ini_line *line)
{
	struct str text = source_line(source, index);
	uint32_t hash = str_find_char(text, '#', 0), end;
	struct str content = str_trim(str_sub(text, 0, hash));
	line->at = source_line_span(source, index);
	end = line->at.at + text.len;
	line->ending = (struct span){ end, span_end(line->at) - end };
	line->content = span_of(source, content);
	if (hash != STR_NONE)
		line->comment = span_of(source, str_trim(str_sub(text, hash, text.len)));
	uint32_t equals = str_find_char(content, '=', 0);
	if (!content.len) {
		line->kind = hash == STR_NONE ? INI_LINE_BLANK : INI_LINE_COMMENT;
	} else if (content.at[0] == '[' && content.at[content.len - 1] == ']') {
		line->kind = INI_LINE_SECTION;
		line->name = span_of(source, str_sub(content, 1, content.len - 1));
	} else if (equals != STR_NONE) {
		read_entry(source, content, equals, line);
	} else {
		line->kind = INI_LINE_OTHER;
	}
}

struct ini_lines ini_lines(struct arena *arena, const struct source *source)
{
	struct ini_lines lines = { arena_array(arena, source->lines, sizeof *lines.at), source->lines };
	struct span section = { 0, 0 };
	for (uint32_t i = 0; i < lines.count; i++) {
		struct ini_line *line = &lines.at[i];
		read_line(source, i, line);
		if (line->kind == INI_LINE_SECTION)
			section = line->name;
		else
			line->section = section;
	}
	return lines;
}

struct str ini_line_name(struct arena *arena, const struct source *source, const struct ini_line *line)
{
	struct str name = source_str(source, line->name), section = source_str(source, line->section);
	if (!line->section.at)
		return name;
	return str_format(arena, str_ends(section, ".") ? "%.*s%.*s" : "%.*s.%.*s", STR_ARG(section), STR_ARG(name));
}
