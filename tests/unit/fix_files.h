/* fix_files: the fixes of a few configs to a fixed point, without files. */
#ifndef TESTS_FIX_FILES_H
#define TESTS_FIX_FILES_H

#include "fix/fixing.h"
#include "lint_files.h"

struct fix_wish {
	const char *server;  /* or NULL */
	const char *rule;    /* the only rule whose fixes are made; NULL: all */
	bool unsafe, force;
	uint32_t named;      /* the first so many files may be edited; 0: all */
};

/* The files are in the order of their names; NULL ends them. */
const struct fixing *fix_files(struct arena *arena, const struct lint_file *files, const struct fix_wish *wish);

/* The text that a file has afterwards. */
struct str fix_text(const struct fixing *fixing, const char *file);

/* All findings of what there is afterwards, as lint_lines() has them. */
const char *fix_rest(struct arena *arena, const struct fixing *fixing);

#endif
