#include "cli/shard.h"

#include <stdlib.h>
#include <string.h>

#include "base/path.h"

enum { SHARDS_MOST = 1000 };

/* ---- the flag ---- */

static bool take_number(struct str text, uint32_t *number)
{
	*number = 0;
	for (uint32_t i = 0; i < text.len; i++) {
		if (text.at[i] < '0' || text.at[i] > '9' || *number > SHARDS_MOST)
			return false;
		*number = *number * 10 + (uint32_t)(text.at[i] - '0');
	}
	return text.len > 0;
}

static void mix(struct shard *shard, uint64_t hash)
{
	shard->run = (shard->run ^ hash) * 0x9e3779b97f4a7c15u;
	shard->run ^= shard->run >> 29;
}

static void mix_text(struct shard *shard, const char *text)
{
	mix(shard, text ? str_hash(str_of(text)) + 1 : 0);
}

static void mix_source(struct shard *shard, const struct source *source)
{
	mix(shard, source ? str_hash(source_file(source)->text) + 1 : 0);
}

/* What a report depends on, of the command line. */
static void mix_flags(struct shard *shard, const struct flags *flags)
{
	const char *const texts[] = {
		PACKAGE_VERSION, flags->select, flags->ignore, flags->server_version, flags->edition, flags->binary, flags->fail_on,
		flags->baseline, flags->diff_base, flags->config_expand, flags->key_file_root, flags->project, flags->stdin_filename,
	};
	const bool switches[] = { flags->no_project, flags->trust_paths, flags->on_host, flags->no_suppress };
	for (unsigned i = 0; i < sizeof texts / sizeof *texts; i++)
		mix_text(shard, texts[i]);
	for (unsigned i = 0; i < sizeof switches / sizeof *switches; i++)
		mix(shard, switches[i]);
	for (uint32_t i = 0; i < flags->inventory.count; i++)
		mix_text(shard, flags->inventory.at[i]);
}

bool shard_open(struct cli *cli, struct shard *shard)
{
	const char *text = cli->flags.shard;
	uint32_t index, count;
	*shard = (struct shard){ 0 };
	if (!text)
		return true;
	struct str whole = str_of(text);
	uint32_t slash = str_find_char(whole, '/', 0);
	bool ok = slash != STR_NONE && take_number(str_sub(whole, 0, slash), &index) &&
		  take_number(str_sub(whole, slash + 1, whole.len), &count) && index >= 1 && index <= count && count <= SHARDS_MOST;
	if (!ok) {
		cli_usage(cli, "--shard is I/N, such as 1/4: shard number I, from 1 on, of N, at most %d; not %s", SHARDS_MOST, text);
		return false;
	}
	shard->slice = (struct fleet_slice){ .index = index - 1, .count = count };
	mix(shard, count);
	mix_flags(shard, &cli->flags);
	return true;
}

bool shard_is_part(const struct shard *shard)
{
	return shard->slice.count > 1;
}

/* ---- one unit ---- */

/* What files beside the configs say of keyfiles is found by the first shard, so it looks at all keyfiles. A file that is named
 * and is no config may be a keyfile of any member. */
void shard_begin(struct shard *shard, const struct unit *unit, const struct baseline *baseline)
{
	bool first = shard->slice.index == 0;
	bool tells = unit->claims_count || unit->inventory_count || unit->found_count || unit->pod_count;
	shard->slice.all_keys = (first && tells) || unit->maybe.count;
	shard->slice.all_rules = shard->slice.all_keys || (first && (unit->project || unit->list_count));
	shard->count = shard->owner_count = 0;
	mix_source(shard, unit->project ? unit->project->source : NULL);
	for (uint32_t i = 0; i < unit->inventory_count; i++)
		mix_source(shard, unit->inventories[i]->source);
	for (uint32_t i = 0; i < unit->found_count; i++)
		mix_source(shard, unit->found[i]->source);
	for (uint32_t i = 0; i < unit->list_count; i++) {
		mix_source(shard, unit->lists[i]->config);
		mix_source(shard, unit->lists[i]->status);
	}
	mix_source(shard, baseline ? baseline->source : NULL);
}

void shard_opened(struct arena *arena, struct shard *shard, const struct shard_file *file)
{
	if (shard->count == shard->room) {
		shard->room = shard->room ? 2 * shard->room : 64;
		shard->files = arena_grow(arena, shard->files, shard->count, shard->room, sizeof *shard->files);
	}
	shard->files[shard->count++] = file;
}

static int by_name(const void *a, const void *b)
{
	const struct shard_owner *left = a, *right = b;
	int order = strcmp(left->name, right->name);
	return order ? order : left->slice < right->slice ? -1 : left->slice > right->slice;
}

/* By name: a manifest may have been read twice. */
static const struct shard_owner *find(const struct shard *shard, const struct source *source, uint32_t count)
{
	const char *name = source_file(source)->name;
	uint32_t low = 0, high = count;
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		if (strcmp(shard->owners[middle].name, name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low < count && !strcmp(shard->owners[low].name, name) ? &shard->owners[low] : NULL;
}

static void own(struct shard *shard, const struct source *source, uint32_t slice)
{
	if (source)
		shard->owners[shard->owner_count++] = (struct shard_owner){ source_file(source)->name, slice };
}

static void own_fleet(struct arena *arena, struct shard *shard, const struct fleet *fleet)
{
	shard->owners = arena_array(arena, 3 * (size_t)fleet->member_count + fleet->keyfile_count + shard->count,
				    sizeof *shard->owners);
	for (uint32_t i = 0; i < fleet->member_count; i++) {
		const struct member *member = &fleet->members[i];
		own(shard, member->config->source, fleet->slice_of[i]);
		if (member->file && member->file != member->config)
			own(shard, member->file->source, fleet->slice_of[i]);
		if (member->inventory && member->inventory->kind == INVENTORY_COMPOSE)
			own(shard, member->inventory->source, fleet->slice_of[i]);
	}
	for (uint32_t i = 0; i < fleet->keyfile_count; i++) {
		const struct fleet_keyfile *one = &fleet->keyfiles[i];
		if (one->count)
			own(shard, one->keyfile->source, fleet->slice_of[one->members[0] - fleet->members]);
	}
	if (shard->owner_count)
		qsort(shard->owners, shard->owner_count, sizeof *shard->owners, by_name);
}

void shard_deal(struct arena *arena, struct shard *shard, const struct unit *unit, const struct fleet *fleet)
{
	shard->owner_count = 0;
	own_fleet(arena, shard, fleet);
	uint32_t known = shard->owner_count;
	for (uint32_t i = 0; i < shard->count; i++) {
		const struct shard_file *file = shard->files[i];
		const char *name = unit->root ? path_below(unit->root, file->input->whole) : NULL;
		const struct shard_owner *owner = find(shard, file->source, known);
		uint32_t slice = owner ? owner->slice : i % shard->slice.count;
		if (!owner)
			own(shard, file->source, slice);
		/* Shards that don't agree on whose a file is would lose it. */
		mix_text(shard, name ? name : file->input->name);
		mix(shard, file->hash);
		mix(shard, slice);
	}
	if (shard->owner_count > known)
		qsort(shard->owners, shard->owner_count, sizeof *shard->owners, by_name);
}

bool shard_has(const struct shard *shard, const struct source *source)
{
	if (!shard_is_part(shard))
		return true;
	const struct shard_owner *owner = find(shard, source_file(source), shard->owner_count);
	return (owner ? owner->slice : 0) == shard->slice.index;
}

void shard_keep(const struct shard *shard, struct sink *sink, uint32_t from)
{
	uint32_t kept = from;
	for (uint32_t i = from; i < sink->count; i++)
		if (shard_has(shard, sink->at[i]->source))
			sink->at[kept++] = sink->at[i];
	sink->count = kept;
}

const struct report_shard *shard_report(struct arena *arena, struct shard *shard)
{
	if (!shard->slice.count)
		return NULL;
	shard->report.index = shard->slice.index + 1;
	shard->report.count = shard->slice.count;
	shard->report.run = arena_printf(arena, "%016llx", (unsigned long long)shard->run);
	return &shard->report;
}
