/* html_text: text from files in a page, as itself.
 *
 * A name, a message or a line of a config may hold markup, quotes, control characters and what reorders text. Here all of
 * it becomes visible and harmless, between tags, in an attribute in double quotes, and in SVG. None of it ever stands in
 * the page's script or style: the script reads it from attributes and text.
 */
#ifndef REPORT_HTML_TEXT_H
#define REPORT_HTML_TEXT_H

#include "base/buf.h"

/* Between tags, or between double quotes; one line. What looks like a key is hidden, as everywhere. */
void html_text(struct buf *out, struct str text);
void html_cstr(struct buf *out, const char *text);

/* As much of it as fits that many columns, with an ellipsis for the rest. */
void html_short(struct buf *out, struct str text, uint32_t columns);

/* "1 file", "2 files"; the noun is ours. */
void html_count(struct buf *out, uint64_t number, const char *noun);

/* Where a line may be cut so that no character is: the next such byte from `at` on. */
uint32_t html_boundary(struct str text, uint32_t at);

/* The source expression for a Content-Security-Policy that allows the inline text: 'sha256-...' */
void html_hash(struct buf *out, struct str text);

/* The files html.css and html.js. Made by the build. */
extern const char html_style[], html_script[];

#endif
