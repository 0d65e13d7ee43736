/* value: a setting's text, converted by its option's own type.
 *
 * YAML's idea of types counts for nothing: a quoted "27017" is a number, `yes` is no boolean,
 * 027017 is octal. Only `true` and `false` are booleans, in lower case. (Server source,
 * util/options_parser/options_parser.cpp, YAMLNodeToValue() and stringToValue(), 3.4 to 5.1-dev;
 * the words changed a little between 4.0 and 4.2.)
 */
#ifndef CONFIG_VALUE_H
#define CONFIG_VALUE_H

#include "config/config.h"

/* Fills `typed` or `refusal`. Does nothing for unknown options and for what is already refused. */
void value_read(struct arena *arena, const struct target *target, struct setting *setting);

/* The same of a setting that the file calls `name`, as the old format does. */
void value_read_as(struct arena *arena, const struct target *target, struct setting *setting, struct str name);

#endif
