#include "rules/directives.h"

/* Would it be looked for, if --select and --ignore did not say otherwise? */
static bool is_on(const struct lint *lint, const struct rule *rule, const struct source *source)
{
	return lint->run ? lint->run->is_on(lint->run, rule, source) : !rule->off;
}

/* Is it certain that the name is of no use? Then all that it stands for has been looked for. */
static bool is_useless(const struct lint *lint, const struct ignore *ignore, const struct ignore_name *name,
		       const bool *selected)
{
	bool known = false;
	for (unsigned i = 0; !name->used && i < rule_count; i++) {
		if (!directive_names(name->text, rule_table[i]))
			continue;
		known = true;
		/* Of a group, what is off does not count. */
		bool single = str_is(name->text, rule_table[i]->kind.id);
		if (single ? !selected[i] || !rule_could_find(lint, rule_table[i], ignore->source)
			   : selected[i] ? !rule_could_find(lint, rule_table[i], ignore->source)
					 : is_on(lint, rule_table[i], ignore->source))
			return false;
	}
	return known && !name->used;
}

static void check(const struct lint *lint, const struct rule *rule, const struct ignore *ignore, const bool *selected)
{
	/* A server that stops, stops early: what comes behind that was not looked for. */
	if (ignore->fault || ignore->stopped)
		return;
	bool *keep = arena_array(lint->arena, ignore->count, sizeof *keep);
	for (uint32_t i = 0; i < ignore->count; i++)
		keep[i] = !is_useless(lint, ignore, &ignore->names[i], selected);
	for (uint32_t i = 0; i < ignore->count; i++) {
		const struct ignore_name *name = &ignore->names[i];
		if (keep[i])
			continue;
		struct diag *diag = sink_add(lint->sink, &rule->kind, rule->severity, ignore->source, name->at,
					     "there is no finding of %.*s %s that this could set aside", STR_ARG(name->text),
					     ignore->whole_file ? "in this file" : ignore->covers.at > ignore->at.at ? "on the next line" : "on this line");
		struct fix_edit edit = ignore_without(lint->arena, ignore, keep);
		diag_fix(lint->sink, diag, SAFETY_SAFE, "remove what is of no use", edit.cut, edit.put);
	}
}

const struct rule rule_unused_ignore = {
	.kind = { "unused-ignore", "hygiene" },
	.severity = SEVERITY_WARNING,
	.scope = SCOPE_FILE,
	.title = "a comment sets findings aside that are not there",
	.why = "What it was for has been mended, or has moved to another line. Left in place, it hides the next mistake of "
	       "that kind, which nobody has looked at.",
	.server = "nothing: it is a comment",
	.bad = (const struct example[]){
		{ "mongod.conf", "systemLog:\n  destination: file\n  path: /var/log/mongod.log  # mongoconf: ignore[log-append-missing] a new file each start\n"
				 "  logAppend: true\n" }, { 0 } },
	.good = (const struct example[]){
		{ "mongod.conf", "systemLog:\n  destination: file\n  path: /var/log/mongod.log  # mongoconf: ignore[log-append-missing] a new file each start\n" },
		{ 0 } },
	.check_ignore = check,
};
