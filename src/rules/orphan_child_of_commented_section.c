#include "base/buf.h"
#include "rules/cause.h"
#include "rules/line.h"

enum { LINES_UP = 60 };

/* The path of a header that stands in a comment at the indentation `indent`. */
static struct str header_path(const struct clue *clue, uint32_t index, const struct line *header, uint32_t indent)
{
	const struct source *source = clue->source;
	struct buf path = BUF_INIT(clue->arena);
	uint32_t limit = indent;
	struct str above[4];
	unsigned levels = 0;
	for (uint32_t i = index; limit && i-- > 0 && index - i < LINES_UP && levels < 4;) {
		struct line line = line_at(source, i);
		if (line.blank || line.comment || line.indent >= limit)
			continue;
		limit = line.indent;
		if (line.key.len && line.loose && !line.rest.len)
			above[levels++] = line.key;
	}
	while (levels--) {
		buf_str(&path, above[levels]);
		buf_char(&path, '.');
	}
	buf_str(&path, header->key);
	return buf_done(&path);
}

/* The header that the comment mark of line `index` hides, if `name` is an option of it; *cut are the bytes of the mark. */
static bool is_header_of(const struct clue *clue, uint32_t index, struct str name, uint32_t child, struct span *cut,
			 struct str *path)
{
	struct line header, mark = line_at(clue->source, index);
	if (!line_header_in_comment(clue->source, index, &header))
		return false;
	uint32_t begin = mark.at + mark.indent, key = line_span(clue->source, header.key).at;
	/* The header must stand further out than the child: `# net:` loses its blank too where that is needed. */
	uint32_t indent = mark.indent;
	*cut = (struct span){ begin, key - begin };
	if (indent >= child)
		return false;
	*path = header_path(clue, index, &header, indent);
	struct str full = str_format(clue->arena, "%.*s.%.*s", STR_ARG(*path), STR_ARG(name));
	return option_is_section(*path) && (cause_is_option(full) || option_is_section(full));
}

/* Upwards from the child: its siblings may be orphans too, what is further out than it ends the search. */
bool explain_orphan_child_of_commented_section(const struct clue *clue, struct cause *cause)
{
	const struct source *source = clue->source;
	uint32_t line = clue->line;
	struct line child = line_at(source, line);
	if (!child.key.len && !clue->setting && line_before(source, line, &line))
		child = line_at(source, line);
	if (!child.key.len || !child.indent)
		return false;
	for (uint32_t i = line; i-- > 0 && line - i < LINES_UP;) {
		struct line above = line_at(source, i);
		if (above.blank)
			continue;
		if (!above.comment) {
			if (above.indent < child.indent && above.key.len)
				return false;
			continue;
		}
		struct span cut;
		struct str path;
		if (!is_header_of(clue, i, child.key, child.indent, &cut, &path))
			continue;
		edits_add(&cause->edits, cut, STR(""));
		if (!cause_mends(clue, &cause->edits))
			return false;
		cause->at = line_span(source, child.key);
		cause->message = arena_printf(clue->arena, "the header of this option, %.*s, is a comment", STR_ARG(path));
		cause->note = "the header";
		cause->note_at = line_span(source, above.text);
		cause->fix = "uncomment the header";
		cause->safety = SAFETY_UNSAFE;
		cause->group = cut.at + 1;
		return true;
	}
	return false;
}

const struct rule rule_orphan_child_of_commented_section = {
	.kind = { "orphan-child-of-commented-section", "startup" },
	.severity = SEVERITY_ERROR,
	.scope = SCOPE_FILE,
	.title = "an option whose section is commented out",
	.why = "The files that come with the packages have their sections as comments. Where only the option below such a "
	       "header is uncommented, it joins the section above, and mongod names a section that nobody touched.",
	.server = "Unrecognized option: storage.port",
	.bad = (const struct example[]){ { "mongod.conf", "storage:\n  dbPath: /srv/mongodb\n#net:\n  port: 27017\n" }, { 0 } },
	.good = (const struct example[]){ { "mongod.conf", "storage:\n  dbPath: /srv/mongodb\nnet:\n  port: 27017\n" }, { 0 } },
	.check_config = cause_report,
};
