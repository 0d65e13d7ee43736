/* addition: what is put into a mapping: one option, with the sections around it that are missing.
 *
 * place.c finds the mapping and hands it over with the addition; block.c and flow.c write it, each in
 * its style. For `net.tls.mode` where there is a `net`:
 *
 *     struct str names[] = { STR("tls"), STR("mode") };
 *     struct addition addition = { names, 2, STR("requireTLS"), path };
 *
 * Nothing in it is a copy: it lives as long as the path and the value that it was made from.
 */
#ifndef YAML_ADDITION_H
#define YAML_ADDITION_H

#include "base/str.h"

struct addition {
	const struct str *names;  /* parts of the path that are not there yet, the outermost first */
	uint32_t count;           /* 1: the option alone; more: sections around it */
	struct str value;
	struct str path;          /* all of it, for messages */
};

#endif
