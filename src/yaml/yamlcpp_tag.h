/* yamlcpp_tag: what tags stand for, and the lines before a document that define it. For yamlcpp_parse.c alone.
 *
 *     struct directives directives = { 0 };
 *     if (!directive_read(&scanner, &directives, token, &known)) ...    the scanner has the error
 *     struct str tag = tag_resolve(arena, &directives, token);
 *
 * All memory is the arena's.
 */
#ifndef YAML_YAMLCPP_TAG_H
#define YAML_YAMLCPP_TAG_H

#include "yaml/yamlcpp_scan.h"

/* Names, and what they stand for; a hash table. Neither is empty. */
struct names {
	struct str *name, *value;
	uint32_t count, room;
};

bool names_find(const struct names *names, struct str name, struct str *value);
void names_add(struct arena *arena, struct names *names, struct str name, struct str value);

struct directives {
	struct names handles;  /* of %TAG */
	bool version;          /* there was a %YAML */
};

/* One directive. `*known`: it is %YAML or %TAG; all others are skipped. */
bool directive_read(struct scanner *scanner, struct directives *directives, const struct token *token,
		    bool *known);

/* The tag that a token means. */
struct str tag_resolve(struct arena *arena, const struct directives *directives, const struct token *token);

#endif
