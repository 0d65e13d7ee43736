/* image: what a container image's name says about the server in it.
 *
 *     struct image image = image_of(STR("percona/percona-server-mongodb:6.0.4"));
 *     image.server is 6.0.4, image.edition is EDITION_PERCONA
 *
 * The name is [REGISTRY[:PORT]/][FOLDER/]NAME[:TAG][@DIGEST]; a registry has a dot, a port or is called
 * localhost. The tags of MongoDB's images begin with the release.
 */
#ifndef FLEET_IMAGE_H
#define FLEET_IMAGE_H

#include "schema/target.h"

/* How its entrypoint starts the server. */
enum image_kind {
	IMAGE_OTHER,     /* none of MongoDB's */
	IMAGE_OFFICIAL,  /* docker-entrypoint.sh of the image `mongo`, and those that took it over */
	IMAGE_BITNAMI,   /* scripts that make a config from the environment */
	IMAGE_PLAIN,     /* has the server in it; no more is known */
};

struct image {
	enum image_kind kind;
	struct version server;   /* { 0 }: the tag doesn't say it */
	struct str tag;          /* empty: none */
	unsigned edition;        /* 0: not known */
};

struct image image_of(struct str name);

#endif
