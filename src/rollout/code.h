/* code: what can be said of a change to a fleet: one code each, and what it makes of the verdict.
 *
 * The codes are part of the JSON output and do not change their meaning. A code that makes a change unsafe is
 * an error; one that makes it `warn` a warning; infos leave the verdict alone.
 *
 *     const struct code *code = &code_table[CODE_PAIR_AUTH];
 */
#ifndef ROLLOUT_CODE_H
#define ROLLOUT_CODE_H

#include "diag/diag.h"

enum code_id {
	/* some server would not start */
	CODE_TTA_NEEDS_KEYFILE_OR_X509, CODE_CAM_NEEDS_TLS, CODE_X509_IN_ALLOWTLS, CODE_TLS_NEEDS_CERT,
	CODE_TLS_KEYS_WHILE_DISABLED, CODE_X509_NEEDS_CA, CODE_CAM_NEEDS_KEYFILE, CODE_AUTHZ_NEEDS_KEYFILE,
	CODE_UNKNOWN_OPTION, CODE_BAD_BOOL, CODE_ATTR_NEEDS_X509, CODE_ATTR_AND_EXT, CODE_ATTR_AND_DNOVERRIDE,
	CODE_OWN_CERT_NOT_IN_ATTR, CODE_SETPARAM_NOT_SCALAR, CODE_NOT_STARTING,
	CODE_KEYFILE_PERMS, CODE_KEY_CHARSET, CODE_KEY_LENGTH, CODE_KEYFILE_SYNTAX, CODE_KEYFILE_TOO_MANY, CODE_KEYFILE_MISSING,
	CODE_UNDECIDABLE,
	/* some members could not talk to each other */
	CODE_PAIR_TLS, CODE_PAIR_CA, CODE_PAIR_NOCREDS, CODE_PAIR_UNAUTH, CODE_PAIR_AUTH, CODE_CYCLE,
	/* other harm */
	CODE_CERTIFICATE_CHANGES, CODE_CLIENT_LOCKOUT, CODE_CLIENT_TLS, CODE_UNREACHABLE, CODE_REPLSET_RENAMED,
	CODE_QUORUM, CODE_NO_ELECTABLE, CODE_SINGLE_MONGOS,
	/* works, and wants a look */
	CODE_KEY_MISMATCH_MASKED, CODE_WEAKENS_AUTH, CODE_WEAKENS_TLS, CODE_AUTHZ_DISABLED_IGNORED,
	CODE_AUTHZ_IGNORED_IN_TRANSITION, CODE_KEYFILE_SHAPE, CODE_ENFORCES_AT_ONCE, CODE_MAJORITY_WRITES_STALL,
	CODE_BEFORE_UNREADABLE,
	/* infos */
	CODE_ORDER, CODE_MEMBER_ADDED, CODE_MEMBER_REMOVED, CODE_MEMBER_UNSEEN, CODE_ROLES_UNKNOWN, CODE_CLIENTS_UNKNOWN,
	CODE_KEYS_DIFFER_MEANWHILE,
	CODE_COUNT,
};

enum verdict { VERDICT_SAFE, VERDICT_WARN, VERDICT_ORDERED, VERDICT_UNSAFE, VERDICT_REFUSE };

struct code {
	const char *name;       /* "PAIR_AUTH" */
	enum verdict verdict;   /* the least that it makes of the whole; VERDICT_SAFE: leaves it alone */
	const char *title;      /* what it means, a short sentence */
};

extern const struct code code_table[CODE_COUNT];

enum severity code_severity(enum code_id id);
const char *verdict_name(enum verdict verdict);

#endif
