#include "config/masked.h"

#include <string.h>

/* The innermost condition around all settings: where it does not hold there is no config. NULL: none. */
static const struct mask_span *around(const struct config *config)
{
	const struct mask *mask = config->source->mask;
	if (!config->count)
		return NULL;
	uint32_t first = config->settings[0].key.at, last = first;
	for (uint32_t i = 1; i < config->count; i++) {
		uint32_t at = config->settings[i].key.at;
		first = at < first ? at : first;
		last = at > last ? at : last;
	}
	const struct mask_span *span = mask_branch(mask, first);
	while (span && span_end(span->at) <= last)
		span = span->outer ? &mask->spans[span->outer - 1] : NULL;
	return span;
}

bool masked_sometimes(const struct config *config, const struct setting *setting)
{
	const struct mask *mask = config->source->mask;
	return mask && mask_branch(mask, setting->key.at) != around(config);
}

static bool lies_in(struct span inner, struct span outer)
{
	return inner.at < span_end(outer) && span_end(inner) > outer.at;
}

/* Are there lines that are not always there, or may there be others? What is said of the rest of the file is another's. */
static bool has_branches(const struct config *config)
{
	const struct mask *mask = config->source->mask;
	const struct mask_span *all = around(config);
	for (uint32_t i = 0; i < mask->count; i++) {
		const struct mask_span *span = &mask->spans[i];
		bool holds_all = all && span->kind == MASK_BRANCH && span->at.at <= all->at.at && span_end(span->at) >= span_end(all->at);
		bool matters = span->kind == MASK_GAP || span->kind == MASK_BRANCH;
		if (matters && !holds_all && lies_in(span->at, config->source->part))
			return true;
	}
	return false;
}

static bool is_expression(const struct mask *mask, struct span at)
{
	return mask_find(mask, MASK_VALUE, at) || mask_find(mask, MASK_GAP, at);
}

/* The lines behind a header without a value, up to the next that says something. */
static struct span below(const struct config *config, const struct setting *setting)
{
	const struct str text = config->source->text;
	uint32_t from = source_line_next(config->source, setting->key.at), at = from;
	while (at < text.len) {
		struct str line = str_trim(str_sub(text, at, source_line_end(config->source, at)));
		if (line.len && line.at[0] != '#')
			break;
		at = source_line_next(config->source, at);
	}
	return (struct span){ from, at - from };
}

/* Does a condition begin or end within the value, or hold the value alone? */
static bool is_cut(const struct mask *mask, const struct setting *setting)
{
	uint32_t end = span_end(setting->value);
	const struct mask_span *of_key = mask_branch(mask, setting->key.at);
	if (!setting->value.len)
		return false;
	return mask_branch(mask, setting->value.at) != of_key || mask_branch(mask, end - 1) != of_key ||
	       (setting->written == SETTING_LIST && mask_find(mask, MASK_BRANCH, setting->value) != mask_outermost(mask, setting->key.at));
}

static bool is_hidden(const struct config *config, const struct setting *setting)
{
	const struct mask *mask = config->source->mask;
	if (setting->null && !setting->value.len) {
		struct span lines = below(config, setting);
		return lines.len && (mask_find(mask, MASK_GAP, lines) || mask_find(mask, MASK_BRANCH, lines));
	}
	return is_expression(mask, setting->value) || is_cut(mask, setting);
}

static void veil(const struct config *config, const struct mask_span *all, struct setting *setting)
{
	const struct source *source = config->source;
	setting->sometimes = mask_branch(source->mask, setting->key.at) != all;
	if (setting->kind != SETTING_SCALAR && setting->kind != SETTING_LIST)
		return;
	bool hidden = is_hidden(config, setting);
	if (!hidden && !setting->sometimes)
		return;
	setting->kind = SETTING_OPAQUE;
	if (!hidden)
		return;
	setting->written = SETTING_OPAQUE;
	setting->refusal = NULL;
	setting->null = false;
	setting->text = source_str(source_file(source), source_file_span(source, setting->value));
}

/* The topmost name on the way to a setting that is an expression's; 0: none, or in a file without a tree. */
static uint32_t unknown_name(const struct config *config, const struct setting *setting)
{
	const struct tree *tree = config->tree;
	uint32_t found = 0;
	for (uint32_t at = setting->node; at && at != tree->root; at = tree->node[at].parent)
		if (tree->node[at].key.len && is_expression(config->source->mask, tree->node[at].key))
			found = at;
	return found;
}

static void read_name(const struct config *config, struct setting *setting)
{
	uint32_t at = setting->node ? unknown_name(config, setting) : 0;
	setting->nameless = at || is_expression(config->source->mask, setting->key);
	if (!setting->nameless)
		return;
	uint32_t section = at ? config->tree->node[at].parent : 0;
	bool top = !section || section == config->tree->root;
	config_may_have_more(config, top ? "" : str_cstr(config->arena, tree_path(config->arena, config->tree, section)));
}

/* Is the gap a setting's value, or a part of it? Then it is only that. */
static bool is_value(const struct config *config, struct span gap)
{
	for (uint32_t i = 0; i < config->count; i++) {
		struct span value = config->settings[i].value;
		if (value.len && gap.at >= value.at && span_end(gap) <= span_end(value))
			return true;
	}
	return false;
}

/* Of an INI file: what the server would say of the letters that stand for expressions; and of lines
 * that may be alternatives to those before them: also in the format, where the same template makes either. */
static void drop_faults(struct config *config)
{
	const struct mask *mask = config->source->mask;
	uint32_t kept = 0;
	for (uint32_t i = 0; i < config->fault_count; i++) {
		const struct config_fault *fault = &config->faults[i];
		uint32_t start = source_line_start(config->source, fault->at.at);
		struct span line = { start, source_line_end(config->source, start) - start };
		bool apart = mask_branch(mask, fault->at.at) &&
			     (strstr(fault->message, "Multiple occurrences") || strstr(fault->message, "not allowed when") ||
			      strstr(fault->message, "contains an invalid line"));
		if (!is_expression(mask, line) && !apart)
			config->faults[kept++] = *fault;
	}
	config->fault_count = kept;
}

static void read_gaps(const struct config *config)
{
	const struct mask *mask = config->source->mask;
	for (uint32_t i = 0; i < mask->count; i++)
		if (mask->spans[i].kind == MASK_GAP && lies_in(mask->spans[i].at, config->source->part) && !is_value(config, mask->spans[i].at)) {
			config_may_have_more(config, "");
			break;
		}
}

void masked_read(struct config *config)
{
	for (uint32_t i = 0; i < config->count; i++)
		config->settings[i].written = config->settings[i].kind;
	if (!config->source->mask)
		return;
	const struct mask_span *all = around(config);
	config->marks = has_branches(config);
	for (uint32_t i = 0; i < config->count; i++) {
		struct setting *setting = &config->settings[i];
		veil(config, all, setting);
		read_name(config, setting);
		config->opaque |= setting->kind == SETTING_OPAQUE;
	}
	drop_faults(config);
	read_gaps(config);
}
