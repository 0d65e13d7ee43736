#include "base/buf.h"
#include "rules/rule.h"

/* A guess costs a look at the whole table; a file with more unknown names is no config. */
enum { SUGGESTIONS = 3, CANDIDATES = 8, FINDINGS_WITH_GUESSES = 200 };

/* Suggestions that this binary and, where it is said, this release know. */
static unsigned suggest(const struct config *config, struct str path, struct suggestion out[SUGGESTIONS])
{
	struct suggestion all[CANDIDATES];
	unsigned count = option_suggest(path, all, CANDIDATES), used = 0;
	const struct target *target = &config->target;
	for (unsigned i = 0; i < count && used < SUGGESTIONS; i++) {
		enum option_state state = option_state(all[i].option, target);
		if (state == OPTION_FOREIGN || state == OPTION_REMOVED || state == OPTION_FUTURE)
			continue;
		out[used++] = all[i];
	}
	return used;
}

static const char *help_text(const struct lint *lint, const struct suggestion *near, unsigned count)
{
	struct buf out = BUF_INIT(lint->arena);
	static const char *const why[] = {
		[SUGGEST_CASE] = "names are case-sensitive",
		[SUGGEST_CLI_NAME] = "that is its name on the command line",
		[SUGGEST_PLACE] = "it belongs there",
		[SUGGEST_SPELLING] = NULL,
	};
	for (unsigned i = 0; i < count; i++) {
		buf_printf(&out, "%s%s", i == 0 ? "did you mean " : i + 1 == count ? " or " : ", ", near[i].option->path);
		if (near[i].value)
			buf_printf(&out, ": %s", near[i].value);
	}
	if (count)
		buf_char(&out, '?');
	if (count == 1 && why[near[0].why])
		buf_printf(&out, " (%s)", why[near[0].why]);
	return count ? buf_done(&out).at : "see mongoconf list options, or remove it";
}

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

/* The topmost key that makes the path unknown: `nett` of nett.port, `prot` of net.prot. */
static uint32_t culprit(const struct config *config, const struct setting *setting)
{
	const struct tree *tree = config->tree;
	uint32_t at = setting->node;
	for (uint32_t up = tree->node[at].parent; up && up != tree->root; up = tree->node[up].parent) {
		struct arena scratch = ARENA_INIT;
		struct str section = tree_path(&scratch, tree, up);
		bool known = option_is_section(section) || option_find_holder(section);
		arena_free(&scratch);
		if (!known)
			at = up;
	}
	return at;
}

static const char *binary_name(unsigned binary)
{
	return binary == BINARY_MONGOS ? "mongos" : "mongod";
}

static void report(const struct lint *lint, const struct rule *rule, const struct config *config,
		   const struct setting *setting, uint32_t at, bool with_help)
{
	const struct tree *tree = config->tree;
	const char *path = str_cstr(lint->arena, setting->path);
	const char *shown = at == setting->node ? path : str_cstr(lint->arena, tree_path(lint->arena, tree, at));
	const char *binary = binary_name(config->target.binary);
	bool section = option_is_section(setting->path);
	struct diag *diag = sink_add(lint->sink, &rule->kind, rule->severity, config->source, tree->node[at].key,
				     section ? "%s is a section of %s's options and can't have a value of its own"
				     : at == setting->node ? "%s is not an option of %s"
				     : "%s is not a section of %s's options", *shown ? shown : "(an empty name)", binary);
	diag->option = path;
	diag->server = *path ? arena_printf(lint->arena, "stops with: Unrecognized option: %s", path)
			     : "stops with: Found empty key in YAML config file";
	struct suggestion near[SUGGESTIONS];
	unsigned count = section || !with_help ? 0 : suggest(config, setting->path, near);
	diag->help = section ? "indent its options below it, and put a blank behind each colon"
			     : help_text(lint, near, count);
	if (!section && at == setting->node)
		offer_fix(lint, diag, config, setting, near, count);
}

/* ---- names that some server knows, but not this one ---- */

/* The name that `option` had before, for a server that is too old for it. */
static const struct option *older_name(const struct option *option, const struct target *target)
{
	for (unsigned i = 0; i < option_count; i++) {
		const struct option *old = &option_table[i];
		if (old->replaced_by && str_is(str_of(option->path), old->replaced_by) &&
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
	const struct option *other = option->replaced_by ? option_find(str_of(option->replaced_by)) : NULL;
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
	if (state == OPTION_LIVE || state == OPTION_DEPRECATED || state == OPTION_UNSURE)
		return;
	/* The table begins with 3.4: what it calls new there may be older. */
	if (state == OPTION_FUTURE && !version_at_least(lint->server, (struct version)VERSION(3, 4)))
		return;
	struct diag *diag = sink_add(lint->sink, &rule->kind, state_severity(rule, state, target), config->source, at,
				     "%.*s %s", STR_ARG(name), state_text(lint, option, state, target));
	diag->option = option->path;
	diag->server = config->format == CONFIG_INI
		     ? arena_printf(lint->arena, "stops with: Error parsing INI config file: unrecognised option '%.*s'",
				    STR_ARG(name))
		     : arena_printf(lint->arena, "stops with: Unrecognized option: %.*s", STR_ARG(name));
	diag->help = state_help(lint, config, option, state, target);
}

static void check(const struct lint *lint, const struct rule *rule, const struct config *config)
{
	uint32_t last = 0, findings = 0;
	if (config->format == CONFIG_INI)
		return;  /* ini-syntax */
	for (uint32_t i = 0; i < config->count; i++) {
		const struct setting *setting = &config->settings[i];
		if (setting->option)
			check_state(lint, rule, config, setting->option, setting->path, setting->key);
		if (setting->option || (setting->kind == SETTING_OPAQUE && (!setting->path.len || option_is_section(setting->path))))
			continue;
		if (setting->null && option_is_section(setting->path))
			continue;  /* empty-section */
		/* One finding for a section that nobody knows, not one for each option in it. */
		uint32_t at = culprit(config, setting);
		if (at != last)
			report(lint, rule, config, setting, at, findings++ < FINDINGS_WITH_GUESSES);
		last = at;
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
