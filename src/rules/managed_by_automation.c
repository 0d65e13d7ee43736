#include "base/regex.h"
#include "rules/ask.h"
#include "rules/line.h"

/* The lines at the top that are blank or begin with a #; the first one anyway. */
static struct str head_of(const struct source *source)
{
	for (uint32_t i = 1; i < source->lines; i++) {
		struct str line = str_trim(source_line(source, i));
		if (line.len && line.at[0] != '#')
			return str_sub(source->text, 0, source->line[i]);
	}
	return source->text;
}

/* A cheap look, since patterns are dear and most files name none of them. */
static bool may_name_one(struct str text)
{
	static const char *const parts[] = { "anager", "utomat", "perator", "ANAGER", "UTOMAT", "PERATOR" };
	for (unsigned i = 0; i < sizeof parts / sizeof *parts; i++)
		if (str_find(text, str_of(parts[i]), 0) != STR_NONE)
			return true;
	return false;
}

/* The comments at the top, before the first line that is none. */
static bool says_so(const struct source *source, struct span *where)
{
	static const char who[] = "(?i)\\b(?:ops ?manager|cloud ?manager|mongodb (?:automation|mms)|automation agent|mms automation|"
				  "kubernetes operator)\\b";
	static const char what[] = "(?i)\\b(?:managed|generated|written|maintained|controlled|automated|created)\\s+(?:\\w+\\s+)?by\\b|"
				   "do not (?:edit|modify|change)|overwritten";
	const struct regex *maker = regex_own(who), *claim = regex_own(what);
	bool found = false, named = false, claimed = false;
	for (uint32_t i = 0; i < source->lines && !found; i++) {
		struct line line = line_at(source, i);
		if (line.blank)
			continue;
		if (!line.comment)
			break;
		uint32_t at, len;
		struct str text = source_line(source, i);
		if (regex_find(maker, text, 0, &at, &len)) {
			named = true;
			*where = (struct span){ line.at + at, len };
		}
		claimed = claimed || regex_find(claim, text, 0, &at, &len);
		found = named && claimed;
	}
	return found;
}

static bool is_called_so(struct str path)
{
	for (uint32_t at; (at = str_find_char(path, '/', 0)) != STR_NONE;)
		path = str_sub(path, at + 1, path.len);
	return str_starts(path, "automation-mongod") || str_starts(path, "automation-mongos");
}

static void check(const struct lint *lint, const struct rule *rule, const struct config *config)
{
	struct span where = config_start(config);
	bool called = is_called_so(str_of(config->source->name));
	if (config->format == CONFIG_UNREADABLE)
		return;
	if (!called && (!may_name_one(head_of(config->source)) || !says_so(config->source, &where)))
		return;
	struct diag *diag = sink_add(lint->sink, &rule->kind, rule->severity, config->source, where,
				     "%s: what is changed here does not stay",
				     called ? "the automation agent writes files of this name" : "another program writes this file");
	diag->server = "reads it, until the agent writes it anew from the settings that it is given";
	diag->help = "change it where the deployment is described: Ops Manager, Cloud Manager or the operator's resource";
}

const struct rule rule_managed_by_automation = {
	.kind = { "managed-by-automation", "hygiene" },
	.severity = SEVERITY_INFO,
	.scope = SCOPE_FILE,
	.title = "a file that another program writes",
	.why = "The agent of Ops Manager, of Cloud Manager and of the Kubernetes operators writes automation-mongod.conf from "
	       "its own settings, and does so again after each change. Edits of the file are lost, and the agent itself knows "
	       "neither __exec nor __rest.",
	.server = "reads it, until the agent writes it anew",
	.bad = (const struct example[]){ { "automation-mongod.conf", "storage:\n  dbPath: /data\n" }, { 0 } },
	.good = (const struct example[]){
		{ "mongod.conf", "# Not for Ops Manager\nstorage:\n  dbPath: /data\n" }, { 0 } },
	.check_config = check,
};
