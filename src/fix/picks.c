#include "fix/picks.h"

#include <stdlib.h>

#include "rules/rule.h"

/* ---- which ---- */

bool diag_stops(const struct diag *diag)
{
	return diag->severity == SEVERITY_ERROR && (!strcmp(diag->kind->group, "syntax") || !strcmp(diag->kind->group, "startup"));
}

bool pick_wanted(const struct fixing *fixing, const struct diag *diag)
{
	return diag->fix && diag->fix->count && (fixing->unsafe || diag->fix->safety == SAFETY_SAFE) &&
	       fixing->wanted(fixing->context, diag);
}

bool pick_edits(const struct pick *pick, const struct fixing_file *file)
{
	const struct fix *fix = pick->diag->fix;
	for (uint32_t i = 0; i < fix->count; i++)
		if (!strcmp(fix->edits[i].source->name, file->name))
			return true;
	return false;
}

/* May all its files be edited? */
static bool is_allowed(const struct fixing *fixing, const struct fix *fix)
{
	for (uint32_t i = 0; i < fix->count; i++) {
		const struct fixing_file *file = fixing_find(fixing, fix->edits[i].source->name);
		if (!file || file->frozen || !file->now)
			return false;
	}
	return true;
}

static int by_urgency(const void *a, const void *b)
{
	const struct pick *left = a, *right = b;
	if (left->stops != right->stops)
		return right->stops - left->stops;
	if (left->diag->severity != right->diag->severity)
		return left->diag->severity < right->diag->severity ? 1 : -1;
	return left->at < right->at ? -1 : left->at > right->at;
}

void picks_collect(struct fixing *fixing, const struct sink *sink, struct picks *picks)
{
	*picks = (struct picks){ .at = arena_array(fixing->arena, sink->count, sizeof *picks->at) };
	for (uint32_t i = 0; i < sink->count; i++) {
		const struct diag *diag = sink->at[i];
		if (!pick_wanted(fixing, diag) || !is_allowed(fixing, diag->fix))
			continue;
		const struct trial *trial = trial_find(fixing, diag);
		if (!trial || trial->level != TRIAL_FAILED)
			picks->at[picks->count++] = (struct pick){ .diag = diag, .at = i, .stops = diag_stops(diag) };
	}
	if (picks->count)
		qsort(picks->at, picks->count, sizeof *picks->at, by_urgency);
}

/* ---- what goes together ---- */

static bool is_same(const struct edit *a, const struct fix_edit *b)
{
	return a->cut.at == b->cut.at && a->cut.len == b->cut.len && str_eq(a->put, b->put);
}

/* New text beside a cut of another fix, or at the place of its new text, may belong to what that one takes away or brings. */
static bool meet(struct span a, struct str put_a, struct span b, struct str put_b)
{
	bool touch = a.at <= span_end(b) && b.at <= span_end(a);
	bool overlap = a.at < span_end(b) && b.at < span_end(a);
	bool puts = (!a.len && put_a.len) || (!b.len && put_b.len);
	return overlap || (touch && puts);
}

/* Is it among those of the round, of which there may be one for each line? */
static bool is_among(const struct edits *round, const struct fix_edit *edit)
{
	bool same = false;
	for (uint32_t k = edits_first(round, edit->cut.at); k < round->count && round->at[k].cut.at <= edit->cut.at && !same; k++)
		same = is_same(&round->at[k], edit);
	return same;
}

static bool fits(const struct fixing *fixing, const struct fix *fix)
{
	for (uint32_t i = 0; i < fix->count; i++) {
		const struct fix_edit *edit = &fix->edits[i];
		const struct edits *round = &fixing_find(fixing, edit->source->name)->round;
		bool same = is_among(round, edit);
		/* What is not even beside it can't meet it. */
		for (uint32_t k = edits_first(round, edit->cut.at); !same && k < round->count && round->at[k].cut.at <= span_end(edit->cut); k++)
			if (meet(round->at[k].cut, round->at[k].put, edit->cut, edit->put))
				return false;
	}
	return true;
}

/* False where its edits overlap each other. */
static bool add(const struct fixing *fixing, const struct fix *fix)
{
	for (uint32_t i = 0; i < fix->count; i++) {
		const struct fix_edit *edit = &fix->edits[i];
		struct edits *round = &fixing_find(fixing, edit->source->name)->round;
		if (!is_among(round, edit) && !edits_add(round, edit->cut, edit->put))
			return false;
	}
	return true;
}

/* Are all its files free for it? */
static bool is_free(const struct fixing *fixing, const struct pick *pick, enum trial_level level)
{
	for (uint32_t i = 0; i < pick->diag->fix->count; i++) {
		const struct fixing_file *file = fixing_find(fixing, pick->diag->fix->edits[i].source->name);
		if (file->alone || file->leader->set_alone || (file->stops && !pick->stops) ||
		    (level == TRIAL_ALONE_IN_FILE && file->takes) || (level == TRIAL_ALONE_IN_SET && file->leader->set_takes))
			return false;
	}
	return true;
}

/* Is it about what a server does not read of the file? */
static bool reads_more(const struct diag *diag)
{
	const struct rule *rule = rule_find(str_of(diag->kind->id));
	return !strcmp(diag->kind->group, "syntax") || (rule && rule->unread);
}

static void take(struct fixing *fixing, struct picks *picks, struct pick *pick, enum trial_level level)
{
	const struct fix *fix = pick->diag->fix;
	if (!add(fixing, fix))
		bug("a fix of %s overlaps itself", pick->diag->kind->id);
	pick->taken = true;
	picks->taken++;
	for (uint32_t i = 0; i < fix->count; i++) {
		struct fixing_file *file = fixing_find(fixing, fix->edits[i].source->name);
		file->takes++;
		file->leader->set_takes++;
		file->alone |= level == TRIAL_ALONE_IN_FILE;
		file->leader->set_alone |= level == TRIAL_ALONE_IN_SET;
		file->stops |= pick->stops;
		file->partly |= reads_more(pick->diag);
	}
}

static enum trial_level level_of(const struct fixing *fixing, const struct pick *pick)
{
	const struct trial *trial = trial_find(fixing, pick->diag);
	return trial ? trial->level : TRIAL_WITH_OTHERS;
}

/* When nothing else is left to try. */
static void take_few(struct fixing *fixing, struct picks *picks)
{
	for (uint32_t i = 0; i < picks->count && picks->taken < (fixing->few ? fixing->few : 1); i++) {
		struct pick *pick = &picks->at[i];
		if (level_of(fixing, pick) == TRIAL_FEW && is_free(fixing, pick, TRIAL_FEW) && fits(fixing, pick->diag->fix))
			take(fixing, picks, pick, TRIAL_FEW);
	}
}

bool picks_take(struct fixing *fixing, struct picks *picks)
{
	for (uint32_t i = 0; i < fixing->name_count; i++) {
		struct fixing_file *file = &fixing->files[i];
		file->round = (struct edits)EDITS_INIT(fixing->arena);
		file->takes = file->set_takes = 0;
		file->stops = file->alone = file->set_alone = file->partly = false;
	}
	for (uint32_t i = 0; i < picks->count; i++) {
		struct pick *pick = &picks->at[i];
		enum trial_level level = level_of(fixing, pick);
		if (level < TRIAL_FEW && is_free(fixing, pick, level) && fits(fixing, pick->diag->fix))
			take(fixing, picks, pick, level);
	}
	if (!picks->taken)
		take_few(fixing, picks);
	return picks->taken > 0;
}
