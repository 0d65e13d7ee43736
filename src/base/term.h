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

/* Would the character at `at` make a command of the line that `s` is in, or begins? Logs of some services obey what is
 * printed: GitHub's (::name::, ##[name]), Azure Pipelines' (##vso[name]) and TeamCity's (##teamcity[name]). Only where this
 * runs in one of them; term_escape() writes such a character as \x5b. */
bool term_is_command(struct str s, uint32_t at);

/* term_escape() in the color of the role; without color it is just that. */
void term_paint(struct buf *out, bool color, enum term_role role, struct str s);

/* Whether to color what goes to `fd`. COLOR_AUTO asks, in this order: NO_COLOR (not empty: no),
 * CLICOLOR_FORCE (neither empty nor "0": yes), TERM (unset or "dumb": no), isatty(). */
bool term_wants_color(enum color_mode mode, int fd);

/* Columns of the terminal; 0 where it is none, or doesn't know. */
uint32_t term_columns(int fd);

/* Does what goes to `fd`, in color or not, show links? FORCE_HYPERLINK decides, where it is set and not empty: 0 is no, all
 * else yes. Else it must be a terminal that is known to show them, and not one inside another program or in CI. Never without
 * color. */
bool term_wants_links(bool color, int fd);

/* What stands between the two is a link to a file, by its absolute path on the host. */
void term_open_link(struct buf *out, const char *host, const char *path);
void term_close_link(struct buf *out);

/* The name of this host, for such links; "" where it has none. */
const char *term_host(struct arena *arena);

/* May a line on `fd` be rewritten in place? On a terminal that is not dumb, where no CI keeps a log. */
bool term_wants_progress(int fd);

/* Is this a step of a GitHub workflow, whose log obeys commands? GITHUB_ACTIONS is true there. */
bool term_in_actions(void);

#endif
