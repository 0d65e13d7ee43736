#include "config/ini_dialect.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "config/config.h"
#include "config/ini_spell.h"
#include "input/ini.h"
#include "text/splice.h"
#include "yaml/guard.h"
#include "yaml/masked.h"

static const char INSTEAD[] = "write the file as YAML first: mongoconf apply ini-to-yaml";

/* ---- reading ---- */

struct builder {
	struct arena *arena;
	const struct source *source;
	struct tree *tree;
};

static uint32_t add_node(struct builder *builder, uint32_t parent, struct node node)
{
	struct tree *tree = builder->tree;
	if (tree->count == tree->room) {
		tree->node = arena_grow(builder->arena, tree->node, tree->count, tree->room * 2, sizeof *tree->node);
		tree->room *= 2;
	}
	uint32_t at = tree->count++;
	node.question = node.colon = NO_OFFSET;
	node.parent = parent;
	node.path = node.name.len ? tree_path_hash(0, node.name) : tree->node[parent].path;
	tree->node[at] = node;
	struct node *above = &tree->node[parent];
	tree->node[at].previous = above->last;
	if (above->last)
		tree->node[above->last].next = at;
	else
		above->first = at;
	above->last = at;
	return at;
}

static struct node scalar_node(struct span span, struct str text)
{
	struct node node = { .kind = NODE_SCALAR, .style = STYLE_PLAIN, .span = span, .text = text };
	/* Nothing stands for null in this format. */
	if (node_is_null(&node))
		node.style = STYLE_SINGLE;
	return node;
}

static void add_list_item(struct builder *builder, const struct ini_line *line, const struct ini_said *said)
{
	uint32_t list = tree_find(builder->tree, said->path, NULL);
	struct node node = { .kind = NODE_SEQUENCE, .style = STYLE_BLOCK, .span = line->value, .name = said->path, .key = line->name };
	if (!list)
		list = add_node(builder, builder->tree->root, node);
	struct node item = scalar_node(line->value, said->value);
	item.key = line->name;
	add_node(builder, list, item);
}

static void add_line(struct builder *builder, const struct target *target, const struct ini_line *line)
{
	const struct source *source = builder->source;
	struct ini_said said;
	struct str name = ini_line_name(builder->arena, source, line), text = source_str(source, line->value);
	if (!ini_says(builder->arena, name, target, text, &said)) {
		struct node node = scalar_node(line->value, text);
		node.name = str_format(builder->arena, "?%.*s", STR_ARG(name));
		node.key = line->name;
		add_node(builder, builder->tree->root, node);
		return;
	}
	if (said.list) {
		add_list_item(builder, line, &said);
		return;
	}
	struct node node = scalar_node((struct span){ line->value.at + said.skip, line->value.len - said.skip }, said.value);
	node.name = said.path;
	node.key = said.skip ? (struct span){ line->value.at, said.skip - 1 } : line->name;
	add_node(builder, builder->tree->root, node);
}

/* A file that has lost its last setting is empty to every server, and still no YAML to us. */
static bool is_taken(const struct config *config)
{
	return config->format == CONFIG_INI || (config->format == CONFIG_YAML && !config->count);
}

static void read_ini(struct arena *arena, const struct source *source, const void *about, struct yaml *yaml)
{
	struct config config;
	config_read(arena, source, about, &config);
	*yaml = (struct yaml){ .source = source, .reading = is_taken(&config) ? READING_BOTH : READING_NONE, .check = config.check };
	struct tree *tree = &yaml->tree;
	*tree = (struct tree){ .source = source, .count = 2, .room = 64, .root = 1, .documents = 1, .rest = NO_OFFSET };
	tree->node = arena_array(arena, tree->room, sizeof *tree->node);
	tree->node[1] = (struct node){ .kind = NODE_MAPPING, .style = STYLE_BLOCK, .question = NO_OFFSET, .colon = NO_OFFSET };
	if (yaml->reading == READING_NONE) {
		yaml->fyaml = yaml->libyaml = (struct syntax_error){ .text = "no server takes it for a file in the old format" };
		return;
	}
	struct builder builder = { arena, source, tree };
	struct ini_lines lines = ini_lines(arena, source);
	for (uint32_t i = 0; i < lines.count; i++)
		if (lines.at[i].kind == INI_LINE_ENTRY)
			add_line(&builder, &config.target, &lines.at[i]);
}

/* ---- what the server makes of an edit ---- */

struct work {
	struct arena *arena;
	const struct yaml *yaml;
	const void *about;
	struct config config;   /* before */
	struct ini_lines lines;
	struct edits *edits;
	struct err *err;
};

static struct work work_of(struct arena *arena, const struct yaml *yaml, const void *about, struct edits *edits, struct err *err)
{
	struct work work = { .arena = arena, .yaml = yaml, .about = about, .edits = edits, .err = err };
	config_read(arena, yaml->source, about, &work.config);
	work.lines = ini_lines(arena, yaml->source);
	return work;
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Which of its complaints is new? There may be one of each line. */
static const char *new_fault(struct arena *arena, const struct config *before, const struct config *after)
{
	const char **said = arena_array(arena, before->fault_count, sizeof *said);
	for (uint32_t i = 0; i < before->fault_count; i++)
		said[i] = before->faults[i].message;
	if (before->fault_count)
		qsort(said, before->fault_count, sizeof *said, by_text);
	for (uint32_t i = 0; i < after->fault_count; i++)
		if (!before->fault_count || !bsearch(&after->faults[i].message, said, before->fault_count, sizeof *said, by_text))
			return after->faults[i].message;
	return after->fault_count > before->fault_count ? after->faults[after->fault_count - 1].message : NULL;
}

/* Why no server would start with the result; NULL: it would. */
static const char *flaw_of(const struct work *work, const struct edits *edits)
{
	struct source next;
	struct config after;
	splice_source(work->arena, work->yaml->source, edits, &next);
	config_read(work->arena, &next, &work->config.target, &after);
	if (!is_taken(&after))
		return arena_printf(work->arena, "with that value no server takes the file for one in the old format, where a colon with a "
				    "blank or nothing behind it is a sign of YAML; %s", INSTEAD);
	const char *fault = new_fault(work->arena, &work->config, &after);
	return fault ? arena_printf(work->arena, "mongod does not start with that beside the other lines of this file (%s); remove what "
				    "stands against it first", fault) : NULL;
}

/* ---- lines ---- */

static const struct ini_line *line_of(const struct work *work, uint32_t offset)
{
	return &work->lines.at[source_line_index(work->yaml->source, offset)];
}

/* Can a new line follow, however the template is rendered? */
static bool has_room(const struct work *work, const struct ini_line *line)
{
	return masked_is_free(work->yaml->source, span_end(line->at), 0, false);
}

static bool is_beside(const struct work *work, const struct ini_line *line, struct str section)
{
	struct ini_said said;
	struct str name = source_str(work->yaml->source, line->name), text = source_str(work->yaml->source, line->value);
	return line->kind == INI_LINE_ENTRY && !line->section.at && has_room(work, line) && ini_says(work->arena, name, &work->config.target, text, &said) && said.path.len > section.len &&
	       str_eq(str_sub(said.path, 0, section.len), section) && said.path.at[section.len] == '.';
}

/* The last line of the option's own section, of the one above it, and so on. */
static const struct ini_line *neighbour(const struct work *work, struct str path)
{
	while (path.len) {
		while (path.len && path.at[path.len - 1] != '.')
			path.len--;
		path.len -= path.len > 0;
		for (uint32_t i = work->lines.count; path.len && i > 0; i--)
			if (is_beside(work, &work->lines.at[i - 1], path))
				return &work->lines.at[i - 1];
	}
	return NULL;
}

/* The last line with anything in it before the first [section]; of a template, with room behind it. */
static const struct ini_line *last_line(const struct work *work)
{
	const struct ini_line *last = NULL;
	for (uint32_t i = 0; i < work->lines.count && work->lines.at[i].kind != INI_LINE_SECTION; i++)
		if (work->lines.at[i].kind != INI_LINE_BLANK && has_room(work, &work->lines.at[i]))
			last = &work->lines.at[i];
	return last;
}

/* How a line is written: what is before the name, and around the =. */
struct style {
	struct str indent, before, after;
	uint32_t column;   /* of the =, where names are filled up to it; 0: they aren't */
};

static struct style style_of(const struct work *work, const struct ini_line *line)
{
	struct str text = work->yaml->source->text;
	struct style style = { STR(""), STR(" "), STR(" "), 0 };
	for (uint32_t i = 0; !line && i < work->lines.count; i++)
		if (work->lines.at[i].kind == INI_LINE_ENTRY)
			line = &work->lines.at[i];
	if (!line)
		return style;
	uint32_t equals = str_find_char(text, '=', span_end(line->name)), end = line->value.at;
	style.indent = str_sub(text, line->at.at, line->name.at);
	style.before = str_sub(text, span_end(line->name), equals);
	style.after = line->value.len ? str_sub(text, equals + 1, end) : style.before;
	if (style.before.len > 1 && !str_has_char(style.before, '\t'))
		style.column = equals - line->name.at;
	return style;
}

static struct str new_line(const struct work *work, const struct style *style, const struct ini_spelling *spelling)
{
	struct buf out = BUF_INIT(work->arena);
	buf_str(&out, style->indent);
	buf_str(&out, spelling->name);
	if (!style->column)
		buf_str(&out, style->before);
	else
		buf_fill(&out, ' ', style->column > spelling->name.len ? style->column - spelling->name.len : 1);
	buf_char(&out, '=');
	if (spelling->text.len)
		buf_str(&out, style->after);
	buf_str(&out, spelling->text);
	return buf_done(&out);
}

static bool add(const struct work *work, struct str path, const struct ini_spelling *spelling, struct edits *edits)
{
	const struct source *source = work->yaml->source;
	const struct ini_line *beside = neighbour(work, path), *line = beside ? beside : last_line(work);
	struct style style = style_of(work, line && line->kind == INI_LINE_ENTRY ? line : NULL);
	struct str text = new_line(work, &style, spelling), ending = source_ending(source, line ? line->at.at : 0);
	uint32_t at = line ? span_end(line->at) : source->part.at;
	if (!line && !masked_is_free(source, at, 0, false))
		return source_refuse(source, at, work->err, "there is no place here for a new line that would stand right however the "
				     "template is rendered; put it there by hand");
	/* A file without a final line end has none afterwards either. */
	bool open = line && !line->ending.len;
	return edits_add(edits, (struct span){ at, 0 },
			 open ? str_format(work->arena, "%.*s%.*s", STR_ARG(ending), STR_ARG(text))
			      : str_format(work->arena, "%.*s%.*s", STR_ARG(text), STR_ARG(ending))) ||
	       edits_refuse(source, at, work->err);
}

/* ---- set ---- */

static bool replace(const struct work *work, uint32_t node, const struct ini_spelling *spelling, struct edits *edits)
{
	const struct source *source = work->yaml->source;
	const struct ini_line *line = line_of(work, work->yaml->tree.node[node].key.at);
	struct str text = spelling->text;
	if (!str_eq(source_str(source, line->name), spelling->name) && !edits_add(edits, line->name, spelling->name))
		return edits_refuse(source, line->name.at, work->err);
	if (str_eq(source_str(source, line->value), text))
		return true;
	/* Behind `name =` nothing says how it goes on. */
	bool blank = !line->value.len && line->value.at && source->text.at[line->value.at - 1] == '=' &&
		     source->text.at[line->value.at - 2] == ' ';
	return edits_add(edits, line->value, blank ? str_join(work->arena, STR(""), ' ', text) : text) ||
	       edits_refuse(source, line->value.at, work->err);
}

/* The first spelling that the server takes; if there is none, what it has against the first. */
static bool try_all(struct work *work, struct str path, uint32_t node, const struct ini_spelling *spellings, uint32_t count)
{
	const char *flaw = NULL;
	for (uint32_t i = 0; i < count; i++) {
		struct edits edits = EDITS_INIT(work->arena);
		if (!(node ? replace(work, node, &spellings[i], &edits) : add(work, path, &spellings[i], &edits)))
			return false;
		const char *why = edits.count ? flaw_of(work, &edits) : NULL;
		flaw = flaw ? flaw : why;
		if (why)
			continue;
		for (uint32_t k = 0; k < edits.count; k++)
			if (!edits_add(work->edits, edits.at[k].cut, edits.at[k].put))
				return edits_refuse(work->yaml->source, edits.at[k].cut.at, work->err);
		return true;
	}
	return source_refuse(work->yaml->source, node ? work->yaml->tree.node[node].key.at : 0, work->err, "%s", flaw);
}

static bool refuse_unspelled(const struct work *work, uint32_t at, struct str path, struct str value)
{
	const struct option *option = option_find_holder(path);
	struct target target = work->config.target;
	if (option && option->type == OPTION_LIST)
		return source_refuse(work->yaml->source, at, work->err, "%.*s is a list, which has a line for each of its items in the "
				     "old format; edit it by hand, or %s", STR_ARG(path), INSTEAD);
	if (option && option->type == OPTION_BOOL && !str_is(value, "true") && !str_is(value, "false"))
		return source_refuse(work->yaml->source, at, work->err, "%.*s is true or false to mongod, not \"%.*s\"", STR_ARG(path),
				     STR_ARG(value));
	/* Which of the two programs the file is for, is told from its name and what it says. */
	if (option && target.binary && !(option->binaries & target.binary))
		return source_refuse(work->yaml->source, at, work->err, "%.*s is an option of %s, and this is a file of %s", STR_ARG(path),
				     target.binary == BINARY_MONGOS ? "mongod" : "mongos", target.binary == BINARY_MONGOS ? "mongos" : "mongod");
	return source_refuse(work->yaml->source, at, work->err, "%.*s: %.*s can't be written in the old format, which has no name for it%s; %s",
			     STR_ARG(path), STR_ARG(value), version_known(target.server) ? " in this release" : "", INSTEAD);
}

/* logpath sets the destination too. */
static bool is_implied(const struct yaml *yaml, struct str path)
{
	return str_is(path, "systemLog.destination") && tree_find(&yaml->tree, STR("systemLog.path"), NULL) &&
	       !tree_find(&yaml->tree, path, NULL);
}

/* What isn't there may still come from where the template puts lines, or a name. */
static bool guard_absent(struct arena *arena, const struct yaml *yaml, struct str path, struct err *err)
{
	const struct node *nodes = yaml->tree.node;
	uint32_t dot = str_find_char(path, '.', 0);
	for (uint32_t at = 2; yaml->source->mask && at < yaml->tree.count; at++) {
		/* The name in a setParameter is no other option's. */
		bool may_be = nodes[at].name.len && (nodes[at].name.at[0] == '?' || str_eq(str_sub(nodes[at].name, 0, dot), str_sub(path, 0, dot)));
		if (may_be && masked_find(yaml->source, nodes[at].key) && !guard_key(arena, yaml, at, err))
			return false;
	}
	return guard_gaps(arena, yaml, 0, path, err);
}

static bool set_ini(struct arena *arena, const struct yaml *yaml, const void *about, struct str path, struct str value,
		    struct edits *edits, struct err *err)
{
	struct work work = work_of(arena, yaml, about, edits, err);
	struct ini_spelling spellings[INI_SPELLINGS_MAX];
	struct str written = STR("");
	const char *unfit = ini_unfit(value);
	if (!guard_always(arena, yaml, path, err) || !guard_path(yaml, path, err))
		return false;
	uint32_t node = tree_find(&yaml->tree, path, NULL), at = node ? yaml->tree.node[node].key.at : 0;
	if (node && yaml->tree.node[node].kind == NODE_SCALAR && str_eq(yaml->tree.node[node].text, value))
		return true;
	if (is_implied(yaml, path) && str_is(value, "file"))
		return true;
	if (node ? !guard_node(arena, yaml, node, err) : !guard_absent(arena, yaml, path, err))
		return false;
	if (unfit)
		return source_refuse(yaml->source, at, err, "%.*s can't be \"%.*s\" here: %s; %s", STR_ARG(path), STR_ARG(value), unfit,
				     INSTEAD);
	if (node)
		written = source_str(yaml->source, line_of(&work, at)->name);
	uint32_t count = ini_spell(arena, path, value, &work.config.target, written, spellings);
	if (!count || (node && yaml->tree.node[node].kind == NODE_SEQUENCE))
		return refuse_unspelled(&work, at, path, value);
	return try_all(&work, path, node, spellings, count);
}

/* ---- unset ---- */

/* The last line of a file without a final line end takes that of the line before along. */
static bool cut_line(const struct work *work, const struct ini_line *line)
{
	struct span cut = line->at;
	if (!line->ending.len && line > work->lines.at) {
		cut.len += line[-1].ending.len;
		cut.at -= line[-1].ending.len;
	}
	return edits_add(work->edits, cut, STR("")) || edits_refuse(work->yaml->source, cut.at, work->err);
}

static bool unset_ini(struct arena *arena, const struct yaml *yaml, const void *about, struct str path, struct edits *edits,
		      struct err *err)
{
	struct work work = work_of(arena, yaml, about, edits, err);
	const struct tree *tree = &yaml->tree;
	if (!guard_always(arena, yaml, path, err) || !guard_path(yaml, path, err))
		return false;
	uint32_t node = tree_find(tree, path, NULL);
	if (is_implied(yaml, path))
		return source_refuse(yaml->source, tree->node[tree_find(tree, STR("systemLog.path"), NULL)].key.at, err,
				     "logpath means systemLog.destination: file; unset systemLog.path, and both are gone");
	if (!node)
		return guard_absent(arena, yaml, path, err);
	if (!guard_node(arena, yaml, node, err))
		return false;
	if (tree->node[node].kind != NODE_SEQUENCE)
		return cut_line(&work, line_of(&work, tree->node[node].key.at));
	for (uint32_t item = tree->node[node].first; item; item = tree->node[item].next)
		if (!cut_line(&work, line_of(&work, tree->node[item].key.at)))
			return false;
	return true;
}

/* ---- rename ---- */

static struct str last_of(struct str path)
{
	uint32_t at = path.len;
	while (at && path.at[at - 1] != '.')
		at--;
	return str_sub(path, at, path.len);
}

static bool is_below(struct str path, struct str section)
{
	return path.len > section.len && path.at[section.len] == '.' && str_eq(str_sub(path, 0, section.len), section);
}

/* What an option below `section` is called below `to`: by its own last name, or the one that took its place, or whose place it took. */
static struct str moved(struct arena *arena, struct str path, struct str to)
{
	const struct option *option = option_find(path);
	struct str same = str_join(arena, to, '.', last_of(path));
	if (!option || option_find(same))
		return same;
	if (*option->replaced_by)
		return str_of(option->replaced_by);
	for (unsigned i = 0; i < option_count; i++)
		if (*option_table[i].replaced_by && str_is(path, option_table[i].replaced_by) && is_below(str_of(option_table[i].path), to))
			return str_of(option_table[i].path);
	return same;
}

/* The path that a setting has after the renaming. */
static struct str renamed_path(struct arena *arena, struct str path, struct str from, struct str name)
{
	struct str above = str_sub(from, 0, from.len - last_of(from).len);
	struct str to = str_format(arena, "%.*s%.*s", STR_ARG(above), STR_ARG(name));
	return str_eq(path, from) ? to : is_below(path, from) ? moved(arena, path, to) : path;
}

/* Has the new path a name here? One option of a section that will be renamed as a whole has none on the way. */
static bool edit_name(struct work *work, uint32_t at, struct str path)
{
	const struct node *node = &work->yaml->tree.node[at];
	struct ini_spelling spellings[INI_SPELLINGS_MAX];
	const struct option *holder = option_find_holder(path);
	bool parameter = holder && holder->type == OPTION_MAP;
	uint32_t again = tree_find(&work->yaml->tree, path, NULL);
	if (!parameter && (node->kind != NODE_SCALAR ||
			   !ini_spell(work->arena, path, node->text, &work->config.target, STR(""), spellings)))
		return true;
	if (again)
		return source_refuse(work->yaml->source, work->yaml->tree.node[again].key.at, work->err,
				     "%.*s is here already, so %.*s can't be called that too; remove one of them first",
				     STR_ARG(path), STR_ARG(node->name));
	struct str name = parameter ? str_sub(path, (uint32_t)strlen(holder->path) + 1, path.len) : spellings[0].name;
	return guard_unconditional(work->arena, work->yaml, at, work->err) && guard_key(work->arena, work->yaml, at, work->err) &&
	       (edits_add(work->edits, node->key, name) || edits_refuse(work->yaml->source, node->key.at, work->err));
}

static bool rename_ini(struct arena *arena, const struct yaml *yaml, const void *about, struct str path, struct str name,
		       struct edits *edits, struct err *err)
{
	struct work work = work_of(arena, yaml, about, edits, err);
	const struct tree *tree = &yaml->tree;
	for (uint32_t at = tree->node[tree->root].first; at; at = tree->node[at].next) {
		struct str now = tree->node[at].name, then = renamed_path(arena, now, path, name);
		if (!str_eq(now, then) && !edit_name(&work, at, then))
			return false;
	}
	const char *flaw = edits->count ? flaw_of(&work, edits) : NULL;
	return !flaw || source_refuse(yaml->source, edits->at[0].cut.at, err, "%s", flaw);
}

static bool is_renamed(struct arena *arena, const struct tree *old, const struct tree *new, struct str path, struct str name)
{
	if (old->count != new->count)
		return false;
	for (uint32_t at = 2; at < old->count; at++) {
		const struct node *a = &old->node[at], *b = &new->node[at];
		if (a->kind != b->kind || a->parent != b->parent || !str_eq(a->text, b->text) ||
		    (!str_eq(a->name, b->name) && !str_eq(renamed_path(arena, a->name, path, name), b->name)))
			return false;
	}
	return true;
}

const struct dialect ini_dialect = { read_ini, set_ini, unset_ini, rename_ini, is_renamed };
