#include "fleet/recognize.h"

#include <string.h>

#include "base/regex.h"
#include "config/config.h"
#include "fleet/workload.h"
#include "input/parts.h"
#include "input/template.h"
#include "text/mask.h"

#define TEMPLATE "\\.(?:j2|jinja2?|erb|epp|tpl|tmpl|tftpl|gotmpl|envsubst|template|mustache|in)"

static const char names[] =
	"^mongo(?:d|db|s)\\.(?:conf|cfg|ya?ml)(?:" TEMPLATE ")?$|"
	"^mongo(?:d|db|s)[-_][^/]*\\.(?:conf|cfg)(?:" TEMPLATE ")?$";

/* What stands in every config. */
#define SECTIONS "storage|net|systemLog|security|replication|sharding|processManagement|operationProfiling|setParameter|auditLog"
static const char section_line[] = "(?m)^[\"' ]{0,8}(?:" SECTIONS ")[\"']?[ \\t]*[:.]";

/* ---- by its name ---- */

/* Is it mongod-1.conf, or one like it? */
static bool is_numbered(struct str name)
{
	return name.len >= sizeof "mongod-.conf" - 1 && (name.at[5] == 'd' || name.at[5] == 's') &&
	       (name.at[6] == '-' || name.at[6] == '_') && str_ends(name, ".conf");
}

/* Most are called as the packages call theirs, or as that of a member: the pattern is for the others that may be meant. */
bool recognize_name(struct str name)
{
	return str_is(name, "mongod.conf") || str_is(name, "mongos.conf") ||
	       (str_starts(name, "mongo") && (is_numbered(name) || regex_matches(names, name)));
}

/* Of configs, and what carries them. */
static const char *const endings[] = { "conf", "cfg", "yaml", "yml", "json" };

static bool is_below_templates(struct str path)
{
	static const struct str folder = { "/templates/", sizeof "/templates/" - 1 };
	return str_starts(path, folder.at + 1) || str_find(path, folder, 0) != STR_NONE;
}

bool recognize_wants(struct str path)
{
	uint32_t slash = path.len, dot;
	while (slash && path.at[slash - 1] != '/')
		slash--;
	for (dot = path.len; dot > slash && path.at[dot - 1] != '.';)
		dot--;
	struct str ending = str_sub(path, dot, path.len);
	if (dot == slash)
		return ending.len && is_below_templates(path);
	for (unsigned i = 0; i < sizeof endings / sizeof *endings; i++)
		if (str_is(ending, endings[i]))
			return true;
	return template_ending(path) > 0;
}

/* ---- what carries a config ----
 *
 * In a repository of all that a company runs, nearly every file is nothing to us, and is read for the sake of a few words. A
 * pattern takes a hundred times as long for that as to open and to read the file, so here is none. */

static const char *const sections[] = {
	"storage", "net", "systemLog", "security", "replication", "sharding", "processManagement", "operationProfiling", "setParameter",
	"auditLog",
};

/* Of each character, what may be it: what stands before a name, a blank, a quote, a section's first letter. */
enum { LEAD = 1, BLANK = 2, QUOTE = 4, FIRST = 8 };
static const unsigned char kinds[256] = {
	['-'] = LEAD, [' '] = LEAD | BLANK, ['\t'] = LEAD | BLANK, ['"'] = LEAD | QUOTE, ['\''] = LEAD | QUOTE,
	['s'] = FIRST, ['n'] = FIRST, ['r'] = FIRST, ['p'] = FIRST, ['o'] = FIRST, ['a'] = FIRST,
};

static bool is_kind(struct str text, uint32_t at, unsigned char kind)
{
	return at < text.len && kinds[(unsigned char)text.at[at]] & kind;
}

/* The length of the section's name that stands there, or 0: of two none begins as the other does. */
static uint32_t section_at(struct str text, uint32_t at)
{
	for (unsigned i = 0; is_kind(text, at, FIRST) && i < sizeof sections / sizeof *sections; i++)
		if (sections[i][0] == text.at[at] && at + 1 < text.len && sections[i][1] == text.at[at + 1] &&
		    str_starts(str_sub(text, at, text.len), sections[i]))
			return (uint32_t)strlen(sections[i]);
	return 0;
}

/* A section, however deep: behind dashes, quotes and a brace, with a colon or a dot. */
static bool is_section_line(struct str line)
{
	uint32_t at = 0;
	while (is_kind(line, at, LEAD))
		at++;
	at += at < line.len && line.at[at] == '{';
	while (is_kind(line, at, BLANK))
		at++;
	at += is_kind(line, at, QUOTE);
	uint32_t len = section_at(line, at);
	at += len;
	at += is_kind(line, at, QUOTE);
	while (is_kind(line, at, BLANK))
		at++;
	return len && at < line.len && (line.at[at] == ':' || line.at[at] == '.');
}

static bool is_word_character(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/* The name of a config, as it is mounted or written: mongod.conf, mongos-1.yaml, ... `at`: behind mongo. */
static bool is_config_name(struct str text, uint32_t at)
{
	static const char *const of_configs[] = { ".conf", ".cfg", ".yaml", ".yml" };
	if (at >= text.len || (text.at[at] != 'd' && text.at[at] != 's'))
		return false;
	while (at < text.len && (is_word_character(text.at[at]) || text.at[at] == '-'))
		at++;
	for (unsigned i = 0; i < sizeof of_configs / sizeof *of_configs; i++)
		if (str_starts(str_sub(text, at, text.len), of_configs[i]))
			return true;
	return false;
}

/* A section behind the two characters of an escaped line end. */
static bool is_escaped_section(struct str text, uint32_t at)
{
	uint32_t len = section_at(text, at);
	return len && at + len < text.len && text.at[at + len] == ':';
}

static bool follows(struct str text, struct str mark, bool (*is)(struct str text, uint32_t at))
{
	for (uint32_t at = 0; (at = str_find(text, mark, at)) != STR_NONE;) {
		at += mark.len;
		if (is(text, at))
			return true;
	}
	return false;
}

bool recognize_possible(struct str text)
{
	struct str rest = text, line;
	while (str_split(&rest, '\n', &line))
		if (is_section_line(line))
			return true;
	return follows(text, STR("mongo"), is_config_name) || follows(text, STR("\\n"), is_escaped_section) ||
	       str_find(text, STR("additionalMongodConfig"), 0) != STR_NONE;
}

/* ---- by what is in it ---- */

/* A name that a template decides may be any. */
static bool is_masked(const struct config *config, const struct node *node)
{
	return mask_find(config->source->mask, MASK_VALUE, node->key) != NULL;
}

static bool all_top_keys_known(const struct config *config)
{
	const struct tree *tree = config->tree;
	bool option = false;
	for (uint32_t i = 0; i < config->count; i++)
		option |= config->settings[i].option != NULL;
	for (uint32_t at = tree->node[tree->root].first; option && at; at = tree->node[at].next)
		option = option_is_section(tree->node[at].name) || option_find_holder(tree->node[at].name) ||
			 is_masked(config, &tree->node[at]);
	return option;
}

/* Two lines that begin with a section's name: a config also where it can't be parsed. */
static bool has_section_lines(struct str text)
{
	uint32_t at, len;
	return regex_find(regex_own(section_line), text, 0, &at, &len) &&
	       regex_find(regex_own(section_line), text, at + len, NULL, NULL);
}

/* A whole file, or the template of one. */
static bool looks_whole(struct arena *scratch, const struct source *source)
{
	struct config config;
	if (!regex_matches(section_line, source->text))
		return false;
	config_read(scratch, source, NULL, &config);
	return config.format == CONFIG_YAML ? all_top_keys_known(&config)
	     : config.format != CONFIG_INI && has_section_lines(source->text);
}

/* What a carrier has in it was told by the carrier. */
static bool has_config(struct arena *scratch, const struct source *file)
{
	struct parts parts;
	bool has = false;
	parts_read(scratch, scratch, file, NULL, &parts);
	for (uint32_t i = 0; !has && i < parts.count; i++)
		has = parts.at[i].source->label || looks_whole(scratch, parts.at[i].source);
	return has;
}

static bool is_manifest(const char *path, struct str text)
{
	struct str name = str_of(path);
	return (str_ends(name, ".yaml") || str_ends(name, ".yml")) && workload_is_likely(text);
}

/* Most files of a tree are none: they cost a search for some words. */
enum recognized recognize_file(const char *path)
{
	struct arena scratch = ARENA_INIT;
	struct err err = ERR_INIT(&scratch);
	struct source source;
	struct str text;
	enum recognized as = RECOGNIZED_NOTHING;
	bool there = os_read_file(&scratch, path, &text, NULL, &err);
	if (there && recognize_possible(text)) {
		source_init(&scratch, path, text, &source);
		as = has_config(&scratch, &source) ? RECOGNIZED_CONFIG : RECOGNIZED_NOTHING;
	}
	if (there && as == RECOGNIZED_NOTHING && is_manifest(path, text))
		as = RECOGNIZED_MANIFEST;
	arena_wipe(&scratch);
	return as;
}
