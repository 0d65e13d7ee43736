/* steps: a list of transforms, as the command line and the phases of procedures write it.
 *
 *     add-keyfile,enable-transition                     parameters come from the flags
 *     set-tls-mode:allowTLS,set-tls-mode:preferTLS      or stand behind a name, and are this step's own
 *
 *     struct transform_step *steps;
 *     unsigned count;
 *     if (!transform_steps(arena, list, &given, &steps, &count, err) ||
 *         !transform_check_given(steps, count, &given, err)) ...
 *     for each file:
 *             if (!transform_run(transform_steps_for(steps, count, &target, arena), count, draft, remarks, err)) ...
 */
#ifndef TRANSFORMS_STEPS_H
#define TRANSFORMS_STEPS_H

#include "transforms/transform.h"

struct transform_step {
	const struct transform *transform;
	struct parameters parameters;  /* its own copy */
	bool own;                      /* the first of .takes stood behind the name */
};

/* Reads a list. `common` are parameters for all steps that take them. ERR_USAGE where a name is that of no transform,
 * a parameter is missing, or one makes no sense. */
bool transform_steps(struct arena *arena, struct str list, const struct parameters *common,
		     struct transform_step **steps, unsigned *count, struct err *err);

/* ERR_USAGE where `common` has a parameter that none of the steps takes from it: that is a slip. */
bool transform_check_given(const struct transform_step *steps, unsigned count, const struct parameters *common,
			   struct err *err);

/* The steps for one file: where the command line is silent, `target` says which server it is for, as the project file does. */
struct transform_step *transform_steps_for(const struct transform_step *steps, unsigned count,
					   const struct target *target, struct arena *arena);

/* Does one after the other; `remarks` gets lines for the operator. */
bool transform_run(const struct transform_step *steps, unsigned count, struct draft *draft, struct buf *remarks,
		   struct err *err);

#endif
