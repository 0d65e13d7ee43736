#include "rules/ask.h"

/* A value, or a part of one, that a template language or a shell is still to fill in. */
static bool is_placeholder(struct str text)
{
	return str_has_char(text, '$') || str_has_char(text, '{') || str_has_char(text, '<') || str_has_char(text, '%') ||
	       str_has_char(text, '@');
}

static bool is_number(struct str text)
{
	for (uint32_t i = 0; i < text.len; i++)
		if (text.at[i] < '0' || text.at[i] > '9')
			return false;
	return text.len > 0;
}

/* "10.0.0.1:27017": one colon, a number behind it. */
static bool has_port(struct str entry)
{
	uint32_t colon = str_find_char(entry, ':', 0);
	return colon != STR_NONE && colon > 0 && str_find_char(entry, ':', colon + 1) == STR_NONE &&
	       is_number(str_sub(entry, colon + 1, entry.len));
}

/* "10.0.0.0/8". A socket's path has a slash too, but at its start. */
static bool has_mask(struct str entry)
{
	uint32_t slash = str_find_char(entry, '/', 0);
	return slash != STR_NONE && slash > 0 && is_number(str_sub(entry, slash + 1, entry.len));
}

/* What is wrong with one entry, or NULL. */
static const char *fault(struct str entry)
{
	if (is_placeholder(entry))
		return NULL;
	if (has_port(entry))
		return "has a port; that is for net.port";
	if (has_mask(entry))
		return "is a network, and an address is wanted; who may connect is for a firewall to say";
	if (str_is(entry, "*"))
		return "means every address only when it is the whole value";
	if (str_starts(entry, "["))
		return "has brackets, and an IPv6 address goes without";
	if (str_has_char(entry, ' ') || str_has_char(entry, ';') || str_has_char(entry, '\t'))
		return "is no address; between addresses goes a comma";
	if (str_starts(entry, "http://") || str_starts(entry, "mongodb://"))
		return "is a URL, and an address is wanted";
	return NULL;
}

static void check(const struct lint *lint, const struct rule *rule, const struct config *config)
{
	const struct setting *setting = config_find(config, "net.bindIp");
	if (!setting || setting->kind != SETTING_SCALAR || !setting->text.len || is_placeholder(setting->text) ||
	    str_is(setting->text, "*"))
		return;
	struct str rest = setting->text, entry;
	while (str_split(&rest, ',', &entry)) {
		entry = str_trim(entry);
		const char *why = fault(entry);
		if (!why)
			continue;
		struct diag *diag = sink_add(lint->sink, &rule->kind, rule->severity, config->source, setting->value,
					     "%.*s %s", STR_ARG(entry), why);
		diag->option = "net.bindIp";
		diag->server = "looks it up as a host's name, finds none, and does not listen there";
		diag->help = "write addresses or names of this host, with commas between: 127.0.0.1,10.0.0.5";
		return;
	}
}

const struct rule rule_bindip_invalid_token = {
	.kind = { "bindip-invalid-token", "hygiene" },
	.severity = SEVERITY_WARNING,
	.scope = SCOPE_FILE,
	.title = "net.bindIp names something that is no address",
	.why = "Whatever stands between the commas is looked up as a host's name. From 3.6 on one that is not found is "
	       "skipped with a warning in the log, so the server starts and is not reachable; 3.4 does not start.",
	.server = "Found no addresses for localhost:27017",
	.bad = (const struct example[]){ { "mongod.conf", "net:\n  bindIp: localhost:27017\nsecurity:\n  authorization: enabled\n" }, { 0 } },
	.good = (const struct example[]){ { "mongod.conf", "net:\n  bindIp: 127.0.0.1,localhost,/run/mongodb.sock\n" },
		{ 0 } },
	.check_config = check,
};
