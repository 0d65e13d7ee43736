#include "base/buf.h"
#include "rules/cause.h"

enum { SIBLINGS = 64, LEVELS = 4 };

/* Headers without anything below them, and the names behind them that would belong there. */
struct lost {
	const struct clue *clue;
	struct str parent;            /* path of what all of them stand in; empty at the top */
	struct str open[LEVELS];      /* paths of the headers that are still open */
	unsigned depth;
	uint32_t header;              /* node of the first */
	uint32_t first, count;        /* nodes that are lost */
	bool found;                   /* the clue's node is the header or one of them */
};

static struct str join(struct arena *arena, struct str parent, struct str name)
{
	return parent.len ? str_format(arena, "%.*s.%.*s", STR_ARG(parent), STR_ARG(name)) : name;
}

static bool is_name(struct str path)
{
	return cause_is_option(path) || option_is_section(path);
}

/* A map option without a map, or a section without options. */
static bool is_empty_header(const struct tree *tree, uint32_t at, struct str path)
{
	const struct option *option = option_find(path);
	return node_is_null(&tree->node[at]) && (option_is_section(path) || (option && option->type == OPTION_MAP));
}

static bool node_is_section(const struct tree *tree, uint32_t at)
{
	return tree->node[at].kind == NODE_MAPPING;
}

static void indent_line(struct lost *lost, uint32_t at, unsigned levels, struct edits *edits)
{
	const struct source *source = lost->clue->source;
	const struct node *node = &lost->clue->config->tree->node[at];
	uint32_t first = source_line_index(source, node->key.at);
	uint32_t last = source_line_index(source, node_end(lost->clue->config->tree, at));
	for (uint32_t line = first; line <= last; line++) {
		struct buf put = BUF_INIT(edits->arena);
		buf_fill(&put, ' ', 2 * levels);
		if (str_trim(source_line(source, line)).len)
			edits_add(edits, (struct span){ source->line[line] < source_text_start(source) ? source_text_start(source)
							: source->line[line], 0 }, buf_done(&put));
	}
}

/* Goes through the siblings in order; stops when the clue's run is complete. */
static void walk(struct lost *lost, uint32_t at, struct edits *edits)
{
	const struct tree *tree = lost->clue->config->tree;
	struct arena *arena = lost->clue->arena;
	for (; at; at = tree->node[at].next) {
		struct str name = tree->node[at].name, own = join(arena, lost->parent, name), inner = own;
		unsigned level = lost->depth;
		bool below = false;
		/* What has a place at its own level is not lost; but for a name of both, the header is nearer. */
		while (level && !below) {
			inner = join(arena, lost->open[level - 1], name);
			below = is_name(inner) && !is_name(own) && !(option_find(lost->open[level - 1]) && node_is_section(tree, at));
			level -= !below;
		}
		if (!below) {
			if (lost->found && lost->count)
				return;
			*edits = (struct edits)EDITS_INIT(arena);
			lost->depth = lost->count = 0;
			lost->found = false;
			if (is_empty_header(tree, at, own)) {
				lost->open[lost->depth++] = own;
				lost->header = at;
				lost->found = at == lost->clue->node;
			}
			continue;
		}
		lost->depth = level;
		lost->found |= at == lost->clue->node;
		if (!lost->count++)
			lost->first = at;
		indent_line(lost, at, level, edits);
		if (is_empty_header(tree, at, inner) && lost->depth < LEVELS)
			lost->open[lost->depth++] = inner;
	}
}

bool explain_option_at_column_zero(const struct clue *clue, struct cause *cause)
{
	const struct tree *tree = clue->config->tree;
	if (!clue->setting)
		return false;
	uint32_t parent = tree->node[clue->node].parent, from = clue->node;
	if (tree->node[parent].kind != NODE_MAPPING || tree->node[parent].style != STYLE_BLOCK)
		return false;
	for (unsigned i = 0; i < SIBLINGS && tree->node[from].previous; i++)
		from = tree->node[from].previous;
	struct lost lost = { .clue = clue };
	if (parent != tree->root)
		lost.parent = tree_path(clue->arena, tree, parent);
	walk(&lost, from, &cause->edits);
	if (!lost.found || !lost.count)
		return false;
	const struct node *header = &tree->node[lost.header], *first = &tree->node[lost.first];
	cause->at = first->key;
	cause->message = arena_printf(clue->arena, "%.*s is not indented below its section %.*s", STR_ARG(first->name),
				      STR_ARG(header->name));
	cause->note = "the section, which has nothing below it";
	cause->note_at = header->key;
	cause->group = lost.header;
	if (cause_heals(clue, &cause->edits)) {
		cause->fix = "indent what belongs to the section";
		cause->safety = SAFETY_UNSAFE;
	} else {
		cause->help = "indent what belongs to the section by two blanks";
	}
	return true;
}

const struct rule rule_option_at_column_zero = {
	.kind = { "option-at-column-zero", "startup" },
	.severity = SEVERITY_ERROR,
	.scope = SCOPE_FILE,
	.title = "options that are not indented below their section",
	.why = "Copied from a page or a chat, text often loses the blanks its lines begin with. The header then has nothing "
	       "below it, and its options stand beside it, where no server knows them.",
	.server = "Unrecognized option: storage, the name of the section",
	.bad = (const struct example[]){ { "mongod.conf", "storage:\ndbPath: /srv/mongodb\n" }, { 0 } },
	.good = (const struct example[]){ { "mongod.conf", "storage:\n  dbPath: /srv/mongodb\n" }, { 0 } },
	.check_config = cause_report,
};
