#include "base/buf.h"
#include "rules/cause.h"
#include "rules/line.h"

/* In how many blanks a tab is tried, the usual first. */
static const uint32_t widths[] = { 2, 4, 8, 1, 3, 6 };
enum { WIDTHS = sizeof widths / sizeof *widths };

/* Every tab that a line begins with; false where there is none. */
static bool expand(const struct source *source, uint32_t width, struct edits *edits)
{
	for (uint32_t i = 0; i < source->lines; i++) {
		struct line line = line_at(source, i);
		if (line.comment)
			continue;
		for (uint32_t at = line.at; line.tab && at < line.at + line.indent; at++) {
			if (source->text.at[at] != '\t')
				continue;
			struct buf put = BUF_INIT(edits->arena);
			buf_fill(&put, ' ', line.blank ? 0 : width);
			edits_add(edits, (struct span){ at, 1 }, buf_done(&put));
		}
	}
	return edits->count;
}

/* The line with the tab: the clue's own, or the one before it. */
static bool find_tab(const struct clue *clue, struct span *tab)
{
	uint32_t line = clue->line;
	for (unsigned tries = 0; tries < 3; tries++) {
		struct line read = line_at(clue->source, line);
		if (read.tab && !read.comment) {
			*tab = (struct span){ read.at, read.indent };
			return true;
		}
		if (!line_before(clue->source, line, &line))
			break;
	}
	return false;
}

/* A section without options is what a width that is too small makes of one. */
static uint32_t count_empty(const struct tree *tree)
{
	uint32_t count = 0;
	for (uint32_t at = 2; at < tree->count; at++)
		count += node_is_null(&tree->node[at]);
	return count;
}

/* The widths that make the file readable must all make the same of it: then the depth is certain. */
bool explain_tab_indentation(const struct clue *clue, struct cause *cause)
{
	if (clue->setting || !find_tab(clue, &cause->at))
		return false;
	struct tree first = { 0 }, other;
	uint32_t least = 0;
	bool healed = false, differ = false, mended = false;
	for (unsigned i = 0; i < WIDTHS; i++) {
		struct edits edits = EDITS_INIT(clue->arena);
		if (!expand(clue->source, widths[i], &edits))
			return false;
		uint32_t at;
		if (cause_read(clue, &edits, healed ? &other : &first)) {
			differ |= healed && !tree_same(&first, &other, &at);
			uint32_t empty = count_empty(healed ? &other : &first);
			if (!healed || empty < least) {
				cause->edits = edits;
				least = empty;
			}
			healed = true;
		} else {
			mended |= cause_mends(clue, &edits);
		}
	}
	if (!healed && !mended)
		return false;
	cause->message = "a tab in the indentation";
	cause->group = cause->at.at + 1;
	if (healed) {
		cause->fix = "indent with blanks";
		cause->safety = differ ? SAFETY_UNSAFE : SAFETY_SAFE;
	} else {
		cause->help = "indent with blanks: YAML takes no tab there";
	}
	return true;
}

const struct rule rule_tab_indentation = {
	.kind = { "tab-indentation", "syntax" },
	.severity = SEVERITY_ERROR,
	.scope = SCOPE_FILE,
	.title = "a tab in the indentation",
	.why = "YAML is indented with blanks alone. How far in a tab would be is not defined, so the parser stops, often "
	       "at the colon behind it and not at the tab.",
	.server = "Error parsing YAML config file: yaml-cpp: error at line N, column M: illegal map value",
	.bad = (const struct example[]){ { "mongod.conf", "net:\n\tport: 27017\n" }, { 0 } },
	.good = (const struct example[]){ { "mongod.conf", "net:\n  port: 27017\t# standard\n" }, { 0 } },
	.check_config = cause_report,
};
