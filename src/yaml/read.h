/* read: a config's text, as far as two YAML libraries agree on it.
 *
 *     struct yaml yaml;
 *     yaml_read(arena, &source, &yaml);
 *     if (yaml.reading == READING_NONE)  ... yaml.fyaml.text, yaml.libyaml.text say why
 *     if (yaml.reading != READING_BOTH)  ... may be linted, must not be rewritten
 *
 * mongod reads with yaml-cpp. Measured on some 500 small configs: what both libraries refuse,
 * yaml-cpp refuses too but for a few accidents; what only one of them reads is usually read by
 * yaml-cpp. So a file that one of them reads is linted from that reading.
 */
#ifndef YAML_READ_H
#define YAML_READ_H

#include "yaml/parse.h"

enum reading {
	READING_BOTH,       /* both read it, and alike */
	READING_DIFFERENT,  /* both read it, not alike; the tree is libyaml's */
	READING_LIBYAML,    /* only libyaml reads it */
	READING_FYAML,      /* only libfyaml reads it */
	READING_NONE,
};

/* What the bytes are, before any parser sees them; offsets, or STR_NONE. */
struct text_check {
	uint32_t nul;       /* mongod refuses it since 3.6; a UTF-16 file has many */
	uint32_t invalid;   /* not UTF-8 */
	uint32_t lone_cr;   /* a CR that no LF follows */
};

struct yaml {
	const struct source *source;
	enum reading reading;
	struct tree tree;
	struct text_check check;
	struct syntax_error fyaml, libyaml;  /* .text NULL where it reads the file */
	uint32_t differs;                    /* READING_DIFFERENT: offset of the first difference */
};

struct text_check text_check(struct str text);

/* Never fails; `yaml->reading` says how it went. A text with NUL bytes is READING_NONE. Bytes that
 * are not UTF-8 are read as if each were "_": mongod doesn't mind them. */
void yaml_read(struct arena *arena, const struct source *source, struct yaml *yaml);

/* May this file be rewritten? If not, ERR_REFUSED with the place and the reason. */
bool yaml_editable(const struct yaml *yaml, struct err *err) __attribute__((warn_unused_result));

#endif
