/* term: what may go to a terminal, and in which color.
 *
 * A config may hold any byte, and so may the name of a file. An escape sequence in
 * it can repaint the screen, and a bidi control can make a line read as another
 * one. So all text that comes from files goes through term_escape(), also when the
 * output is no terminal now: somebody will `cat` the log.
 *
 *     term_paint(&out, color, TERM_PLACE, str_of(source->name));
 *     buf_char(&out, ' ');
 *     term_escape(&out, str_of(diag->message));
 */
#ifndef BASE_TERM_H
#define BASE_TERM_H

#include "base/buf.h"

enum color_mode { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER };

/* What a piece of text is; the colors follow from it. */
enum term_role {
	TERM_PLAIN,
	TERM_PLACE,    /* file:line:column */
	TERM_ERROR,
	TERM_WARNING,
	TERM_INFO,
	TERM_NOTE,     /* the labels below a finding */
	TERM_FIX,
	TERM_FAINT,    /* rule ids, line numbers */
};

/* Appends `s` with everything in it visible and harmless: controls and bytes that are not UTF-8
 * as \n, \x1b, \xff; C1 controls and characters that hide or reorder others, or change their look, as <U+202E>. All
 * other text, wide and combining characters too, stays as it is. The result is one line of
 * valid UTF-8. */
void term_escape(struct buf *out, struct str s);

/* Is it one of those? For who has escapes of a language of its own. */
bool term_is_unsafe(uint32_t point);

/* term_escape() in the color of the role; without color it is just that. */
void term_paint(struct buf *out, bool color, enum term_role role, struct str s);

/* Whether to color what goes to `fd`. COLOR_AUTO asks, in this order: NO_COLOR (not empty: no),
 * CLICOLOR_FORCE (neither empty nor "0": yes), TERM (unset or "dumb": no), isatty(). */
bool term_wants_color(enum color_mode mode, int fd);

/* Is this a step of a GitHub workflow, whose log obeys commands? GITHUB_ACTIONS is true there. */
bool term_in_actions(void);

#endif
