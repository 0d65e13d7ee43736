#include "reference/describe.h"

#include "reference/example.h"
#include "reference/server.h"

/* ---- transforms ---- */

static void put_indented(struct buf *out, const char *text)
{
	struct str rest = str_of(text), line;
	while (str_split(&rest, '\n', &line))
		if (rest.at || line.len)
			buf_printf(out, "%s%.*s\n", line.len ? "    " : "", STR_ARG(line));
}

static void describe_example(struct buf *out, const struct transform *transform)
{
	const struct transform_example *example = &transform->example;
	struct outcome outcome;
	if (!example_run(out->arena, transform, example, &outcome))
		bug("the example of %s: %s", transform->name, outcome.refusal);
	buf_printf(out, "\nExample\n\n    # %s\n", outcome.file);
	put_indented(out, example->text);
	if (example->other) {
		buf_printf(out, "\n    # %s\n", example->parameters.from_keyfile);
		put_indented(out, example->other);
	}
	buf_printf(out, "\n    $ %s\n", outcome.command);
	if (!outcome.diff)
		buf_printf(out, "    $ cat %s\n", outcome.file);
	put_indented(out, outcome.diff ? outcome.diff : outcome.after);
}

static void describe_transform(struct buf *out, const struct transform *transform)
{
	const char *flags = transform_flags_text(out->arena, transform, true);
	buf_printf(out, "%s%s%s: %s\n\n", transform->name, *flags ? " " : "", flags, transform->title);
	buf_wrap(out, transform->about, 0, 0);
	buf_char(out, '\n');
	buf_wrap(out, arena_printf(out->arena, "Refused: %s", transform->refuses), 0, 0);
	describe_example(out, transform);
}

static struct json_t *describe_flags_json(const struct transform *transform)
{
	struct json_t *list = json_list();
	for (const struct transform_flag *flag = transform->takes; flag && flag->flag; flag++) {
		struct json_t *one = json_map();
		json_put_text(one, "name", str_of(flag->flag));
		if (flag->argument)
			json_put_text(one, "argument", str_of(flag->argument));
		json_put_bool(one, "required", flag->required);
		json_add(list, one);
	}
	return list;
}

struct json_t *describe_transform_json(struct arena *arena, const struct transform *transform)
{
	struct json_t *object = json_map();
	json_put_text(object, "kind", STR("transform"));
	json_put_text(object, "name", str_of(transform->name));
	json_put_text(object, "parameters", str_of(transform_flags_text(arena, transform, false)));
	json_put(object, "flags", describe_flags_json(transform));
	json_put_text(object, "title", str_of(transform->title));
	json_put_text(object, "about", str_of(transform->about));
	json_put_text(object, "refuses", str_of(transform->refuses));
	json_put(object, "example", example_json(arena, transform, &transform->example));
	json_put(object, "refused_example", example_json(arena, transform, &transform->refused));
	return object;
}

/* ---- sections ---- */

static bool lies_below(const struct option *option, struct str section)
{
	struct str path = str_of(option->path);
	return path.len > section.len && path.at[section.len] == '.' && str_eq(str_sub(path, 0, section.len), section);
}

/* What manuals do not name is not shown unless somebody asks what a certain server takes. */
static bool is_shown(const struct option *option, struct str section, const struct target *asked)
{
	return lies_below(option, section) && (asked ? server_takes(option, asked) : !option->hidden);
}

static void describe_section(struct buf *out, struct str section, const struct target *asked)
{
	uint32_t widest = 0, shown = 0;
	for (unsigned i = 0; i < option_count; i++) {
		if (!is_shown(&option_table[i], section, asked))
			continue;
		uint32_t len = str_of(option_table[i].path).len;
		widest = len > widest ? len : widest;
		shown++;
	}
	if (asked && !shown) {
		buf_printf(out, "%.*s: a section, of whose options %s reads none\n", STR_ARG(section),
			   server_name(out->arena, asked));
		return;
	}
	buf_printf(out, "%.*s: a section, with these options below it%s%s:\n\n", STR_ARG(section), asked ? " in " : "",
		   asked ? server_name(out->arena, asked) : "");
	for (unsigned i = 0; i < option_count; i++) {
		const struct option *option = &option_table[i];
		if (is_shown(option, section, asked))
			buf_printf(out, "  %-*s  %s\n", (int)widest, option->path, *option->replaced_by
				   ? arena_printf(out->arena, "now %s", option->replaced_by) : option_type_name(option->type));
	}
}

static struct json_t *describe_section_json(struct str section, const struct target *asked)
{
	struct json_t *object = json_map();
	json_put_text(object, "kind", STR("section"));
	json_put_text(object, "name", section);
	struct json_t *list = json_put_list(object, "options");
	for (unsigned i = 0; i < option_count; i++)
		if (lies_below(&option_table[i], section) && (!asked || server_takes(&option_table[i], asked)))
			json_add_text(list, str_of(option_table[i].path));
	return object;
}

/* ---- entries of a map ---- */

static void describe_entry(struct buf *out, const struct subject *subject, const struct target *asked)
{
	buf_wrap(out, arena_printf(out->arena, "%.*s: a parameter that is in no table. For 4.2 and 4.4, of which all are known, "
				   "the server stops with: Unknown --setParameter. It would be an entry of:",
				   STR_ARG(subject->name)), 0, 0);
	buf_char(out, '\n');
	describe_option(out, subject->option, asked);
}

static struct json_t *describe_entry_json(struct arena *arena, const struct subject *subject, const struct target *asked)
{
	struct json_t *object = json_map();
	json_put_text(object, "kind", STR("entry"));
	json_put_text(object, "name", subject->name);
	json_put(object, "option", describe_option_json(arena, subject->option, asked));
	return object;
}

/* ---- all of them ---- */

void describe_text(struct buf *out, const struct subject *subject, const struct target *asked)
{
	switch (subject->kind) {
	case SUBJECT_RULE:
		describe_rule(out, subject->rule);
		break;
	case SUBJECT_TRANSFORM:
		describe_transform(out, subject->transform);
		break;
	case SUBJECT_PROCEDURE:
		describe_procedure(out, subject->procedure);
		break;
	case SUBJECT_OPTION:
		describe_option(out, subject->option, asked);
		break;
	case SUBJECT_ENTRY:
		describe_entry(out, subject, asked);
		break;
	case SUBJECT_PARAMETER:
		describe_parameter(out, subject->parameter, asked);
		break;
	case SUBJECT_SECTION:
		describe_section(out, subject->name, asked);
		break;
	}
}

struct json_t *describe_json(struct arena *arena, const struct subject *subject, const struct target *asked)
{
	switch (subject->kind) {
	case SUBJECT_RULE:
		return describe_rule_json(arena, subject->rule);
	case SUBJECT_TRANSFORM:
		return describe_transform_json(arena, subject->transform);
	case SUBJECT_PROCEDURE:
		return describe_procedure_json(arena, subject->procedure);
	case SUBJECT_OPTION:
		return describe_option_json(arena, subject->option, asked);
	case SUBJECT_ENTRY:
		return describe_entry_json(arena, subject, asked);
	case SUBJECT_PARAMETER:
		return describe_parameter_json(arena, subject->parameter, asked);
	case SUBJECT_SECTION:
		break;
	}
	return describe_section_json(subject->name, asked);
}
