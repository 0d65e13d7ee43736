#include "schema/parameter_value.h"

#include <stdlib.h>

#include "base/number.h"
#include "schema/document.h"
#include "schema/option.h"

/* A value on its way through the checks. */
struct value {
	struct arena *arena;
	const struct parameter *parameter;
	const struct parameter_peers *peers;
	struct str text;
	double number;    /* of the types that are numbers; exact enough for every bound there is */
};

/* What another parameter was set to; false when it isn't among those that are set. */
static bool peer(const struct value *value, const char *name, struct str *text)
{
	for (unsigned i = 0; i < value->peers->count; i++) {
		if (str_is(value->peers->settings[i].name, name)) {
			*text = value->peers->settings[i].text;
			return true;
		}
	}
	return false;
}

static int32_t peer_int(const struct value *value, const char *name, int32_t otherwise)
{
	struct str text;
	enum number_era era = number_era(value->peers->server);
	int32_t number = otherwise;
	if (peer(value, name, &text) && !number_int(value->arena, text, era, &number, NULL))
		return otherwise;
	return number;
}

static bool is_true(struct str text)
{
	return str_is(text, "1") || str_is(text, "true");
}

/* ---- types */

static const char *check_bool(const struct value *value)
{
	if (is_true(value->text) || str_is(value->text, "0") || str_is(value->text, "false"))
		return NULL;
	return value->parameter->rule == PARAMETER_HONOR_UMASK
		       ? "honorSystemUmask must be 'true' or 'false'"
		       : "Value is not a valid boolean";
}

static const char *check_number(struct value *value)
{
	enum number_era era = number_era(value->peers->server);
	const char *why = NULL;
	int32_t i;
	int64_t l;
	uint64_t u;
	switch (value->parameter->type) {
	case PARAMETER_INT:
		if (number_int(value->arena, value->text, era, &i, &why))
			value->number = i;
		break;
	case PARAMETER_LONG:
		if (number_long(value->arena, value->text, era, &l, &why))
			value->number = (double)l;
		break;
	case PARAMETER_UNSIGNED_LONG_LONG:
		if (number_unsigned_long_long(value->arena, value->text, era, &u, &why))
			value->number = (double)u;
		break;
	default:
		if (!number_double(value->arena, value->text, era, &value->number, &why))
			break;
	}
	return why;
}

static const char *check_type(struct value *value)
{
	switch (value->parameter->type) {
	case PARAMETER_BOOL:
		return check_bool(value);
	case PARAMETER_STRING:
	case PARAMETER_LIST:
		return NULL;
	default:
		return check_number(value);
	}
}

/* Is it some number, though not one of this type? */
static bool is_number(const struct value *value)
{
	double number;
	return value->parameter->type != PARAMETER_BOOL &&
	       number_double(value->arena, value->text, NUMBER_STRTO, &number, NULL);
}

/* ---- bounds */

/* Doubles are printed with 16 digits at most (server source, bson/util/builder.h). */
static const char *bound_text(struct arena *arena, const struct parameter *parameter, double number)
{
	if (parameter->type == PARAMETER_DOUBLE)
		return arena_printf(arena, "%.16g", number);
	return arena_printf(arena, "%.0f", number);
}

static const char *out_of_bounds(const struct value *value, const char *than, double bound)
{
	const struct parameter *parameter = value->parameter;
	const char *name = *parameter->alias_of ? parameter->alias_of : parameter->name;
	return arena_printf(value->arena, "Invalid value for parameter %s: %s is not %s %s", name,
			    bound_text(value->arena, parameter, value->number), than,
			    bound_text(value->arena, parameter, bound));
}

/* In the order in which the server's generated code adds them; NaN is within no bounds. */
static const char *check_bounds(const struct value *value)
{
	const struct parameter_bound *low = &value->parameter->low, *high = &value->parameter->high;
	double number = value->number;
	if (high->set && high->exclusive && !(number < high->value))
		return out_of_bounds(value, "less than", high->value);
	if (low->set && low->exclusive && !(number > low->value))
		return out_of_bounds(value, "greater than", low->value);
	if (high->set && !high->exclusive && !(number <= high->value))
		return out_of_bounds(value, "less than or equal to", high->value);
	if (low->set && !low->exclusive && !(number >= low->value))
		return out_of_bounds(value, "greater than or equal to", low->value);
	return NULL;
}

/* ---- documents */

static const char *no_document(const struct value *value, const char *fault)
{
	return arena_printf(value->arena, "code FailedToParse: FailedToParse: %s: of:%.*s", fault,
			    STR_ARG(value->text));
}

/* Does the server know this component? Every one has an option of its own. */
static bool is_component(const struct value *value, const char *dotted)
{
	const char *path = arena_printf(value->arena, "systemLog.component.%s.verbosity", dotted);
	const struct option *option = option_find(str_of(path));
	return option && (!version_known(value->peers->server) ||
			  version_at_least(value->peers->server, option->since));
}

/* The fields of one level; `parent` is the component's dotted name, "" at the top. */
static const char *check_components(const struct value *value, struct str inside,
				    const char *parent)
{
	const char *shown = *parent ? parent : "default", *why;
	struct document_field field;
	struct str below;
	while (document_next(&inside, &field)) {
		bool number = field.kind == DOCUMENT_INT || field.kind == DOCUMENT_LONG ||
			      field.kind == DOCUMENT_DOUBLE;
		const char *kind = document_kind_name(field.kind);
		if (str_is(field.name, "verbosity") && number)
			continue;
		if (str_is(field.name, "verbosity"))
			return arena_printf(value->arena, "Expected %s.verbosity to be a number, but "
					    "found %s", shown, kind);
		const char *dotted = arena_printf(value->arena, "%s%s%.*s", parent, *parent ? "." : "",
						  STR_ARG(field.name));
		if (!is_component(value, dotted))
			return arena_printf(value->arena, "Invalid component name %s.%.*s", shown,
					    STR_ARG(field.name));
		if (number)
			continue;
		if (field.kind != DOCUMENT_OBJECT)
			return arena_printf(value->arena, "Invalid type %sfor component %s.%.*s", kind,
					    shown, STR_ARG(field.name));
		document_open(field.value, &below);
		why = check_components(value, below, dotted);
		if (why)
			return why;
	}
	return NULL;
}

static const char *rule_components(struct value *value)
{
	struct str inside;
	const char *fault = document_open(value->text, &inside);
	return fault ? no_document(value, fault) : check_components(value, inside, "");
}

static const char *rule_mirror(struct value *value)
{
	struct document_field field;
	struct str inside;
	const char *fault = document_open(value->text, &inside);
	if (fault)
		return no_document(value, fault);
	while (document_next(&inside, &field)) {
		bool rate = str_is(field.name, "samplingRate");
		if (!rate && !str_is(field.name, "maxTimeMS"))
			return arena_printf(value->arena, "BSON field 'mirrorReads.%.*s' is an unknown "
					    "field.", STR_ARG(field.name));
		if (field.kind != (rate ? DOCUMENT_DOUBLE : DOCUMENT_INT))
			return arena_printf(value->arena, "BSON field 'mirrorReads.%.*s' is the wrong "
					    "type '%s', expected type '%s'", STR_ARG(field.name),
					    document_kind_name(field.kind), rate ? "double" : "int");
		if (rate ? !(field.number >= 0 && field.number <= 1) : field.number <= 0)
			return arena_printf(value->arena, "BSON field '%.*s' value must be %s",
					    STR_ARG(field.name), rate ? ">= 0 and <= 1" : "> 0");
	}
	return NULL;
}

/* ---- other rules */

static bool is_one_of(struct str text, const char *const words[])
{
	for (; *words; words++)
		if (str_is(text, *words))
			return true;
	return false;
}

static const char *rule_descriptor(struct value *value)
{
	if (value->text.len <= 64)
		return NULL;
	return "Value for parameter automationServiceDescriptor must be no more than 64 bytes";
}

static const char *rule_file_size(struct value *value)
{
	int32_t folder = peer_int(value, "diagnosticDataCollectionDirectorySizeMB", 200);
	if (value->number <= folder)
		return NULL;
	return arena_printf(value->arena, "diagnosticDataCollectionFileSizeMB must be less than or "
			    "equal to '%d' which is the current value of "
			    "diagnosticDataCollectionDirectorySizeMB.", folder);
}

static const char *rule_hedging(struct value *value)
{
	static const char *const words[] = { "on", "off", NULL };
	if (is_one_of(value->text, words))
		return NULL;
	return arena_printf(value->arena, "Enumeration value '%.*s' for field 'readHedgingMode' is not "
			    "a valid value.", STR_ARG(value->text));
}

/* Of the three names this one comes first, so the other two are still as they were. */
static const char *rule_host_timeout(struct value *value)
{
	enum { REFRESH_REQUIREMENT = 60000, REFRESH_TIMEOUT = 20000 };
	if (value->number >= REFRESH_REQUIREMENT + REFRESH_TIMEOUT)
		return NULL;
	return arena_printf(value->arena, "ShardingTaskExecutorPoolHostTimeoutMS (%.0f) set below "
			    "ShardingTaskExecutorPoolRefreshRequirementMS (%d) + "
			    "ShardingTaskExecutorPoolRefreshTimeoutMS (%d).", value->number,
			    REFRESH_REQUIREMENT, REFRESH_TIMEOUT);
}

static const char *rule_refresh_timeout(struct value *value)
{
	int32_t requirement =
		peer_int(value, "ShardingTaskExecutorPoolRefreshRequirementMS", 60000);
	if (value->number < requirement)
		return NULL;
	return arena_printf(value->arena, "ShardingTaskExecutorPoolRefreshRequirementMS (%d) set below "
			    "ShardingTaskExecutorPoolRefreshTimeoutMS (%.0f).", requirement,
			    value->number);
}

static const char *rule_http_url(struct value *value)
{
	if (str_starts(value->text, "http"))
		return NULL;
	return "cloudFreeMonitoringEndpointURL only supports http:// URLs";
}

static const char *rule_log_level(struct value *value)
{
	if (value->number >= 0)
		return NULL;
	return arena_printf(value->arena, "Invalid value for logLevel: %.0f", value->number);
}

/* "automatic" came with 4.2.13, 4.4.5 and 5.0 (SERVER-53394). */
static const char *rule_matching(struct value *value)
{
	static const char *const words[] = { "disabled", "matchPrimaryNode", "matchBusiestNode", NULL };
	static const struct version in_4_2 = VERSION(4, 2, 13), in_4_4 = VERSION(4, 4, 5);
	static const struct version next = VERSION(4, 3);
	struct version server = value->peers->server;
	bool automatic = !version_known(server) ||
			 version_at_least(server, version_at_least(server, next) ? in_4_4 : in_4_2);
	if (is_one_of(value->text, words) || (automatic && str_is(value->text, "automatic")))
		return NULL;
	return arena_printf(value->arena, "Unrecognized matching strategy '%.*s'",
			    STR_ARG(value->text));
}

static const char *rule_never_set(struct value *value)
{
	if (str_is(str_of(value->parameter->name), "authSchemaVersion"))
		return "set called on unsettable server parameter";
	return arena_printf(value->arena, "%s cannot be set via setParameter.",
			    value->parameter->name);
}

static const char *rule_protocol(struct value *value)
{
	static const char *const words[] = { "streamable", "sdam", "scanning", NULL };
	if (is_one_of(value->text, words))
		return NULL;
	return arena_printf(value->arena, "Unrecognized replicaSetMonitorProtocol '%.*s'",
			    STR_ARG(value->text));
}

static const char *rule_read_preference(struct value *value)
{
	static const char *const words[] = { "primary", "primaryPreferred", "secondary",
					     "secondaryPreferred", "nearest", NULL };
	if (is_one_of(value->text, words))
		return NULL;
	return arena_printf(value->arena, "Enumeration value '%.*s' for field 'mode' is not a valid "
			    "value.", STR_ARG(value->text));
}

static const char *rule_release_rate(struct value *value)
{
	if (!(value->number < 0))
		return NULL;
	return arena_printf(value->arena, "tcmallocReleaseRate cannot be negative: %.*s",
			    STR_ARG(value->text));
}

static const char *rule_tickets(struct value *value)
{
	if (value->number <= 0)
		return arena_printf(value->arena, "%s has to be > 0", value->parameter->name);
	if (value->number < 5)
		return arena_printf(value->arena, "Minimum value for semaphore is 5; given %.0f",
				    value->number);
	return NULL;
}

/* Only the bits of the group and of others may be in it. */
static const char *rule_umask(struct value *value)
{
	enum { GROUP_AND_OTHERS = 077 };
	const char *text = str_cstr(value->arena, value->text);
	struct str honor;
	char *end;
	if (peer(value, "honorSystemUmask", &honor) && is_true(honor))
		return "honorSystemUmask and processUmask may not be specified together";
	unsigned long mask = strtoul(text, &end, 8);
	if (end != text + value->text.len)
		return arena_printf(value->arena, "'%s' is not a valid octal value", text);
	if (mask & ~(unsigned long)GROUP_AND_OTHERS)
		return arena_printf(value->arena, "'%s' attempted to set invalid umask bits", text);
	return NULL;
}

static const char *rule_watchdog(struct value *value)
{
	if (value->number >= 60 || value->number == -1)
		return NULL;
	return "watchdogPeriodSeconds must be greater than or equal to 60s";
}

/* Facts: server source, 4.0 to the 4.4 branch point, the files that set each parameter from text. */
static const char *(*const rules[PARAMETER_RULE_COUNT])(struct value *) = {
	[PARAMETER_COMPONENTS] = rule_components,
	[PARAMETER_DESCRIPTOR] = rule_descriptor,
	[PARAMETER_FILE_SIZE] = rule_file_size,
	[PARAMETER_HEDGING] = rule_hedging,
	[PARAMETER_HOST_TIMEOUT] = rule_host_timeout,
	[PARAMETER_HTTP_URL] = rule_http_url,
	[PARAMETER_LOG_LEVEL] = rule_log_level,
	[PARAMETER_MATCHING] = rule_matching,
	[PARAMETER_MIRROR] = rule_mirror,
	[PARAMETER_NEVER_SET] = rule_never_set,
	[PARAMETER_PROTOCOL] = rule_protocol,
	[PARAMETER_READ_PREFERENCE] = rule_read_preference,
	[PARAMETER_REFRESH_TIMEOUT] = rule_refresh_timeout,
	[PARAMETER_RELEASE_RATE] = rule_release_rate,
	[PARAMETER_TICKETS] = rule_tickets,
	[PARAMETER_UMASK] = rule_umask,
	[PARAMETER_WATCHDOG] = rule_watchdog,
};

const char *parameter_value_check(struct arena *arena, const struct parameter *parameter,
				  struct str text, const struct parameter_peers *peers, bool *beyond)
{
	struct value value = { arena, parameter, peers, text, 0 };
	*beyond = false;
	const char *why = check_type(&value);
	if (why) {
		*beyond = is_number(&value);
		return why;
	}
	*beyond = true;
	why = rules[parameter->rule] ? rules[parameter->rule](&value) : NULL;
	return why ? why : check_bounds(&value);
}
