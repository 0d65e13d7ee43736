#include "text/edit.h"

#include <string.h>

#include "base/buf.h"

bool edits_add(struct edits *edits, struct span cut, struct str put)
{
	if (cut.len == 0 && put.len == 0)
		return true;
	uint32_t i = edits->count;
	while (i > 0 && edits->at[i - 1].cut.at > cut.at)
		i--;
	/* An insertion stands before a cut that starts at the same byte. */
	while (i > 0 && cut.len == 0 && edits->at[i - 1].cut.at == cut.at && edits->at[i - 1].cut.len > 0)
		i--;
	if (i > 0 && span_end(edits->at[i - 1].cut) > cut.at)
		return false;
	if (i < edits->count && span_end(cut) > edits->at[i].cut.at)
		return false;

	if (edits->count == edits->room) {
		edits->room = edits->room ? edits->room * 2 : 8;
		edits->at = arena_grow(edits->arena, edits->at, edits->count, edits->room, sizeof *edits->at);
	}
	memmove(edits->at + i + 1, edits->at + i, (edits->count - i) * sizeof *edits->at);
	edits->at[i] = (struct edit){ cut, put };
	edits->count++;
	return true;
}

uint32_t edits_first(const struct edits *edits, uint32_t offset)
{
	uint32_t low = 0, high = edits->count;
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		if (span_end(edits->at[middle].cut) < offset)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

bool edits_refuse(const struct source *source, uint32_t offset, struct err *err)
{
	return source_refuse(source, offset, err, "two edits of one run meet here; run them one by one");
}

struct str edits_splice(const struct edits *edits, struct str text)
{
	struct buf out = BUF_INIT(edits->arena);
	uint32_t at = 0;
	for (uint32_t i = 0; i < edits->count; i++) {
		const struct edit *edit = &edits->at[i];
		buf_str(&out, str_sub(text, at, edit->cut.at));
		buf_str(&out, edit->put);
		at = span_end(edit->cut);
	}
	buf_str(&out, str_sub(text, at, text.len));
	return buf_done(&out);
}

/* The text between two edits as a row of pieces: a stretch of the original, or new text. */
struct piece {
	bool old;
	struct span span;  /* where old */
	struct str text;   /* where new */
};

struct pieces {
	struct arena *arena;
	struct piece *at;
	uint32_t count, room;
};

static void pieces_add(struct pieces *pieces, struct piece piece)
{
	if (piece.old ? piece.span.len == 0 : piece.text.len == 0)
		return;
	if (pieces->count == pieces->room) {
		pieces->room = pieces->room ? pieces->room * 2 : 16;
		pieces->at = arena_grow(pieces->arena, pieces->at, pieces->count, pieces->room,
					sizeof *pieces->at);
	}
	pieces->at[pieces->count++] = piece;
}

static struct pieces pieces_of(struct arena *arena, struct str text, const struct edits *edits)
{
	struct pieces pieces = { .arena = arena };
	uint32_t at = 0;
	for (uint32_t i = 0; i < edits->count; i++) {
		const struct edit *edit = &edits->at[i];
		pieces_add(&pieces, (struct piece){ .old = true, .span = { at, edit->cut.at - at } });
		pieces_add(&pieces, (struct piece){ .text = edit->put });
		at = span_end(edit->cut);
	}
	pieces_add(&pieces, (struct piece){ .old = true, .span = { at, text.len - at } });
	return pieces;
}

/* The part [from, to) of a piece, in bytes of that piece. */
static struct piece piece_part(struct piece piece, uint32_t from, uint32_t to)
{
	piece.span = (struct span){ piece.span.at + from, to - from };
	piece.text = str_sub(piece.text, from, to);
	return piece;
}

/* Copies pieces until `until` bytes of the intermediate text are passed, or skips them. */
struct cursor {
	const struct pieces *from;
	uint32_t index, used;  /* piece, and bytes of it that are done */
	uint32_t passed;       /* bytes of the intermediate text */
};

static void advance(struct cursor *cursor, uint32_t until, struct pieces *copy)
{
	while (cursor->passed < until && cursor->index < cursor->from->count) {
		struct piece piece = cursor->from->at[cursor->index];
		uint32_t len = piece.old ? piece.span.len : piece.text.len;
		uint32_t take = len - cursor->used;
		if (take > until - cursor->passed)
			take = until - cursor->passed;
		if (copy)
			pieces_add(copy, piece_part(piece, cursor->used, cursor->used + take));
		cursor->used += take;
		cursor->passed += take;
		if (cursor->used == len) {
			cursor->index++;
			cursor->used = 0;
		}
	}
}

/* Bytes that old and new share at both ends are not part of the edit. */
static void add_smallest(struct edits *edits, struct str text, struct span cut, struct str put)
{
	while (cut.len && put.len && text.at[cut.at] == put.at[0]) {
		cut.at++;
		cut.len--;
		put = str_sub(put, 1, put.len);
	}
	while (cut.len && put.len && text.at[span_end(cut) - 1] == put.at[put.len - 1]) {
		cut.len--;
		put.len--;
	}
	edits_add(edits, cut, put);
}

static struct edits edits_of(struct arena *arena, struct str text, const struct pieces *pieces)
{
	struct edits edits = EDITS_INIT(arena);
	struct buf put = BUF_INIT(arena);
	uint32_t at = 0;
	for (uint32_t i = 0; i <= pieces->count; i++) {
		bool end = i == pieces->count;
		if (!end && !pieces->at[i].old) {
			buf_str(&put, pieces->at[i].text);
			continue;
		}
		uint32_t next = end ? text.len : pieces->at[i].span.at;
		if (next > at || put.len) {
			struct str copy = str_copy(arena, buf_done(&put));
			add_smallest(&edits, text, (struct span){ at, next - at }, copy);
		}
		put.len = 0;
		if (!end)
			at = span_end(pieces->at[i].span);
	}
	return edits;
}

struct edits edits_compose(struct arena *arena, struct str text, const struct edits *first,
			   const struct edits *second)
{
	struct pieces between = pieces_of(arena, text, first);
	struct pieces after = { .arena = arena };
	struct cursor cursor = { .from = &between };
	for (uint32_t i = 0; i < second->count; i++) {
		const struct edit *edit = &second->at[i];
		advance(&cursor, edit->cut.at, &after);
		pieces_add(&after, (struct piece){ .text = edit->put });
		advance(&cursor, span_end(edit->cut), NULL);
	}
	advance(&cursor, UINT32_MAX, &after);
	return edits_of(arena, text, &after);
}

uint32_t edits_origin(const struct edits *edits, uint32_t offset)
{
	uint32_t gained = 0, lost = 0;  /* before the edit */
	for (uint32_t i = 0; i < edits->count; i++) {
		const struct edit *edit = &edits->at[i];
		uint32_t start = edit->cut.at + gained - lost;
		if (offset < start)
			break;
		if (offset < start + edit->put.len)
			return edit->cut.at;
		gained += edit->put.len;
		lost += edit->cut.len;
	}
	return offset - gained + lost;
}
