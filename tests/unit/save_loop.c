#include "save_loop.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

unsigned loop_images;
bool loop_recovers;

static const struct world *world;
static struct loop loop;
static struct arena memory;
static char violation[16384];

/* ---- images that were judged already ---- */

static struct {
	uint64_t *at;
	size_t count, room;
} judged;

/* True when it is new. */
static bool judged_add(uint64_t key)
{
	if (judged.count * 2 >= judged.room) {
		uint64_t *old = judged.at;
		size_t old_room = judged.room;
		judged.room = old_room ? old_room * 2 : 4096;
		judged.at = calloc(judged.room, sizeof *judged.at);
		judged.count = 0;
		cr_assert(judged.at);
		for (size_t i = 0; i < old_room; i++)
			if (old[i])
				judged_add(old[i]);
		free(old);
	}
	size_t slot = key % judged.room;
	for (; judged.at[slot]; slot = (slot + 1) % judged.room)
		if (judged.at[slot] == key)
			return false;
	judged.at[slot] = key;
	judged.count++;
	return true;
}

/* ---- judging ---- */

static struct memfs_history histories[LOOP_DEATHS + 1];

struct judging {
	unsigned deaths;         /* that are still to come */
	enum verdict wanted;
	const char *how;
};

static void violated(const char *what, enum verdict verdict)
{
	if (!violation[0])
		snprintf(violation, sizeof violation, "%s: %s: %s\n%sthe calls that changed anything or failed:\n%s",
			 world->name, what, verdict_words[verdict], memfs_describe(false), memfs_log());
}

static void judge(const struct memfs_image *image, void *data);

static void judge_all(const struct memfs_history *history, enum verdict last, unsigned deaths)
{
	unsigned length = memfs_log_length();
	/* From the last to the first, since each of them overwrites the log behind its own. */
	for (unsigned i = history->count; i-- > 0 && !violation[0];) {
		if ((history->count - 1 - i) % loop_stride(7))
			continue;
		struct judging next = { deaths, i + 1 == history->count ? last : WORLD_ANY, "killed" };
		memfs_log_cut(history->log[i]);
		judge(&history->at[i], &next);
		next.how = "cut off";
		memfs_power_cuts(&history->at[i], loop.most, judge, &next);
	}
	memfs_log_cut(length < memfs_log_length() ? length : memfs_log_length());
}

static void judge(const struct memfs_image *image, void *data)
{
	const struct judging *judging = data;
	uint64_t key = memfs_image_hash(image) * 31 + judging->deaths * 5 + judging->wanted + 1;
	if (violation[0] || !judged_add(key))
		return;
	loop_images++;
	struct memfs_history *history = judging->deaths ? &histories[judging->deaths] : NULL;
	struct err err = ERR_INIT(&memory);
	unsigned length = memfs_log_length();
	memfs_load(image);
	world_next_process();
	memfs_log_note(judging->how);
	memfs_plan((struct memfs_plan){ .forget = loop.forget });
	memfs_record(history);
	loop_recovers = true;
	bool ok = world_recover(&err);
	loop_recovers = false;
	memfs_record(NULL);
	enum verdict verdict = world_verdict();
	if (!ok)
		violated(err_line(&err), verdict);
	else if (verdict == WORLD_BROKEN || (judging->wanted != WORLD_ANY && judging->wanted != verdict))
		violated("after a recovery", verdict);
	if (memfs_descriptors() || memfs_misuse())
		violated(memfs_misuse() ? memfs_misuse() : "a descriptor was left open", verdict);
	arena_reset(&memory);
	/* A recovery that had nothing to do has told nothing new. */
	if (judging->deaths)
		judge_all(history, history->count > 1 ? verdict : judging->wanted, judging->deaths - 1);
	memfs_log_cut(length);
}

/* ---- the loop ---- */

void loop_begin(const struct world *new_world, struct loop new_loop)
{
	world = new_world;
	loop = new_loop;
	loop.most /= loop_stride(16);
	loop_images = 0;
	violation[0] = '\0';
	world_make(world);
}

bool loop_crash(struct memfs_plan plan)
{
	struct err err = ERR_INIT(&memory);
	world_again();
	plan.forget = loop.forget;
	memfs_plan(plan);
	memfs_record(&histories[0]);
	bool ok = world_run(&err);
	bool reached = memfs_reached();
	memfs_record(NULL);
	enum verdict told = ok ? WORLD_NEW : err.kind == ERR_REFUSED ? WORLD_OLD : WORLD_ANY;
	if (!ok && err.kind != ERR_REFUSED && err.kind != ERR_PENDING)
		violated(err_line(&err), world_verdict());
	arena_reset(&memory);
	/* On a disk on which nothing works any more, nobody can promise that something lasts. */
	judge_all(&histories[0], plan.fault == MEMFS_FROM ? WORLD_ANY : told, loop.deaths);
	return reached;
}

const char *loop_end(void)
{
	world_end();
	free(judged.at);
	judged.at = NULL;
	judged.count = judged.room = 0;
	arena_free(&memory);
	return violation[0] ? violation : NULL;
}

unsigned loop_stride(unsigned stride)
{
	return getenv("MONGOCONF_VALGRIND") ? stride : 1;
}
