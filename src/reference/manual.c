/* mongoconf-rules(7), in the language of mdoc(7). It is made from the table of rules whenever that
 * changes (make update-manual) and stands in the source tree; tests/manual compares the two. */

#include <string.h>

#include "reference/describe.h"
#include "reference/list.h"
#include "reference/mdoc.h"

/* The day on which the form of the page last changed; what it says follows the table. */
#define PAGE_DATE "November 22, 2026"

static const struct {
	const char *name, *title, *about;
} groups[] = {
	{ "syntax", "SYNTAX", "The server can't read the file, or not all of it." },
	{ "startup", "STARTUP", "The server reads the file, and refuses to start." },
	{ "fleet", "FLEET", "Each file may be fine alone, and together they break the replica set or cluster." },
	{ "keyfile", "KEYFILE", "A keyfile can't be used, or is not safe." },
	{ "security", "SECURITY", "The server starts, and leaves something open." },
	{ "upgrade", "UPGRADE", "Deprecated, renamed, or gone in a later release." },
	{ "hygiene", "HYGIENE", "Accidents and leftovers." },
};
enum { GROUPS = sizeof groups / sizeof *groups };

/* ---- one rule ---- */

static void put_examples(struct buf *out, const char *title, const struct example *examples)
{
	for (const struct example *one = examples; one->file; one++) {
		buf_printf(out, ".Pp\n%s", one == examples ? title : "and");
		/* The name says something only where there are several files, or another than usual. */
		if (examples[1].file || strcmp(one->file, "mongod.conf"))
			buf_printf(out, ",\n.Pa %s :\n", one->file);
		else
			buf_text(out, ":\n");
		mdoc_display(out, NULL, one->text);
	}
}

static void put_rule(struct buf *out, const struct rule *rule)
{
	buf_printf(out, ".Ss %s\n", rule->kind.id);
	buf_printf(out, ".Em %s :\n", severity_name(rule->severity));
	mdoc_prose(out, arena_printf(out->arena, "%s.", rule->title));
	buf_text(out, ".Pp\n");
	mdoc_prose(out, rule->why);
	const char *sets = describe_rule_sets(out->arena, rule);
	if (sets)
		mdoc_prose(out, sets);
	if (rule->off)
		buf_printf(out, "Off by default: it runs where\n.Fl -select\nnames it, its group\n.Cm %s%sor\n.Cm all ,\nand where a "
			   "project file gives it a severity.\n", rule->kind.group, sets ? " ,\nits set,\n" : " ,\n");
	buf_text(out, ".Pp\n.Em mongod :\n");
	mdoc_prose(out, rule->server);
	put_examples(out, "Bad", rule->bad);
	const struct fix *fix = describe_rule_fix(out->arena, rule);
	if (fix) {
		buf_printf(out, ".Pp\n.Em fix Pq %s :\n", fix->safety == SAFETY_SAFE ? "safe" : "unsafe");
		mdoc_prose(out, fix->title);
	}
	put_examples(out, "Good", rule->good);
}

static void put_group(struct buf *out, unsigned group)
{
	bool any = false;
	for (unsigned i = 0; i < rule_count; i++) {
		if (strcmp(rule_table[i]->kind.group, groups[group].name))
			continue;
		if (!any)
			buf_printf(out, ".Sh %s\n%s\n", groups[group].title, groups[group].about);
		any = true;
		put_rule(out, rule_table[i]);
	}
}

void list_rules_manual(struct buf *out)
{
	buf_text(out, ".\\\" Made by `mongoconf list rules --format man` from the table of rules; do not edit.\n"
		      ".\\\" elsewhere tests/unit/rules_examples.c\n"
		      ".Dd " PAGE_DATE "\n"
		      ".Dt MONGOCONF-RULES 7\n"
		      ".Os\n"
		      ".Sh NAME\n"
		      ".Nm mongoconf-rules\n"
		      ".Nd what mongoconf finds in the configs of mongod and mongos\n"
		      ".Sh DESCRIPTION\n"
		      "Every rule of\n"
		      ".Xr mongoconf 1\n"
		      "belongs to a group, here in this order:\n");
	for (unsigned i = 0; i < GROUPS; i++)
		buf_printf(out, ".Cm %s%s\n", groups[i].name, i + 1 < GROUPS ? " ," : " .");
	buf_text(out, "The severity is that of most findings of the rule.\n"
		      "What follows\n"
		      ".Em mongod\n"
		      "is what the server prints or does.\n"
		      "The bad example gives a finding of the rule, and the good one gives none of any\n"
		      "rule; where\n"
		      ".Xr mongoconf 1\n"
		      "offers an edit that mends the bad one, that is the\n"
		      ".Em fix .\n"
		      "A safe one leaves only one possible meaning; an unsafe one wants to be looked\n"
		      "at.\n");
	for (unsigned i = 0; i < GROUPS; i++)
		put_group(out, i);
	buf_text(out, ".Sh SEE ALSO\n.Xr mongoconf 1 ,\n.Xr mongod 1 ,\n.Xr mongos 1\n");
}
