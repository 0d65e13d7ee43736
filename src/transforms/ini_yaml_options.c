#include "transforms/ini_yaml.h"

#include <string.h>

#include "schema/canon.h"
#include "schema/ini.h"

const char *const ini_sections[] = {
	"storage", "systemLog", "net", "processManagement", "security", "operationProfiling", "replication", "sharding",
	"setParameter", "auditLog", "audit", "snmp", "cloud", "taskExecutorProfiling", "master", "slave", "shutdown",
};
const uint32_t ini_section_count = sizeof ini_sections / sizeof *ini_sections;
_Static_assert(sizeof ini_sections / sizeof *ini_sections < INI_SECTIONS_MAX, "room for all sections");

uint32_t ini_section_of(struct str path)
{
	struct str top = str_sub(path, 0, str_find_char(path, '.', 0));
	uint32_t at = 0;
	while (at < ini_section_count && !str_is(top, ini_sections[at]))
		at++;
	return at;
}

/* ---- what no YAML file can say ---- */

static const struct {
	const char *name, *what;
} homeless[] = {
	{ "autoresync", "it was for the replication of a master and its slaves, which is gone since 4.0; remove it" },
	{ "command", "it is what the command line says without a name; remove it" },
	{ "config", "it is read and forgotten; remove it" },
	{ "cpu", "it logged the load of the processor up to 2.x, and does nothing since; remove it" },
	{ "diaglog", "it recorded operations for diagnosis, up to 3.4; remove it" },
	{ "enableExperimentalStorageDetailsCmd", "it allowed a command for tests; start the server with it on the command line if it is "
	  "needed" },
	{ "fastsync", "it was for the replication of a master and its slaves, which is gone since 4.0; remove it" },
	{ "jsonp", "mongos reads it and does nothing with it; remove it" },
	{ "master", "it is the replication of before replica sets, gone since 4.0; make the server a member of a replica set instead" },
	{ "noscripting", "mongos knows it in YAML since 4.4, as security.javascriptEnabled; remove it, or give it on the command line" },
	{ "notablescan", "it is a parameter too, and that has one: setParameter = notablescan=true, or false" },
	{ "only", "it was for the replication of a master and its slaves, which is gone since 4.0; remove it" },
	{ "pretouch", "it was for the replication of a master and its slaves, which is gone since 4.0; remove it" },
	{ "repair", "it is for one start, and not for a config; remove it, and start mongod --repair by hand when it is needed" },
	{ "service", "it says that Windows starts the server as a service, which the service says by itself; remove it" },
	{ "slave", "it is the replication of before replica sets, gone since 4.0; make the server a member of a replica set instead" },
	{ "slavedelay", "it was for the replication of a master and its slaves, which is gone since 4.0; remove it" },
	{ "source", "it was for the replication of a master and its slaves, which is gone since 4.0; remove it" },
	{ "sslOnNormalPorts", "set to false it says nothing; remove it" },
	{ "syslog", "set to false it says nothing; remove it" },
	{ "tlsOnNormalPorts", "set to false it says nothing; remove it" },
	{ "upgrade", "it is for one start, and not for a config; remove it, and start mongod --upgrade by hand when it is needed" },
	{ "verbose", "more than 14 times v is no level that the server knows, and it says nothing; remove it, or write fewer" },
};

/* Of an entry that has no form in YAML: why, and what to do. */
static const char *what_of(struct str name)
{
	for (unsigned i = 0; i < sizeof homeless / sizeof *homeless; i++)
		if (str_is(name, homeless[i].name))
			return homeless[i].what;
	return NULL;
}

static const char *why_homeless(struct str name)
{
	const char *what = what_of(name);
	return what ? what : "set like this it says nothing; remove it";
}

/* ---- one entry ---- */

struct reader {
	const struct application *application;
	struct ini_plan *plan;
	uint32_t line;
	struct str name, text;
	struct ini_name known;
	struct ini_kept kept;
};

static bool refuse(const struct reader *reader, const char *format, ...) __attribute__((format(printf, 2, 3)));
static bool refuse(const struct reader *reader, const char *format, ...)
{
	struct err *err = reader->application->err;
	va_list args;
	va_start(args, format);
	const char *text = arena_vprintf(err->arena, format, args);
	va_end(args);
	return source_refuse(reader->plan->source, reader->plan->lines.at[reader->line].content.at, err, "%s", text);
}

/* The option by its name on the command line, which is a name of its own where a later release renamed it. */
static const struct option *written_option(const struct reader *reader)
{
	const struct option *found = NULL;
	for (unsigned i = 0; i < option_count; i++) {
		const struct option *option = &option_table[i];
		if (*option->cli && !option->no_ini && str_is(reader->name, option->cli) && (!found || !*option->replaced_by))
			found = option;
	}
	return found;
}

/* Where no release is said, the names are those that were written, which more servers read than the newest ones; and what
 * the server makes of bindIpAll is nothing that people write. */
static void keep_written_name(struct reader *reader)
{
	const struct option *option = reader->known.way == INI_PLAIN ? written_option(reader) : NULL;
	bool flag;
	if (str_is(reader->name, "sslOnNormalPorts") && !version_known(reader->application->parameters->server) &&
	    reader->kept.path && str_is(str_of(reader->kept.path), "net.tls.mode")) {
		reader->kept = (struct ini_kept){ .path = "net.ssl.mode", .value = STR("requireSSL") };
		return;
	}
	if (!option || (version_known(reader->application->parameters->server) && !str_is(reader->name, "bind_ip_all")))
		return;
	reader->kept.path = option->path;
	reader->kept.value = reader->text;
	if ((reader->known.type == PARSER_BOOL || reader->known.type == PARSER_SWITCH) && ini_bool(reader->text, &flag))
		reader->kept.value = flag ? STR("true") : STR("false");
}

static struct ini_option *add(struct reader *reader, struct str path, struct str value)
{
	struct ini_option *option = &reader->plan->options[reader->plan->count++];
	*option = (struct ini_option){ .path = path, .value = value, .line = reader->line };
	for (uint32_t dot = 0; (dot = str_find_char(path, '.', dot)) != STR_NONE; dot++)
		option->name = dot + 1;
	return option;
}

/* setParameter = name=value */
static bool add_parameter(struct reader *reader)
{
	struct arena *arena = reader->plan->arena;
	uint32_t equals = str_find_char(reader->text, '=', 0);
	struct str name = str_sub(reader->text, 0, equals), value = str_sub(reader->text, equals + 1, reader->text.len);
	const struct source *source = reader->plan->source;
	struct span at = { (uint32_t)(name.at - source->text.at), name.len };
	if (mask_find(source->mask, MASK_VALUE, at))
		return refuse(reader, "the template decides which parameter this is, so it can't be moved to its place; write it as "
			      "YAML by hand");
	struct ini_option *option = add(reader, str_format(arena, "%s.%.*s", reader->kept.path, STR_ARG(name)), value);
	option->name = str_of(reader->kept.path).len + 1;
	return true;
}

static bool add_kept(struct reader *reader)
{
	struct str path = str_of(reader->kept.path);
	if (str_is(path, "replication.replSet"))
		path = STR("replication.replSetName");
	if (reader->known.type == PARSER_STRING_MAP)
		return add_parameter(reader);
	if (reader->known.way == INI_LOGPATH)
		add(reader, str_of(reader->kept.also_path), str_of(reader->kept.also_value))->derived = true;
	add(reader, path, reader->kept.value)->item = reader->known.type == PARSER_STRING_VECTOR;
	return true;
}

/* A value that a template decides can be carried along as it is only where the two formats read it alike. */
static bool check_masked(const struct reader *reader)
{
	const struct source *source = reader->plan->source;
	const struct ini_line *line = &reader->plan->lines.at[reader->line];
	bool flag = reader->known.type == PARSER_BOOL || reader->known.type == PARSER_SWITCH;
	if (!mask_find(source->mask, MASK_VALUE, line->value))
		return true;
	if (flag)
		return refuse(reader, "the template decides the value of %.*s, and what an INI file may say for true or false (yes, on, 1, "
			      "True), YAML refuses; write this line as YAML by hand", STR_ARG(reader->name));
	return reader->known.way == INI_PLAIN || reader->known.way == INI_LOGPATH || reader->known.way == INI_KEEP ||
	       refuse(reader, "the template decides the value of %.*s, which has other words in YAML; write this line as YAML by hand",
		      STR_ARG(reader->name));
}

static bool has_form(const struct reader *reader)
{
	struct str path = str_of(reader->kept.path);
	return reader->known.way == INI_KEEP ? str_is(path, "replication.replSet") : option_find(path) != NULL;
}

static bool read_entry(struct reader *reader)
{
	struct ini_plan *plan = reader->plan;
	const struct ini_line *line = &plan->lines.at[reader->line];
	reader->name = ini_line_name(plan->arena, plan->source, line);
	reader->text = source_str(plan->source, line->value);
	/* What the server refuses of names and values was refused before. */
	if (mask_find(plan->source->mask, MASK_VALUE, line->name))
		return refuse(reader, "the template decides which option this is, so it can't be moved to its place; write it as YAML by "
			      "hand");
	if (!ini_find(reader->name, &plan->config->target, &reader->known))
		return refuse(reader, "%.*s is no option of this server; remove it", STR_ARG(reader->name));
	if (!check_masked(reader))
		return false;
	ini_apply(plan->arena, &reader->known, &plan->config->target, reader->text, &reader->kept);
	keep_written_name(reader);
	if (!has_form(reader))
		return refuse(reader, "%.*s has no form in YAML: %s", STR_ARG(reader->name), why_homeless(reader->name));
	return add_kept(reader);
}

/* ---- all of them ---- */

static const struct ini_option *other_of(const struct ini_plan *plan, uint32_t index)
{
	const struct ini_option *option = &plan->options[index];
	for (uint32_t i = 0; i < index; i++)
		if (!plan->options[i].item && str_eq(plan->options[i].path, option->path))
			return &plan->options[i];
	return NULL;
}

/* No server has so many options and parameters. */
enum { OPTIONS_MAX = 4000 };

static bool check_twice(struct reader *reader)
{
	struct ini_plan *plan = reader->plan;
	if (plan->count > OPTIONS_MAX) {
		reader->line = plan->options[OPTIONS_MAX].line;
		return refuse(reader, "more than %d options are more than any server has; remove those that it does not know", OPTIONS_MAX);
	}
	for (uint32_t i = 0; i < plan->count; i++) {
		const struct ini_option *option = &plan->options[i], *other = option->item ? NULL : other_of(plan, i);
		reader->line = option->line;
		if (other)
			return refuse(reader, "this sets %.*s, and so does line %u; the server keeps one of the two, and YAML may say it only "
				      "once: remove the other", STR_ARG(option->path),
				      source_place(plan->source, plan->lines.at[other->line].content.at).line);
	}
	return true;
}

/* Some release may read a name that the one that is meant does not. */
static const char *hint(const struct config *config, struct str name)
{
	const char *value;
	const struct ini_name *row = ini_newest(name);
	const struct option *option = option_find_cli(name, &value);
	unsigned binaries = row ? row->binaries : option ? option->binaries : 0;
	if (!(binaries & config->target.binary))
		return "";
	return version_known(config->target.server) ? ": it is an option of other releases only"
						     : ", or say with --server-version which release is to read it";
}

bool ini_check_faults(const struct application *application, const struct config *config)
{
	const struct source *source = config->source;
	uint32_t first = 0;
	/* What a template decides is judged line by line. */
	while (first < config->fault_count &&
	       mask_find(source->mask, MASK_VALUE, source_line_span(source, source_line_index(source, config->faults[first].at.at))))
		first++;
	if (first == config->fault_count)
		return true;
	const struct config_fault *fault = &config->faults[first];
	struct str name = source_str(source, fault->at), message = str_of(fault->message);
	static const char lead[] = "Error parsing INI config file: ";
	if (fault->at.at == 0 && source_text_start(source))
		return source_refuse(source, 0, application->err, "the file begins with a byte order mark, which the server takes for "
				     "a part of the first line, and does not start; save the file without it first");
	if (!message.len)
		return source_refuse(source, fault->at.at, application->err, "at this line the server ends, and does not start; %.*s has "
				     "no form in YAML: %s", STR_ARG(name), what_of(name) ? what_of(name) : "it is for the command line; remove it");
	if (str_starts(message, lead))
		message = str_trim(str_sub(message, sizeof lead - 1, message.len));
	return source_refuse(source, fault->at.at, application->err, "the server does not start with this, and YAML can't say it "
			     "(%.*s); mend or remove it first%s", STR_ARG(message),
			     str_starts(message, "unrecognised option") ? hint(config, name) : "");
}

/* Those around a part say nothing in it. */
static void read_lines(struct ini_plan *plan)
{
	struct span part = plan->source->part;
	plan->lines = ini_lines(plan->arena, plan->source);
	for (uint32_t i = 0; i < plan->lines.count; i++) {
		struct ini_line *line = &plan->lines.at[i];
		if (span_end(line->at) <= part.at || line->at.at >= span_end(part))
			*line = (struct ini_line){ .kind = INI_LINE_BLANK, .at = line->at };
	}
}

bool ini_plan_options(const struct application *application, const struct config *config, struct ini_plan *plan)
{
	struct reader reader = { .application = application, .plan = plan };
	*plan = (struct ini_plan){ .arena = application->draft->arena, .source = config->source, .config = config };
	read_lines(plan);
	plan->options = arena_array(plan->arena, 2 * plan->lines.count, sizeof *plan->options);
	for (uint32_t i = 0; i < plan->lines.count; i++) {
		reader.line = i;
		if (plan->lines.at[i].kind == INI_LINE_SECTION)
			return refuse(&reader, "a header of a section, which puts its name before those below it, has no form in YAML; "
				      "remove it, and write the names in full");
		if (plan->lines.at[i].kind == INI_LINE_ENTRY && !read_entry(&reader))
			return false;
	}
	return check_twice(&reader);
}
