/* masked: what is not known of a config because a template decides it.
 *
 * A template's text is read as if it were a config (text/mask.h), and then what is not its own is taken back:
 *
 *   an expression in a value   the setting is SETTING_OPAQUE, and its text is what the template says
 *   one in a name              the setting is nameless, and others of any name may be beside it
 *   lines that are there only  the setting is SETTING_OPAQUE to whoever looks for it; what can be said of a line by itself
 *   sometimes                  (setting->written, its text, its refusal) can still be said
 *   a gap                      there may be other settings in its section
 *
 * What holds all of a config (a condition around the whole file) says nothing of its parts. So rules that ask config_find() and config_is_opaque() see what they see of __exec: something, and not what.
 */
#ifndef CONFIG_MASKED_H
#define CONFIG_MASKED_H

#include "config/config.h"
#include "text/mask.h"

/* Of a config that has been read otherwise, in whatever format. Nothing where its source has no mask. */
void masked_read(struct config *config);

/* Is it one that is there only sometimes? To be asked of a config that is still being read. */
bool masked_sometimes(const struct config *config, const struct setting *setting);

#endif
