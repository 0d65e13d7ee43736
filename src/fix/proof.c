#include "fix/proof.h"

#include <stdlib.h>

#include "input/parts.h"
#include "text/mask.h"
#include "text/splice.h"
#include "yaml/guard.h"

/* ---- places ---- */

/* Does it only put lines above what begins at `from`, or below what ends at `to`? */
static bool is_apart(const struct edit *edit, uint32_t from, uint32_t to)
{
	bool above = edit->cut.at == from && str_ends(edit->put, "\n");
	bool below = edit->cut.at == to && from < to && (str_starts(edit->put, "\n") || str_starts(edit->put, "\r\n"));
	return !edit->cut.len && (above || below);
}

/* Is a byte of it cut, or something put into it or at one of its ends? */
static bool is_touched(const struct edits *edits, uint32_t from, uint32_t to)
{
	for (uint32_t i = edits_first(edits, from); i < edits->count && edits->at[i].cut.at <= to; i++) {
		const struct edit *edit = &edits->at[i];
		if ((edit->put.len && !is_apart(edit, from, to)) || (edit->cut.at < to && span_end(edit->cut) > from))
			return true;
	}
	return false;
}

/* The edits that undo these, in offsets of their result. */
static struct edits reverse(struct arena *arena, struct str text, const struct edits *edits)
{
	struct edits back = EDITS_INIT(arena);
	uint32_t gained = 0, lost = 0;
	back.at = arena_array(arena, edits->count, sizeof *back.at);
	back.room = edits->count;
	for (uint32_t i = 0; i < edits->count; i++) {
		const struct edit *edit = &edits->at[i];
		back.at[back.count++] = (struct edit){ { edit->cut.at + gained - lost, edit->put.len },
						       str_sub(text, edit->cut.at, span_end(edit->cut)) };
		gained += edit->put.len;
		lost += edit->cut.len;
	}
	return back;
}

/* How far bytes behind each edit move. */
struct shifts {
	const struct edits *edits;
	int64_t *after;
};

static struct shifts shifts_of(struct arena *arena, const struct edits *edits)
{
	struct shifts shifts = { edits, arena_array(arena, edits->count, sizeof *shifts.after) };
	int64_t sum = 0;
	for (uint32_t i = 0; i < edits->count; i++)
		shifts.after[i] = sum += (int64_t)edits->at[i].put.len - edits->at[i].cut.len;
	return shifts;
}

/* Of a byte that is not touched. */
static uint32_t moved(const struct shifts *shifts, uint32_t offset)
{
	uint32_t i = edits_first(shifts->edits, offset);
	while (i < shifts->edits->count && span_end(shifts->edits->at[i].cut) <= offset)
		i++;
	return (uint32_t)(offset + (i ? shifts->after[i - 1] : 0));
}

/* ---- settings ---- */

/* A key begins with the blanks before it: they say below what it stands. */
static uint32_t key_start(const struct source *source, struct span key)
{
	uint32_t start = source_line_start(source, key.at);
	for (uint32_t i = start; i < key.at; i++)
		if (source->text.at[i] != ' ' && source->text.at[i] != '\t')
			return key.at;
	return start;
}

static bool is_setting_touched(const struct config *config, const struct edits *edits, const struct setting *setting)
{
	const struct source *source = config->source;
	if (is_touched(edits, key_start(source, setting->key), span_end(setting->key)))
		return true;
	if (setting->kind != SETTING_MAP && is_touched(edits, setting->value.at, span_end(setting->value)))
		return true;
	for (uint32_t up = setting->node ? config->tree->node[setting->node].parent : 0; up > 1;
	     up = config->tree->node[up].parent) {
		const struct node *node = &config->tree->node[up];
		uint32_t end = node->colon == NO_OFFSET ? span_end(node->key) : node->colon;
		if (is_touched(edits, key_start(source, node->key), end))
			return true;
	}
	return false;
}

static bool is_same(const struct setting *a, const struct setting *b)
{
	bool same = str_eq(a->path, b->path) && a->kind == b->kind && str_eq(a->text, b->text) && a->item_count == b->item_count &&
		    a->null == b->null && a->entry == b->entry;
	for (uint32_t i = 0; same && i < a->item_count; i++)
		same = str_eq(a->items[i], b->items[i]);
	return same;
}

struct seen {
	const struct setting *setting;
	bool used;
};

static int by_key(const void *a, const void *b)
{
	const struct seen *left = a, *right = b;
	uint32_t at = left->setting->key.at, other = right->setting->key.at;
	return at < other ? -1 : at > other;
}

static struct seen *sorted(struct arena *arena, const struct config *config)
{
	struct seen *all = arena_array(arena, config->count, sizeof *all);
	for (uint32_t i = 0; i < config->count; i++)
		all[i].setting = &config->settings[i];
	if (config->count)
		qsort(all, config->count, sizeof *all, by_key);
	return all;
}

/* Takes the setting at that place out, if it says the same. */
static bool use(struct seen *all, uint32_t count, uint32_t key, uint32_t value, const struct setting *wanted)
{
	uint32_t low = 0, high = count;
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		if (all[middle].setting->key.at < key)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < count && all[low].setting->key.at == key; low++) {
		if (all[low].used || all[low].setting->value.at != value || !is_same(all[low].setting, wanted))
			continue;
		return all[low].used = true;
	}
	return false;
}

static bool prove_settings(const struct proof *proof, const struct config *before, const struct config *after, struct err *err)
{
	struct arena *arena = proof->scratch;
	struct seen *all = sorted(arena, after);
	struct shifts shifts = shifts_of(arena, proof->edits);
	struct edits back = reverse(arena, proof->before->text, proof->edits);
	for (uint32_t i = 0; i < before->count; i++) {
		const struct setting *setting = &before->settings[i];
		if (!is_setting_touched(before, proof->edits, setting) &&
		    !use(all, after->count, moved(&shifts, setting->key.at), moved(&shifts, setting->value.at), setting))
			return source_refuse(proof->before, setting->key.at, err, "it would change %.*s, which it is not about",
					     STR_ARG(setting->path));
	}
	for (uint32_t i = 0; i < after->count && !proof->partly; i++) {
		const struct setting *setting = all[i].setting;
		/* A section that has lost its last option is an option to the server: for empty-section to say. */
		bool emptied = setting->null && option_is_section(setting->path);
		if (!all[i].used && !emptied && !is_setting_touched(after, &back, setting))
			return source_refuse(proof->before, edits_origin(proof->edits, setting->key.at), err,
					     "it would bring %.*s, which it is not about", STR_ARG(setting->path));
	}
	return true;
}

/* ---- what may be edited ---- */

static bool guard(const struct proof *proof, const struct yaml *yaml, struct err *err)
{
	const struct tree *tree = &yaml->tree;
	if (!guard_file(yaml, err))
		return false;
	for (uint32_t at = 2; at < tree->count; at++) {
		const struct node *node = &tree->node[at];
		bool below = tree->node[node->parent].kind == NODE_MAPPING, section = node->kind == NODE_MAPPING;
		uint32_t from = below ? node_start(tree, at) : node->span.at;
		uint32_t to = section && below ? span_end(node->key) : section ? from : node_end(tree, at);
		if (is_touched(proof->edits, from, to) && !guard_node(proof->scratch, yaml, at, err))
			return false;
	}
	return true;
}

static bool prove_format(const struct proof *proof, const struct config *before, const struct config *after, struct err *err)
{
	bool ini = before->format == CONFIG_INI, was = ini || before->format == CONFIG_YAML;
	if (was && after->format != before->format && !proof->unsafe)
		return source_refuse(proof->before, proof->edits->at[0].cut.at, err, after->format == CONFIG_UNREADABLE
				     ? "no server would read the result" : "the result would be a file of another format");
	if (ini && after->format == CONFIG_INI && after->fault_count > before->fault_count)
		return source_refuse(proof->before, proof->edits->at[0].cut.at, err, "a server would refuse more of the result");
	return true;
}

/* Edits are those of the file; what is told of one part is only about those in it. */
static bool prove_part(struct proof *proof, const struct source *from, const struct source *to, struct err *err)
{
	struct arena *arena = proof->scratch;
	struct config before, after;
	struct err was = ERR_INIT(arena), is = ERR_INIT(arena);
	config_read(arena, from, proof->target, &before);
	config_read(arena, to, proof->target, &after);
	if (!prove_format(proof, &before, &after, err))
		return false;
	if (after.format == CONFIG_INI)
		return prove_settings(proof, &before, &after, err);
	bool plain = yaml_editable(config_yaml(&before), &was);
	bool readable = yaml_editable(config_yaml(&after), &is) && after.format == CONFIG_YAML;
	proof->readable &= readable;
	if (plain && !readable)
		return source_refuse(proof->before, proof->edits->at[0].cut.at, err,
				     "the result would not be read alike by two YAML parsers");
	if (plain && !guard(proof, config_yaml(&before), err))
		return false;
	return before.format != CONFIG_YAML || after.format != CONFIG_YAML || prove_settings(proof, &before, &after, err);
}

/* The edits that touch a part; the others are of another one. */
static struct edits edits_within(struct arena *arena, const struct edits *edits, struct span part)
{
	struct edits in = EDITS_INIT(arena);
	for (uint32_t i = 0; i < edits->count; i++)
		if (edits->at[i].cut.at >= part.at && span_end(edits->at[i].cut) <= span_end(part) &&
		    !edits_add(&in, edits->at[i].cut, edits->at[i].put))
			bug("edits of one list overlap");
	return in;
}

/* By how much the edits of others before it move a part, and those in it make it longer. */
static struct span part_after(const struct edits *all, const struct edits *own, struct span part)
{
	int64_t at = part.at, len = part.len;
	for (uint32_t i = 0; i < own->count; i++)
		len += (int64_t)own->at[i].put.len - own->at[i].cut.len;
	for (uint32_t i = 0; i < all->count && all->at[i].cut.at < part.at; i++)
		at += (int64_t)all->at[i].put.len - all->at[i].cut.len;
	return (struct span){ (uint32_t)at, (uint32_t)len };
}

/* What is read again has to be what the edits make of what was read: no part ends earlier, and no expression is new. */
static bool prove_reading(const struct proof *proof, const struct source *from, const struct source *to, const struct edits *edits,
			  struct err *err)
{
	struct source next;
	if (!guard_edits(proof->scratch, from, edits, err))
		return false;
	splice_source(proof->scratch, from, proof->edits, &next);
	struct span part = part_after(proof->edits, edits, from->part);
	bool same = part.at == to->part.at && part.len == to->part.len && span_end(part) <= to->text.len &&
		    str_eq(from->label ? str_of(from->label) : STR(""), to->label ? str_of(to->label) : STR(""));
	if (same && mask_difference(next.mask, to->mask) == STR_NONE && str_eq(source_str(&next, part), source_str(to, part)))
		return true;
	return source_refuse(proof->before, edits->at[0].cut.at, err, "the result would be read as something else");
}

bool proof_file(struct proof *proof, struct err *err)
{
	struct arena *arena = proof->scratch;
	const struct edits *all = proof->edits;
	struct parts before, after;
	uint32_t seen = 0;
	if (proof->after->text.len > OS_FILE_MAX)
		return source_refuse(proof->before, all->at[0].cut.at, err, "the result would be larger than 16 MiB");
	parts_read(arena, arena, proof->before, proof->read_as, &before);
	parts_read(arena, arena, proof->after, proof->read_as, &after);
	proof->readable = true;
	if (!before.count)
		return source_refuse(proof->before, before.refused_at, err, "this %s", before.refused);
	if (before.count != after.count)
		return source_refuse(proof->before, all->at[0].cut.at, err, "the result would be read as something else");
	for (uint32_t i = 0; i < before.count; i++) {
		const struct source *from = before.at[i].source, *to = after.at[i].source;
		if (from == proof->before && to == proof->after)
			return prove_part(proof, from, to, err);
		struct edits edits = edits_within(arena, all, from->part);
		seen += edits.count;
		if (!edits.count)
			continue;
		if (before.at[i].locked)
			return source_refuse(proof->before, edits.at[0].cut.at, err, "%s", before.at[i].locked);
		if (!prove_reading(proof, from, to, &edits, err) || !prove_part(proof, from, to, err))
			return false;
	}
	return seen == all->count || source_refuse(proof->before, all->at[0].cut.at, err, "it would edit what is no config");
}
