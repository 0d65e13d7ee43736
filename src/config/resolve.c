#include "config/resolve.h"

#include <stdlib.h>
#include <string.h>

#include "schema/canon.h"

struct str resolved_entry(const struct resolved_option *one)
{
	return one->setting->entry ? setting_entry_name(one->setting) : STR("");
}

/* What the server sets anew takes the place of what was there. */
static void put(struct resolved *resolved, struct resolved_option one)
{
	for (uint32_t i = 0; one.rewritten && i < resolved->count; i++) {
		if (!strcmp(resolved->at[i].path, one.path)) {
			resolved->at[i] = one;
			return;
		}
	}
	resolved->at[resolved->count++] = one;
}

static int by_path(const void *a, const void *b)
{
	const struct resolved_option *left = a, *right = b;
	int order = strcmp(left->path, right->path);
	return order ? order : str_compare(resolved_entry(left), resolved_entry(right));
}

static struct resolved_option one_of(const struct option *option, const struct config *config,
				     const struct setting *setting, struct str text, bool rewritten)
{
	enum parser_type type = option_parser_type(option, &config->target);
	return (struct resolved_option){ option->path, type, setting, text, rewritten };
}

void resolve(struct arena *arena, const struct config *config, struct resolved *resolved)
{
	/* A setting may set another option too. */
	*resolved = (struct resolved){ .at = arena_array(arena, (config->count + 1) * 2, sizeof *resolved->at) };
	for (uint32_t i = 0; i < config->count; i++) {
		const struct setting *setting = &config->settings[i];
		struct canon kept;
		if (setting->refusal || setting->kind == SETTING_OPAQUE || !(setting->option || setting->kept_as))
			continue;
		if (setting->kept_as) {
			put(resolved, (struct resolved_option){ setting->kept_as, setting->type, setting, setting->text, false });
			continue;
		}
		canon_apply(arena, setting->option, &config->target, setting->text, &kept);
		if (kept.option)
			put(resolved, one_of(kept.option, config, setting, kept.value, kept.moved));
		if (kept.also)
			put(resolved, one_of(kept.also, config, setting, str_of(kept.also_value), true));
	}
	if (resolved->count)
		qsort(resolved->at, resolved->count, sizeof *resolved->at, by_path);
}
