#include "base/regex.h"
#include "rules/rule.h"

/* What people usually did where a parser stumbles; looked for in the line of the error and the
 * line above it, since parsers notice late. */
static const struct {
	const char *pattern, *help;
} habits[] = {
	{ "^[ ]*\\t", "indent with blanks: YAML takes no tab there" },
	{ "^\\s*[\\w.]+:[^\\s:/\\\\]", "put a blank behind the colon" },
	{ ":\\s+\\*", "quote the *: a bare one is a YAML alias" },
	{ ":\\s+[%@`]", "quote the value: plain text can't begin with this character" },
	{ "^\\s*[A-Za-z][\\w.]*\\s*=", "this line is in the old `key = value` format: write `key: value`" },
	{ ":\\s+\"[^\"]*\\\\", "use single quotes: in double quotes a backslash begins an escape" },
	{ "^(?:<<<<<<<|=======|>>>>>>>)", "resolve the merge conflict" },
	{ ":\\s+(?:\"[^\"]*|'[^']*)$", "close the quote" },
};

static const char *help_for(struct arena *arena, const struct source *source, uint32_t at)
{
	uint32_t last = source_line_index(source, at);
	for (uint32_t line = last + 1; line-- > (last ? last - 1 : 0);) {
		for (unsigned i = 0; i < sizeof habits / sizeof *habits; i++) {
			if (regex_matches(arena, habits[i].pattern, source_line(source, line)))
				return habits[i].help;
		}
	}
	return "look at this line and the one above it: indentation, colons, quotes and brackets";
}

static struct span to_line_end(const struct source *source, uint32_t at)
{
	uint32_t line = source_line_index(source, at);
	uint32_t end = source->line[line] + source_line(source, line).len;
	return (struct span){ at, end > at ? end - at : 0 };
}

static void check(const struct lint *lint, const struct rule *rule, const struct config *config)
{
	const struct source *source = config->source;
	const struct yaml *yaml = &config->yaml;
	const struct tree *tree = config->tree;
	struct diag *diag;
	if (config->flooded) {
		diag = sink_add(lint->sink, &rule->kind, rule->severity, source, config_start(config),
				"aliases of aliases make more options of this file than any server reads");
		diag->server = "does not come to an end with it";
		diag->help = "write out what the aliases stand for";
		return;
	}
	if (config->format != CONFIG_UNREADABLE || yaml->check.nul != STR_NONE)
		return;
	if (config->document.error.text) {
		const struct syntax_error *error = &config->document.error;
		diag = sink_add(lint->sink, &rule->kind, rule->severity, source,
				to_line_end(source, error->at), "not YAML that mongod can read");
		diag->server = arena_printf(lint->arena, "stops with: Error parsing YAML config file: %s", error->text);
		diag->help = help_for(lint->arena, source, error->at);
	} else {
		const struct node *root = &tree->node[tree->root];
		bool list = root->kind == NODE_SEQUENCE;
		diag = sink_add(lint->sink, &rule->kind, rule->severity, source,
				to_line_end(source, root->span.at), "the file is a single %s, not a mapping of sections",
				list ? "list" : "value");
		diag->server = list ? "stops with: No map found at top level of YAML config"
				    : "takes the file for the old `key = value` format and stops with: "
				      "Error parsing INI config file";
		diag->help = "write sections with options below them, such as `net:` and `  port: 27017`";
	}
}

const struct rule rule_yaml_syntax = {
	.kind = { "yaml-syntax", "syntax" },
	.severity = SEVERITY_ERROR,
	.scope = SCOPE_FILE,
	.title = "the file is not YAML that mongod can read",
	.why = "mongod reads the whole file before anything else; one wrong character keeps it from starting.",
	.server = "Error parsing YAML config file: yaml-cpp: error at line N, column M: ...",
	.bad = (const struct example[]){ { "mongod.conf", "net:\n  port:27017\n  bindIp: localhost\n" }, { 0 } },
	.good = (const struct example[]){ { "mongod.conf", "net:\n  port: 27017\n  bindIp: localhost\n" }, { 0 } },
	.check_config = check,
};
