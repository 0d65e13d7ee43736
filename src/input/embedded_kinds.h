/* embedded_kinds: what a YAML file is by its outermost keys and its name, and what the names in it promise.
 *
 * Tables only: nothing here is certain, and what is in a file decides (embedded_looks.h).
 */
#ifndef INPUT_EMBEDDED_KINDS_H
#define INPUT_EMBEDDED_KINDS_H

#include "yaml/tree.h"

struct outer_kind {
	const char *title;   /* "Helm values": for what is in it */
	const char *what;    /* "a file of Helm values": for where nothing is; NULL: it may be anything */
	bool closed;         /* whatever it holds is no server's config file */
	bool partial;        /* what it holds is added to by others */
	const char *renders; /* the word of the template language that its owner fills texts in it in by; NULL: none */
};

/* Of a document, by its root mapping and the file's name. */
struct outer_kind kinds_outer(const char *name, const struct tree *tree);

/* Does the name of the file leave open whose it is: something.yml? */
bool kinds_may_be_any(const char *name);

/* Is MongoDB spoken of anywhere? In a file where it isn't, a `config` promises nothing. */
bool kinds_mention_mongo(struct str text);

/* The nearest resource around a node, "ConfigMap"; NULL: there is none. `*resource` is its mapping. */
const char *kinds_resource(struct arena *arena, const struct tree *tree, uint32_t at, uint32_t *resource);

/* A scalar child of a mapping; empty where there is none. */
struct str kinds_child(const struct tree *tree, uint32_t map, const char *name);

/* The edition that the servers of such a resource are of; 0: any. */
unsigned kinds_edition(const char *kind);

enum promise {
	PROMISE_NONE,
	PROMISE_CONFIG,   /* of some program: "configuration" */
	PROMISE_SERVER,   /* of mongod or mongos: "mongod.conf", "mongodb_config" */
	PROMISE_CERTAIN,  /* can be nothing else: additionalMongodConfig */
};

/* Of a key: "mongod.conf". */
enum promise kinds_name_promise(struct str name);

/* What a node's own key, the key around it or a path beside it promise. */
enum promise kinds_promise(const struct tree *tree, uint32_t at);

#endif
