/* placeholder: what a template language, a build or a person was to fill in.
 *
 *     {{ x }}  {% if x %}  <% x %>  %{ x }  ${x}  $X  @X@  %X%  <x>  CHANGEME
 */
#ifndef RULES_PLACEHOLDER_H
#define RULES_PLACEHOLDER_H

#include "base/regex.h"

/* Finds one: for who wants to know where it stands. */
const struct regex *placeholder_regex(void);

/* Can there be one? A cheap look, since most values have none. */
bool placeholder_possible(struct str text);

/* Is there one? */
bool placeholder_in(struct str text);

#endif
