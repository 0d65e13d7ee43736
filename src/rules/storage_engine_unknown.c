#include "rules/ask.h"

/* All that some build registered, 3.4 to 8.0; those for tests too. mmapv1 has a rule of its own. */
static const char *const engines[] = {
	"wiredTiger", "inMemory", "mmapv1", "rocksdb", "devnull", "ephemeralForTest", "mobile", "biggie",
};

static const char *meant(struct str name)
{
	for (unsigned i = 0; i < 2; i++)
		if (str_eq_nocase(name, str_of(engines[i])) || str_distance(name, str_of(engines[i]), 2) <= 2)
			return engines[i];
	return NULL;
}

static bool is_placeholder(struct str text)
{
	return str_has_char(text, '$') || str_has_char(text, '{') || str_has_char(text, '<') || str_has_char(text, '@');
}

static void check(const struct lint *lint, const struct rule *rule, const struct config *config)
{
	const struct setting *setting = config_find(config, "storage.engine");
	if (!setting || setting->written != SETTING_SCALAR || is_placeholder(setting->text) ||
	    config->target.binary == BINARY_MONGOS)
		return;
	for (unsigned i = 0; i < sizeof engines / sizeof *engines; i++)
		if (str_is(setting->text, engines[i]))
			return;
	const char *right = meant(setting->text);
	struct diag *diag = sink_add(lint->sink, &rule->kind, rule->severity, config->source, ask_place(setting),
				     "there is no storage engine of this name");
	diag->option = "storage.engine";
	diag->server = arena_printf(lint->arena, "stops with: Cannot start server with an unknown storage engine: %.*s",
				    STR_ARG(setting->text));
	diag->help = right ? arena_printf(lint->arena, "write %s", right) : "write wiredTiger, or remove it";
	if (right)
		ask_fix_set(lint, diag, config, str_eq_nocase(setting->text, str_of(right)) ? SAFETY_SAFE : SAFETY_UNSAFE,
			    "storage.engine", right);
}

const struct rule rule_storage_engine_unknown = {
	.kind = { "storage-engine-unknown", "hygiene" },
	.severity = SEVERITY_WARNING,
	.scope = SCOPE_FILE,
	.title = "storage.engine names no engine",
	.why = "The name is case-sensitive. The server takes any name while it reads its options and stops a little later, "
	       "when it looks for the engine. Engines of special builds are not known here.",
	.server = "Cannot start server with an unknown storage engine: wiredtiger",
	.bad = (const struct example[]){ { "mongod.conf", "storage:\n  engine: wiredtiger\n" }, { 0 } },
	.good = (const struct example[]){ { "mongod.conf", "storage:\n  engine: wiredTiger\n" }, { 0 } },
	.check_config = check,
};
