#include "base/buf.h"
#include "rules/rule.h"

/* Old and new names have three parts each, of which the first is the same: net.ssl.PEMKeyFile and
 * net.tls.certificateKeyFile. A key may hold one part or several, joined by dots. */
enum { PARTS = 3 };

struct rename {
	const struct lint *lint;
	const struct config *config;
	struct diag *diag;
	uint32_t *done;  /* nodes whose key has its edit */
	uint32_t done_count;
	enum safety safety;
};

static bool is_old(const struct setting *setting)
{
	return str_starts(setting->path, "net.ssl.") && !setting->entry;
}

static struct str parts_of(struct str path, uint32_t from, uint32_t count)
{
	uint32_t at = 0, end;
	for (uint32_t i = 0; i < from; i++)
		at = str_find_char(path, '.', at) + 1;
	end = at;
	for (uint32_t i = 0; i < count; i++) {
		uint32_t dot = str_find_char(path, '.', end + (i > 0));
		end = dot == STR_NONE ? path.len : dot;
	}
	return str_sub(path, at, end);
}

static uint32_t part_count(struct str name)
{
	uint32_t parts = 1;
	for (uint32_t dot = str_find_char(name, '.', 0); dot != STR_NONE; dot = str_find_char(name, '.', dot + 1))
		parts++;
	return parts;
}

static void edit(struct rename *rename, struct span cut, struct str put)
{
	if (!rename->diag->fix)
		diag_fix(rename->lint->sink, rename->diag, rename->safety, "rename the options of net.ssl and the words of its mode",
			 cut, put);
	else
		diag_fix_more(rename->lint->sink, rename->diag, rename->config->source, cut, put);
}

static bool is_done(const struct rename *rename, uint32_t node)
{
	for (uint32_t i = 0; i < rename->done_count; i++)
		if (rename->done[i] == node)
			return true;
	return false;
}

/* The keys from the option up to the root, each to its part of the new name. */
static void rename_keys(struct rename *rename, const struct setting *setting)
{
	const struct tree *tree = rename->config->tree;
	struct str now = str_of(setting->option->replaced_by);
	uint32_t left = PARTS;
	for (uint32_t at = setting->node; left; at = tree->node[at].parent) {
		const struct node *node = &tree->node[at];
		uint32_t parts = part_count(node->name);
		left -= parts;
		struct str name = parts_of(now, left, parts), written = source_str(tree->source, node->key);
		uint32_t inside = str_find(written, node->name, 0);
		if (str_eq(name, node->name) || is_done(rename, at))
			continue;
		edit(rename, (struct span){ node->key.at + inside, node->name.len }, name);
		rename->done[rename->done_count++] = at;
	}
}

/* Is its new name there too? That stops the server: duplicate-option, option-conflict. */
static bool is_twice(const struct config *config, const struct setting *setting)
{
	for (uint32_t i = 0; i < config->count; i++)
		if (&config->settings[i] != setting && setting_same_name(&config->settings[i], setting))
			return true;
	return false;
}

/* Can its keys be renamed as they stand? No alias, no key `value`, no escape in a name. */
static bool is_renamable(const struct config *config, const struct setting *setting)
{
	const struct tree *tree = config->tree;
	uint32_t parts = 0, at = setting->node;
	if (!setting->option || !*setting->option->replaced_by || part_count(str_of(setting->option->replaced_by)) != PARTS)
		return false;
	for (; at && at != tree->root; at = tree->node[at].parent) {
		const struct node *node = &tree->node[at];
		if (node->key_complex || str_find(source_str(tree->source, node->key), node->name, 0) == STR_NONE)
			return false;
		parts += part_count(node->name);
	}
	return !is_twice(config, setting) && parts == PARTS && tree->node[at].kind == NODE_MAPPING;
}

static bool ends_in_ssl(const struct setting *setting)
{
	return str_is(setting->path, "net.ssl.mode") && str_ends(setting->text, "SSL");
}

static void offer_fix(const struct lint *lint, struct diag *diag, const struct config *config)
{
	/* A server before 4.2 does not start with the new names. */
	enum safety safety = version_known(config->target.server) ? SAFETY_SAFE : SAFETY_UNSAFE;
	struct rename rename = { .lint = lint, .config = config, .diag = diag, .safety = safety };
	if (config->format != CONFIG_YAML)
		return;
	for (uint32_t at = 1; at < config->tree->count; at++)
		if (config->tree->node[at].kind == NODE_ALIAS)
			return;
	for (uint32_t i = 0; i < config->count; i++) {
		const struct setting *setting = &config->settings[i];
		if (is_old(setting) && (!is_renamable(config, setting) ||
		    (ends_in_ssl(setting) && str_find(source_str(config->source, setting->value), setting->text, 0) == STR_NONE)))
			return;
	}
	rename.done = arena_array(lint->arena, (size_t)config->count * PARTS, sizeof *rename.done);
	for (uint32_t i = 0; i < config->count; i++) {
		const struct setting *setting = &config->settings[i];
		if (!is_old(setting))
			continue;
		rename_keys(&rename, setting);
		if (!ends_in_ssl(setting))
			continue;
		uint32_t at = setting->value.at + str_find(source_str(config->source, setting->value), setting->text, 0);
		edit(&rename, (struct span){ at + setting->text.len - 3, 3 }, STR("TLS"));
	}
}

static void check(const struct lint *lint, const struct rule *rule, const struct config *config)
{
	static const struct version renamed = VERSION(4, 2);
	const struct setting *first = NULL, *aliased = NULL, *newer = NULL;
	if (version_known(config->target.server) && !version_at_least(config->target.server, renamed))
		return;
	for (uint32_t i = 0; i < config->count; i++) {
		const struct setting *setting = &config->settings[i];
		if (!first && is_old(setting) && setting->option && *setting->option->replaced_by && !is_twice(config, setting))
			first = setting;
		if (!aliased && is_old(setting) && setting->option && *setting->option->replaced_by &&
		    !str_is(setting->path, "net.ssl.mode"))
			aliased = setting;
		if (str_starts(setting->path, "net.tls.") && !newer)
			newer = setting;
	}
	if (!first)
		return;
	struct diag *diag = sink_add(lint->sink, &rule->kind, rule->severity, config->source, first->key,
				     newer ? "some options of TLS have their old names, others their new ones"
				     : config->format == CONFIG_INI ? "the options of TLS are called tls, no longer ssl, since 4.2"
				     : "the options of net.ssl are called net.tls since 4.2");
	diag->option = first->option->path;
	/* The mode is an option of its own to the server, which changes it without a word. */
	diag->server = !aliased ? "starts, and reads it as net.tls.mode"
		     : arena_printf(lint->arena, "starts, with a warning: Option: %.*s is deprecated. Please use %s instead.",
				    STR_ARG(aliased->path), aliased->option->replaced_by);
	offer_fix(lint, diag, config);
	if (config->format == CONFIG_INI)
		diag->help = "mongoconf apply ssl-to-tls renames them, and the words of the mode too";
	else if (!diag->fix)
		diag->help = "rename them, and the words of the mode too: requireSSL is requireTLS there";
	if (newer)
		diag_note(lint->sink, diag, config->source, newer->key, "a new name is here");
}

const struct rule rule_tls_ssl_alias = {
	.kind = { "tls-ssl-alias", "upgrade" },
	.severity = SEVERITY_WARNING,
	.scope = SCOPE_FILE,
	.title = "options of TLS under their old names",
	.why = "Since 4.2 net.ssl is net.tls, PEMKeyFile is certificateKeyFile, requireSSL is requireTLS. The old names still "
	       "work, but half of them beside half of the new ones is where files break: net.tls.mode: requireSSL is refused, "
	       "and so is an option under both names.",
	.server = "Option: net.ssl.PEMKeyFile is deprecated. Please use net.tls.certificateKeyFile instead.",
	.bad = (const struct example[]){
		{ "mongod.conf", "net:\n  ssl:\n    mode: requireSSL\n    PEMKeyFile: /etc/ssl/server.pem\n"
				 "    CAFile: /etc/ssl/ca.pem\n" }, { 0 } },
	.good = (const struct example[]){
		{ "mongod.conf", "net:\n  tls:\n    mode: requireTLS\n    certificateKeyFile: /etc/ssl/server.pem\n"
				 "    CAFile: /etc/ssl/ca.pem\n" }, { 0 } },
	.check_config = check,
};
