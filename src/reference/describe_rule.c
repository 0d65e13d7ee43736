#include "reference/describe.h"

#include <ctype.h>
#include <string.h>

#include "base/term.h"

/* ---- what can be told by running the rule ---- */

enum { FILES_MAX = 16 };

/* An example may have a project file, an inventory or a keyfile beside its configs. */
static bool is_config(const char *file)
{
	static const char *const endings[] = { ".conf", ".cfg", ".j2" };
	for (unsigned i = 0; i < sizeof endings / sizeof *endings; i++)
		if (str_ends(str_of(file), endings[i]))
			return true;
	return false;
}

static uint32_t read_example(struct arena *arena, const struct example *example, const struct config **configs)
{
	uint32_t count = 0;
	for (; example->file; example++) {
		if (!is_config(example->file))
			continue;
		struct source *source = arena_alloc(arena, sizeof *source);
		struct config *config = arena_alloc(arena, sizeof *config);
		if (count == FILES_MAX)
			bug("an example of more than %d files", FILES_MAX);
		source_init(arena, example->file, str_of(example->text), source);
		config_read(arena, source, NULL, config);
		configs[count++] = config;
	}
	return count;
}

const struct fix *describe_rule_fix(struct arena *arena, const struct rule *rule)
{
	const struct config *configs[FILES_MAX];
	struct sink sink = SINK_INIT(arena);
	struct fleet fleet;
	uint32_t count = read_example(arena, rule->bad, configs);
	bool *selected = arena_array(arena, rule_count, sizeof *selected);
	for (unsigned i = 0; i < rule_count; i++)
		selected[i] = rule_table[i] == rule;
	fleet_infer(arena, configs, count, &fleet);
	rules_run(&(struct lint){ .arena = arena, .sink = &sink, .fleet = &fleet }, selected, configs, count);
	for (uint32_t i = 0; i < sink.count; i++)
		if (sink.at[i]->fix)
			return sink.at[i]->fix;
	return NULL;
}

/* ---- which options it speaks about ---- */

static bool is_name_char(char c)
{
	return isalnum((unsigned char)c) || c == '_' || c == '.';
}

/* As a word of its own; the stop of a sentence may follow. */
static bool has_word(const char *text, const char *word)
{
	size_t len = strlen(word);
	for (const char *at = text; (at = strstr(at, word)); at++) {
		char next = at[len] == '.' ? at[len + 1] : at[len];
		if ((at == text || !is_name_char(at[-1])) && (!next || !is_name_char(next)))
			return true;
	}
	return false;
}

bool describe_rule_names(const struct rule *rule, const struct option *option)
{
	const char *texts[] = { rule->title, rule->why, rule->server };
	const char *dot = strrchr(option->path, '.'), *last = dot ? dot + 1 : option->path;
	bool telling = last[strcspn(last, "ABCDEFGHIJKLMNOPQRSTUVWXYZ")] && islower((unsigned char)last[0]);
	for (unsigned i = 0; i < sizeof texts / sizeof *texts; i++)
		if (has_word(texts[i], option->path) || (telling && has_word(texts[i], last)))
			return true;
	return false;
}

/* ---- for people ---- */

const char *describe_rule_sets(struct arena *arena, const struct rule *rule)
{
	const char *cis = rule->cis ? arena_printf(arena, "item %s of the CIS benchmark (set cis)", rule->cis) : "";
	const char *stig = rule->stig ? arena_printf(arena, "V-%s of the STIG (set stig)", rule->stig) : "";
	if (!rule->cis && !rule->stig)
		return NULL;
	return arena_printf(arena, "Checks %s%s%s.", cis, rule->cis && rule->stig ? " and " : "", stig);
}

static void put_examples(struct buf *out, const char *title, const struct example *examples)
{
	buf_printf(out, "\n%s\n", title);
	for (; examples->file; examples++) {
		struct str rest = str_of(examples->text), line;
		buf_printf(out, "\n    # %s\n", examples->file);
		while (str_split(&rest, '\n', &line)) {
			if (!rest.at && !line.len)
				break;
			if (line.len)
				buf_text(out, "    ");
			term_escape(out, line);
			buf_char(out, '\n');
		}
	}
}

static const char *safety_text(const struct fix *fix)
{
	return fix->safety == SAFETY_SAFE ? "safe" : "unsafe";
}

void describe_rule(struct buf *out, const struct rule *rule)
{
	struct arena *arena = out->arena;
	buf_printf(out, "%s (%s, group %s): %s\n\n", rule->kind.id, severity_name(rule->severity),
		   rule->kind.group, rule->title);
	buf_wrap(out, rule->why, 0, 0);
	const char *sets = describe_rule_sets(arena, rule);
	if (sets)
		buf_wrap(out, sets, 0, 0);
	if (rule->off)
		buf_wrap(out, arena_printf(arena, "Off by default: lint runs it where --select names it, its group %s%s, or all, and "
					   "where a project file gives it a severity.", rule->kind.group,
					   sets ? ", its set" : ""), 0, 0);
	buf_char(out, '\n');
	buf_wrap(out, arena_printf(arena, "mongod: %s", rule->server), 0, 0);
	put_examples(out, "Bad:", rule->bad);
	const struct fix *fix = describe_rule_fix(arena, rule);
	if (fix) {
		buf_char(out, '\n');
		buf_wrap(out, arena_printf(arena, "    fix (%s): %s", safety_text(fix), fix->title), 4, 0);
	}
	put_examples(out, "Good:", rule->good);
}

/* ---- for programs ---- */

static void put_files(struct json_t *object, const char *key, const struct example *examples)
{
	struct json_t *list = json_put_list(object, key);
	for (; examples->file; examples++) {
		struct json_t *one = json_map();
		json_put_text(one, "file", str_of(examples->file));
		json_put_text(one, "text", str_of(examples->text));
		json_add(list, one);
	}
}

struct json_t *describe_rule_json(struct arena *arena, const struct rule *rule)
{
	const struct fix *fix = describe_rule_fix(arena, rule);
	struct json_t *object = json_map();
	json_put_text(object, "kind", STR("rule"));
	json_put_text(object, "name", str_of(rule->kind.id));
	json_put_text(object, "group", str_of(rule->kind.group));
	json_put_text(object, "severity", str_of(severity_name(rule->severity)));
	json_put_text(object, "scope", str_of(rule->scope == SCOPE_FILE ? "file" : "fleet"));
	json_put_bool(object, "off", rule->off);
	json_put_text_or_null(object, "cis", rule->cis);
	json_put_text_or_null(object, "stig", rule->stig);
	json_put_text(object, "title", str_of(rule->title));
	json_put_text(object, "why", str_of(rule->why));
	json_put_text(object, "server", str_of(rule->server));
	json_put_text_or_null(object, "fix", fix ? safety_text(fix) : NULL);
	struct json_t *options = json_put_list(object, "options");
	for (unsigned i = 0; i < option_count; i++)
		if (describe_rule_names(rule, &option_table[i]))
			json_add_text(options, str_of(option_table[i].path));
	put_files(object, "bad", rule->bad);
	put_files(object, "good", rule->good);
	return object;
}
