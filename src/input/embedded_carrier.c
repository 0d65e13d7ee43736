#include "input/embedded_carrier.h"

#include "base/buf.h"

/* Each config is as long as the whole file, so that many of them in a large file would be squares. What goes beyond
 * is copied, and read-only. */
enum { COPIED_MOST = 256 * 1024 * 1024 };

static const char too_many[] = "the file has too many configs for its size";

/* ---- names ---- */

static void put_path(struct buf *out, const struct tree *tree, uint32_t at)
{
	const struct node *node = &tree->node[at];
	const struct node *parent = &tree->node[node->parent];
	uint32_t index = 0;
	if (!node->parent)
		return;
	put_path(out, tree, node->parent);
	for (uint32_t before = node->previous; before && parent->kind == NODE_SEQUENCE; before = tree->node[before].previous)
		index++;
	if (parent->kind == NODE_SEQUENCE)
		buf_printf(out, "[%u]", index);
	else
		buf_printf(out, "%s%.*s", out->len ? "." : "", STR_ARG(node->name));
}

const char *carrier_path(const struct carrier *carrier, uint32_t at)
{
	struct buf out = BUF_INIT(carrier->arena);
	put_path(&out, carrier->tree, at);
	return str_cstr(carrier->arena, buf_done(&out));
}

enum promise carrier_promise(const struct carrier *carrier, uint32_t at)
{
	enum promise promise = kinds_promise(carrier->tree, at);
	uint32_t resource;
	if (promise != PROMISE_CONFIG)
		return promise;
	const char *kind = kinds_resource(carrier->scratch, carrier->tree, at, &resource);
	if (kind && kinds_mention_mongo(str_of(kind)))
		return PROMISE_SERVER;
	return carrier->mongo ? promise : PROMISE_NONE;
}

/* A ConfigMap's file is all that its server reads, as far as the map's own name doesn't say that it comes on top of
 * another; what an operator's resource or the values of a chart say, is not. */
static bool is_partial(const struct carrier *carrier, uint32_t at)
{
	static const char *const tops[] = { "additional", "extra", "custom", "override" };
	uint32_t resource, metadata;
	const char *kind = kinds_resource(carrier->scratch, carrier->tree, at, &resource);
	if (!kind)
		return carrier->partial;
	if (strcmp(kind, "ConfigMap") != 0 && strcmp(kind, "Secret") != 0)
		return true;
	for (metadata = carrier->tree->node[resource].first; metadata; metadata = carrier->tree->node[metadata].next)
		if (str_is(carrier->tree->node[metadata].name, "metadata"))
			break;
	struct str name = metadata ? kinds_child(carrier->tree, metadata, "name") : STR("");
	for (unsigned i = 0; i < sizeof tops / sizeof *tops; i++)
		if (str_find(name, str_of(tops[i]), 0) != STR_NONE)
			return true;
	return false;
}

bool carrier_is_secret(const struct carrier *carrier, uint32_t at)
{
	const struct tree *tree = carrier->tree;
	uint32_t data = tree->node[at].parent;
	return tree->node[data].parent && str_is(tree->node[data].name, "data") &&
	       str_is(kinds_child(tree, tree->node[data].parent, "kind"), "Secret");
}

/* ---- sources ---- */

/* What the template decides within the config; a branch that holds all of it is none to its lines. */
static const struct mask *mask_of(const struct carrier *carrier, struct span at)
{
	const struct mask *all = carrier->view->mask;
	struct mask *mask = NULL;
	for (uint32_t i = 0; all && i < all->count; i++) {
		const struct mask_span *span = &all->spans[i];
		bool apart = span_end(span->at) < at.at || span->at.at > span_end(at);
		bool around = span->at.at <= at.at && span_end(span->at) >= span_end(at);
		if (apart || (around && span->kind == MASK_BRANCH))
			continue;
		if (!mask) {
			mask = arena_alloc(carrier->arena, sizeof *mask);
			mask->language = all->language;
		}
		mask_add(carrier->arena, mask, *span);
	}
	for (uint32_t i = 0; carrier->filled && i < carrier->filled->count; i++) {
		if (!mask) {
			mask = arena_alloc(carrier->arena, sizeof *mask);
			mask->language = carrier->filled->language;
		}
		mask_add(carrier->arena, mask, carrier->filled->spans[i]);
	}
	for (uint32_t i = 0; i < carrier->tie_count; i++) {
		if (!mask) {
			mask = arena_alloc(carrier->arena, sizeof *mask);
			mask->language = "YAML alias";
		}
		mask_add(carrier->arena, mask, carrier->ties[i]);
	}
	if (mask)
		mask_sort(mask);
	return mask;
}

/* The file's lines, with nothing on them. */
static char *blank(struct arena *arena, struct str text)
{
	char *bytes = arena_bytes(arena, (size_t)text.len + 1);
	memset(bytes, ' ', text.len);
	bytes[text.len] = '\0';
	for (uint32_t at = 0; (at = str_find_char(text, '\n', at)) != STR_NONE; at++) {
		bytes[at] = '\n';
		if (at && text.at[at - 1] == '\r')
			bytes[at - 1] = '\r';
	}
	return bytes;
}

static void add(struct carrier *carrier, uint32_t node, struct source *source, bool managed, const char *locked)
{
	struct arena *arena = carrier->arena;
	uint32_t resource;
	const char *kind = kinds_resource(arena, carrier->tree, node, &resource);
	source->path = carrier->file->path;
	source->whole = carrier->file;
	source->label = carrier_path(carrier, node);
	if (!locked && carrier->doubtful)
		locked = "two YAML parsers read the file around it differently";
	if (carrier->made_count == carrier->made_room) {
		carrier->made_room = carrier->made_room ? 2 * carrier->made_room : 8;
		carrier->made = arena_grow(arena, carrier->made, carrier->made_count, carrier->made_room, sizeof *carrier->made);
	}
	carrier->made[carrier->made_count++] = (struct made){ source, kind ? kind : carrier->title, carrier->document };
	parts_add(arena, carrier->parts, (struct part){
		.source = source, .managed = managed || is_partial(carrier, node), .locked = locked,
		.edition = kind ? kinds_edition(kind) : 0,
		.read_as = arena_printf(arena, "%s, %s", kind ? kind : carrier->title, source->label),
	});
}

void carrier_number(struct carrier *carrier)
{
	bool several = false;
	for (uint32_t i = 1; i < carrier->made_count; i++)
		several |= carrier->made[i].document != carrier->made[0].document;
	for (uint32_t i = 0; several && i < carrier->made_count; i++) {
		struct source *source = carrier->made[i].source;
		source->label = arena_printf(carrier->arena, "document %u: %s", carrier->made[i].document, source->label);
		carrier->parts->at[i].read_as = arena_printf(carrier->arena, "%s, %s", carrier->made[i].kind, source->label);
	}
}

/* Blanks behind a block scalar that the config ends with would be more of its text, were there no comment before them. */
static void end_at(char *bytes, struct str text, uint32_t at)
{
	for (; at < text.len; at = str_find_char(text, '\n', at) + 1) {
		if (bytes[at] == ' ' && at && bytes[at - 1] == '\n') {
			bytes[at] = '#';
			return;
		}
		if (str_find_char(text, '\n', at) == STR_NONE)
			return;
	}
}

void carrier_add(struct carrier *carrier, uint32_t node, struct span at, struct str own, bool managed, const char *locked)
{
	struct source *source = arena_alloc(carrier->arena, sizeof *source);
	carrier->copied += carrier->file->text.len;
	if (carrier->copied > COPIED_MOST) {
		carrier_add_decoded(carrier, node, at, own, managed, too_many);
		return;
	}
	if (!carrier->blank)
		carrier->blank = blank(carrier->scratch, carrier->file->text);
	char *bytes = arena_copy(carrier->arena, carrier->blank, carrier->file->text.len);
	struct str text = { bytes, carrier->file->text.len };
	if (own.len)
		memcpy(bytes + at.at, own.at, own.len);
	end_at(bytes, carrier->file->text, span_end(at));
	if (carrier->first)
		source_init_part(carrier->arena, carrier->first, text, at, source);
	else
		source_init(carrier->arena, carrier->file->name, text, source);
	carrier->first = carrier->first ? carrier->first : source;
	source->part = at;
	source->mask = mask_of(carrier, at);
	add(carrier, node, source, managed, locked);
}

void carrier_add_decoded(struct carrier *carrier, uint32_t node, struct span at, struct str text, bool managed,
			 const char *locked)
{
	struct source *source = arena_alloc(carrier->arena, sizeof *source);
	source_init(carrier->arena, carrier->file->name, str_copy(carrier->arena, text), source);
	source->part = at;
	source->decoded = true;
	add(carrier, node, source, managed, locked);
}
