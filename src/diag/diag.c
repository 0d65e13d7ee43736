#include "diag/diag.h"

#include <stdlib.h>
#include <string.h>

#include "text/mask.h"

void sink_take(struct sink *sink, struct diag *diag)
{
	if (sink->count == sink->room) {
		sink->room = sink->room ? sink->room * 2 : 32;
		sink->at = arena_grow(sink->arena, sink->at, sink->count, sink->room, sizeof *sink->at);
	}
	sink->at[sink->count++] = diag;
}

struct diag *sink_add(struct sink *sink, const struct diag_kind *kind, enum severity severity,
		      const struct source *source, struct span at, const char *format, ...)
{
	struct diag *diag = arena_alloc(sink->arena, sizeof *diag);
	diag->kind = kind;
	diag->severity = severity;
	source_fetch(source);
	/* People and their editors know files, not the parts that we read of them. */
	diag->source = source_file(source);
	diag->at = source_file_span(source, at);
	diag->unfixable = source->decoded;
	diag->mask = source->mask;
	diag->program = "mongod";
	va_list args;
	va_start(args, format);
	diag->message = arena_vprintf(sink->arena, format, args);
	va_end(args);
	sink_take(sink, diag);
	return diag;
}

void diag_note(struct sink *sink, struct diag *diag, const struct source *source, struct span at,
	       const char *format, ...)
{
	va_list args;
	va_start(args, format);
	struct note note = { source, at, arena_vprintf(sink->arena, format, args) };
	if (source) {
		source_fetch(source);
		note.source = source_file(source);
		note.at = source_file_span(source, at);
	}
	va_end(args);
	/* A power of two is full: room doubles there. */
	if ((diag->note_count & (diag->note_count - 1)) == 0)
		diag->notes = arena_grow(sink->arena, diag->notes, diag->note_count,
					 diag->note_count ? diag->note_count * 2 : 1, sizeof note);
	diag->notes[diag->note_count++] = note;
}

void diag_fix(struct sink *sink, struct diag *diag, enum safety safety, const char *title,
	      struct span cut, struct str put)
{
	if (diag->unfixable)
		return;
	struct fix *fix = arena_alloc(sink->arena, sizeof *fix);
	fix->safety = safety;
	fix->title = title;
	diag->fix = fix;
	diag_fix_more(sink, diag, diag->source, cut, put);
}

void diag_fix_more(struct sink *sink, struct diag *diag, const struct source *source,
		   struct span cut, struct str put)
{
	struct fix *fix = diag->fix;
	if (diag->unfixable)
		return;
	if (source_file(source) == diag->source && !mask_is_clear(diag->mask, cut)) {
		diag->unfixable = true;
		diag->fix = NULL;
		return;
	}
	source_fetch(source);
	/* As with notes: one finding may be mended by an edit of each line. */
	if ((fix->count & (fix->count - 1)) == 0)
		fix->edits = arena_grow(sink->arena, fix->edits, fix->count, fix->count ? fix->count * 2 : 1, sizeof *fix->edits);
	fix->edits[fix->count++] = (struct fix_edit){ source_file(source), cut, put };
}

static void keep(struct sink *sink, const struct arena *scratch, const char **text)
{
	if (arena_owns(scratch, *text))
		*text = arena_copy(sink->arena, *text, strlen(*text));
}

void sink_keep(struct sink *sink, uint32_t from, const struct arena *scratch)
{
	for (uint32_t i = from; i < sink->count; i++) {
		struct diag *diag = sink->at[i];
		struct fix *fix = diag->fix;
		keep(sink, scratch, &diag->message);
		keep(sink, scratch, &diag->server);
		keep(sink, scratch, &diag->help);
		keep(sink, scratch, &diag->option);
		keep(sink, scratch, &diag->deployment);
		keep(sink, scratch, &diag->member);
		if (!fix)
			continue;
		keep(sink, scratch, &fix->title);
		for (uint32_t e = 0; e < fix->count; e++)
			if (arena_owns(scratch, fix->edits[e].put.at))
				fix->edits[e].put = str_copy(sink->arena, fix->edits[e].put);
	}
}

static int order(const void *a, const void *b)
{
	const struct diag *left = *(struct diag *const *)a, *right = *(struct diag *const *)b;
	int by_name = strcmp(left->source->name, right->source->name);
	if (by_name)
		return by_name;
	if (left->at.at != right->at.at)
		return left->at.at < right->at.at ? -1 : 1;
	int by_rule = strcmp(left->kind->id, right->kind->id);
	return by_rule ? by_rule : strcmp(left->message, right->message);
}

void sink_sort(struct sink *sink)
{
	if (sink->count > 1)
		qsort(sink->at, sink->count, sizeof *sink->at, order);
}

uint32_t sink_count(const struct sink *sink, enum severity severity)
{
	uint32_t count = sink->unlisted[severity];
	for (uint32_t i = 0; i < sink->count; i++)
		count += sink->at[i]->severity == severity;
	return count;
}

const char *severity_name(enum severity severity)
{
	static const char *const name[] = { "info", "warning", "error" };
	return name[severity];
}
