#include <criterion/criterion.h>

#include "fleet/image.h"

static const struct {
	const char *name;
	enum image_kind kind;
	const char *server;
	unsigned edition;
} images[] = {
	{ "mongo", IMAGE_OFFICIAL, "", EDITION_COMMUNITY },
	{ "mongo:latest", IMAGE_OFFICIAL, "", EDITION_COMMUNITY },
	{ "mongo:7", IMAGE_OFFICIAL, "7.0", EDITION_COMMUNITY },
	{ "mongo:7.0", IMAGE_OFFICIAL, "7.0", EDITION_COMMUNITY },
	{ "mongo:4.4.6-bionic", IMAGE_OFFICIAL, "4.4.6", EDITION_COMMUNITY },
	{ "mongo:4.4-bionic", IMAGE_OFFICIAL, "4.4", EDITION_COMMUNITY },
	{ "mongo:5-focal", IMAGE_OFFICIAL, "5.0", EDITION_COMMUNITY },
	{ "mongo:v4.2", IMAGE_OFFICIAL, "4.2", EDITION_COMMUNITY },
	{ "mongo:jammy", IMAGE_OFFICIAL, "", EDITION_COMMUNITY },
	{ "mongo:8.0.4@sha256:0123456789abcdef", IMAGE_OFFICIAL, "8.0.4", EDITION_COMMUNITY },
	{ "mongo@sha256:0123456789abcdef", IMAGE_OFFICIAL, "", EDITION_COMMUNITY },
	{ "docker.io/library/mongo:6.0", IMAGE_OFFICIAL, "6.0", EDITION_COMMUNITY },
	{ "registry.example.net:5000/mongo:6.0.1", IMAGE_OFFICIAL, "6.0.1", EDITION_COMMUNITY },
	{ "registry.example.net:5000/mongo", IMAGE_OFFICIAL, "", EDITION_COMMUNITY },
	{ "arm64v8/mongo:4.4.18", IMAGE_OFFICIAL, "4.4.18", EDITION_COMMUNITY },
	{ "somebody/mongo:4.4", IMAGE_PLAIN, "4.4", 0 },
	{ "percona/percona-server-mongodb:6.0.4-3-multi", IMAGE_OFFICIAL, "6.0.4", EDITION_PERCONA },
	{ "docker.io/percona/percona-server-mongodb:7.0", IMAGE_OFFICIAL, "7.0", EDITION_PERCONA },
	{ "mongodb/mongodb-enterprise-server:7.0.5-ubi8", IMAGE_OFFICIAL, "7.0.5", EDITION_ENTERPRISE },
	{ "mongodb/mongodb-community-server:6.0-ubi8", IMAGE_OFFICIAL, "6.0", EDITION_COMMUNITY },
	{ "bitnami/mongodb:5.0.9-debian-11-r3", IMAGE_BITNAMI, "5.0.9", EDITION_COMMUNITY },
	{ "docker.io/bitnami/mongodb:4.4", IMAGE_BITNAMI, "4.4", EDITION_COMMUNITY },
	{ "mongo-express:1.0", IMAGE_OTHER, "", 0 },
	{ "mongoclient/mongoclient:4.0", IMAGE_OTHER, "", 0 },
	{ "percona/mongodb_exporter:0.40", IMAGE_OTHER, "", 0 },
	{ "postgres:16", IMAGE_OTHER, "", 0 },
	{ "", IMAGE_OTHER, "", 0 },
	{ ":", IMAGE_OTHER, "", 0 },
};

Test(fleet_image, names)
{
	struct arena arena = ARENA_INIT;
	for (unsigned i = 0; i < sizeof images / sizeof *images; i++) {
		struct image image = image_of(str_of(images[i].name));
		cr_expect_eq(image.kind, images[i].kind, "%s: kind %d", images[i].name, (int)image.kind);
		cr_expect_str_eq(version_text(&arena, image.server), images[i].server, "%s", images[i].name);
		cr_expect_eq(image.edition, images[i].edition, "%s: edition %u", images[i].name, image.edition);
	}
	arena_free(&arena);
}
