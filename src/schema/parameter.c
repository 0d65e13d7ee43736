#include "schema/parameter.h"

#include <string.h>

#include "base/number.h"
#include "schema/parameter_value.h"

/* ---- the table */

static const struct parameter *first_row(struct str name)
{
	unsigned low = 0, high = parameter_count;
	while (low < high) {
		unsigned middle = low + (high - low) / 2;
		if (str_compare(str_of(parameter_table[middle].name), name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == parameter_count || !str_is(name, parameter_table[low].name))
		return NULL;
	return &parameter_table[low];
}

static bool is_same(const struct parameter *row, const struct parameter *first)
{
	return row < parameter_table + parameter_count && strcmp(row->name, first->name) == 0;
}

static bool is_gone(const struct parameter *row, struct version server)
{
	return version_known(row->removed) && version_known(server) &&
	       version_at_least(server, row->removed);
}

const struct parameter *parameter_find(struct str name, struct version server)
{
	const struct parameter *row = first_row(name);
	if (!row)
		return NULL;
	while (is_same(row + 1, row) && (is_gone(row, server) || !version_known(server)))
		row++;
	return row;
}

bool parameter_table_complete(struct version server)
{
	static const struct version from = VERSION(4, 2), to = VERSION(4, 5);
	return version_at_least(server, from) && !version_at_least(server, to);
}

const char *parameter_type_name(enum parameter_type type)
{
	static const char *const names[] = {
		[PARAMETER_BOOL] = "true or false",
		[PARAMETER_INT] = "integer",
		[PARAMETER_LONG] = "integer (64 bit)",
		[PARAMETER_UNSIGNED_LONG_LONG] = "integer (64 bit, not negative)",
		[PARAMETER_DOUBLE] = "number",
		[PARAMETER_STRING] = "string",
		[PARAMETER_LIST] = "strings with commas between",
	};
	return names[type];
}

/* ---- what a target knows */

enum presence { ABSENT, MAYBE, PRESENT };

static enum presence in_release(const struct parameter *row, struct version server)
{
	if (!version_known(server))
		return PRESENT;
	if (is_gone(row, server))
		return ABSENT;
	if (version_known(row->maybe_removed) && version_at_least(server, row->maybe_removed))
		return MAYBE;
	if (version_at_least(server, row->since))
		return PRESENT;
	return version_known(row->maybe_since) && version_at_least(server, row->maybe_since) ? MAYBE
											     : ABSENT;
}

static enum presence in_binary(const struct parameter *row, unsigned binary)
{
	if (row->binaries & binary)
		return PRESENT;
	return row->maybe_binaries & binary ? MAYBE : ABSENT;
}

static enum presence presence(const struct parameter *row, const struct target *target)
{
	enum presence release = in_release(row, target->server);
	enum presence binary = in_binary(row, target->binary);
	return release < binary ? release : binary;
}

static bool is_of_build(const struct parameter *row, const struct target *target)
{
	if (row->editions && !(row->editions & target->edition))
		return false;
	return row->platform == PLATFORM_ANY || target->platform != PLATFORM_WINDOWS;
}

/* ---- what the server says */

/* Up to 4.2.7 the names were looked up only when the values were taken, in other words. */
static bool looks_up_first(struct version server)
{
	static const struct version since = VERSION(4, 2, 8);
	return !version_known(server) || version_at_least(server, since);
}

static const char *say_unknown(struct arena *arena, struct str name, struct version server)
{
	if (looks_up_first(server))
		return arena_printf(arena, "Unknown --setParameter '%.*s'", STR_ARG(name));
	return arena_printf(arena, "Illegal --setParameter parameter: \"%.*s\"", STR_ARG(name));
}

static const char *say_test_only(struct arena *arena, struct str name, struct version server)
{
	if (looks_up_first(server))
		return arena_printf(arena, "--setParameter '%.*s' only available when used with "
				    "'enableTestCommands'", STR_ARG(name));
	return arena_printf(arena, "Bad value for parameter \"%.*s\": setParameter: '%.*s' is only "
			    "supported with 'enableTestCommands=true'", STR_ARG(name), STR_ARG(name));
}

/* ---- checks */

static struct parameter_verdict refuse(enum parameter_refusal refusal, const char *message)
{
	return (struct parameter_verdict){ refusal, message };
}

/* A fail point is a parameter of its own, made only for tests; their names are in no table. */
static bool is_fail_point(struct str name)
{
	return str_starts(name, "failpoint.");
}

/* Is it there at all? OK: yes. */
static struct parameter_verdict check_name(struct arena *arena, struct str name,
					   const struct target *target, bool test_commands)
{
	const struct parameter *row = parameter_find(name, target->server);
	const char *unknown = say_unknown(arena, name, target->server);
	bool complete = parameter_table_complete(target->server);
	if (!row)
		return refuse(complete && !(test_commands && is_fail_point(name)) ? PARAMETER_UNKNOWN
										   : PARAMETER_UNSURE,
			      unknown);
	enum presence there = presence(row, target);
	bool later = there == ABSENT && row->since_is_sure && !version_at_least(target->server, row->since);
	if (there == MAYBE || (!complete && there == ABSENT && !later))
		return refuse(PARAMETER_UNSURE, unknown);
	if (there == ABSENT || (complete && row->when == PARAMETER_ENGINE_ONLY))
		return refuse(PARAMETER_UNKNOWN, unknown);
	if (!is_of_build(row, target))
		return refuse(PARAMETER_OTHER_BUILD, unknown);
	if (row->test_only && !test_commands)
		return refuse(complete ? PARAMETER_TEST_ONLY : PARAMETER_UNSURE,
			      say_test_only(arena, name, target->server));
	return refuse(PARAMETER_OK, NULL);
}

/* And is it taken? Only for one that check_name() found. */
static struct parameter_verdict check_value(struct arena *arena,
					    const struct parameter_setting *setting,
					    const struct parameter_peers *peers)
{
	const struct parameter *row = parameter_find(setting->name, peers->server);
	bool complete = parameter_table_complete(peers->server), beyond;
	if (row->when == PARAMETER_RUNTIME_ONLY)
		return refuse(complete ? PARAMETER_NOT_AT_STARTUP : PARAMETER_UNSURE,
			      arena_printf(arena, "Cannot use --setParameter to set \"%s\" at startup",
					   row->name));
	const char *why = parameter_value_check(arena, row, setting->text, peers, &beyond);
	if (!why)
		return refuse(PARAMETER_OK, NULL);
	/* What kind of value a parameter takes doesn't change; which ones may. */
	return refuse(complete || !beyond ? PARAMETER_BAD_VALUE : PARAMETER_UNSURE,
		      arena_printf(arena, "Bad value for parameter \"%s\": %s", row->name, why));
}

bool parameter_is_test_commands(struct str name, struct str text)
{
	return str_is(name, "enableTestCommands") && (str_is(text, "1") || str_is(text, "true"));
}

/* Where it isn't known whether the server knows the name, it may still be sure that it takes nothing:
 * what it would say if it knew. */
static struct parameter_verdict check_as_known(struct arena *arena,
					       const struct parameter_setting *setting,
					       const struct target *target,
					       const struct parameter_peers *peers,
					       bool test_commands)
{
	const struct parameter *row = parameter_find(setting->name, target->server);
	if (!row || !parameter_table_complete(target->server) || presence(row, target) != MAYBE)
		return refuse(PARAMETER_OK, NULL);
	if (row->test_only && !test_commands)
		return refuse(PARAMETER_TEST_ONLY,
			      say_test_only(arena, setting->name, target->server));
	return check_value(arena, setting, peers);
}

static struct parameter_verdict check_setting(struct arena *arena,
					      const struct parameter_setting *setting,
					      const struct target *target,
					      const struct parameter_peers *peers, bool test_commands)
{
	struct parameter_verdict verdict = check_name(arena, setting->name, target, test_commands);
	if (verdict.refusal == PARAMETER_OK)
		return check_value(arena, setting, peers);
	if (verdict.refusal != PARAMETER_UNSURE)
		return verdict;
	struct parameter_verdict known =
		check_as_known(arena, setting, target, peers, test_commands);
	return known.refusal > PARAMETER_UNSURE ? known : verdict;
}

enum parameter_refusal parameter_check(struct arena *arena, struct str name, struct str text,
				       const struct target *target, bool test_commands,
				       const char **message)
{
	struct parameter_setting setting = { name, text };
	struct parameter_peers peers = { &setting, 1, target->server };
	struct parameter_verdict verdict =
		check_setting(arena, &setting, target, &peers, test_commands);
	*message = verdict.message;
	return verdict.refusal;
}

/* Refused by name goes first where the server looks at all the names first. */
static bool told_before(const struct parameter_verdict *verdict, bool names_first)
{
	return names_first && (verdict->refusal == PARAMETER_UNKNOWN ||
			       verdict->refusal == PARAMETER_OTHER_BUILD ||
			       verdict->refusal == PARAMETER_TEST_ONLY);
}

unsigned parameter_check_all(struct arena *arena, const struct parameter_setting settings[],
			     unsigned count, const struct target *target,
			     struct parameter_verdict verdicts[])
{
	struct parameter_peers peers = { settings, count, target->server };
	bool test_commands = false, names_first = looks_up_first(target->server);
	unsigned told = count;
	for (unsigned i = 0; i < count; i++)
		test_commands |= parameter_is_test_commands(settings[i].name, settings[i].text);
	for (unsigned i = 0; i < count; i++) {
		verdicts[i] = check_setting(arena, &settings[i], target, &peers, test_commands);
		if (verdicts[i].refusal <= PARAMETER_UNSURE)
			continue;
		bool early = told_before(&verdicts[i], names_first);
		bool told_early = told < count && told_before(&verdicts[told], names_first);
		if (told == count || (early && !told_early) ||
		    (early == told_early &&
		     str_compare(settings[i].name, settings[told].name) < 0))
			told = i;
	}
	return told;
}

/* ---- did you mean */

const struct parameter *parameter_suggest(struct str name, const struct target *target)
{
	enum { FAR = 3, SHORT = 6 };
	/* Of a short name fewer letters may be wrong: else every one is near every other. */
	unsigned limit = name.len < SHORT ? 1 : FAR, best = UINT32_MAX;
	const struct parameter *found = NULL;
	for (unsigned i = 0; i < parameter_count; i++) {
		const struct parameter *row = &parameter_table[i];
		struct str other = str_of(row->name);
		unsigned cost = str_eq_nocase(name, other) ? 0 : str_distance(name, other, limit);
		if (cost > limit || str_eq(name, other))
			continue;
		/* What this server has no use for comes after what it has. */
		bool useful = presence(row, target) != ABSENT && is_of_build(row, target) &&
			      row->when <= PARAMETER_STARTUP_ONLY;
		cost = 2 * cost + (useful ? 0 : 2 * FAR + 1);
		if (cost < best) {
			best = cost;
			found = row;
		}
	}
	return found;
}
