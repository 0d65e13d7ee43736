/* The reader of configs and every rule over what it reads: any bytes are a config to some server, or a finding. */
#include "fuzz.h"

#include "report/options.h"
#include "yaml/read.h"

static void check_settings(const struct config *config)
{
	for (uint32_t i = 0; i < config->count; i++) {
		const struct setting *setting = config_setting(config, i);
		uint32_t len = config->source->text.len;
		FUZZ_HOLDS(span_end(setting->key) <= len && span_end(setting->value) <= len, "%.*s: a span behind the end",
			   STR_ARG(setting->path));
		FUZZ_HOLDS(config_find_str(config, setting->path) || setting->option == NULL || config->opaque || setting->entry ||
			   !str_eq(setting->path, setting->name), "%.*s is not found", STR_ARG(setting->path));
	}
	for (uint32_t i = 0; i < config->fault_count; i++)
		FUZZ_HOLDS(span_end(config->faults[i].at) <= config->source->text.len, "a fault behind the end");
}

static void show(struct arena *arena, const struct config *config)
{
	struct resolved resolved;
	struct source printed;
	struct yaml yaml;
	resolve(arena, config, &resolved);
	bool origin = config->source->text.len % 2;
	struct buf out = BUF_INIT(arena), json = BUF_INIT(arena);
	options_yaml(&out, &resolved, config->source, origin);
	options_json(&json, &resolved, config->source, origin, origin);
	source_init(arena, "shown", buf_done(&out), &printed);
	yaml_read(arena, &printed, &yaml);
	FUZZ_HOLDS(yaml.reading == READING_BOTH, "what is shown is no YAML for both:\n%.*s", STR_ARG(printed.text));
}

static void read_for(struct str text, const struct target *target)
{
	struct arena arena = ARENA_INIT, scratch = ARENA_INIT;
	struct source source;
	struct config config, lean;
	struct fleet fleet;
	source_init(&arena, target->binary == BINARY_MONGOS ? "mongos.conf" : "mongod.conf", text, &source);
	config_read(&arena, &source, target, &config);
	check_settings(&config);
	show(&arena, &config);

	const struct config *configs[] = { &config };
	fleet_build(&arena, &(struct fleet_facts){ .configs = configs, .count = 1 }, &fleet);
	fleet_explain(&arena, &fleet);
	fuzz_lint(&arena, &fleet, configs, 1, target->server);

	/* The same with less kept. */
	config_read_lean(&arena, &scratch, &source, target, &lean);
	struct intern same = INTERN_INIT(&arena);
	config_shrink(&lean, &same);
	intern_close(&same);
	arena_free(&scratch);
	check_settings(&lean);
	FUZZ_HOLDS(lean.count == config.count, "%u settings, and %u when shrunk", config.count, lean.count);
	arena_free(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str text = fuzz_text(data, size);
	struct fuzz_dice dice = fuzz_dice(text);
	struct target target = fuzz_target(&dice);
	read_for(text, &target);
	return 0;
}
