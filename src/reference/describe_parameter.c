#include "reference/describe.h"

#include <string.h>

#include "reference/server.h"

/* Whether a server takes the name; whether it takes this or that value is not asked. */
static enum parameter_refusal ask(struct arena *arena, const struct parameter *parameter, const struct target *target,
				  const char **message)
{
	enum parameter_refusal refusal = parameter_check(arena, str_of(parameter->name), str_of(parameter->default_text), target,
							 false, message);
	return refusal == PARAMETER_BAD_VALUE ? PARAMETER_OK : refusal;
}

/* What only some editions know is known, where no edition is said. */
static bool is_taken(enum parameter_refusal refusal, const struct target *target)
{
	return refusal == PARAMETER_OK || refusal == PARAMETER_UNSURE ||
	       (refusal == PARAMETER_OTHER_BUILD && !target->edition);
}

bool describe_parameter_taken(const struct parameter *parameter, const struct target *target)
{
	struct arena scratch = ARENA_INIT;
	bool taken = false;
	for (unsigned bit = BINARY_MONGOD; bit <= BINARY_MONGOS && !taken; bit <<= 1) {
		struct target one = *target;
		const char *message;
		one.binary = bit;
		taken = (!target->binary || target->binary == bit) && is_taken(ask(&scratch, parameter, &one, &message), &one);
	}
	arena_free(&scratch);
	return taken;
}

/* ---- words ---- */

static const char *bound_text(struct arena *arena, const struct parameter_bound *bound, const char *least, const char *above)
{
	return bound->set ? arena_printf(arena, "%s %.15g", bound->exclusive ? above : least, bound->value) : "";
}

/* "at least 0, at most 100", or "". */
static const char *range_text(struct arena *arena, const struct parameter *parameter)
{
	const char *low = bound_text(arena, &parameter->low, "at least", "above");
	const char *high = bound_text(arena, &parameter->high, "at most", "below");
	return arena_printf(arena, "%s%s%s", low, *low && *high ? ", " : "", high);
}

static const char *when_text(enum parameter_when when)
{
	static const char *const texts[] = {
		[PARAMETER_ANY_TIME] = "at startup and later", [PARAMETER_STARTUP_ONLY] = "only at startup",
		[PARAMETER_RUNTIME_ONLY] = "only later, by a command: a config file that sets it is refused",
		[PARAMETER_ENGINE_ONLY] = "only later, by a command: at startup it is not known yet",
	};
	return texts[when];
}

const char *describe_parameter_line(struct arena *arena, const struct parameter *parameter)
{
	struct buf out = BUF_INIT(arena);
	const char *range = range_text(arena, parameter);
	buf_text(&out, parameter_type_name(parameter->type));
	if (*range)
		buf_printf(&out, ", %s", range);
	if (*parameter->default_text)
		buf_printf(&out, ", default %s", parameter->default_text);
	if (*parameter->alias_of)
		buf_printf(&out, "; now %s", parameter->alias_of);
	if (*parameter->note)
		buf_printf(&out, "; %s", parameter->note);
	return buf_done(&out).at;
}

/* ---- for people ---- */

static void put_answers(struct buf *out, const struct parameter *parameter, const struct target *asked)
{
	for (unsigned bit = BINARY_MONGOD; bit <= BINARY_MONGOS; bit <<= 1) {
		struct target one = *asked;
		const char *message = NULL;
		one.binary = bit;
		if (asked->binary && asked->binary != bit)
			continue;
		enum parameter_refusal refusal = ask(out->arena, parameter, &one, &message);
		const char *text = refusal == PARAMETER_OK ? "knows it" : refusal == PARAMETER_UNSURE ? "may know it"
				 : refusal == PARAMETER_OTHER_BUILD && !one.edition ? "knows it in some builds only"
				 : arena_printf(out->arena, "stops with: %s", message);
		buf_wrap(out, arena_printf(out->arena, "%s %s", server_name(out->arena, &one), text), 0, 0);
	}
	buf_char(out, '\n');
}

/* A parameter that changed has several forms. */
static void put_form(struct buf *out, const struct parameter *form)
{
	struct arena *arena = out->arena;
	const char *range = range_text(arena, form);
	buf_printf(out, "type: %s\nread by: %s\n", parameter_type_name(form->type), server_binaries_text(form->binaries));
	if (*form->default_text)
		buf_printf(out, "default: %s\n", form->default_text);
	if (*range)
		buf_printf(out, "values: %s\n", range);
	buf_wrap(out, arena_printf(arena, "set: %s", when_text(form->when)), 0, 0);
	buf_printf(out, "since: %s%s\n", version_text(arena, form->since),
		   version_compare(form->since, (struct version)VERSION(3, 4)) ? "" : " or earlier");
	if (version_known(form->removed))
		buf_printf(out, "unknown since: %s\n", version_text(arena, form->removed));
	if (*form->alias_of)
		buf_printf(out, "now: %s\n", form->alias_of);
	if (form->editions)
		buf_printf(out, "only in: %s\n", server_editions_text(form->editions));
	if (form->platform)
		buf_printf(out, "only in builds for: %s\n", server_platform_text(form->platform));
	if (form->test_only)
		buf_text(out, "only with: enableTestCommands\n");
	if (*form->note)
		buf_wrap(out, arena_printf(arena, "note: %s", form->note), 0, 0);
}

/* The forms of one name stand one after the other. */
static const struct parameter *first_form(const struct parameter *parameter)
{
	while (parameter > parameter_table && !strcmp(parameter[-1].name, parameter->name))
		parameter--;
	return parameter;
}

static const struct parameter *next_form(const struct parameter *form)
{
	return form + 1 < parameter_table + parameter_count && !strcmp(form[1].name, form->name) ? form + 1 : NULL;
}

void describe_parameter(struct buf *out, const struct parameter *parameter, const struct target *asked)
{
	buf_printf(out, "setParameter.%s: a server parameter\n\n", parameter->name);
	if (asked)
		put_answers(out, parameter, asked);
	for (const struct parameter *form = first_form(parameter); form; form = next_form(form)) {
		put_form(out, form);
		buf_char(out, '\n');
	}
	const char *value = *parameter->default_text ? parameter->default_text : "VALUE";
	buf_printf(out, "example:\n\n    setParameter:\n      %s: %s\n", parameter->name, value);
}

/* ---- for programs ---- */

static void put_bound(struct json_t *object, const char *key, const struct parameter_bound *bound)
{
	if (!bound->set) {
		json_put_null(object, key);
		return;
	}
	struct json_t *map = json_put_map(object, key);
	json_put_number(map, "value", bound->value);
	json_put_bool(map, "exclusive", bound->exclusive);
}

static struct json_t *form_json(struct arena *arena, const struct parameter *form)
{
	static const char *const whens[] = {
		[PARAMETER_ANY_TIME] = "any-time", [PARAMETER_STARTUP_ONLY] = "startup-only",
		[PARAMETER_RUNTIME_ONLY] = "runtime-only", [PARAMETER_ENGINE_ONLY] = "engine-only",
	};
	struct json_t *object = json_map();
	json_put_text(object, "type", str_of(parameter_type_name(form->type)));
	describe_bits(object, "binaries", form->binaries, DESCRIBE_BINARIES);
	describe_put(object, "default", form->default_text);
	put_bound(object, "min", &form->low);
	put_bound(object, "max", &form->high);
	json_put_text(object, "when", str_of(whens[form->when]));
	json_put_text_or_null(object, "since", version_known(form->since) ? version_text(arena, form->since) : NULL);
	json_put_text_or_null(object, "removed", version_known(form->removed) ? version_text(arena, form->removed) : NULL);
	describe_put(object, "alias_of", form->alias_of);
	describe_bits(object, "editions", form->editions ? form->editions : 7, DESCRIBE_EDITIONS);
	json_put_bool(object, "test_only", form->test_only);
	describe_put(object, "note", form->note);
	return object;
}

struct json_t *describe_parameter_json(struct arena *arena, const struct parameter *parameter,
				       const struct target *asked)
{
	struct json_t *object = json_map();
	json_put_text(object, "kind", STR("parameter"));
	json_put_text(object, "name", str_of(parameter->name));
	struct json_t *forms = json_put_list(object, "forms");
	for (const struct parameter *form = first_form(parameter); form; form = next_form(form))
		json_add(forms, form_json(arena, form));
	if (asked)
		json_put_bool(object, "takes", describe_parameter_taken(parameter, asked));
	return object;
}
