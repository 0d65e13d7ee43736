/* plain: text that no two readers of YAML take for two things.
 *
 * Most configs are names, and values of one line: no bracket, anchor, tag, tab or letter outside of ASCII, nothing that goes on in
 * the next line. Of such a text yaml-cpp, libyaml and libfyaml make the same tree, or all of them none (tests/property/plain.c,
 * over every file of the fixtures, changes of them, and all small texts of such lines). So it is enough to ask one.
 *
 *     if (plain_text(&source) && plain_read(arena, &source, &yaml)) ... yaml.tree
 *
 * Manifests have somewhat more in them, which is as sure to be read, but is nothing to be edited so.
 */
#ifndef YAML_PLAIN_H
#define YAML_PLAIN_H

#include "yaml/read.h"

/* Blank, a comment, or `name:` with or without a value, and a comment behind that; none of it long. */
bool plain_line(struct str line);

/* Are all lines so, and not too many? */
bool plain_text(const struct source *source);

/* Are all lines so, or as in a manifest: names have - and / in them, too, items begin with a dash, [] and {} are empty, lists in brackets have
 * texts in quotes, and there are blocks of text behind a | or |-, and it may begin with ---? Each line ends with a newline, and none has a CR. */
bool plain_manifest(const struct source *source);

/* What yaml_read() would read of such a text, by the reader that stands for the server (yamlcpp.h) alone, in a fourth of the time.
 * False where the server could not read it, or would not look at all of it. */
bool plain_read(struct arena *arena, const struct source *source, struct yaml *yaml);

/* As yaml_read(): by that reader where the text is a plain manifest, else by both libraries. */
void plain_read_manifest(struct arena *arena, const struct source *source, struct yaml *yaml);

#endif
