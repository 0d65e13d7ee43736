#include "rules/ask.h"
#include "rules/cause.h"
#include "rules/guess.h"

/* One case variant, at its own place: the only thing that can be meant. */
static void offer_fix(const struct lint *lint, struct diag *diag, const struct config *config,
		      const struct setting *setting, const struct suggestion *near, unsigned count)
{
	const struct node *node = &config->tree->node[setting->node];
	if (count != 1 || near[0].why != SUGGEST_CASE || node->key_complex || node->key_style != STYLE_PLAIN)
		return;
	struct str right = str_of(near[0].option->path);
	if (right.len != setting->path.len || node->name.len > right.len)
		return;
	uint32_t section = setting->path.len - node->name.len;
	if (!str_eq(str_sub(right, 0, section), str_sub(setting->path, 0, section)))
		return;
	diag_fix(lint->sink, diag, SAFETY_SAFE, arena_printf(lint->arena, "write %s", near[0].option->path),
		 setting->key, str_sub(right, section, right.len));
}

static const char *binary_name(unsigned binary)
{
	return binary == BINARY_MONGOS ? "mongos" : "mongod";
}

/* The `<<` that makes this name unknown: yaml-cpp takes it for a key like any other. 0: there is none. */
static uint32_t merge_key(const struct lint *lint, const struct config *config, struct str path)
{
	for (uint32_t at = 1; str_find(path, STR("<<"), 0) != STR_NONE && at < config->tree->count; at++) {
		if (!str_is(config->tree->node[at].name, "<<"))
			continue;
		struct str merge = tree_path(lint->arena, config->tree, at);
		if (str_eq(str_sub(path, 0, merge.len), merge) && (path.len == merge.len || path.at[merge.len] == '.'))
			return at;
	}
	return 0;
}

static void report_merge(const struct lint *lint, const struct rule *rule, const struct config *config,
			 const struct setting *setting, uint32_t merge)
{
	struct diag *diag = sink_add(lint->sink, &rule->kind, rule->severity, config->source,
				     config->tree->node[merge].key, "%s knows no merge key: << is a name like any other to it",
				     binary_name(config->target.binary));
	diag->option = str_cstr(lint->arena, setting->path);
	diag->server = cause_server_of_name(lint->arena, setting);
	diag->help = "write out the options that the alias stands for";
}

/* What no other rule has an explanation for. */
static void report(const struct lint *lint, const struct rule *rule, const struct causes *causes)
{
	const struct config *config = causes->config;
	const struct setting *setting = causes->clue.setting;
	const struct node *node = &config->tree->node[causes->clue.node];
	const char *path = str_cstr(lint->arena, setting->path);
	bool own = causes->clue.node == setting->node, section = option_is_section(setting->path);
	const char *shown = own ? path : str_cstr(lint->arena, tree_path(lint->arena, config->tree, causes->clue.node));
	struct diag *diag = sink_add(lint->sink, &rule->kind, rule->severity, config->source, node->key,
				     section ? "%s is a section of %s's options and can't have a value of its own"
				     : own ? "%s is not an option of %s"
				     : "%s is not a section of %s's options", *shown ? shown : "(an empty name)",
				     binary_name(config->target.binary));
	diag->option = path;
	diag->server = cause_server_of_name(lint->arena, setting);
	struct suggestion near[GUESSES];
	bool guess = !section && causes->seen <= CAUSES_OF_NAMES;
	unsigned count = guess ? guess_options(config, setting->path, near) : 0;
	diag->help = section ? "indent its options below it, and put a blank behind each colon"
		   : count ? guess_text(lint->arena, near, count) : "see mongoconf list options, or remove it";
	if (!section && own)
		offer_fix(lint, diag, config, setting, near, count);
}

/* ---- names that some server knows, but not this one ---- */

/* The name that `option` had before, for a server that is too old for it. */
static const struct option *older_name(const struct option *option, const struct target *target)
{
	for (unsigned i = 0; i < option_count; i++) {
		const struct option *old = &option_table[i];
		if (*old->replaced_by && str_is(str_of(option->path), old->replaced_by) &&
		    option_state(old, target) <= OPTION_DEPRECATED)
			return old;
	}
	return NULL;
}

static const char *const edition_names[] = {
	[EDITION_COMMUNITY] = "Community", [EDITION_ENTERPRISE] = "Enterprise",
	[EDITION_PERCONA] = "Percona", [EDITION_ENTERPRISE | EDITION_PERCONA] = "Enterprise or Percona",
};

static const char *state_text(const struct lint *lint, const struct option *option, enum option_state state,
			      const struct target *target)
{
	switch (state) {
	case OPTION_FOREIGN:
		return arena_printf(lint->arena, "is an option of %s, not of %s", binary_name(option->binaries),
				    binary_name(target->binary));
	case OPTION_REMOVED:
		return arena_printf(lint->arena, "is gone since %s", version_text(lint->arena, option->removed));
	case OPTION_OTHER_EDITION:
		return arena_printf(lint->arena, "is known only to %s servers", edition_names[option->editions]);
	case OPTION_OTHER_PLATFORM:
		return option->platform == PLATFORM_WINDOWS ? "is known only to servers for Windows"
		     : option->platform == PLATFORM_MOBILE ? "is known only to servers built with the mobile storage engine"
		     : option->platform == PLATFORM_NATIVE_TLS ? "is known only to servers for Windows and macOS"
		     : "is known only to servers for Linux and macOS";
	default:
		break;
	}
	return !version_known(option->since) ? "came after 5.0"
	     : version_at_least(target->server, option->since)
	     ? arena_printf(lint->arena, "is not known to %s %s", binary_name(target->binary),
			    version_text(lint->arena, target->server))
	     : arena_printf(lint->arena, "came with %s", version_text(lint->arena, option->since));
}

static const char *state_help(const struct lint *lint, const struct config *config, const struct option *option,
			      enum option_state state, const struct target *target)
{
	const char *server = version_text(lint->arena, target->server);
	const struct option *other = *option->replaced_by ? option_find(str_of(option->replaced_by)) : NULL;
	if (state == OPTION_FOREIGN)
		return arena_printf(lint->arena, "remove it from this file; if this is the config of "
				    "a %s, say so with --binary", binary_name(option->binaries));
	if (state == OPTION_OTHER_EDITION)
		return arena_printf(lint->arena, "remove it, or say whose server it is with --edition %s",
				    option->editions == EDITION_ENTERPRISE ? "enterprise"
				    : option->editions == EDITION_PERCONA ? "percona" : "enterprise or percona");
	if (state == OPTION_OTHER_PLATFORM)
		return "remove it, unless this is the config of such a server";
	if (state == OPTION_FUTURE)
		other = older_name(option, target);
	if (other && config->format == CONFIG_YAML && option_state(other, target) <= OPTION_DEPRECATED)
		return arena_printf(lint->arena, "for %s, write %s", server, other->path);
	return arena_printf(lint->arena, "remove it: %s %s does not start with it", binary_name(target->binary), server);
}

/* An error where the server is known to refuse the name; only a warning while it isn't said whose
 * build the server is, or what for. */
static enum severity state_severity(const struct rule *rule, enum option_state state, const struct target *target)
{
	bool other = state == OPTION_OTHER_EDITION || state == OPTION_OTHER_PLATFORM;
	bool said = target->edition && (state == OPTION_OTHER_EDITION || target->platform != PLATFORM_ANY);
	return other && !said ? SEVERITY_WARNING : rule->severity;
}

/* A finding when the server that is meant does not know `option`, which the file calls `name` at
 * `at`. */
static void check_state(const struct lint *lint, const struct rule *rule, const struct config *config,
			const struct option *option, struct str name, struct span at)
{
	const struct target *target = &config->target;
	enum option_state state = option_state(option, target);
	struct diag *diag = sink_add(lint->sink, &rule->kind, state_severity(rule, state, target), config->source, at,
				     "%.*s %s", STR_ARG(name), state_text(lint, option, state, target));
	diag->option = option->path;
	diag->server = config->format == CONFIG_INI
		     ? arena_printf(lint->arena, "stops with: Error parsing INI config file: unrecognised option '%.*s'",
				    STR_ARG(name))
		     : arena_printf(lint->arena, "stops with: Unrecognized option: %.*s", STR_ARG(name));
	diag->help = state_help(lint, config, option, state, target);
	if (state == OPTION_REMOVED && !*option->replaced_by)
		ask_fix_unset(lint, diag, config, SAFETY_SAFE, option->path);
}

/* Does the file itself say that its server is Percona's? */
static bool is_percona(const struct config *config)
{
	for (uint32_t i = 0; i < config->count; i++) {
		const struct option *option = config->settings[i].option;
		if (option && option->editions == EDITION_PERCONA && !config->settings[i].entry &&
		    option_state(option, &config->target) == OPTION_OTHER_EDITION)
			return true;
	}
	return false;
}

/* Where nobody said whose build the server is, or what for: the first of the options that need another
 * one is worth a question, the rest are not. And the file may be the answer. */
static bool is_worth_asking(const struct config *config, const struct option *option, enum option_state state,
			    unsigned *asked)
{
	if (*asked & 1u << state)
		return false;
	*asked |= 1u << state;
	if (state == OPTION_OTHER_EDITION)
		return !is_percona(config);
	/* mongod.cfg is the name that the server's packages for Windows use. */
	return config->target.platform != PLATFORM_ANY || option->platform != PLATFORM_WINDOWS;
}

/* `asked`: a bit for each state that was asked about. */
static bool is_refused(const struct rule *rule, const struct config *config,
		       const struct setting *setting, unsigned *asked)
{
	if (!setting->option || setting->entry)
		return false;
	enum option_state state = option_state(setting->option, &config->target);
	if (state == OPTION_LIVE || state == OPTION_DEPRECATED || state == OPTION_UNSURE)
		return false;
	/* One template may make the configs of both programs. */
	if (state == OPTION_FOREIGN && setting->sometimes)
		return false;
	if (state == OPTION_FUTURE)
		return true;
	return state_severity(rule, state, &config->target) == rule->severity ||
	       is_worth_asking(config, setting->option, state, asked);
}

static void check(const struct lint *lint, const struct rule *rule, const struct config *config)
{
	if (config->format == CONFIG_INI)
		return;  /* ini-syntax */
	unsigned asked = 0;
	for (uint32_t i = 0; i < config->count; i++) {
		const struct setting *setting = &config->settings[i];
		if (is_refused(rule, config, setting, &asked))
			check_state(lint, rule, config, setting->option, setting->path, setting->key);
	}
	struct causes causes = { .config = config };
	struct cause cause;
	uint32_t merge, told = 0;
	while (causes_next(&causes, &cause)) {
		if (cause.id || cause_is_empty_section(&causes.clue))
			continue;
		merge = merge_key(lint, config, causes.clue.setting->path);
		if (!merge)
			report(lint, rule, &causes);
		else if (merge != told)
			report_merge(lint, rule, config, causes.clue.setting, merge);
		told = merge ? merge : told;
	}
}

const struct rule rule_unknown_option = {
	.kind = { "unknown-option", "startup" },
	.severity = SEVERITY_ERROR,
	.scope = SCOPE_FILE,
	.title = "a name that the server does not know",
	.why = "mongod refuses a file with any option that it does not know, and names only the first. Names are "
	       "case-sensitive, the command line's names (dbpath, bind_ip) are not those of the file, and mongos knows "
	       "fewer options than mongod. With --server-version, options that this release does not know yet or any "
	       "more are found too.",
	.server = "Unrecognized option: net.bindip, then: try 'mongod --help' for more information",
	.bad = (const struct example[]){ { "mongod.conf", "net:\n  bindip: 127.0.0.1\n" }, { 0 } },
	.good = (const struct example[]){ { "mongod.conf", "net:\n  bindIp: 127.0.0.1\n" }, { 0 } },
	.check_config = check,
};
