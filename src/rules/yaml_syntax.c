#include <string.h>

#include "base/regex.h"
#include "rules/cause.h"
#include "rules/line.h"

/* A line drawn across the file, which only a comment may be. */
#define RULER "^\\s*([-=*_~+])\\1{3,}\\s*$"

/* What people usually did where a parser stumbles. */
static const struct {
	const char *pattern, *help;
} habits[] = {
	{ RULER, "put a # before it, or remove it" },
	{ "^[ ]*\\t", "indent with blanks: YAML takes no tab there" },
	{ ":\\s+\"[^\"]*\\\\", "use single quotes: in double quotes a backslash begins an escape" },
	{ ":\\s+(?:\"[^\"]*\"|'[^']*')\\s*[^\\s#,}\\]]", "nothing may follow the quote that closes a value" },
	{ ":\\s+(?:\"[^\"]*|'[^']*)$", "close the quote" },
	{ ":\\s+[^\\s\"'#\\[{][^\"'#]*:(?:\\s|$)", "quote the value: a colon with a blank behind it begins another one" },
	{ "^\\s*[\\w.]+:[^\\s:/\\\\]", "put a blank behind the colon" },
	{ ":\\s+\\*", "quote the *: a bare one is a YAML alias" },
	{ ":\\s+[%@`]", "quote the value: plain text can't begin with this character" },
	{ "^\\s*[A-Za-z][\\w.]*\\s*=", "this line is in the old `key = value` format: write `key: value`" },
	{ "^\\s*\"[^\"]*$|^\\s*'[^']*$", "close the quote" },
	{ "[\\[{][^\\]}]*$", "close the bracket" },
	{ "^\\s*[\\w.]+\\s*$", "put a colon behind the name" },
};

static const char *help_for(const struct source *source, uint32_t line)
{
	/* Nobody writes longer lines by hand, and the patterns look at some of them once for each character. */
	enum { LINE_MOST = 2000 };
	struct str text = source_line(source, line);
	for (unsigned i = 0; text.len <= LINE_MOST && i < sizeof habits / sizeof *habits; i++)
		if (regex_matches(habits[i].pattern, text))
			return habits[i].help;
	return "look at this line and the one above it: indentation, colons, quotes and brackets";
}

/* What the parser says of the place where it gave up. */
static const struct {
	const char *said, *text;
} reasons[] = {
	{ "end of map not found", "this line is indented neither like the lines above it nor like a section" },
	{ "end of sequence not found", "this line does not go on with the list above it" },
	{ "end of map flow not found", "a brace is not closed, or a comma is missing" },
	{ "end of sequence flow not found", "a bracket is not closed, or a comma is missing" },
	{ "illegal map value", "a colon where no option can begin" },
	{ "illegal block entry", "a dash where no list can begin" },
	{ "illegal map key", "a key where none can be" },
	{ "illegal tab", "a tab in the indentation" },
	{ "illegal EOF in scalar", "a quote is not closed" },
	{ "illegal document indicator in scalar", "a quote is not closed" },
	{ "unknown escape character", "a backslash in double quotes that begins no escape" },
	{ "unknown token", "plain text can't begin with this character" },
	{ "alias not found after *", "a * with no name behind it" },
	{ "anchor not found after &", "a & with no name behind it" },
	{ "the referenced anchor is not defined", "the alias has no anchor before it" },
	{ "illegal flow end", "a bracket is closed that was never opened" },
};

static const char *reason(const char *said)
{
	for (unsigned i = 0; i < sizeof reasons / sizeof *reasons; i++)
		if (strstr(said, reasons[i].said))
			return reasons[i].text;
	return "the server's parser can't read this";
}

static bool mends_without(const struct clue *clue, uint32_t index)
{
	struct edits edits = EDITS_INIT(clue->arena);
	struct line line = line_at(clue->source, index);
	edits_add(&edits, (struct span){ line.at + line.indent, 0 }, STR("#"));
	return cause_mends(clue, &edits);
}

/* The parser notices late: a line before that is no `key: value`, and without which the file can be read
 * further, is the one. */
static uint32_t guilty_line(const struct clue *clue)
{
	uint32_t before;
	struct line line = line_at(clue->source, clue->line);
	if (!line_before(clue->source, clue->line, &before))
		return clue->line;
	struct line above = line_at(clue->source, before);
	bool pair = above.key.len && above.loose;
	if (line.blank || (!pair && mends_without(clue, before)))
		return before;
	return clue->line;
}

/* Where the error is on its own line, from its column on; else the whole line. */
static struct span place(const struct source *source, uint32_t at, uint32_t line)
{
	struct str text = line_at(source, line).text;
	struct span span = line_span(source, text);
	if (!text.len)
		return (struct span){ at > source->text.len ? source->text.len : at, 0 };
	if (at > span.at && at < span_end(span))
		span = (struct span){ at, span_end(span) - at };
	return span;
}

/* The server may well read it: it is this program that does not. */
static void report_limit(const struct lint *lint, const struct rule *rule, const struct config *config)
{
	const struct source *source = config->source;
	const struct syntax_error *error = &config->document.error;
	struct diag *diag = sink_add(lint->sink, &rule->kind, rule->severity, source,
				     place(source, error->at, source_line_index(source, error->at)), "the file %s", error->text);
	diag->server = "may read it, or run out of stack or memory; nothing else here was looked at";
	diag->help = "is this the right file? If it is, take from it what no server needs";
}

static void report_error(const struct lint *lint, const struct rule *rule, const struct config *config)
{
	const struct source *source = config->source;
	const struct yamlcpp *server = &config->document;
	uint32_t at = server->error.at > source->text.len ? source->text.len : server->error.at;
	struct clue clue = { .arena = lint->arena, .config = config, .source = source,
			     .line = source_line_index(source, at) };
	uint32_t line = guilty_line(&clue);
	bool ruler = regex_matches(RULER, source_line(source, line));
	struct diag *diag = sink_add(lint->sink, &rule->kind, rule->severity, source, place(source, at, line),
				     "not YAML: %s", ruler ? "this line is neither an option nor a comment"
							   : reason(server->error.text));
	diag->server = cause_server_of_error(lint->arena, config);
	diag->help = help_for(source, line);
}

static void report_root(const struct lint *lint, const struct rule *rule, const struct config *config)
{
	const struct tree *tree = config->tree;
	const struct node *root = &tree->node[tree->root];
	uint32_t line = source_line_index(config->source, root->span.at);
	struct diag *diag = sink_add(lint->sink, &rule->kind, rule->severity, config->source,
				     place(config->source, root->span.at, line),
				     "the file is a single list, not a mapping of sections");
	diag->server = cause_server_of_error(lint->arena, config);
	diag->help = "write sections with options below them, such as `net:` and `  port: 27017`";
}

static void check(const struct lint *lint, const struct rule *rule, const struct config *config)
{
	struct cause cause;
	if (config->flooded) {
		struct diag *diag = sink_add(lint->sink, &rule->kind, rule->severity, config->source, config_start(config),
					     "aliases of aliases make more options of this file than any server reads");
		diag->server = "does not come to an end with it";
		diag->help = "write out what the aliases stand for";
		return;
	}
	if (!cause_of_error(config, &cause) || cause.id)
		return;
	if (config->document.error.limit)
		report_limit(lint, rule, config);
	else if (config->document.error.text)
		report_error(lint, rule, config);
	else
		report_root(lint, rule, config);
}

const struct rule rule_yaml_syntax = {
	.kind = { "yaml-syntax", "syntax" },
	.severity = SEVERITY_ERROR,
	.scope = SCOPE_FILE,
	.title = "the file is not YAML that mongod can read",
	.why = "mongod reads the whole file before anything else; one wrong character keeps it from starting. Where its "
	       "parser gave up is often the line behind the one that is wrong.",
	.server = "Error parsing YAML config file: yaml-cpp: error at line N, column M: ...",
	.bad = (const struct example[]){ { "mongod.conf", "systemLog:\n  destination: file\n  logAppend: true\n  path: /srv/log: old/m.log\n" }, { 0 } },
	.good = (const struct example[]){ { "mongod.conf", "systemLog:\n  destination: file\n  logAppend: true\n  path: \"/srv/log: old/m.log\"\n" },
					 { 0 } },
	.check_config = check,
};
