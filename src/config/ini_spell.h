/* ini_spell: from a line of an INI file to an option with a value, and back.
 *
 *     keyFile = /etc/key          security.keyFile: /etc/key
 *     auth = true                 security.authorization: enabled
 *     nojournal = on              storage.journal.enabled: false
 *     profile = 1                 operationProfiling.mode: slowOp
 *     setParameter = a=1          setParameter.a: 1
 *
 * Options have the names that they were written under (sslMode is net.ssl.mode), as in YAML; what the server makes of those
 * later is schema/canon.h's matter. Which names a server reads depends on its release and binary: schema/ini.h.
 */
#ifndef CONFIG_INI_SPELL_H
#define CONFIG_INI_SPELL_H

#include "schema/ini.h"

/* What a line says; both in the arena, or parts of `text`. */
struct ini_said {
	struct str path, value;
	uint32_t skip;           /* bytes of the text before the value: `a=` of setParameter = a=1 */
	bool list;               /* one element of a list */
	bool refused;            /* the name can't have this value */
};

/* False where it sets no option that YAML has a name for (master, help, syslog = false), and where the name isn't known. A value
 * that the name can't have stays as it is written. */
bool ini_says(struct arena *arena, struct str name, const struct target *target, struct str text, struct ini_said *said);

/* One way to write it. */
struct ini_spelling {
	struct str name, text;
};

enum { INI_SPELLINGS_MAX = 8 };

/* The ways to write an option with a value, best first; gives their number, 0 where there is none. A name that is in the file
 * already comes first, but for a denial of a denial (noauth = false). */
uint32_t ini_spell(struct arena *arena, struct str path, struct str value, const struct target *target, struct str written,
		   struct ini_spelling spellings[INI_SPELLINGS_MAX]);

/* Can the format hold this text as a value? If not, why: the end of "..., which". */
const char *ini_unfit(struct str text);

#endif
