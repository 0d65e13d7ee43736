/* format: what kind of file a config is, and for which program, as far as its text and its name tell.
 *
 * For config_read(), which asks when the document is read: format_of() before its settings are, format_binary() afterwards.
 */
#ifndef CONFIG_FORMAT_H
#define CONFIG_FORMAT_H

#include "config/config.h"

/* By what stands at the document's top: one scalar is INI to the server (options_parser.cpp, isYAMLConfig()). */
enum config_format format_of(const struct config *config);

/* Does it look like a template that nobody rendered: lines or values of a template language? */
bool format_has_marks(const struct config *config);

/* BINARY_MONGOS where the file is called so, or names config servers. */
unsigned format_binary(const struct config *config);

#endif
