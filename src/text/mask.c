#include "text/mask.h"

#include <stdlib.h>

void mask_add(struct arena *arena, struct mask *mask, struct mask_span span)
{
	if (mask->count == mask->room) {
		mask->room = mask->room ? mask->room * 2 : 16;
		mask->spans = arena_grow(arena, mask->spans, mask->count, mask->room, sizeof span);
	}
	mask->spans[mask->count++] = span;
}

static int by_place(const void *a, const void *b)
{
	const struct mask_span *left = a, *right = b;
	if (left->at.at != right->at.at)
		return left->at.at < right->at.at ? -1 : 1;
	/* What holds another stands before it. */
	return left->at.len == right->at.len ? 0 : left->at.len > right->at.len ? -1 : 1;
}

void mask_sort(struct mask *mask)
{
	if (mask->count > 1)
		qsort(mask->spans, mask->count, sizeof *mask->spans, by_place);
}

static bool touches(struct span one, struct span other)
{
	if (!other.len)
		return one.at <= other.at && other.at < span_end(one);
	return one.at < span_end(other) && other.at < span_end(one);
}

static bool holds(const struct mask_span *span, uint32_t offset)
{
	return span->kind == MASK_BRANCH && touches(span->at, (struct span){ offset, 0 });
}

const struct mask_span *mask_find(const struct mask *mask, enum mask_kind kind, struct span at)
{
	for (uint32_t i = 0; mask && i < mask->count && mask->spans[i].at.at < span_end(at) + 1; i++)
		if (mask->spans[i].kind == kind && touches(mask->spans[i].at, at))
			return &mask->spans[i];
	return NULL;
}

const struct mask_span *mask_branch(const struct mask *mask, uint32_t offset)
{
	const struct mask_span *found = NULL;
	for (uint32_t i = 0; mask && i < mask->count && mask->spans[i].at.at <= offset; i++)
		if (holds(&mask->spans[i], offset))
			found = &mask->spans[i];
	return found;
}

const struct mask_span *mask_outermost(const struct mask *mask, uint32_t offset)
{
	for (uint32_t i = 0; mask && i < mask->count && mask->spans[i].at.at <= offset; i++)
		if (holds(&mask->spans[i], offset))
			return &mask->spans[i];
	return NULL;
}

bool mask_together(const struct mask *mask, uint32_t one, uint32_t other)
{
	bool only_one = false, only_other = false;
	for (uint32_t i = 0; mask && i < mask->count; i++) {
		const struct mask_span *span = &mask->spans[i];
		only_one |= holds(span, one) && !holds(span, other);
		only_other |= holds(span, other) && !holds(span, one);
	}
	return !only_one || !only_other;
}

/* Where a byte of the old text stands in the new one; one that was cut, where the cut was. */
static uint32_t shifted(const struct edits *edits, uint32_t offset)
{
	uint32_t gained = 0, lost = 0;
	for (uint32_t i = 0; i < edits->count; i++) {
		const struct edit *edit = &edits->at[i];
		if (edit->cut.at > offset || (edit->cut.at == offset && edit->cut.len))
			break;
		if (offset < span_end(edit->cut))
			return edit->cut.at + gained - lost;
		gained += edit->put.len;
		lost += edit->cut.len;
	}
	return offset + gained - lost;
}

const struct mask *mask_shift(struct arena *arena, const struct mask *mask, const struct edits *edits)
{
	if (!mask)
		return NULL;
	struct mask *out = arena_alloc(arena, sizeof *out);
	*out = *mask;
	out->spans = arena_array(arena, mask->count, sizeof *out->spans);
	out->room = mask->count;
	for (uint32_t i = 0; i < mask->count; i++) {
		struct mask_span span = mask->spans[i];
		uint32_t start = shifted(edits, span.at.at), end = shifted(edits, span_end(span.at));
		span.at = (struct span){ start, end - start };
		span.opened = shifted(edits, span.opened);
		out->spans[i] = span;
	}
	return out;
}
