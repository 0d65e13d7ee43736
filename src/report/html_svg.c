#include "report/html_svg.h"

#include "report/html_text.h"

/* In pixels of the picture. */
enum {
	WIDTH = 178, HEIGHT = 76,   /* of a card */
	GAP = 12,
	BETWEEN = 120,              /* the two sides: room for lines */
	MARGIN = 10,                /* room for the marks at the corners of cards */
	BEND = 46,                  /* room for lines around a side */
	COLUMNS = 3,                /* of a grid */
	LETTERS = 18, SMALL_LETTERS = 25,  /* that fit a card */
};

struct spot {
	uint32_t x, y;
};

struct layout {
	const struct html_drawing *drawing;
	struct spot *spots;
	uint32_t width, height;
};

/* ---- where ---- */

static void place_grid(struct layout *layout)
{
	uint32_t count = layout->drawing->count, columns = count < COLUMNS ? count : COLUMNS;
	for (uint32_t i = 0; i < count; i++)
		layout->spots[i] = (struct spot){ MARGIN + i % columns * (WIDTH + GAP), MARGIN + i / columns * (HEIGHT + GAP) };
	layout->width = 2 * MARGIN + columns * (WIDTH + GAP) - GAP;
	layout->height = 2 * MARGIN + (count + columns - 1) / columns * (HEIGHT + GAP) - GAP;
}

/* Does a line run around this side? */
static bool is_bent(const struct html_drawing *drawing, bool odd)
{
	for (uint32_t i = 0; i < drawing->stroke_count; i++)
		if (drawing->cards[drawing->strokes[i].from].odd == odd && drawing->cards[drawing->strokes[i].to].odd == odd)
			return true;
	return false;
}

static void place_sides(struct layout *layout)
{
	const struct html_drawing *drawing = layout->drawing;
	uint32_t rows[2] = { 0 }, used[2] = { 0 };
	for (uint32_t i = 0; i < drawing->count; i++)
		rows[drawing->cards[i].odd]++;
	uint32_t most = rows[0] > rows[1] ? rows[0] : rows[1];
	uint32_t left = MARGIN + (is_bent(drawing, false) ? BEND : 0);
	uint32_t right = rows[0] ? left + WIDTH + BETWEEN : left;
	for (uint32_t i = 0; i < drawing->count; i++) {
		bool odd = drawing->cards[i].odd;
		/* The shorter side stands in the middle of the longer one. */
		uint32_t top = MARGIN + (most - rows[odd]) * (HEIGHT + GAP) / 2;
		layout->spots[i] = (struct spot){ odd ? right : left, top + used[odd]++ * (HEIGHT + GAP) };
	}
	layout->width = (rows[1] ? right : left) + WIDTH + MARGIN + (is_bent(drawing, true) ? BEND : 0);
	layout->height = 2 * MARGIN + most * (HEIGHT + GAP) - GAP;
}

/* ---- lines ---- */

static void put_label(struct buf *out, const struct html_stroke *stroke, uint32_t x, uint32_t y)
{
	if (!stroke->label) {
		buf_printf(out, "<path class=\"cross\" d=\"M%u %ul8 8m0 -8l-8 8\"/>", x - 4, y - 4);
		return;
	}
	uint32_t width = 7 * (uint32_t)strlen(stroke->label) + 10;
	buf_printf(out, "<rect class=\"label\" x=\"%u\" y=\"%u\" width=\"%u\" height=\"16\" rx=\"8\"/><text class=\"label\" x=\"%u\" y=\"%u\">",
		   x > width / 2 ? x - width / 2 : 0, y - 8, width, x, y + 4);
	html_cstr(out, stroke->label);
	buf_text(out, "</text>");
}

static void put_stroke(struct buf *out, const struct layout *layout, const struct html_stroke *stroke)
{
	const struct html_card *cards = layout->drawing->cards;
	struct spot a = layout->spots[stroke->from], b = layout->spots[stroke->to];
	bool odd = cards[stroke->from].odd;
	buf_printf(out, "<g class=\"%s\"><title>", stroke->weak ? "weak cut" : "cut");
	html_cstr(out, stroke->why);
	buf_text(out, "</title>");
	if (odd != cards[stroke->to].odd) {
		struct spot left = odd ? b : a, right = odd ? a : b;
		uint32_t from = left.x + WIDTH, y = left.y + HEIGHT / 2, to = right.x, v = right.y + HEIGHT / 2;
		buf_printf(out, "<path d=\"M%u %uC%u %u %u %u %u %u\"/>", from, y, from + BETWEEN / 2, y, to - BETWEEN / 2, v, to, v);
		put_label(out, stroke, (from + to) / 2, (y + v) / 2);
	} else {
		/* Around the outer edge; of one card alone, out and back in again. */
		uint32_t edge = odd ? a.x + WIDTH : a.x;
		uint32_t y = a.y + HEIGHT / 2 - (stroke->from == stroke->to ? 16 : 0);
		uint32_t v = b.y + HEIGHT / 2 + (stroke->from == stroke->to ? 16 : 0);
		uint32_t reach = odd ? edge + BEND - 4 : edge - BEND + 4;
		buf_printf(out, "<path d=\"M%u %uC%u %u %u %u %u %u\"/>", edge, y, reach, y, reach, v, edge, v);
		put_label(out, stroke, odd ? edge + 31 : edge - 31, (y + v) / 2);
	}
	buf_text(out, "</g>\n");
}

/* ---- cards ---- */

static void put_badge(struct buf *out, const struct html_card *card, struct spot at)
{
	uint32_t width = card->findings < 10 ? 20 : card->findings < 100 ? 26 : card->findings < 1000 ? 34 : 42;
	if (!card->findings)
		return;
	buf_printf(out, "<rect class=\"badge %s\" x=\"%u\" y=\"%u\" width=\"%u\" height=\"20\" rx=\"10\"/>",
		   severity_name(card->worst), at.x + WIDTH - width + 6, at.y - 8, width);
	buf_printf(out, "<text class=\"badge\" x=\"%u\" y=\"%u\">%u%s</text>", at.x + WIDTH + 6 - width / 2, at.y + 6,
		   card->findings < 1000 ? card->findings : 999, card->findings < 1000 ? "" : "+");
}

static void put_card(struct buf *out, const struct html_card *card, struct spot at)
{
	if (card->link)
		buf_printf(out, "<a href=\"%s\">", card->link);
	buf_printf(out, "<g class=\"card %s%s\"><title>", card->kind, card->still ? " still" : "");
	html_cstr(out, card->title);
	for (unsigned i = 0; i < 3 && card->lines[i]; i++) {
		buf_text(out, i ? "; " : ": ");
		html_cstr(out, card->lines[i]);
	}
	if (card->findings) {
		buf_text(out, "; ");
		html_count(out, card->findings, "finding");
	}
	buf_printf(out, "</title><rect class=\"body\" x=\"%u\" y=\"%u\" width=\"%u\" height=\"%u\" rx=\"8\"/>", at.x, at.y, WIDTH, HEIGHT);
	buf_printf(out, "<rect class=\"state\" x=\"%u\" y=\"%u\" width=\"4\" height=\"%u\" rx=\"2\"/>", at.x + 6, at.y + 10, HEIGHT - 20);
	buf_printf(out, "<text class=\"name\" x=\"%u\" y=\"%u\">", at.x + 18, at.y + 20);
	html_short(out, str_of(card->title), LETTERS);
	buf_text(out, "</text>");
	for (unsigned i = 0; i < 3 && card->lines[i]; i++) {
		buf_printf(out, "<text x=\"%u\" y=\"%u\">", at.x + 18, at.y + 36 + 16 * i);
		html_short(out, str_of(card->lines[i]), SMALL_LETTERS);
		buf_text(out, "</text>");
	}
	put_badge(out, card, at);
	buf_printf(out, "</g>%s\n", card->link ? "</a>" : "");
}

void html_svg(struct buf *out, const struct html_drawing *drawing)
{
	struct layout layout = { .drawing = drawing };
	layout.spots = arena_array(out->arena, drawing->count, sizeof *layout.spots);
	if (drawing->stroke_count)
		place_sides(&layout);
	else
		place_grid(&layout);
	buf_printf(out, "<svg viewBox=\"0 0 %u %u\" width=\"%u\" height=\"%u\" role=\"group\" aria-label=\"", layout.width, layout.height,
		   layout.width, layout.height);
	html_cstr(out, drawing->about);
	buf_text(out, "\">\n");
	for (uint32_t i = 0; i < drawing->count; i++)
		put_card(out, &drawing->cards[i], layout.spots[i]);
	/* Above the cards: a line ends at their edges. */
	for (uint32_t i = 0; i < drawing->stroke_count; i++)
		put_stroke(out, &layout, &drawing->strokes[i]);
	buf_text(out, "</svg>\n");
}
