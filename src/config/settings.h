/* settings: what a YAML document sets, name by name, as the server flattens it.
 *
 * For config_read(), of a config whose tree is a mapping:
 *
 *     settings_read(config);
 *     ... config->settings, their values still as written: value_read() makes of them what their options take
 *
 * Sections become the names before a dot, whatever the spelling; an alias is what it stands for. A document that makes more
 * settings than there is time for is `flooded`, and then no server's config.
 */
#ifndef CONFIG_SETTINGS_H
#define CONFIG_SETTINGS_H

#include "config/config.h"

/* Fills `settings`, and makes the format CONFIG_UNREADABLE where the document is flooded. Memory is config->scratch. */
void settings_read(struct config *config);

#endif
