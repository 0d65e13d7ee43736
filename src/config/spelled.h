/* spelled: options in a sentence, as this file would have them.
 *
 *     write systemLog.logAppend: true          a YAML file's
 *     write logappend = true                   the same for a file in the format of before 2.6
 *
 * Whole dotted names that are an option's are taken, with the value behind them where a colon and a blank are between. One that
 * the format has no name for stays: it can only be said in YAML.
 */
#ifndef CONFIG_SPELLED_H
#define CONFIG_SPELLED_H

#include "config/config.h"

/* `text` itself where nothing in it is to be said otherwise. */
const char *config_spelled(struct arena *arena, const struct config *config, const char *text);

#endif
