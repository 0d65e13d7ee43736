#include <string.h>

#include "rules/rule.h"

static const struct version since = VERSION(4, 2);

struct block {
	const struct lint *lint;
	const struct rule *rule;
	const struct config *config;
	const struct setting *setting;
	const char *prefix;      /* "net.port." or "" */
	const char *name;        /* as the server calls the block */
	uint32_t map;
	bool sure;               /* the release is known to have expansions */
};

static struct diag *add(const struct block *block, struct span at, const char *message, const char *server)
{
	struct diag *diag = sink_add(block->lint->sink, &block->rule->kind, block->sure ? SEVERITY_ERROR : SEVERITY_WARNING,
				     block->config->source, at, "%s", message);
	diag->option = block->setting->path.len ? str_cstr(block->lint->arena, block->setting->path) : NULL;
	diag->server = server;
	return diag;
}

/* The child of that name; 0 = none. */
static uint32_t field(const struct block *block, const char *name)
{
	const struct tree *tree = block->config->tree;
	for (uint32_t at = tree->node[block->map].first; at; at = tree->node[at].next)
		if (!tree->node[at].key_complex && str_is(tree->node[at].name, name))
			return at;
	return 0;
}

static const struct node *value(const struct block *block, uint32_t at)
{
	const struct tree *tree = block->config->tree;
	while (tree->node[at].kind == NODE_ALIAS && tree->node[at].target)
		at = tree->node[at].target;
	return &tree->node[at];
}

static const char *stops(const struct block *block, const char *prefix, const char *what)
{
	return arena_printf(block->lint->arena, "stops with: %s%s", prefix, what);
}

/* The command beside the config that starts a server without it; NULL: none, or not known. */
static const struct start *start_without(const struct config *config, bool rest)
{
	const struct elsewhere *elsewhere = config->elsewhere;
	for (uint32_t i = 0; i < elsewhere->start_count; i++)
		if (!(rest ? elsewhere->starts[i].rest : elsewhere->starts[i].exec))
			return &elsewhere->starts[i];
	return NULL;
}

static void add_disabled(const struct block *block, struct span at, const char *name, const struct start *without)
{
	struct arena *arena = block->lint->arena;
	const char *message = without ? arena_printf(arena, "%s is not done: %s starts the server without --configExpand %s", name,
						     without->name, name + 2)
			    : arena_printf(arena, block->sure ? "%s is not done unless the server is started with --configExpand %s"
			      : "%s is not done unless the server, 4.2 or later, is started with --configExpand %s", name, name + 2);
	struct diag *diag = add(block, at, message, stops(block, block->prefix,
				arena_printf(arena, "%s support has not been enabled", name)));
	diag->help = without ? arena_printf(arena, "add --configExpand %s to its command line; or write the value itself", name + 2)
			     : arena_printf(arena, "start it so, and tell mongoconf with --config-expand %s; or write the value itself",
					    name + 2);
	if (without)
		diag_note(block->lint->sink, diag, without->source, without->at, "%s", "started here");
}

/* Of __rest and __exec: is it switched on, and a string? True where the server goes on. */
static bool check_action(const struct block *block, uint32_t at, const char *name, bool told)
{
	struct arena *arena = block->lint->arena;
	const struct node *node = &block->config->tree->node[at];
	const struct start *without = start_without(block->config, !strcmp(name, "__rest"));
	if (!at)
		return true;
	/* What the run was told wins over what lies beside the config. */
	if (!told && (without || !block->config->elsewhere->start_count)) {
		add_disabled(block, node->key, name, without);
		return false;
	}
	if (value(block, at)->kind == NODE_SCALAR)
		return true;
	add(block, node->key, arena_printf(arena, "%s must be a string", name),
	    stops(block, block->prefix, arena_printf(arena, "%s must be a string", name)));
	return false;
}

/* type and trim: one of two words. */
static void check_word(const struct block *block, const char *name, const char *one, const char *other, const char *said)
{
	struct arena *arena = block->lint->arena;
	uint32_t at = field(block, name);
	if (!at)
		return;
	const struct node *node = value(block, at);
	struct span span = block->config->tree->node[at].span;
	if (node->kind != NODE_SCALAR)
		add(block, span, arena_printf(arena, "%s must be a string", name),
		    stops(block, block->prefix, arena_printf(arena, "%s must be a string", name)));
	else if (!str_is(node->text, one) && !str_is(node->text, other))
		add(block, span, arena_printf(arena, "%s is %s or %s", name, one, other), stops(block, block->prefix, said));
}

static bool is_hex(struct str text)
{
	for (uint32_t i = 0; i < text.len; i++) {
		char c = text.at[i];
		if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F')))
			return false;
	}
	return text.len && text.len % 2 == 0;
}

/* Both or none: a SHA-256 sum in hex, and the key that it was made with. */
static void check_digest(const struct block *block)
{
	uint32_t digest = field(block, "digest"), key = field(block, "digest_key"), one = digest ? digest : key;
	const struct node *node = block->config->tree->node;
	if (!digest != !key)
		add(block, node[one].key, "digest and digest_key belong together", "stops: one is of no use without the other");
	if (digest && (value(block, digest)->kind != NODE_SCALAR || !is_hex(value(block, digest)->text) ||
		       value(block, digest)->text.len != 64))
		add(block, node[digest].span, "digest is a SHA-256 sum of 64 hexadecimal digits", "stops: it is no digest");
	if (key && (value(block, key)->kind != NODE_SCALAR || !is_hex(value(block, key)->text)))
		add(block, node[key].span, "digest_key is an even number of hexadecimal digits", "stops: it is no key");
}

/* What may stand beside it (server source, util/options_parser/options_parser.cpp, ConfigExpandNode, 4.2). */
static void check_fields(const struct block *block, const char *action)
{
	static const char *const allowed[] = { "type", "trim", "digest", "digest_key" };
	const struct tree *tree = block->config->tree;
	for (uint32_t at = tree->node[block->map].first; at; at = tree->node[at].next) {
		bool known = str_is(tree->node[at].name, action);
		for (unsigned i = 0; i < sizeof allowed / sizeof *allowed; i++)
			known |= str_is(tree->node[at].name, allowed[i]);
		if (known && !tree->node[at].key_complex)
			continue;
		add(block, tree->node[at].key, arena_printf(block->lint->arena, "beside %s may stand type, trim, digest and "
		    "digest_key alone", action), stops(block, block->name, arena_printf(block->lint->arena,
		    " expansion block must contain only '%s', and optionally", action)));
		return;
	}
	check_word(block, "type", "string", "yaml", "type must be either 'string' or 'yaml'");
	check_word(block, "trim", "whitespace", "none", "trim must be either 'whitespace' or 'none'");
	check_digest(block);
	uint32_t type = field(block, "type");
	if (type && block->setting->path.len && str_is(value(block, type)->text, "yaml"))
		add(block, tree->node[type].span, "type: yaml is only for the whole file",
		    "stops with: Specifying `type: yaml` is only permitted in top-level expansions");
}

/* Any value becomes a string, which no section can be; the whole file must come as YAML. */
static void check_place(const struct block *block, uint32_t action)
{
	const struct setting *setting = block->setting;
	uint32_t type = field(block, "type");
	if (!setting->path.len && !(type && str_is(value(block, type)->text, "yaml")))
		add(block, block->config->tree->node[action].key, "the whole file can only come as YAML: it needs type: yaml",
		    "stops with: No map found at top level of YAML config");
	else if (setting->path.len && option_is_section(setting->path))
		add(block, setting->key, "a section can't be fetched as a whole: what comes is a string",
		    arena_printf(block->lint->arena, "stops with: Unrecognized option: %.*s", STR_ARG(setting->path)));
}

static void check_setting(const struct lint *lint, const struct rule *rule, const struct config *config,
			  const struct setting *setting)
{
	struct arena *arena = lint->arena;
	const char *path = str_cstr(arena, setting->path);
	struct block block = {
		.lint = lint, .rule = rule, .config = config, .setting = setting, .map = setting->node,
		.prefix = *path ? arena_printf(arena, "%s.", path) : "", .name = *path ? path : "Top-level config node",
		.sure = version_known(config->target.server),
	};
	while (config->tree->node[block.map].kind == NODE_ALIAS)
		block.map = config->tree->node[block.map].target;
	uint32_t rest = field(&block, "__rest"), exec = field(&block, "__exec");
	if (!check_action(&block, rest, "__rest", lint->expand_rest) || !check_action(&block, exec, "__exec", lint->expand_exec))
		return;
	if (rest && exec) {
		add(&block, config->tree->node[exec].key, "__rest and __exec together",
		    "stops with: Must not specify both __rest and __exec in a single config expansion");
		return;
	}
	check_fields(&block, rest ? "__rest" : "__exec");
	check_place(&block, rest ? rest : exec);
}

/* An older server takes them for names, which unknown-option then finds. */
static void check(const struct lint *lint, const struct rule *rule, const struct config *config)
{
	if (config->format != CONFIG_YAML ||
	    (version_known(config->target.server) && !version_at_least(config->target.server, since)))
		return;
	for (uint32_t i = 0; i < config->count; i++)
		/* What a template says has no fields. */
		if (config->settings[i].kind == SETTING_OPAQUE && config->tree->node[config->settings[i].node].kind == NODE_MAPPING)
			check_setting(lint, rule, config, &config->settings[i]);
}

const struct rule rule_expansion_not_enabled = {
	.kind = { "expansion-not-enabled", "startup" },
	.severity = SEVERITY_ERROR,
	.scope = SCOPE_FILE,
	.title = "__rest or __exec, which the server was not told to follow",
	.why = "From 4.2 on a value can be fetched from an address or a command when the server starts, but only when its "
	       "command line says --configExpand; else the server stops. A unit or a Compose file beside the config shows that "
	       "command line; where there is none, tell mongoconf what it says with --config-expand. An older "
	       "server takes __rest and __exec for names of options. When no release is known this is a warning.",
	.server = "net.port.__rest support has not been enabled",
	.bad = (const struct example[]){ { "mongod.conf", "net:\n  port:\n    __exec: \"/usr/local/bin/port\"\n" }, { 0 } },
	.good = (const struct example[]){
		{ "mongod.service", "[Service]\nExecStart=/usr/bin/mongod --configExpand exec --config /etc/mongod.conf\n" },
		{ "mongod.conf", "net:\n  port:\n    __exec: \"/usr/local/bin/port\"\n" }, { 0 } },
	.check_config = check,
};
