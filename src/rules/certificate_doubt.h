/* certificate_doubt: which certificate it is that cuts a member off, in words.
 *
 *     struct certificate_doubt doubt;
 *     if (certificate_doubt_trust(arena, rift, &doubt)) ... doubt.message, at doubt.option of rift->odd
 */
#ifndef RULES_CERTIFICATE_DOUBT_H
#define RULES_CERTIFICATE_DOUBT_H

#include "rules/rift.h"

struct certificate_doubt {
	const char *option;   /* of the odd member, that has to do with it */
	const char *message;
};

/* One side can't check the other's by its CAs. False: that is not the cause. */
bool certificate_doubt_trust(struct arena *arena, const struct rift *rift, struct certificate_doubt *doubt);

/* One side does not take the other's for a member's. */
void certificate_doubt_name(struct arena *arena, const struct rift *rift, struct certificate_doubt *doubt);

#endif
