#include "schema/canon.h"

#include <string.h>

#define BOTH (BINARY_MONGOD | BINARY_MONGOS)

/* Rows of one option: the first that fits. */
const struct canon_row canon_table[] = {
	{ "net.bindIpAll", "true", BOTH, VERSION(4, 2), { 0 }, CANON_MOVE, "net.bindIp", "*", { 0 } },
	{ "net.bindIpAll", NULL, BOTH, VERSION(4, 2), { 0 }, CANON_DROP, NULL, NULL, { 0 } },
	{ "net.http.JSONPEnabled", "true", BINARY_MONGOD, { 0 }, VERSION(3, 6), CANON_ADD, "net.http.enabled",
	  "true", { 0 } },
	{ "net.http.RESTInterfaceEnabled", "true", BINARY_MONGOD, { 0 }, VERSION(3, 6), CANON_ADD,
	  "net.http.enabled", "true", { 0 } },
	/* Whatever word it is: "fooSSL" is refused as "fooTLS" later. */
	{ "net.ssl.mode", NULL, BOTH, VERSION(4, 2), { 0 }, CANON_MOVE, "net.tls.mode", NULL, { "SSL", "TLS" } },
};
const unsigned canon_count = sizeof(canon_table) / sizeof(canon_table[0]);

static const struct canon_row *find_row(const struct option *option, const struct target *target,
					struct str text)
{
	static const struct version newest = VERSION(999, 0);
	struct version server = version_known(target->server) ? target->server : newest;
	for (unsigned i = 0; i < canon_count; i++) {
		const struct canon_row *row = &canon_table[i];
		if (strcmp(row->path, option->path) == 0 && (row->binaries & target->binary) &&
		    version_at_least(server, row->from) &&
		    !(version_known(row->to) && version_at_least(server, row->to)) &&
		    (!row->value || str_is(text, row->value)))
			return row;
	}
	return NULL;
}

bool canon_may_move(const struct option *option)
{
	for (unsigned i = 0; i < canon_count; i++)
		if (canon_table[i].kind != CANON_ADD && !strcmp(canon_table[i].path, option->path))
			return true;
	return false;
}

void canon_apply(struct arena *arena, const struct option *option, const struct target *target,
		 struct str text, struct canon *canon)
{
	const struct canon_row *row;
	*canon = (struct canon){ .option = option_canonical(option, target), .value = text };
	row = find_row(canon->option, target, text);
	if (!row)
		return;
	if (row->kind == CANON_ADD) {
		canon->also = option_find(str_of(row->new_path));
		canon->also_value = row->new_value;
		return;
	}
	canon->moved = true;
	canon->option = row->kind == CANON_MOVE ? option_find(str_of(row->new_path)) : NULL;
	if (row->new_value)
		canon->value = str_of(row->new_value);
	if (row->ending[0] && str_ends(text, row->ending[0]))
		canon->value = str_format(arena, "%.*s%s", (int)(text.len - (uint32_t)strlen(row->ending[0])),
					  text.at, row->ending[1]);
}
