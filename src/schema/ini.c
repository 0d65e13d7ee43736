#include "schema/ini.h"

#include <pthread.h>

#include "base/bug.h"
#include "base/number.h"
#include "schema/canon.h"

enum {
	LEVEL_MIN = 2,     /* vv */
	LEVEL_MAX = 12,    /* the longest that is registered */
	VERBOSE_MAX = 14,  /* the longest value of verbose that is understood */
};

static const char *const verbosity = "systemLog.verbosity";

/* ---- names ---- */

static bool only_v(struct str text)
{
	for (uint32_t i = 0; i < text.len; i++)
		if (text.at[i] != 'v')
			return false;
	return true;
}

static bool is_level(struct str name)
{
	return name.len >= LEVEL_MIN && name.len <= LEVEL_MAX && only_v(name);
}

/* A file may have a line for each of its bytes but a few, and the tables are long: a hash table of all names that
 * either has, made at the first question, says which rows have a name: first those of ini_table, then those of option_table, in
 * their order. 0 is a free slot, and the end of a name's rows. */
enum { SLOTS = 2048, ROWS = SLOTS / 2 };
static uint16_t slots[SLOTS], next_row[ROWS];

/* "" of an option that has none. */
static const char *name_of(unsigned row)
{
	return row < ini_count ? ini_table[row].name : option_table[row - ini_count].cli;
}

static uint32_t slot_of(struct str name)
{
	uint32_t slot = (uint32_t)str_hash(name) % SLOTS;
	while (slots[slot] && !str_is(name, name_of(slots[slot] - 1U)))
		slot = (slot + 1) % SLOTS;
	return slot;
}

static void fill_slots(void)
{
	if (ini_count + option_count > ROWS)
		bug("%u names in %d slots", ini_count + option_count, SLOTS);
	for (unsigned row = ini_count + option_count; row-- > 0;)
		if (*name_of(row)) {
			uint16_t *slot = &slots[slot_of(str_of(name_of(row)))];
			next_row[row] = *slot;
			*slot = (uint16_t)(row + 1);
		}
}

/* 1 and the first row that has the name, or 0. */
static unsigned first_row(struct str name)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	pthread_once(&once, fill_slots);
	return slots[slot_of(name)];
}

bool ini_is_name(struct str name)
{
	return first_row(name) != 0;
}

static bool fits(const struct ini_name *row, const struct target *target)
{
	bool release = version_known(target->server);
	return (row->binaries & target->binary) && option_on_platform(row->platform, target) &&
	       (!release || version_at_least(target->server, row->from)) &&
	       (!release || !version_known(row->to) || !version_at_least(target->server, row->to));
}

/* `present`: only what no release has taken away. */
static const struct ini_name *find_row(struct str name, const struct target *target, bool present)
{
	for (unsigned row = first_row(name); row && row <= ini_count; row = next_row[row - 1]) {
		const struct ini_name *found = &ini_table[row - 1];
		if (fits(found, target) && !(present && version_known(found->to)))
			return found;
	}
	return NULL;
}

/* An option by its own name on the command line. Old and new path may share it: the new one is meant,
 * if there is one in this release. */
static const struct option *find_own(struct str name, const struct target *target)
{
	const struct option *found = NULL;
	for (unsigned row = first_row(name); row; row = next_row[row - 1]) {
		const struct option *option = row > ini_count ? &option_table[row - 1 - ini_count] : NULL;
		if (!option || option->no_ini)
			continue;
		enum option_state state = option_state(option, target);
		if (state != OPTION_LIVE && state != OPTION_DEPRECATED && state != OPTION_UNSURE)
			continue;
		if (!found || !*option->replaced_by)
			found = option;
	}
	return found;
}

bool ini_find(struct str name, const struct target *target, struct ini_name *found)
{
	static const char levels[] = "vvvvvvvvvvvv";
	if (is_level(name)) {
		const char *level = levels + sizeof(levels) - 1 - name.len;
		*found = (struct ini_name){ .name = level, .key = level, .option = verbosity, .type = PARSER_SWITCH,
					    .way = INI_LEVEL, .binaries = BINARY_MONGOD | BINARY_MONGOS };
		return true;
	}
	if (!ini_is_name(name))
		return false;
	/* With a release at most one of the two is there. */
	const struct ini_name *row = find_row(name, target, true);
	const struct option *own = row ? NULL : find_own(name, target);
	if (!row && !(own && !version_known(target->server)))
		row = find_row(name, target, false);
	if (row)
		*found = *row;
	if (row || !own)
		return row != NULL;
	const struct option *option = option_canonical(own, target);
	*found = (struct ini_name){
		.name = own->cli, .key = option->path, .option = option->path,
		.type = option_parser_type(option, target), .way = INI_PLAIN, .binaries = own->binaries,
		.from = own->since, .to = own->removed, .platform = own->platform,
		.now = option == own || !*option->cli ? NULL : option->cli, .own = own->path,
	};
	return true;
}

const struct ini_name *ini_newest(struct str name)
{
	const struct ini_name *newest = NULL;
	for (unsigned at = first_row(name); at && at <= ini_count; at = next_row[at - 1]) {
		const struct ini_name *row = &ini_table[at - 1];
		if (newest && !version_known(newest->to))
			continue;
		if (!newest || !version_known(row->to) || version_compare(newest->to, row->to) < 0)
			newest = row;
	}
	return newest;
}

/* ---- values ---- */

/* boost/program_options, validate() for bool. */
bool ini_bool(struct str text, bool *value)
{
	static const char *const words[][2] = {
		{ "off", "on" }, { "no", "yes" }, { "0", "1" }, { "false", "true" },
	};
	*value = text.len == 0;
	if (!text.len)
		return true;
	for (unsigned i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		for (unsigned truth = 0; truth < 2; truth++) {
			if (str_eq_nocase(text, str_of(words[i][truth]))) {
				*value = truth;
				return true;
			}
		}
	}
	return false;
}

static void keep(struct ini_kept *kept, const char *path, struct str value)
{
	kept->path = path;
	kept->value = value;
}

static void keep_plain(struct arena *arena, const struct ini_name *name, const struct target *target,
		       struct str text, struct ini_kept *kept)
{
	struct canon canon;
	canon_apply(arena, option_find(str_of(name->option)), target, text, &canon);
	keep(kept, canon.option ? canon.option->path : NULL, canon.value);
	kept->also_path = canon.also ? canon.also->path : NULL;
	kept->also_value = canon.also_value;
}

static void keep_verbose(struct arena *arena, struct str text, struct ini_kept *kept)
{
	if (str_is(text, "true"))
		keep(kept, verbosity, STR("1"));
	else if (!only_v(text))
		kept->refusal = "The \"verbose\" option string cannot contain any characters other than \"v\"";
	else if (text.len <= VERBOSE_MAX)
		keep(kept, verbosity, str_format(arena, "%u", (unsigned)text.len));
	else
		keep(kept, "verbose", text);
}

static void keep_profile(struct arena *arena, const struct target *target, struct str text,
			 struct ini_kept *kept)
{
	static const char *const modes[] = { "off", "slowOp", "all" };
	static const struct version shorter = VERSION(4, 2);
	bool old = version_known(target->server) && !version_at_least(target->server, shorter);
	int32_t mode;
	const char *why;
	if (!number_int(arena, text, number_era(target->server), &mode, &why))
		kept->refusal = arena_printf(arena, "Error parsing option \"profile\" as int%s: %s",
					     old ? " in config file" : "", why);
	else if (mode < 0 || mode > 2)
		kept->refusal = arena_printf(arena, "Bad value for profile: %d.  Supported modes are: "
					     "(0=off|1=slowOp|2=all)", (int)mode);
	else
		keep(kept, "operationProfiling.mode", str_of(modes[mode]));
}

static void keep_flag(struct arena *arena, const struct ini_name *name, const struct target *target,
		      bool flag, struct ini_kept *kept)
{
	struct str word = flag ? STR("true") : STR("false");
	switch (name->way) {
	case INI_PLAIN:
		keep_plain(arena, name, target, word, kept);
		return;
	case INI_SWITCH:
		keep(kept, name->option, str_of(flag ? name->yes : name->no));
		return;
	case INI_IF_TRUE:
		keep(kept, flag ? name->option : name->key, flag ? str_of(name->yes) : word);
		return;
	case INI_NO_FALSE:
		keep(kept, name->option, str_of(name->yes));
		if (!flag)
			kept->refusal = arena_printf(arena, "%s option cannot be set to false in config file",
						     name->name);
		return;
	case INI_LEVEL:
		if (flag)
			keep(kept, verbosity, str_format(arena, "%u", (unsigned)str_of(name->name).len));
		return;
	case INI_REFUSED:
		kept->refusal = name->yes;
		return;
	default:
		break;
	}
	keep(kept, name->key, word);
	kept->quits = name->way == INI_QUIT_ANY || (name->way == INI_QUIT && flag);
}

static void keep_text(struct arena *arena, const struct ini_name *name, const struct target *target,
		      struct str text, struct ini_kept *kept)
{
	switch (name->way) {
	case INI_PLAIN:
		keep_plain(arena, name, target, text, kept);
		break;
	case INI_LOGPATH:
		keep(kept, name->option, text);
		kept->also_path = "systemLog.destination";
		kept->also_value = "file";
		if (!text.len)
			kept->refusal = "logpath cannot be empty if supplied";
		break;
	case INI_VERBOSE:
		keep_verbose(arena, text, kept);
		break;
	case INI_PROFILE:
		keep_profile(arena, target, text, kept);
		break;
	case INI_DROP:
		break;
	case INI_REFUSED:
		kept->refusal = name->yes;
		break;
	default:
		keep(kept, name->key, text);
		break;
	}
}

void ini_apply(struct arena *arena, const struct ini_name *name, const struct target *target,
	       struct str text, struct ini_kept *kept)
{
	bool flag;
	*kept = (struct ini_kept){ .path = NULL };
	if (name->type != PARSER_BOOL && name->type != PARSER_SWITCH)
		keep_text(arena, name, target, text, kept);
	else if (ini_bool(text, &flag))
		keep_flag(arena, name, target, flag, kept);
	else
		kept->refusal = arena_printf(arena, "Error parsing INI config file: the argument ('%.*s') for option "
					     "'%s' is invalid. Valid choices are 'on|off', 'yes|no', '1|0' and "
					     "'true|false'", STR_ARG(text), name->name);
}

const char *ini_conflict_text(struct arena *arena, const struct ini_conflict *conflict)
{
	return conflict->message ? conflict->message
	     : arena_printf(arena, "%s is not allowed when %s is specified", conflict->other, conflict->key);
}
