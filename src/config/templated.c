#include "config/templated.h"

#include "text/mask.h"

bool setting_value_templated(const struct config *config, const struct setting *setting)
{
	const struct mask *mask = config->source->mask;
	return setting->kind == SETTING_OPAQUE &&
	       (mask_find(mask, MASK_VALUE, setting->value) || mask_find(mask, MASK_GAP, setting->value));
}

bool setting_is_templated(const struct config *config, const struct setting *setting)
{
	if (!config->source->mask || setting->kind != SETTING_OPAQUE)
		return false;
	/* An __exec is the only mapping that is one setting. */
	bool expansion = config->format == CONFIG_YAML && config->tree && config->tree->node[setting->node].kind == NODE_MAPPING;
	return !expansion && (setting->sometimes || setting_value_templated(config, setting));
}

bool setting_name_templated(const struct config *config, const struct setting *setting)
{
	return mask_find(config->source->mask, MASK_VALUE, setting->key) != NULL;
}

/* What stands in quotes is known by the first and the last byte of it: an expression begins with neither. */
static struct str unquote(struct str text)
{
	bool quoted = text.len > 1 && (text.at[0] == '"' || text.at[0] == '\'') && text.at[text.len - 1] == text.at[0];
	return quoted ? str_sub(text, 1, text.len - 1) : text;
}

struct str setting_written(const struct config *config, const struct setting *setting)
{
	bool list = config->tree && config->tree->node[setting->node].kind == NODE_SEQUENCE;
	if (!setting_value_templated(config, setting))
		return setting->text;
	if (list)
		return str_trim(source_str(source_file(config->source), setting->value));
	return config->format == CONFIG_YAML ? unquote(setting->text) : setting->text;
}

struct str setting_condition(const struct config *config, const struct setting *setting)
{
	const struct mask_span *branch = setting->sometimes ? mask_branch(config->source->mask, setting->key.at) : NULL;
	const struct source *file = source_file(config->source);
	if (!branch)
		return STR("");
	return str_trim(str_sub(file->text, branch->opened, source_line_end(file, branch->opened)));
}
