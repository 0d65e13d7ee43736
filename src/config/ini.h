/* ini: the settings of a file in the format of before 2.6.
 *
 * Read as the server reads it, with boost's parser of config files: a # begins a comment wherever it
 * stands, `name = value` without blanks around, [section] puts its name and a dot before the names
 * below it, and any other line is an error. The names are those of schema/ini.h. Each setting gets
 * the path that it would have in YAML, so that the rules need not know the format; what the server
 * refuses of the lines themselves goes into config->faults.
 */
#ifndef CONFIG_INI_H
#define CONFIG_INI_H

#include "config/config.h"

/* Fills settings and faults; the format is CONFIG_INI and the target is known. */
void ini_read(struct arena *arena, struct config *config);

#endif
