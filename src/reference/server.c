#include "reference/server.h"

#include <string.h>

#include "base/buf.h"
#include "schema/limit.h"

static const struct {
	unsigned bit;
	const char *name;
} binaries[SERVER_BINARIES] = { { BINARY_MONGOD, "mongod" }, { BINARY_MONGOS, "mongos" } };

static const char *const states[] = {
	[OPTION_LIVE] = "live", [OPTION_DEPRECATED] = "deprecated", [OPTION_FUTURE] = "future",
	[OPTION_REMOVED] = "removed", [OPTION_FOREIGN] = "foreign", [OPTION_UNSURE] = "unsure",
	[OPTION_OTHER_EDITION] = "other-edition", [OPTION_OTHER_PLATFORM] = "other-platform",
};

static bool takes(const struct option *option, const struct target *target, enum option_state state)
{
	switch (state) {
	case OPTION_LIVE:
	case OPTION_DEPRECATED:
	case OPTION_UNSURE:
		break;
	case OPTION_OTHER_EDITION:
		if (target->edition)
			return false;
		break;
	case OPTION_OTHER_PLATFORM:
		/* No package has been built for telephones. */
		if (target->platform != PLATFORM_ANY || option->platform == PLATFORM_MOBILE)
			return false;
		break;
	case OPTION_FUTURE:
	case OPTION_REMOVED:
	case OPTION_FOREIGN:
		return false;
	}
	return !option->refused;
}

bool server_takes(const struct option *option, const struct target *target)
{
	for (unsigned i = 0; i < SERVER_BINARIES; i++) {
		struct target one = *target;
		one.binary = binaries[i].bit;
		if ((!target->binary || target->binary == one.binary) &&
		    takes(option, &one, option_state(option, &one)))
			return true;
	}
	return false;
}

static const char *refusal(struct arena *arena, const char *why)
{
	return arena_printf(arena, "stops with: Unrecognized option: it %s", why);
}

/* Why it isn't taken, or how. What only some builds take is a refusal where it is said which build is
 * meant. */
static const char *answer_text(struct arena *arena, const struct option *option, enum option_state state, bool takes)
{
	switch (state) {
	case OPTION_LIVE:
		return option->refused ? "reads it, and does not start" : "reads it";
	case OPTION_DEPRECATED:
		return "reads it, with a warning: it is deprecated";
	case OPTION_UNSURE:
		return "may read it: it came after 5.0, and the first release is not known";
	case OPTION_FUTURE:
		return refusal(arena, version_known(option->since)
			       ? arena_printf(arena, "came with %s", version_text(arena, option->since)) : "came after 5.0");
	case OPTION_REMOVED:
		return refusal(arena, arena_printf(arena, "is gone since %s", version_text(arena, option->removed)));
	case OPTION_FOREIGN:
		return refusal(arena, arena_printf(arena, "belongs to %s", server_binaries_text(option->binaries)));
	case OPTION_OTHER_EDITION:
		return takes ? arena_printf(arena, "reads it in %s, and else stops with: Unrecognized option",
					    server_editions_text(option->editions))
			     : refusal(arena, arena_printf(arena, "is only in %s", server_editions_text(option->editions)));
	case OPTION_OTHER_PLATFORM:
		return takes ? arena_printf(arena, "reads it in builds for %s, and else stops with: Unrecognized option",
					    server_platform_text(option->platform))
			     : refusal(arena, arena_printf(arena, "is only in builds for %s", server_platform_text(option->platform)));
	}
	return NULL;
}

unsigned server_ask(struct arena *arena, const struct option *option, const struct target *target,
		    struct server_answer out[SERVER_BINARIES])
{
	unsigned count = 0;
	for (unsigned i = 0; i < SERVER_BINARIES; i++) {
		struct target one = *target;
		one.binary = binaries[i].bit;
		if (target->binary && target->binary != one.binary)
			continue;
		enum option_state state = option_state(option, &one);
		bool taken = takes(option, &one, state);
		out[count++] = (struct server_answer){
			binaries[i].name, states[state], taken, answer_text(arena, option, state, taken) };
	}
	return count;
}

const char *server_name(struct arena *arena, const struct target *target)
{
	static const char *const editions[] = {
		[0] = "", [EDITION_COMMUNITY] = " (Community)", [EDITION_ENTERPRISE] = " (Enterprise)",
		[EDITION_PERCONA] = " (Percona)",
	};
	const char *release = version_text(arena, target->server);
	return arena_printf(arena, "%s%s%s%s", server_binaries_text(target->binary), *release ? " " : "", release,
			    editions[target->edition]);
}

/* ---- values ---- */

#define LINE(major, minor) VERSION(major, minor, VERSION_NEWEST)
const struct version server_releases[SERVER_RELEASES] = {
	LINE(3, 4), LINE(3, 6), LINE(4, 0), LINE(4, 2), LINE(4, 4),
	LINE(5, 0), LINE(6, 0), LINE(7, 0), LINE(8, 0), LINE(8, 2),
};

static bool has_word(const char *words, struct str word)
{
	struct str rest = str_of(words), one;
	while (str_split(&rest, '|', &one))
		if (str_eq(one, word))
			return true;
	return false;
}

static const char *join_words(struct arena *arena, const char *words, const char *more)
{
	struct buf out = BUF_INIT(arena);
	struct str rest = str_of(more), one;
	buf_text(&out, words);
	while (str_split(&rest, '|', &one))
		if (!has_word(words, one))
			buf_printf(&out, "|%.*s", STR_ARG(one));
	return buf_done(&out).at;
}

struct gathering {
	struct arena *arena;
	const struct option *option;
	struct server_values values;
	bool any;
};

/* Widens what is gathered by what this one server takes; one that checks nothing takes all. */
static void gather(struct gathering *all, const struct target *target)
{
	struct server_values one = { .choices = limit_choices(all->option, target), .alone = limit_alone(all->option, target) };
	struct server_values *values = &all->values;
	one.has_min = limit_min(all->option, target, &one.min);
	one.has_max = limit_max(all->option, target, &one.max);
	if (!all->any) {
		*values = one;
		all->any = true;
		return;
	}
	values->has_min &= one.has_min;
	values->has_max &= one.has_max;
	values->min = one.min < values->min ? one.min : values->min;
	values->max = one.max > values->max ? one.max : values->max;
	values->choices = values->choices && one.choices ? join_words(all->arena, values->choices, one.choices) : NULL;
	values->alone = one.alone ? one.alone : values->alone;
}

/* The editions, or the one that is said: some limits are those of one edition. */
static void gather_editions(struct gathering *all, struct target target)
{
	unsigned editions = target.edition ? target.edition : all->option->editions ? all->option->editions
			  : EDITION_COMMUNITY | EDITION_ENTERPRISE | EDITION_PERCONA;
	for (unsigned bit = EDITION_COMMUNITY; bit <= EDITION_PERCONA; bit <<= 1) {
		if (!(editions & bit))
			continue;
		target.edition = bit;
		gather(all, &target);
	}
}

void server_values(struct arena *arena, const struct option *option, const struct target *target,
		   bool any_release, struct server_values *out)
{
	struct gathering all = { .arena = arena, .option = option };
	for (unsigned b = 0; b < SERVER_BINARIES; b++) {
		struct target one = *target;
		one.binary = binaries[b].bit;
		if (!(option->binaries & one.binary) || (target->binary && target->binary != one.binary))
			continue;
		if (version_known(one.server) || !any_release) {
			gather_editions(&all, one);
			continue;
		}
		for (unsigned i = 0; i < SERVER_RELEASES; i++) {
			one.server = server_releases[i];
			if (takes(option, &one, option_state(option, &one)))
				gather_editions(&all, one);
		}
	}
	*out = all.values;
}

/* ---- words ---- */

const char *server_binaries_text(unsigned bits)
{
	return bits == BINARY_MONGOD ? "mongod" : bits == BINARY_MONGOS ? "mongos" : "mongod and mongos";
}

const char *server_editions_text(unsigned editions)
{
	static const char *const name[] = {
		[EDITION_COMMUNITY] = "MongoDB Community", [EDITION_ENTERPRISE] = "MongoDB Enterprise",
		[EDITION_ENTERPRISE | EDITION_COMMUNITY] = "MongoDB's own editions",
		[EDITION_PERCONA] = "Percona Server for MongoDB",
		[EDITION_PERCONA | EDITION_COMMUNITY] = "MongoDB Community and Percona Server for MongoDB",
		[EDITION_PERCONA | EDITION_ENTERPRISE] = "MongoDB Enterprise and Percona Server for MongoDB",
	};
	return editions < sizeof name / sizeof *name ? name[editions] : NULL;
}

const char *server_platform_text(enum platform platform)
{
	static const char *const name[] = {
		[PLATFORM_ANY] = NULL, [PLATFORM_UNIX] = "Linux and macOS", [PLATFORM_LINUX] = "Linux",
		[PLATFORM_WINDOWS] = "Windows", [PLATFORM_NATIVE_TLS] = "Windows and macOS",
		[PLATFORM_MOBILE] = "telephones",
	};
	return name[platform];
}
