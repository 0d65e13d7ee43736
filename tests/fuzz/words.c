/* Command lines as inventories have them: variables, quotes, a shell's scripts, flags; and a config under them. */
#include "fuzz.h"

#include "config/flags.h"

static const char below[] = "net:\n  port: 27018\nreplication:\n  replSetName: rs1\nsecurity:\n  keyFile: /k\n";

static void check_words(const struct flag_words *words, const struct source *source)
{
	for (uint32_t i = 0; i < words->count; i++)
		FUZZ_HOLDS(span_end(mapped_span(words->at[i].word)) <= source->text.len, "word %u stands behind the end", i);
}

static void lay_over(struct arena *arena, const struct command_line *line, const struct source *source,
		     const struct target *target)
{
	struct source file;
	struct config config, both, alone;
	source_init(arena, "mongod.conf", str_of(below), &file);
	config_read(arena, &file, target, &config);
	flags_decide(arena, &config, line);
	flags_lay_over(arena, &config, line, source, target, &both);
	flags_lay_over(arena, NULL, line, source, target, &alone);
	const struct config *configs[] = { &both, &alone };
	for (unsigned i = 0; i < 2; i++)
		for (uint32_t k = 0; k < configs[i]->count; k++) {
			const struct setting *setting = config_setting(configs[i], k);
			const struct source *of = setting_source(configs[i], setting);
			FUZZ_HOLDS(of && span_end(setting->key) <= of->text.len && span_end(setting->value) <= of->text.len,
				   "%.*s: a span behind the end", STR_ARG(setting->path));
		}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = ARENA_INIT;
	struct source source;
	struct str text = fuzz_text(data, size);
	struct fuzz_dice dice = fuzz_dice(text);
	struct target target = fuzz_target(&dice);
	source_init(&arena, "docker-compose.yml", text, &source);
	struct node scalar = { .kind = NODE_SCALAR, .style = STYLE_PLAIN, .span = { 0, text.len }, .text = text };
	struct mapped mapped = mapped_variables(&arena, mapped_node(&arena, &source, &scalar), NULL);
	for (enum words_by by = WORDS_PLAIN; by <= WORDS_SHELL; by++) {
		struct flag_words words = { 0 };
		struct command_line line;
		words_split(&arena, mapped, by, &words);
		check_words(&words, &source);
		command_line_read(&arena, words.at, words.count, &line);
		for (uint32_t i = 0; i < line.count; i++)
			FUZZ_HOLDS(span_end(line.options[i].at) <= text.len && span_end(line.options[i].whole) <= text.len,
				   "flag %u stands behind the end", i);
		lay_over(&arena, &line, &source, &target);
	}
	arena_free(&arena);
	return 0;
}
