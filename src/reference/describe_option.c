#include "reference/describe.h"

#include <string.h>

#include "base/number.h"
#include "reference/server.h"
#include "yaml/scalar.h"

static const struct version oldest = VERSION(3, 4);

static const struct target anybody;

static const char *number_text(struct arena *arena, double number)
{
	return arena_printf(arena, "%.15g", number);
}

/* "0 to 65535", "at least 5", or NULL. */
static const char *range_text(struct arena *arena, const struct server_values *values)
{
	const char *min = values->has_min ? number_text(arena, values->min) : NULL;
	const char *max = values->has_max ? number_text(arena, values->max) : NULL;
	return min && max ? arena_printf(arena, "%s to %s", min, max) : min ? arena_printf(arena, "at least %s", min)
	     : max ? arena_printf(arena, "at most %s", max) : NULL;
}

static const char *values_text(struct arena *arena, const struct server_values *values)
{
	if (values->choices && values->alone && strcmp(values->choices, values->alone))
		return arena_printf(arena, "%s, or %s alone", values->choices, values->alone);
	return values->choices ? values->choices : range_text(arena, values);
}

static struct server_values values_of(struct arena *arena, const struct option *option, const struct target *asked)
{
	struct server_values values;
	server_values(arena, option, asked ? asked : &anybody, false, &values);
	return values;
}

/* ---- values that differ from release to release ---- */

static bool same(const char *a, const char *b)
{
	return a && b ? !strcmp(a, b) : a == b;
}

/* What each run of releases of one binary takes; nothing where all take the same. */
struct values {
	struct version from, to;  /* `to` is the last one that still does */
	const char *text;         /* NULL: everything of its type */
};

static unsigned values_by_release(struct arena *arena, const struct option *option, unsigned binary,
				  struct values out[SERVER_RELEASES])
{
	unsigned count = 0;
	for (unsigned i = 0; i < SERVER_RELEASES; i++) {
		struct target target = { .server = server_releases[i], .binary = binary, .edition = option->editions
					 ? option->editions & (~option->editions + 1) : EDITION_COMMUNITY };
		if (option_state(option, &target) > OPTION_DEPRECATED)
			continue;
		struct server_values one = values_of(arena, option, &target);
		const char *text = values_text(arena, &one);
		if (count && same(out[count - 1].text, text))
			out[count - 1].to = server_releases[i];
		else
			out[count++] = (struct values){ server_releases[i], server_releases[i], text };
	}
	return count;
}

static const char *span_text(struct arena *arena, const struct values *values, bool last)
{
	const char *from = version_text(arena, values->from), *to = version_text(arena, values->to);
	return last ? arena_printf(arena, " from %s", from) : !strcmp(from, to) ? arena_printf(arena, " in %s", from)
	     : arena_printf(arena, " in %s to %s", from, to);
}

static void put_values(struct buf *out, const struct option *option)
{
	struct arena *arena = out->arena;
	struct values values[SERVER_BINARIES][SERVER_RELEASES];
	unsigned count[SERVER_BINARIES] = { 0 };
	bool alike = true;
	for (unsigned b = 0; b < SERVER_BINARIES; b++)
		if (option->binaries & (1U << b))
			count[b] = values_by_release(arena, option, 1U << b, values[b]);
	if (count[0] && count[1]) {
		alike = count[0] == count[1];
		for (unsigned i = 0; alike && i < count[0]; i++)
			alike = same(values[0][i].text, values[1][i].text);
	}
	for (unsigned b = 0; b < SERVER_BINARIES; b++) {
		if (!count[b] || (alike && b && count[0]))
			continue;
		const char *who = alike ? "" : arena_printf(arena, " of %s", server_binaries_text(1U << b));
		for (unsigned i = count[b]; i-- > 0;) {
			const struct values *one = &values[b][i];
			const char *when = count[b] > 1 ? span_text(arena, one, i + 1 == count[b]) : "";
			if (one->text || count[b] > 1)
				buf_wrap(out, arena_printf(arena, "values%s%s: %s", who, when,
							   one->text ? one->text : "not checked"), 0, 0);
		}
	}
}

/* ---- an example ---- */

static bool is_number(struct arena *arena, const char *text)
{
	double number;
	return text && number_double(arena, str_of(text), NUMBER_STRTO, &number, NULL);
}

static struct str first_choice(const char *choices)
{
	struct str rest = str_of(choices), first = STR("");
	if (!str_split(&rest, '|', &first))
		first = STR("");
	return first;
}

static struct str example_value(struct arena *arena, const struct option *option, const struct target *target)
{
	struct server_values values = values_of(arena, option, target);
	bool numeric = option->type == OPTION_INT || option->type == OPTION_LONG || option->type == OPTION_DOUBLE;
	struct str value = STR("text");
	if (*option->default_text && (!numeric || is_number(arena, option->default_text)))
		value = str_of(option->default_text);
	else if (option->type == OPTION_BOOL)
		value = STR("true");
	else if (numeric)
		value = values.has_min ? str_of(number_text(arena, values.min)) : STR("1");
	else if (values.choices)
		value = first_choice(values.choices);
	else if (option->type == OPTION_PATH)
		value = STR("/path/to/file");
	return scalar_spell(arena, value, STYLE_PLAIN, false);
}

static void put_example(struct buf *out, const struct option *option, const struct target *target)
{
	struct str rest = str_of(option->path), name;
	uint32_t indent = 4;
	buf_text(out, "\nexample:\n");
	for (; str_split(&rest, '.', &name); indent += 2) {
		buf_char(out, '\n');
		buf_fill(out, ' ', indent);
		buf_printf(out, "%.*s:", STR_ARG(name));
	}
	struct str value = example_value(out->arena, option, target);
	if (option->type == OPTION_MAP) {
		buf_char(out, '\n');
		buf_fill(out, ' ', indent);
		buf_text(out, "NAME: VALUE\n");
	} else {
		buf_printf(out, option->type == OPTION_LIST ? " [%.*s]\n" : " %.*s\n", STR_ARG(value));
	}
}

/* ---- for people ---- */

static void put_older_names(struct buf *out, const struct option *option)
{
	for (unsigned i = 0; i < option_count; i++) {
		const struct option *old = &option_table[i];
		if (!*old->replaced_by || !str_is(str_of(option->path), old->replaced_by))
			continue;
		buf_printf(out, "older name: %s", old->path);
		if (version_known(old->removed))
			buf_printf(out, ", until %s", version_text(out->arena, old->removed));
		buf_char(out, '\n');
	}
}

static void put_releases(struct buf *out, const struct option *option)
{
	struct arena *arena = out->arena;
	if (!version_known(option->since))
		buf_text(out, "since: some release after 5.0\n");
	else
		buf_printf(out, "since: %s%s\n", version_text(arena, option->since),
			   version_compare(option->since, oldest) ? "" : " or earlier");
	if (version_known(option->deprecated))
		buf_printf(out, "deprecated since: %s%s\n", version_text(arena, option->deprecated),
			   version_compare(option->deprecated, oldest) ? "" : " or earlier");
	if (version_known(option->removed))
		buf_printf(out, "refused since: %s%s%s\n", version_text(arena, option->removed), option->kept_by ? ", but not by " : "",
			   option->kept_by ? server_editions_text(option->kept_by) : "");
	if (*option->replaced_by)
		buf_printf(out, "now: %s\n", option->replaced_by);
	put_older_names(out, option);
}

static void put_rules(struct buf *out, const struct option *option)
{
	struct buf line = BUF_INIT(out->arena);
	for (unsigned i = 0; i < rule_count; i++)
		if (describe_rule_names(rule_table[i], option))
			buf_printf(&line, "%s%s", line.len ? ", " : "rules: ", rule_table[i]->kind.id);
	if (line.len)
		buf_wrap(out, buf_done(&line).at, 0, 0);
}

static void put_answers(struct buf *out, const struct option *option, const struct target *asked)
{
	struct server_answer answers[SERVER_BINARIES];
	unsigned count = server_ask(out->arena, option, asked, answers);
	buf_char(out, '\n');
	for (unsigned i = 0; i < count; i++) {
		struct target one = *asked;
		one.binary = str_is(str_of(answers[i].binary), "mongos") ? BINARY_MONGOS : BINARY_MONGOD;
		buf_wrap(out, arena_printf(out->arena, "%s %s", server_name(out->arena, &one), answers[i].text), 0, 0);
	}
}

void describe_option(struct buf *out, const struct option *option, const struct target *asked)
{
	buf_printf(out, "%s: %s, read by %s\n", option->path, option_type_name(option->type),
		   server_binaries_text(option->binaries));
	if (asked)
		put_answers(out, option, asked);
	buf_char(out, '\n');
	if (*option->default_text)
		buf_printf(out, "default: %s\n", option->default_text);
	put_values(out, option);
	if (*option->cli)
		buf_printf(out, "on the command line: --%s\n", option->cli);
	put_releases(out, option);
	if (option->editions)
		buf_printf(out, "only in: %s\n", server_editions_text(option->editions));
	if (option->platform)
		buf_printf(out, "only in builds for: %s\n", server_platform_text(option->platform));
	if (option->refused)
		buf_text(out, "whoever sets it gets no server\n");
	if (*option->note)
		buf_wrap(out, arena_printf(out->arena, "note: %s", option->note), 0, 0);
	put_rules(out, option);
	put_example(out, option, asked ? asked : &anybody);
}

const char *describe_option_line(struct arena *arena, const struct option *option, const struct target *asked)
{
	struct buf out = BUF_INIT(arena);
	struct server_values values = values_of(arena, option, asked);
	const char *range = range_text(arena, &values);
	buf_text(&out, option_type_name(option->type));
	if (range)
		buf_printf(&out, ", %s", range);
	if (option->type == OPTION_WORDS && values.choices)
		buf_printf(&out, " (%s)", values_text(arena, &values));
	if (*option->default_text)
		buf_printf(&out, ", default %s", option->default_text);
	if (option->binaries != (BINARY_MONGOD | BINARY_MONGOS))
		buf_printf(&out, "; only %s", server_binaries_text(option->binaries));
	if (option->editions)
		buf_printf(&out, "; only in %s", server_editions_text(option->editions));
	if (option->platform)
		buf_printf(&out, "; only in builds for %s", server_platform_text(option->platform));
	if (version_known(option->since) && version_compare(option->since, oldest))
		buf_printf(&out, "; since %s", version_text(arena, option->since));
	if (version_known(option->removed))
		buf_printf(&out, "; refused since %s", version_text(arena, option->removed));
	if (*option->replaced_by)
		buf_printf(&out, "; now %s", option->replaced_by);
	if (*option->note)
		buf_printf(&out, "; %s", option->note);
	return buf_done(&out).at;
}

/* ---- for programs ---- */

static void put_version(struct arena *arena, struct json_t *object, const char *key, struct version version)
{
	json_put_text_or_null(object, key, version_known(version) ? version_text(arena, version) : NULL);
}

void describe_put(struct json_t *object, const char *key, const char *text)
{
	json_put_text_or_null(object, key, *text ? text : NULL);
}

void describe_bits(struct json_t *object, const char *key, unsigned bits, enum describe_names names)
{
	enum { MOST = 3 };
	static const char *const words[][MOST] = {
		[DESCRIBE_BINARIES] = { "mongod", "mongos" },
		[DESCRIBE_EDITIONS] = { "community", "enterprise", "percona" },
	};
	struct json_t *list = json_put_list(object, key);
	for (unsigned i = 0; i < MOST; i++)
		if ((bits & (1U << i)) && words[names][i])
			json_add_text(list, str_of(words[names][i]));
}

static void put_choices(struct json_t *object, const char *choices)
{
	if (!choices) {
		json_put_null(object, "choices");
		return;
	}
	struct json_t *list = json_put_list(object, "choices");
	struct str rest = str_of(choices), choice;
	while (str_split(&rest, '|', &choice))
		json_add_text(list, choice);
}

static void put_bound(struct json_t *object, const char *key, bool has, double bound)
{
	if (has)
		json_put_number(object, key, bound);
	else
		json_put_null(object, key);
}

static void put_server_list(struct arena *arena, struct json_t *object, const struct option *option,
			    const struct target *asked)
{
	struct server_answer answers[SERVER_BINARIES];
	unsigned count = server_ask(arena, option, asked, answers);
	struct json_t *list = json_put_list(object, "servers");
	for (unsigned i = 0; i < count; i++) {
		struct json_t *one = json_map();
		json_put_text(one, "binary", str_of(answers[i].binary));
		json_put_text(one, "state", str_of(answers[i].state));
		json_put_bool(one, "takes", answers[i].takes);
		json_add(list, one);
	}
}

struct json_t *describe_option_json(struct arena *arena, const struct option *option, const struct target *asked)
{
	static const char *const platforms[] = {
		[PLATFORM_ANY] = "any", [PLATFORM_UNIX] = "unix", [PLATFORM_LINUX] = "linux",
		[PLATFORM_WINDOWS] = "windows", [PLATFORM_NATIVE_TLS] = "native-tls", [PLATFORM_MOBILE] = "mobile",
	};
	struct server_values values = values_of(arena, option, asked);
	struct json_t *object = json_map();
	json_put_text(object, "kind", STR("option"));
	json_put_text(object, "name", str_of(option->path));
	json_put_text(object, "type", str_of(option_type_name(option->type)));
	describe_bits(object, "binaries", option->binaries, DESCRIBE_BINARIES);
	describe_put(object, "default", option->default_text);
	put_choices(object, values.choices);
	put_bound(object, "min", values.has_min, values.min);
	put_bound(object, "max", values.has_max, values.max);
	describe_put(object, "command_line", option->cli);
	put_version(arena, object, "since", option->since);
	put_version(arena, object, "deprecated", option->deprecated);
	put_version(arena, object, "removed", option->removed);
	describe_put(object, "replaced_by", option->replaced_by);
	describe_bits(object, "editions", option->editions ? option->editions : 7, DESCRIBE_EDITIONS);
	describe_bits(object, "kept_by", option->kept_by, DESCRIBE_EDITIONS);
	json_put_text(object, "platform", str_of(platforms[option->platform]));
	json_put_bool(object, "hidden", option->hidden);
	json_put_bool(object, "refused", option->refused);
	describe_put(object, "note", option->note);
	struct json_t *rules = json_put_list(object, "rules");
	for (unsigned i = 0; i < rule_count; i++)
		if (describe_rule_names(rule_table[i], option))
			json_add_text(rules, str_of(rule_table[i]->kind.id));
	if (asked)
		put_server_list(arena, object, option, asked);
	return object;
}
