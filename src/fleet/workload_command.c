/* What a container runs: its image, its command and arguments, and what the image makes of them. */
#include "fleet/image.h"
#include "fleet/mapping.h"
#include "fleet/workload_pod.h"

/* ---- words ---- */

/* A list, as Kubernetes wants it. */
static void gather_words(const struct pod *pod, uint32_t list, struct flag_words *words)
{
	const struct tree *tree = pod->tree;
	for (uint32_t at = pod_items(pod, list); at; at = tree->node[at].next)
		words_add(pod->arena, words, (struct flag_word){ .word = pod_text(pod, at) });
}

static bool is_given(const struct pod *pod, uint32_t list)
{
	const struct node *node = &pod->tree->node[list];
	return list && (node->kind == NODE_SCALAR ? !node_is_null(node) : node->first != 0);
}

/* A list that is there in part, or that a template writes as a whole. */
static bool is_doubtful(const struct pod *pod, uint32_t list)
{
	return list && (pod_varies(pod, list) || (is_given(pod, list) && pod->tree->node[list].kind != NODE_SEQUENCE));
}

/* ---- environment ---- */

static bool is_one_of(struct str name, const char *const names[])
{
	for (unsigned i = 0; names[i]; i++)
		if (str_is(name, names[i]))
			return true;
	return false;
}

/* {name: NAME, value: text}, or with a valueFrom, which is as good. */
static bool find_variable(const struct pod *pod, uint32_t container, const char *const names[], struct mapped *value)
{
	const struct tree *tree = pod->tree;
	uint32_t env = mapping_find(tree, container, "env");
	for (uint32_t at = pod_items(pod, env); at; at = tree->node[at].next) {
		uint32_t item = mapping_meant(tree, at), name = mapping_find(tree, item, "name");
		uint32_t from = mapping_find(tree, item, "valueFrom"), text = mapping_find(tree, item, "value");
		if (!name || !is_one_of(mapping_text(tree, name), names))
			continue;
		*value = from ? (struct mapped){ .text = STR("?"), .at = tree->node[name].span } : pod_text(pod, text);
		if (!value->text.len)
			continue;
		if (!value->at.len)
			value->at = tree->node[name].span;
		return true;
	}
	return false;
}

/* ---- what the images add ---- */

static void add_flag(const struct pod *pod, struct command_line *line, struct flag_option flag)
{
	flag.value = STR("");
	flag.whole = flag.at;
	if (!command_line_find(line, flag.name.at))
		command_line_add(pod->arena, line, flag);
}

/* As of Compose (compose_command.c): with a first user --auth, without an address all of them. */
static void add_official(const struct pod *pod, uint32_t container, const struct image *image, struct inventory_entry *entry)
{
	static const char *const users[] = { "MONGO_INITDB_ROOT_USERNAME", "MONGO_INITDB_ROOT_USERNAME_FILE",
					     "MONGODB_INITDB_ROOT_USERNAME", "MONGODB_INITDB_ROOT_USERNAME_FILE", NULL };
	static const char *const passwords[] = { "MONGO_INITDB_ROOT_PASSWORD", "MONGO_INITDB_ROOT_PASSWORD_FILE",
						 "MONGODB_INITDB_ROOT_PASSWORD", "MONGODB_INITDB_ROOT_PASSWORD_FILE", NULL };
	static const struct version local_only = VERSION(3, 6);
	struct command_line *line = &entry->command;
	struct mapped user, password;
	uint32_t env = mapping_find(pod->tree, container, "env"), others = mapping_find(pod->tree, container, "envFrom");
	bool sure = image->kind == IMAGE_OFFICIAL, varies = (env && pod_varies(pod, env)) || others;
	bool old = version_known(image->server) && !version_at_least(image->server, local_only);
	if (line->binary != BINARY_MONGOD)
		return;
	if (find_variable(pod, container, users, &user) && find_variable(pod, container, passwords, &password)) {
		bool unknown = !sure || varies || mapped_unknown(user) || mapped_unknown(password);
		add_flag(pod, line, (struct flag_option){ .name = STR("auth"), .at = user.at, .unknown = unknown });
	} else if (varies) {
		add_flag(pod, line, (struct flag_option){ .name = STR("auth"), .at = entry->at, .unknown = true, .fallback = true });
	}
	if (!old && !command_line_find(line, "bind_ip") && !command_line_find(line, "bind_ip_all"))
		add_flag(pod, line, (struct flag_option){ .name = STR("bind_ip_all"), .at = entry->at, .unknown = !sure,
							  .fallback = !line->short_config || !sure });
}

/* ---- which server ---- */

static void read_image(const struct pod *pod, uint32_t container, struct image *image, struct inventory_entry *entry)
{
	uint32_t node = mapping_find(pod->tree, container, "image");
	struct mapped name = pod_text(pod, node);
	*image = (struct image){ .tag = STR("") };
	if (!node || mapped_unknown(str_has_char(name.text, ':') ? mapped_sub(name, 0, str_find_char(name.text, ':', 0)) : name))
		return;
	*image = image_of(name.text);
	entry->server = image->server;
	entry->edition = image->edition;
	entry->server_at = mapped_span(name);
	entry->image = image->kind;
}

/* Does the official image's script start it? It looks at its first word. */
static bool by_official_script(const struct image *image, bool own_command, const struct flag_words *words,
			       const struct command_line *line)
{
	if (line->entrypoint)
		return true;
	if (own_command || image->kind == IMAGE_BITNAMI)
		return false;
	return !words->count || str_is(words->at[0].word.text, "mongod") || str_starts(words->at[0].word.text, "-");
}

void pod_command(const struct pod *pod, uint32_t container, struct inventory_entry *entry)
{
	uint32_t command = mapping_find(pod->tree, container, "command"), args = mapping_find(pod->tree, container, "args");
	bool own_command = is_given(pod, command), own_args = is_given(pod, args);
	struct command_line *line = &entry->command;
	struct flag_words words = { 0 };
	struct image image;
	read_image(pod, container, &image, entry);
	gather_words(pod, command, &words);
	gather_words(pod, args, &words);
	command_line_read(pod->arena, words.at, words.count, line);
	/* --port=80, of what an image that is not MongoDB's starts. */
	if (!own_command && own_args && image.kind == IMAGE_OTHER && words.count && str_starts(words.at[0].word.text, "-"))
		*line = (struct command_line){ .config = STR("") };
	if (!own_command && image.kind == IMAGE_BITNAMI)
		*line = (struct command_line){ .config = STR(""), .binary = BINARY_MONGOD, .unknown = true };
	else if (!own_command && !words.count && image.kind) {
		line->binary = BINARY_MONGOD;
		line->unknown = image.kind == IMAGE_PLAIN;
	}
	if (by_official_script(&image, own_command, &words, line))
		add_official(pod, container, &image, entry);
	line->unknown |= is_doubtful(pod, command) || is_doubtful(pod, args);
	entry->starts_server = line->binary != 0;
}
