#include "text/splice.h"

#include "text/mask.h"

void splice_source(struct arena *arena, const struct source *source, const struct edits *edits, struct source *out)
{
	struct str text = edits_splice(edits, source->text);
	source_init(arena, source->name, text, out);
	if (!source->whole)
		return;
	struct source *whole = arena_alloc(arena, sizeof *whole);
	source_init(arena, source->name, edits_splice(edits, source->whole->text), whole);
	whole->path = out->path = source->path;
	out->whole = whole;
	out->label = source->label;
	out->mask = mask_shift(arena, source->mask, edits);
	out->part = (struct span){ source->part.at, source->part.len + text.len - source->text.len };
}
