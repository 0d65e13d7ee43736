/* placeholder: what a template language, a build or a person was to fill in.
 *
 *     {{ x }}  {% if x %}  <% x %>  %{ x }  ${x}  $X  @X@  %X%  <x>  CHANGEME
 */
#ifndef RULES_PLACEHOLDER_H
#define RULES_PLACEHOLDER_H

#include "base/regex.h"

/* Finds one; the caller frees it. For who looks at many texts, or wants to know where it stands. */
struct regex *placeholder_regex(struct arena *arena);

/* Can there be one? A cheap look, since a pattern is dear and most values have none. */
bool placeholder_possible(struct str text);

/* Is there one? */
bool placeholder_in(struct arena *arena, struct str text);

#endif
