#include "transforms/section.h"

struct str section_of(struct str path)
{
	uint32_t at = path.len;
	while (at && path.at[at - 1] != '.')
		at--;
	return str_sub(path, 0, at ? at - 1 : 0);
}

struct str section_last(struct str path)
{
	struct str section = section_of(path);
	return str_sub(path, section.len ? section.len + 1 : 0, path.len);
}

bool section_holds(struct str section, struct str path)
{
	return path.len > section.len && path.at[section.len] == '.' && str_eq(str_sub(path, 0, section.len), section);
}

bool section_rename_option(struct draft *draft, const struct setting *setting, const struct section_entry *entry,
			   struct err *err)
{
	return (str_eq(entry->value, setting->text) || draft_set(draft, setting->path, entry->value, err)) &&
	       draft_rename(draft, setting->path, entry->name, err);
}

bool section_rename(struct draft *draft, const struct config *config, struct str from, struct str to,
		    section_entry *entry_of, const void *context, struct err *err)
{
	for (uint32_t i = 0; i < config->count; i++) {
		const struct setting *setting = &config->settings[i];
		if (!section_holds(from, setting->path))
			continue;
		struct section_entry entry = entry_of(context, setting);
		if (!section_rename_option(draft, setting, &entry, err))
			return false;
	}
	return draft_rename(draft, from, section_last(to), err);
}
