#include "rules/cause.h"
#include "rules/line.h"

/* A conflict is rarely longer. */
enum { LINES_UP = 400 };

/* Seven of one sign, then a blank or nothing (git-merge(1), "How conflicts are presented"). */
static bool is_marker(struct str line, char sign)
{
	for (uint32_t i = 0; i < 7; i++)
		if (i == line.len || line.at[i] != sign)
			return false;
	return line.len == 7 || line.at[7] == ' ' || line.at[7] == '\r';
}

static struct cause *found(struct cause *cause, const struct source *source, uint32_t line)
{
	struct str text = str_trim(source_line(source, line));
	cause->at = line_span(source, text);
	cause->message = "a merge conflict that was never resolved";
	cause->help = "keep one of the two sides, and remove the lines with <<<<<<<, ======= and >>>>>>>";
	cause->group = cause->at.at + 1;
	return cause;
}

bool explain_merge_conflict(const struct clue *clue, struct cause *cause)
{
	uint32_t line = clue->line;
	for (uint32_t tries = 0; tries < LINES_UP; tries++, line--) {
		struct str text = source_line(clue->source, line);
		if (is_marker(text, '<'))
			return found(cause, clue->source, line);
		if (is_marker(text, '>') && tries) {
			/* The parser may notice only behind the end of the conflict. */
			if (tries > 1)
				return false;
		}
		if (!line)
			break;
	}
	return is_marker(source_line(clue->source, clue->line), '>') && found(cause, clue->source, clue->line);
}

const struct rule rule_merge_conflict = {
	.kind = { "merge-conflict", "syntax" },
	.severity = SEVERITY_ERROR,
	.scope = SCOPE_FILE,
	.title = "a merge conflict that was never resolved",
	.why = "Version control writes both sides of a conflict into the file, between marks that no YAML parser "
	       "takes. A file in this state was committed or deployed by mistake.",
	.server = "Error parsing YAML config file: yaml-cpp: error at line N, column M: illegal map value",
	.bad = (const struct example[]){ { "mongod.conf", "net:\n<<<<<<< HEAD\n  port: 27018\n=======\n  port: 27019\n"
		">>>>>>> other\n" }, { 0 } },
	.good = (const struct example[]){ { "mongod.conf", "net:\n  port: 27018\n" }, { 0 } },
	.check_config = cause_report,
};
