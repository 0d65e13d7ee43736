#include "base/buf.h"
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

/* Digits and dots, and not the four numbers of an address. Of fewer C makes an address after rules that nobody knows
 * by heart: 10.1 is 10.0.0.1, and 0 every address. */
static bool is_broken_ipv4(struct str entry)
{
	unsigned parts = 0, wrong = 0;
	struct str part;
	if (!entry.len)
		return false;
	for (uint32_t i = 0; i < entry.len; i++)
		if (!str_has_char(STR("0123456789."), entry.at[i]))
			return false;
	while (str_split(&entry, '.', &part)) {
		parts++;
		wrong += !part.len || part.len > 3 || (part.len == 3 && str_compare(part, STR("255")) > 0);
	}
	return parts != 4 || wrong;
}

/* What is wrong with one entry, or NULL. */
static const char *fault(struct str entry)
{
	if (is_placeholder(entry))
		return NULL;
	if (has_port(entry))
		return "has a port; that is for net.port";
	if (is_broken_ipv4(entry))
		return "is no address of four numbers up to 255";
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

/* The list without what is empty and without blanks. */
static const char *tidy(struct arena *arena, struct str list)
{
	struct buf out = BUF_INIT(arena);
	struct str entry;
	bool any = false;
	while (str_split(&list, ',', &entry)) {
		entry = str_trim(entry);
		if (entry.len)
			buf_printf(&out, "%s%.*s", any ? "," : "", STR_ARG(entry));
		any |= entry.len > 0;
	}
	return any ? buf_done(&out).at : NULL;
}

/* What makes no difference to the addresses, but for 3.4, which does not trim them. */
static void check_list(const struct lint *lint, const struct rule *rule, const struct config *config,
		       const struct setting *setting)
{
	static const struct version trims = VERSION(3, 6);
	bool old = version_known(config->target.server) && !version_at_least(config->target.server, trims);
	struct str rest = setting->text, entry;
	bool blank = false, empty = false;
	while (str_split(&rest, ',', &entry)) {
		blank |= str_trim(entry).len != entry.len && str_trim(entry).len;
		empty |= !str_trim(entry).len;
	}
	if (!empty && !(blank && old))
		return;
	const char *tidied = tidy(lint->arena, setting->text);
	if (!tidied)
		return;
	bool grave = blank && old;
	struct diag *diag = sink_add(lint->sink, &rule->kind, grave ? rule->severity : SEVERITY_INFO, config->source,
				     ask_place(setting), grave ? "a blank in net.bindIp is part of an address"
							       : "a comma in net.bindIp with no address beside it");
	diag->option = "net.bindIp";
	diag->server = grave ? "stops with: listen(): socket is invalid." : "says Skipping empty bind address, and goes on";
	ask_fix_set(lint, diag, config, SAFETY_SAFE, "net.bindIp", tidied);
}

static void check(const struct lint *lint, const struct rule *rule, const struct config *config)
{
	const struct setting *setting = config_find(config, "net.bindIp");
	if (!setting || setting->written != SETTING_SCALAR || !setting->text.len || is_placeholder(setting->text) ||
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
	check_list(lint, rule, config, setting);
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
