/* recognize: is a file a config of a server, as far as its name or what is in it tells?
 *
 *     if (recognize_name(STR("mongod-1.conf.j2")) ||
 *         (recognize_wants(STR("db/one.yaml")) && recognize_file("db/one.yaml") == RECOGNIZED_CONFIG)) ...
 *
 * Configs are called as the packages call theirs, or are told by the sections in them: of a whole file, a template, or what
 * carries a config (input/parts.h). Several threads may ask at a time.
 */
#ifndef FLEET_RECOGNIZE_H
#define FLEET_RECOGNIZE_H

#include "base/str.h"

/* Is it the name of a config, whatever is in it? The last part of a path. */
bool recognize_name(struct str name);

/* Is it, by its path, worth a look inside? The names of configs, of templates, and of what carries configs are, and any without an
 * ending below a folder `templates`. */
bool recognize_wants(struct str path);

/* MANIFEST: it carries no config, and may start servers. What can't be read is nothing. */
enum recognized { RECOGNIZED_NOTHING, RECOGNIZED_CONFIG, RECOGNIZED_MANIFEST };
enum recognized recognize_file(const char *path);

/* Could it be a config, or have one in it? A cheap look, for nearly all there is: whatever it is not true of is neither. */
bool recognize_possible(struct str text);

#endif
