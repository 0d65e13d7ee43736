/* Any bytes as a file in the old INI format, and as what a template is rendered to. */
#include "fuzz.h"

#include "config/ini.h"

static void read_ini(struct arena *arena, const struct source *source, const struct target *target)
{
	struct config config, given;
	struct fleet fleet;
	const struct config *configs[] = { &given };
	config_read(arena, source, target, &config);
	/* Whatever it was taken for. */
	given = config;
	given.format = CONFIG_INI;
	given.settings = NULL;
	given.count = given.room = 0;
	given.faults = NULL;
	given.fault_count = 0;
	given.index = NULL;
	given.slots = 0;
	ini_read(arena, &given);
	config_index(arena, &given);
	for (uint32_t i = 0; i < given.count; i++) {
		const struct setting *setting = &given.settings[i];
		FUZZ_HOLDS(span_end(setting->key) <= source->text.len && span_end(setting->value) <= source->text.len,
			   "%.*s: a span behind the end", STR_ARG(setting->path));
	}
	for (uint32_t i = 0; i < given.fault_count; i++)
		FUZZ_HOLDS(span_end(given.faults[i].at) <= source->text.len && given.faults[i].message, "a fault behind the end");
	fleet_build(arena, &(struct fleet_facts){ .configs = configs, .count = 1 }, &fleet);
	fuzz_lint(arena, &fleet, configs, 1, target->server);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const names[] = { "mongod.conf", "mongos.conf", "mongod.conf.j2", "mongod.conf.erb", "mongodb.conf.tpl" };
	struct arena arena = ARENA_INIT;
	struct str text = fuzz_text(data, size);
	struct fuzz_dice dice = fuzz_dice(text);
	struct target target = fuzz_target(&dice);
	struct source source;
	source_init(&arena, names[fuzz_throw(&dice, sizeof names / sizeof *names)], text, &source);
	read_ini(&arena, &source, &target);
	arena_free(&arena);
	return 0;
}
