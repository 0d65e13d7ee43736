#include "config/config.h"

#include <string.h>

static void put(struct str *to, struct intern *same, struct str text)
{
	struct str kept = intern_str(same, text);
	to->at = kept.at;
	to->len = kept.len;
}

/* Nearly all names are those of the table, which stays anyway. */
static void put_name(struct str *to, struct intern *same, struct str name, const char *known)
{
	if (known && name.at == known) {
		to->at = known;
		to->len = name.len;
	} else {
		put(to, same, name);
	}
}

/* A setting that others may have, too: the texts in it are interned, its place in the tree is not in it, and between its
 * members there is nothing but zeros. */
static void common(const struct setting *from, struct intern *same, struct setting *to)
{
	const struct option *option = from->option;
	memset(to, 0, sizeof *to);
	to->option = option;
	put_name(&to->path, same, from->path, option ? option->path : NULL);
	if (from->name.at == from->path.at)
		to->name = to->path;
	else
		put_name(&to->name, same, from->name, option ? option->replaced_by : NULL);
	put(&to->text, same, from->text);
	to->kind = from->kind;
	to->item_count = from->item_count;
	to->type = from->type;
	to->typed.flag = from->typed.flag;
	to->typed.integer = from->typed.integer;
	to->typed.real = from->typed.real;
	to->refusal = from->refusal ? intern_str(same, str_of(from->refusal)).at : NULL;
	to->key = from->key;
	to->value = from->value;
	to->null = from->null;
	to->entry = from->entry;
	to->nested = from->nested;
	to->sometimes = from->sometimes;
	to->nameless = from->nameless;
	to->written = from->written;
	to->kept_as = from->kept_as ? intern_str(same, str_of(from->kept_as)).at : NULL;
}

static const struct str *common_items(struct arena *scratch, const struct setting *from, struct intern *same)
{
	struct str *items = arena_array(scratch, from->item_count, sizeof *items);
	for (uint32_t i = 0; i < from->item_count; i++) {
		struct str item = intern_str(same, from->items[i]);
		items[i].at = item.at;
		items[i].len = item.len;
	}
	return intern_bytes(same, items, from->item_count * (uint32_t)sizeof *items);
}

static const struct setting *keep(struct arena *scratch, const struct setting *setting, struct intern *same)
{
	struct setting one;
	common(setting, same, &one);
	if (one.item_count)
		one.items = common_items(scratch, setting, same);
	return intern_bytes(same, &one, sizeof one);
}

static void keep_settings(struct config *config, struct intern *same)
{
	const struct setting **kept = arena_array(config->arena, config->count, sizeof *kept);
	for (uint32_t i = 0; i < config->count; i++)
		kept[i] = keep(config->scratch, &config->settings[i], same);
	config->kept = kept;
	config->settings = NULL;
	config->room = 0;
	/* Files with the same names in the same order have the same one. */
	if (config->slots)
		config->index = intern_bytes(same, config->index, config->slots * (uint32_t)sizeof *config->index);
}

static void keep_faults(struct config *config, struct intern *same)
{
	struct config_fault *faults = arena_array(config->arena, config->fault_count, sizeof *faults);
	for (uint32_t i = 0; i < config->fault_count; i++)
		faults[i] = (struct config_fault){ config->faults[i].at, intern_str(same, str_of(config->faults[i].message)).at };
	config->faults = faults;
}

bool config_needs_text(const struct config *config)
{
	return config->format != CONFIG_YAML || config->source->mask || config->document.rest != NO_OFFSET || config->document.error.text;
}

void config_shrink(struct config *config, struct intern *same)
{
	struct yamlcpp *document = &config->document;
	if (document->error.text)
		document->error.text = intern_str(same, str_of(document->error.text)).at;
	document->tree = (struct tree){ .source = config->source, .rest = document->tree.rest };
	config->tree = NULL;
	config->yaml = NULL;
	config->causes = NULL;
	keep_settings(config, same);
	if (config->fault_count)
		keep_faults(config, same);
}

void config_move(struct config *config, struct arena *arena, struct arena *scratch)
{
	config->arena = arena;
	config->scratch = scratch;
}
