#include "schema/option.h"

#include <stdatomic.h>
#include <string.h>

#include "schema/ini.h"

/* A longer one, such as one through a hundred levels, is none. */
static bool may_be_path(struct str text)
{
	return text.len && text.len < sizeof option_table->path;
}

/* Order of what may be a path and as many bytes of a row. */
static int compare_head(struct str text, const struct option *row)
{
	return memcmp(text.at, row->path, text.len);
}

/* 0 means that the row lies below the section. Rows that begin alike stand together, so a
 * binary search finds one of them. */
static int compare_section(struct str section, const struct option *row)
{
	int order = compare_head(section, row);
	return order ? order : '.' - (unsigned char)row->path[section.len];
}

static const struct option *find_below(struct str section)
{
	unsigned low = 0, high = option_count;
	while (low < high) {
		unsigned middle = low + (high - low) / 2;
		int order = compare_section(section, &option_table[middle]);
		if (order == 0)
			return &option_table[middle];
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return NULL;
}

/* The first row that does not come before `path`; option_count: there is none. */
static unsigned first_row(struct str path)
{
	unsigned low = 0, high = option_count;
	while (low < high) {
		unsigned middle = low + (high - low) / 2;
		if (compare_head(path, &option_table[middle]) > 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Does the row begin with it, and go on with `next`? It ends where its NULs begin, whatever the name has there. */
static bool goes_on(const struct option *row, struct str path, char next)
{
	return row->path[path.len - 1] && row->path[path.len] == next && !compare_head(path, row);
}

/* Every name of every file is looked up, some of them often, and all files have the same few dozen: where an option was found,
 * or the first one below a section, is kept at a place that follows from the name's bytes, until another one takes that. Any
 * thread does so. 0: nothing. */
enum { PLACES = 1024, SECTION = 0x8000 };
static _Atomic uint16_t places[PLACES];

const struct option *option_find(struct str path)
{
	if (!may_be_path(path))
		return NULL;
	_Atomic uint16_t *place = &places[str_hash(path) % PLACES];
	uint16_t kept = atomic_load_explicit(place, memory_order_relaxed);
	const struct option *row = kept ? &option_table[(kept & ~SECTION) - 1] : NULL;
	if (row && goes_on(row, path, kept & SECTION ? '.' : '\0'))
		return kept & SECTION ? NULL : row;
	unsigned at = first_row(path);
	bool found = at < option_count && goes_on(&option_table[at], path, '\0');
	if (found || (at < option_count && goes_on(&option_table[at], path, '.')))
		atomic_store_explicit(place, (uint16_t)((at + 1) | (found ? 0 : SECTION)), memory_order_relaxed);
	return found ? &option_table[at] : NULL;
}

const struct option *option_find_holder(struct str path)
{
	const struct option *option = option_find(path);
	for (uint32_t dot = str_find_char(path, '.', 0); !option && dot < sizeof option->path;
	     dot = str_find_char(path, '.', dot + 1)) {
		const struct option *above = option_find(str_sub(path, 0, dot));
		if (above && above->type == OPTION_MAP)
			option = above;
	}
	return option;
}

bool option_is_section(struct str path)
{
	return may_be_path(path) && find_below(path);
}

bool option_has_choice(const struct option *option, struct str word)
{
	if (!*option->choices)
		return true;
	struct str rest = str_of(option->choices), choice;
	while (str_split(&rest, '|', &choice))
		if (str_eq(choice, word))
			return true;
	return false;
}

bool option_in_edition(const struct option *option, unsigned edition)
{
	return option->editions == 0 || (option->editions & edition);
}

const char *option_type_name(enum option_type type)
{
	static const char *const names[] = {
		[OPTION_BOOL] = "boolean", [OPTION_INT] = "integer", [OPTION_LONG] = "long integer",
		[OPTION_DOUBLE] = "number", [OPTION_STRING] = "string", [OPTION_ENUM] = "choice",
		[OPTION_WORDS] = "choices with commas", [OPTION_PATH] = "path",
		[OPTION_LIST] = "list of strings", [OPTION_MAP] = "map",
	};
	return names[type];
}

static bool in_gap(const struct option *option, const struct target *target)
{
	unsigned gaps = option->gaps ? option_gap_count : 0;
	for (unsigned i = 0; i < gaps; i++) {
		const struct option_gap *gap = &option_gaps[i];
		if ((gap->binaries & target->binary) && strcmp(gap->path, option->path) == 0 &&
		    version_at_least(target->server, gap->from) &&
		    !version_at_least(target->server, gap->to))
			return true;
	}
	return false;
}

static bool is_removed(const struct option *option, const struct target *target)
{
	return version_known(option->removed) && version_at_least(target->server, option->removed) &&
	       !(option->kept_by & target->edition);
}

/* The newest tree that was read as a whole is 5.1-dev: what it lacks, and no manual dates, came
 * after 5.0. */
static bool is_future(const struct option *option, const struct target *target)
{
	static const struct version oldest = VERSION(3, 4);
	if (!version_known(option->since))
		return target->server.major < 5;
	/* An older server is taken for the oldest that is known, but for what is known to have come with that. */
	if (!version_at_least(target->server, oldest) && version_at_least(oldest, option->since))
		return option->born;
	return !version_at_least(target->server, option->since) || in_gap(option, target);
}

/* Where the platform is not said, a Linux server is assumed, but one whose config may well have
 * been made for Windows, with the sections of Unix left in. */
bool option_on_platform(enum platform platform, const struct target *target)
{
	switch (platform) {
	case PLATFORM_ANY:
		return true;
	case PLATFORM_UNIX:
	case PLATFORM_LINUX:
		return target->platform != PLATFORM_WINDOWS;
	case PLATFORM_MOBILE:
		return target->platform == PLATFORM_MOBILE;
	case PLATFORM_WINDOWS:
	case PLATFORM_NATIVE_TLS:
		break;
	}
	return target->platform == PLATFORM_WINDOWS || target->platform == PLATFORM_NATIVE_TLS;
}

enum option_state option_state(const struct option *option, const struct target *target)
{
	bool release = version_known(target->server);
	if (!(option->binaries & target->binary))
		return OPTION_FOREIGN;
	if (release && is_removed(option, target))
		return OPTION_REMOVED;
	if (release && is_future(option, target))
		return OPTION_FUTURE;
	if (!option_in_edition(option, target->edition ? target->edition : EDITION_COMMUNITY))
		return OPTION_OTHER_EDITION;
	if (!option_on_platform(option->platform, target))
		return OPTION_OTHER_PLATFORM;
	if (release && !version_known(option->since))
		return OPTION_UNSURE;
	if (release && version_known(option->deprecated) &&
	    version_at_least(target->server, option->deprecated))
		return OPTION_DEPRECATED;
	return OPTION_LIVE;
}

enum parser_type option_parser_type(const struct option *option, const struct target *target)
{
	static const enum parser_type by_type[] = {
		[OPTION_BOOL] = PARSER_SWITCH,        [OPTION_INT] = PARSER_INT,
		[OPTION_LONG] = PARSER_LONG,          [OPTION_DOUBLE] = PARSER_DOUBLE,
		[OPTION_STRING] = PARSER_STRING,      [OPTION_ENUM] = PARSER_STRING,
		[OPTION_WORDS] = PARSER_STRING,       [OPTION_PATH] = PARSER_STRING,
		[OPTION_LIST] = PARSER_STRING_VECTOR, [OPTION_MAP] = PARSER_STRING_MAP,
	};
	unsigned others = version_known(target->server) && option->parsers ? option_parser_count : 0;
	for (unsigned i = 0; i < others; i++) {
		const struct option_parser *other = &option_parsers[i];
		if (strcmp(other->path, option->path) == 0 && version_at_least(target->server, other->from) &&
		    !version_at_least(target->server, other->to))
			return other->parser;
	}
	return option->parser ? option->parser : by_type[option->type];
}

const struct option *option_canonical(const struct option *option, const struct target *target)
{
	if (!*option->replaced_by || (version_known(target->server) &&
				     option_state(option, target) != OPTION_DEPRECATED))
		return option;
	/* From 4.2 net.ssl.mode has a successor, and is an option of its own all the same. */
	return strcmp(option->path, "net.ssl.mode") == 0 ? option : option_find(str_of(option->replaced_by));
}

const struct option *option_find_cli(struct str name, const char **value)
{
	const struct option *found = NULL;
	*value = NULL;
	for (unsigned i = 0; i < option_count && ini_is_name(name); i++) {
		const struct option *option = &option_table[i];
		if (!*option->cli || !str_is(name, option->cli))
			continue;
		/* Old and new path may share a name: the new one is meant. */
		if (!found || (*found->replaced_by && !*option->replaced_by))
			found = option;
	}
	const struct ini_name *row = found ? NULL : ini_newest(name);
	if (row && row->option) {
		found = option_find(str_of(row->option));
		*value = row->yes;
	} else if (str_is(name, "v")) {  /* the command line's short verbose */
		found = option_find(STR("systemLog.verbosity"));
		*value = "1";
	}
	return found;
}
