#include "input/embedded_looks.h"

#include <string.h>

#include "schema/ini.h"
#include "schema/option.h"
#include "yaml/plain.h"
#include "yaml/verify.h"

/* ---- mappings ---- */

/* What is below a mapping, counted. */
struct tally {
	uint32_t keys, known_keys;    /* its own children */
	uint32_t fruitful;            /* children with a known option in them */
	uint32_t known, unknown;      /* options anywhere below */
};

enum { PATH_MOST = 256 };

/* Counts the options in the node, whose path is the first `len` bytes of `path`. */
static void count_below(const struct tree *tree, uint32_t at, char *path, uint32_t len, struct tally *tally)
{
	const struct node *node = &tree->node[at];
	struct str name = { path, len };
	if (option_find_holder(name)) {
		tally->known++;
		return;
	}
	if (node->kind != NODE_MAPPING || !option_is_section(name)) {
		/* A section with nothing in it says nothing either way. */
		tally->unknown += !(option_is_section(name) && (node_is_null(node) || node->kind == NODE_ALIAS));
		return;
	}
	for (uint32_t child = node->first; child; child = tree->node[child].next) {
		struct str key = tree->node[child].name;
		if (str_is(key, "<<") || len + 1 + key.len > PATH_MOST)
			continue;
		path[len] = '.';
		memcpy(path + len + 1, key.at, key.len);
		count_below(tree, child, path, len + 1 + key.len, tally);
	}
}

static struct tally tally_of(const struct tree *tree, uint32_t map)
{
	struct tally tally = { 0 };
	for (uint32_t child = tree->node[map].first; child; child = tree->node[child].next) {
		struct str key = tree->node[child].name;
		char path[PATH_MOST + 1];
		uint32_t known = tally.known;
		if (str_is(key, "<<"))
			continue;
		tally.keys++;
		if (key.len > PATH_MOST)
			continue;
		tally.known_keys += option_is_section(key) || option_find_holder(key);
		if (key.len)
			memcpy(path, key.at, key.len);
		count_below(tree, child, path, key.len, &tally);
		tally.fruitful += tally.known > known;
	}
	return tally;
}

static bool is_enough(const struct tally *tally, enum promise promise)
{
	bool all = tally->known_keys == tally->keys;
	switch (promise) {
	case PROMISE_CERTAIN:
		return tally->keys > 0;
	case PROMISE_SERVER:
		return tally->known > 0 || (all && tally->keys > 0);
	case PROMISE_CONFIG:
		return all && tally->known > 0 && tally->unknown <= tally->known;
	default:
		return all && tally->fruitful > 1 && !tally->unknown;
	}
}

bool looks_map(const struct tree *tree, uint32_t map, enum promise promise)
{
	struct tally tally;
	if (tree->node[map].kind != NODE_MAPPING || !tree->node[map].first)
		return false;
	tally = tally_of(tree, map);
	return is_enough(&tally, promise);
}

bool looks_config(const char *name, const struct tree *tree)
{
	struct tally tally;
	if (!tree->root || tree->node[tree->root].kind != NODE_MAPPING)
		return false;
	tally = tally_of(tree, tree->root);
	return tally.known > 0 && (!kinds_may_be_any(name) || 2 * tally.known_keys >= tally.keys);
}

/* ---- texts ---- */

static bool ends_name(char c)
{
	return c == ':' || c == '=' || c == ' ' || c == '\t';
}

/* The name at the start of a line, before a colon or an equals sign, which is `*sign`; empty: it is another line. */
static struct str name_of(struct str line, char *sign)
{
	uint32_t len = 0;
	while (len < line.len && !ends_name(line.at[len]))
		len++;
	struct str name = str_sub(line, 0, len);
	while (len < line.len && (line.at[len] == ' ' || line.at[len] == '\t'))
		len++;
	*sign = len < line.len ? line.at[len] : 0;
	if (name.len > 1 && (name.at[0] == '"' || name.at[0] == '\'') && name.at[name.len - 1] == name.at[0])
		name = str_sub(name, 1, name.len - 1);
	return *sign == ':' || *sign == '=' ? name : STR("");
}

static bool is_option(struct str name)
{
	return name.len && (option_is_section(name) || option_find_holder(name));
}

/* Is one of its lines the header of a section (in brackets that takes a parser), or an entry of an INI file? Most texts in manifests are scripts, and need
 * no parser. */
static bool has_line(struct str text, uint32_t *ini, uint32_t *other)
{
	struct str line;
	bool section = false;
	*ini = *other = 0;
	while (text.len && str_split(&text, '\n', &line)) {
		char sign;
		line = str_trim(line);
		if (!line.len || line.at[0] == '#')
			continue;
		struct str name = name_of(line, &sign);
		section |= (sign == ':' && is_option(name)) || line.at[0] == '{';
		*ini += sign == '=' && ini_is_name(name);
		*other += sign != '=' || !ini_is_name(name);
	}
	return section;
}

/* What no reader takes otherwise is read by the one that is done first. */
static bool read_text(struct arena *scratch, const struct source *source, struct tree *tree)
{
	struct syntax_error error;
	struct yaml yaml;
	if (plain_text(source) && plain_read(scratch, source, &yaml)) {
		*tree = yaml.tree;
		return true;
	}
	return verify_tree(scratch, source, source->text, tree, &error);
}

bool looks_text(struct arena *scratch, struct str text, enum promise promise)
{
	uint32_t ini, other;
	struct source source;
	struct tree tree;
	bool section = has_line(text, &ini, &other);
	/* Nothing but comments, as the packaged file may be: an option can be set in it. */
	if (!section && !ini && !other)
		return promise >= PROMISE_SERVER && str_trim(text).len > 0;
	if (!section)
		return promise >= PROMISE_SERVER ? ini > other : ini > 1 && !other;
	source_init(scratch, "", text, &source);
	struct text_check check = text_check(text);
	if (check.nul != STR_NONE || check.invalid != STR_NONE || !read_text(scratch, &source, &tree))
		/* Broken, and where it says whose it is, that is what its owner wants to hear. */
		return promise >= PROMISE_SERVER;
	return tree.root && looks_map(&tree, tree.root, promise);
}

/* ---- the first look ---- */

bool looks_other(struct str text)
{
	/* What most lines begin with: they say nothing. Asked of every file. */
	static const bool nothing[256] = {
		[' '] = true, ['\t'] = true, ['\r'] = true, ['\n'] = true, ['#'] = true, ['%'] = true, ['.'] = true, [']'] = true, ['}'] = true,
	};
	uint32_t at = str_starts(text, "\xef\xbb\xbf") ? 3 : 0, next;
	for (; at < text.len; at = next) {
		const char *end = memchr(text.at + at, '\n', text.len - at);
		next = end ? (uint32_t)(end - text.at) + 1 : text.len;
		if (nothing[(unsigned char)text.at[at]])
			continue;
		struct str line = str_sub(text, at, end ? next - 1 : next);
		char first = line.at[0], sign;
		if (str_starts(line, "---"))
			continue;
		if (first == '{' || first == '[' || str_starts(line, "- "))
			return true;
		struct str name = name_of(line, &sign);
		if (sign == ':' && name.len && !is_option(name))
			return true;
	}
	return false;
}
