/* canon: what a server keeps of a setting under another name or with another value.
 *
 * Between reading a file and heeding it the server makes old spellings new ones: deprecated names
 * become the present name, net.ssl.mode becomes net.tls.mode with other words, net.bindIpAll
 * becomes an address. `--outputConfig`, the log line with the options and getCmdLineOpts show the
 * result, and so do checks that come later. (Names of INI files: schema/ini.h.)
 *
 *     struct canon kept;
 *     canon_apply(arena, option, &target, text, &kept);
 *     if (kept.option)
 *             ...  it is called kept.option->path and says kept.value
 *
 * Which names are deprecated spellings is in option_table (replaced_by, from the release in
 * `deprecated` on); the rest is canon_table. Without a release the newest counts.
 *
 * Sources: server_options_base.cpp (canonicalizeNetBindIpAll) and ssl_options_server.cpp of late
 * 4.3, verdicts of 4.2.8; mongod_options.cpp, 3.4.
 */
#ifndef SCHEMA_CANON_H
#define SCHEMA_CANON_H

#include "schema/option.h"

enum canon_kind {
	CANON_MOVE,  /* goes to `new_path` with `new_value` */
	CANON_DROP,  /* goes away */
	CANON_ADD,   /* stays, and sets `new_path` to `new_value` as well */
};

struct canon_row {
	const char *path, *value;  /* the option, and of which value it is true; NULL = of each */
	unsigned binaries;
	struct version from, to;   /* [from, to) */
	enum canon_kind kind;
	const char *new_path;
	const char *new_value;     /* NULL: the same */
	const char *ending[2];     /* a value that ends in the first gets the second instead; or NULL */
};

extern const struct canon_row canon_table[];
extern const unsigned canon_count;

struct canon {
	const struct option *option;  /* under whose name it is kept; NULL: not at all */
	struct str value;
	bool moved;                   /* by a row, not only by a deprecated name: since the server makes this a new
					 setting, it clashes with one that the file gives under the new name */
	const struct option *also;    /* set too, or NULL */
	const char *also_value;
};

/* `text` is what the parser made of the value; for lists and maps only the name matters. */
void canon_apply(struct arena *arena, const struct option *option, const struct target *target,
		 struct str text, struct canon *canon);

/* May canon_apply() make another value of one of this option, or move it to another name by a row, in any release? */
bool canon_may_move(const struct option *option);

#endif
