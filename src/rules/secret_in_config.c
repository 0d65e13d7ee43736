#include "base/regex.h"
#include "rules/rule.h"

static const char *const secrets[] = {
	"net.tls.certificateKeyFilePassword",
	"net.tls.clusterPassword",
	"processManagement.windowsService.servicePassword",
	"security.kmip.clientCertificatePassword",
	"security.ldap.bind.queryPassword",
};

/* To be filled in before a server reads it. */
static bool is_placeholder(struct str text)
{
	return regex_matches("\\{\\{|\\$\\{|\\$[A-Z_]+$|<%|%\\{|@\\w+@|^<[^>]*>$|\\$\\(", text);
}

static void check(const struct lint *lint, const struct rule *rule, const struct config *config)
{
	for (unsigned i = 0; i < sizeof secrets / sizeof *secrets; i++) {
		const struct setting *setting = config_find(config, secrets[i]);
		if (!setting || setting->written != SETTING_SCALAR || !setting->text.len ||
		    is_placeholder(setting->text))
			continue;
		struct diag *diag = sink_add(lint->sink, &rule->kind, rule->severity, config->source, setting->key,
					     "a password in clear text");
		diag->option = secrets[i];
		diag->server = "nothing; whoever can read the file has the password";
		diag->help = "let the server ask for it when it starts: leave it out (it prompts), or use __exec (since 4.2, "
			     "with --configExpand exec)";
		diag->secret = true;
	}
}

const struct rule rule_secret_in_config = {
	.kind = { "secret-in-config", "security" },
	.severity = SEVERITY_WARNING,
	.scope = SCOPE_FILE,
	.title = "a password in clear text",
	.why = "Config files end up in repositories, images and backups, and are often readable for all on the host. The line "
	       "with the password is not shown in reports.",
	.server = "nothing; it uses the password",
	.bad = (const struct example[]){
		{ "mongod.conf", "net:\n  tls:\n    mode: requireTLS\n    certificateKeyFile: /etc/ssl/server.pem\n"
				 "    certificateKeyFilePassword: hunter2\n    CAFile: /etc/ssl/ca.pem\n" }, { 0 } },
	.good = (const struct example[]){
		{ "mongod.conf", "net:\n  tls:\n    mode: requireTLS\n    certificateKeyFile: /etc/ssl/server.pem\n"
				 "    CAFile: /etc/ssl/ca.pem\n" }, { 0 } },
	.check_config = check,
};
