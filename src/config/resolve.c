#include "config/resolve.h"

#include <stdlib.h>

static bool is_from_4_2(const struct config *config)
{
	static const struct version since = VERSION(4, 2);
	struct version server = config->target.server;
	return !version_known(server) || version_at_least(server, since);
}

/* net.ssl.mode is no alias of net.tls.mode to the parser, but its value ends up there: the last three
 * letters become TLS where they are SSL. (Server source, ssl_options_server.cpp,
 * canonicalizeSSLServerOptions(), from 4.2.) */
static void put_ssl_mode(struct resolved *resolved, const struct setting *setting)
{
	static const char *const words[][2] = {
		{ "allowSSL", "allowTLS" }, { "preferSSL", "preferTLS" }, { "requireSSL", "requireTLS" },
	};
	struct resolved_option mode = { STR("net.tls.mode"), STR(""), setting, NULL };
	for (unsigned i = 0; i < sizeof words / sizeof *words; i++)
		if (str_is(setting->text, words[i][0]))
			mode.instead = words[i][1];
	resolved->at[resolved->count++] = mode;
}

/* Reading bindIpAll, the server writes bindIp: "*" over what was there before, or nothing
 * (server_options_base.cpp, canonicalizeNetBindIpAll()). */
static void put_bind_ip_all(struct resolved *resolved, const struct setting *setting)
{
	if (!setting->typed.flag)
		return;
	struct resolved_option all = { STR("net.bindIp"), STR(""), setting, "*" };
	for (uint32_t i = 0; i < resolved->count; i++) {
		if (str_is(resolved->at[i].path, "net.bindIp")) {
			resolved->at[i] = all;
			return;
		}
	}
	resolved->at[resolved->count++] = all;
}

static int by_path(const void *a, const void *b)
{
	const struct resolved_option *left = a, *right = b;
	int order = str_compare(left->path, right->path);
	return order ? order : str_compare(left->entry, right->entry);
}

void resolve(struct arena *arena, const struct config *config, struct resolved *resolved)
{
	*resolved = (struct resolved){ .at = arena_array(arena, config->count + 1, sizeof *resolved->at) };
	for (uint32_t i = 0; i < config->count; i++) {
		const struct setting *setting = &config->settings[i];
		if (!setting->option || setting->refusal || setting->kind == SETTING_OPAQUE)
			continue;
		if (is_from_4_2(config) && str_is(setting->path, "net.bindIpAll")) {
			put_bind_ip_all(resolved, setting);
			continue;
		}
		if (is_from_4_2(config) && str_is(setting->path, "net.ssl.mode")) {
			put_ssl_mode(resolved, setting);
			continue;
		}
		struct resolved_option one = { .path = config_present_name(config, setting), .setting = setting };
		if (setting->entry) {
			one.path = str_of(setting->option->path);
			one.entry = setting_entry_name(setting);
		}
		resolved->at[resolved->count++] = one;
	}
	if (resolved->count)
		qsort(resolved->at, resolved->count, sizeof *resolved->at, by_path);
}
