/* parameter_value: is a text a value of its parameter? Used by parameter_check() alone.
 *
 *     why = parameter_value_check(&arena, parameter, text, &peers, &beyond);
 *
 * Type first, then the parameter's rule, then its bounds, as the server. What some rules ask for
 * depends on other parameters: the server has taken those whose names come first already.
 */
#ifndef SCHEMA_PARAMETER_VALUE_H
#define SCHEMA_PARAMETER_VALUE_H

#include "schema/parameter.h"

struct parameter_peers {
	const struct parameter_setting *settings;  /* all that are set, this one among them */
	unsigned count;
	struct version server;
};

/* What is wrong with the text, or NULL. *beyond: its kind is right (a number for a number), and only this
 * value is refused. */
const char *parameter_value_check(struct arena *arena, const struct parameter *parameter,
				  struct str text, const struct parameter_peers *peers, bool *beyond);

#endif
