#include <stdlib.h>
#include <string.h>

#include "rules/ask.h"

/* The server puts each setting into an environment under its present name, in the order of the file, and
 * refuses one whose name is there already (server source, options_parser.cpp,
 * addYAMLNodesToEnvironment(), 3.4 to 5.1-dev). A name within a map option has the map's own list. */

/* A setting with what it is compared by. */
struct entry {
	const struct setting *setting;
	struct str name;
	const struct setting *map;  /* of a name within a map */
};

static struct str present_name(const struct config *config, const struct setting *setting)
{
	const struct option *option = setting->option;
	if (!option || setting->entry || !str_is(setting->path, option->path))
		return setting->path;
	return str_of(option_canonical(option, &config->target)->path);
}

static int by_name(const void *a, const void *b)
{
	const struct entry *left = a, *right = b;
	if (left->map != right->map)
		return left->map < right->map ? -1 : 1;
	int order = str_compare(left->name, right->name);
	if (order)
		return order;
	return left->setting < right->setting ? -1 : left->setting > right->setting;
}

static bool is_old(const struct config *config)
{
	static const struct version idl = VERSION(4, 2);
	return version_known(config->target.server) && !version_at_least(config->target.server, idl);
}

static const char *server_says(const struct lint *lint, const struct config *config, const struct entry *again)
{
	const struct setting *setting = again->setting;
	struct str path = setting->path;
	if (setting->entry)
		return arena_printf(lint->arena, "stops with: String Map Option: %s has duplicate keys in YAML Config: %.*s",
				    setting->option->path, STR_ARG(setting_entry_name(setting)));
	/* Up to 4.0 the present name is always said. */
	bool canonical = is_old(config) || !str_eq(path, again->name);
	return arena_printf(lint->arena, "stops with: Error parsing YAML config: duplicate key: %.*s%s%.*s%s", STR_ARG(path),
			    canonical ? "(canonical key: " : "", STR_ARG(canonical ? again->name : STR("")),
			    canonical ? ")" : "");
}

/* A member of a block that stands alone on its one line, with nothing behind its value and another
 * member beside it: its line can go, and nothing else changes. */
static bool own_line(const struct config *config, const struct setting *setting, struct span *line)
{
	const struct source *source = config->source;
	const struct node *node = &config->tree->node[setting->node], *parent = &config->tree->node[node->parent];
	if (node->kind != NODE_SCALAR || parent->style != STYLE_BLOCK || parent->first == parent->last ||
	    node->anchor.len || node->tag.len || !setting->value.len || !setting->key.len)
		return false;
	uint32_t begin = setting->key.at, end = span_end(setting->value);
	while (begin > 0 && (source->text.at[begin - 1] == ' '))
		begin--;
	if (begin > 0 && source->text.at[begin - 1] != '\n')
		return false;
	uint32_t next = str_find_char(source->text, '\n', setting->key.at);
	if (next == STR_NONE || end > next || str_trim(str_sub(source->text, end, next)).len)
		return false;
	*line = (struct span){ begin, next + 1 - begin };
	return true;
}

static void report(const struct lint *lint, const struct rule *rule, const struct config *config,
		   const struct entry *first, const struct entry *again)
{
	const struct setting *one = first->setting, *two = again->setting;
	const char *path = str_cstr(lint->arena, two->path);
	struct diag *diag = sink_add(lint->sink, &rule->kind, rule->severity, config->source, two->key,
				     "%s is set twice", path);
	if (!str_eq(one->path, two->path))
		diag->message = arena_printf(lint->arena, "%s is another name of %.*s, which is set too", path,
					     STR_ARG(one->path));
	diag->option = path;
	diag->server = server_says(lint, config, again);
	bool equal = str_eq(one->text, two->text) && one->kind == SETTING_SCALAR && two->kind == SETTING_SCALAR;
	diag->help = equal ? "remove one of the two lines; they say the same" : "decide which value is meant, "
		     "and remove the other line";
	struct span line;
	if (equal && own_line(config, two, &line))
		diag_fix(lint->sink, diag, SAFETY_SAFE, "remove this line; the other one says the same", line, STR(""));
	diag_note(lint->sink, diag, config->source, one->key, "set here first");
}

/* From 4.2 on the server reads bindIpAll as another way to write bindIp: true becomes "*", over what is
 * there, and false nothing. So bindIpAll never comes second, and a bindIp behind it does (server source,
 * server_options_base.cpp; run with 4.2.8). */
static void check_bind_ip(const struct lint *lint, const struct rule *rule, const struct config *config)
{
	const struct setting *held = NULL;
	for (uint32_t i = 0; i < config->count; i++) {
		const struct setting *setting = &config->settings[i];
		if (str_is(setting->path, "net.bindIpAll")) {
			if (setting->kind == SETTING_SCALAR && !setting->refusal && setting->typed.flag)
				held = setting;
		} else if (str_is(setting->path, "net.bindIp")) {
			if (!held) {
				held = setting;
				continue;
			}
			struct entry first = { held, STR("net.bindIp"), NULL }, again = { setting, STR("net.bindIp"), NULL };
			report(lint, rule, config, &first, &again);
			if (str_is(held->path, "net.bindIpAll"))
				lint->sink->at[lint->sink->count - 1]->message =
					"net.bindIp is set, and net.bindIpAll above it sets the same";
		}
	}
}

static bool bind_ip_apart(const struct config *config, const struct setting *setting)
{
	return !is_old(config) && (str_is(setting->path, "net.bindIp") || str_is(setting->path, "net.bindIpAll"));
}

static void check(const struct lint *lint, const struct rule *rule, const struct config *config)
{
	/* What an INI file says twice, ini-syntax finds; there one name may leave several settings. */
	if (config->format != CONFIG_YAML)
		return;
	/* Whatever the release calls it, what is there twice has a name or a path in common. */
	if (!config->repeats && !(config_find(config, "net.bindIp") && config_find(config, "net.bindIpAll")))
		return;
	struct entry *sorted = arena_array(lint->arena, config->count, sizeof *sorted);
	const struct setting *map = NULL;
	uint32_t count = 0;
	for (uint32_t i = 0; i < config->count; i++) {
		const struct setting *setting = &config->settings[i];
		if (!setting->entry)
			map = setting->kind == SETTING_MAP ? setting : NULL;
		/* What is unknown stops the server where it first stands. */
		if (!setting->option || bind_ip_apart(config, setting))
			continue;
		sorted[count++] = (struct entry){ setting, present_name(config, setting), setting->entry ? map : NULL };
	}
	if (count)
		qsort(sorted, count, sizeof *sorted, by_name);
	for (uint32_t i = 1, first = 0; i < count; i++) {
		if (sorted[first].map != sorted[i].map || !str_eq(sorted[first].name, sorted[i].name))
			first = i;
		else
			report(lint, rule, config, &sorted[first], &sorted[i]);
	}
	if (!is_old(config))
		check_bind_ip(lint, rule, config);
}

const struct rule rule_duplicate_option = {
	.kind = { "duplicate-option", "startup" },
	.severity = SEVERITY_ERROR,
	.scope = SCOPE_FILE,
	.title = "an option is set twice",
	.why = "mongod reads a section that is there twice as one, but refuses an option that is there twice, also in "
	       "two spellings (nested and dotted, an old and a new name). It does not say which line.",
	.server = "Error parsing YAML config: duplicate key: net.port",
	.bad = (const struct example[]){ { "mongod.conf", "net:\n  port: 27017\nnet.port: 27018\n" }, { 0 } },
	.good = (const struct example[]){ { "mongod.conf", "net:\n  port: 27017\nnet.ipv6: true\n" }, { 0 } },
	.check_config = check,
};
