/* ini_dialect: files in the format of before 2.6, read and edited as drafts are.
 *
 * The tree has one mapping, with a child for each setting: its key is the option's dotted path (`auth = true` is
 * security.authorization: enabled), its spans are those of the name and the value in the file. A line that sets nothing that YAML
 * has a name for is there too, under a name that no option has ("?master"), so that no edit loses it unseen.
 *
 *   set     replaces the value where the option is there, under whichever name; blanks and comments stay. Else a new line, as the
 *           lines beside it are written: below the options of its section, or below the last line of the file.
 *   unset   takes the line with its comment, or all lines of a list.
 *   rename  of options whose name in this format differs too (sslMode, tlsMode, setParameter's); of others nothing.
 *
 * Refused: what the format can't hold, what has no name in it, what the server would no longer take for this format (a colon with
 * a blank behind it), and what it would refuse beside the other lines. What to do instead is said: apply ini-to-yaml.
 */
#ifndef CONFIG_INI_DIALECT_H
#define CONFIG_INI_DIALECT_H

#include "yaml/draft.h"

/* `about` is a const struct target *: the server that is meant. */
extern const struct dialect ini_dialect;

#endif
