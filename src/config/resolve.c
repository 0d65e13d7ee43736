#include "config/resolve.h"

#include <stdlib.h>

#include "schema/canon.h"

struct str resolved_entry(const struct resolved_option *one)
{
	return one->setting->entry ? setting_entry_name(one->setting) : STR("");
}

/* What the server sets anew takes the place of what was there. */
static void put(struct resolved *resolved, struct resolved_option one)
{
	for (uint32_t i = 0; one.rewritten && i < resolved->count; i++) {
		if (resolved->at[i].option == one.option) {
			resolved->at[i] = one;
			return;
		}
	}
	resolved->at[resolved->count++] = one;
}

static int by_path(const void *a, const void *b)
{
	const struct resolved_option *left = a, *right = b;
	int order = str_compare(str_of(left->option->path), str_of(right->option->path));
	return order ? order : str_compare(resolved_entry(left), resolved_entry(right));
}

void resolve(struct arena *arena, const struct config *config, struct resolved *resolved)
{
	/* A setting may set another option too. */
	*resolved = (struct resolved){ .at = arena_array(arena, (config->count + 1) * 2, sizeof *resolved->at) };
	for (uint32_t i = 0; i < config->count; i++) {
		const struct setting *setting = &config->settings[i];
		struct canon kept;
		if (!setting->option || setting->refusal || setting->kind == SETTING_OPAQUE)
			continue;
		canon_apply(arena, setting->option, &config->target, setting->text, &kept);
		if (kept.option)
			put(resolved, (struct resolved_option){ kept.option, setting, kept.value, kept.moved });
		if (kept.also)
			put(resolved, (struct resolved_option){ kept.also, setting, str_of(kept.also_value), true });
	}
	if (resolved->count)
		qsort(resolved->at, resolved->count, sizeof *resolved->at, by_path);
}
