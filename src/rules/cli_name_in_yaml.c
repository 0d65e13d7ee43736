#include "rules/cause.h"
#include "rules/guess.h"

/* The bytes of a key without its quotes. */
static struct span bare_key(const struct node *node)
{
	uint32_t quote = node->key_style != STYLE_PLAIN;
	return (struct span){ node->key.at + quote, node->key.len - 2 * quote };
}

/* In its own section, or at the top under its dotted name, there is nothing else to change. A switch
 * that means a certain value of another option is that only where it is on. */
static void mend(const struct clue *clue, const struct suggestion *near, struct cause *cause)
{
	const struct setting *setting = clue->setting;
	const struct node *node = &clue->config->tree->node[clue->node];
	struct str right = str_of(near->option->path);
	uint32_t section = setting->path.len - node->name.len;
	if (setting->node != clue->node || node->key_complex || section >= right.len ||
	    !str_eq(str_sub(right, 0, section), str_sub(setting->path, 0, section)) ||
	    cause_is_set(clue->config, right) || (near->value && !str_is(setting->text, "true")))
		return;
	edits_add(&cause->edits, bare_key(node), str_sub(right, section, right.len));
	if (near->value)
		edits_add(&cause->edits, setting->value, str_of(near->value));
	if (!cause_heals(clue, &cause->edits))
		return;
	cause->fix = near->value ? arena_printf(clue->arena, "write %s: %s", near->option->path, near->value)
				 : arena_printf(clue->arena, "write %s", near->option->path);
	cause->safety = SAFETY_SAFE;
	cause->help = NULL;
}

bool explain_cli_name_in_yaml(const struct clue *clue, struct cause *cause)
{
	struct suggestion near[GUESSES];
	if (!clue->setting || option_is_section(clue->setting->path) ||
	    (clue->setting->kind == SETTING_OPAQUE && clue->config->tree->node[clue->setting->node].kind == NODE_MAPPING))
		return false;
	unsigned count = guess_options(clue->config, clue->setting->path, near);
	/* One that is called alike in both, setParameter, is no other name. */
	if (!count || near[0].why != SUGGEST_CLI_NAME || str_is(clue->setting->path, near[0].option->path))
		return false;
	const struct node *node = &clue->config->tree->node[clue->node];
	cause->at = node->key;
	cause->message = arena_printf(clue->arena, "%.*s is a name of the command line, not of the file",
				      STR_ARG(clue->setting->path));
	cause->help = guess_text(clue->arena, near, count);
	if (count == 1)
		mend(clue, near, cause);
	return true;
}

const struct rule rule_cli_name_in_yaml = {
	.kind = { "cli-name-in-yaml", "startup" },
	.severity = SEVERITY_ERROR,
	.scope = SCOPE_FILE,
	.title = "a name of the command line in a YAML file",
	.why = "bind_ip, logpath, replSet and their like are names of the command line and of the format of before 2.6. In "
	       "YAML each option has a name of its own, within a section, which mongod does not translate.",
	.server = "Unrecognized option: net.bind_ip",
	.bad = (const struct example[]){ { "mongod.conf", "net:\n  bind_ip: 127.0.0.1\n" }, { 0 } },
	.good = (const struct example[]){ { "mongod.conf", "net:\n  bindIp: 127.0.0.1\n" }, { 0 } },
	.check_config = cause_report,
};
