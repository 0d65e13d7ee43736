/* resolve: what a server is left with when it has read a config.
 *
 * The settings of a file, each under the name that it has for this release and with the value that
 * the server keeps (see schema/canon.h): deprecated names give way to present ones, bindIpAll
 * becomes the bindIp "*". Defaults are not added. The order is that of the names, byte by byte.
 *
 *     struct resolved resolved;
 *     resolve(arena, &config, &resolved);
 *     for (uint32_t i = 0; i < resolved.count; i++)
 *             ... resolved.at[i].path, resolved.at[i].setting->typed
 *
 * It is what `mongod --outputConfig` prints.
 */
#ifndef CONFIG_RESOLVE_H
#define CONFIG_RESOLVE_H

#include "config/config.h"

struct resolved_option {
	const char *path;               /* under which it is kept */
	enum parser_type type;
	const struct setting *setting;  /* where it comes from */
	struct str text;                /* what is kept, as text; empty for lists and maps */
	bool rewritten;                 /* by the server: the setting's own value is another */
	bool templated;                 /* the text is the template's, and not what it will be */
	struct str condition;           /* the statement of the template that it depends on; empty: it is always there */
	uint32_t opened;                /* where that stands, in the file */
};

struct resolved {
	struct resolved_option *at;     /* a map before the names in it */
	uint32_t count;
};

/* The name in the map of an entry, else empty. */
struct str resolved_entry(const struct resolved_option *one);

/* Of a template, what it would leave if its conditions all held, in the order of the file where a name comes twice.
 * Settings that no server takes (unknown names, values it refuses) are left out. */
void resolve(struct arena *arena, const struct config *config, struct resolved *resolved);

#endif
