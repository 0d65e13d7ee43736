/* project_values: what stands behind a key of a project file that is no mapping of other keys.
 *
 *     if (!project_take_value(reader, key, project_node_at(reader, at), base)) return false;
 *
 * A value goes by its key's kind into the field that the key's row names (project_keys.h). What is wrong is told with its place,
 * and with what may have been meant.
 */
#ifndef FLEET_PROJECT_VALUES_H
#define FLEET_PROJECT_VALUES_H

#include "fleet/project_keys.h"
#include "yaml/tree.h"

struct project_reader {
	struct arena *arena;
	const struct source *source;
	const struct tree *tree;
	struct project *project;  /* that is read */
	struct err *err;
};

/* False, and the error: at that byte of the file. */
bool project_wrong(struct project_reader *reader, uint32_t offset, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* An alias means what it stands for. */
const struct node *project_node_at(const struct project_reader *reader, uint32_t at);

/* "a mapping", "a list", "text" or "nothing". */
const char *project_kind_of(const struct node *node);

/* "; did you mean x?", or a list of what there is: `names`, up to a NULL. */
const char *project_meant(struct project_reader *reader, struct str name, const char *const *names);

/* The index of the word that is said, from 0; -1 is the error. */
int project_choice_of(struct project_reader *reader, const struct project_key *key, const struct node *node);

/* The value of the key into the struct at `base`; of all kinds but PROJECT_RULES and those of mappings. False is the error. */
typedef bool project_take(struct project_reader *reader, const struct project_key *key, const struct node *node, char *base);
project_take project_take_value;

#endif
