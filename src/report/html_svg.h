/* html_svg: cards, and the lines between them, as SVG.
 *
 * Where no line is, the cards stand in a grid. Else those that go together stand on the left and those that are cut off
 * on the right, so that a line between the sides crosses no card; lines between cards of one side run around its edge.
 * All colors are the page's, by class. A card is a link where there is something to read about it.
 */
#ifndef REPORT_HTML_SVG_H
#define REPORT_HTML_SVG_H

#include "base/buf.h"
#include "diag/diag.h"

struct html_card {
	const char *title;       /* a name, or how many; all of it in the tooltip, as much as fits on the card */
	const char *lines[3];    /* below it; NULL: less */
	const char *kind;        /* a class for its edge: "none", "transition", "enforced", "lone", "unknown" */
	const char *link;        /* "#f3", or NULL */
	uint32_t findings;       /* that are marked on it */
	enum severity worst;
	bool odd;                /* stands on the right, where there are sides */
	bool still;              /* drawn with a broken edge */
};

struct html_stroke {
	uint32_t from, to;       /* cards; the same one twice: those in it can't talk to each other */
	const char *why;         /* the tooltip */
	const char *label;       /* at its middle, or NULL */
	bool weak;               /* a warning */
};

struct html_drawing {
	const char *about;       /* for who does not see it */
	const struct html_card *cards;
	uint32_t count;
	const struct html_stroke *strokes;
	uint32_t stroke_count;
};

void html_svg(struct buf *out, const struct html_drawing *drawing);

#endif
