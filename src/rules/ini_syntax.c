#include <string.h>

#include "rules/cause.h"
#include "schema/ini.h"

/* What the server says of a line, and what is wrong with it. */
static const struct {
	const char *said, *text;
} reasons[] = {
	{ "Multiple occurrences", "is set twice" },
	{ "duplicate key", "is set twice" },
	{ "Illegal option assignment", "is not `name=value`, as setParameter takes it" },
	{ "is not allowed when", "can't stand beside another option" },
	{ "for option", "can't be set to this value" },
};

static bool is_no_pair(const struct config_fault *fault)
{
	return strstr(fault->message, "contains an invalid line") != NULL;
}

/* Whether YAML was meant, or nothing of the kind: the rest of the file is as wrong, for the same reason. */
static void report_line(const struct lint *lint, const struct rule *rule, const struct config *config,
			const struct config_fault *fault, uint32_t more)
{
	struct str line = source_str(config->source, fault->at);
	bool yaml = str_ends(line, ":") || str_find(line, STR(": "), 0) != STR_NONE;
	struct diag *diag = sink_add(lint->sink, &rule->kind, rule->severity, config->source, fault->at,
				     yaml ? "a line of YAML in a file that the server reads in the old format"
					  : "%.*s is not `name = value`", STR_ARG(line));
	diag->server = arena_printf(lint->arena, "stops with: %s", fault->message);
	diag->help = yaml ? "write the whole file as YAML: what stands above this line is not"
			  : "see mongoconf explain ini-syntax for what this format has; better, write the file as YAML";
	if (more)
		diag_note(lint->sink, diag, NULL, (struct span){ 0, 0 }, "%u more %s of the file %s wrong like this one", more,
			  more == 1 ? "line" : "lines", more == 1 ? "is" : "are");
}

static const char *reason(const char *said)
{
	for (unsigned i = 0; i < sizeof reasons / sizeof *reasons; i++)
		if (strstr(said, reasons[i].said))
			return reasons[i].text;
	return "can't stand here";
}

/* The release since which no server reads this name; { 0 }: none. */
static struct version gone_since(const struct config *config, struct str name)
{
	const struct ini_name *row = ini_newest(name);
	const char *value;
	const struct option *option = option_find_cli(name, &value);
	struct version to = option ? option->removed : row ? row->to : (struct version){ 0 };
	bool known = version_known(to) && (!version_known(config->target.server) ||
					   version_at_least(config->target.server, to));
	return known ? to : (struct version){ 0 };
}

/* Is it a name of the other program alone? */
static bool is_foreign(const struct config *config, struct str name)
{
	const char *value;
	const struct ini_name *row = ini_newest(name);
	const struct option *option = option_find_cli(name, &value);
	unsigned binaries = row ? row->binaries : option ? option->binaries : config->target.binary;
	return !(binaries & config->target.binary);
}

/* The same name in lower case, where this server has that; or NULL. */
static const char *lower_name(const struct lint *lint, const struct config *config, struct str name)
{
	struct ini_name found;
	char *lower = arena_printf(lint->arena, "%.*s", STR_ARG(name));
	for (char *c = lower; *c; c++)
		if (*c >= 'A' && *c <= 'Z')
			*c += 'a' - 'A';
	return ini_find(str_of(lower), &config->target, &found) ? lower : NULL;
}

static void report(const struct lint *lint, const struct rule *rule, const struct config *config,
		   const struct config_fault *fault)
{
	struct str line = source_str(config->source, fault->at);
	bool unknown = strstr(fault->message, "unrecognised option") != NULL;
	struct version gone = unknown ? gone_since(config, line) : (struct version){ 0 };
	const char *lower = unknown ? lower_name(lint, config, line) : NULL;
	bool mongos = config->target.binary == BINARY_MONGOS;
	const char *what = unknown && is_foreign(config, line)
			 ? (mongos ? "is an option of mongod, not of mongos" : "is an option of mongos, not of mongod")
			 : version_known(gone) ? arena_printf(lint->arena, "is gone since %s", version_text(lint->arena, gone))
			 : unknown ? "is not an option of the old format" : reason(fault->message);
	struct diag *diag = sink_add(lint->sink, &rule->kind, rule->severity, config->source, fault->at, "%.*s %s",
				     STR_ARG(line), what);
	diag->server = arena_printf(lint->arena, "stops with: %s", fault->message);
	diag->help = lower ? arena_printf(lint->arena, "write %s", lower)
		   : version_known(gone) ? "remove it"
		   : "see mongoconf explain ini-syntax for what this format has; better, write the file as YAML";
}

static void check(const struct lint *lint, const struct rule *rule, const struct config *config)
{
	struct cause cause;
	if (cause_of_error(config, &cause))
		return;  /* it was meant as YAML, and another rule says what is wrong */
	const struct config_fault *first = NULL;
	uint32_t lines = 0;
	for (uint32_t i = 0; i < config->fault_count; i++) {
		const struct config_fault *fault = &config->faults[i];
		if (is_no_pair(fault)) {
			lines++;
			first = first ? first : fault;
		} else if (*fault->message) {  /* else ini-quits */
			report(lint, rule, config, fault);
		}
	}
	if (first)
		report_line(lint, rule, config, first, lines - 1);
}

const struct rule rule_ini_syntax = {
	.kind = { "ini-syntax", "startup" },
	.severity = SEVERITY_ERROR,
	.scope = SCOPE_FILE,
	.reads = true,
	.title = "a line of the old format that stops the server",
	.why = "A file that is one plain text to YAML is read as the server did before 2.6: lines of `name = value` with the "
	       "names of the command line (dbpath, bind_ip) in exactly their case, # for comments, each name once but for "
	       "setParameter. Every other line, name or repetition ends the start; true and false may be yes and no, on and "
	       "off, 1 and 0 here.",
	.server = "Error parsing INI config file: unrecognised option 'dbPath'",
	.bad = (const struct example[]){ { "mongodb.conf", "dbPath = /srv/mongodb\nport = 27017\n" }, { 0 } },
	.good = (const struct example[]){ { "mongod.conf", "storage:\n  dbPath: /srv/mongodb\n" }, { 0 } },
	.check_config = check,
};
