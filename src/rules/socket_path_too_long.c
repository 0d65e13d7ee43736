#include "rules/ask.h"
#include "rules/placeholder.h"

/* sizeof sun_path on Linux, where a final zero has to fit in; 104 on macOS. */
enum { SOCKET_PATH_SIZE = 108 };

static void report(const struct lint *lint, const struct rule *rule, const struct config *config,
		   const struct setting *setting, const char *option, uint32_t len)
{
	struct diag *diag = sink_add(lint->sink, &rule->kind, rule->severity, config->source, ask_place(setting),
				     "the path of the socket has %u bytes, and %u is the most", (unsigned)len,
				     (unsigned)SOCKET_PATH_SIZE - 1);
	diag->option = option;
	diag->server = "stops with: path to unix socket too long";
	diag->help = "choose a shorter folder, such as /run/mongodb";
}

static uint32_t digits_of_port(const struct config *config)
{
	const struct setting *port = config_find(config, "net.port");
	uint32_t digits = 1;
	if (!port || port->kind != SETTING_SCALAR || port->refusal)
		return port ? 1 : 5;  /* 27017, 27018 or 27019 */
	for (int64_t rest = port->typed.integer; rest >= 10; rest /= 10)
		digits++;
	return digits;
}

/* SockAddr of util/net/sockaddr.cpp, 3.4 to 4.4: an assertion when it begins to listen. */
static void check(const struct lint *lint, const struct rule *rule, const struct config *config)
{
	const struct setting *prefix = config_find(config, "net.unixDomainSocket.pathPrefix");
	const struct setting *bind = config_find(config, "net.bindIp");
	if (config->target.platform == PLATFORM_WINDOWS)
		return;
	if (prefix && prefix->kind == SETTING_SCALAR && !placeholder_in(prefix->text) &&
	    !ask_set(config, "net.unixDomainSocket.enabled")) {
		uint32_t len = prefix->text.len + (uint32_t)sizeof "/mongodb-.sock" - 1 + digits_of_port(config);
		if (len >= SOCKET_PATH_SIZE)
			report(lint, rule, config, prefix, "net.unixDomainSocket.pathPrefix", len);
	}
	struct str rest = bind && bind->kind == SETTING_SCALAR ? bind->text : (struct str){ 0 }, entry;
	while (str_split(&rest, ',', &entry)) {
		entry = str_trim(entry);
		if (str_has_char(entry, '/') && entry.len >= SOCKET_PATH_SIZE && !placeholder_in(entry))
			report(lint, rule, config, bind, "net.bindIp", entry.len);
	}
}

#define TWENTY "/a-folder-deep-below"

const struct rule rule_socket_path_too_long = {
	.kind = { "socket-path-too-long", "hygiene" },
	.severity = SEVERITY_WARNING,
	.scope = SCOPE_FILE,
	.title = "a Unix socket whose path is too long",
	.why = "The system takes no more than 107 bytes for the path of a socket. The server puts mongodb-PORT.sock into "
	       "net.unixDomainSocket.pathPrefix, so that has to be shorter still. It finds out when it begins to listen.",
	.server = "path to unix socket too long",
	.bad = (const struct example[]){ { "mongod.conf",
		"net:\n  unixDomainSocket:\n    pathPrefix: " TWENTY TWENTY TWENTY TWENTY TWENTY "\n" }, { 0 } },
	.good = (const struct example[]){ { "mongod.conf",
		"net:\n  unixDomainSocket:\n    pathPrefix: /run/mongodb\n" }, { 0 } },
	.check_config = check,
};
