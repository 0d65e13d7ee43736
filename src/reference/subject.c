#include "reference/subject.h"

#include <string.h>

#define MAP "setParameter."

static struct str without_map(struct str name)
{
	return str_starts(name, MAP) ? str_sub(name, sizeof MAP - 1, name.len) : name;
}

static const struct version newest = { 0 };

static const struct parameter *similar_parameter(struct str name)
{
	return parameter_suggest(without_map(name), &(struct target){ .binary = BINARY_MONGOD });
}

static bool is_exact(struct str name, struct subject *out)
{
	*out = (struct subject){ .name = name };
	if ((out->rule = rule_find(name)))
		out->kind = SUBJECT_RULE;
	else if ((out->transform = transform_find(name)))
		out->kind = SUBJECT_TRANSFORM;
	else if ((out->procedure = procedure_find(name)))
		out->kind = SUBJECT_PROCEDURE;
	else if ((out->option = option_find(name)))
		out->kind = SUBJECT_OPTION;
	else if (str_starts(name, MAP) && (out->parameter = parameter_find(without_map(name), newest)))
		out->kind = SUBJECT_PARAMETER;
	else if (str_starts(name, MAP) && similar_parameter(name))
		return false;
	else if ((out->option = option_find_holder(name)))
		out->kind = SUBJECT_ENTRY;
	else if (option_is_section(name))
		out->kind = SUBJECT_SECTION;
	else
		return false;
	return true;
}

static struct str without_dashes(struct str name)
{
	uint32_t dashes = 0;
	while (dashes < name.len && dashes < 2 && name.at[dashes] == '-')
		dashes++;
	return str_sub(name, dashes, name.len);
}

static bool is_cli_name(struct str name, struct subject *out)
{
	*out = (struct subject){ .kind = SUBJECT_OPTION, .spelling = SUBJECT_CLI_NAME };
	out->option = option_find_cli(without_dashes(name), &out->value);
	if (!out->option)
		return false;
	out->name = str_of(out->option->path);
	return true;
}

static bool is_parameter(struct str name, struct subject *out)
{
	*out = (struct subject){ .kind = SUBJECT_PARAMETER, .name = name, .parameter = parameter_find(name, newest) };
	return out->parameter != NULL;
}

/* The name as an option or the section of one writes it, or NULL: `Net` and `net.PORT` of net.port. */
static const char *path_in_case(struct str name, const char *path)
{
	struct str whole = str_of(path);
	if (whole.len < name.len || !str_eq_nocase(str_sub(whole, 0, name.len), name))
		return NULL;
	return whole.len == name.len || whole.at[name.len] == '.' ? path : NULL;
}

struct candidates {
	struct str name;
	bool several;
};

static void add(struct candidates *candidates, struct str name)
{
	candidates->several |= candidates->name.len && !str_eq(candidates->name, name);
	candidates->name = name;
}

static bool is_other_case(struct str name, struct subject *out)
{
	struct candidates found = { 0 };
	struct str bare = without_dashes(name);
	for (unsigned i = 0; i < rule_count; i++)
		if (str_eq_nocase(str_of(rule_table[i]->kind.id), name))
			add(&found, str_of(rule_table[i]->kind.id));
	for (unsigned i = 0; i < transform_count; i++)
		if (str_eq_nocase(str_of(transform_table[i]->name), name))
			add(&found, str_of(transform_table[i]->name));
	for (unsigned i = 0; i < procedure_count; i++)
		if (str_eq_nocase(str_of(procedure_table[i]->name), name))
			add(&found, str_of(procedure_table[i]->name));
	for (unsigned i = 0; i < option_count; i++)
		if (path_in_case(name, option_table[i].path))
			add(&found, str_sub(str_of(option_table[i].path), 0, name.len));
	for (unsigned i = 0; !found.name.len && i < option_count; i++)
		if (*option_table[i].cli && str_eq_nocase(str_of(option_table[i].cli), bare) && !*option_table[i].replaced_by)
			add(&found, str_of(option_table[i].path));
	for (unsigned i = 0; i < parameter_count; i++)
		if (str_eq_nocase(str_of(parameter_table[i].name), bare))
			add(&found, str_of(parameter_table[i].name));
	if (!found.name.len || found.several || !(is_exact(found.name, out) || is_parameter(found.name, out)))
		return false;
	out->spelling = SUBJECT_CASE;
	return true;
}

bool subject_find(struct str name, struct subject *out)
{
	return name.len && (is_exact(name, out) || is_cli_name(name, out) || is_parameter(name, out) ||
			    is_other_case(name, out));
}

/* The i-th name of all rules, transforms and procedures; NULL: there are no more. */
static const char *name_at(unsigned i)
{
	if (i < rule_count)
		return rule_table[i]->kind.id;
	i -= rule_count;
	if (i < transform_count)
		return transform_table[i]->name;
	i -= transform_count;
	return i < procedure_count ? procedure_table[i]->name : NULL;
}

/* One of those that differs in up to three letters. */
static const char *similar_name(struct str name)
{
	const char *best = NULL;
	unsigned least = 4;
	const char *other;
	for (unsigned i = 0; (other = name_at(i)) != NULL; i++) {
		unsigned edits = str_distance(name, str_of(other), 3);
		if (edits < least) {
			least = edits;
			best = other;
		}
	}
	return best;
}

unsigned subject_suggest(struct str name, const char *near[SUBJECT_NEAR])
{
	struct suggestion options[SUBJECT_NEAR];
	const struct parameter *parameter = similar_parameter(name);
	near[0] = str_starts(name, MAP) && parameter ? parameter->name : similar_name(name);
	if (near[0])
		return 1;
	unsigned count = option_suggest(name, options, SUBJECT_NEAR);
	for (unsigned i = 0; i < count; i++)
		near[i] = options[i].option->path;
	if (count)
		return count;
	if (parameter)
		near[count++] = parameter->name;
	return count;
}
