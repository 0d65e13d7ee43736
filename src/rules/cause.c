#include "rules/cause.h"

#include <string.h>

#include "yaml/builder.h"

/* Trying an edit is reading the file again; in a file larger than any config nothing is tried. */
enum { TRIED_SIZE = 128 * 1024 };

static bool (*const explain[])(const struct clue *, struct cause *) = {
#define EXPLAIN(name) explain_##name,
#include "rules/cause.def"
#undef EXPLAIN
};
static const char *const ids[] = {
#define EXPLAIN(name) #name,
#include "rules/cause.def"
#undef EXPLAIN
};

/* What was found out about a config. */
struct cause_book {
	struct cause error;
	bool is_error;
	struct named {
		struct clue clue;
		struct cause cause;
	} *names;
	uint32_t count;
};

/* "tab_indentation" of the table and "tab-indentation" of the rule. */
static bool same_id(const char *id, const char *name)
{
	for (; *id && *name; id++, name++)
		if (*id != *name && !(*id == '-' && *name == '_'))
			return false;
	return *id == *name;
}

static bool ask(const struct clue *clue, struct cause *cause)
{
	for (unsigned i = 0; i < sizeof explain / sizeof *explain; i++) {
		*cause = (struct cause){ .edits = EDITS_INIT(clue->arena) };
		if (explain[i](clue, cause)) {
			cause->id = ids[i];
			return true;
		}
	}
	*cause = (struct cause){ 0 };
	return false;
}

/* ---- trying an edit ---- */

static bool try(struct arena *arena, const struct clue *clue, const struct edits *edits, struct source *source, struct yamlcpp *read)
{
	struct edits own = *edits;
	struct str old = clue->source->text;
	if (!edits->count || old.len > TRIED_SIZE)
		return false;
	own.arena = arena;
	struct str text = edits_splice(&own, old);
	/* Of a part of a file, what was read ends before the file does: so does this, or an error at its end would be behind. */
	uint32_t end = span_end(source_own_lines(clue->source)) + text.len - old.len;
	source_init(arena, clue->source->name, str_sub(text, 0, end), source);
	yamlcpp_read(arena, source, read);
	return true;
}

static bool mends(const struct clue *clue, const struct source *source, const struct yamlcpp *read)
{
	if (!read->error.text)
		return !read->tree.root || read->tree.node[read->tree.root].kind == NODE_MAPPING;
	return !clue->setting && source_line_index(source, read->error.at) > clue->line;
}

/* Thousands of lines may each be tried, so nothing of that stays. */
bool cause_mends(const struct clue *clue, const struct edits *edits)
{
	struct arena arena = ARENA_INIT;
	struct source source;
	struct yamlcpp read;
	bool does = try(&arena, clue, edits, &source, &read) && mends(clue, &source, &read);
	arena_free(&arena);
	return does;
}

static bool heals(struct arena *arena, const struct clue *clue, const struct edits *edits, struct tree *tree)
{
	struct source *source = arena_alloc(arena, sizeof *source);
	struct yamlcpp read;
	if (!try(arena, clue, edits, source, &read) || read.error.text || read.rest != NO_OFFSET ||
	    read.tree.node[read.tree.root].kind != NODE_MAPPING)
		return false;
	*tree = read.tree;
	return true;
}

bool cause_read(const struct clue *clue, const struct edits *edits, struct tree *tree)
{
	return heals(clue->arena, clue, edits, tree);
}

bool cause_heals(const struct clue *clue, const struct edits *edits)
{
	struct arena arena = ARENA_INIT;
	struct tree tree;
	bool does = heals(&arena, clue, edits, &tree);
	arena_free(&arena);
	return does;
}

bool cause_is_option(struct str path)
{
	const struct option *option = option_find_holder(path);
	return option && !option->refused && (option->type != OPTION_MAP || !str_is(path, option->path));
}

bool cause_is_set(const struct config *config, struct str path)
{
	for (uint32_t i = 0; i < config->count; i++)
		if (str_eq(config->settings[i].path, path) || str_eq(config->settings[i].name, path))
			return true;
	return false;
}

/* ---- what is refused ---- */

static struct clue clue_of_line(const struct config *config, uint32_t offset)
{
	const struct source *source = config->source;
	if (offset > source->text.len)
		offset = source->text.len;
	return (struct clue){ .arena = config->scratch, .config = config, .source = source,
			      .line = source_line_index(source, offset) };
}

/* A file that is one text to YAML was often meant as YAML: when a line of it is no `name = value`, and it is
 * known how it becomes a mapping. */
static bool is_no_ini(const struct config *config, struct cause *cause)
{
	for (uint32_t i = 0; i < config->fault_count; i++) {
		struct span at = config->faults[i].at;
		if (str_has_char(source_line(config->source, source_line_index(config->source, at.at)), '='))
			continue;
		struct clue clue = clue_of_line(config, at.at);
		return ask(&clue, cause);
	}
	return false;
}

static bool ask_of_error(const struct config *config, struct cause *cause)
{
	const struct yamlcpp *server = &config->document;
	const struct node *root = &server->tree.node[server->tree.root];
	*cause = (struct cause){ 0 };
	if (config->check.nul != STR_NONE || config->format == CONFIG_TEMPLATE)
		return false;
	if (server->error.limit)
		return true;  /* nobody knows more than that */
	if (config->format == CONFIG_INI)
		return is_no_ini(config, cause);
	if (!server->error.text && (!server->tree.root || root->kind == NODE_MAPPING || yamlcpp_null(root, config->release)))
		return false;
	struct clue clue = clue_of_line(config, server->error.text ? server->error.at : root->span.at);
	ask(&clue, cause);
	return true;
}

/* The topmost key that makes the path unknown: `nett` of nett.port, `prot` of net.prot. */
static uint32_t culprit(const struct config *config, const struct setting *setting)
{
	const struct tree *tree = config->tree;
	uint32_t way[2 * TREE_DEPTH_MAX], depth = 0, at = setting->node;
	for (uint32_t up = tree->node[at].parent; up && up != tree->root && depth < 2 * TREE_DEPTH_MAX; up = tree->node[up].parent)
		way[depth++] = up;
	/* From the top: those that are known are few, however deep the file goes. */
	bool known = true;
	while (known && depth--) {
		struct arena scratch = ARENA_INIT;
		struct str section = tree_path(&scratch, tree, way[depth]);
		known = option_is_section(section) || option_find_holder(section);
		arena_free(&scratch);
		at = known ? at : way[depth];
	}
	return at;
}

/* A name that the server would not take; a null section, and a null map option, are among them. */
static bool is_refused(const struct setting *setting)
{
	if (setting->nameless)
		return false;
	if (setting->option)
		return setting->null && setting->option->type == OPTION_MAP && !setting->entry;
	return setting->kind != SETTING_OPAQUE || (setting->path.len && !option_is_section(setting->path));
}

/* Several names with one id and one group, such as the lines below one header, have one cause. */
static bool is_again(const struct cause *cause, const struct cause *last)
{
	return cause->id && cause->group && last->id == cause->id && last->group == cause->group;
}

static void ask_of_names(const struct config *config, struct cause_book *book)
{
	bool large = config->source->text.len > TRIED_SIZE;
	struct cause last = { 0 };
	uint32_t last_node = 0, asked = 0, room = 0;
	for (uint32_t i = 0; config->format == CONFIG_YAML && i < config->count; i++) {
		const struct setting *setting = &config->settings[i];
		if (!is_refused(setting))
			continue;
		uint32_t at = culprit(config, setting);
		if (at == last_node)
			continue;  /* one finding for a section that nobody knows, not one for each option in it */
		last_node = at;
		struct named named = { .clue = clue_of_line(config, config->tree->node[at].key.at) };
		named.clue.setting = setting;
		named.clue.node = at;
		if (asked++ < CAUSES_OF_NAMES && !large)
			ask(&named.clue, &named.cause);
		bool again = is_again(&named.cause, &last);
		last = named.cause;
		if (again)
			continue;
		if (book->count == room) {
			room = room ? room * 2 : 8;
			book->names = arena_grow(config->scratch, book->names, book->count, room, sizeof named);
		}
		book->names[book->count++] = named;
	}
}

/* ---- the answers ---- */

static const struct cause_book *book_of(const struct config *config)
{
	if (!*config->causes) {
		struct cause_book *book = arena_alloc(config->scratch, sizeof *book);
		*book = (struct cause_book){ 0 };
		book->is_error = ask_of_error(config, &book->error);
		ask_of_names(config, book);
		*config->causes = book;
	}
	return *config->causes;
}

bool cause_of_error(const struct config *config, struct cause *cause)
{
	const struct cause_book *book = book_of(config);
	*cause = book->error;
	return book->is_error;
}

bool causes_next(struct causes *causes, struct cause *cause)
{
	const struct cause_book *book = book_of(causes->config);
	if (causes->seen == book->count)
		return false;
	causes->clue = book->names[causes->seen].clue;
	*cause = book->names[causes->seen].cause;
	causes->seen++;
	return true;
}

bool cause_is_empty_section(const struct clue *clue)
{
	const struct setting *setting = clue->setting;
	return setting->null && (setting->option || option_is_section(setting->path));
}

/* ---- saying it ---- */

static void say(const struct lint *lint, const struct rule *rule, const struct config *config,
		const struct cause *cause, const char *server, const char *option)
{
	struct diag *diag = sink_add(lint->sink, &rule->kind, SEVERITY_ERROR, config->source, cause->at, "%s",
				     cause->message);
	diag->server = server;
	diag->help = cause->help;
	diag->option = option;
	if (cause->note)
		diag_note(lint->sink, diag, config->source, cause->note_at, "%s", cause->note);
	if (!cause->fix || !cause->edits.count)
		return;
	diag_fix(lint->sink, diag, cause->safety, cause->fix, cause->edits.at[0].cut, cause->edits.at[0].put);
	for (uint32_t i = 1; i < cause->edits.count; i++)
		diag_fix_more(lint->sink, diag, config->source, cause->edits.at[i].cut, cause->edits.at[i].put);
}

const char *cause_server_of_error(struct arena *arena, const struct config *config)
{
	const struct yamlcpp *server = &config->document;
	if (server->error.text)
		return arena_printf(arena, "stops with: Error parsing YAML config file: %s", server->error.text);
	return config->fault_count ? arena_printf(arena, "stops with: %s", config->faults[0].message)
				   : "stops with: No map found at top level of YAML config";
}

const char *cause_server_of_name(struct arena *arena, const struct setting *setting)
{
	if (setting->option)
		return arena_printf(arena, "stops with: Option: %s is of type StringMap, but value in YAML config is not "
				    "a map type", setting->option->path);
	return setting->path.len ? arena_printf(arena, "stops with: Unrecognized option: %.*s", STR_ARG(setting->path))
				 : "stops with: Found empty key in YAML config file";
}

void cause_report(const struct lint *lint, const struct rule *rule, const struct config *config)
{
	struct cause cause;
	if (cause_of_error(config, &cause)) {
		if (cause.id && same_id(rule->kind.id, cause.id))
			say(lint, rule, config, &cause, cause_server_of_error(lint->arena, config), NULL);
		return;
	}
	struct causes causes = { .config = config };
	while (causes_next(&causes, &cause)) {
		const struct setting *setting = causes.clue.setting;
		if (cause.id && same_id(rule->kind.id, cause.id))
			say(lint, rule, config, &cause, cause_server_of_name(lint->arena, setting),
			    str_cstr(lint->arena, setting->path));
	}
}
