/* claims: the modes that files beside configs give to files of the server's host: a Dockerfile, tasks of Ansible.
 *
 *     struct claims *claims = claims_read(arena, path);             NULL: it says nothing of modes
 *     const struct mode_claim *claim = claims_find(claims, keyfile);     what it says last of that path, or NULL
 *     if (claim && claim->mode_said) ... claim->mode, claim->at
 *
 * git keeps no modes, so what a checkout has proves nothing: only what is written counts. What may change a path in a
 * way that can't be followed (a variable, a script, a symbolic mode) is a claim without a mode, and takes back what was
 * said before it.
 * All memory is the arena's; nothing fails.
 */
#ifndef FLEET_CLAIMS_H
#define FLEET_CLAIMS_H

#include "text/source.h"

enum claims_kind { CLAIMS_IMAGE, CLAIMS_TASKS };

struct mode_claim {
	struct str path;         /* absolute; empty: may be any */
	bool below;              /* and all in it */
	bool mode_said;
	unsigned mode;
	struct span at;
};

struct claims {
	enum claims_kind kind;
	const struct source *source;
	struct str folder;       /* whose configs it may be about: relative as the run's names are, "" for all */
	struct mode_claim *at;        /* in the order in which they come to be */
	uint32_t count, room;
	/* Of an image: */
	bool starts;             /* it starts a server as it is, with no script of its own before it */
	struct str *copied;      /* what it takes from its folder, relative to that */
	uint32_t copied_count;
};

/* May it be one, by its path alone? Dockerfile, db.Dockerfile, roles/mongodb/tasks/main.yml, playbook.yml */
bool claims_is_called(const char *path);

/* Only files that speak of MongoDB are taken. */
struct claims *claims_read(struct arena *arena, const char *path);

/* The same of a text that is there already; the caller keeps it. */
struct claims *claims_take(struct arena *arena, const struct source *source);

const struct mode_claim *claims_find(const struct claims *claims, struct str path);

/* Is the config of this name one that the file is about? */
bool claims_reach(const struct claims *claims, const char *name);

/* 0644, 644, u=rw,g=r: false where a part of it keeps what was there. */
bool claims_mode(struct str text, unsigned *mode);

/* For the readers. */
void claims_add(struct arena *arena, struct claims *claims, struct mode_claim claim);
void claims_read_image(struct arena *arena, struct claims *claims);   /* in claims_image.c */
void claims_read_tasks(struct arena *arena, struct claims *claims);   /* in claims_tasks.c */

#endif
