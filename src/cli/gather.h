/* gather: which files a run of lint judges, and what it reads beside them.
 *
 * A fleet is judged as a whole, and who names one of its files (a pre-commit hook does) still wants it judged against
 * the others. So the files of a run fall into units, one for each project file and one for what has none, and each
 * unit knows what was named and what else belongs to it:
 *
 *   files     to judge: what was named or lies below a folder that was named, or all of a project
 *   context   the rest of the fleet: the project's files, without a project file the configs of the git work
 *             tree, and what Compose files mount. Read, but only what touches a named file is reported
 *             What stands beside all of these and says how a server is started (witness.h) is read, too
 *   maybe     named, and no config by name or content: a keyfile, if the fleet has one of that name
 *
 *     struct gathering gathering;
 *     if (!gather(cli, count, arguments, &gathering)) return;
 *     for (each unit) ... read files and context; gather_touches(unit, diag)
 */
#ifndef CLI_GATHER_H
#define CLI_GATHER_H

#include "cli/choice.h"
#include "cli/inputs.h"
#include "cli/nearest.h"
#include "fleet/folders.h"
#include "fleet/home.h"

/* Containers that name ConfigMaps, by the folder of their manifest and the map (pods.h). */
struct pod_keys {
	struct pod_key {
		const char *folder;
		struct str map;
		const struct workload *container;
		const struct workloads *in;  /* its manifest */
		uint32_t order;
	} *at;
	uint32_t count, room;
};

struct unit {
	struct project *project;       /* or NULL */
	const char *root;              /* the project's, or that of the work tree that is read besides; or NULL */
	struct inputs files, context;  /* each in the order of names, none twice */
	struct inputs maybe;
	const struct inventory **inventories;
	uint32_t inventory_count;
	struct rsconf **lists;         /* the project's, too */
	uint32_t list_count;
	struct inputs held;            /* configs whose keyfile was named; filled in when the fleet is known */
	struct inputs folders, named;  /* PATHs; of `named` those of `files` and `maybe` too, by `whole` */
	struct inputs tops;            /* the folders, by `whole` */
	struct home *homes;            /* of the folders, one the `other` of the next; or NULL */
	bool everything;               /* no PATH was given, or one that tells of all: the project file, an inventory, an export */
	bool walked;                   /* without a project: a folder, or a text without a name, was named */
	struct paths beside;           /* paths of Compose files, units and manifests that walks came by */
	struct inventory **found;      /* what they say of these configs; they make no members */
	uint32_t found_count;
	struct claims **claims;        /* what files beside the configs say of modes */
	uint32_t claims_count;
	struct pod_keys pod_keys;      /* what manifests that walks came by start (pods.h) */
	uint32_t pod_count;            /* so many of them start something */
	struct inputs mounted;         /* configs that Compose files mount, once for each service; by `whole` */
};

struct gathering {
	struct cli *cli;
	const char *here;              /* the current folder */
	struct unit *units;
	uint32_t count, room;
	struct folders seen;           /* that walks have listed */
	struct project_search search;  /* of the project files of what was named */
	uint32_t *by_file;             /* units with a project file, in the order of those, as indexes */
	uint32_t by_file_count, by_file_room;
	uint32_t plain;                /* the unit without one */
	bool has_plain;                /* there is one */
	struct walk_kept *kept;        /* of the walks of PATHs, while the rest is looked for */
	struct paths read;             /* inventories, exports and project files, which no report may replace */
};

/* False when the run can't go on; what could not be found alone is reported and raised. */
bool gather(struct cli *cli, int count, char *const *arguments, struct gathering *out);

/* Absolute: equal for the same file of a unit, however it is named. */
const char *gather_whole(const struct gathering *gathering, const struct unit *unit, const char *path);

/* The same of a keyfile; of one that lies outside by its text alone, as nothing there is looked at. */
const char *gather_keyfile(const struct gathering *gathering, const struct unit *unit, const struct keyfile *keyfile);

/* Was it found as a file of its own, and no link, in a folder where no rewrite has left anything? */
bool gather_is_plain(const struct gathering *gathering, const struct input *input);

/* The same of a file that lies at `path` by its text. */
bool gather_shows(const struct gathering *gathering, const char *path);

/* Its text, by one look less where it is plain: as source_read(). */
bool gather_read(const struct gathering *gathering, struct arena *arena, const struct input *input, struct source *source,
		 struct err *err) __attribute__((warn_unused_result));

/* What is said of a file is of little use while its rewrite is half done: is none pending at the unit's files, or at the keyfiles
 * of its fleet? As cli_settled() says and raises it. */
struct fleet;
void gather_settled(const struct gathering *gathering, const struct unit *unit);
void gather_keyfiles_settled(const struct gathering *gathering, const struct fleet *fleet);

/* Is the file, by `whole`, or a place of the finding, one that was named? */
bool gather_is_named(const struct unit *unit, const char *whole);
bool gather_touches(const struct gathering *gathering, const struct unit *unit, const struct diag *diag);

/* A keyfile that was named: what is said of it at the members' configs, touches them. */
void gather_hold(struct gathering *gathering, struct unit *unit, const char *config);

/* A file that the run has read besides: no report may take its place. */
void gather_remember(struct gathering *gathering, const char *path);

/* For gather() alone: how far a walk in the unit follows links, and where it remembers what it saw; is the file below a folder
 * that was named? The rest of the unit's fleet. */
void gather_prepare_walk(struct gathering *gathering, const struct unit *unit, struct paths *paths);
struct nearest gather_nearest(const struct gathering *gathering, struct paths *projects, const char *above);
const char *gather_whole_in(struct arena *arena, const struct gathering *gathering, const struct unit *unit, const char *path);
bool gather_below_folder(const struct unit *unit, const char *whole);
void gather_complete(struct gathering *gathering, struct unit *unit);

/* A file as one of the unit's, and one that a walk found, whose path is mostly the end of its whole one, and kept as that; the homes
 * of the unit's folders, and what its Compose files mount. */
struct input gather_input(const struct gathering *gathering, const struct unit *unit, const char *path);
struct input gather_walked(struct arena *arena, const char *whole, const char *path, bool remembered);
void gather_homes(const struct gathering *gathering, struct unit *unit);
void gather_mounted(struct gathering *gathering, struct unit *unit);
void gather_beside(struct gathering *gathering, struct unit *unit, const char *path);
void gather_found(struct gathering *gathering, struct unit *unit);

/* What a Compose file tells of the server of a config that it mounts; nothing where none does, or two don't agree. */
struct target gather_told(const struct unit *unit, const struct input *input);

/* Tells a config what the command lines of the services that mount it decide: before its rules run. */
void gather_decide(struct arena *arena, const struct unit *unit, const struct input *input, const struct config *config);

#endif
