/* options: what a server reads of a config, printed.
 *
 * Nested by the dots of the names and typed: numbers and booleans are such in JSON, names and
 * values of setParameter are text, as they are to the server. An empty string is printed as true,
 * because `mongod --outputConfig` does so (server source, util/options_parser/environment.cpp: it
 * takes it for a switch of the command line).
 *
 * What a template makes the value of is said in its own words, and what is there only where a condition of it holds, with that
 * condition: in YAML by a comment, in JSON by an object in place of the value,
 *
 *     {"template": "{{ port }}"}                    the template's words
 *     {"value": 27018, "if": "{% if shard %}"}      there only where the condition holds
 *     {"any": [{"value": ..., "if": ...}, ...]}     each of several conditions has its own; in YAML, all but the first are comments
 */
#ifndef REPORT_OPTIONS_H
#define REPORT_OPTIONS_H

#include "base/buf.h"
#include "config/resolve.h"

/* One YAML document; with `origin`, the line that each value comes from as a comment behind it. */
void options_yaml(struct buf *out, const struct resolved *resolved, const struct source *source, bool origin);

/* One JSON object and a final newline; with `origin`, each value is an object of its own:
 * {"value": 27017, "line": 2, "column": 3}; `named`: as "options" of an object that has the "file"
 * and of a manifest the "part" too. */
void options_json(struct buf *out, const struct resolved *resolved, const struct source *source, bool origin,
		  bool named);

#endif
