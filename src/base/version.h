/* version: releases of the server, told apart and put in order.
 *
 * A release is named by its line ("7.0") or exactly ("7.0.14"). Who names only the line means
 * a server that is kept up to date, so version_parse() gives it the patch VERSION_NEWEST, and
 * it has everything that some patch of that line brought. In tables a release is a constant,
 * VERSION(4, 2) or VERSION(4, 4, 2), and means the first server that it holds for:
 *
 *     static const struct version since = VERSION(4, 2);
 *     struct version server;
 *     if (!version_parse(text, &server))
 *             ...
 *     if (version_at_least(server, since))
 *
 * { 0 } is no version: not known, or never. Nothing here allocates but version_text().
 */
#ifndef BASE_VERSION_H
#define BASE_VERSION_H

#include "base/str.h"

#define VERSION_NEWEST UINT16_MAX

struct version {
	uint16_t major, minor, patch;
};

/* An initializer, with or without a patch. */
#define VERSION(...) VERSION_FILL(__VA_ARGS__, 0, 0)
#define VERSION_FILL(a, b, c, ...) { (a), (b), (c) }

/* "7.0", "4.4.2", with an optional "v" or "r" before and "-rc0" or a packager's "-3" behind,
 * which is dropped. False when `text` is anything else; *version is then { 0 }. */
bool version_parse(struct str text, struct version *version) __attribute__((warn_unused_result));

/* Below, at or above 0, as strcmp. */
int version_compare(struct version a, struct version b);

bool version_at_least(struct version version, struct version since);

/* Is it one at all? */
bool version_known(struct version version);

/* "7.0" or "4.4.2"; a patch of 0 or VERSION_NEWEST is not written; "" for { 0 }. */
const char *version_text(struct arena *arena, struct version version);

#endif
