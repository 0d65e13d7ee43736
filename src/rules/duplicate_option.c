#include <stdlib.h>

#include "rules/rule.h"

/* net.ssl.mode is no mere alias of net.tls.mode: both together are a conflict, with a message of
 * its own (server source, ssl_options_server.idl, 4.2). */
static bool is_alias_of_its_own(const struct setting *a, const struct setting *b)
{
	return str_ends(a->path, ".mode") && !str_eq(a->path, b->path);
}

static int by_name(const void *a, const void *b)
{
	const struct setting *left = *(const struct setting *const *)a, *right = *(const struct setting *const *)b;
	if (!setting_same_name(left, right)) {
		struct str l = setting_name(left), r = setting_name(right);
		return str_compare(l, r);
	}
	return left->node < right->node ? -1 : left->node > right->node;
}

static void report(const struct lint *lint, const struct rule *rule, const struct config *config,
		   const struct setting *first, const struct setting *again)
{
	const char *path = str_cstr(lint->arena, again->path);
	struct diag *diag = sink_add(lint->sink, &rule->kind, rule->severity, config->source, again->key,
				     "%s is set twice", path);
	if (!str_eq(first->path, again->path))
		diag->message = arena_printf(lint->arena, "%s is another name of %.*s, which is set too", path,
					     STR_ARG(first->path));
	diag->option = path;
	diag->server = again->option && again->option->type == OPTION_MAP
		     ? "stops with: String Map Option: setParameter has duplicate keys in YAML Config"
		     : arena_printf(lint->arena, "stops with: Error parsing YAML config: duplicate key: %s", path);
	bool equal = str_eq(first->text, again->text) && first->kind == SETTING_SCALAR && again->kind == SETTING_SCALAR;
	diag->help = equal ? "remove one of the two lines; they say the same" : "decide which value is meant, "
		     "and remove the other line";
	diag_note(lint->sink, diag, config->source, first->key, "set here first");
}

/* From 4.2 on the server reads bindIpAll as another way to write bindIp: true becomes "*", false
 * nothing. A bindIp behind it is then a second one; before it, it is overwritten without a word
 * (server source, server_options_base.cpp; run with 4.2.8). */
static void check_bind_ip(const struct lint *lint, const struct rule *rule, const struct config *config)
{
	const struct setting *all = config_find(config, "net.bindIpAll"), *some = config_find(config, "net.bindIp");
	bool old = version_known(lint->server) && !version_at_least(lint->server, (struct version)VERSION(4, 2));
	if (!all || !some || all > some || !str_is(all->text, "true") || old)
		return;
	struct diag *diag = sink_add(lint->sink, &rule->kind, rule->severity, config->source, some->key,
				     "net.bindIp is set, and net.bindIpAll above it sets the same");
	diag->option = "net.bindIp";
	diag->server = "stops with: Error parsing YAML config: duplicate key: net.bindIp";
	diag->help = "decide whether it is to listen everywhere, and remove the other line";
	diag_note(lint->sink, diag, config->source, all->key, "set here first");
}

static void check(const struct lint *lint, const struct rule *rule, const struct config *config)
{
	if (config->count < 2)
		return;
	const struct setting **sorted = arena_array(lint->arena, config->count, sizeof *sorted);
	for (uint32_t i = 0; i < config->count; i++)
		sorted[i] = &config->settings[i];
	qsort(sorted, config->count, sizeof *sorted, by_name);
	for (uint32_t i = 1, first = 0; i < config->count; i++) {
		if (!setting_same_name(sorted[first], sorted[i]))
			first = i;
		else if (!is_alias_of_its_own(sorted[first], sorted[i]))
			report(lint, rule, config, sorted[first], sorted[i]);
	}
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
