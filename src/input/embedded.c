#include "input/embedded.h"

#include "input/embedded_carrier.h"
#include "input/embedded_looks.h"
#include "yaml/plain.h"

/* ---- a document ---- */

/* A line of text that a template's statement became: its first byte is our comment's, and not the file's. */
static bool is_statement(const struct source *view, const struct source *file, uint32_t at, uint32_t end)
{
	while (at < end && str_has_char(STR(" \t"), view->text.at[at]))
		at++;
	return at < end && view->text.at[at] == '#' && file->text.at[at] != '#';
}

static struct str outer_of(struct arena *arena, const struct source *view, const struct source *file)
{
	if (view == file)
		return view->text;
	char *bytes = arena_copy(arena, view->text.at, view->text.len);
	for (uint32_t at = 0; at < view->text.len;) {
		uint32_t next = source_line_next(view, at), end = source_line_end(view, at);
		if (is_statement(view, file, at, end))
			memset(bytes + at, ' ', end - at);
		at = next;
	}
	return (struct str){ bytes, view->text.len };
}

/* The same with only the first arm of each condition: two arms after each other may be no YAML where each alone is. */
static struct str first_arms(struct arena *arena, const struct mask *mask, struct str outer)
{
	char *bytes = arena_copy(arena, outer.at, outer.len);
	uint32_t from = mask->from[MASK_BRANCH], end = mask->from[MASK_KINDS], most = 0, done = 0;
	for (uint32_t i = from; i < end; i++)
		most = mask->spans[i].group > most ? mask->spans[i].group : most;
	bool *seen = arena_array(arena, most + 1, sizeof *seen);
	memset(seen, 0, (size_t)most + 1);
	for (uint32_t i = from; i < end; i++) {
		const struct mask_span *arm = &mask->spans[i];
		bool later = seen[arm->group];
		seen[arm->group] = true;
		/* Of arms in each other, each byte once. */
		for (uint32_t at = arm->at.at > done ? arm->at.at : done; later && at < span_end(arm->at); done = ++at)
			if (!str_has_char(STR("\r\n"), bytes[at]))
				bytes[at] = ' ';
	}
	return (struct str){ bytes, outer.len };
}

static uint32_t behind(const struct tree *tree, uint32_t at)
{
	while (tree->node[at].last)
		at = tree->node[at].last;
	return at + 1;
}

static void take_all(struct carrier *carrier)
{
	const struct tree *tree = carrier->tree;
	for (uint32_t at = tree->root; at && at < tree->count;) {
		bool map = tree->node[at].kind == NODE_MAPPING;
		bool taken = map ? carrier_take_map(carrier, at) : carrier_take_scalar(carrier, at);
		at = taken ? behind(tree, at) : at + 1;
	}
}

/* More than markers, directives, comments and blank lines. */
static bool has_content(struct str text)
{
	struct str line;
	while (text.len && str_split(&text, '\n', &line)) {
		line = str_trim(line);
		if (str_starts(line, "---") || str_starts(line, "..."))
			line = str_trim(str_sub(line, 3, line.len));
		if (line.len && line.at[0] != '#' && line.at[0] != '%')
			return true;
	}
	return false;
}

/* Where the document ends that begins at `from`: the next line with a marker, which no scalar can hold. */
static uint32_t document_end(struct str text, uint32_t from)
{
	for (uint32_t at = from; (at = str_find_char(text, '\n', at)) != STR_NONE; at++) {
		struct str line = str_sub(text, at + 1, text.len);
		if ((str_starts(line, "---") || str_starts(line, "...")) &&
		    (line.len == 3 || str_has_char(STR(" \t\r\n"), line.at[3])))
			return at + 1;
	}
	return text.len;
}

/* Can it be told without a parser that it is a resource of Kubernetes? */
static bool is_resource(struct str text)
{
	struct str line;
	bool version = false, kind = false;
	while (text.len && str_split(&text, '\n', &line)) {
		version |= str_starts(line, "apiVersion:");
		kind |= str_starts(line, "kind:");
	}
	return version && kind;
}

/* Does a key of it promise a server's config? */
static bool names_server(struct str text)
{
	struct str line;
	while (text.len && str_split(&text, '\n', &line)) {
		line = str_trim(line);
		struct str name = str_trim(str_sub(line, 0, str_find_char(line, ':', 0)));
		bool key = name.len < line.len && !str_has_char(name, ' ') && name.at[0] != '#';
		if (key && kinds_name_promise(name) >= PROMISE_SERVER)
			return true;
	}
	return false;
}

/* The configs in it are as sure to be no file of a server as the rest of it. */
static const char *refuse_document(struct carrier *carrier, const struct yaml *yaml, uint32_t from, uint32_t to)
{
	const struct syntax_error *error = &yaml->libyaml;
	struct str text = str_sub(carrier->outer, from, to);
	if (!is_resource(text))
		return NULL;
	/* What a template is rendered to may be YAML all the same. */
	if (carrier->view->mask && !names_server(text))
		return "a Kubernetes manifest";
	carrier->unread = arena_printf(carrier->arena, "is a Kubernetes manifest, and can't be read as YAML: %s",
				       error->text ? error->text : "it has bytes that no text has");
	carrier->unread_at = from + error->at;
	return "a Kubernetes manifest";
}

static void read_tree(const struct carrier *carrier, uint32_t from, uint32_t to, struct source *source, struct yaml *yaml)
{
	source_init(carrier->scratch, carrier->file->name, str_sub(carrier->outer, from, to), source);
	plain_read_manifest(carrier->scratch, source, yaml);
}

/* What the document is, where it holds nothing. */
static const char *read_document(struct carrier *carrier, uint32_t from, uint32_t to)
{
	struct source source;
	struct yaml yaml;
	read_tree(carrier, from, to, &source, &yaml);
	if (yaml.reading == READING_NONE && carrier->view->mask) {
		struct str all = carrier->outer;
		if (!carrier->arms.at)
			carrier->arms = first_arms(carrier->scratch, carrier->view->mask, all);
		carrier->outer = carrier->arms;
		read_tree(carrier, from, to, &source, &yaml);
		if (yaml.reading == READING_NONE)
			carrier->outer = all;
	}
	if (yaml.reading == READING_NONE)
		return refuse_document(carrier, &yaml, from, to);
	if (!yaml.tree.root)
		return NULL;
	/* Junk behind a config is for the rules to say. */
	if (carrier->document == 1 && looks_config(carrier->file->name, &yaml.tree)) {
		carrier->whole = true;
		return NULL;
	}
	struct outer_kind kind = kinds_outer(carrier->file->name, &yaml.tree);
	if (kind.closed)
		return kind.what;
	tree_shift(&yaml.tree, from);
	carrier->tree = &yaml.tree;
	carrier->title = kind.title;
	carrier->partial = kind.partial;
	carrier->renders = kind.renders;
	carrier->doubtful = yaml.reading != READING_BOTH;
	take_all(carrier);
	return kind.what;
}

void embedded_documents(struct arena *arena, const struct source *view, embedded_take *take, void *data)
{
	struct carrier carrier = { .arena = arena, .scratch = arena, .view = view, .file = source_file(view) };
	struct str all = outer_of(arena, view, carrier.file);
	carrier.outer = all;
	for (uint32_t at = 0, end; at < all.len; at = end) {
		struct source *source = arena_alloc(arena, sizeof *source);
		struct yaml *yaml = arena_alloc(arena, sizeof *yaml);
		end = document_end(all, at);
		if (!has_content(str_sub(all, at, end)))
			continue;
		read_tree(&carrier, at, end, source, yaml);
		if (yaml->reading == READING_NONE && view->mask) {
			if (!carrier.arms.at)
				carrier.arms = first_arms(arena, view->mask, all);
			carrier.outer = carrier.arms;
			read_tree(&carrier, at, end, source, yaml);
			carrier.outer = all;
		}
		if (yaml->reading == READING_NONE || !yaml->tree.root)
			continue;
		tree_shift(&yaml->tree, at);
		take(&yaml->tree, data);
	}
}

const char *embedded_read(struct arena *arena, struct arena *scratch, const struct source *view, struct parts *parts)
{
	struct carrier carrier = {
		.arena = arena, .scratch = scratch, .view = view, .file = source_file(view), .parts = parts,
	};
	const char *what = NULL;
	if (!looks_other(view->text))
		return NULL;
	carrier.mongo = kinds_mention_mongo(view->text) || kinds_mention_mongo(str_of(view->name));
	carrier.outer = outer_of(scratch, view, carrier.file);
	for (uint32_t at = 0, end; at < view->text.len && !carrier.whole; at = end) {
		end = document_end(carrier.outer, at);
		if (!has_content(str_sub(carrier.outer, at, end)))
			continue;
		carrier.document++;
		const char *is = read_document(&carrier, at, end);
		what = what ? what : is;
	}
	carrier_number(&carrier);
	if (carrier.unread && !parts->count) {
		parts->refused_at = carrier.unread_at;
		parts->refused = carrier.unread;
	} else if (carrier.undecoded && !parts->count) {
		parts->refused_at = carrier.undecoded;
		parts->refused = arena_printf(arena, "is %s, and its %s is no valid base64", what, carrier.undecoded_label);
	}
	return what;
}
