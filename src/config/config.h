/* config: a file as mongod would read it: options over spans.
 *
 * The server flattens the YAML to dotted names, whatever the spelling: nested, dotted, through an
 * anchor, with the key `value`. Every scalar is a string first; its option's own type decides
 * later (server source, util/options_parser/options_parser.cpp, 3.4 to 5.1-dev). A setting here
 * is one such name with the bytes it came from and what the server makes of its value.
 *
 *     struct config config;
 *     config_read(arena, &source, &(struct target){ .server = VERSION(4, 4) }, &config);
 *     const struct setting *name = config_find(&config, "replication.replSetName");
 *     if (name) ... name->text, name->value
 *
 * Of a fleet of thousands only the settings and the text are kept, and what many files say alike only once. What the
 * rules of one file look at besides (the tree, what a finding's cause is) lies in an arena that is used again for each
 * file:
 *
 *     config_read_lean(arena, &scratch, source, &target, config);
 *     rules_run_file(&lint, selected, config);
 *     config_shrink(config, &same);
 *     arena_reset(&scratch);
 *
 * A map option (setParameter) is one setting, and each name in it another behind it. A file in the
 * format of before 2.6 gives the same settings under the same paths, with the spans of its lines.
 */
#ifndef CONFIG_CONFIG_H
#define CONFIG_CONFIG_H

#include "base/intern.h"
#include "schema/option.h"
#include "schema/target.h"
#include "yaml/read.h"
#include "yaml/yamlcpp.h"

enum config_format {
	CONFIG_YAML,
	CONFIG_INI,         /* key = value, the format before 2.6, which every server still reads */
	CONFIG_TEMPLATE,    /* a template whose structure can't be told before it is rendered: nothing in it is certain */
	CONFIG_UNREADABLE,  /* no server reads it */
};

enum setting_kind {
	SETTING_SCALAR,
	SETTING_LIST,
	SETTING_MAP,     /* a map option; the names in it are settings of their own */
	SETTING_OPAQUE,  /* __exec or __rest: the server asks elsewhere when it starts; or a template decides (masked.h). The text of
	                  * the latter is what the template says */
};

/* A value after conversion by the option's own type. */
struct typed {
	bool flag;         /* OPTION_BOOL and its like */
	int64_t integer;   /* whole numbers */
	double real;       /* OPTION_DOUBLE; whole numbers too */
};

struct setting {
	const struct option *option;  /* its row, or that of the map that holds it; NULL = unknown */
	struct str path;              /* as written, joined by dots */
	struct str name;              /* its present name: where a deprecated one leads, else the path */
	enum setting_kind kind;
	struct str text;              /* a scalar's text, empty for null; empty for the other kinds */
	const struct str *items;      /* a list's elements, as the server takes them */
	uint32_t item_count;
	enum parser_type type;        /* what this server's parser makes of it; PARSER_BY_TYPE: unknown */
	struct typed typed;           /* where `refusal` is NULL and the type has use for it */
	const char *refusal;          /* what the server prints of a value that it can't take; NULL = it can */
	const struct source *from;    /* the file with the command line that says it; NULL: the config's own */
	uint32_t node;                /* in config->tree; INI and command lines: 0 */
	struct span key, value;
	bool null;                    /* written as nothing, ~ or null */
	bool entry;                   /* a name within a map option */
	bool nested;                  /* a list with a list in it */
	/* Of a template (masked.h): */
	bool sometimes;               /* a condition or loop decides whether it is there */
	bool nameless;                /* an expression is part of its name, or of that of a section above it */
	enum setting_kind written;    /* what it is where it is there; `kind`, but for what stands there only sometimes */
	const char *kept_as;          /* INI: another name under which the server keeps it; else NULL */
};

/* What the server refuses of a line of an INI file, which is no setting. */
struct config_fault {
	struct span at;
	const char *message;  /* what it prints; "" where it ends without an error */
};

/* A command that a server is started with this file by, as far as it can be seen. */
struct start {
	const struct source *source;
	struct span at;
	const char *name;        /* of the service or the unit */
	bool unknown;            /* there may be flags that are not seen */
	bool rest, exec;         /* --configExpand says so, or may say so */
	bool watched;            /* what the one that starts it expects of its process is known */
};

/* Dotted names that something else than the file decides, and those below which it adds others to what the file says. */
struct elsewhere {
	const char **paths, **open;
	uint32_t count, open_count;
	struct start *starts;
	uint32_t start_count;
};

struct config {
	struct arena *arena;
	struct arena *scratch;        /* for what config_shrink() gives up; may be the same */
	const struct source *source;
	struct yaml *yaml;            /* see config_yaml() */
	struct text_check check;
	struct yamlcpp document;      /* the text as the server reads it */
	enum yamlcpp_release release; /* by which release of its parser */
	const struct tree *tree;      /* that of the document; NULL after config_shrink() */
	enum config_format format;
	struct target target;         /* which server is meant; its binary is always known */
	struct setting *settings;     /* in document order; NULL after config_shrink(): see config_setting() */
	const struct setting *const *kept;  /* ... which keeps them here */
	uint32_t count, room;
	const uint32_t *index;        /* config_find()'s: by hash of names and paths, 0 is free */
	uint32_t slots;               /* a power of 2 */
	uint64_t names[4];            /* a bit for each name and path, by config_name_bit(): most questions end here */
	bool opaque;                  /* a setting is */
	bool repeats;                 /* two settings have a name or path in common */
	bool marks;                   /* lines or values of a template language, whatever the file's name */
	struct cause_book **causes;   /* rules/cause.c keeps there what it found out; *causes is NULL before */
	struct config_fault *faults;  /* of an INI file */
	uint32_t fault_count;
	bool ends_early;              /* INI: a line makes the server end when it has read the names and values, with
	                               * status 0: nothing that it would check after that is checked */
	struct elsewhere *elsewhere;  /* what a command line decides: see config_decided_elsewhere() */
	bool flooded;                 /* aliases would make more settings than a config has */
};

/* Never fails: what can't be read is in `config->format` and `config->document`. `target` may be NULL;
 * a binary that it doesn't name is told from the file's name (mongos in it) and its content
 * (sharding.configDB). The caller keeps `source`. */
void config_read(struct arena *arena, const struct source *source, const struct target *target,
		 struct config *config);

/* The same; the tree and the settings are taken from `scratch`, which stays as it is until config_shrink(). */
void config_read_lean(struct arena *arena, struct arena *scratch, const struct source *source,
		      const struct target *target, struct config *config);

/* The same of a text that the libraries have read, whose tree is known to be the one that the server would make of it; the
 * caller keeps that, too. */
void config_read_yaml(struct arena *arena, const struct yaml *yaml, const struct target *target, struct config *config);

/* Gives up the tree, for good: what asks for it must have been asked. The settings and all questions about
 * them stay, and config_placeable(), which reads the text again. Settings that another config has at the same place
 * are kept once, in `same`, so that one of several thousand configs takes a few hundred bytes. */
void config_shrink(struct config *config, struct intern *same);

/* Of one that was shrunk: can it be asked nothing more without its text? Of others that can be given up (text/shelf.h). */
bool config_needs_text(const struct config *config);

/* The settings, also of a config that was shrunk. */
static inline const struct setting *config_setting(const struct config *config, uint32_t i)
{
	return config->kept ? config->kept[i] : &config->settings[i];
}

/* The file that says it: the config's own, or that of a command line. */
static inline const struct source *setting_source(const struct config *config, const struct setting *setting)
{
	return setting->from ? setting->from : config->source;
}

/* Of one that was shrunk: what is asked of it from now on takes memory from these. For who reads configs with arenas that
 * are a worker's. */
void config_move(struct config *config, struct arena *arena, struct arena *scratch);

/* The text as the two libraries read it, for edits; read when it is asked for the first time. */
const struct yaml *config_yaml(const struct config *config);

/* The document in the form that yaml/place.h works on, for the edits that a finding offers: placed by the
 * server's reading, so that a look at a file costs no others. Whoever makes such an edit proves it
 * with both libraries. False where the file is not plain enough. Of a config that was shrunk it is read again, into
 * `arena`: rules of a fleet that run at a time may ask about the same config. */
bool config_placeable(struct arena *arena, const struct config *config, struct yaml *yaml);

/* Rules ask for hundreds of options, and a config sets a dozen: that one is not set has to cost next to nothing. Of a literal
 * the compiler knows the bit. */
static inline unsigned config_name_bit(struct str name)
{
	if (!name.len)
		return 0;
	unsigned first = (unsigned char)name.at[0], middle = (unsigned char)name.at[name.len / 2],
		 last = (unsigned char)name.at[name.len - 1];
	return ((first << 24 | middle << 16 | last << 8 | (name.len & 0xff)) * 0x9e3779b1u) >> 24;
}

const struct setting *config_look_up(const struct config *config, struct str path);

/* The first setting of an option, under its present name or a deprecated one; NULL when it is not
 * set. */
static inline const struct setting *config_find_str(const struct config *config, struct str path)
{
	unsigned bit = config_name_bit(path);
	return config->names[bit / 64] >> bit % 64 & 1 ? config_look_up(config, path) : NULL;
}
static inline const struct setting *config_find(const struct config *config, const char *path)
{
	return config_find_str(config, str_of(path));
}

/* Its text, or an empty one where it is not set or not known: also where a template says what it is. */
struct str config_text(const struct config *config, const char *path);

bool config_is(const struct config *config, const char *path, const char *text);

/* Do two settings end up as one name for the server? Deprecated names count as their new ones. */
bool setting_same_name(const struct setting *a, const struct setting *b);

/* The name of a map's entry, such as ttlMonitorEnabled of setParameter.ttlMonitorEnabled. */
struct str setting_entry_name(const struct setting *setting);

bool config_says_elsewhere(const struct config *config, const char *path);

/* Is what this file means for `path` decided elsewhere, when the server starts: is it, or a section
 * above it, an __exec or __rest or a template's to say, does a command line say it, or may it be added to the file? */
static inline bool config_is_opaque(const struct config *config, const char *path)
{
	return (config->opaque || config->elsewhere->count || config->elsewhere->open_count) && config_says_elsewhere(config, path);
}

/* Says that the servers which read this file are told these options (or sections, or "" for all) by other
 * means too, so that nothing follows from what the file alone says, or doesn't. Adds to what was said
 * before; the caller keeps the paths. */
void config_decided_elsewhere(const struct config *config, const char *const *paths, uint32_t count);

/* Says that options may come to this section ("" for the whole) that are not in the file, so that nothing follows from one's
 * not being there. What the file does say holds: the server refuses an option that is there twice. The caller keeps the path. */
void config_may_have_more(const struct config *config, const char *path);

/* May there be options of any name that the file does not say? */
bool config_is_open(const struct config *config);

/* Says that a server is started so; twice is once. */
void config_started(const struct config *config, const struct start *start);

/* Makes config_find() see settings that were put in by hand. */
void config_index(struct arena *arena, struct config *config);

/* Where the settings of `config` begin: a span for findings about something that is not there. */
struct span config_start(const struct config *config);

#endif
