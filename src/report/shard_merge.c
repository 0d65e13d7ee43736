#include <stdlib.h>
#include <string.h>

#include "base/path.h"
#include "report/shard_part.h"

static bool same_text(const char *a, const char *b)
{
	return a && b ? !strcmp(a, b) : a == b;
}

static int by_index(const void *a, const void *b)
{
	const struct shard_part *left = *(struct shard_part *const *)a, *right = *(struct shard_part *const *)b;
	return left->index < right->index ? -1 : left->index > right->index;
}

static bool check_parts(const struct shards *shards, struct err *err)
{
	const struct shard_part *first = shards->at[0];
	for (uint32_t i = 1; i < shards->count; i++) {
		const struct shard_part *part = shards->at[i];
		if (part->count != first->count)
			return err_set(err, ERR_INPUT, part->path, 0, "is shard %u/%u, and %s is shard %u/%u", part->index, part->count,
				       first->path, first->index, first->count);
		if (strcmp(part->run, first->run) || !same_text(part->folder, first->folder))
			return err_set(err, ERR_INPUT, part->path, 0, "is of another run than %s: other files, or other flags; "
				       "lint all shards again, of one commit and with the same flags", first->path);
	}
	qsort(shards->at, shards->count, sizeof(void *), by_index);
	for (uint32_t i = 0; i < shards->count; i++) {
		const struct shard_part *part = shards->at[i];
		if (i && part->index == shards->at[i - 1]->index)
			return err_set(err, ERR_INPUT, part->path, 0, "is shard %u/%u, and so is %s; give each once", part->index, part->count,
				       shards->at[i - 1]->path);
		if (part->index != i + 1)
			return err_set(err, ERR_INPUT, NULL, 0, "shard %u/%u is missing; give merge the reports of all %u", i + 1, part->count, part->count);
	}
	if (shards->count != first->count)
		return err_set(err, ERR_INPUT, NULL, 0, "shard %u/%u is missing; give merge the reports of all %u", shards->count + 1, first->count, first->count);
	return true;
}

/* As if the run had been made in this repository, or, where it is not one, in a checkout here. */
static void place_report(struct arena *arena, const char *folder, struct report *report)
{
	if (!folder)
		return;
	struct str here = str_of(report->here);
	report->repository = report->here;
	if (!*folder)
		return;
	const char *end = arena_printf(arena, "/%s", folder);
	if (str_ends(here, end) && here.len > strlen(end))
		report->repository = str_cstr(arena, str_sub(here, 0, here.len - (uint32_t)strlen(end)));
	else
		report->here = path_join(arena, report->here, str_of(folder));
}

bool shards_merge(struct shards *shards, struct report *report, struct err *err)
{
	struct arena *arena = shards->arena;
	uint32_t inventories = 0, judged = 0;
	if (!shards->count)
		return err_set(err, ERR_USAGE, NULL, 0, "there is no report");
	if (!check_parts(shards, err))
		return false;
	for (uint32_t i = 0; i < shards->count; i++)
		judged += shards->at[i]->judged_count;
	struct judged_file *files = arena_array(arena, judged, sizeof *files);
	for (uint32_t i = 0; i < shards->count; i++) {
		const struct shard_part *part = shards->at[i];
		report->files += part->files;
		report->skipped += part->skipped;
		report->unchanged += part->unchanged;
		inventories = part->inventories > inventories ? part->inventories : inventories;
		report->status = part->status > report->status ? part->status : report->status;
		for (int k = SEVERITY_INFO; k <= SEVERITY_ERROR; k++)
			shards->sink.unlisted[k] += part->unlisted[k];
		for (uint32_t k = 0; k < part->judged_count; k++)
			files[report->judged_count++] = part->judged[k];
	}
	report->files = report->files ? report->files : inventories;
	sink_sort(&shards->sink);
	sink_sort(&shards->aside);
	report->sink = &shards->sink;
	report->aside = &shards->aside;
	report->judged = files;
	place_report(arena, shards->at[0]->folder, report);
	return true;
}
