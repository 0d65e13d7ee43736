#include <string.h>

#include "report/markup.h"
#include "report/prose.h"
#include "report/sarif.h"
#include "rules/rule.h"

/* ---- how bad, and how sure ---- */

/* How often a finding of the group is right; GitHub puts the surer ones first. Syntax and startup are the server's own word. */
static const struct group {
	const char *name, *precision;
} groups[] = {
	{ "syntax", "very-high" }, { "startup", "very-high" }, { "upgrade", "very-high" },
	{ "fleet", "high" }, { "keyfile", "high" }, { "security", "high" },
	{ "hygiene", "medium" },
};

/* Rules of other groups that are about who gets in; of group security all are. From 0 to 10, as CVSS has it: 9 is
 * critical, 7 high, 4 medium. */
static const struct score {
	const char *id, *score;
} scores[] = {
	{ "keyfile-committed", "7.5" },
	{ "keyfile-owner", "5.5" },
	{ "keyfile-permissions", "7.5" },
	{ "keyfile-weak", "8.0" },
	{ "keyfile-well-known", "9.1" },
};

static const char *score_of(const struct rule *rule)
{
	static const char *const by_severity[] = {
		[SEVERITY_INFO] = "3.0", [SEVERITY_WARNING] = "5.5", [SEVERITY_ERROR] = "8.0",
	};
	for (unsigned i = 0; i < sizeof scores / sizeof *scores; i++)
		if (!strcmp(scores[i].id, rule->kind.id))
			return scores[i].score;
	return strcmp(rule->kind.group, "security") ? NULL : by_severity[rule->severity];
}

static void put_tags(struct sarif *sarif, struct json_t *properties, const struct rule *rule, bool security)
{
	struct json_t *tags = json_put_list(properties, "tags");
	json_add_text(tags, str_of(rule->kind.group));
	if (security && strcmp(rule->kind.group, "security"))
		json_add_text(tags, STR("security"));
	if (rule->cis)
		json_add_text(tags, str_format(sarif->arena, "cis-%s", rule->cis));
	if (rule->stig)
		json_add_text(tags, str_format(sarif->arena, "stig-V-%s", rule->stig));
}

static void put_properties(struct sarif *sarif, struct json_t *object, const struct rule *rule)
{
	static const char *const problem[] = {
		[SEVERITY_INFO] = "recommendation", [SEVERITY_WARNING] = "warning", [SEVERITY_ERROR] = "error",
	};
	struct json_t *properties = json_put_map(object, "properties");
	const char *score = score_of(rule);
	put_tags(sarif, properties, rule, score != NULL);
	for (unsigned i = 0; i < sizeof groups / sizeof *groups; i++)
		if (!strcmp(groups[i].name, rule->kind.group))
			json_put_text(properties, "precision", str_of(groups[i].precision));
	json_put_text(properties, "problem.severity", str_of(problem[rule->severity]));
	if (score)
		json_put_text(properties, "security-severity", str_of(score));
}

/* ---- what to read ---- */

static void put_examples(struct buf *out, const char *title, const struct example *examples)
{
	buf_printf(out, "\n**%s**\n", title);
	for (; examples->file; examples++) {
		struct str text = str_of(examples->text);
		bool is_yaml = str_ends(str_of(examples->file), ".conf") || str_ends(str_of(examples->file), ".yaml");
		if (str_ends(text, "\n"))
			text.len--;
		buf_char(out, '\n');
		markdown_code(out, examples->file);
		buf_text(out, ":\n\n");
		markdown_fence(out, 0, is_yaml ? "yaml" : "", str_cstr(out->arena, text));
	}
}

static struct str markdown(struct arena *arena, const struct rule *rule)
{
	struct buf out = BUF_INIT(arena);
	markdown_text(&out, rule->why);
	buf_text(&out, "\n\n**mongod:** ");
	markdown_text(&out, rule->server);
	buf_char(&out, '\n');
	put_examples(&out, "Bad", rule->bad);
	put_examples(&out, "Good", rule->good);
	buf_printf(&out, "\n`mongoconf explain %s` says the same. In a config, a comment at the line sets a finding aside: "
		   "`# mongoconf: ignore[%s] reason`.\n", rule->kind.id, rule->kind.id);
	return buf_done(&out);
}

/* Here braces are no placeholders: nothing ever fills in a rule's own text, and examples are copied. */
static void put_text(struct json_t *object, const char *key, struct str text, struct str formatted)
{
	struct json_t *string = json_put_map(object, key);
	json_put_text(string, "text", text);
	if (formatted.len)
		json_put_text(string, "markdown", formatted);
}

static void put_help(struct sarif *sarif, struct json_t *object, const struct rule *rule)
{
	struct str why = prose_sentence(sarif->arena, rule->why);
	struct str help = str_format(sarif->arena, "%s\nmongod: %s\nmongoconf explain %s shows examples.",
				     why.at, prose_stopped(sarif->arena, rule->server).at, rule->kind.id);
	put_text(object, "shortDescription", prose_sentence(sarif->arena, rule->title), STR(""));
	put_text(object, "fullDescription", why, STR(""));
	put_text(object, "help", help, markdown(sarif->arena, rule));
}

struct json_t *sarif_rule(struct sarif *sarif, const char *id)
{
	const struct rule *rule = rule_find(str_of(id));
	struct json_t *object = json_map();
	json_put_text(object, "id", str_of(id));
	if (!rule)
		return object;
	put_help(sarif, object, rule);
	struct json_t *configuration = json_put_map(object, "defaultConfiguration");
	if (rule->off)
		json_put_bool(configuration, "enabled", false);
	json_put_text(configuration, "level", str_of(sarif_level(rule->severity)));
	put_properties(sarif, object, rule);
	return object;
}
