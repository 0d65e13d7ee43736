#include "schema/option.h"

#include <pthread.h>
#include <string.h>

#include "base/err.h"
#include "schema/ini.h"

/* Order of a text and as many bytes of a row. */
static int compare_head(struct str text, const char *row)
{
	for (uint32_t i = 0; i < text.len; i++) {
		unsigned char a = (unsigned char)text.at[i], b = (unsigned char)row[i];
		if (a != b)
			return a < b ? -1 : 1;
		if (b == '\0')  /* a NUL inside the text: in no row */
			return 1;
	}
	return 0;
}

/* 0 means that the row lies below the section. Rows that begin alike stand together, so a
 * binary search finds one of them. */
static int compare_section(struct str section, const char *row)
{
	int order = compare_head(section, row);
	return order ? order : '.' - (unsigned char)row[section.len];
}

static const struct option *find_below(struct str section)
{
	unsigned low = 0, high = option_count;
	while (low < high) {
		unsigned middle = low + (high - low) / 2;
		int order = compare_section(section, option_table[middle].path);
		if (order == 0)
			return &option_table[middle];
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return NULL;
}

/* Every setting of every file is looked up, some of them often: a hash table of rows, made at the first
 * question. 0 is a free slot, and the table is at most half full. With it, which rows the side tables
 * have more to say of: few. */
enum { SLOTS = 2048, MORE_GAPS = 1, MORE_PARSERS = 2 };
static uint16_t slots[SLOTS];
static uint8_t more[SLOTS / 2];
static uint32_t longest;  /* bytes of a row's path: what is longer, such as a path through a hundred levels, is none */

static uint32_t slot_of(struct str path)
{
	uint32_t slot = (uint32_t)str_hash(path) % SLOTS;
	while (slots[slot] && !str_is(path, option_table[slots[slot] - 1].path))
		slot = (slot + 1) % SLOTS;
	return slot;
}

static void mark(const char *path, uint8_t what)
{
	uint16_t row = slots[slot_of(str_of(path))];
	if (row)
		more[row - 1] |= what;
}

static void fill_slots(void)
{
	if (option_count > SLOTS / 2)
		bug("%u options in %d slots", option_count, SLOTS);
	for (unsigned i = 0; i < option_count; i++) {
		struct str path = str_of(option_table[i].path);
		slots[slot_of(path)] = (uint16_t)(i + 1);
		longest = path.len > longest ? path.len : longest;
	}
	for (unsigned i = 0; i < option_gap_count; i++)
		mark(option_gaps[i].path, MORE_GAPS);
	for (unsigned i = 0; i < option_parser_count; i++)
		mark(option_parsers[i].path, MORE_PARSERS);
}

static void fill_once(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	pthread_once(&once, fill_slots);
}

static bool has_more(const struct option *option, uint8_t what)
{
	fill_once();
	return more[option - option_table] & what;
}

const struct option *option_find(struct str path)
{
	fill_once();
	uint16_t row = path.len <= longest ? slots[slot_of(path)] : 0;
	return row ? &option_table[row - 1] : NULL;
}

const struct option *option_find_holder(struct str path)
{
	const struct option *option = option_find(path);
	for (uint32_t dot = str_find_char(path, '.', 0); !option && dot <= longest;
	     dot = str_find_char(path, '.', dot + 1)) {
		const struct option *above = option_find(str_sub(path, 0, dot));
		if (above && above->type == OPTION_MAP)
			option = above;
	}
	return option;
}

bool option_is_section(struct str path)
{
	return path.len && find_below(path);
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
	unsigned gaps = has_more(option, MORE_GAPS) ? option_gap_count : 0;
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
	unsigned others = version_known(target->server) && has_more(option, MORE_PARSERS) ? option_parser_count : 0;
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
