#include "config/tls.h"
#include "rules/ask.h"

enum { VERSIONS = 4 };
static const char *const versions[VERSIONS] = { "TLS1_0", "TLS1_1", "TLS1_2", "TLS1_3" };

/* The words that turn versions of TLS off; noTLS1_0 means the same as TLS1_0. */
static bool turns_all_off(struct str text)
{
	unsigned off = 0;
	struct str word;
	while (str_split(&text, ',', &word)) {
		if (str_starts(word, "no"))
			word = str_sub(word, 2, word.len);
		for (unsigned i = 0; i < VERSIONS; i++)
			if (str_is(word, versions[i]))
				off |= 1u << i;
	}
	return off == (1u << VERSIONS) - 1;
}

static void check(const struct lint *lint, const struct rule *rule, const struct config *config)
{
	const struct setting *setting = config_find(config, "net.tls.disabledProtocols");
	if (!setting || setting->kind != SETTING_SCALAR || !tls_is_on(config) || !turns_all_off(setting->text))
		return;
	struct diag *diag = sink_add(lint->sink, &rule->kind, rule->severity, config->source, ask_place(setting),
				     "every version of TLS is turned off");
	diag->option = "net.tls.disabledProtocols";
	diag->server = "has no version left to offer, so no connection with TLS succeeds";
	diag->help = "leave TLS1_2 and TLS1_3 out of the list";
	ask_fix_set(lint, diag, config, SAFETY_UNSAFE, str_cstr(lint->arena, setting->path), "TLS1_0,TLS1_1");
}

const struct rule rule_tls_no_version_left = {
	.kind = { "tls-no-version-left", "hygiene" },
	.severity = SEVERITY_WARNING,
	.scope = SCOPE_FILE,
	.title = "all versions of TLS are turned off",
	.why = "net.tls.disabledProtocols names what is not wanted, and is easily taken for the list of what is. With every "
	       "version in it, neither clients nor members can connect with TLS.",
	.server = "no protocols available, or a failed handshake at each connection",
	.bad = (const struct example[]){ { "mongod.conf",
		"net:\n  tls:\n    mode: requireTLS\n    certificateKeyFile: /etc/ssl/server.pem\n    CAFile: /etc/ssl/ca.pem\n"
		"    disabledProtocols: TLS1_0,TLS1_1,TLS1_2,TLS1_3\n" }, { 0 } },
	.good = (const struct example[]){ { "mongod.conf",
		"net:\n  tls:\n    mode: requireTLS\n    certificateKeyFile: /etc/ssl/server.pem\n    CAFile: /etc/ssl/ca.pem\n"
		"    disabledProtocols: TLS1_0,TLS1_1\n" }, { 0 } },
	.check_config = check,
};
