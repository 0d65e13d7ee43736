/* resolve: what a server is left with when it has read a config.
 *
 * The settings of a file, each under the name that it has for this release and with the value that
 * the server keeps: deprecated names give way to present ones, bindIpAll becomes the bindIp "*",
 * requireSSL requireTLS. Defaults are not added. The order is that of the names, byte by byte.
 *
 *     struct resolved resolved;
 *     resolve(arena, &config, &resolved);
 *     for (uint32_t i = 0; i < resolved.count; i++)
 *             ... resolved.at[i].path, resolved.at[i].setting->typed
 *
 * It is what `mongod --outputConfig` prints (server source, options_parser.cpp,
 * server_options_base.cpp, ssl_options_server.cpp, 4.2 and 4.4).
 */
#ifndef CONFIG_RESOLVE_H
#define CONFIG_RESOLVE_H

#include "config/config.h"

struct resolved_option {
	struct str path;                 /* dotted; of a map's entry: that of the map */
	struct str entry;                /* the name in the map, or empty */
	const struct setting *setting;
	const char *instead;             /* the text that the server keeps for this one; NULL: its own */
};

struct resolved {
	struct resolved_option *at;
	uint32_t count;
};

/* Settings that no server takes (unknown names, values it refuses) are left out. */
void resolve(struct arena *arena, const struct config *config, struct resolved *resolved);

#endif
