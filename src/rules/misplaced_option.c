#include "rules/cause.h"
#include "rules/guess.h"

/* At the top the dotted name will do. */
static void prefix(const struct clue *clue, struct str right, struct cause *cause)
{
	const struct node *node = &clue->config->tree->node[clue->node];
	uint32_t quote = node->key_style != STYLE_PLAIN;
	edits_add(&cause->edits, (struct span){ node->key.at + quote, node->key.len - 2 * quote }, right);
}

/* Out of its section, to a line of its own behind it, under its dotted name. */
static void move(const struct clue *clue, struct str right, struct cause *cause)
{
	const struct tree *tree = clue->config->tree;
	const struct source *source = clue->source;
	const struct node *node = &tree->node[clue->node];
	uint32_t top = clue->node;
	while (tree->node[top].parent != tree->root && tree->node[top].parent)
		top = tree->node[top].parent;
	uint32_t first = source_line_index(source, node->key.at), last = source_line_index(source, node_end(tree, clue->node));
	struct str before = str_sub(source->text, source->line[first], node->key.at);
	bool only = tree->node[node->parent].first == clue->node && !node->next;
	if (first != last || only || str_trim(before).len || !node->span.len)
		return;
	uint32_t end = source_line_index(source, node_end(tree, top)), from = source_line_start(source, tree->node[top].key.at);
	struct str indent = str_sub(source->text, from, tree->node[top].key.at);
	struct str ending = source_ending(source, node->key.at);
	struct span behind = { span_end(source_line_span(source, end)), 0 };
	bool open = behind.at && source->text.at[behind.at - 1] != '\n';
	struct str line = str_format(clue->arena, "%.*s%.*s: %.*s", STR_ARG(indent), STR_ARG(right),
				     STR_ARG(source_str(source, node->span)));
	if (str_trim(indent).len)
		return;
	edits_add(&cause->edits, source_line_span(source, first), STR(""));
	edits_add(&cause->edits, behind, open ? str_format(clue->arena, "%.*s%.*s", STR_ARG(ending), STR_ARG(line))
					      : str_format(clue->arena, "%.*s%.*s", STR_ARG(line), STR_ARG(ending)));
}

static bool has_merge_key(struct str path)
{
	struct str rest = path, part;
	while (str_split(&rest, '.', &part))
		if (str_is(part, "<<"))
			return true;
	return false;
}

bool explain_misplaced_option(const struct clue *clue, struct cause *cause)
{
	struct suggestion near[GUESSES];
	const struct setting *setting = clue->setting;
	if (!setting || option_is_section(setting->path) || setting->node != clue->node)
		return false;
	if (has_merge_key(setting->path))
		return false;  /* unknown-option */
	unsigned count = guess_options(clue->config, setting->path, near);
	if (!count || near[0].why != SUGGEST_PLACE)
		return false;
	const struct tree *tree = clue->config->tree;
	const struct node *node = &tree->node[clue->node];
	struct str right = str_of(near[0].option->path);
	cause->at = node->key;
	cause->message = arena_printf(clue->arena, "%.*s stands in the wrong place", STR_ARG(setting->path));
	cause->help = guess_text(clue->arena, near, count);
	if (count > 1 || cause_is_set(clue->config, right) || near[0].option->type == OPTION_MAP || node->key_complex)
		return true;
	if (node->parent == tree->root)
		prefix(clue, right, cause);
	else if (tree->node[tree->root].style == STYLE_BLOCK)
		move(clue, right, cause);
	if (!cause->edits.count || !cause_heals(clue, &cause->edits))
		return true;
	cause->fix = arena_printf(clue->arena, "make it %s", near[0].option->path);
	cause->safety = SAFETY_UNSAFE;
	return true;
}

const struct rule rule_misplaced_option = {
	.kind = { "misplaced-option", "startup" },
	.severity = SEVERITY_ERROR,
	.scope = SCOPE_FILE,
	.title = "an option below the wrong section",
	.why = "An option has one place. The same name elsewhere is unknown to mongod: keyFile belongs to security, "
	       "replSetName to replication, dbPath to storage.",
	.server = "Unrecognized option: net.keyFile",
	.bad = (const struct example[]){ { "mongod.conf", "net:\n  port: 27017\n  replSetName: rs0\n" }, { 0 } },
	.good = (const struct example[]){ { "mongod.conf", "net:\n  port: 27017\n  bindIp: db1\nreplication:\n  replSetName: rs0\n"
		"security:\n  keyFile: /etc/mongodb/keyfile\n" },
					 { 0 } },
	.check_config = cause_report,
};
