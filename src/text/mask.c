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
	if (left->kind != right->kind)
		return left->kind < right->kind ? -1 : 1;
	if (left->at.at != right->at.at)
		return left->at.at < right->at.at ? -1 : 1;
	/* What holds another stands before it. */
	return left->at.len == right->at.len ? 0 : left->at.len > right->at.len ? -1 : 1;
}

/* Each branch knows the one around it, so that nobody has to look through all of them. */
static void link_branches(struct mask *mask)
{
	for (uint32_t i = mask->from[MASK_BRANCH]; i < mask->from[MASK_KINDS]; i++) {
		uint32_t outer = i > mask->from[MASK_BRANCH] ? i : 0;
		while (outer && span_end(mask->spans[outer - 1].at) <= mask->spans[i].at.at)
			outer = mask->spans[outer - 1].outer;
		mask->spans[i].outer = outer;
	}
}

void mask_sort(struct mask *mask)
{
	if (mask->count > 1)
		qsort(mask->spans, mask->count, sizeof *mask->spans, by_place);
	uint32_t i = 0;
	for (unsigned kind = 0; kind <= MASK_KINDS; kind++) {
		while (i < mask->count && mask->spans[i].kind < kind)
			i++;
		mask->from[kind] = i;
	}
	link_branches(mask);
}

static bool touches(struct span one, struct span other)
{
	if (!other.len)
		return one.at <= other.at && other.at < span_end(one);
	return one.at < span_end(other) && other.at < span_end(one);
}

/* Of a kind, how many begin at or before an offset: the number of the one behind the last of them. */
static uint32_t begun(const struct mask *mask, enum mask_kind kind, uint32_t offset)
{
	uint32_t low = mask->from[kind], high = mask->from[kind + 1];
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		if (mask->spans[middle].at.at <= offset)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* The innermost branch around an offset: its number plus 1, or 0. */
static uint32_t innermost(const struct mask *mask, uint32_t offset)
{
	uint32_t last = mask ? begun(mask, MASK_BRANCH, offset) : 0;
	if (!mask || last == mask->from[MASK_BRANCH])
		return 0;
	while (last && span_end(mask->spans[last - 1].at) <= offset)
		last = mask->spans[last - 1].outer;
	return last;
}

const struct mask_span *mask_find(const struct mask *mask, enum mask_kind kind, struct span at)
{
	if (!mask)
		return NULL;
	if (kind == MASK_BRANCH && mask_branch(mask, at.at))
		return mask_branch(mask, at.at);
	uint32_t next = begun(mask, kind, at.at);
	if (kind != MASK_BRANCH && next > mask->from[kind] && touches(mask->spans[next - 1].at, at))
		return &mask->spans[next - 1];
	bool some = next < mask->from[kind + 1] && touches(mask->spans[next].at, at);
	return some ? &mask->spans[next] : NULL;
}

const struct mask_span *mask_branch(const struct mask *mask, uint32_t offset)
{
	uint32_t found = innermost(mask, offset);
	return found ? &mask->spans[found - 1] : NULL;
}

const struct mask_span *mask_outermost(const struct mask *mask, uint32_t offset)
{
	uint32_t found = innermost(mask, offset);
	while (found && mask->spans[found - 1].outer)
		found = mask->spans[found - 1].outer;
	return found ? &mask->spans[found - 1] : NULL;
}

/* Is the branch (plus 1) the other one, or around it? */
static bool is_around(const struct mask *mask, uint32_t branch, uint32_t other)
{
	while (other && other != branch)
		other = mask->spans[other - 1].outer;
	return branch == other;
}

bool mask_together(const struct mask *mask, uint32_t one, uint32_t other)
{
	uint32_t here = innermost(mask, one), there = innermost(mask, other);
	return is_around(mask, here, there) || is_around(mask, there, here);
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

/* The same of the byte behind another one, which stays its neighbour. */
static uint32_t behind(const struct edits *edits, uint32_t offset)
{
	return offset ? shifted(edits, offset - 1) + 1 : 0;
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
		/* What is put at an end of a branch is in it, at an end of an expression is not. */
		bool branch = span.kind == MASK_BRANCH;
		uint32_t start = branch ? behind(edits, span.at.at) : shifted(edits, span.at.at);
		uint32_t end = branch ? shifted(edits, span_end(span.at)) : behind(edits, span_end(span.at));
		span.at = (struct span){ start, end - start };
		span.opened = shifted(edits, span.opened);
		out->spans[i] = span;
	}
	return out;
}

bool mask_is_clear(const struct mask *mask, struct span cut)
{
	if (!mask)
		return true;
	for (enum mask_kind kind = MASK_VALUE; kind < MASK_BRANCH; kind++) {
		const struct mask_span *span = mask_find(mask, kind, cut);
		/* Beside something is not in it. */
		if (span && (cut.len || span->at.at < cut.at))
			return false;
	}
	return !mask_branch(mask, cut.at);
}

uint32_t mask_difference(const struct mask *one, const struct mask *other)
{
	uint32_t first = STR_NONE;
	for (unsigned kind = 0; kind < MASK_KINDS; kind++) {
		uint32_t i = one ? one->from[kind] : 0, k = other ? other->from[kind] : 0;
		uint32_t most = one ? one->from[kind + 1] : 0, more = other ? other->from[kind + 1] : 0, at = STR_NONE;
		for (; i < most && k < more && at == STR_NONE; i++, k++) {
			struct span a = one->spans[i].at, b = other->spans[k].at;
			if (a.at != b.at || a.len != b.len || one->spans[i].opened != other->spans[k].opened)
				at = a.at < b.at ? a.at : b.at;
		}
		if (at == STR_NONE && i < most)
			at = one->spans[i].at.at;
		if (at == STR_NONE && k < more)
			at = other->spans[k].at.at;
		if (at < first)
			first = at;
	}
	return first;
}
