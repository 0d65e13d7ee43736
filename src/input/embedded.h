/* embedded: configs inside other YAML.
 *
 * A ConfigMap or Secret has a config as a block of text, the values of a Helm chart and an operator's resource have one so
 * or as a mapping, Ansible variables and Salt pillars as a mapping. A source for each of them has the length of the file,
 * and all that is not its own is blank.
 */
#ifndef INPUT_EMBEDDED_H
#define INPUT_EMBEDDED_H

#include "input/parts.h"

/* Adds what `view` holds: the file itself, or the text of it that a template left (then it has its mask). Returns what the
 * outer file is: "a ConfigMap", or NULL where it is nothing that is known to carry configs. */
const char *embedded_read(struct arena *arena, struct arena *scratch, const struct source *view, struct parts *parts);

/* Each document of `view` that can be read as YAML, in order; offsets are the file's, and what a tree points to is the arena's. */
typedef void embedded_take(const struct tree *tree, void *data);
void embedded_documents(struct arena *arena, const struct source *view, embedded_take *take, void *data);

#endif
