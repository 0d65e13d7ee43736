#include "yaml/draft.h"

#include "text/mask.h"
#include "text/splice.h"
#include "yaml/guard.h"
#include "yaml/place.h"
#include "yaml/plain.h"
#include "yaml/rename.h"

/* Bytes that may be read in all: thousands of changes in a config, some in the largest file. */
enum { WORK_MOST = 4 * 1024 * 1024, WORK_TIMES = 2 };

/* ---- YAML as a dialect ---- */

static void read_yaml(struct arena *arena, const struct source *source, const void *about, struct yaml *yaml)
{
	(void)about;
	yaml_read(arena, source, yaml);
}

static void read_plain(struct arena *arena, const struct source *source, const void *about, struct yaml *yaml)
{
	(void)about;
	if (!plain_text(source) || !plain_read(arena, source, yaml))
		yaml_read(arena, source, yaml);
}

static bool set_yaml(struct arena *arena, const struct yaml *yaml, const void *about, struct str path, struct str value,
		     struct edits *edits, struct err *err)
{
	(void)about;
	return place_set(arena, yaml, path, value, edits, err);
}

static bool unset_yaml(struct arena *arena, const struct yaml *yaml, const void *about, struct str path,
		       struct edits *edits, struct err *err)
{
	(void)about;
	return place_unset(arena, yaml, path, edits, err);
}

static bool rename_yaml(struct arena *arena, const struct yaml *yaml, const void *about, struct str path, struct str name,
			struct edits *edits, struct err *err)
{
	(void)about;
	return rename_edits(arena, yaml, path, name, edits, err);
}

static const struct dialect dialect_yaml = { read_yaml, set_yaml, unset_yaml, rename_yaml, rename_is_done };
static const struct dialect dialect_plain = { read_plain, set_yaml, unset_yaml, rename_yaml, rename_is_done };

/* ---- opening ---- */

static void init(struct arena *arena, const struct source *source, const struct dialect *dialect, const void *about,
		 struct draft *draft)
{
	*draft = (struct draft){ .arena = arena, .dialect = dialect, .about = about, .original = source, .now = *source };
	draft->edits = (struct edits)EDITS_INIT(arena);
}

static bool may_open(struct draft *draft, struct err *err)
{
	return yaml_editable(&draft->yaml, err) && guard_file(&draft->yaml, err);
}

bool draft_open_as(struct arena *arena, const struct source *source, const struct dialect *dialect, const void *about,
		   struct draft *draft, struct err *err)
{
	init(arena, source, dialect, about, draft);
	dialect->read(arena, &draft->now, about, &draft->yaml);
	return may_open(draft, err);
}

bool draft_open_read(struct arena *arena, const struct source *source, const struct yaml *yaml, enum draft_readers readers,
		     struct draft *draft, struct err *err)
{
	init(arena, source, readers == READ_BY_ONE ? &dialect_plain : &dialect_yaml, NULL, draft);
	draft->yaml = *yaml;
	draft->yaml.source = draft->yaml.tree.source = &draft->now;
	return may_open(draft, err);
}

bool draft_open(struct arena *arena, const struct source *source, struct draft *draft, struct err *err)
{
	return draft_open_as(arena, source, &dialect_yaml, NULL, draft, err);
}

struct str draft_result(const struct draft *draft)
{
	return source_file(&draft->now)->text;
}

/* ---- proof ---- */

/* A node that says something by itself: a value, or a collection with nothing in it. */
static bool is_entry(const struct tree *tree, uint32_t at)
{
	const struct node *node = &tree->node[at];
	return node->kind == NODE_SCALAR || node->kind == NODE_ALIAS || !node->first ||
	       (at != tree->root && (node->anchor.len || node->tag.len));
}

static bool same_entry(const struct node *a, const struct node *b)
{
	bool null = node_is_null(a);
	return a->path == b->path && a->kind == b->kind && null == node_is_null(b) &&
	       str_eq(a->text, b->text) && str_eq(a->anchor, b->anchor) && str_eq(a->tag, b->tag);
}

/* What a step may change: the option itself, and a section of it that is empty before or after. */
struct step {
	uint64_t path;
	uint64_t section[32];
	uint32_t sections;
};

static struct step step_of(struct str path)
{
	struct step step = { .path = tree_path_hash(0, path) };
	for (uint32_t dot = 0; (dot = str_find_char(path, '.', dot)) != STR_NONE; dot++)
		if (step.sections < sizeof step.section / sizeof *step.section)
			step.section[step.sections++] = tree_path_hash(0, str_sub(path, 0, dot));
	return step;
}

static bool is_touched(const struct tree *tree, uint32_t at, const struct step *step)
{
	const struct node *node = &tree->node[at];
	if (at == tree->root || node->path == step->path)
		return true;
	bool empty = node_is_null(node) || (node->kind == NODE_MAPPING && !node->first);
	for (uint32_t i = 0; empty && i < step->sections; i++)
		if (node->path == step->section[i])
			return true;
	return false;
}

/* The next entry at or after `at` that the step must not change; 0 at the end. */
static uint32_t next_entry(const struct tree *tree, uint32_t at, const struct step *step)
{
	for (; at < tree->count; at++)
		if (is_entry(tree, at) && !is_touched(tree, at, step))
			return at;
	return 0;
}

/* All entries but the touched ones are the same, in the same order. */
static bool rest_is_same(const struct tree *old, const struct tree *new, const struct step *step)
{
	uint32_t a = 1, b = 1;
	for (;;) {
		a = next_entry(old, a, step);
		b = next_entry(new, b, step);
		if (!a || !b)
			return a == b;
		if (!same_entry(&old->node[a], &new->node[b]))
			return false;
		a++;
		b++;
	}
}

static bool refuse_unproven(const struct draft *draft, const struct edits *edits, const char *what,
			    struct err *err)
{
	return source_refuse(&draft->now, edits->at[0].cut.at, err,
			     "%s; so this edit is not made: write this part of the file more simply, or "
			     "edit it by hand", what);
}

/* `value` NULL: the option must be gone. */
static bool prove(const struct draft *draft, const struct yaml *after, struct str path,
		  const struct str *value, const struct edits *edits, struct err *err)
{
	const struct tree *tree = &after->tree;
	if (after->reading != READING_BOTH || tree->documents > 1 || tree->undefined)
		return refuse_unproven(draft, edits, "the result would not be read alike by two YAML "
				       "parsers", err);
	uint32_t again, at = tree_find(tree, path, &again);
	bool done = value ? at && !again && tree->node[at].kind == NODE_SCALAR &&
			    str_eq(tree->node[at].text, *value) &&
			    (value->len == 0 || !node_is_null(&tree->node[at]))
			  : at == 0;
	if (!done)
		return refuse_unproven(draft, edits, "the result would not have the option as wanted", err);
	struct step step = step_of(path);
	if (!rest_is_same(&draft->yaml.tree, tree, &step))
		return refuse_unproven(draft, edits, "the result would change another option too", err);
	return true;
}

static bool refuse_work(const struct draft *draft, const struct edits *edits, struct err *err)
{
	return source_refuse(&draft->now, edits->at[0].cut.at, err,
			     "more than %u changes one after the other are too many for a file of this size; make fewer of them "
			     "at a time, or edit it by hand", draft->steps - 1);
}

/* The text with the edits, and its reading. */
static bool read_next(struct draft *draft, const struct edits *edits, struct source *next, struct yaml *after,
		      struct err *err)
{
	splice_source(draft->arena, &draft->now, edits, next);
	if (next->text.len > OS_FILE_MAX)
		return refuse_unproven(draft, edits, "the result would be larger than 16 MiB", err);
	/* Each step reads the whole text again. */
	draft->steps++;
	draft->work += next->text.len;
	if (draft->work > WORK_MOST + WORK_TIMES * (uint64_t)draft->original->text.len)
		return refuse_work(draft, edits, err);
	draft->dialect->read(draft->arena, next, draft->about, after);
	return true;
}

static void keep(struct draft *draft, const struct edits *edits, const struct source *next, const struct yaml *after)
{
	draft->edits = edits_compose(draft->arena, source_file(draft->original)->text, &draft->edits, edits);
	draft->now = *next;
	draft->yaml = *after;
	draft->yaml.source = draft->yaml.tree.source = &draft->now;
}

static bool take(struct draft *draft, struct str path, const struct str *value,
		 const struct edits *edits, struct err *err)
{
	struct source next;
	struct yaml after;
	if (!edits->count)
		return true;
	if (!guard_edits(draft->arena, &draft->now, edits, err) || !read_next(draft, edits, &next, &after, err) ||
	    !prove(draft, &after, path, value, edits, err))
		return false;
	keep(draft, edits, &next, &after);
	return true;
}

bool draft_rename(struct draft *draft, struct str path, struct str name, struct err *err)
{
	struct edits edits = EDITS_INIT(draft->arena);
	struct source next;
	struct yaml after;
	if (!draft->dialect->rename(draft->arena, &draft->yaml, draft->about, path, name, &edits, err))
		return false;
	if (!edits.count)
		return true;
	if (!guard_edits(draft->arena, &draft->now, &edits, err) || !read_next(draft, &edits, &next, &after, err))
		return false;
	if (after.reading != READING_BOTH || !draft->dialect->renamed(draft->arena, &draft->yaml.tree, &after.tree, path, name))
		return refuse_unproven(draft, &edits, "the result would not have the name as wanted", err);
	keep(draft, &edits, &next, &after);
	return true;
}

/* That of the file around the part, which `edits` put anew, and that of the new text. */
static const struct mask *join_masks(const struct draft *draft, const struct edits *edits, const struct mask *mask)
{
	const struct mask *old = draft->now.mask, *around = mask_shift(draft->arena, old, edits);
	struct span part = draft->now.part;
	struct mask *all = arena_alloc(draft->arena, sizeof *all);
	*all = (struct mask){ .language = old ? old->language : mask ? mask->language : NULL };
	for (uint32_t i = 0; old && i < old->count; i++)
		if (old->spans[i].at.at < part.at || span_end(old->spans[i].at) > span_end(part))
			mask_add(draft->arena, all, around->spans[i]);
	for (uint32_t i = 0; mask && i < mask->count; i++) {
		struct mask_span span = mask->spans[i];
		span.at.at += part.at;
		span.opened += part.at;
		mask_add(draft->arena, all, span);
	}
	mask_sort(all);
	return old || mask ? all : NULL;
}

bool draft_rewrite(struct draft *draft, const struct draft_text *text, const struct dialect *dialect, const void *about,
		   struct err *err)
{
	struct edits edits = EDITS_INIT(draft->arena), masked = EDITS_INIT(draft->arena);
	struct source next, read;
	struct yaml after;
	if (str_eq(source_str(source_file(&draft->now), draft->now.part), text->text))
		return true;
	if (!edits_add(&edits, draft->now.part, text->text) || !edits_add(&masked, draft->now.part, text->read_as))
		return edits_refuse(&draft->now, draft->now.part.at, err);
	splice_source(draft->arena, &draft->now, &edits, &next);
	if (next.text.len > OS_FILE_MAX)
		return refuse_unproven(draft, &edits, "the result would be larger than 16 MiB", err);
	source_init(draft->arena, next.name, edits_splice(&masked, draft->now.text), &read);
	next.text = read.text;
	next.line = read.line;
	next.step = read.step;
	next.mask = join_masks(draft, &edits, text->mask);
	dialect = dialect ? dialect : &dialect_yaml;
	dialect->read(draft->arena, &next, about, &after);
	if (after.reading != READING_BOTH)
		return refuse_unproven(draft, &edits, "the result would not be read alike by two YAML parsers", err);
	draft->dialect = dialect;
	draft->about = about;
	keep(draft, &edits, &next, &after);
	return true;
}

bool draft_set(struct draft *draft, struct str path, struct str value, struct err *err)
{
	struct edits edits = EDITS_INIT(draft->arena);
	return draft->dialect->set(draft->arena, &draft->yaml, draft->about, path, value, &edits, err) &&
	       take(draft, path, &value, &edits, err);
}

bool draft_unset(struct draft *draft, struct str path, struct err *err)
{
	struct edits edits = EDITS_INIT(draft->arena);
	return draft->dialect->unset(draft->arena, &draft->yaml, draft->about, path, &edits, err) &&
	       take(draft, path, NULL, &edits, err);
}

bool draft_get(const struct draft *draft, struct str path, struct str *value)
{
	uint32_t at = tree_find(&draft->yaml.tree, path, NULL);
	if (!at || draft->yaml.tree.node[at].kind != NODE_SCALAR)
		return false;
	*value = node_is_null(&draft->yaml.tree.node[at]) ? STR("") : draft->yaml.tree.node[at].text;
	return true;
}

bool draft_changed(const struct draft *draft)
{
	return draft->edits.count > 0;
}

uint32_t draft_origin(const struct draft *draft, uint32_t offset)
{
	return edits_origin(&draft->edits, offset);
}
