#include "base/buf.h"
#include "rules/ask.h"
#include "rules/placeholder.h"
#include "rules/refusal.h"
#include "schema/limit.h"

/* ---- what it must be ---- */

static bool is_number(const struct option *option)
{
	return option->type == OPTION_INT || option->type == OPTION_LONG || option->type == OPTION_DOUBLE;
}

/* "from 1 to 500", "at least 5": the bounds that the release has. */
static void say_range(struct buf *out, const struct option *option, const struct target *target)
{
	double min, max;
	bool has_min = limit_min(option, target, &min), has_max = limit_max(option, target, &max);
	if (has_min && has_max)
		buf_printf(out, " from %.16g to %.16g", min, max);
	else if (has_min)
		buf_printf(out, " of at least %.16g", min);
	else if (has_max)
		buf_printf(out, " of at most %.16g", max);
}

static void say_words(struct buf *out, const char *choices)
{
	struct str rest = str_of(choices), word;
	for (bool first = true; str_split(&rest, '|', &word); first = false)
		buf_printf(out, "%s%.*s", first ? "" : ", ", STR_ARG(word));
}

/* The one boolean that this release takes, if it takes only one; else NULL. */
static const char *only_boolean(const struct option *option, const struct target *target)
{
	return version_known(target->server) ? limit_choices(option, target) : NULL;
}

/* What the option takes, as the rest of a sentence. */
static const char *wanted(struct arena *arena, const struct option *option, const struct target *target)
{
	struct buf out = BUF_INIT(arena);
	const char *choices = limit_choices(option, target);
	if (option->type == OPTION_BOOL) {
		const char *only = only_boolean(option, target);
		buf_text(&out, only ? only : "true or false");
	} else if (is_number(option)) {
		buf_text(&out, option->type == OPTION_DOUBLE ? "a number" : "a whole number");
		say_range(&out, option, target);
	} else if (option->type == OPTION_LIST) {
		buf_text(&out, "a list");
	} else if (option->type == OPTION_MAP) {
		buf_text(&out, "names with a value each");
	} else if (choices) {
		buf_text(&out, option->type == OPTION_WORDS ? "made of " : "one of ");
		say_words(&out, choices);
	} else {
		buf_text(&out, "one value");
	}
	return buf_done(&out).at;
}

static const char *shown(struct arena *arena, const struct setting *setting)
{
	if (setting->written == SETTING_LIST)
		return setting->nested ? "a list with lists in it" : "a list";
	if (setting->written == SETTING_MAP)
		return "a section";
	if (!setting->text.len)
		return "empty";
	return arena_printf(arena, "\"%.*s\"", STR_ARG(setting->text));
}

/* ---- what was surely meant ---- */

/* Words of another option, of an older release or of a boolean. */
static const struct {
	const char *path, *wrong, *right;
} aliases[] = {
	{ "cloud.monitoring.free.state", "false", "off" },
	{ "cloud.monitoring.free.state", "true", "on" },
	{ "net.ssl.mode", "allowTLS", "allowSSL" },
	{ "net.ssl.mode", "preferTLS", "preferSSL" },
	{ "net.ssl.mode", "requireTLS", "requireSSL" },
	{ "net.tls.mode", "allowSSL", "allowTLS" },
	{ "net.tls.mode", "preferSSL", "preferTLS" },
	{ "net.tls.mode", "requireSSL", "requireTLS" },
	{ "operationProfiling.mode", "0", "off" },
	{ "operationProfiling.mode", "1", "slowOp" },
	{ "operationProfiling.mode", "2", "all" },
	{ "security.authorization", "enable", "enabled" },
	{ "security.authorization", "disable", "disabled" },
	{ "systemLog.timeStampFormat", "ctime", "iso8601-local" },
};

/* A whole text that lives as long as the run, or NULL. */
static const char *meant(struct arena *arena, const struct setting *setting, const struct target *target)
{
	const char *path = setting->option->path, *choices = limit_choices(setting->option, target);
	const char *truth = ask_boolean_meant(setting->text);
	if (setting->option->type == OPTION_BOOL) {
		const char *only = only_boolean(setting->option, target);
		return truth && only ? only : truth;
	}
	for (unsigned i = 0; i < sizeof aliases / sizeof *aliases; i++)
		if (str_is(str_of(path), aliases[i].path) && str_eq_nocase(setting->text, str_of(aliases[i].wrong)))
			return aliases[i].right;
	if (str_is(str_of(path), "security.authorization") && truth)
		return str_is(str_of(truth), "true") ? "enabled" : "disabled";
	if (setting->option->type != OPTION_ENUM || !choices)
		return NULL;
	struct str rest = str_of(choices), word;
	while (str_split(&rest, '|', &word))
		if (str_eq_nocase(word, setting->text))
			return str_cstr(arena, word);
	return NULL;
}

/* The list as one string, for the options whose string is a list to people; or NULL. */
static const char *joined(struct arena *arena, const struct setting *setting)
{
	struct buf out = BUF_INIT(arena);
	bool commas = setting->option->type == OPTION_WORDS || str_is(str_of(setting->option->path), "net.bindIp");
	if (!commas || setting->nested || !setting->item_count)
		return NULL;
	for (uint32_t i = 0; i < setting->item_count; i++) {
		struct str item = str_trim(setting->items[i]);
		if (!item.len || str_has_char(item, ' '))
			return NULL;
		buf_printf(&out, "%s%.*s", i ? "," : "", STR_ARG(item));
	}
	return buf_done(&out).at;
}

/* As a plain scalar where it surely is one, else in quotes. */
static struct str spelled(struct arena *arena, const char *value)
{
	for (const char *c = value; *c; c++)
		if (!str_has_char(STR("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._:/,-"), *c))
			return str_format(arena, "'%s'", value);
	return str_of(value);
}

/* The list's place in the file, from behind the colon; not where a comment would go with it, or another
 * place means the same list. */
static void offer_joined(const struct lint *lint, struct diag *diag, const struct config *config,
			 const struct setting *setting, const char *value)
{
	const struct node *node = &config->tree->node[setting->node];
	if (config->format != CONFIG_YAML || node->kind != NODE_SEQUENCE || node->colon == NO_OFFSET ||
	    node->anchor.len || node->tag.len || str_has_char(str_of(value), '\''))
		return;
	uint32_t from = node->colon + 1, to = span_end(node->span);
	if (to <= from || str_has_char(str_sub(config->source->text, from, to), '#'))
		return;
	struct str put = str_format(lint->arena, " %.*s", STR_ARG(spelled(lint->arena, value)));
	diag_fix(lint->sink, diag, SAFETY_SAFE, arena_printf(lint->arena, "write %.*s", STR_ARG(str_trim(put))),
		 (struct span){ from, to - from }, put);
}

/* Where the release takes but one boolean, and the file says the other. */
static bool is_contrary(const char *value, const struct setting *setting)
{
	const char *said = setting->option->type == OPTION_BOOL ? ask_boolean_meant(setting->text) : NULL;
	return said && strcmp(said, value) != 0;
}

static void offer(const struct lint *lint, struct diag *diag, const struct config *config, const struct setting *setting)
{
	const char *path = str_cstr(lint->arena, setting->path), *value = NULL;
	if (setting->written == SETTING_LIST)
		value = joined(lint->arena, setting);
	else if (setting->written == SETTING_SCALAR && !setting->null && !setting->entry)
		value = meant(lint->arena, setting, &config->target);
	if (value) {
		diag->help = arena_printf(lint->arena, "write %s", value);
		if (setting->written == SETTING_LIST)
			offer_joined(lint, diag, config, setting, value);
		else
			ask_fix_set(lint, diag, config, is_contrary(value, setting) ? SAFETY_UNSAFE : SAFETY_SAFE, path, value);
	}
}

/* ---- findings ---- */

static struct diag *report(const struct lint *lint, const struct rule *rule, const struct config *config,
			   const struct setting *setting, enum severity severity)
{
	const struct option *option = setting->option;
	struct diag *diag;
	if (setting->entry)
		diag = sink_add(lint->sink, &rule->kind, severity, config->source, ask_place(setting),
				"%.*s must be one value, and is not", STR_ARG(setting->path));
	else
		diag = sink_add(lint->sink, &rule->kind, severity, config->source, ask_place(setting),
				"%.*s must be %s, and is %s", STR_ARG(setting->path),
				wanted(lint->arena, option, &config->target), shown(lint->arena, setting));
	diag->option = option->path;
	offer(lint, diag, config, setting);
	return diag;
}

/* Read by this server at all? If not, unknown-option has spoken. */
static bool is_read(const struct config *config, const struct option *option)
{
	enum option_state state = option_state(option, &config->target);
	bool said = version_known(config->target.server) || config->target.edition;
	return state == OPTION_LIVE || state == OPTION_DEPRECATED || state == OPTION_UNSURE ||
	       (!said && state == OPTION_OTHER_EDITION);
}

/* Values whose fate depends on the release and that have a rule of their own: timestamp-ctime,
 * majority-read-concern-false, and all that differ in case alone from a word that means something. */
static bool has_own_rule(const struct config *config, const struct setting *setting)
{
	const char *choices = limit_choices(setting->option, &config->target);
	struct str rest = str_of(choices ? choices : ""), word;
	while (choices && str_split(&rest, '|', &word))
		if (str_eq_nocase(word, setting->text))
			return true;
	return str_is(setting->path, "systemLog.timeStampFormat") ||
	       str_is(setting->path, "replication.enableMajorityReadConcern");
}

static void check_limits(const struct lint *lint, const struct rule *rule, const struct config *config,
			 const struct setting *setting)
{
	const struct option *option = setting->option;
	double number = is_number(option) ? setting->typed.real : 0;
	struct buf said = BUF_INIT(lint->arena);
	struct limit_span when;
	if (config->ends_early)
		return;
	/* Nobody looks at the name that the old format gives as replSet: seeds may follow a slash. */
	if (config->format == CONFIG_INI && str_is(setting->path, "replication.replSetName"))
		return;
	if (!limit_check(option, &config->target, setting->text, number, &said)) {
		struct diag *diag = report(lint, rule, config, setting, rule->severity);
		diag->server = arena_printf(lint->arena, "stops with: %s", buf_done(&said).at);
		return;
	}
	if (version_known(config->target.server) || has_own_rule(config, setting) ||
	    !limit_varies(option, &config->target, setting->text, number, &when))
		return;
	/* What only servers out of use refuse is not worth a word. */
	static const struct version oldest_in_use = VERSION(4, 2);
	if (version_known(when.to) && version_at_least(oldest_in_use, when.to))
		return;
	const char *text = refusal_releases(lint->arena, when.from, when.to);
	struct diag *diag = sink_add(lint->sink, &rule->kind, SEVERITY_WARNING, config->source, ask_place(setting),
				     "%.*s: servers %s refuse %s", STR_ARG(setting->path), text,
				     shown(lint->arena, setting));
	diag->option = option->path;
	struct target then = config->target;
	then.server = version_known(when.from) ? when.from : (struct version)VERSION(3, 4);
	if (!limit_check(option, &then, setting->text, number, &said))
		diag->server = arena_printf(lint->arena, "stops with: %s (%s)", buf_done(&said).at, text);
	diag->help = "say which release is meant with --server-version";
}

/* The list of compressors is only looked at when the options are read and stored, by the part of the
 * server that has them (message_compressor_registry.cpp): as far as its options go, the server takes it. */
static bool is_checked_later(const struct setting *setting)
{
	return str_is(setting->path, "net.compression.compressors");
}

static void check_compressors(const struct lint *lint, const struct rule *rule, const struct config *config)
{
	const struct setting *setting = config_find(config, "net.compression.compressors");
	if (setting && setting->kind == SETTING_SCALAR && !setting->refusal && is_read(config, setting->option) &&
	    !placeholder_in(setting->text))
		check_limits(lint, rule, config, setting);
}

static void check(const struct lint *lint, const struct rule *rule, const struct config *config)
{
	for (uint32_t i = 0; i < config->count; i++) {
		const struct setting *setting = &config->settings[i];
		if (!setting->option || setting->written == SETTING_OPAQUE || !is_read(config, setting->option))
			continue;
		/* parameter-under-wrong-section speaks of what is refused whatever its value is. */
		if (setting->option->refused && str_starts(setting->path, "security."))
			continue;
		/* A bare setParameter: is empty-section's. */
		if (setting->null && setting->option->type == OPTION_MAP && !setting->entry)
			continue;
		/* unrendered-placeholder says an error of what has the wrong type; not of what limit.h refuses. */
		if (setting->refusal && setting->written == SETTING_SCALAR && placeholder_in(setting->text))
			continue;
		if (setting->refusal) {
			struct diag *diag = report(lint, rule, config, setting, rule->severity);
			diag->server = arena_printf(lint->arena, "stops with: %s", setting->refusal);
		} else if (setting->written == SETTING_SCALAR && !setting->entry && !is_checked_later(setting)) {
			check_limits(lint, rule, config, setting);
		}
	}
}

const struct rule rule_option_value = {
	.kind = { "option-value", "startup" },
	.severity = SEVERITY_ERROR,
	.scope = SCOPE_FILE,
	.reads = true,
	.title = "a value that the option can't take",
	.why = "mongod reads each value by the type of its option, whatever YAML makes of it: only true and false are "
	       "booleans, numbers follow the rules of C, a list must be a list and nothing else may be one. Words are "
	       "compared with their case, and ranges depend on the release.",
	.server = "Error parsing option \"net.port\" as int: Bad digit \"x\" while parsing 27017x",
	.bad = (const struct example[]){ { "mongod.conf", "net:\n  ipv6: yes\n" }, { 0 } },
	.good = (const struct example[]){ { "mongod.conf", "net:\n  ipv6: \"true\"\n" }, { 0 } },
	.check_config = check,
};

const struct rule rule_compressor_unknown = {
	.kind = { "compressor-unknown", "upgrade" },
	.severity = SEVERITY_ERROR,
	.scope = SCOPE_FILE,
	.title = "a network compressor that this release does not have",
	.why = "zlib came with 3.6 and zstd with 4.2; a name that the server does not have keeps it from starting. It finds out "
	       "a little later than with other values, when all options are read. Blanks part names as commas do, so a "
	       "comma with a blank behind it has an empty name between them.",
	.server = "Invalid network message compressor specified in configuration: lz4",
	.bad = (const struct example[]){ { "mongod.conf", "net:\n  compression:\n    compressors: lz4,snappy\n" }, { 0 } },
	.good = (const struct example[]){
		{ "mongod.conf", "net:\n  compression:\n    compressors: snappy\n" }, { 0 } },
	.check_config = check_compressors,
};
