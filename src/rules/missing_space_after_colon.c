#include "base/buf.h"
#include "rules/cause.h"
#include "rules/line.h"

enum { LINES = 40 };

/* `port:27017`, not a URL and not C:\data. */
static bool is_tight(const struct line *line)
{
	return line->key.len > 1 && !line->loose && line->rest.len && line->rest.at[0] != ':' &&
	       !str_starts(line->rest, "//") && !str_has_char(line->rest, '\n');
}

static bool is_known(struct arena *arena, const struct source *source, uint32_t index, struct str name)
{
	struct str path = line_path(arena, source, index, name);
	return cause_is_option(path) || option_is_section(path);
}

struct run {
	uint32_t first, count;
	bool known;  /* all of them are options */
};

/* Puts the blanks of the tight lines around `index`, which may itself be the pair that came too late. */
static struct run space_out(const struct clue *clue, uint32_t index, struct edits *edits)
{
	const struct source *source = clue->source;
	struct run run = { .first = index, .known = true };
	struct line line = line_at(source, index);
	uint32_t before, from = index, to = index;
	if (!is_tight(&line) && !line_before(source, index, &from))
		return run;
	for (line = line_at(source, from); is_tight(&line) && index - from < LINES; line = line_at(source, from)) {
		run.first = from;
		if (!line_before(source, from, &before))
			break;
		from = before;
	}
	for (to = run.first; to < source->lines && to - run.first < LINES; to++) {
		line = line_at(source, to);
		if (line.blank || line.comment)
			continue;
		if (!is_tight(&line))
			break;
		edits_add(edits, (struct span){ line.colon + 1, 0 }, STR(" "));
		run.known &= is_known(clue->arena, source, to, line.key);
		run.count++;
	}
	return run;
}

/* `net: port:27017`: the option must go to a line of its own. */
static bool break_line(const struct clue *clue, struct line line, struct cause *cause)
{
	const struct source *source = clue->source;
	uint32_t at = line_span(source, line.rest).at, colon = str_find_char(line.rest, ':', 0);
	if (!line.loose || colon == STR_NONE || colon + 1 == line.rest.len)
		return false;
	struct str name = str_sub(line.rest, 0, colon);
	struct str path = line_path(clue->arena, source, clue->line, line.key);
	if (!cause_is_option(str_format(clue->arena, "%.*s.%.*s", STR_ARG(path), STR_ARG(name))))
		return false;
	struct buf put = BUF_INIT(clue->arena);
	buf_str(&put, source_ending(source, line.at));
	buf_fill(&put, ' ', line.indent + 2);
	edits_add(&cause->edits, (struct span){ line.colon + 1, at - line.colon - 1 }, buf_done(&put));
	if (str_sub(line.rest, colon + 1, colon + 2).at[0] != ' ')
		edits_add(&cause->edits, (struct span){ at + colon + 1, 0 }, STR(" "));
	cause->at = (struct span){ at, line.rest.len };
	cause->fix = "give the option a line of its own";
	cause->message = arena_printf(clue->arena, "%.*s must stand on a line of its own, with a blank behind its colon",
				      STR_ARG(name));
	cause->safety = SAFETY_SAFE;
	return cause_heals(clue, &cause->edits);
}

static bool found(const struct clue *clue, struct cause *cause, const struct run *run)
{
	struct line line = line_at(clue->source, run->first);
	cause->at = (struct span){ line_span(clue->source, line.key).at, 0 };
	cause->at.len = line.colon + 1 - cause->at.at;
	cause->message = "no blank behind the colon: this is plain text, not an option";
	cause->fix = "put a blank behind the colon";
	cause->safety = run->known ? SAFETY_SAFE : SAFETY_UNSAFE;
	cause->group = cause->at.at + 1;
	return true;
}

/* A value of a section: `net:` and below it `  port:27017`. Or the last key, which has none. */
static bool explain_name(const struct clue *clue, struct cause *cause)
{
	const struct source *source = clue->source;
	const struct setting *setting = clue->setting;
	struct line line = line_at(source, clue->line);
	uint32_t value = setting->value.len ? source_line_index(source, setting->value.at) : clue->line;
	if (value == clue->line && !is_tight(&line))
		return setting->kind == SETTING_SCALAR && break_line(clue, line, cause);
	struct run run = space_out(clue, value, &cause->edits);
	return run.count && run.known && run.first >= clue->line && cause_heals(clue, &cause->edits) &&
	       found(clue, cause, &run);
}

bool explain_missing_space_after_colon(const struct clue *clue, struct cause *cause)
{
	if (clue->setting)
		return explain_name(clue, cause);
	struct run run = space_out(clue, clue->line, &cause->edits);
	return run.count && cause_mends(clue, &cause->edits) && found(clue, cause, &run);
}

const struct rule rule_missing_space_after_colon = {
	.kind = { "missing-space-after-colon", "syntax" },
	.severity = SEVERITY_ERROR,
	.scope = SCOPE_FILE,
	.title = "no blank behind a colon",
	.why = "To YAML `port:27017` is one piece of text. With other options below it the file is an error; alone "
	       "below its header it is the value of the section, which then is no option; and alone in the file it makes "
	       "mongod read the file in the format of before 2.6.",
	.server = "Error parsing YAML config file: yaml-cpp: error at line N, column M: illegal map value",
	.bad = (const struct example[]){ { "mongod.conf", "net:\n  port:27017\n  bindIp: localhost\n" }, { 0 } },
	.good = (const struct example[]){ { "mongod.conf", "net:\n  port: 27017\n  bindIp: localhost\n" }, { 0 } },
	.check_config = cause_report,
};
