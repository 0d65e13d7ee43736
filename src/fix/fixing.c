#include "fix/fixing.h"

#include <stdlib.h>

#include "base/buf.h"
#include "config/auth.h"
#include "config/keyfile_text.h"
#include "diag/fingerprint.h"
#include "fix/blame.h"
#include "fix/compare.h"
#include "fix/proof.h"
#include "rules/rule.h"
#include "transforms/fleet_check.h"

/* More rounds than any files need: each mends a finding, or gives one up. */
enum { ROUNDS_MOST = 5000, FAILURES_MOST = 2 };

/* ---- files ---- */

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct fixing_file *)a)->name, ((const struct fixing_file *)b)->name);
}

struct fixing_file *fixing_find(const struct fixing *fixing, const char *name)
{
	const struct fixing_file wanted = { .name = name };
	return !fixing->name_count ? NULL
		: bsearch(&wanted, fixing->files, fixing->name_count, sizeof wanted, by_name);
}

/* As they were before the first round. */
static void reset(struct fixing *fixing)
{
	for (uint32_t i = 0; i < fixing->name_count; i++) {
		struct fixing_file *file = &fixing->files[i];
		file->config = file->before;
		file->now = file->was;
		file->edits = (struct edits)EDITS_INIT(fixing->arena);
		file->readable = true;
	}
	fixing->last = fixing->first;
	fixing->done_count = fixing->shown_count = fixing->accepted = 0;
}

static int by_set(const void *a, const void *b)
{
	const struct fixing_file *left = *(struct fixing_file *const *)a, *right = *(struct fixing_file *const *)b;
	int order = str_compare(fixing_set(left->before), fixing_set(right->before));
	return order ? order : strcmp(left->name, right->name);
}

static void find_leaders(struct fixing *fixing)
{
	struct fixing_file **all = arena_array(fixing->arena, fixing->name_count, sizeof *all);
	uint32_t count = 0;
	for (uint32_t i = 0; i < fixing->name_count; i++) {
		struct fixing_file *file = &fixing->files[i];
		file->leader = file;
		if (file->before && fixing_set(file->before).len)
			all[count++] = file;
	}
	if (count)
		qsort(all, count, sizeof *all, by_set);
	for (uint32_t i = 1; i < count; i++)
		if (str_eq(fixing_set(all[i]->before), fixing_set(all[i - 1]->before)))
			all[i]->leader = all[i - 1]->leader;
}

/* ---- a round ---- */

static void make_next(struct round *round, struct fixing_file *file)
{
	struct arena *arena = round->fixing->arena;
	struct source *next = arena_alloc(arena, sizeof *next);
	source_init(arena, file->name, edits_splice(&file->round, file->now->text), next);
	next->path = file->now->path;
	file->next = next;
}

static void prove(struct round *round, struct fixing_file *file)
{
	struct fixing *fixing = round->fixing;
	struct arena scratch = ARENA_INIT;
	struct err err = ERR_INIT(&scratch);
	static const struct target unknown;
	struct proof proof = {
		.scratch = &scratch, .before = file->now, .after = file->next, .edits = &file->round,
		.target = file->config ? &file->config->target : &unknown, .partly = file->partly, .unsafe = fixing->unsafe,
		.read_as = fixing->read_as ? fixing->read_as(fixing->context, file->name) : NULL,
	};
	bool proven = !file->round.count || proof_file(&proof, &err);
	file->next_readable = file->round.count ? proof.readable : file->readable;
	if (!proven)
		blame(round, file->name, arena_printf(fixing->arena, "line %u: %s", err.line, err.text));
	arena_free(&scratch);
}

static void judge(struct round *round)
{
	struct fixing *fixing = round->fixing;
	struct fixing_text *texts = arena_array(fixing->arena, fixing->name_count, sizeof *texts);
	uint32_t count = 0;
	for (uint32_t i = 0; i < fixing->name_count; i++) {
		const struct fixing_file *file = &fixing->files[i];
		if (file->takes)
			texts[count++] = (struct fixing_text){ file->name, file->next->text };
		else if (file->edits.count)
			texts[count++] = (struct fixing_text){ file->name, file->now->text };
	}
	fixing->judge(fixing->context, texts, count, &round->next);
}

/* ---- what came ---- */

/* They keep books of the findings themselves, and are out of date when one is fixed. */
static bool keeps_books(const struct diag *diag)
{
	return !strcmp(diag->kind->id, "unused-ignore") || !strcmp(diag->kind->id, "baseline-stale");
}

/* A finding of the text that the round makes: its byte before the round, and in the file as it was. */
static uint32_t origin_in_round(const struct fixing *fixing, const struct diag *diag)
{
	const struct fixing_file *file = fixing_find(fixing, diag->source->name);
	return file && file->takes ? edits_origin(&file->round, diag->at.at) : diag->at.at;
}

static uint32_t origin_of(const struct fixing *fixing, const struct diag *diag)
{
	const struct fixing_file *file = fixing_find(fixing, diag->source->name);
	uint32_t at = origin_in_round(fixing, diag);
	return file ? edits_origin(&file->edits, at) : at;
}

/* Is it back, at its place? One that is alike may stand elsewhere. */
static bool was_fixed(const struct fixing *fixing, const struct diag *diag)
{
	struct str identity = fingerprint_identity(fixing->arena, diag);
	uint32_t origin = origin_of(fixing, diag);
	for (uint32_t i = 0; i < fixing->done_count; i++)
		if (fixing->done[i].offset == origin && str_eq(fixing->done[i].identity, identity))
			return true;
	return false;
}

static bool is_at(const struct diag *diag, const char *name)
{
	bool at = !strcmp(diag->source->name, name);
	for (uint32_t i = 0; i < diag->note_count && !at; i++)
		at = diag->notes[i].source && !strcmp(diag->notes[i].source->name, name);
	return at;
}

/* Did the server never come to this before, as it had stopped at what is fixed now? */
static bool is_uncovered(struct round *round, const struct diag *diag)
{
	struct fixing *fixing = round->fixing;
	const struct rule *rule = rule_find(str_of(diag->kind->id));
	struct str subject = compare_subject(fixing->arena, diag);
	bool uncovered = false;
	if (was_fixed(fixing, diag))
		return false;
	for (uint32_t i = 0; i < round->picks.count; i++) {
		const struct pick *pick = &round->picks.at[i];
		if (!pick->taken || !pick->stops)
			continue;
		/* The same again at its place, with another value. */
		if (diag->option && str_eq(subject, compare_subject(fixing->arena, pick->diag)) &&
		    origin_in_round(fixing, diag) == pick->diag->at.at)
			return false;
		bool near = is_at(diag, pick->diag->source->name) || (rule && rule->scope == SCOPE_FLEET);
		bool later = strcmp(diag->kind->group, "syntax") != 0 || !strcmp(pick->diag->kind->group, "syntax");
		uncovered |= near && later;
	}
	return uncovered;
}

static void show(struct fixing *fixing, const struct diag *diag)
{
	if (fixing->shown_count == fixing->shown_room) {
		fixing->shown_room = fixing->shown_room ? 2 * fixing->shown_room : 16;
		fixing->shown = arena_grow(fixing->arena, fixing->shown, fixing->shown_count, fixing->shown_room,
					   sizeof *fixing->shown);
	}
	fixing->shown[fixing->shown_count++] = (struct shown){ fingerprint_identity(fixing->arena, diag),
							       compare_subject(fixing->arena, diag) };
}

static void compare(struct round *round, struct comparison *comparison)
{
	struct fixing *fixing = round->fixing;
	struct arena *arena = fixing->arena;
	compare_findings(arena, fixing->last.sink, round->next.sink, &round->picks, comparison);
	for (uint32_t i = 0; i < round->picks.count; i++) {
		struct pick *pick = &round->picks.at[i];
		if (pick->taken && pick->still)
			blame(round, pick->diag->fix->edits[0].source->name, "the finding would still be there");
	}
	for (uint32_t i = 0; i < comparison->count; i++) {
		const struct diag *diag = comparison->arrived[i];
		if (keeps_books(diag) || is_uncovered(round, diag))
			continue;
		struct place place = source_place(diag->source, diag->at.at);
		blame(round, diag->source->name,
		      arena_printf(arena, "it would bring another finding, %s at %s:%u", diag->kind->id, diag->source->name, place.line));
	}
}

/* ---- authentication ---- */

/* A server that runs keeps what it demands, unless its operator asks for more than safe fixes. */
static void check_access(struct round *round, const struct fixing_file *file)
{
	enum auth_state before = auth_state_of(file->config), after = auth_state_of(file->next_config);
	if (before != after && !file->stops && !round->fixing->unsafe)
		blame(round, file->name, arena_printf(round->fixing->arena, "now the member %s; with it, it %s", auth_state_words(before),
						auth_state_words(after)));
}

static bool changes_pair(const struct config *before, const struct config *after)
{
	struct arena scratch = ARENA_INIT;
	struct pair_state old = pair_state_of(&scratch, before, NULL), new = pair_state_of(&scratch, after, NULL);
	bool changes = !pair_state_same(&old, &new);
	arena_free(&scratch);
	return changes;
}

/* Of all files as they were and as they would be: in the worst case each of them against each. */
static void check_fleet(struct round *round)
{
	struct fixing *fixing = round->fixing;
	const struct judgement *first = &fixing->first;
	const struct config **before = arena_array(fixing->arena, first->count, sizeof *before);
	const struct config **after = arena_array(fixing->arena, first->count, sizeof *after);
	struct err err = ERR_INIT(fixing->arena);
	uint32_t count = 0;
	for (uint32_t i = 0; i < first->count; i++) {
		after[count] = judgement_config(&round->next, first->configs[i]->source->name);
		before[count] = first->configs[i];
		count += after[count] != NULL;
	}
	if (transform_fleet_check(before, after, count, &err))
		return;
	for (uint32_t i = 0; i < fixing->name_count; i++) {
		const struct fixing_file *file = &fixing->files[i];
		if (file->takes && file->config && changes_pair(file->config, file->next_config))
			blame(round, file->name, err_line(&err));
	}
}

static void check_members(struct round *round)
{
	struct fixing *fixing = round->fixing;
	bool changes = false;
	for (uint32_t i = 0; i < fixing->name_count; i++) {
		struct fixing_file *file = &fixing->files[i];
		if (!file->takes)
			continue;
		file->next_config = judgement_config(&round->next, file->name);
		if (!judgement_source(&round->next, file->name) || !file->next_config != !file->config) {
			blame(round, file->name, "it would not be judged any more");
			continue;
		}
		if (!file->config)
			continue;
		check_access(round, file);
		changes |= changes_pair(file->config, file->next_config);
	}
	if (changes && !round->failed && !fixing->force)
		check_fleet(round);
}

/* ---- the end of a round ---- */

static void note_done(struct fixing *fixing, const struct pick *pick)
{
	const struct diag *diag = pick->diag;
	const struct fixing_file *file = fixing_find(fixing, diag->source->name);
	if (fixing->done_count == fixing->done_room) {
		fixing->done_room = fixing->done_room ? 2 * fixing->done_room : 16;
		fixing->done = arena_grow(fixing->arena, fixing->done, fixing->done_count, fixing->done_room, sizeof *fixing->done);
	}
	fixing->done[fixing->done_count++] = (struct fixing_done){
		.diag = diag, .identity = fingerprint_identity(fixing->arena, diag),
		.offset = file ? edits_origin(&file->edits, diag->at.at) : diag->at.at,
	};
}

static void accept(struct round *round, const struct comparison *comparison)
{
	struct fixing *fixing = round->fixing;
	for (uint32_t i = 0; i < round->picks.count; i++)
		if (round->picks.at[i].taken)
			note_done(fixing, &round->picks.at[i]);
	for (uint32_t i = 0; i < comparison->count; i++)
		show(fixing, comparison->arrived[i]);
	for (uint32_t i = 0; i < fixing->name_count; i++) {
		struct fixing_file *file = &fixing->files[i];
		if (!file->takes)
			continue;
		file->edits = edits_compose(fixing->arena, file->was->text, &file->edits, &file->round);
		file->now = file->next;
		file->config = file->next_config;
		file->readable = file->next_readable;
	}
	fixing->last = round->next;
	fixing->accepted++;
	fixing->few *= 2;
}

static void prove_all(struct round *round)
{
	struct fixing *fixing = round->fixing;
	for (uint32_t i = 0; i < fixing->name_count; i++) {
		struct fixing_file *file = &fixing->files[i];
		if (!file->takes)
			continue;
		make_next(round, file);
		prove(round, file);
	}
}

/* False where there was nothing to take. */
static bool run_round(struct fixing *fixing)
{
	struct round round = { .fixing = fixing };
	struct comparison comparison;
	picks_collect(fixing, fixing->last.sink, &round.picks);
	if (!picks_take(fixing, &round.picks))
		return false;
	prove_all(&round);
	if (!round.failed) {
		judge(&round);
		compare(&round, &comparison);
	}
	if (!round.failed)
		check_members(&round);
	if (!round.failed)
		accept(&round, &comparison);
	else if (round.halve)
		fixing->few = round.picks.taken / 2;
	return true;
}

/* ---- the run ---- */

/* What failed before others were done may be fine behind them. */
static bool try_again(struct fixing *fixing)
{
	bool again = false;
	for (uint32_t i = 0; i < fixing->trial_count; i++) {
		struct trial *trial = &fixing->trials[i];
		if (trial->level != TRIAL_FAILED || trial->failures >= FAILURES_MOST || trial->accepted == fixing->accepted)
			continue;
		trial->level = TRIAL_ALONE_IN_FILE;
		again = true;
	}
	return again;
}

/* A file that no parser reads before and after is changed blindly. */
static bool freeze_unreadable(struct fixing *fixing)
{
	bool some = false;
	for (uint32_t i = 0; i < fixing->name_count; i++) {
		struct fixing_file *file = &fixing->files[i];
		if (!file->edits.count || file->readable)
			continue;
		file->frozen = "with all that can be fixed, the file can't be read by two YAML parsers yet; mend the rest first";
		some = true;
	}
	return some;
}

static void name_stuck(struct fixing *fixing)
{
	struct buf rules = BUF_INIT(fixing->arena);
	struct picks picks;
	picks_collect(fixing, fixing->last.sink, &picks);
	for (uint32_t i = 0; i < picks.count; i++)
		if (str_find(buf_done(&rules), str_of(picks.at[i].diag->kind->id), 0) == STR_NONE)
			buf_printf(&rules, "%s%s", rules.len ? ", " : "", picks.at[i].diag->kind->id);
	fixing->stuck = str_cstr(fixing->arena, buf_done(&rules));
}

/* What it marks may have changed since it was uncovered; what was there from the beginning was not. */
static void find_uncovered(struct fixing *fixing)
{
	struct arena *arena = fixing->arena;
	const struct sink *sink = fixing->last.sink, *first = fixing->first.sink;
	fixing->uncovered = arena_array(arena, sink->count, sizeof(void *));
	for (uint32_t i = 0; i < sink->count && fixing->shown_count; i++) {
		struct str identity = fingerprint_identity(arena, sink->at[i]), subject = compare_subject(arena, sink->at[i]);
		bool exact = false, near = false, old = false;
		for (uint32_t k = 0; k < fixing->shown_count; k++) {
			exact |= str_eq(fixing->shown[k].identity, identity);
			near |= str_eq(fixing->shown[k].subject, subject);
		}
		for (uint32_t k = 0; k < first->count && near && !exact && !old; k++)
			old = str_eq(fingerprint_identity(arena, first->at[k]), identity);
		if (exact || (near && !old))
			fixing->uncovered[fixing->uncovered_count++] = sink->at[i];
	}
}

void fixing_run(struct fixing *fixing)
{
	uint32_t rounds = 0, most = fixing->rounds ? fixing->rounds : ROUNDS_MOST;
	fixing->files = arena_array(fixing->arena, fixing->name_count, sizeof *fixing->files);
	fixing->judge(fixing->context, NULL, 0, &fixing->first);
	for (uint32_t i = 0; i < fixing->name_count; i++) {
		const char *name = fixing->names[i];
		struct fixing_file *file = &fixing->files[i];
		*file = (struct fixing_file){ .name = name, .before = judgement_config(&fixing->first, name),
					      .was = judgement_source(&fixing->first, name) };
		/* Neither in a difference nor in a message. */
		if (file->before && keyfile_taken_for_config(file->before))
			file->frozen = "this is no config, and may hold keys";
		else if (file->before && fixing->refuse)
			file->frozen = fixing->refuse(fixing->context, file->before);
	}
	find_leaders(fixing);
	do {
		reset(fixing);
		while (rounds < most && (run_round(fixing) || try_again(fixing)))
			rounds++;
	} while (rounds < most && freeze_unreadable(fixing));
	if (rounds == most)
		name_stuck(fixing);
	find_uncovered(fixing);
}

const char *fixing_reason(const struct fixing *fixing, const struct diag *diag)
{
	if (!pick_wanted(fixing, diag))
		return NULL;
	const struct fix *fix = diag->fix;
	for (uint32_t i = 0; i < fix->count; i++) {
		const struct fixing_file *file = fixing_find(fixing, fix->edits[i].source->name);
		if (!file)
			return arena_printf(fixing->arena, "it would edit %s, too, which was not named", fix->edits[i].source->name);
		if (file->frozen)
			return file->frozen;
	}
	const struct trial *trial = trial_find(fixing, diag);
	return trial && trial->reason ? trial->reason : "another fix stands in its way";
}
