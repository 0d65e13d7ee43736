/* recognize: is a file a config of a server, as far as its name or what is in it tells?
 *
 *     struct recognizer *recognizer = recognizer_new();
 *     if (recognizer_knows_name(recognizer, STR("mongod-1.conf.j2")) ||
 *         (recognizer_wants(STR("db/one.yaml")) && recognizer_read(recognizer, "db/one.yaml") == RECOGNIZED_CONFIG)) ...
 *     recognizer_free(recognizer);
 *
 * Configs are called as the packages call theirs, or are told by the sections in them: of a whole file, a template, or what
 * carries a config (input/parts.h). It keeps what it has compiled: who looks at thousands of files has one.
 */
#ifndef FLEET_RECOGNIZE_H
#define FLEET_RECOGNIZE_H

#include "base/str.h"

struct recognizer;

struct recognizer *recognizer_new(void);
void recognizer_free(struct recognizer *recognizer);

/* Is it the name of a config, whatever is in it? The last part of a path. */
bool recognizer_knows_name(struct recognizer *recognizer, struct str name);

/* Is it, by its path, worth a look inside? The names of configs, of templates, and of what carries configs are, and any without an
 * ending below a folder `templates`. */
bool recognizer_wants(struct str path);

/* MANIFEST: it carries no config, and may start servers. What can't be read is nothing. */
enum recognized { RECOGNIZED_NOTHING, RECOGNIZED_CONFIG, RECOGNIZED_MANIFEST };
enum recognized recognizer_read(struct recognizer *recognizer, const char *path);

/* Could it be a config, or have one in it? A cheap look, for nearly all there is: whatever it is not true of is neither. */
bool recognizer_may_carry(struct str text);

#endif
