#include "fleet/workload.h"

#include <stdlib.h>
#include <string.h>

#include "fleet/mapping.h"
#include "fleet/workload_pod.h"
#include "input/embedded.h"
#include "text/mask.h"

/* Lists of lists are nobody's. */
enum { LISTS_MAX = 4 };

/* ---- texts ---- */

static struct mapped unknown_text(struct mapped text)
{
	text.text = (struct str){ "", 1 };
	text.from = NULL;
	return text;
}

/* $(NAME), which Kubernetes fills in; $$(NAME) is no such thing. */
static uint32_t reference_end(struct str text, uint32_t at)
{
	if (text.at[at] != '$' || at + 2 >= text.len || text.at[at + 1] != '(')
		return at;
	uint32_t end = at + 2;
	while (end < text.len && text.at[end] != ')' && !str_has_char(STR(" \t\n\"'|&;()"), text.at[end]))
		end++;
	return end < text.len && text.at[end] == ')' && end > at + 2 ? end + 1 : at;
}

struct mapped pod_text(const struct pod *pod, uint32_t node)
{
	const struct tree *tree = pod->tree;
	const struct mask *mask = pod->view->mask;
	node = mapping_meant(tree, node);
	if (!node || tree->node[node].kind != NODE_SCALAR || node_is_null(&tree->node[node]))
		return (struct mapped){ .text = STR("") };
	struct mapped text = mapped_node(pod->arena, pod->view, &tree->node[node]);
	uint32_t braces = str_find(text.text, STR("{{"), 0);
	bool masked = mask_find(mask, MASK_VALUE, tree->node[node].span) || mask_find(mask, MASK_GAP, tree->node[node].span);
	if ((masked && !text.from) || str_starts(text.text, "${"))
		return unknown_text(text);
	if (!masked && !str_has_char(text.text, '$') && braces == STR_NONE)
		return text;
	char *bytes = arena_copy(pod->arena, text.text.at, text.text.len);
	for (uint32_t i = 0, next; i < text.text.len; i = next) {
		struct span one = { masked ? text.from[i] : 0, 1 };
		next = reference_end(text.text, i);
		if (str_starts(str_sub(text.text, i, text.text.len), "$$")) {
			next = i + 2;
		} else if (next > i) {
			memset(bytes + i, WORDS_UNKNOWN, next - i);
		} else {
			next = i + 1;
			/* Nobody may have known it for a template. */
			if (i >= braces || (masked && (mask_find(mask, MASK_VALUE, one) || mask_find(mask, MASK_GAP, one))))
				bytes[i] = WORDS_UNKNOWN;
		}
	}
	text.text.at = bytes;
	return text;
}

uint32_t pod_items(const struct pod *pod, uint32_t list)
{
	const struct node *node = &pod->tree->node[list];
	return list && node->kind == NODE_SEQUENCE ? node->first : 0;
}

struct str pod_name(const struct pod *pod, uint32_t node)
{
	const struct tree *tree = pod->tree;
	node = mapping_meant(tree, node);
	if (!node || tree->node[node].kind != NODE_SCALAR || node_is_null(&tree->node[node]))
		return STR("");
	if (!mask_find(pod->view->mask, MASK_VALUE, tree->node[node].span))
		return tree->node[node].text;
	struct str words = source_str(source_file(pod->view), tree->node[node].span);
	char *bytes = arena_copy(pod->arena, words.at, words.len);
	uint32_t len = 0;
	for (uint32_t i = 0; i < words.len; i++)
		if (!str_has_char(STR(" \t\r\n\"'"), words.at[i]))
			bytes[len++] = words.at[i];
	return (struct str){ bytes, len };
}

/* From the key to whatever comes next in the document. */
bool pod_varies(const struct pod *pod, uint32_t node)
{
	const struct tree *tree = pod->tree;
	const struct mask *mask = pod->view->mask;
	uint32_t up = node, end = pod->view->text.len, at = node_start(tree, node);
	while (up && !tree->node[up].next)
		up = tree->node[up].parent;
	if (up)
		end = node_start(tree, tree->node[up].next);
	struct span all = { at, end > at ? end - at : 0 };
	return mask && (mask_find(mask, MASK_GAP, all) || mask_find(mask, MASK_BRANCH, all));
}

/* ---- resources ---- */

struct reader {
	struct arena *arena;
	const struct source *view;
	struct workloads *out;
};

static void add_workload(const struct reader *reader, struct workload workload)
{
	struct workloads *out = reader->out;
	if (out->count == out->room) {
		out->room = out->room ? 2 * out->room : 4;
		out->at = arena_grow(reader->arena, out->at, out->count, out->room, sizeof workload);
	}
	out->at[out->count++] = workload;
}

static void read_container(const struct reader *reader, const struct pod *pod, uint32_t container)
{
	const struct tree *tree = pod->tree;
	uint32_t name = mapping_find(tree, container, "name");
	struct workload workload = { .config = { .map = STR(""), .key = STR("") } };
	workload.entry.name = name ? str_cstr(pod->arena, pod_name(pod, name)) : "a container";
	workload.entry.at = tree->node[name ? name : container].span;
	pod_command(pod, container, &workload.entry);
	if (!workload.entry.starts_server)
		return;
	pod_mounts(pod, container, &workload);
	add_workload(reader, workload);
}

/* The mapping that has the containers: of a Pod its spec, of others that of their template. */
static uint32_t pod_spec(const struct tree *tree, uint32_t resource)
{
	uint32_t spec = mapping_find(tree, resource, "spec");
	uint32_t job = mapping_find(tree, mapping_find(tree, spec, "jobTemplate"), "spec");
	uint32_t inner = mapping_find(tree, mapping_find(tree, job ? job : spec, "template"), "spec");
	return inner ? inner : spec;
}

static void read_pods(const struct reader *reader, const struct tree *tree, uint32_t resource, struct str space)
{
	struct pod pod = { .arena = reader->arena, .view = reader->view, .tree = tree, .space = space };
	pod.spec = pod_spec(tree, resource);
	uint32_t list = mapping_find(tree, pod.spec, "containers");
	for (uint32_t at = pod_items(&pod, list); at; at = tree->node[at].next)
		if (tree->node[mapping_meant(tree, at)].kind == NODE_MAPPING)
			read_container(reader, &pod, mapping_meant(tree, at));
}

static void read_values(const struct reader *reader, const struct tree *tree, uint32_t data, struct workload_name name)
{
	struct workloads *out = reader->out;
	for (uint32_t at = data && tree->node[data].kind == NODE_MAPPING ? tree->node[data].first : 0; at; at = tree->node[at].next) {
		name.key = tree->node[at].name;
		if (out->value_count == out->value_room) {
			out->value_room = out->value_room ? 2 * out->value_room : 4;
			out->values = arena_grow(reader->arena, out->values, out->value_count, out->value_room, sizeof *out->values);
		}
		uint32_t from = node_start(tree, at), end = node_end(tree, at);
		out->values[out->value_count] = (struct workload_value){ name, { from, end - from }, out->value_count };
		out->value_count++;
	}
}

static void read_resource(const struct reader *reader, const struct tree *tree, uint32_t resource, unsigned depth)
{
	static const char *const makers[] = { "Pod", "Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "ReplicationController",
					      "Job", "CronJob", "DeploymentConfig" };
	struct pod pod = { .arena = reader->arena, .view = reader->view, .tree = tree };
	struct str kind = mapping_text(tree, mapping_find(tree, resource, "kind"));
	uint32_t metadata = mapping_find(tree, resource, "metadata");
	struct str space = pod_name(&pod, mapping_find(tree, metadata, "namespace"));
	struct workload_name name = { .space = space, .map = pod_name(&pod, mapping_find(tree, metadata, "name")) };
	/* A List of items, or OpenShift's Template of objects. */
	uint32_t list = mapping_find(tree, resource, str_is(kind, "Template") ? "objects" : "items");
	if (str_is(kind, "ConfigMap") || str_is(kind, "Secret")) {
		name.secret = str_is(kind, "Secret");
		read_values(reader, tree, mapping_find(tree, resource, "data"), name);
		read_values(reader, tree, mapping_find(tree, resource, name.secret ? "stringData" : "binaryData"), name);
	}
	for (unsigned i = 0; i < sizeof makers / sizeof *makers; i++)
		if (str_is(kind, makers[i]))
			read_pods(reader, tree, resource, space);
	if (depth == LISTS_MAX || !list || tree->node[list].kind != NODE_SEQUENCE)
		return;
	for (uint32_t at = tree->node[list].first; at; at = tree->node[at].next)
		read_resource(reader, tree, mapping_meant(tree, at), depth + 1);
}

static void read_document(const struct tree *tree, void *data)
{
	read_resource(data, tree, tree->root, 0);
}

/* Most that speak of it are its clients, and name it in an address alone. */
static bool has_more_than_addresses(struct str text)
{
	uint32_t at = str_find(text, STR("mongo"), 0);
	while (at != STR_NONE) {
		struct str rest = str_sub(text, at, text.len);
		if (!str_starts(rest, "mongodb://") && !str_starts(rest, "mongodb+srv://"))
			return true;
		at = str_find(text, STR("mongo"), at + 5);
	}
	return false;
}

bool workload_is_likely(struct str text)
{
	return str_find(text, STR("containers"), 0) != STR_NONE && has_more_than_addresses(text);
}

static int by_place(const void *a, const void *b)
{
	const struct workload_value *left = a, *right = b;
	int order = (left->at.at > right->at.at) - (left->at.at < right->at.at);
	return order ? order : (left->order > right->order) - (left->order < right->order);
}

void workload_read(struct arena *arena, const struct source *view, struct workloads *out)
{
	struct reader reader = { .arena = arena, .view = view, .out = out };
	*out = (struct workloads){ .inventory = { .kind = INVENTORY_WORKLOAD, .source = source_file(view) } };
	embedded_documents(arena, view, read_document, &reader);
	if (out->value_count)
		qsort(out->values, out->value_count, sizeof *out->values, by_place);
}

/* ---- names ---- */

/* A file may have thousands of configs. */
const struct workload_name *workload_name(const struct workloads *workloads, struct span part)
{
	uint32_t low = 0, high = workloads->value_count;
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		if (span_end(workloads->values[middle].at) <= part.at)
			low = middle + 1;
		else
			high = middle;
	}
	const struct workload_value *value = &workloads->values[low];
	return low < workloads->value_count && value->at.at <= part.at ? &value->name : NULL;
}

bool workload_same(const struct workload_name *one, const struct workload_name *other)
{
	bool apart = one->space.len && other->space.len && !str_eq(one->space, other->space);
	bool keys = !one->key.len || !other->key.len || str_eq(one->key, other->key);
	return one->map.len && str_eq(one->map, other->map) && one->secret == other->secret && keys && !apart;
}
