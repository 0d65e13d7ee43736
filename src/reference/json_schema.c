#include "reference/json_schema.h"

#include <string.h>

#include "base/json.h"
#include "base/number.h"
#include "reference/describe.h"
#include "reference/server.h"

/* Every option and every section is a definition, named by its path, and wherever it may stand there
 * is a reference to it. */

struct builder {
	struct arena *arena;
	const struct target *target;
	const struct option **options;  /* that the target takes, in the order of their paths */
	unsigned count;
	bool expansions;
};

/* ---- pieces ---- */

static struct json_t *reference_to(struct builder *builder, struct str path)
{
	struct json_t *value = json_map();
	json_put_text(value, "$ref", str_format(builder->arena, "#/definitions/%.*s", STR_ARG(path)));
	return value;
}

static void put_types(struct json_t *value, const char *types)
{
	struct json_t *list = json_put_list(value, "type");
	struct str rest = str_of(types), type;
	while (str_split(&rest, ' ', &type))
		json_add_text(list, type);
}

static struct json_t *of_type(const char *type)
{
	struct json_t *value = json_map();
	json_put_text(value, "type", str_of(type));
	return value;
}

static struct json_t *of_pattern(struct str pattern)
{
	struct json_t *value = of_type("string");
	json_put_text(value, "pattern", pattern);
	return value;
}

/* A path as a pattern that only it matches. */
static const char *whole_pattern(struct builder *builder, struct str path)
{
	struct buf out = BUF_INIT(builder->arena);
	buf_char(&out, '^');
	for (uint32_t i = 0; i < path.len; i++)
		buf_printf(&out, path.at[i] == '.' ? "\\%c" : "%c", path.at[i]);
	buf_char(&out, '$');
	return buf_done(&out).at;
}

/* ---- scalars, by the type that the server's parser gives them ---- */

/* The words that the server's number parsers take as text (base/number.h). */
static const char whole_text[] = "^[+-]?(0[xX][0-9a-fA-F]+|0[0-7]*|[1-9][0-9]*)$";
static const char real_text[] =
	"^[+-]?([0-9]+\\.?[0-9]*([eE][+-]?[0-9]+)?|\\.[0-9]+([eE][+-]?[0-9]+)?"
	"|0[xX][0-9a-fA-F]+\\.?[0-9a-fA-F]*([pP][+-]?[0-9]+)?"
	"|[iI][nN][fF]([iI][nN][iI][tT][yY])?|[nN][aA][nN])$";

static void add_bool(struct json_t *shapes)
{
	struct json_t *value = json_map(), *words = json_put_list(value, "enum");
	json_add_bool(words, true);
	json_add_bool(words, false);
	json_add_text(words, STR("true"));
	json_add_text(words, STR("false"));
	json_add(shapes, value);
}

static void add_number(struct json_t *shapes, const struct server_values *values, enum parser_type type)
{
	static const struct {
		double min, max;
		bool has_min, has_max;
	} limits[] = {
		[PARSER_INT] = { INT32_MIN, INT32_MAX, true, true },
		[PARSER_UNSIGNED] = { 0, UINT32_MAX, true, true },
		[PARSER_UNSIGNED_LONG_LONG] = { .has_min = true },
		[PARSER_DOUBLE] = { 0 },
	};
	bool real = type == PARSER_DOUBLE;
	struct json_t *value = of_type(real ? "number" : "integer");
	if (values->has_min || limits[type].has_min)
		json_put_number(value, "minimum", values->has_min ? values->min : limits[type].min);
	if (values->has_max || limits[type].has_max)
		json_put_number(value, "maximum", values->has_max ? values->max : limits[type].max);
	json_add(shapes, value);
	json_add(shapes, of_pattern(str_of(real ? real_text : whole_text)));
}

static void add_text(struct json_t *shapes)
{
	struct json_t *value = json_map();
	put_types(value, "string number boolean null");
	json_add(shapes, value);
}

static void add_choice(struct json_t *shapes, const char *choices)
{
	struct json_t *value = json_map(), *words = json_put_list(value, "enum");
	struct str rest = str_of(choices), choice;
	while (str_split(&rest, '|', &choice))
		json_add_text(words, choice);
	json_add(shapes, value);
}

/* Several of the words, with commas or blanks between them. */
static void add_words(struct builder *builder, struct json_t *shapes, const struct server_values *values)
{
	json_add(shapes, of_pattern(str_format(builder->arena, "^[, ]*((%s)([, ]+|$))*$", values->choices)));
	if (values->alone)
		add_choice(shapes, values->alone);
}

/* To the server an element that is a map is an empty text, and a list in a list an error. */
static void add_list(struct json_t *shapes)
{
	struct json_t *value = of_type("array");
	put_types(json_put_map(value, "items"), "string number boolean null object");
	json_add(shapes, value);
}

static void add_scalar(struct builder *builder, struct json_t *shapes, const struct option *option)
{
	enum parser_type type = option_parser_type(option, builder->target);
	struct server_values values;
	server_values(builder->arena, option, builder->target, true, &values);
	switch (type) {
	case PARSER_BOOL:
	case PARSER_SWITCH:
		add_bool(shapes);
		break;
	case PARSER_INT:
	case PARSER_UNSIGNED:
	case PARSER_LONG:
	case PARSER_UNSIGNED_LONG_LONG:
	case PARSER_DOUBLE:
		add_number(shapes, &values, type);
		break;
	case PARSER_STRING_VECTOR:
		add_list(shapes);
		break;
	case PARSER_STRING:
	case PARSER_STRING_MAP:
	case PARSER_BY_TYPE:
		if (values.choices && option->type == OPTION_ENUM)
			add_choice(shapes, values.choices);
		else if (values.choices && option->type == OPTION_WORDS)
			add_words(builder, shapes, &values);
		else
			add_text(shapes);
	}
}

/* ---- definitions of options ---- */

static void add_expansion(struct builder *builder, struct json_t *shapes)
{
	if (builder->expansions)
		json_add(shapes, reference_to(builder, STR("__expansion")));
}

/* `port: {value: 27017}` is `port: 27017`. */
static void add_value_key(struct builder *builder, struct json_t *shapes, const struct option *option)
{
	struct json_t *value = of_type("object");
	json_put(json_put_map(value, "properties"), "value", reference_to(builder, str_of(option->path)));
	json_put_bool(value, "additionalProperties", false);
	json_add(shapes, value);
}

static const char entry[] = "__parameter";

static void define_entry(struct builder *builder, struct json_t *definitions)
{
	struct json_t *value = json_map(), *shapes = json_put_list(value, "anyOf");
	add_text(shapes);
	add_expansion(builder, shapes);
	json_put(definitions, entry, value);
}

/* In the map the names are the server's parameters. Editors offer those that are known and are not for
 * tests; others pass, as no table is complete for all releases. Values are scalars. */
static void add_map(struct builder *builder, struct json_t *shapes)
{
	struct json_t *value = of_type("object"), *names = json_put_map(value, "properties");
	for (unsigned i = 0; i < parameter_count; i++) {
		const struct parameter *parameter = &parameter_table[i];
		if (parameter->test_only || !describe_parameter_taken(parameter, builder->target))
			continue;
		/* What stands beside a $ref is not read. */
		struct json_t *one = json_map();
		json_put_text(one, "description", str_of(describe_parameter_line(builder->arena, parameter)));
		json_add(json_put_list(one, "allOf"), reference_to(builder, str_of(entry)));
		json_put(names, parameter->name, one);
	}
	json_put(value, "additionalProperties", reference_to(builder, str_of(entry)));
	json_add(shapes, value);
}

static void put_default(struct builder *builder, struct json_t *value, const struct option *option)
{
	const char *text = option->default_text;
	enum parser_type type = option_parser_type(option, builder->target);
	double number;
	if (!*text)
		return;
	if (type == PARSER_BOOL || type == PARSER_SWITCH)
		json_put_bool(value, "default", !strcmp(text, "true"));
	else if (type == PARSER_STRING)
		json_put_text(value, "default", str_of(text));
	else if (number_double(builder->arena, str_of(text), NUMBER_STRTO, &number, NULL))
		json_put_number(value, "default", number);
}

static bool is_deprecated(const struct option *option, const struct target *target)
{
	if (!version_known(target->server))
		return version_known(option->deprecated);
	return version_known(option->deprecated) && version_at_least(target->server, option->deprecated);
}

static void define_option(struct builder *builder, struct json_t *definitions, const struct option *option)
{
	struct json_t *value = json_map();
	json_put_text(value, "description", str_of(describe_option_line(builder->arena, option, builder->target)));
	put_default(builder, value, option);
	if (is_deprecated(option, builder->target)) {
		const char *text = *option->replaced_by ? arena_printf(builder->arena, "deprecated: now %s", option->replaced_by)
						       : "deprecated";
		json_put_bool(value, "deprecated", true);
		json_put_text(value, "deprecationMessage", str_of(text));
	}
	struct json_t *shapes = json_put_list(value, "anyOf");
	if (option->type == OPTION_MAP) {
		add_map(builder, shapes);
	} else {
		add_scalar(builder, shapes, option);
		add_value_key(builder, shapes, option);
	}
	add_expansion(builder, shapes);
	json_put(definitions, option->path, value);
}

/* ---- definitions of sections ---- */

/* What follows the section in the path, or an empty text where the path does not lie below it. All lies
 * below the empty section, the document. */
static struct str behind(struct str path, struct str section)
{
	if (!section.len)
		return path;
	if (path.len <= section.len || path.at[section.len] != '.' || !str_eq(str_sub(path, 0, section.len), section))
		return STR("");
	return str_sub(path, section.len + 1, path.len);
}

/* One name, or several with dots: `tls` in net, or `tls.mode`. Dotted ones are patterns, so that editors
 * offer only the plain ones. */
static void put_member(struct builder *builder, struct json_t *names, struct json_t *patterns, struct str rest,
		       struct str path)
{
	if (str_has_char(rest, '.'))
		json_put(patterns, whole_pattern(builder, rest), reference_to(builder, path));
	else
		json_put(names, str_cstr(builder->arena, rest), reference_to(builder, path));
}

static void fill_section(struct builder *builder, struct json_t *value, struct str section)
{
	struct json_t *names = json_put_map(value, "properties"), *patterns = json_put_map(value, "patternProperties");
	if (section.len)
		json_put(patterns, "^value$", reference_to(builder, section));
	for (unsigned i = 0; i < builder->count; i++) {
		struct str path = str_of(builder->options[i]->path), rest = behind(path, section);
		if (!rest.len)
			continue;
		uint32_t begin = path.len - rest.len;
		/* A section that was put for the option before is put again, and is the same. */
		for (uint32_t dot = str_find_char(path, '.', begin); dot != STR_NONE; dot = str_find_char(path, '.', dot + 1))
			put_member(builder, names, patterns, str_sub(path, begin, dot), str_sub(path, 0, dot));
		put_member(builder, names, patterns, rest, path);
	}
	json_put_bool(value, "additionalProperties", false);
}

static void define_section(struct builder *builder, struct json_t *definitions, struct str section)
{
	struct json_t *value = of_type("object");
	fill_section(builder, value, section);
	json_put(definitions, str_cstr(builder->arena, section), value);
}

/* Each section when its first option comes. */
static void define_sections(struct builder *builder, struct json_t *definitions, unsigned at)
{
	struct str path = str_of(builder->options[at]->path);
	for (uint32_t dot = str_find_char(path, '.', 0); dot != STR_NONE; dot = str_find_char(path, '.', dot + 1)) {
		struct str section = str_sub(path, 0, dot);
		bool known = false;
		for (unsigned i = 0; i < at && !known; i++)
			known = behind(str_of(builder->options[i]->path), section).len > 0;
		if (!known)
			define_section(builder, definitions, section);
	}
}

/* Server source, util/options_parser/options_parser.cpp, 4.2: one of the two, and what may stand
 * beside it. */
static void define_expansion(struct json_t *definitions)
{
	static const char *const ways[] = { "__exec", "__rest" };
	static const struct {
		const char *name, *first, *second;
	} words[] = { { "type", "string", "yaml" }, { "trim", "none", "whitespace" } };
	struct json_t *value = of_type("object");
	json_put_text(value, "description", STR("the server asks a program or an address for the value when it starts; "
						"needs --configExpand on its command line"));
	struct json_t *one_of = json_put_list(value, "oneOf");
	struct json_t *names = json_put_map(value, "properties");
	for (unsigned i = 0; i < 2; i++) {
		struct json_t *need = json_map();
		json_add_text(json_put_list(need, "required"), str_of(ways[i]));
		json_add(one_of, need);
		json_put(names, ways[i], of_type("string"));
	}
	for (unsigned i = 0; i < 2; i++) {
		struct json_t *list = json_put_list(json_put_map(names, words[i].name), "enum");
		json_add_text(list, str_of(words[i].first));
		json_add_text(list, str_of(words[i].second));
	}
	json_put(names, "digest", of_pattern(STR("^([0-9a-fA-F]{2})+$")));
	json_put(names, "digest_key", of_pattern(STR("^([0-9a-fA-F]{2})+$")));
	json_put_bool(value, "additionalProperties", false);
	json_put(definitions, "__expansion", value);
}

/* ---- the whole ---- */

static void choose_options(struct builder *builder)
{
	builder->options = arena_array(builder->arena, option_count, sizeof *builder->options);
	for (unsigned i = 0; i < option_count; i++)
		if (server_takes(&option_table[i], builder->target))
			builder->options[builder->count++] = &option_table[i];
}

/* A relative one: mongod-4.2-community.schema.json */
static struct str identifier(struct builder *builder)
{
	static const char *const editions[] = {
		[0] = "", [EDITION_COMMUNITY] = "-community", [EDITION_ENTERPRISE] = "-enterprise", [EDITION_PERCONA] = "-percona",
	};
	const struct target *target = builder->target;
	const char *release = version_text(builder->arena, target->server);
	return str_format(builder->arena, "%s%s%s%s.schema.json", target->binary ? server_binaries_text(target->binary)
			  : "mongodb", *release ? "-" : "", release, editions[target->edition]);
}

void json_schema_write(struct buf *out, const struct target *target)
{
	static const struct version since_expansions = VERSION(4, 2);
	struct builder builder = {
		.arena = out->arena, .target = target,
		.expansions = !version_known(target->server) || version_at_least(target->server, since_expansions),
	};
	choose_options(&builder);
	struct json_t *schema = json_map();
	json_put_text(schema, "$schema", STR("http://json-schema.org/draft-07/schema#"));
	json_put_text(schema, "$id", identifier(&builder));
	json_put_text(schema, "title", str_format(builder.arena, "config file of %s", server_name(builder.arena, target)));
	json_put_text(schema, "$comment", STR("made by mongoconf " PACKAGE_VERSION "; values are expected as YAML 1.2 reads them"));
	struct json_t *shapes = json_put_list(schema, "anyOf");
	json_add(shapes, of_type("null"));
	struct json_t *document = of_type("object");
	fill_section(&builder, document, STR(""));
	json_add(shapes, document);
	add_expansion(&builder, shapes);
	struct json_t *definitions = json_put_map(schema, "definitions");
	for (unsigned i = 0; i < builder.count; i++) {
		define_sections(&builder, definitions, i);
		define_option(&builder, definitions, builder.options[i]);
	}
	define_entry(&builder, definitions);
	if (builder.expansions)
		define_expansion(definitions);
	json_write(out, schema);
}
