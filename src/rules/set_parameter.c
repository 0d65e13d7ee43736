#include "rules/set_parameter.h"

#include <string.h>

static bool is_parameter(const struct setting *setting)
{
	return setting->entry && setting->kind == SETTING_SCALAR && !setting->refusal && setting->option &&
	       strcmp(setting->option->path, "setParameter") == 0;
}

uint32_t set_parameter_check(struct arena *arena, const struct config *config, struct set_parameter **out)
{
	uint32_t count = 0, used = 0;
	for (uint32_t i = 0; i < config->count; i++)
		count += is_parameter(&config->settings[i]);
	struct set_parameter *all = arena_array(arena, count, sizeof *all);
	struct parameter_setting *settings = arena_array(arena, count, sizeof *settings);
	struct parameter_verdict *verdicts = arena_array(arena, count, sizeof *verdicts);
	for (uint32_t i = 0; i < config->count; i++) {
		const struct setting *setting = &config->settings[i];
		if (!is_parameter(setting))
			continue;
		settings[used] = (struct parameter_setting){ setting_entry_name(setting), setting->text };
		all[used] = (struct set_parameter){ .setting = setting, .parameter = settings[used] };
		used++;
	}
	if (used)
		parameter_check_all(arena, settings, used, &config->target, verdicts);
	for (uint32_t i = 0; i < used; i++)
		all[i].verdict = verdicts[i];
	*out = all;
	return used;
}
