#include "report/pieces.h"

#include "base/pool.h"

/* What one worker writes at a time, and how many of those there are before they are put together. */
enum { EACH = 128, PIECES_MOST = 64 };

struct pieces {
	piece_one *one;
	const void *context;
	uint32_t first, count;  /* of this round; of all */
	struct piece {
		struct arena arena;
		struct buf out;
	} at[PIECES_MOST];
};

static void write_piece(void *context, uint32_t index, uint32_t worker)
{
	struct pieces *pieces = context;
	struct piece *piece = &pieces->at[index];
	uint32_t from = pieces->first + index * EACH, to = pieces->count - from < EACH ? pieces->count : from + EACH;
	(void)worker;
	piece->out = (struct buf)BUF_INIT(&piece->arena);
	for (uint32_t i = from; i < to; i++)
		pieces->one(&piece->out, pieces->context, i);
}

void pieces_write(struct buf *out, uint32_t jobs, uint32_t count, piece_one *one, const void *context)
{
	struct arena scratch = ARENA_INIT;
	struct pieces *pieces = arena_alloc(&scratch, sizeof *pieces);
	*pieces = (struct pieces){ .one = one, .context = context, .count = count };
	for (; pieces->first < count; pieces->first += PIECES_MOST * EACH) {
		uint32_t left = (count - pieces->first + EACH - 1) / EACH;
		left = left < PIECES_MOST ? left : PIECES_MOST;
		pool_run(jobs, left, write_piece, pieces);
		for (uint32_t i = 0; i < left; i++) {
			buf_str(out, buf_done(&pieces->at[i].out));
			arena_free(&pieces->at[i].arena);
		}
	}
	arena_free(&scratch);
}
