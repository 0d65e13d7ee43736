/* ini: the names of the old format, key = value, and what they do.
 *
 * A file whose YAML is one plain text is read as INI by every server. Its names are those of the
 * command line, in exactly their case, and boost::program_options reads them:
 *
 *     struct ini_name name;
 *     struct ini_kept kept;
 *     if (!ini_find(written, &target, &name))
 *             ...  Error parsing INI config file: unrecognised option '...'
 *     ini_apply(arena, &name, &target, text, &kept);
 *     if (kept.refusal)
 *             ...  what the server prints
 *     else if (kept.path)
 *             ...  the setting that a YAML file would write as kept.path: kept.value
 *
 * Laws of the format that tables can't show (server source, options_parser.cpp and
 * option_section.cpp, 3.4 to late 4.3):
 *   - Bool and Switch take the words of boost, in any case: true yes on 1 and nothing at all,
 *     false no off 0. A Switch set to false stays there as false; only the command line drops it.
 *   - All numbers are text to boost and then go the way of YAML's, under the name as written:
 *     Error parsing option "port" as int: ...
 *   - A name twice is refused (Multiple occurrences of option "port"), but for StringVector and
 *     StringMap, which gather: setParameter = name=value, once for each name. The same name with
 *     another value is refused too; without a second = it is: Illegal option assignment: "name".
 *   - Two names of one key, a deprecated and the present one, are refused with the deprecated one:
 *     Error parsing command line:  Multiple occurrences of option "sslCAFile".
 *   - `v` is a name of the command line alone, v to the twelvefold v is a table's row here.
 *   - The highest of verbose and vv... wins. Where two names set one option and may stand together
 *     (journal and dur up to 4.0), the one further down in ini_table wins.
 *   - ini_conflicts hold for the keys as they are found, before anything is stored; false counts
 *     as found. These keys are also those of YAML.
 */
#ifndef SCHEMA_INI_H
#define SCHEMA_INI_H

#include "schema/option.h"

enum ini_way {
	INI_PLAIN,     /* the value, under `option` */
	INI_SWITCH,    /* true stores `yes` under `option`, false `no` */
	INI_IF_TRUE,   /* true stores `yes` under `option`; false stays under `key` and means nothing */
	INI_NO_FALSE,  /* true stores `yes` under `option`; false is refused */
	INI_LOGPATH,   /* systemLog.path, and systemLog.destination becomes file; empty is refused */
	INI_VERBOSE,   /* systemLog.verbosity: as many as there are v's; true is 1 */
	INI_LEVEL,     /* vv and longer: true stores the number of v's, false nothing */
	INI_PROFILE,   /* operationProfiling.mode: 0, 1, 2 are off, slowOp, all */
	INI_KEEP,      /* stays under `key`, which no YAML file may say */
	INI_DROP,      /* read and forgotten */
	INI_QUIT,      /* true: the server prints or does something and ends, with status 0 */
	INI_QUIT_ANY,  /* the same, even if it is false */
	INI_REFUSED,   /* read, and then always refused with `yes` for a message */
};

struct ini_name {
	const char *name;
	const char *key;         /* what the server's parser calls it, for ini_conflicts */
	const char *option;      /* the option that it sets, or is another name of; NULL: none */
	enum parser_type type;
	enum ini_way way;
	const char *yes, *no;
	unsigned binaries;
	struct version from, to; /* [from, to) */
	enum platform platform;
	const char *now;         /* deprecated: the name to be written instead; or NULL */
	const char *own;         /* of ini_find(): the option whose own name it is, which may be a deprecated one; NULL: a row's */
};

/* What is no option's own name (struct option, `cli`), in the order in which the server stores them. */
extern const struct ini_name ini_table[];
extern const unsigned ini_count;

/* Is it the name of any option or row, in any release? (option_find_cli() asks this first.) */
bool ini_is_name(struct str name);

/* The name as this server reads it; false when it does not, also where it is another edition's or
 * platform's (option_find_cli() finds it then). Without a release: as the newest that has it. */
bool ini_find(struct str name, const struct target *target, struct ini_name *found);

/* The row of ini_table for a name, of the newest release that has it; NULL: none. */
const struct ini_name *ini_newest(struct str name);

/* boost's own words for true and false; false when `text` is none of them. */
bool ini_bool(struct str text, bool *value);

struct ini_kept {
	const char *path;        /* where it is kept, as a dotted name; NULL: nowhere */
	struct str value;        /* as YAML would have it: true and false */
	const char *also_path;   /* INI_LOGPATH: kept too; else NULL */
	const char *also_value;
	const char *refusal;     /* what the server prints instead; NULL: nothing */
	bool quits;              /* the server ends with status 0 and does not start */
};

/* `text` is what stands behind the =. Numbers are not converted, but for INI_PROFILE, and nothing is
 * held against schema/limit.h. */
void ini_apply(struct arena *arena, const struct ini_name *name, const struct target *target,
	       struct str text, struct ini_kept *kept);

struct ini_conflict {
	const char *key, *other;
	unsigned binaries;
	struct version from, to;
	const char *message;     /* NULL: "OTHER is not allowed when KEY is specified" */
};

/* In the order in which the server checks them: the first that holds is what it prints. */
extern const struct ini_conflict ini_conflicts[];
extern const unsigned ini_conflict_count;

const char *ini_conflict_text(struct arena *arena, const struct ini_conflict *conflict);

#endif
