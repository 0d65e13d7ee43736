#include <criterion/criterion.h>

#include "base/buf.h"
#include "config/resolve.h"
#include "lint_files.h"

/* As the server's --outputConfig, on one line: "path=text", [a|b] of a list. */
static const char *resolved_line(struct arena *arena, const char *text, const char *server)
{
	const struct config *config = lint_config_of(arena, "mongod.conf", str_of(text), server);
	struct resolved resolved;
	struct buf out = BUF_INIT(arena);
	resolve(arena, config, &resolved);
	for (uint32_t i = 0; i < resolved.count; i++) {
		const struct resolved_option *one = &resolved.at[i];
		struct str entry = resolved_entry(one);
		buf_printf(&out, "%s%s%s%.*s=%.*s", i ? " " : "", one->path, entry.len ? ":" : "",
			   STR_ARG(entry), STR_ARG(one->text));
		for (uint32_t k = 0; k < one->setting->item_count; k++)
			buf_printf(&out, "%s%.*s", k ? "|" : "[", STR_ARG(one->setting->items[k]));
	}
	return buf_done(&out).at;
}

static const struct {
	const char *text, *server, *resolved;
} rows[] = {
	{ "", NULL, "" },
	{ "{}\n", "4.2", "" },
	{ "net: {}\nnonsense: {a: {}}\n", "4.2", "" },
	{ "storage:\n  dbPath: /d\nnet:\n  port: 1\n", "4.2", "net.port=1 storage.dbPath=/d" },
	{ "net: {port: {value: {value: 2}}}\n", "4.2", "net.port=2" },
	{ "net.port: 1\nnet: {ipv6: true}\nnet: {bindIp: a}\n", "4.2", "net.bindIp=a net.ipv6=true net.port=1" },
	{ "net: {bindIpAll: true}\n", "4.2", "net.bindIp=*" },
	{ "net: {bindIp: a, bindIpAll: true}\n", "4.2", "net.bindIp=*" },
	{ "net: {bindIp: a, bindIpAll: false}\n", "4.2", "net.bindIp=a" },
	{ "net: {bindIp: a, bindIpAll: true}\n", "4.0", "net.bindIp=a net.bindIpAll=true" },
	{ "net: {ssl: {mode: requireSSL, PEMKeyFile: /p}}\n", "4.2",
	  "net.tls.certificateKeyFile=/p net.tls.mode=requireTLS" },
	{ "net: {ssl: {mode: disabled}}\n", "4.4", "net.tls.mode=disabled" },
	{ "net: {ssl: {mode: requireSSL}}\n", "4.0", "net.ssl.mode=requireSSL" },
	{ "security: {clusterIpSourceWhitelist: [a, ~, b]}\n", "4.4", "security.clusterIpSourceWhitelist=[a||b" },
	{ "security: {clusterIpSourceWhitelist: [a]}\n", "5.0", "security.clusterIpSourceAllowlist=[a" },
	{ "setParameter: {b: 1, a: ~, value: x}\n", "4.4", "setParameter= setParameter:a= setParameter:b=1 setParameter:value=x" },
	{ "setParameter: {}\n", "4.4", "setParameter=" },
	/* Only the first document, and nothing that is refused. */
	{ "net: {port: 1}\n---\nnet: {ipv6: true}\n", "4.4", "net.port=1" },
	{ "net: {port: x, ipv6: true, nonsense: 1}\n", "4.4", "net.ipv6=true" },
};

Test(config_resolve, what_a_server_is_left_with)
{
	struct arena arena = ARENA_INIT;
	for (unsigned i = 0; i < sizeof rows / sizeof *rows; i++)
		cr_expect_str_eq(resolved_line(&arena, rows[i].text, rows[i].server), rows[i].resolved, "%s %s: %s",
				 rows[i].text, rows[i].server, resolved_line(&arena, rows[i].text, rows[i].server));
	arena_free(&arena);
}
