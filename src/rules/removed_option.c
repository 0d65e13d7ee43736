#include <string.h>

#include "rules/ask.h"

/* Gone in a later release, read by an older one; and it does not stop that one anyway. */
static bool goes(const struct setting *setting, const struct target *target)
{
	const struct option *option = setting->option;
	return option && !setting->entry && version_known(option->removed) && !option->refused &&
	       (option->binaries & target->binary) && !(option->kept_by & target->edition) &&
	       strcmp(option->path, "storage.journal.enabled") != 0;
}

/* With a release that is said, unknown-option speaks. Only the first of a section is reported. */
static void check(const struct lint *lint, const struct rule *rule, const struct config *config)
{
	if (version_known(config->target.server) || config->format == CONFIG_INI)
		return;
	struct version said = { 0 };
	for (uint32_t i = 0; i < config->count; i++) {
		const struct setting *setting = &config->settings[i];
		const struct option *option = setting->option;
		if (!goes(setting, &config->target))
			continue;
		bool again = version_known(said) && version_compare(said, option->removed) == 0 && i > 0 &&
			     config->settings[i - 1].option && goes(&config->settings[i - 1], &config->target);
		said = option->removed;
		if (again)
			continue;
		struct diag *diag = sink_add(lint->sink, &rule->kind, rule->severity, config->source, setting->key,
					     "%s is gone since %s", option->path, version_text(lint->arena, option->removed));
		diag->option = option->path;
		diag->server = arena_printf(lint->arena, "from %s on stops with: Unrecognized option: %s",
					    version_text(lint->arena, option->removed), option->path);
		diag->help = *option->replaced_by ? arena_printf(lint->arena, "write %s", option->replaced_by)
						 : "remove it, or say which release is meant with --server-version";
	}
}

const struct rule rule_removed_option = {
	.kind = { "removed-option", "upgrade" },
	.severity = SEVERITY_WARNING,
	.scope = SCOPE_FILE,
	.title = "an option that later servers no longer know",
	.why = "To a server an option that was removed is as unknown as a misspelt one, so it does not start. Reported where "
	       "no --server-version says whether that matters; with one, unknown-option does.",
	.server = "Unrecognized option: storage.mmapv1.smallFiles",
	.bad = (const struct example[]){ { "mongod.conf", "storage:\n  mmapv1:\n    smallFiles: true\n" }, { 0 } },
	.good = (const struct example[]){ { "mongod.conf", "storage:\n  directoryPerDB: true\n" }, { 0 } },
	.check_config = check,
};
