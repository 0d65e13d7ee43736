/* templated: what of a setting the template of its config decides.
 *
 * To the rules such a setting is opaque, as if it were not there. Who prints a config for people tells what the template says.
 */
#ifndef CONFIG_TEMPLATED_H
#define CONFIG_TEMPLATED_H

#include "config/config.h"

/* Is it opaque because of the template: its value, or that it is there at all? Else it is an __exec or __rest. Of a config with
 * its tree. */
bool setting_is_templated(const struct config *config, const struct setting *setting);

/* Does the template make its value, or a part of it? */
bool setting_value_templated(const struct config *config, const struct setting *setting);

/* Does it make its name, or a part of that? Then the path is none of its own. */
bool setting_name_templated(const struct config *config, const struct setting *setting);

/* The value as the file says it, without quotes around it: of a templated list, with its brackets. */
struct str setting_written(const struct config *config, const struct setting *setting);

/* The line of the statement that it depends on, without blanks around it; empty where it is always there. */
struct str setting_condition(const struct config *config, const struct setting *setting);

#endif
