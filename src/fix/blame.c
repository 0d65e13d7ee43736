#include "fix/blame.h"

#include <stdlib.h>

static int by_source(const void *a, const void *b)
{
	return strcmp(a, (*(const struct config *const *)b)->source->name);
}

const struct config *judgement_config(const struct judgement *judgement, const char *name)
{
	const struct config *const *found = !judgement->count ? NULL
		: bsearch(name, judgement->configs, judgement->count, sizeof *judgement->configs, by_source);
	return found ? *found : NULL;
}

static int by_file(const void *a, const void *b)
{
	return strcmp(a, (*(const struct source *const *)b)->name);
}

const struct source *judgement_source(const struct judgement *judgement, const char *name)
{
	const struct config *config = judgement_config(judgement, name);
	if (config)
		return source_file(config->source);
	const struct source *const *found = !judgement->file_count ? NULL
		: bsearch(name, judgement->files, judgement->file_count, sizeof *judgement->files, by_file);
	return found ? *found : NULL;
}

/* A member's set, or the one whose config servers a mongos asks. */
struct str fixing_set(const struct config *config)
{
	if (!config)
		return STR("");
	struct str set = config_text(config, "replication.replSetName"), list = config_text(config, "sharding.configDB");
	uint32_t slash = str_find_char(list, '/', 0);
	return !set.len && slash != STR_NONE ? str_sub(list, 0, slash) : set;
}

static void fail(struct round *round, struct pick *pick, const char *reason)
{
	struct trial *trial = trial_of(round->fixing, pick->diag);
	trial->level = TRIAL_FAILED;
	trial->reason = reason;
	trial->accepted = round->fixing->accepted;
	trial->failures++;
	round->blamed += !pick->blamed;
	pick->blamed = true;
}

/* Does it edit the file, or one of its replica set; or whatever it edits? */
enum reach { REACH_FILE, REACH_SET, REACH_ALL };

static bool reaches(const struct fixing *fixing, const struct pick *pick, const struct fixing_file *file, struct str set,
		    enum reach reach)
{
	const struct fix *fix = pick->diag->fix;
	bool hit = reach == REACH_ALL;
	for (uint32_t i = 0; i < fix->count && !hit; i++) {
		const struct fixing_file *edited = fixing_find(fixing, fix->edits[i].source->name);
		hit = reach == REACH_FILE ? edited == file : set.len && str_eq(fixing_set(edited->before), set);
	}
	return pick->taken && hit;
}

static uint32_t count_suspects(const struct round *round, const struct fixing_file *file, struct str set, enum reach reach,
			       struct pick **last)
{
	uint32_t count = 0;
	for (uint32_t i = 0; i < round->picks.count; i++) {
		if (!reaches(round->fixing, &round->picks.at[i], file, set, reach))
			continue;
		*last = &round->picks.at[i];
		count++;
	}
	return count;
}

/* Something is wrong at this file: who was it, of those that edit it, else its set, else anything? */
void blame(struct round *round, const char *name, const char *reason)
{
	struct fixing *fixing = round->fixing;
	const struct fixing_file *file = fixing_find(fixing, name);
	const struct config *config = judgement_config(&fixing->first, name);
	struct str set = config ? fixing_set(config) : STR("");
	struct pick *last = NULL;
	enum reach reach = REACH_FILE;
	if (round->blamed == round->picks.taken)
		return;  /* all of them are */
	uint32_t count = count_suspects(round, file, set, reach, &last);
	while (!count)
		count = count_suspects(round, file, set, ++reach, &last);
	round->failed = true;
	if (count == 1) {
		fail(round, last, reason);
		return;
	}
	for (uint32_t i = 0; i < round->picks.count; i++) {
		struct pick *pick = &round->picks.at[i];
		if (pick->blamed || !reaches(fixing, pick, file, set, reach))
			continue;
		struct trial *trial = trial_of(fixing, pick->diag);
		round->halve |= trial->level >= TRIAL_ALONE_IN_SET;
		trial->level += trial->level < TRIAL_FEW;
		pick->blamed = true;
		round->blamed++;
	}
}
