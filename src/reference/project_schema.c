#include "reference/project_schema.h"

#include "base/json.h"
#include "fleet/project_keys.h"
#include "rules/rule.h"

static struct json_t *of_type(const char *type)
{
	struct json_t *value = json_map();
	json_put_text(value, "type", str_of(type));
	return value;
}

static struct json_t *reference_to(const char *name)
{
	struct json_t *value = json_map();
	json_put_text(value, "$ref", str_of(name));
	return value;
}

static struct json_t *one_of(const char *const *choices)
{
	struct json_t *value = json_map(), *words = json_put_list(value, "enum");
	for (; *choices; choices++)
		json_add_text(words, str_of(*choices));
	return value;
}

static struct json_t *text(void)
{
	struct json_t *value = of_type("string");
	json_put_whole(value, "minLength", 1);
	return value;
}

/* One, or a list with something in it. */
static struct json_t *one_or_more(struct json_t *item, struct json_t *same)
{
	struct json_t *value = json_map(), *shapes = json_put_list(value, "anyOf"), *list = of_type("array");
	json_add(shapes, item);
	json_put(list, "items", same);
	json_put_whole(list, "minItems", 1);
	json_add(shapes, list);
	return value;
}

/* 7.0 is a number to YAML, and 4.4.18 is none. None before 2.6. */
static struct json_t *version(void)
{
	struct json_t *value = json_map(), *shapes = json_put_list(value, "anyOf"), *words = of_type("string");
	struct json_t *number = of_type("number");
	json_put_text(words, "pattern", STR("^[vr]?(2\\.([6-9]|[1-9][0-9])|([3-9]|[1-9][0-9]+)\\.[0-9]+)"));
	json_add(shapes, words);
	json_put_number(number, "minimum", 2.6);
	json_add(shapes, number);
	return value;
}

static struct json_t *of_keys(const struct project_key *keys);

static struct json_t *many(const struct project_key *key, bool named)
{
	struct json_t *value = of_type(named ? "object" : "array"), *item = of_keys(key->keys);
	if (!named) {
		json_put(value, "items", item);
		return value;
	}
	/* A deployment of which nothing more is said may have nothing under its name. */
	struct json_t *shapes = json_map(), *list = json_put_list(shapes, "anyOf");
	json_add(list, item);
	json_add(list, of_type("null"));
	json_put(value, "propertyNames", text());
	json_put(value, "additionalProperties", shapes);
	return value;
}

static struct json_t *value_of(const struct project_key *key)
{
	switch (key->value) {
	case PROJECT_VERSION:
		return version();
	case PROJECT_BIT:
	case PROJECT_ORDINAL:
	case PROJECT_WORD:
	case PROJECT_READ_AS:
		return one_of(project_choices(key));
	case PROJECT_BOOL:
		return of_type("boolean");
	case PROJECT_GLOBS:
	case PROJECT_PATHS:
		return one_or_more(text(), text());
	case PROJECT_ROOT:
	case PROJECT_PATTERN:
		return text();
	case PROJECT_RULES:
		return reference_to("#/definitions/rules");
	case PROJECT_MAPPING:
		return of_keys(key->keys);
	case PROJECT_LIST:
	case PROJECT_MAP:
		return many(key, key->value == PROJECT_MAP);
	}
	return json_map();
}

static struct json_t *of_keys(const struct project_key *keys)
{
	struct json_t *value = of_type("object"), *names = json_put_map(value, "properties");
	struct json_t *required = json_list();
	json_put_bool(value, "additionalProperties", false);
	for (; keys->name; keys++) {
		/* What stands beside a $ref is not read. */
		struct json_t *one = json_map();
		json_put_text(one, "description", str_of(keys->about));
		json_add(json_put_list(one, "allOf"), value_of(keys));
		json_put(names, keys->name, one);
		if (keys->required)
			json_add_text(required, str_of(keys->name));
	}
	if (json_is_empty(required))
		json_drop(required);
	else
		json_put(value, "required", required);
	return value;
}

static void put_name(struct json_t *names, const char *name, const char *about)
{
	struct json_t *one = json_map();
	json_put_text(one, "description", str_of(about));
	json_add(json_put_list(one, "allOf"), reference_to("#/definitions/severity"));
	json_put(names, name, one);
}

/* Ids, groups and sets of rules. `off` without quotes is false to YAML 1.1, which some editors read. */
static void define_rules(struct json_t *definitions)
{
	struct json_t *severity = one_of(project_severities);
	json_put(definitions, "severity", severity);
	struct json_t *rules = of_type("object"), *names = json_put_map(rules, "properties");
	for (unsigned i = 0; i < rule_count; i++)
		put_name(names, rule_table[i]->kind.id, rule_table[i]->title);
	for (unsigned i = 0; i < rule_count; i++)
		put_name(names, rule_table[i]->kind.group, "a group of rules");
	put_name(names, "cis", "what the CIS benchmark asks for");
	put_name(names, "stig", "what the DISA STIG asks for");
	put_name(names, "all", "all rules");
	json_put_bool(rules, "additionalProperties", false);
	json_put(definitions, "rules", rules);
}

void project_schema_write(struct buf *out)
{
	struct json_t *schema = json_map();
	json_put_text(schema, "$schema", STR("http://json-schema.org/draft-07/schema#"));
	json_put_text(schema, "title", STR("project file of mongoconf"));
	json_put_text(schema, "$comment", STR("made by mongoconf " PACKAGE_VERSION));
	struct json_t *shapes = json_put_list(schema, "anyOf");
	json_add(shapes, of_type("null"));
	json_add(shapes, of_keys(project_keys));
	define_rules(json_put_map(schema, "definitions"));
	json_write(out, schema);
}
