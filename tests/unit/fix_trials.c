/* Rounds that fail: who was to blame is found, soon, and the others are fixed. The findings are made up: every BAD in a
 * file is one, whose fix makes it GOOD, and each case says what comes of it. */
#include <criterion/criterion.h>
#include <stdlib.h>

#include "diag/fingerprint.h"
#include "fix/fixing.h"
#include "rules/rule.h"

static struct arena arena;

static void tear_down(void)
{
	arena_free(&arena);
}

TestSuite(fix_trials, .fini = tear_down);

enum { FILES = 64 };

static const struct diag_kind bad_kind = { "bad", "hygiene" }, worse_kind = { "worse", "fleet" };
static const struct diag_kind stop_kind = { "stop", "startup" };

struct world {
	/* Is there another finding, at the last file, when these are good? */
	bool (*worse)(const bool *good);
	const char *text;      /* of all files but the last; NULL: in sets of four */
	bool stays;            /* the findings of file 5 don't go */
	bool grows;            /* what is fixed is worse than before */
	const char *names[FILES];
	uint32_t judged;
};

static struct str text_of(const struct world *world, uint32_t file)
{
	return world->text ? str_of(world->text)
	     : str_format(&arena, "replication:\n  replSetName: rs%u # BAD\n", file / 4);
}

static void add_findings(const struct world *world, struct sink *sink, const struct source *source, uint32_t file)
{
	struct str text = source->text;
	for (uint32_t at = 0; (at = str_find(text, STR("BAD"), at)) != STR_NONE; at++) {
		const struct diag_kind *kind = world->grows ? &stop_kind : &bad_kind;
		struct diag *diag = sink_add(sink, kind, world->grows ? SEVERITY_ERROR : SEVERITY_WARNING, source,
					     (struct span){ 0, text.len }, "it is bad");
		if (!world->grows)
			diag->at = (struct span){ at, world->stays && file == 5 ? 0 : 3 };
		diag_fix(sink, diag, SAFETY_SAFE, "write GOOD", (struct span){ at, world->grows ? 0 : 3 },
			 world->grows ? STR("+") : STR("GOOD"));
	}
	if (world->stays && file == 5 && str_find(text, STR("GOOD"), 0) != STR_NONE)
		sink_add(sink, &bad_kind, SEVERITY_WARNING, source, (struct span){ 0, 0 }, "it is bad");
}

static void judge(void *context, const struct fixing_text *texts, uint32_t count, struct judgement *judgement)
{
	struct world *world = context;
	struct sink *sink = arena_alloc(&arena, sizeof *sink);
	const struct config **configs = arena_array(&arena, FILES, sizeof *configs);
	bool good[FILES] = { false };
	world->judged++;
	*sink = (struct sink)SINK_INIT(&arena);
	for (uint32_t i = 0; i < FILES; i++) {
		struct source *source = arena_alloc(&arena, sizeof *source);
		struct config *config = arena_alloc(&arena, sizeof *config);
		struct str text = i + 1 == FILES ? STR("net:\n  port: 1\n") : text_of(world, i);
		for (uint32_t k = 0; k < count; k++)
			if (!strcmp(texts[k].name, world->names[i]))
				text = texts[k].text;
		source_init(&arena, world->names[i], text, source);
		config_read(&arena, source, NULL, config);
		configs[i] = config;
		good[i] = str_find(text, STR("GOOD"), 0) != STR_NONE;
		add_findings(world, sink, source, i);
	}
	if (world->worse && world->worse(good))
		sink_add(sink, &worse_kind, SEVERITY_ERROR, configs[FILES - 1]->source, (struct span){ 0, 3 }, "it is worse");
	sink_sort(sink);
	fingerprint_sink(sink);
	*judgement = (struct judgement){ .sink = sink, .configs = configs, .count = FILES };
}

static bool is_wanted(const void *context, const struct diag *diag)
{
	(void)context;
	return diag->fix != NULL;
}

static const struct fixing *run(struct world *world, uint32_t rounds)
{
	struct fixing *fixing = arena_alloc(&arena, sizeof *fixing);
	for (uint32_t i = 0; i < FILES; i++)
		world->names[i] = arena_printf(&arena, "%02u.conf", i);
	*fixing = (struct fixing){ .arena = &arena, .names = world->names, .name_count = FILES - 1, .wanted = is_wanted, .judge = judge,
				   .context = world, .rounds = rounds };
	fixing_run(fixing);
	return fixing;
}

static uint32_t count_left(const struct fixing *fixing)
{
	uint32_t left = 0;
	for (uint32_t i = 0; i < fixing->name_count; i++)
		left += str_find(fixing->files[i].now->text, STR("BAD"), 0) != STR_NONE;
	return left;
}

/* ---- the cases ---- */

static bool when_17(const bool *good)
{
	return good[17];
}

static bool when_any_of_three(const bool *good)
{
	return good[3] || good[9] || good[60];
}

static bool when_both(const bool *good)
{
	return good[3] && good[9];
}

static bool when_one_of_two(const bool *good)
{
	return good[3] != good[9];
}

static bool always(const bool *good)
{
	for (uint32_t i = 0; i < FILES; i++)
		if (good[i])
			return true;
	return false;
}

#define PLAIN "net:\n  port: 1 # BAD\n"

static const struct {
	const char *name;
	struct world world;
	uint32_t left, judged;  /* files; how often the rules ran, at most */
} cases[] = {
	{ "nothing is worse", { .text = PLAIN }, 0, 2 },
	{ "one", { .text = PLAIN, .worse = when_17 }, 1, 32 },
	{ "one of a set", { .worse = when_17 }, 1, 32 },
	{ "three", { .text = PLAIN, .worse = when_any_of_three }, 3, 60 },
	{ "both", { .text = PLAIN, .worse = when_both }, 1, 32 },
	{ "one without the other", { .text = PLAIN, .worse = when_one_of_two }, 0, 2 },
	{ "all", { .text = PLAIN, .worse = always }, FILES - 1, 400 },
	{ "two in a file", { .text = "net:\n  port: 1 # BAD\n  ipv6: true # BAD\n", .worse = when_17 }, 1, 40 },
};

Test(fix_trials, blame)
{
	for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct world world = cases[i].world;
		/* The same as the others do, ten times as often. */
		if (cases[i].judged > 100 && getenv("MONGOCONF_VALGRIND"))
			continue;
		const struct fixing *fixing = run(&world, 0);
		cr_expect_null(fixing->stuck, "%s", cases[i].name);
		cr_expect_eq(count_left(fixing), cases[i].left, "%s: %u", cases[i].name, count_left(fixing));
		cr_expect_leq(world.judged, cases[i].judged, "%s: %u", cases[i].name, world.judged);
		for (uint32_t k = 0; k < fixing->last.sink->count; k++) {
			const struct diag *diag = fixing->last.sink->at[k];
			cr_expect_eq(diag->kind, &bad_kind, "%s: %s came", cases[i].name, diag->kind->id);
			cr_expect_str_eq(fixing_reason(fixing, diag), "it would bring another finding, worse at 63.conf:1");
		}
	}
}

/* ---- several files at once ---- */

/* One finding: three files have to say GOOD together. */
static void judge_three(void *context, const struct fixing_text *texts, uint32_t count, struct judgement *judgement)
{
	static const char *const names[] = { "a.conf", "b.conf", "c.conf" };
	struct sink *sink = arena_alloc(&arena, sizeof *sink);
	const struct config **configs = arena_array(&arena, 3, sizeof *configs);
	const struct source *sources[3];
	uint32_t good = 0;
	(void)context;
	*sink = (struct sink)SINK_INIT(&arena);
	for (uint32_t i = 0; i < 3; i++) {
		struct source *source = arena_alloc(&arena, sizeof *source);
		struct config *config = arena_alloc(&arena, sizeof *config);
		struct str text = STR(PLAIN);
		for (uint32_t k = 0; k < count; k++)
			text = strcmp(texts[k].name, names[i]) ? text : texts[k].text;
		source_init(&arena, names[i], text, source);
		config_read(&arena, source, NULL, config);
		sources[i] = source;
		configs[i] = config;
		good += str_find(text, STR("GOOD"), 0) != STR_NONE;
	}
	if (good < 3) {
		struct diag *diag = sink_add(sink, &bad_kind, SEVERITY_WARNING, sources[0], (struct span){ 0, 3 }, "it is bad");
		diag_fix(sink, diag, SAFETY_SAFE, "write GOOD in all of them", (struct span){ 18, 3 }, STR("GOOD"));
		diag_fix_more(sink, diag, sources[1], (struct span){ 18, 3 }, STR("GOOD"));
		diag_fix_more(sink, diag, sources[2], (struct span){ 18, 3 }, STR("GOOD"));
	}
	fingerprint_sink(sink);
	*judgement = (struct judgement){ .sink = sink, .configs = configs, .count = 3 };
}

/* In all of them, or in none where one may not be edited. */
Test(fix_trials, all_files_or_none)
{
	static const char *const names[] = { "a.conf", "b.conf", "c.conf" };
	for (uint32_t count = 2; count <= 3; count++) {
		struct fixing fixing = { .arena = &arena, .names = names, .name_count = count, .wanted = is_wanted, .judge = judge_three };
		fixing_run(&fixing);
		cr_expect_eq(fixing.done_count, count == 3);
		for (uint32_t i = 0; i < count; i++)
			cr_expect_eq(fixing.files[i].edits.count, count == 3);
		if (count == 2)
			cr_expect_str_eq(fixing_reason(&fixing, fixing.last.sink->at[0]), "it would edit c.conf, too, which was not named");
	}
}

/* ---- authentication ---- */

static void judge_access(void *context, const struct fixing_text *texts, uint32_t count, struct judgement *judgement)
{
	struct sink *sink = arena_alloc(&arena, sizeof *sink);
	struct source *source = arena_alloc(&arena, sizeof *source);
	struct config *config = arena_alloc(&arena, sizeof *config);
	const struct config **configs = arena_alloc(&arena, sizeof *configs);
	const struct diag_kind *kind = context;
	*sink = (struct sink)SINK_INIT(&arena);
	source_init(&arena, "a.conf", count ? texts[0].text : STR("security:\n  authorization: disabled\n"), source);
	config_read(&arena, source, NULL, config);
	configs[0] = config;
	uint32_t at = str_find(source->text, STR("dis"), 0);
	if (at != STR_NONE)
		diag_fix(sink, sink_add(sink, kind, SEVERITY_ERROR, source, (struct span){ at, 8 }, "it is open"), SAFETY_SAFE,
			 "write enabled", (struct span){ at, 3 }, STR("en"));
	fingerprint_sink(sink);
	*judgement = (struct judgement){ .sink = sink, .configs = configs, .count = 1 };
}

/* A server that runs goes on to demand what it does, whatever a rule calls safe. */
Test(fix_trials, access)
{
	static const char *const names[] = { "a.conf" };
	static const struct { const struct diag_kind *kind; bool unsafe, done; } wishes[] = {
		{ &bad_kind, false, false }, { &bad_kind, true, true }, { &stop_kind, false, true },
	};
	for (unsigned i = 0; i < sizeof wishes / sizeof *wishes; i++) {
		struct diag_kind kind = *wishes[i].kind;
		struct fixing fixing = { .arena = &arena, .names = names, .name_count = 1, .unsafe = wishes[i].unsafe, .wanted = is_wanted,
					 .judge = judge_access, .context = &kind };
		fixing_run(&fixing);
		cr_expect_eq(fixing.done_count, wishes[i].done, "%u", i);
		if (!wishes[i].done)
			cr_expect(str_starts(str_of(fixing_reason(&fixing, fixing.last.sink->at[0])), "now the member "), "%s",
				  fixing_reason(&fixing, fixing.last.sink->at[0]));
	}
}

/* A fix that its finding survives is none. */
Test(fix_trials, what_stays)
{
	struct world world = { .text = PLAIN, .stays = true };
	const struct fixing *fixing = run(&world, 0);
	cr_expect_eq(count_left(fixing), 1);
	cr_expect_null(fixing->stuck);
	cr_expect_eq(fixing->last.sink->count, 1);
	cr_expect_str_eq(fixing_reason(fixing, fixing->last.sink->at[0]), "the finding would still be there");
}

/* Each round brings what the next one fixes: no rules should do that. */
Test(fix_trials, endless)
{
	struct world world = { .text = PLAIN, .grows = true };
	const struct fixing *fixing = run(&world, getenv("MONGOCONF_VALGRIND") ? 5 : 50);
	cr_expect_str_eq(fixing->stuck, "stop");
}
