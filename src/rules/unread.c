#include "rules/unread.h"

#include "base/buf.h"
#include "rules/line.h"

enum { NAMED = 5, LINES = 2000, LEVELS = 8 };

struct names {
	struct str at[NAMED], security[NAMED];
	unsigned count, securities;
};

static void add_name(struct names *names, struct str path)
{
	if (str_starts(path, "security.")) {
		if (names->securities < NAMED)
			names->security[names->securities] = path;
		names->securities++;
		return;
	}
	if (names->count < NAMED)
		names->at[names->count] = path;
	names->count++;
}

/* A header's indentation ends where a line is not further in than it. */
static void gather(struct arena *arena, const struct source *source, uint32_t from, struct names *names)
{
	struct { uint32_t indent; struct str path; } open[LEVELS];
	unsigned depth = 0;
	for (uint32_t i = from; i < source->lines && i - from < LINES; i++) {
		struct line line = line_at(source, i);
		if (line.blank || line.comment || !line.key.len || !line.loose)
			continue;
		while (depth && open[depth - 1].indent >= line.indent)
			depth--;
		struct str path = depth ? str_format(arena, "%.*s.%.*s", STR_ARG(open[depth - 1].path), STR_ARG(line.key))
					: line.key;
		if (option_find_holder(path) && line.rest.len)
			add_name(names, path);
		else if (!line.rest.len && depth < LEVELS) {
			open[depth].indent = line.indent;
			open[depth++].path = path;
		}
	}
}

const char *unread_options(struct arena *arena, const struct source *source, uint32_t from)
{
	struct names names = { .count = 0 };
	gather(arena, source, from, &names);
	unsigned all = names.count + names.securities, shown = 0;
	struct buf out = BUF_INIT(arena);
	for (unsigned i = 0; i < all && shown < NAMED; i++, shown++) {
		struct str name = i < names.securities ? names.security[i] : names.at[i - names.securities];
		bool last = shown + 1 == all;
		buf_printf(&out, "%s%.*s", shown == 0 ? "" : last ? " and " : ", ", STR_ARG(name));
	}
	if (all > shown)
		buf_printf(&out, " and %u more", all - shown);
	return all ? buf_done(&out).at : NULL;
}

/* Line `index` begins with a mark of a document; a word that only begins like one is none. */
static bool is_mark(const struct source *source, uint32_t index)
{
	struct str line = source_line(source, index);
	return (str_starts(line, "---") || str_starts(line, "...")) && !str_trim(str_sub(line, 3, 4)).len;
}

/* The first of the marks before `line`, with nothing but blanks and comments between. */
static bool find_mark(const struct source *source, uint32_t line, uint32_t *mark)
{
	bool found = false;
	for (uint32_t i = line + 1; i-- > 0;) {
		struct str text = str_trim(source_line(source, i));
		if (is_mark(source, i)) {
			*mark = i;
			found = true;
		} else if (i != line && text.len && text.at[0] != '#') {
			break;
		}
	}
	return found;
}

enum unread unread_find(const struct config *config, struct unread_place *place)
{
	const struct tree *tree = config->tree;
	const struct node *root = &tree->node[tree->root];
	const struct source *source = config->source;
	if (config->format != CONFIG_YAML || config->document.rest >= source->text.len)
		return UNREAD_NOTHING;
	*place = (struct unread_place){ .at = config->document.rest };
	place->line = source_line_index(source, place->at);
	if (find_mark(source, place->line, &place->mark))
		return UNREAD_MARK;
	if (root->kind != NODE_MAPPING || root->style != STYLE_BLOCK || !root->first)
		return UNREAD_BEHIND;
	place->column = line_at(source, source_line_index(source, node_start(tree, root->first))).indent;
	return line_at(source, place->line).indent < place->column ? UNREAD_DEDENT : UNREAD_BEHIND;
}

struct diag *unread_report(const struct lint *lint, const struct rule *rule, const struct config *config,
			   struct span at, uint32_t from, const char *why)
{
	const char *program = config->target.binary == BINARY_MONGOS ? "mongos" : "mongod";
	const char *names = unread_options(lint->arena, config->source, from);
	struct diag *diag = sink_add(lint->sink, &rule->kind, rule->severity, config->source, at,
				     "%s reads nothing from line %u on: %s", program, from + 1, why);
	diag->server = names ? arena_printf(lint->arena, "starts without %s, and without a word about it", names)
			     : "starts without what stands there, and without a word about it";
	return diag;
}
