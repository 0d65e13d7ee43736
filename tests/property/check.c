#include "check.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"

#define BOM "\xef\xbb\xbf"

/* ---- what a text says ---- */

struct flat {
	struct arena *arena;
	struct entries entries;
	uint32_t room;
};

static void flat_add(struct flat *flat, const char *path, const char *what, uint32_t node)
{
	struct entries *entries = &flat->entries;
	if (entries->count == flat->room) {
		flat->room = flat->room ? flat->room * 2 : 32;
		entries->at = arena_grow(flat->arena, entries->at, entries->count, flat->room,
					 sizeof *entries->at);
	}
	entries->at[entries->count++] = (struct entry){ path, what, node };
}

static const char *child_path(struct flat *flat, const struct tree *tree, uint32_t child, const char *path)
{
	const struct node *node = &tree->node[child];
	if (tree->node[node->parent].kind == NODE_SEQUENCE)
		return arena_printf(flat->arena, "%s[]", path);
	if (node->parent == tree->root)
		return str_cstr(flat->arena, node->name);
	if (str_is(node->name, "value"))
		return path;
	return arena_printf(flat->arena, "%s.%.*s", path, STR_ARG(node->name));
}

static void flatten(struct flat *flat, const struct tree *tree, uint32_t at, const char *path)
{
	const struct node *node = &tree->node[at];
	const char *marks = arena_printf(flat->arena, "%.*s%.*s", STR_ARG(node->anchor), STR_ARG(node->tag));
	if (node->kind == NODE_SCALAR || node->kind == NODE_ALIAS) {
		const char *kind = node->kind == NODE_ALIAS ? "alias" : node_is_null(node) ? "null" : "value";
		struct str text = node_is_null(node) ? STR("") : node->text;
		flat_add(flat, path, arena_printf(flat->arena, "%s %s %.*s", kind, marks, STR_ARG(text)), at);
		return;
	}
	if (!node->first || *marks)
		flat_add(flat, path, arena_printf(flat->arena, "%s %s", node->first ? "marked" :
						  node->kind == NODE_MAPPING ? "map" : "list", marks), at);
	for (uint32_t child = node->first; child; child = tree->node[child].next)
		flatten(flat, tree, child, child_path(flat, tree, child, path));
}

struct entries check_flatten(struct arena *arena, const struct tree *tree)
{
	struct flat flat = { .arena = arena };
	if (tree->root)
		flatten(&flat, tree, tree->root, "");
	return flat.entries;
}

struct entries check_scalars(struct arena *arena, const struct tree *tree)
{
	struct flat flat = { .arena = arena };
	struct entries all = check_flatten(arena, tree);
	for (uint32_t i = 0; i < all.count; i++) {
		struct entry *entry = &all.at[i];
		if (tree->node[entry->node].kind == NODE_SCALAR && *entry->path &&
		    !strstr(entry->path, "[]") && !strchr(entry->path, '{'))
			flat_add(&flat, entry->path, entry->what, entry->node);
	}
	return flat.entries;
}

static bool is_section_of(const char *section, struct str path)
{
	size_t len = strlen(section);
	return len == 0 || (len < path.len && memcmp(section, path.at, len) == 0 && path.at[len] == '.');
}

static bool is_child_of(const char *path, struct str section)
{
	return strlen(path) > section.len && memcmp(path, section.at, section.len) == 0 &&
	       path[section.len] == '.';
}

static bool says_nothing(const struct entry *entry)
{
	return str_starts(str_of(entry->what), "null  ") || strcmp(entry->what, "map ") == 0;
}

/* Is it the option, in it, or an empty section of it? */
static bool is_about(const struct entry *entry, struct str path)
{
	bool empty = !*entry->path || (says_nothing(entry) && is_section_of(entry->path, path));
	return empty || str_is(path, entry->path) || is_child_of(entry->path, path);
}

/* Leaves out the option itself and its empty sections. */
static struct entries without(struct arena *arena, struct entries from, struct str path)
{
	struct flat flat = { .arena = arena };
	for (uint32_t i = 0; i < from.count; i++) {
		struct entry *entry = &from.at[i];
		if (!is_about(entry, path))
			flat_add(&flat, entry->path, entry->what, entry->node);
	}
	return flat.entries;
}

static int compare(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;
	int order = strcmp(x->path, y->path);
	return order ? order : strcmp(x->what, y->what);
}

static const char *same_rest(struct arena *arena, struct entries old, struct entries new, struct str path)
{
	old = without(arena, old, path);
	new = without(arena, new, path);
	if (old.count)
		qsort(old.at, old.count, sizeof *old.at, compare);
	if (new.count)
		qsort(new.at, new.count, sizeof *new.at, compare);
	uint32_t count = old.count < new.count ? old.count : new.count;
	for (uint32_t i = 0; i < count; i++)
		if (compare(&old.at[i], &new.at[i]))
			return arena_printf(arena, "meaning: %s: %s became %s: %s", old.at[i].path,
					    old.at[i].what, new.at[i].path, new.at[i].what);
	return old.count == new.count ? NULL : "meaning: more or fewer options than before";
}

/* The same for several options. */
static const char *same_others(struct arena *arena, struct entries old, struct entries new, const char *paths)
{
	struct str rest = str_of(paths), path;
	while (str_split(&rest, ',', &path)) {
		old = without(arena, old, path);
		new = without(arena, new, path);
	}
	return same_rest(arena, old, new, STR("\1"));
}

static uint32_t count_of(struct entries entries, struct str path, const char **what)
{
	uint32_t count = 0;
	for (uint32_t i = 0; i < entries.count; i++) {
		if (!str_is(path, entries.at[i].path))
			continue;
		*what = entries.at[i].what;
		count++;
	}
	return count;
}

/* Sections that say nothing stop mongod when they are in block style: none may be new. */
static uint32_t null_sections(struct entries entries, struct str path)
{
	uint32_t count = 0;
	for (uint32_t i = 0; i < entries.count; i++)
		count += entries.at[i].path[0] && is_section_of(entries.at[i].path, path) &&
			 str_starts(str_of(entries.at[i].what), "null  ");
	return count;
}

/* The same values under the new name. */
static const char *check_renamed(struct arena *arena, struct entries old, struct entries new,
				 const struct operation *operation)
{
	uint32_t dot = operation->path.len;
	while (dot > 0 && operation->path.at[dot - 1] != '.')
		dot--;
	struct str to = str_format(arena, "%.*s%.*s", (int)dot, operation->path.at, STR_ARG(operation->name));
	for (uint32_t i = 0; i < old.count; i++) {
		struct entry *entry = &old.at[i];
		const char *behind = str_starts(str_of(entry->path), str_cstr(arena, operation->path))
				     ? entry->path + operation->path.len : "x";
		if (!*behind || *behind == '.' || *behind == '[')
			entry->path = arena_printf(arena, "%.*s%s", STR_ARG(to), behind);
	}
	return same_rest(arena, old, new, STR("\1"));
}

static const char *check_meaning(struct arena *arena, struct entries old, struct entries new,
				 const struct operation *operation)
{
	const char *what = NULL;
	if (operation->many)
		return NULL;
	if (operation->paths)
		return same_others(arena, old, new, operation->paths);
	if (operation->name.len)
		return check_renamed(arena, old, new, operation);
	uint32_t count = count_of(new, operation->path, &what);
	if (operation->unset && count)
		return "meaning: the option is still there";
	if (!operation->unset && count != 1)
		return "meaning: the option is not there once";
	if (!operation->unset && operation->value.len &&
	    !str_eq(str_of(what), str_format(arena, "value  %.*s", STR_ARG(operation->value))))
		return arena_printf(arena, "meaning: the option became \"%s\"", what);
	if (null_sections(new, operation->path) > null_sections(old, operation->path))
		return "meaning: an empty section is left behind";
	return same_rest(arena, old, new, operation->path);
}

/* ---- its bytes ---- */

static uint32_t count_text(struct str text, const char *needle)
{
	uint32_t count = 0;
	for (uint32_t at = 0; (at = str_find(text, str_of(needle), at)) != STR_NONE; at++)
		count++;
	return count;
}

static const char *check_endings(struct str old, struct str new)
{
	bool mark = str_starts(old, BOM);
	if (mark != str_starts(new, BOM))
		return "endings: the byte order mark came or went";
	old = str_sub(old, mark ? 3 : 0, old.len);
	new = str_sub(new, mark ? 3 : 0, new.len);
	if (!old.len || !new.len)
		return NULL;
	uint32_t lf = count_text(old, "\n"), crlf = count_text(old, "\r\n");
	if (lf == crlf && lf && count_text(new, "\n") != count_text(new, "\r\n"))
		return "endings: a bare LF among CRLF";
	if (!crlf && count_text(new, "\r"))
		return "endings: a CR in a file without any";
	if (str_ends(old, "\n") != str_ends(new, "\n"))
		return "endings: the final newline came or went";
	return NULL;
}

static bool is_null_word(struct str text)
{
	text = str_trim(text);
	return !text.len || str_is(text, "~") || str_is(text, "null") || str_is(text, "Null") ||
	       str_is(text, "NULL") || str_is(text, "#");
}

/* May the operation cut these bytes? A new option cuts nothing but the mark of a commented-out
 * header or a null, a replaced one its old value, a removed one its lines. */
static bool may_cut(const struct draft *before, uint32_t node, const struct operation *operation,
		    struct span cut)
{
	const struct source *source = &before->now;
	if (!node)
		return is_null_word(source_str(source, cut));
	const struct node *all = before->yaml.tree.node, *n = &all[node];
	uint32_t end = node_end(&before->yaml.tree, node);
	if (!operation->unset && !n->span.len && !cut.len)
		return true;
	if (!operation->unset)
		return cut.at >= n->span.at && span_end(cut) <= end;
	if (!cut.len)
		return true;
	while (str_is(n->name, "value") && all[n->parent].parent)
		n = &all[n->parent];
	/* A section that is the last of its parent goes with its last child. */
	bool section = false;
	for (const struct node *up = n; all[up->parent].parent && all[up->parent].first == all[up->parent].last;) {
		up = &all[up->parent];
		section |= !up->next;
		n = up->next ? n : up;
		end = node_end(&before->yaml.tree, (uint32_t)(n - all));
	}
	uint32_t from = source_line_start(source, n->key.at), to = source_line_next(source, end);
	/* Blank lines may not end a text that had no final newline. */
	while ((section || !str_ends(source->text, "\n")) && from > 0 && strchr("\r\n", source->text.at[from - 1]))
		from--;
	if (all[n->parent].style == STYLE_FLOW && n->previous)
		from = node_end(&before->yaml.tree, n->previous);
	if (all[n->parent].style == STYLE_FLOW && n->next)
		to = source_line_next(source, all[n->next].key.at);
	return cut.at + 2 >= from && span_end(cut) <= to;
}

static bool is_one_of(struct arena *arena, const struct tree *tree, uint32_t node, const char *paths)
{
	struct str rest = str_of(paths), path, own = tree_path(arena, tree, node);
	while (str_split(&rest, ',', &path))
		if (str_eq(own, path) || is_child_of(str_cstr(arena, own), path))
			return true;
	return false;
}

/* Of what is cut, bytes of other options and of comments? Sections may go with all that is in them. */
static bool cuts_others(struct arena *arena, const struct draft *before, const char *paths, struct span cut)
{
	const struct tree *tree = &before->yaml.tree;
	struct str text = source_str(&before->now, cut);
	char *bytes = arena_copy(arena, text.at, text.len);
	if (is_null_word(text))
		return false;
	for (uint32_t at = 2; at < tree->count; at++) {
		const struct node *node = &tree->node[at];
		if (tree->node[node->parent].kind == NODE_SEQUENCE)
			continue;
		bool mine = is_one_of(arena, tree, at, paths), section = node->kind == NODE_MAPPING && node->first;
		uint32_t from = node_start(tree, at), to = section && !mine ? span_end(node->key) : node_end(tree, at);
		if (!mine && !section && cut.at < to && from < span_end(cut))
			return true;
		/* A comment on its line goes with it. */
		to = mine ? source_line_next(&before->now, to) : to;
		for (uint32_t i = from; i < to; i++)
			if (i >= cut.at && i < span_end(cut))
				bytes[i - cut.at] = ' ';
	}
	for (uint32_t i = 0; i < text.len; i++)
		if (!strchr(" \t\r\n,:{}\"'?", bytes[i]))
			return true;
	return false;
}

static const char *check_locality(struct arena *arena, const struct draft *before,
				  const struct draft *after, const struct operation *operation)
{
	const struct edits *edits = &after->edits;
	uint32_t node = tree_find(&before->yaml.tree, operation->path, NULL), at = 0, put_lines = 0;
	struct buf out = BUF_INIT(arena);
	struct str text = before->now.text;
	for (uint32_t i = 0; i < edits->count; i++) {
		const struct edit *edit = &edits->at[i];
		if (edit->cut.at < at || span_end(edit->cut) > text.len)
			return "locality: the edits are not in order";
		bool anywhere = operation->many || operation->name.len;
		bool may = operation->paths ? !cuts_others(arena, before, operation->paths, edit->cut)
					    : anywhere || may_cut(before, node, operation, edit->cut);
		if (!may)
			return arena_printf(arena, "locality: \"%.*s\" at %u was cut",
					    STR_ARG(source_str(&before->now, edit->cut)), edit->cut.at);
		buf_str(&out, str_sub(text, at, edit->cut.at));
		buf_str(&out, edit->put);
		put_lines += count_text(edit->put, "\n");
		at = span_end(edit->cut);
	}
	buf_str(&out, str_sub(text, at, text.len));
	if (!str_eq(buf_done(&out), after->now.text))
		return "locality: the edits don't make the result";
	if (!operation->many && !operation->paths && put_lines > 2 * (count_text(operation->path, ".") + 1))
		return "locality: too many new lines";
	return NULL;
}

/* ---- one operation ---- */

static bool run(struct draft *draft, const struct operation *operation, struct err *err)
{
	return operation->change ? operation->change(operation, draft, err)
	     : operation->name.len ? draft_rename(draft, operation->path, operation->name, err)
	     : operation->unset ? draft_unset(draft, operation->path, err)
				: draft_set(draft, operation->path, operation->value, err);
}

static struct outcome refusal(const struct err *err)
{
	struct outcome outcome = { .refused = err->text ? err->text : "" };
	if (err->kind != ERR_REFUSED)
		outcome.broken = "refusal: of another kind";
	else if (!err->line || !err->column || !err->path)
		outcome.broken = "refusal: without a place";
	else if (!*outcome.refused)
		outcome.broken = "refusal: without a reason";
	return outcome;
}

static const char *check_again(struct arena *arena, struct str result, const struct operation *operation)
{
	struct err err = ERR_INIT(arena);
	struct source source;
	struct draft draft;
	source_init(arena, "result", result, &source);
	if (!draft_open(arena, &source, &draft, &err) || !run(&draft, operation, &err))
		return arena_printf(arena, "idempotence: refused: %s", err_line(&err));
	return draft_changed(&draft) || !str_eq(draft.now.text, result) ? "idempotence: changed again" : NULL;
}

/* Where a whole section was added behind everything: can what is there be told from what add and removal would do with
 * blank lines? */
static bool added_behind_all(const struct draft *before, const struct edits *edits)
{
	struct str text = before->now.text;
	const struct tree *tree = &before->yaml.tree;
	const struct node *root = &tree->node[tree->root];
	if (root->style == STYLE_FLOW && root->first)
		return true;
	return edits->count == 1 && !edits->at[0].cut.len && span_end(edits->at[0].cut) == text.len && root->first &&
	       str_trim(source_line(&before->now, source_line_index(&before->now, text.len - 1))).len;
}

/* A new option taken away again. The bytes are the old ones where its section had children, stood as "#name:", or was
 * added at the end. */
static const char *check_inverse(struct arena *arena, const struct draft *before, struct entries old,
				 const struct draft *after, const struct operation *operation)
{
	struct operation back = operation->inverse ? *operation->inverse
						   : (struct operation){ .path = operation->path, .unset = true };
	uint32_t dot = operation->path.len;
	while (dot > 0 && operation->path.at[dot - 1] != '.')
		dot--;
	bool bytes = dot && added_behind_all(before, &after->edits);
	struct str section = str_sub(operation->path, 0, dot ? dot - 1 : 0);
	for (uint32_t i = 0; dot && i < old.count; i++)
		bytes |= is_child_of(old.at[i].path, section);
	/* A header with nothing below it, at any height, is written as a comment when what came below it goes. */
	for (uint32_t i = 0; dot && i < old.count; i++)
		bytes &= !(old.at[i].path[0] && says_nothing(&old.at[i]) && is_section_of(old.at[i].path, operation->path));
	for (uint32_t i = 0; i < after->edits.count; i++) {
		const struct edit *edit = &after->edits.at[i];
		struct str behind = str_sub(before->now.text, span_end(edit->cut), before->now.text.len);
		bytes |= !edit->put.len && str_is(source_str(&before->now, edit->cut), "#") && dot &&
			 count_text(operation->path, ".") == 1 &&
			 str_eq(str_sub(behind, 0, section.len), section) && str_trim(behind).len > section.len + 1;
	}

	bytes |= operation->was != NULL;
	struct err err = ERR_INIT(arena);
	struct source source;
	struct draft draft;
	source_init(arena, "result", after->now.text, &source);
	/* The law is about two that succeed. Where the section was empty before, its header goes when the option does, and what
	 * is left of such a file may be nothing that both parsers read. */
	bool opened = draft_open(arena, &source, &draft, &err);
	/* A transform makes no file that stops the server, also where it was one. */
	if (!opened || !run(&draft, &back, &err))
		return opened && operation->paths && strstr(err.text, "start") ? NULL : !bytes && (strstr(err.text, "does not stand alone") || strstr(err.text, "would not be read alike")) ? NULL
		       : arena_printf(arena, "inverse: refused: %s", err_line(&err));
	if (bytes && !str_eq(draft.now.text, before->now.text))
		return arena_printf(arena, "inverse: other bytes:\n%.*s", STR_ARG(draft.now.text));
	const char *broken = check_endings(before->now.text, draft.now.text);
	struct entries new = check_flatten(arena, &draft.yaml.tree);
	return broken ? broken : operation->paths ? same_others(arena, old, new, operation->paths)
						  : same_rest(arena, old, new, operation->path);
}

/* Did the file say what an inverse needs to bring it back? */
static bool has_inverse(const struct draft *before, const struct operation *operation)
{
	struct str value, rest = operation->paths ? str_of(operation->paths) : operation->path, path;
	if (operation->unset || operation->many || operation->name.len || (operation->paths && !operation->inverse))
		return false;
	if (operation->was && *operation->was)
		return draft_get(before, operation->path, &value) && str_is(value, operation->was);
	while (!operation->was && str_split(&rest, ',', &path))
		if (tree_find(&before->yaml.tree, path, NULL))
			return false;
	return true;
}

struct outcome check_laws(struct arena *arena, const char *name, struct str text,
			  const struct operation *operation)
{
	struct err err = ERR_INIT(arena);
	struct source source, fresh;
	struct draft before, draft;
	source_init(arena, name, text, &source);
	if (!draft_open(arena, &source, &before, &err))
		return refusal(&err);
	draft = before;
	draft.yaml.source = draft.yaml.tree.source = &draft.now;
	if (!run(&draft, operation, &err)) {
		struct outcome outcome = refusal(&err);
		/* Of several steps the first may be done by then; who refuses drops the draft. */
		if (!operation->many && !operation->paths && (draft_changed(&draft) || !str_eq(draft.now.text, text)))
			outcome.broken = "refusal: and changed something";
		return outcome;
	}

	struct outcome outcome = { .changed = draft_changed(&draft), .result = draft.now.text };
	if (!outcome.changed) {
		outcome.broken = str_eq(draft.now.text, text) ? NULL : "null edit: other bytes";
		return outcome;
	}
	struct yaml yaml;
	source_init(arena, name, str_copy(arena, outcome.result), &fresh);
	yaml_read(arena, &fresh, &yaml);
	if (yaml.reading != READING_BOTH)
		outcome.broken = "meaning: the parsers don't agree";
	struct entries old = check_flatten(arena, &before.yaml.tree);
	if (!outcome.broken)
		outcome.broken = check_meaning(arena, old, check_flatten(arena, &yaml.tree), operation);
	if (!outcome.broken)
		outcome.broken = check_locality(arena, &before, &draft, operation);
	if (!outcome.broken)
		outcome.broken = check_endings(text, outcome.result);
	if (!outcome.broken)
		outcome.broken = check_again(arena, outcome.result, operation);
	if (!outcome.broken && has_inverse(&before, operation))
		outcome.broken = check_inverse(arena, &before, old, &draft, operation);
	return outcome;
}
