/* set_parameter: the names below setParameter and what the server says of each.
 *
 *     struct set_parameter *all;
 *     uint32_t count = set_parameter_check(lint->arena, config, &all);
 *     for (uint32_t i = 0; i < count; i++)
 *             if (all[i].verdict.refusal == PARAMETER_BAD_VALUE) ...
 *
 * Values that are decided elsewhere (__exec) or that are no value at all (a map, a list) are left out.
 */
#ifndef RULES_SET_PARAMETER_H
#define RULES_SET_PARAMETER_H

#include "config/config.h"
#include "schema/parameter.h"

struct set_parameter {
	const struct setting *setting;
	struct parameter_setting parameter;
	struct parameter_verdict verdict;
};

/* In the order of the file; *out is the arena's. */
uint32_t set_parameter_check(struct arena *arena, const struct config *config, struct set_parameter **out);

#endif
