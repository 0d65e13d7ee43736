#include "fleet/image.h"

/* By the last parts of the name, longest first. */
static const struct {
	const char *name;
	enum image_kind kind;
	unsigned edition;
} images[] = {
	{ "percona/percona-server-mongodb", IMAGE_OFFICIAL, EDITION_PERCONA },
	{ "perconalab/percona-server-mongodb", IMAGE_OFFICIAL, EDITION_PERCONA },
	{ "percona-server-mongodb", IMAGE_OFFICIAL, EDITION_PERCONA },
	{ "mongodb/mongodb-community-server", IMAGE_OFFICIAL, EDITION_COMMUNITY },
	{ "mongodb/mongodb-enterprise-server", IMAGE_OFFICIAL, EDITION_ENTERPRISE },
	{ "mongodb-community-server", IMAGE_OFFICIAL, EDITION_COMMUNITY },
	{ "mongodb-enterprise-server", IMAGE_OFFICIAL, EDITION_ENTERPRISE },
	{ "bitnami/mongodb", IMAGE_BITNAMI, EDITION_COMMUNITY },
	{ "bitnamilegacy/mongodb", IMAGE_BITNAMI, EDITION_COMMUNITY },
	{ "bitnami/mongodb-sharded", IMAGE_BITNAMI, EDITION_COMMUNITY },
	{ "bitnamilegacy/mongodb-sharded", IMAGE_BITNAMI, EDITION_COMMUNITY },
	{ "centos/mongodb", IMAGE_PLAIN, EDITION_COMMUNITY },
	{ "mongodb", IMAGE_PLAIN, 0 },
	{ "mongod", IMAGE_PLAIN, 0 },
	{ "mongo", IMAGE_OFFICIAL, EDITION_COMMUNITY },
};

/* "4.4.6-bionic", "7", "6.0.4-3-multi", "v5.0"; not "latest". */
static bool read_tag(struct str tag, struct version *server)
{
	uint32_t end = str_starts(tag, "v") ? 1 : 0, dots = 0;
	while (end < tag.len && ((tag.at[end] >= '0' && tag.at[end] <= '9') || (tag.at[end] == '.' && dots < 2)))
		dots += tag.at[end++] == '.';
	if (end < tag.len && tag.at[end] != '-' && tag.at[end] != '_' && tag.at[end] != '+' && tag.at[end] != '.')
		return false;
	struct str number = str_sub(tag, 0, end);
	if (version_parse(number, server))
		return true;
	/* A line of major releases is named by its number: 7 is the newest of 7.x, which is 7.0 but in the
	 * image of a rapid release. */
	char text[16];
	if (!number.len || number.len > 3 || str_has_char(number, '.') || str_has_char(number, 'v'))
		return false;
	uint32_t len = 0;
	for (; len < number.len; len++)
		text[len] = number.at[len];
	text[len++] = '.';
	text[len++] = '0';
	return version_parse((struct str){ text, len }, server);
}

/* Docker's own folders, and a mirror's; somebody's `mongo` may be anything. */
static bool is_official_folder(struct str folder)
{
	static const char *const folders[] = { "", "library", "docker", "amd64", "arm64v8", "ppc64le", "s390x" };
	struct str first = str_sub(folder, 0, str_find_char(folder, '/', 0));
	for (unsigned i = 0; i < sizeof folders / sizeof *folders; i++)
		if (str_is(first, folders[i]))
			return true;
	return str_has_char(first, '.') || str_has_char(first, ':') || str_is(first, "localhost");
}

struct image image_of(struct str name)
{
	struct image image = { .tag = STR("") };
	name = str_sub(name, 0, str_find_char(name, '@', 0));
	uint32_t slash = STR_NONE, colon = STR_NONE;
	for (uint32_t i = 0; i < name.len; i++) {
		if (name.at[i] == '/')
			slash = i;
		if (name.at[i] == ':')
			colon = i;
	}
	if (colon != STR_NONE && (slash == STR_NONE || colon > slash)) {
		image.tag = str_sub(name, colon + 1, name.len);
		name = str_sub(name, 0, colon);
	}
	for (unsigned i = 0; i < sizeof images / sizeof *images && !image.kind; i++) {
		struct str known = str_of(images[i].name);
		if (!str_ends(name, images[i].name) || (name.len > known.len && name.at[name.len - known.len - 1] != '/'))
			continue;
		image.kind = images[i].kind;
		image.edition = images[i].edition;
		if (str_is(known, "mongo") && !is_official_folder(str_sub(name, 0, name.len - known.len)))
			image = (struct image){ .kind = IMAGE_PLAIN, .tag = image.tag };
	}
	if (image.kind && read_tag(image.tag, &image.server) && image.server.major < 2)
		image.server = (struct version){ 0 };
	return image;
}
