#include "report/grid.h"

#include "base/term.h"
#include "base/utf8.h"

enum { BETWEEN = 2 };

void grid_row(struct grid *grid, const char *const *cells)
{
	if (grid->rows == grid->room) {
		uint32_t room = grid->room ? 2 * grid->room : 16;
		grid->cells = arena_grow(grid->arena, grid->cells, (size_t)grid->room * grid->columns,
					 (size_t)room * grid->columns, sizeof *grid->cells);
		grid->room = room;
	}
	for (uint32_t i = 0; i < grid->columns; i++) {
		struct buf cell = BUF_INIT(grid->arena);
		term_escape(&cell, str_of(cells[i]));
		grid->cells[(size_t)grid->rows * grid->columns + i] = buf_done(&cell).at;
	}
	grid->rows++;
}

static struct str cell_of(const struct grid *grid, uint32_t row, uint32_t column)
{
	return str_of(grid->cells[(size_t)row * grid->columns + column]);
}

/* 0 for a column that has nothing below its heading. */
static uint32_t width_of(const struct grid *grid, uint32_t column)
{
	uint32_t width = 0;
	bool used = false;
	for (uint32_t row = 0; row < grid->rows; row++) {
		uint32_t cell = utf8_width(cell_of(grid, row, column));
		width = cell > width ? cell : width;
		used = used || (row && cell);
	}
	return used ? width : 0;
}

void grid_write(struct buf *out, const struct grid *grid, uint32_t indent)
{
	uint32_t *width = arena_array(grid->arena, grid->columns, sizeof *width);
	for (uint32_t i = 0; i < grid->columns; i++)
		width[i] = width_of(grid, i);
	for (uint32_t row = 0; row < grid->rows; row++) {
		uint32_t owed = indent;
		for (uint32_t i = 0; i < grid->columns; i++) {
			struct str cell = cell_of(grid, row, i);
			if (!width[i])
				continue;
			if (cell.len) {
				buf_fill(out, ' ', owed);
				buf_str(out, cell);
				owed = 0;
			}
			owed += width[i] - utf8_width(cell) + BETWEEN;
		}
		buf_char(out, '\n');
	}
}
