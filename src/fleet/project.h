/* project: the file .mongoconf.yaml, which says what belongs together.
 *
 * It is looked for from a file's folder upwards, to the root of the repository. All paths and patterns
 * in it are relative to its own folder, with / between the parts. What it does not say stays unsaid
 * (see struct fields), so that the command line can win over it. Its keys are in project_keys.h.
 *
 *     const char *path = project_find(arena, "hosts/db1/mongod.conf");
 *     struct project project;
 *     if (path && !(project_check_file(arena, path, err) && project_read(arena, path, &project, err)))
 *             ...  the place and the reason are in err
 *     if (!trusted && !project_check_paths(arena, &project, err)) ...
 *     project_place(arena, &project, "hosts/db1/mongod.conf", &place);
 *
 * Unknown keys and values are errors with a position and, where one is near, the name that was meant.
 * Patterns and globs come from a user: they are matched with limits. All memory is the arena's.
 */
#ifndef FLEET_PROJECT_H
#define FLEET_PROJECT_H

#include "base/err.h"
#include "base/regex.h"
#include "schema/target.h"
#include "text/source.h"

#define PROJECT_FILE ".mongoconf.yaml"

enum said { SAID_NOTHING, SAID_NO, SAID_YES };

enum project_kind { PROJECT_KIND_UNSAID, PROJECT_REPLICA_SET, PROJECT_SHARDED_CLUSTER, PROJECT_STANDALONE };

/* A list of globs, or of paths. */
struct project_list {
	struct str *text;      /* as written */
	struct span *at;
	struct regex **glob;   /* NULL for paths */
	const char **path;     /* to open; NULL for globs */
	uint32_t count;
};

struct rsconf;

struct project_deployment {
	const char *name;
	struct span at;              /* of the name */
	struct project_list files;
	enum project_kind kind;
	enum said many_hosts;        /* hosts: many | one */
	const char *procedure;       /* or NULL; one of project_procedures */
	struct project_list rs_config, rs_status;  /* exports of rs.conf() and rs.status() */
	struct rsconf **lists;                     /* what they say, one for each set; see project_read_exports() */
	uint32_t list_count;
	enum said users, clients_authenticate, clients_tls;
};

struct project_member_pattern {
	struct regex *path;
	struct span at;
};

struct project_override {
	struct project_list files;
	struct version server;
	unsigned edition;
	unsigned binary;
	const char *read_as;         /* a word of parts_words() (input/parts.h), or NULL */
	/* The keys of `rules:` for these files. */
	struct project_severity *severities;
	uint32_t severity_count;
};

/* `rules: {default-port: off}`. Names of rules and groups are for the caller to check. */
struct project_severity {
	struct str name;
	struct span at;
	int severity;                /* enum severity, or -1 for off */
};

struct project {
	const struct source *source;
	const char *root;            /* its folder, absolute, without symbolic links */
	const char *here;            /* the current folder, likewise */
	bool absolute;               /* the run names it, and so the files below it, absolutely */
	struct version server;
	unsigned edition;
	struct project_list files;
	struct project_member_pattern *members;
	uint32_t member_count;
	struct str key_file_root;    /* with {group}s; empty: not said */
	struct span key_file_root_at;
	struct project_list inventories;
	struct project_deployment *deployments;
	uint32_t deployment_count;
	struct project_override *overrides;
	uint32_t override_count;
	struct project_severity *severities;
	uint32_t severity_count;
	const char *fail_on;         /* or NULL */
	bool *exceeded;              /* did one of its patterns or globs take too long? */
	struct project_index *index;  /* of all this, for those who ask: fleet/project_index.h */
};

/* What the project says of one path. Texts are empty where it says nothing. */
struct project_place {
	struct str path;             /* relative to the root; empty: outside */
	struct str host, set, role, port, environment;  /* the groups of the member pattern that matches */
	bool matched;                /* a member pattern matches */
	const char *key_file_root;   /* with the groups filled in, as a path to open; NULL: none, or a group is unset */
	const struct project_deployment *deployment;  /* by its `files`, or by its name */
};

extern const char *const project_procedures[];  /* "enforce-keyfile", ...; NULL ends */

/* The project file that holds for `path` (a file or a folder, which need not be there), or NULL: it lies in
 * the path's folder or in one above it, up to the root of the git work tree. Outside one, no file is taken
 * from a folder above that everybody may write to. Named as the path is: absolutely, or from the current folder. */
const char *project_find(struct arena *arena, const char *path);

/* The same for a folder, without a / at its end. `last`, which is { 0 } at first, remembers what was found, as who asks for many
 * files mostly asks for neighbours: of what lies above both folders, the file system is not asked again. The name of the folder
 * has to stay where it is. */
struct project_search {
	const char *folder, *file;
	size_t least;  /* bytes of the highest folder, of those that its path names, that was looked into */
};
const char *project_find_from(struct arena *arena, const char *folder, struct project_search *last);

/* The root of the git work tree that `folder` (absolute) is in, or NULL. Where `near` is not NULL, `root` is what was said of that:
 * above both, nobody looks again. */
const char *project_repository(struct arena *arena, const char *folder);
const char *project_repository_near(struct arena *arena, const char *folder, const char *near, const char *root);

bool project_read(struct arena *arena, const char *path, struct project *project, struct err *err)
	__attribute__((warn_unused_result));

/* The same from a text that is at hand, as if it lay in the folder `root`. */
bool project_parse(struct arena *arena, const struct source *source, const char *root, const char *here,
		   struct project *project, struct err *err) __attribute__((warn_unused_result));

/* A file that comes with a repository must not make a run read others: is it no link out of the repository itself, and do
 * all paths in it (inventories, exports, the root of keyfiles) stay within the repository, also where links lead? See
 * home.h. ERR_INPUT, of a path with its position. The second reads nothing else than the project; the first is for one
 * that was found, not named, and comes before it is read. */
bool project_check_file(struct arena *arena, const char *path, struct err *err) __attribute__((warn_unused_result));
bool project_check_paths(struct arena *arena, const struct project *project, struct err *err)
	__attribute__((warn_unused_result));

/* Reads the exports that the deployments name into their `lists`. ERR_INPUT where one is not there, or is none. */
bool project_read_exports(struct arena *arena, struct project *project, struct err *err)
	__attribute__((warn_unused_result));

/* Did a pattern or a glob take too long? ERR_INPUT with its place: what was found without it is not to be trusted. May be asked
 * after each file: where none did, that is known without a look at them. */
bool project_check_effort(const struct project *project, struct err *err) __attribute__((warn_unused_result));

/* Is there a file at the i-th path? ERR_INPUT with the place in the project file. */
bool project_is_there(const struct project *project, const struct project_list *list, uint32_t i, struct err *err)
	__attribute__((warn_unused_result));

/* Adds an export to `lists`, of which there are `*count`: to the set that it is of, where the other half of that is
 * there already. */
bool project_add_export(struct arena *arena, const char *path, struct rsconf ***lists, uint32_t *count,
			struct err *err) __attribute__((warn_unused_result));

/* `path` as the run names it: relative to the current folder, or absolute. */
void project_place(struct arena *arena, const struct project *project, const char *path, struct project_place *place);

/* The same, for several threads at once. False: a pattern takes long on this path, and one thread has to ask project_place(). */
bool project_place_quick(struct arena *arena, const struct project *project, const char *path, struct project_place *place)
	__attribute__((warn_unused_result));

/* The server that is meant for a path; the last override that says a thing wins, thing by thing. */
void project_target(struct arena *arena, const struct project *project, const char *path, struct target *target);

/* How a file is to be read, as parts_read() takes it: a word, or NULL where it is not said. `project` may be NULL. */
const char *project_read_as(struct arena *arena, const struct project *project, const char *path);

/* What `rules:` says of a rule in a file: *severity as in struct project_severity. `names` tells whether a key (an
 * id, a group, a set of rules) names the rule, and with 2 that it is its id, which wins over a group beside it.
 * False: nothing. */
bool project_rule(const struct project *project, struct str path,
		  int (*names)(const void *rule, struct str key), const void *rule, int *severity);

/* Does it say anything of rules, of whatever files? */
bool project_has_rules(const struct project *project);

/* Relative to the root, without links followed; empty: it lies outside. It may be the end of `path` itself. */
struct str project_relative(struct arena *arena, const struct project *project, const char *path);

/* As the run would name what lies at `relative` below the root. */
const char *project_name(struct arena *arena, const struct project *project, struct str relative);

/* The configs that `files:` stands for, as the run would name them, in their order. */
struct paths;
bool project_files(const struct project *project, struct paths *paths, struct err *err);

#endif
