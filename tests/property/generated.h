/* generated: small configs of every state that counts, in every style that people write them in.
 *
 *     for (unsigned number = 0; number < generated_count(); number++)
 *             ... generated_text(&scratch, number), generated_name(&scratch, number)
 *
 * A state is one of authentication, one of TLS, and the section that stands last; a style is block, with two blanks or
 * four, dotted, flow, or JSON.
 */
#ifndef PROPERTY_GENERATED_H
#define PROPERTY_GENERATED_H

#include "base/str.h"

unsigned generated_count(void);
struct str generated_text(struct arena *arena, unsigned number);
const char *generated_name(struct arena *arena, unsigned number);

#endif
