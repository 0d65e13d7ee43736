/* option: what mongod and mongos know how to read.
 *
 * The table has one row per option, in byte order of the dotted path. It covers 3.4 to 8.2,
 * so it also holds what is gone (`removed`) and what is only another name (`replaced_by`).
 * Every question about a name of a config file is answered here:
 *
 *     const struct option *option = option_find_holder(path);
 *     if (!option && option_is_section(path))
 *             ...  a section: nothing may be set here, only below
 *     else if (!option)
 *             n = option_suggest(path, near, 3);
 *     else
 *             state = option_state(option, &target);
 *
 * Names are case-sensitive, as the server's are. A map (setParameter) holds every name below
 * it. The server's parser itself knows fewer types than `type` says: ENUM, PATH and WORDS are
 * strings to it, checked later or not at all, with words that may depend on the release (the
 * note says so). Facts are from the server's sources 3.4.21 to 5.1-dev and from the manuals of
 * 5.0 to 8.2; "3.4" means 3.4 or earlier.
 *
 * A row holds its texts, which are "" where there is nothing to be said. Were they pointers, each would be one to relocate
 * whenever the program starts, at a place that is another one each time: thousands, for the few rows that a config needs.
 * Nothing allocates, nothing fails; all pointers are to static data.
 */
#ifndef SCHEMA_OPTION_H
#define SCHEMA_OPTION_H

#include "base/str.h"
#include "schema/target.h"

/* What the server's own parser tells apart; its names. Bool and Switch take the same two words in
 * YAML and complain of others differently; what an INI file may say is in schema/ini.h. */
enum parser_type {
	PARSER_BY_TYPE,  /* in the table only: follows from enum option_type, and of a boolean it is Switch */
	PARSER_BOOL,
	PARSER_SWITCH,
	PARSER_INT,
	PARSER_UNSIGNED,
	PARSER_LONG,
	PARSER_UNSIGNED_LONG_LONG,
	PARSER_DOUBLE,
	PARSER_STRING,
	PARSER_STRING_VECTOR,
	PARSER_STRING_MAP,
};

enum option_type {
	OPTION_BOOL,    /* true or false, nothing else */
	OPTION_INT,     /* 32 bit */
	OPTION_LONG,    /* 64 bit */
	OPTION_DOUBLE,
	OPTION_STRING,
	OPTION_ENUM,    /* a string: one of `choices` */
	OPTION_WORDS,   /* a string: several of `choices` with commas between */
	OPTION_PATH,    /* a string: a file or folder of the server's host */
	OPTION_LIST,    /* a YAML list of strings */
	OPTION_MAP,     /* names to scalars: every path below belongs to it */
};

struct option {
	char path[64];
	enum option_type type;
	unsigned binaries;          /* who reads it: BINARY_ bits */
	struct version since;       /* unknown: some release after 5.0; 3.4 is the first that was read: see `born` */
	bool born;                  /* it did come with `since`: what 3.4 has may be as old as 2.6 */
	struct version deprecated;  /* read, with a warning in the log */
	struct version removed;     /* "Unrecognized option" from here on */
	char replaced_by[48];       /* the path that took over, which is in the table */
	char default_text[40];      /* as it would be written; none, or it depends */
	char choices[136];          /* "a|b|c" */
	char cli[40];               /* name on the command line, without dashes */
	char note[80];              /* a remark for people */
	double min, max;            /* of the newest release that is known */
	bool has_min, has_max;
	bool hidden;                /* in neither --help nor most manuals */
	bool refused;               /* read, but whoever sets it gets no server */
	bool no_ini;                /* `cli` is for the command line alone: an INI file may not say it */
	enum parser_type parser;    /* see option_parser_type() */
	unsigned editions;          /* EDITION_ bits; 0 = all of them */
	unsigned kept_by;           /* EDITION_ bits: to them `removed` does not apply */
	enum platform platform;
	bool gaps, parsers;         /* option_gaps, option_parsers have something to say of it */
};

extern const struct option option_table[];
extern const unsigned option_count;

/* The option of exactly this path, or NULL. */
const struct option *option_find(struct str path);

/* The same, or the map that `path` lies below: "setParameter.x" gives "setParameter". */
const struct option *option_find_holder(struct str path);

bool option_is_section(struct str path);  /* does an option lie below it? */

/* Is `word` one of the choices, in exactly this spelling? True for an option without any. */
bool option_has_choice(const struct option *option, struct str word);

bool option_in_edition(const struct option *option, unsigned edition);
bool option_on_platform(enum platform platform, const struct target *target);  /* is what needs it there? */
const char *option_type_name(enum option_type type);  /* for people: "integer", ... */

enum option_state {
	OPTION_LIVE,
	OPTION_DEPRECATED,
	OPTION_FUTURE,          /* a later release knows it, this one does not */
	OPTION_REMOVED,
	OPTION_FOREIGN,         /* the other binary's */
	OPTION_UNSURE,          /* newer than 5.0; in which release it came is not known */
	OPTION_OTHER_EDITION,   /* not this one's; or, when none is said, not Community's */
	OPTION_OTHER_PLATFORM,  /* not this one's; or, when none is said, not Linux's */
};

/* What a server makes of it. All states but LIVE, DEPRECATED and UNSURE end in "Unrecognized
 * option". Without a release: LIVE, FOREIGN or one of the last two. */
enum option_state option_state(const struct option *option, const struct target *target);

/* The type that this release's parser converts the value to. */
enum parser_type option_parser_type(const struct option *option, const struct target *target);

/* The option whose name the server uses for this one: its own row, or of a deprecated spelling that
 * `target` still reads the row of the present one. */
const struct option *option_canonical(const struct option *option, const struct target *target);

/* The option that a name of the command line or of an INI file sets, or NULL; exact case. For
 * a switch that means one certain value there ("noauth": authorization is "disabled"), *value
 * is that value, else NULL: the value stays as it is. What the names do is in schema/ini.h. */
const struct option *option_find_cli(struct str name, const char **value);

enum suggest {
	SUGGEST_CASE,      /* right but for upper and lower case */
	SUGGEST_CLI_NAME,  /* its name on the command line */
	SUGGEST_PLACE,     /* right name, wrong section */
	SUGGEST_SPELLING,  /* a few letters are wrong */
};

struct suggestion {
	const struct option *option;
	enum suggest why;
	const char *value;  /* SUGGEST_CLI_NAME: as of option_find_cli() */
};

/* In suggest.c. What a path that no server knows may have meant: at most `max` of them, best first, always in
 * the same order; gives their number. For a map the option is the map. Case comes before all
 * else, and then alone. After it: a misspelt section over the right name, command-line names,
 * other places, misspelt names; a strong guess silences the weak ones. What is removed or hidden
 * comes after what is not, what is refused not at all, and a deprecated name brings what replaced
 * it. The release isn't known here: pass over those that option_state() does not like. */
unsigned option_suggest(struct str unknown, struct suggestion out[], unsigned max);

/* Side tables, for option.c: releases or binaries that lack an option although its row says otherwise,
 * and releases whose parser has another type for it. */
struct option_gap {
	char path[64];
	unsigned binaries;
	struct version from, to;  /* [from, to) */
};
extern const struct option_gap option_gaps[];
extern const unsigned option_gap_count;
struct option_parser {
	char path[64];
	enum parser_type parser;
	struct version from, to;  /* [from, to) */
};
extern const struct option_parser option_parsers[];
extern const unsigned option_parser_count;

#endif
