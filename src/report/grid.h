/* grid: a table on a terminal: columns as wide as their widest cell.
 *
 *     struct grid grid = { .arena = arena, .columns = 3 };
 *     grid_row(&grid, (const char *[]){ "m0", "no-auth", "primary" });
 *     grid_write(&out, &grid, 2);
 *
 * Cells may hold any text; they are escaped. A column that is empty but for its heading, the first row, is left out.
 */
#ifndef REPORT_GRID_H
#define REPORT_GRID_H

#include "base/buf.h"

struct grid {
	struct arena *arena;
	uint32_t columns;
	const char **cells;      /* escaped */
	uint32_t rows, room;
};

/* `cells` has as many as there are columns; NULL is an empty one. */
void grid_row(struct grid *grid, const char *const *cells);

/* Each line behind `indent` blanks. */
void grid_write(struct buf *out, const struct grid *grid, uint32_t indent);

#endif
