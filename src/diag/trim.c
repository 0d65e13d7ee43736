/* What a report leaves out, so that no file can make it endless. */
#include <string.h>

#include "diag/diag.h"

enum {
	LISTED = 1000,  /* findings of one rule in one file; who mends so many runs lint again */
	SHOWN = 1800,   /* bytes of a text that is longer than TEXT_MOST: a value may have 16 MiB */
	TEXT_MOST = 2000,
};

static void cut(struct arena *arena, const char **text)
{
	size_t len = *text ? strlen(*text) : 0;
	if (len <= TEXT_MOST)
		return;
	uint32_t shown = SHOWN;
	while (shown && ((unsigned char)(*text)[shown] & 0xc0) == 0x80)
		shown--;
	*text = arena_printf(arena, "%.*s... (%zu bytes)", (int)shown, *text, len);
}

static void cut_texts(struct arena *arena, struct diag *diag)
{
	cut(arena, &diag->message);
	cut(arena, &diag->server);
	cut(arena, &diag->help);
	cut(arena, &diag->option);
	if (diag->fix)
		cut(arena, &diag->fix->title);
	for (uint32_t i = 0; i < diag->note_count; i++)
		cut(arena, &diag->notes[i].text);
}

/* How many findings a rule has in the file that is looked at. */
struct tally {
	const struct diag_kind *kind;
	struct diag *last;  /* that is listed */
	uint32_t count;
};

struct tallies {
	struct tally *at;
	uint32_t count, room;
};

/* There are some eighty rules. */
static struct tally *tally_of(struct arena *arena, struct tallies *tallies, const struct diag_kind *kind)
{
	for (uint32_t i = 0; i < tallies->count; i++)
		if (tallies->at[i].kind == kind)
			return &tallies->at[i];
	if (tallies->count == tallies->room) {
		tallies->room = tallies->room ? tallies->room * 2 : 16;
		tallies->at = arena_grow(arena, tallies->at, tallies->count, tallies->room, sizeof *tallies->at);
	}
	tallies->at[tallies->count] = (struct tally){ .kind = kind };
	return &tallies->at[tallies->count++];
}

/* The last one that is listed says how many are not. */
static void close_file(struct sink *sink, struct tallies *tallies)
{
	for (uint32_t i = 0; i < tallies->count; i++) {
		const struct tally *tally = &tallies->at[i];
		if (tally->count > LISTED)
			diag_note(sink, tally->last, NULL, (struct span){ 0 }, "%u more findings of %s in this file are not listed",
				  tally->count - LISTED, tally->kind->id);
	}
	tallies->count = 0;
}

void sink_trim(struct sink *sink)
{
	struct tallies tallies = { 0 };
	uint32_t kept = 0;
	for (uint32_t i = 0; i < sink->count; i++) {
		struct diag *diag = sink->at[i];
		if (kept && strcmp(sink->at[kept - 1]->source->name, diag->source->name))
			close_file(sink, &tallies);
		struct tally *tally = tally_of(sink->arena, &tallies, diag->kind);
		if (++tally->count > LISTED) {
			sink->unlisted[diag->severity]++;
			continue;
		}
		tally->last = diag;
		cut_texts(sink->arena, diag);
		sink->at[kept++] = diag;
	}
	close_file(sink, &tallies);
	sink->count = kept;
}
