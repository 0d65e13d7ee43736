#include "rollout/code.h"

#define REFUSE(name, title) [CODE_##name] = { #name, VERDICT_REFUSE, title }
#define UNSAFE(name, title) [CODE_##name] = { #name, VERDICT_UNSAFE, title }
#define WARN(name, title) [CODE_##name] = { #name, VERDICT_WARN, title }
#define INFO(name, title) [CODE_##name] = { #name, VERDICT_SAFE, title }

const struct code code_table[CODE_COUNT] = {
	REFUSE(TTA_NEEDS_KEYFILE_OR_X509, "transitionToAuth without a keyfile and without x509"),
	REFUSE(CAM_NEEDS_TLS, "a clusterAuthMode that sends certificates, without TLS"),
	REFUSE(X509_IN_ALLOWTLS, "certificates between members under allowTLS, where none is sent"),
	REFUSE(TLS_NEEDS_CERT, "TLS without a certificate"),
	REFUSE(TLS_KEYS_WHILE_DISABLED, "options of TLS while it is disabled"),
	REFUSE(X509_NEEDS_CA, "certificates between members without a CA to check them by"),
	REFUSE(CAM_NEEDS_KEYFILE, "a clusterAuthMode that reads a keyfile, without one"),
	REFUSE(AUTHZ_NEEDS_KEYFILE, "authorization in a replica set without a keyfile"),
	REFUSE(UNKNOWN_OPTION, "an option that the server does not know"),
	REFUSE(BAD_BOOL, "a switch that is neither true nor false"),
	REFUSE(ATTR_NEEDS_X509, "clusterAuthX509 with a clusterAuthMode without certificates"),
	REFUSE(ATTR_AND_EXT, "clusterAuthX509 with attributes and extensionValue"),
	REFUSE(ATTR_AND_DNOVERRIDE, "clusterAuthX509 and tlsX509ClusterAuthDNOverride"),
	REFUSE(OWN_CERT_NOT_IN_ATTR, "its own certificate is none of a member's"),
	REFUSE(SETPARAM_NOT_SCALAR, "a server parameter that is no single value"),
	REFUSE(NOT_STARTING, "a server would not start"),
	REFUSE(KEYFILE_PERMS, "a keyfile that others may read"),
	REFUSE(KEY_CHARSET, "a key with characters that are not base64"),
	REFUSE(KEY_LENGTH, "a key that is too short or too long"),
	REFUSE(KEYFILE_SYNTAX, "a keyfile that the server can't read"),
	REFUSE(KEYFILE_TOO_MANY, "a keyfile with more than two keys"),
	REFUSE(KEYFILE_MISSING, "a keyfile that is not there"),
	REFUSE(UNDECIDABLE, "a setting that only the server's start decides"),

	UNSAFE(PAIR_TLS, "one dials TLS and the other has none, or dials plain and the other requires it"),
	UNSAFE(PAIR_CA, "one does not trust the other's certificate"),
	UNSAFE(PAIR_NOCREDS, "one enforces authentication and has nothing to offer"),
	UNSAFE(PAIR_UNAUTH, "one offers nothing that counts, and the other demands it"),
	UNSAFE(PAIR_AUTH, "one insists on authenticating, and the other does not take what it has"),
	UNSAFE(CYCLE, "each order breaks something"),
	UNSAFE(CERTIFICATE_CHANGES, "another certificate between members, whose name can't be seen"),
	UNSAFE(CLIENT_LOCKOUT, "clients that do not authenticate are locked out"),
	UNSAFE(CLIENT_TLS, "clients that do not use TLS are locked out"),
	UNSAFE(UNREACHABLE, "a member that listens on its own host alone"),
	UNSAFE(REPLSET_RENAMED, "a member with another set's name"),
	UNSAFE(QUORUM, "too few voters stay up for a primary"),
	UNSAFE(NO_ELECTABLE, "nobody can take over from the primary"),
	UNSAFE(SINGLE_MONGOS, "no router stays up"),

	WARN(KEY_MISMATCH_MASKED, "different keys, which nobody notices as long as members are in transition"),
	WARN(WEAKENS_AUTH, "authentication is no longer demanded"),
	WARN(WEAKENS_TLS, "TLS is no longer required"),
	WARN(AUTHZ_DISABLED_IGNORED, "authorization: disabled has no effect beside a keyfile"),
	WARN(AUTHZ_IGNORED_IN_TRANSITION, "authorization: enabled has no effect in transition"),
	WARN(KEYFILE_SHAPE, "a keyfile that holds other keys than it seems to"),
	WARN(ENFORCES_AT_ONCE, "authentication is demanded from one restart to the next"),
	WARN(MAJORITY_WRITES_STALL, "writes that wait for a majority stop meanwhile"),
	WARN(BEFORE_UNREADABLE, "what runs now is in no file that a server reads"),

	[CODE_ORDER] = { "ORDER", VERDICT_ORDERED, "one has to restart before another" },
	INFO(MEMBER_ADDED, "a member that is not there before"),
	INFO(MEMBER_REMOVED, "a member that is not there afterwards"),
	INFO(MEMBER_UNSEEN, "a member of the set's own list, whose config is not here"),
	INFO(ROLES_UNKNOWN, "who votes, and who is primary, is not known"),
	INFO(KEYS_DIFFER_MEANWHILE, "different keys on the way, which nobody notices as members are in transition"),
	INFO(CLIENTS_UNKNOWN, "whether clients are ready is not known"),
};

enum severity code_severity(enum code_id id)
{
	static const enum severity of[] = {
		[VERDICT_SAFE] = SEVERITY_INFO, [VERDICT_ORDERED] = SEVERITY_INFO, [VERDICT_WARN] = SEVERITY_WARNING,
		[VERDICT_UNSAFE] = SEVERITY_ERROR, [VERDICT_REFUSE] = SEVERITY_ERROR,
	};
	return of[code_table[id].verdict];
}

const char *verdict_name(enum verdict verdict)
{
	static const char *const names[] = {
		[VERDICT_SAFE] = "safe", [VERDICT_WARN] = "warn", [VERDICT_ORDERED] = "ordered",
		[VERDICT_UNSAFE] = "unsafe", [VERDICT_REFUSE] = "refuse",
	};
	return names[verdict];
}
