#include "config/resolve.h"

#include <stdlib.h>
#include <string.h>

#include "config/templated.h"
#include "config/value.h"
#include "schema/canon.h"
#include "text/mask.h"

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
	order = order ? order : str_compare(resolved_entry(left), resolved_entry(right));
	return order ? order : left->setting->key.at < right->setting->key.at ? -1 : left->setting->key.at > right->setting->key.at;
}

/* What is there only sometimes is as if it were: its value is plain. What has a value that nobody knows yet keeps its name. */
static const struct setting *look_behind(struct arena *arena, const struct config *config, const struct setting *setting)
{
	struct setting *plain = arena_alloc(arena, sizeof *plain);
	*plain = *setting;
	plain->kind = setting->item_count || str_starts(source_str(config->source, setting->value), "[") ? SETTING_LIST : SETTING_SCALAR;
	value_read(arena, &config->target, plain);
	return plain;
}

static void put_templated(struct arena *arena, const struct config *config, const struct setting *setting,
			  struct resolved *resolved)
{
	bool unknown = setting_value_templated(config, setting);
	const struct setting *plain = unknown ? setting : look_behind(arena, config, setting);
	struct canon kept;
	if (plain->refusal)
		return;
	canon_apply(arena, setting->option, &config->target, unknown ? STR("") : plain->text, &kept);
	const struct option *option = kept.option ? kept.option : setting->option;
	resolved->at[resolved->count++] = (struct resolved_option){
		.path = option->path, .type = option_parser_type(option, &config->target), .setting = plain,
		.text = unknown || !kept.option ? setting_written(config, setting) : kept.value,
		.rewritten = !unknown && kept.option && kept.moved, .templated = unknown,
	};
}

static void tell_conditions(const struct config *config, struct resolved *resolved)
{
	for (uint32_t i = 0; config->source->mask && i < resolved->count; i++) {
		struct resolved_option *one = &resolved->at[i];
		const struct mask_span *branch = mask_branch(config->source->mask, one->setting->key.at);
		if (!one->setting->sometimes || !branch)
			continue;
		one->condition = setting_condition(config, one->setting);
		one->opened = branch->opened;
	}
}

static struct resolved_option one_of(const struct option *option, const struct config *config,
				     const struct setting *setting, struct str text, bool rewritten)
{
	enum parser_type type = option_parser_type(option, &config->target);
	return (struct resolved_option){ .path = option->path, .type = type, .setting = setting, .text = text, .rewritten = rewritten };
}

void resolve(struct arena *arena, const struct config *config, struct resolved *resolved)
{
	/* A setting may set another option too. */
	*resolved = (struct resolved){ .at = arena_array(arena, (config->count + 1) * 2, sizeof *resolved->at) };
	for (uint32_t i = 0; i < config->count; i++) {
		const struct setting *setting = config_setting(config, i);
		struct canon kept;
		if (setting_name_templated(config, setting))
			continue;
		if (setting->option && setting_is_templated(config, setting)) {
			put_templated(arena, config, setting, resolved);
			continue;
		}
		if (setting->refusal || setting->kind == SETTING_OPAQUE || !(setting->option || setting->kept_as))
			continue;
		if (setting->kept_as) {
			put(resolved, (struct resolved_option){ .path = setting->kept_as, .type = setting->type, .setting = setting,
								.text = setting->text });
			continue;
		}
		canon_apply(arena, setting->option, &config->target, setting->text, &kept);
		if (kept.option)
			put(resolved, one_of(kept.option, config, setting, kept.value, kept.moved));
		if (kept.also)
			put(resolved, one_of(kept.also, config, setting, str_of(kept.also_value), true));
	}
	tell_conditions(config, resolved);
	if (resolved->count)
		qsort(resolved->at, resolved->count, sizeof *resolved->at, by_path);
}
