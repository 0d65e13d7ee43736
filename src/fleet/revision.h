/* revision: the files of a commit, as a folder for the length of a run.
 *
 *     struct revision revision;
 *     if (!revision_open(arena, "hosts", "HEAD~1", &revision, err)) return false;
 *     ... read revision.folder as one would read hosts
 *     revision_name(arena, &revision, path)      "HEAD~1:hosts/m0/mongod.conf", for people
 *     revision_close(&revision);
 *
 * Git lists and reads (git.h), and we write, what the commit has, byte for byte: no filter or conversion of line ends is run
 * for it, and no name of it leads out of the folder, which nobody else may look into and which is gone when the run
 * ends, however it ends (base/temporary.h). All files of the repository are there, as a project file may name any; not there
 * are submodules, files above 16 MiB, links that lead out, and names that no honest commit has: `left` says which.
 *
 * The folder has a .git of its own, so that it is taken for what it is: a repository, in which modes mean nothing, above
 * which no project file is looked for, and of which nothing is ignored; what is in a commit, git does not ignore.
 *
 * To be called before a run gives up writing (cli/confine.h).
 */
#ifndef FLEET_REVISION_H
#define FLEET_REVISION_H

#include "base/str.h"
#include "base/temporary.h"

struct revision {
	const char *rev;         /* as it was given */
	const char *commit;      /* its name in full */
	const char *repository;  /* the root of the work tree: absolute, without links */
	const char *root;        /* what stands for it, likewise */
	const char *folder;      /* what stands for the path that was asked for */
	uint32_t files;          /* that were written */
	const char *left;        /* what of the commit was not written, in lines; "" for nothing */
	struct temporary temporary;
	const char *seen;        /* `root` from the current folder on */
};

/* `path`: a folder or a file of a work tree; it need not be there any more. ERR_USAGE where the repository has no such
 * commit, ERR_INPUT where there is no repository or no git, or what git says can't be used. Nothing is left behind then. */
bool revision_open(struct arena *arena, const char *path, const char *rev, struct revision *revision, struct err *err)
	__attribute__((warn_unused_result));

/* False: some of it could not be removed, and lies in revision->root. */
bool revision_close(struct revision *revision);

/* A path that is in the folder, as git names it; any other stays. */
const char *revision_name(struct arena *arena, const struct revision *revision, const char *path);

/* A message, a report: every path in it that is in the folder, as git names it. */
struct str revision_words(struct arena *arena, const struct revision *revision, struct str text);

/* What stands for a file of the work tree; NULL where it is not in that. */
const char *revision_place(struct arena *arena, const struct revision *revision, const char *path);

#endif
