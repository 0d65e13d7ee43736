/* parameter: what may stand under `setParameter:`.
 *
 * A server has some hundreds of parameters besides its options. They go through a table and rules of
 * their own, which this is. Every value is text to the server; it takes the parameters in byte order
 * of their names, after it has looked for names that it doesn't know at all.
 *
 *     struct parameter_setting settings[] = { { STR("cursorTimeoutMillis"), STR("soon") } };
 *     struct parameter_verdict verdicts[1];
 *     if (parameter_check_all(&arena, settings, 1, &target, verdicts) < 1)
 *             ...  verdicts[0].refusal is PARAMETER_BAD_VALUE, and its message is
 *                  Bad value for parameter "cursorTimeoutMillis": Bad digit "s" while parsing soon
 *
 * The table is complete for 4.2 and 4.4: there an unknown name is refused, as the server does. Of any
 * other release it knows less, and PARAMETER_UNSURE is said instead: never an error, but for a name that surely came later. The same goes for
 * a parameter that some patch of a release brought or took away when it isn't known which one.
 *
 * As those of schema/option.h, a row holds its texts, "" where there is nothing to be said.
 * A parameter that changed has a row for each of its forms, one after the other, each with its own
 * releases. Facts are from the server's sources (the .idl files of mid-2019 and what was generated from
 * them for 4.4, their parsers in C++), from what a 4.0 server answers to getParameter, from the
 * manuals, and from what 4.2.8 and the 4.4 branch point said of small files; "3.4" means 3.4 or
 * earlier, or not known. What a server finds out later (paths, certificates, a distinguished name
 * that can't be parsed) is not looked at.
 *
 * Messages are the server's own, without what it prints before them; they may hold raw bytes of the
 * file, and are the arena's.
 */
#ifndef SCHEMA_PARAMETER_H
#define SCHEMA_PARAMETER_H

#include "base/str.h"
#include "base/version.h"
#include "schema/target.h"

enum parameter_type {
	PARAMETER_BOOL,                /* true, false, 1 or 0 */
	PARAMETER_INT,                 /* 32 bit */
	PARAMETER_LONG,                /* 64 bit */
	PARAMETER_UNSIGNED_LONG_LONG,
	PARAMETER_DOUBLE,
	PARAMETER_STRING,
	PARAMETER_LIST,                /* strings with commas between: any text will do */
};

enum parameter_when {
	PARAMETER_ANY_TIME,      /* at startup, and by the command setParameter */
	PARAMETER_STARTUP_ONLY,
	PARAMETER_RUNTIME_ONLY,  /* known at startup, and refused */
	PARAMETER_ENGINE_ONLY,   /* made when the storage engine runs: unknown at startup */
};

/* What else a value must be; each has its function in parameter_value.c. */
enum parameter_rule {
	PARAMETER_NO_RULE,
	PARAMETER_COMPONENTS,      /* a document of log components */
	PARAMETER_DESCRIPTOR,      /* 64 bytes at most */
	PARAMETER_FILE_SIZE,       /* not above diagnosticDataCollectionDirectorySizeMB */
	PARAMETER_HEDGING,
	PARAMETER_HONOR_UMASK,     /* a boolean with words of its own */
	PARAMETER_HOST_TIMEOUT,
	PARAMETER_HTTP_URL,
	PARAMETER_LOG_LEVEL,
	PARAMETER_MATCHING,
	PARAMETER_MIRROR,          /* a document of samplingRate and maxTimeMS */
	PARAMETER_NEVER_SET,
	PARAMETER_PROTOCOL,
	PARAMETER_READ_PREFERENCE,
	PARAMETER_REFRESH_TIMEOUT,
	PARAMETER_RELEASE_RATE,
	PARAMETER_TICKETS,
	PARAMETER_UMASK,
	PARAMETER_WATCHDOG,
	PARAMETER_RULE_COUNT,
};

struct parameter_bound {
	double value;
	bool set, exclusive;
};

struct parameter {
	char name[64];
	enum parameter_type type;
	unsigned binaries;            /* who knows it: BINARY_ bits */
	enum parameter_when when;
	struct version since;
	struct version removed;       /* unknown from here on; { 0 }: never */
	bool since_is_sure;           /* no release before `since` has it, however little else is known of that one */
	struct version maybe_since;   /* from here up to `since` it isn't known whether it is there */
	struct version maybe_removed; /* the same from here up to `removed` */
	unsigned maybe_binaries;      /* BINARY_ bits: it isn't known whether these know it */
	struct parameter_bound low, high;
	enum parameter_rule rule;
	char alias_of[32];            /* a deprecated name; the value is the other one's */
	bool test_only;               /* needs enableTestCommands */
	unsigned editions;            /* EDITION_ bits; 0: all of them */
	enum platform platform;
	char default_text[48];        /* as it would be written */
	char note[96];                /* a remark for people */
};

extern const struct parameter parameter_table[];
extern const unsigned parameter_count;

/* The row of exactly this name that holds for `server`, else the one that comes nearest; NULL when no
 * release has the name. { 0 }: the newest. */
const struct parameter *parameter_find(struct str name, struct version server);

/* What `name` may have meant: the same but for case, else a few letters away; NULL when nothing is near.
 * What the target knows comes first. */
const struct parameter *parameter_suggest(struct str name, const struct target *target);

const char *parameter_type_name(enum parameter_type type);  /* for people: "integer", ... */

/* Is the table known to hold every parameter of this release? */
bool parameter_table_complete(struct version server);

enum parameter_refusal {
	PARAMETER_OK,
	PARAMETER_UNSURE,         /* the table can't tell; `message` is what would be said, or NULL */
	PARAMETER_UNKNOWN,
	PARAMETER_OTHER_BUILD,    /* unknown as well, but another edition or platform has it */
	PARAMETER_TEST_ONLY,      /* without enableTestCommands */
	PARAMETER_NOT_AT_STARTUP,
	PARAMETER_BAD_VALUE,
};

struct parameter_setting {
	struct str name, text;
};

struct parameter_verdict {
	enum parameter_refusal refusal;
	const char *message;      /* what the server prints; NULL when it takes it */
};

/* What the target says to `name`=`text` alone. */
enum parameter_refusal parameter_check(struct arena *arena, struct str name, struct str text,
				       const struct target *target, bool test_commands,
				       const char **message);

/* Each of all that are set, knowing the others; the index of the one that the server tells of, which
 * is the first it refuses, or `count` when it takes all. UNSURE is no refusal here. */
unsigned parameter_check_all(struct arena *arena, const struct parameter_setting settings[],
			     unsigned count, const struct target *target,
			     struct parameter_verdict verdicts[]);

/* Does this text switch enableTestCommands on? Only 1 and true do, and before all else. */
bool parameter_is_test_commands(struct str name, struct str text);

#endif
