#include "reference/server.h"

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

bool server_min(const struct option *option, const struct target *target __attribute__((unused)), double *value)
{
	*value = option->min;
	return option->has_min;
}

bool server_max(const struct option *option, const struct target *target __attribute__((unused)), double *value)
{
	*value = option->max;
	return option->has_max;
}

const char *server_choices(const struct option *option, const struct target *target __attribute__((unused)))
{
	return option->choices;
}

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
