#include "base/number.h"
#include "rules/ask.h"

/* What follows is the server's own reading of such a string, check by check and in its order:
 * client/connection_string.cpp and util/net/hostandport.cpp, the tree between 4.2 and 4.4; what 4.2.8
 * prints for a bad port was measured. */

static const char *port_fault(struct arena *arena, struct str host, struct str port, struct version server)
{
	/* A decimal number whatever it begins with: 0x and a leading zero mean nothing here. */
	struct str digits = port;
	bool sign = digits.len && (digits.at[0] == '-' || digits.at[0] == '+');
	uint32_t zeros = sign;
	while (zeros + 1 < digits.len && digits.at[zeros] == '0')
		zeros++;
	struct str number = str_sub(digits, zeros, digits.len);
	if (sign)
		number = str_format(arena, "%c%.*s", digits.at[0], STR_ARG(number));
	int32_t value;
	const char *why;
	if (!number_int(arena, number, number_era(server), &value, &why))
		return why;
	if (value > 0 && value <= 65535)
		return NULL;
	return arena_printf(arena, "Port number %d out of range parsing HostAndPort from \"%.*s\"", (int)value,
			    STR_ARG(host));
}

static uint32_t last_colon(struct str text)
{
	uint32_t last = STR_NONE;
	for (uint32_t at = 0; (at = str_find_char(text, ':', at)) != STR_NONE; at++)
		last = at;
	return last;
}

/* HostAndPort::initialize(): its message, or NULL. */
static const char *host_fault(struct arena *arena, struct str host, struct version server)
{
	uint32_t colon = last_colon(host), open = str_find_char(host, '[', 0), close = str_find_char(host, ']', 0);
	struct str name = str_sub(host, 0, colon == STR_NONE ? host.len : colon);
	if (open != STR_NONE) {
		if (open != 0)
			return arena_printf(arena, "'[' present, but not first character in %.*s", STR_ARG(host));
		if (close == STR_NONE)
			return arena_printf(arena, "ipv6 address is missing closing ']' in hostname in %.*s", STR_ARG(host));
		name = str_sub(host, 1, close);
		/* Without any colon it is beyond everything, for the server as for STR_NONE. */
		if (colon < close) {
			if (host.len != close + 1)
				return arena_printf(arena, "missing colon after ']' before the port in %.*s", STR_ARG(host));
			colon = STR_NONE;
		} else if (colon != close + 1) {
			return arena_printf(arena, "Extraneous characters between ']' and pre-port ':' in %.*s",
					    STR_ARG(host));
		}
	} else if (close != STR_NONE) {
		return arena_printf(arena, "']' present without '[' in %.*s", STR_ARG(host));
	} else if (str_find_char(host, ':', 0) != colon) {
		return arena_printf(arena, "More than one ':' detected. If this is an ipv6 address, it needs to be "
				    "surrounded by '[' and ']'; %.*s", STR_ARG(host));
	}
	if (!name.len)
		return arena_printf(arena, "Empty host component parsing HostAndPort from \"%.*s\"", STR_ARG(host));
	return colon == STR_NONE ? NULL : port_fault(arena, host, str_sub(host, colon + 1, host.len), server);
}

static const char not_a_set[] = "configdb supports only replica set connection string";

/* Without a slash, or with one at the start: never a replica set. */
static const char *bare_fault(struct arena *arena, struct str text, struct version server)
{
	uint32_t commas = 0;
	for (uint32_t i = 0; i < text.len; i++)
		commas += text.at[i] == ',';
	if (commas == 0) {
		const char *why = host_fault(arena, text, server);
		return why ? why : not_a_set;
	}
	if (commas == 2)
		return "mirrored config server connections are not supported; for config server replica sets be sure "
		       "to use the replica set connection string";
	return arena_printf(arena, "invalid url [%.*s]", STR_ARG(text));
}

static const char *fault(struct arena *arena, struct str text, struct version server)
{
	uint32_t slash = str_find_char(text, '/', 0);
	if (slash == STR_NONE || slash == 0)
		return bare_fault(arena, text, server);
	struct str hosts = str_sub(text, slash + 1, text.len), host;
	bool custom = str_starts(hosts, "$");
	/* A second slash begins the hosts anew, with a new name before it. */
	uint32_t again = str_find_char(hosts, '/', 0);
	bool nameless = again == 0;
	if (again != STR_NONE)
		hosts = str_sub(hosts, again + 1, hosts.len);
	if (!hosts.len)
		return host_fault(arena, hosts, server);
	for (struct str rest = hosts; str_split(&rest, ',', &host);) {
		const char *why = host_fault(arena, host, server);
		if (why)
			return why;
	}
	if (custom)
		return not_a_set;
	return nameless ? "Must specify set name for replica set ConnectionStrings" : NULL;
}

static void check(const struct lint *lint, const struct rule *rule, const struct config *config)
{
	const struct setting *setting = config_find(config, "sharding.configDB");
	if (!setting || setting->written != SETTING_SCALAR || config->target.binary != BINARY_MONGOS)
		return;
	const char *why = fault(lint->arena, setting->text, config->target.server);
	if (!why)
		return;
	struct diag *diag = sink_add(lint->sink, &rule->kind, rule->severity, config->source, ask_place(setting),
				     "the config servers are named as a replica set: name/host:port,host:port");
	diag->option = "sharding.configDB";
	diag->server = arena_printf(lint->arena, "stops with: %s", why);
	diag->help = "write the replSetName of the config servers, a slash, and their addresses with commas between";
}

const struct rule rule_configdb_not_replset_string = {
	.kind = { "configdb-not-replset-string", "startup" },
	.severity = SEVERITY_ERROR,
	.scope = SCOPE_FILE,
	.title = "sharding.configDB does not name a replica set",
	.why = "Since 3.4 config servers are a replica set, and a mongos finds them by its name and its members. The three "
	       "addresses of old, or one alone, are refused; so is a port that is none, or an empty address.",
	.server = "configdb supports only replica set connection string",
	.bad = (const struct example[]){ { "mongos.conf", "sharding:\n  configDB: cfg1:27019\n" }, { 0 } },
	.good = (const struct example[]){ { "mongos.conf",
		"sharding:\n  configDB: cfg/cfg1:27019,cfg2:27019,cfg3:27019\n" }, { 0 } },
	.check_config = check,
};
