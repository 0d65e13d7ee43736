#include "rules/directives.h"

/* Is the # text of a key or a value? Nodes stand in the order of the document, and so do the questions: *node goes on. */
static bool is_text(const struct tree *tree, uint32_t *node, uint32_t at)
{
	for (; tree && *node < tree->count; ++*node) {
		const struct node *one = &tree->node[*node];
		if (one->key.len && at >= one->key.at && at < span_end(one->key))
			return true;
		if (one->kind == NODE_SCALAR && at < span_end(one->span))
			return at >= one->span.at;
	}
	return false;
}

void directives_read(const struct config *config, struct ignores *ignores)
{
	const struct tree *tree = config->format == CONFIG_YAML ? config->tree : NULL;
	uint32_t node = 1;
	/* The file itself has no comments there. */
	if (config->source->decoded)
		return;
	for (uint32_t at = 0; ignore_next(config->source, &at); at++)
		if (!is_text(tree, &node, at))
			ignore_take(ignores, config->source, at);
}

bool directive_names(struct str name, const struct rule *rule)
{
	return str_is(name, rule->kind.id) || str_is(name, rule->kind.group);
}

/* Several directives may name one finding: each has its use. */
static bool set_aside(struct ignore *ignores, uint32_t count, struct diag *diag)
{
	const struct rule *rule = rule_find(str_of(diag->kind->id));
	for (uint32_t i = 0; (i = ignores_next(ignores, count, i, diag->at.at)) < count; i++) {
		struct ignore *ignore = &ignores[i];
		for (uint32_t k = 0; k < ignore->count && ignore_covers(ignore, diag); k++) {
			if (!directive_names(ignore->names[k].text, rule))
				continue;
			ignore->names[k].used = true;
			diag->aside = ASIDE_COMMENT;
			diag->reason = *ignore->reason ? ignore->reason : diag->reason;
		}
	}
	/* All are, or none. */
	bool stops = !diag->aside && rule_stops(diag) && !ignores[0].stopped;
	for (uint32_t i = 0; i < count && stops; i++)
		ignores[i].stopped = true;
	return diag->aside != ASIDE_NOT;
}

void directives_apply(const struct lint *lint, uint32_t from)
{
	struct sink *sink = lint->sink;
	uint32_t kept = from;
	ignores_sort(lint->ignores);
	for (uint32_t i = from; i < sink->count; i++) {
		uint32_t count;
		struct ignore *ignores = ignores_of(lint->ignores, sink->at[i]->source, &count);
		if (count && set_aside(ignores, count, sink->at[i]))
			sink_take(lint->aside, sink->at[i]);
		else
			sink->at[kept++] = sink->at[i];
	}
	sink->count = kept;
}
