/* config: a file as mongod would read it: options over spans.
 *
 * The server flattens the YAML to dotted names, whatever the spelling: nested, dotted, through an
 * anchor, with the key `value`. Every scalar is a string first; its option's own type decides
 * later (server source, util/options_parser/options_parser.cpp, 3.4 to 5.1-dev). A setting here
 * is one such name with the bytes it came from.
 *
 *     struct config config;
 *     config_read(arena, &source, 0, &config);
 *     const struct setting *name = config_find(&config, "replication.replSetName");
 *     if (name) ... name->text, name->value
 */
#ifndef CONFIG_CONFIG_H
#define CONFIG_CONFIG_H

#include "schema/option.h"
#include "yaml/read.h"

enum config_format {
	CONFIG_YAML,
	CONFIG_INI,         /* key = value, the format before 2.6, which every server still reads */
	CONFIG_TEMPLATE,    /* to be rendered first: nothing in it is certain */
	CONFIG_UNREADABLE,  /* no server reads it */
};

struct setting {
	const struct option *option;  /* its row, or that of the map that holds it; NULL = unknown */
	struct str path;              /* as written, joined by dots */
	struct str text;              /* a scalar's text; empty for lists and unknown values */
	uint32_t node;                /* in config->yaml.tree */
	struct span key, value;
	bool null;                    /* written as nothing, ~ or null */
	bool list;
	bool opaque;                  /* __exec or __rest: the server asks elsewhere when it starts */
};

struct config {
	const struct source *source;
	struct yaml yaml;
	enum config_format format;
	unsigned binary;              /* BINARY_MONGOD or BINARY_MONGOS */
	struct setting *settings;     /* in document order */
	uint32_t count, room;
	bool flooded;                 /* aliases would make more settings than a config has */
};

/* Never fails: what can't be read is in `config->format` and `config->yaml`. `binary` 0: told from
 * the file's name (mongos in it) and its content (sharding.configDB). The caller keeps `source`. */
void config_read(struct arena *arena, const struct source *source, unsigned binary,
		 struct config *config);

/* The first setting of an option, under its present name or a deprecated one; NULL when it is not
 * set. */
const struct setting *config_find(const struct config *config, const char *path);

/* Its text, or an empty one where it is not set or not known. */
struct str config_text(const struct config *config, const char *path);

bool config_is(const struct config *config, const char *path, const char *text);

/* The present name of its option: where a deprecated name leads, else the path as written. */
struct str setting_name(const struct setting *setting);

/* Do two settings end up as one name for the server? Deprecated names count as their new ones. */
bool setting_same_name(const struct setting *a, const struct setting *b);

/* Where the settings of `config` begin: a span for findings about something that is not there. */
struct span config_start(const struct config *config);

#endif
