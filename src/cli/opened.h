/* opened: the configs of one PATH, for verbs that print what they say.
 *
 *     struct opened opened;
 *     if (!opened_read(cli, project, path, &opened)) continue;     reported and raised
 *     for (uint32_t i = 0; i < opened.parts.count; i++)
 *             config_read(arena, opened.parts.at[i].source, &target, &config)
 *
 * Standard input (-) is called what --stdin-filename says. With --part, only the config of that label is left.
 */
#ifndef CLI_OPENED_H
#define CLI_OPENED_H

#include "cli/cli.h"
#include "fleet/project.h"
#include "input/parts.h"

struct opened {
	struct source source;  /* the file */
	struct parts parts;    /* one at least */
};

bool opened_read(struct cli *cli, const struct project *project, const char *path, struct opened *out);

/* What standard input is called. */
const char *opened_stdin_name(const struct cli *cli);

/* Leaves of `parts` what --part asks for. False, with `err` filled, which owns what is made: there is none of that label in the
 * file. */
bool opened_choose(const struct cli *cli, const struct source *file, struct parts *parts, enum err_kind kind, struct err *err);

/* "cm.yaml: data.mongod.conf", or the file's name alone. */
const char *opened_title(struct arena *arena, const struct source *source);

#endif
