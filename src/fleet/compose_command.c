/* What a service runs: its image, its entrypoint, its command, and what the image makes of them. */
#include "fleet/compose.h"

#include "fleet/image.h"

/* ---- words ---- */

/* A string is taken apart at its blanks; of a list each element is a word. */
static void gather_words(const struct service *service, uint32_t node, struct flag_words *words)
{
	const struct compose *compose = service->compose;
	const struct tree *tree = compose->tree;
	if (!node)
		return;
	if (tree->node[node].kind == NODE_SCALAR)
		words_split(compose->arena, service_text(service, node), WORDS_PLAIN, words);
	for (uint32_t at = tree->node[node].first; tree->node[node].kind == NODE_SEQUENCE && at; at = tree->node[at].next)
		words_add(compose->arena, words, (struct flag_word){ .word = service_text(service, at) });
}

static bool is_empty(const struct tree *tree, uint32_t node)
{
	const struct node *value = &tree->node[node];
	return !node || (value->kind == NODE_SCALAR ? !mapping_text(tree, node).len : !value->first);
}

/* ---- environment ---- */

/* `NAME: value`, or `- NAME=value`. */
static bool find_environment(const struct service *service, const char *name, struct mapped *value)
{
	const struct tree *tree = service->compose->tree;
	for (unsigned i = 0; i < service->depth; i++) {
		uint32_t environment = mapping_find(tree, service->chain[i], "environment");
		uint32_t found = mapping_find(tree, environment, name);
		if (found && str_is(tree->node[found].tag, "!reset"))
			return false;
		if (found) {
			*value = service_text(service, found);
			/* NAME: without a value is taken from where Compose is started. */
			if (tree->node[found].kind == NODE_SCALAR && node_is_null(&tree->node[found]))
				value->text = (struct str){ "", 1 };
			return true;
		}
		bool list = environment && tree->node[environment].kind == NODE_SEQUENCE;
		for (uint32_t at = list ? tree->node[environment].first : 0; at; at = tree->node[at].next) {
			struct mapped item = service_text(service, at);
			uint32_t equals = str_find_char(item.text, '=', 0);
			if (!str_is(str_sub(item.text, 0, equals), name))
				continue;
			*value = equals == STR_NONE ? (struct mapped){ .text = { "", 1 }, .at = item.at }
						    : mapped_sub(item, equals + 1, item.text.len);
			return true;
		}
		if (environment && service_ends(service, environment))
			return false;
	}
	return false;
}

/* Its own name, that of a file with it, or what another maker calls it. */
static bool is_given(const struct service *service, const char *const names[], struct mapped *value)
{
	for (unsigned i = 0; names[i]; i++)
		if (find_environment(service, names[i], value) && value->text.len)
			return true;
	return false;
}

/* ---- what the images add ---- */

static void add_flag(const struct service *service, struct command_line *line, struct flag_option flag)
{
	flag.value = STR("");
	flag.whole = flag.at;
	if (!command_line_find(line, flag.name.at))
		command_line_add(service->compose->arena, line, flag);
}

/* With a first user, --auth; without an address, all of them. It looks for the address in the file of --config, and
 * not in that of -f. `sure`: it surely is that entrypoint. */
static void add_official(const struct service *service, const struct image *image, const struct flag_words *words,
			 struct inventory_entry *entry, bool sure)
{
	static const char *const users[] = { "MONGO_INITDB_ROOT_USERNAME", "MONGO_INITDB_ROOT_USERNAME_FILE",
					     "MONGODB_INITDB_ROOT_USERNAME", "MONGODB_INITDB_ROOT_USERNAME_FILE", NULL };
	static const char *const passwords[] = { "MONGO_INITDB_ROOT_PASSWORD", "MONGO_INITDB_ROOT_PASSWORD_FILE",
						 "MONGODB_INITDB_ROOT_PASSWORD", "MONGODB_INITDB_ROOT_PASSWORD_FILE", NULL };
	static const struct version local_only = VERSION(3, 6);
	struct command_line *line = &entry->command;
	struct mapped user, password;
	bool old = version_known(image->server) && !version_at_least(image->server, local_only);
	if (line->binary != BINARY_MONGOD)
		return;
	if (is_given(service, users, &user) && is_given(service, passwords, &password)) {
		bool unknown = !sure || mapped_unknown(user) || mapped_unknown(password);
		add_flag(service, line, (struct flag_option){ .name = STR("auth"), .at = mapped_span(user), .unknown = unknown });
	}
	/* What is in files of variables is not looked at. */
	else if (service_find(service, "env_file") && !find_environment(service, users[0], &user))
		add_flag(service, line, (struct flag_option){ .name = STR("auth"), .at = entry->at, .unknown = true, .fallback = true });
	if (old || command_line_find(line, "bind_ip") || command_line_find(line, "bind_ip_all"))
		return;
	struct span at = words->count ? mapped_span(words->at[0].word) : entry->server_at;
	add_flag(service, line, (struct flag_option){ .name = STR("bind_ip_all"), .at = at, .unknown = !sure,
						      .fallback = !line->short_config || !sure });
}

/* A config of one's own is taken as it is only from its mount point; anything else is changed by scripts. */
static void add_bitnami(const struct service *service, struct inventory_entry *entry)
{
	static const char *const files[] = { "/bitnami/mongodb/conf/mongodb.conf", "/opt/bitnami/mongodb/conf/mongodb.conf" };
	struct command_line *line = &entry->command;
	struct mapped extra;
	line->binary = BINARY_MONGOD;
	line->unknown = true;
	for (unsigned i = 0; i < sizeof files / sizeof *files && !line->config.len; i++)
		for (uint32_t m = 0; m < entry->mount_count; m++) {
			struct str to = str_of(entry->mounts[m].to), file = str_of(files[i]);
			/* The folder of the data is mounted everywhere, and has no config in it at first. */
			if (!str_is(to, files[i]) && !(str_ends(to, "/conf") && str_eq(to, str_sub(file, 0, to.len))))
				continue;
			line->config = file;
			line->config_at = entry->mounts[m].at;
			line->unknown = i > 0 || find_environment(service, "MONGODB_EXTRA_FLAGS", &extra);
			break;
		}
}

/* ---- which server ---- */

/* Is it run by the official image's script? That looks at the first word that it is given. */
static bool by_official_script(const struct image *image, bool own_entrypoint, const struct flag_words *words,
			       const struct command_line *line)
{
	if (line->entrypoint)
		return true;
	if (own_entrypoint || image->kind == IMAGE_BITNAMI)
		return false;
	return !words->count || str_is(words->at[0].word.text, "mongod") || str_starts(words->at[0].word.text, "-");
}

static void read_image(const struct service *service, struct image *image, struct inventory_entry *entry)
{
	uint32_t node = service_find(service, "image");
	struct mapped name = service_text(service, node);
	*image = (struct image){ .tag = STR("") };
	if (!node || mapped_unknown(str_has_char(name.text, ':') ? mapped_sub(name, 0, str_find_char(name.text, ':', 0)) : name))
		return;
	*image = image_of(name.text);
	/* What is built here is only called so. */
	if (service_find(service, "build"))
		image->kind = image->kind ? IMAGE_PLAIN : IMAGE_OTHER;
	entry->server = image->server;
	entry->edition = image->edition;
	entry->server_at = mapped_span(name);
}

static uint32_t port_of(const struct command_line *line)
{
	const struct flag_option *port = command_line_find(line, "port");
	uint32_t number = 0;
	for (uint32_t i = 0; port && i < port->value.len && i < 6; i++) {
		if (port->value.at[i] < '0' || port->value.at[i] > '9')
			return 0;
		number = number * 10 + (uint32_t)(port->value.at[i] - '0');
	}
	return number <= UINT16_MAX ? number : 0;
}

void service_command(const struct service *service, struct inventory_entry *entry)
{
	const struct compose *compose = service->compose;
	const struct tree *tree = compose->tree;
	struct image image;
	struct flag_words words = { 0 };
	uint32_t entrypoint = service_find(service, "entrypoint"), command = service_find(service, "command");
	bool own_entrypoint = !is_empty(tree, entrypoint), own_command = !is_empty(tree, command);
	read_image(service, &image, entry);
	entry->image = image.kind;
	gather_words(service, entrypoint, &words);
	gather_words(service, command, &words);
	command_line_read(compose->arena, words.at, words.count, &entry->command);
	struct command_line *line = &entry->command;
	/* --replSet rs0, of what an image that is not MongoDB's starts. */
	bool flags_only = !own_entrypoint && own_command && words.count && str_starts(words.at[0].word.text, "-");
	if (flags_only && image.kind == IMAGE_OTHER)
		*line = (struct command_line){ .config = STR("") };
	if (!own_entrypoint && !own_command && image.kind == IMAGE_BITNAMI) {
		add_bitnami(service, entry);
	} else if (!own_entrypoint && !own_command && image.kind) {
		line->binary = BINARY_MONGOD;
		line->unknown = image.kind == IMAGE_PLAIN;
	}
	if (by_official_script(&image, own_entrypoint, &words, line))
		add_official(service, &image, &words, entry, image.kind == IMAGE_OFFICIAL);
	entry->starts_server = line->binary != 0;
	entry->port = port_of(line);
}
