/* proof: is what a round does to a file what its fixes are about, and no more? For fixing.c alone.
 *
 * The result must be read by libfyaml and by libyaml, and alike (an INI file: again as one). Every setting that no edit
 * touches, nor the name of a section around it, must be there at the place that follows from the edits, with its path and
 * its value; and none may be new where nothing was put. What stands under an anchor, an alias, a tag, or an expression
 * of a template is not edited. Of a template, or a file that has configs in it, each of them is proven so, and must be read out
 * of the result just as the edits leave it.
 */
#ifndef FIX_PROOF_H
#define FIX_PROOF_H

#include "config/config.h"
#include "text/edit.h"

struct proof {
	struct arena *scratch;
	const struct source *before, *after;
	const struct edits *edits;
	const struct target *target;
	const char *read_as;  /* as parts_read() wants it; NULL: as it looks */
	bool partly;    /* the server reads more of the file when it is fixed */
	bool unsafe;    /* it may become a file of the other format */
	/* answered */
	bool readable;  /* after; true where it was before */
};

bool proof_file(struct proof *proof, struct err *err) __attribute__((warn_unused_result));

#endif
