/* xml: text in an XML 1.0 document.
 *
 * A config holds any bytes, and XML 1.0 has no way at all to hold most control characters. What it can't hold, and what
 * would hide or reorder other text where somebody reads the document, is written visibly, as term_escape() does.
 */
#ifndef REPORT_XML_H
#define REPORT_XML_H

#include "base/buf.h"

/* What every document of ours begins with. */
void xml_begin(struct buf *out);

/* ` name="value"`. Blanks keep their kind: as they are, a parser would make each of them a space. */
void xml_attribute(struct buf *out, const char *name, struct str value);
void xml_attribute_number(struct buf *out, const char *name, uint32_t value);

/* Between tags; lines stay lines. */
void xml_text(struct buf *out, struct str text);

#endif
