#include "rules/cause.h"

static bool is_tls(struct str name)
{
	return str_is(name, "tls") || str_is(name, "ssl") || str_starts(name, "tls.") || str_starts(name, "ssl.");
}

/* A dotted name is as good as a section in a section. */
bool explain_tls_section_at_top(const struct clue *clue, struct cause *cause)
{
	const struct tree *tree = clue->config->tree;
	const struct node *node = &tree->node[clue->node];
	if (!clue->setting || node->parent != tree->root || !is_tls(node->name) || node->key_complex)
		return false;
	cause->at = node->key;
	cause->message = arena_printf(clue->arena, "%.*s belongs below net", STR_ARG(node->name));
	edits_add(&cause->edits, (struct span){ node->key.at + (node->key_style != STYLE_PLAIN), 0 }, STR("net."));
	if (cause_heals(clue, &cause->edits)) {
		cause->fix = arena_printf(clue->arena, "write net.%.*s", STR_ARG(node->name));
		cause->safety = SAFETY_UNSAFE;
	} else {
		cause->help = "move it below `net:`, and indent it";
	}
	return true;
}

const struct rule rule_tls_section_at_top = {
	.kind = { "tls-section-at-top", "startup" },
	.severity = SEVERITY_ERROR,
	.scope = SCOPE_FILE,
	.title = "tls or ssl is not below net",
	.why = "tls and ssl are sections of net. At the margin of the file no server knows them, and nothing of them is in "
	       "force.",
	.server = "Unrecognized option: tls.mode",
	.bad = (const struct example[]){ { "mongod.conf", "tls:\n  mode: requireTLS\n  certificateKeyFile: /etc/mongodb/tls.pem\n"
		"  CAFile: /etc/mongodb/ca.pem\n" }, { 0 } },
	.good = (const struct example[]){ { "mongod.conf", "net:\n  tls:\n    mode: requireTLS\n    certificateKeyFile: "
		"/etc/mongodb/tls.pem\n    CAFile: /etc/mongodb/ca.pem\n" }, { 0 } },
	.check_config = cause_report,
};
