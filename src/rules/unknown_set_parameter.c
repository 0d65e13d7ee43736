#include <string.h>

#include "rules/ask.h"
#include "rules/set_parameter.h"

static const char *program(const struct config *config)
{
	return config->target.binary == BINARY_MONGOS ? "mongos" : "mongod";
}

static const char *edition_name(unsigned editions)
{
	return editions == EDITION_PERCONA ? "Percona" : editions & EDITION_PERCONA ? "Enterprise or Percona" : "Enterprise";
}

/* Why this server doesn't know a name that another one has; or NULL. */
static const char *whereabouts(const struct lint *lint, const struct config *config, const struct parameter *parameter)
{
	struct version server = config->target.server;
	if (!parameter)
		return NULL;
	if (!(parameter->binaries & config->target.binary))
		return config->target.binary == BINARY_MONGOS ? "it is one of mongod's" : "it is one of mongos's";
	if (parameter->editions && !config->target.edition)
		return arena_printf(lint->arena, "only %s servers know it", edition_name(parameter->editions));
	if (version_known(parameter->removed) && version_at_least(server, parameter->removed))
		return arena_printf(lint->arena, "it is gone since %s", version_text(lint->arena, parameter->removed));
	if (version_known(parameter->since) && !version_at_least(server, parameter->since))
		return arena_printf(lint->arena, "it came with %s", version_text(lint->arena, parameter->since));
	return NULL;
}

static void report(const struct lint *lint, const struct rule *rule, const struct config *config,
		   const struct set_parameter *set, enum severity severity, const struct parameter *near)
{
	struct str name = set->parameter.name;
	const struct parameter *row = parameter_find(name, config->target.server);
	const char *where = whereabouts(lint, config, row);
	struct diag *diag = sink_add(lint->sink, &rule->kind, severity, config->source, set->setting->key,
				     "%.*s is not a parameter of %s%s%s", STR_ARG(name.len ? name : STR("(an empty name)")),
				     program(config),
				     where ? ": " : "", where ? where : "");
	diag->option = str_cstr(lint->arena, set->setting->path);
	if (set->verdict.message && severity == SEVERITY_ERROR)
		diag->server = arena_printf(lint->arena, "stops with: %s", set->verdict.message);
	bool build = set->verdict.refusal == PARAMETER_OTHER_BUILD && !config->target.edition;
	bool other = near && !str_is(name, near->name) && !build;
	diag->help = build ? "say whose server it is with --edition, or remove it" : other ? arena_printf(lint->arena, "did you mean %s?", near->name) : "remove it";
	const struct node *node = &config->tree->node[set->setting->node];
	if (config->format == CONFIG_YAML && other && set->setting->node && severity == SEVERITY_ERROR &&
	    str_eq_nocase(name, str_of(near->name)) && node->key_style == STYLE_PLAIN && !node->key_complex)
		diag_fix(lint->sink, diag, SAFETY_SAFE, arena_printf(lint->arena, "write %s", near->name),
			 set->setting->key, str_of(near->name));
}

/* Of a release whose table is not whole, no name is surely wrong; one that no release has and that is
 * nearly another may be said. */
static bool is_suspicious(const struct set_parameter *set, const struct parameter *near)
{
	struct str name = set->parameter.name;
	return near && !str_is(name, near->name) &&
	       (str_eq_nocase(name, str_of(near->name)) || (name.len > 8 && str_distance(name, str_of(near->name), 1) <= 1));
}

static bool is_unsure(const struct config *config, const struct set_parameter *set)
{
	struct str name = set->parameter.name;
	return set->verdict.refusal == PARAMETER_UNSURE && name.len && !parameter_find(name, config->target.server);
}

static void check(const struct lint *lint, const struct rule *rule, const struct config *config)
{
	/* Each name is compared with all that there are: of more than a file has by mistake, nothing is guessed. */
	enum { GUESSES_MOST = 1000 };
	struct set_parameter *all;
	uint32_t count = set_parameter_check(lint->arena, config, &all), guesses = 0;
	bool asked = false;  /* whose build it is, where nobody said */
	for (uint32_t i = 0; i < count; i++) {
		enum parameter_refusal refusal = all[i].verdict.refusal;
		bool refused = refusal == PARAMETER_UNKNOWN || refusal == PARAMETER_OTHER_BUILD;
		bool ask = refusal == PARAMETER_OTHER_BUILD && !config->target.edition;
		if ((ask && asked) || (!refused && !is_unsure(config, &all[i])))
			continue;
		const struct parameter *near = guesses++ < GUESSES_MOST
					     ? parameter_suggest(all[i].parameter.name, &config->target) : NULL;
		if (refused || is_suspicious(&all[i], near))
			report(lint, rule, config, &all[i], ask || !refused ? SEVERITY_WARNING : rule->severity, near);
		asked |= ask;
	}
}

const struct rule rule_unknown_set_parameter = {
	.kind = { "unknown-set-parameter", "startup" },
	.severity = SEVERITY_ERROR,
	.scope = SCOPE_FILE,
	.title = "a name below setParameter that the server doesn't know",
	.why = "Parameters come and go with each release, often with a patch, and the server refuses a name that it doesn't "
	       "know. Names are case-sensitive. An error only for releases whose parameters are all known here.",
	.server = "Unknown --setParameter 'cursorTimeoutMilis'",
	.bad = (const struct example[]){ { "mongod.conf", "setParameter:\n  cursorTimeoutMilis: 600000\n" }, { 0 } },
	.good = (const struct example[]){ { "mongod.conf", "setParameter:\n  cursorTimeoutMillis: 600000\n" }, { 0 } },
	.check_config = check,
};
