#include "input/template_tag.h"

/* What is open. */
struct open {
	uint32_t tag;         /* that opened it */
	uint32_t last;        /* that opened its present arm */
	uint32_t group;
	uint32_t spans;       /* of the mask, when it was opened */
};

struct nest {
	struct arena *arena;
	struct str text;
	struct tags *tags;
	struct mask *mask;
	struct open *open;
	uint32_t depth, room, groups;
	uint32_t kept;        /* tags that stay; those of macros go */
};

static const struct tag *tag_of(const struct nest *nest, const struct open *open)
{
	return &nest->tags->at[open->tag];
}

/* Where the lines behind a tag begin: the next one, where nothing stands behind it. */
static uint32_t begins(struct str text, uint32_t at)
{
	uint32_t end = at;
	while (end < text.len && (text.at[end] == ' ' || text.at[end] == '\t' || text.at[end] == '\r'))
		end++;
	return end < text.len && text.at[end] == '\n' ? end + 1 : at;
}

/* Where they end: before the line of a tag that stands first on it. */
static uint32_t ends(struct str text, uint32_t at)
{
	uint32_t start = at;
	while (start && (text.at[start - 1] == ' ' || text.at[start - 1] == '\t'))
		start--;
	return !start || text.at[start - 1] == '\n' ? start : at;
}

static void add_branch(struct nest *nest, const struct open *open, const struct tag *end)
{
	const struct tag *start = &nest->tags->at[open->last];
	if (tag_of(nest, open)->body != BODY_SOMETIMES)
		return;
	uint32_t from = begins(nest->text, span_end(start->at)), to = ends(nest->text, end->at.at);
	if (from < to)
		mask_add(nest->arena, nest->mask, (struct mask_span){
			.at = { from, to - from }, .kind = MASK_BRANCH, .opened = start->at.at, .group = open->group });
}

static void push(struct nest *nest, uint32_t tag)
{
	if (nest->depth == nest->room) {
		nest->room = nest->room ? nest->room * 2 : 16;
		nest->open = arena_grow(nest->arena, nest->open, nest->depth, nest->room, sizeof *nest->open);
	}
	nest->open[nest->depth++] = (struct open){ tag, tag, ++nest->groups, nest->mask->count };
}

static bool broken(struct nest *nest, const struct tag *tag, const char *what, struct syntax_error *why)
{
	struct str said = source_str(&(struct source){ .text = nest->text }, tag->at);
	uint32_t end = str_find_char(said, '\n', 0);
	said = str_sub(said, 0, end == STR_NONE ? said.len : end);
	bool cut = said.len > 60;
	said = str_sub(said, 0, cut ? 60 : said.len);
	*why = (struct syntax_error){ tag->at.at, arena_printf(nest->arena, "its %.*s%s %s", STR_ARG(said), cut ? "..." : "", what),
				      false };
	return false;
}

/* What a macro, a definition or a filter has in it is one tag for all who read the text. */
static void swallow(struct nest *nest, const struct open *open, const struct tag *end)
{
	struct tag *first = &nest->tags->at[open->tag];
	first->value = first->body == BODY_ALTERED;
	first->at.len = span_end(end->at) - first->at.at;
	first->eats_after = end->eats_after;
	first->eats_line_end = end->eats_line_end;
	first->opens = false;
	first->to = open->tag;
	nest->kept = open->tag + 1;
	nest->mask->count = open->spans;
}

static bool close_one(struct nest *nest, uint32_t at, struct syntax_error *why)
{
	struct tag *tag = &nest->tags->at[at];
	if (!nest->depth)
		return broken(nest, tag, "closes nothing that is open", why);
	struct open *open = &nest->open[--nest->depth];
	struct tag *first = &nest->tags->at[open->tag];
	if (tag->word.len && first->word.len && !str_eq(tag->word, first->word))
		return broken(nest, tag, "closes something else than what is open", why);
	add_branch(nest, open, tag);
	tag->from = open->tag < tag->from ? open->tag : tag->from;
	first->to = at;
	if (first->body == BODY_NEVER || first->body == BODY_ALTERED)
		swallow(nest, open, tag);
	return true;
}

static bool next_arm(struct nest *nest, uint32_t at, struct syntax_error *why)
{
	struct tag *tag = &nest->tags->at[at];
	if (!nest->depth)
		return broken(nest, tag, "stands in no condition", why);
	struct open *open = &nest->open[nest->depth - 1];
	add_branch(nest, open, tag);
	open->last = at;
	tag->from = open->tag;
	return true;
}

static bool take(struct nest *nest, struct syntax_error *why)
{
	uint32_t at = nest->kept++;
	struct tag *tag = &nest->tags->at[at];
	uint32_t closes = tag->closes;
	while (closes--) {
		if (!close_one(nest, at, why))
			return false;
		if (nest->kept <= at)
			return true;
	}
	if (tag->arm)
		return next_arm(nest, at, why);
	if (tag->opens)
		push(nest, at);
	return true;
}

/* A file that is one definition and nothing else is the text of it: charts keep each config in one. */
static void unwrap(struct str text, struct tags *tags)
{
	uint32_t depth = 0, first = STR_NONE;
	for (uint32_t i = 0; i < tags->count; i++) {
		const struct tag *tag = &tags->at[i];
		if (!depth && (tag->value || (tag->opens && (first != STR_NONE || tag->body != BODY_NEVER))))
			return;
		if (!depth && tag->opens)
			first = i;
		depth += tag->opens;
		depth -= tag->closes < depth ? tag->closes : depth;
		/* Text outside of it. */
		uint32_t end = i + 1 < tags->count ? tags->at[i + 1].at.at : text.len;
		uint32_t from = span_end(tag->at) < end ? span_end(tag->at) : end;
		if (!depth && str_trim(str_sub(text, from, end)).len)
			return;
	}
	if (first != STR_NONE && !str_trim(str_sub(text, 0, tags->at[0].at.at)).len)
		tags->at[first].body = BODY_ALWAYS;
}

bool tags_nest(struct arena *arena, struct str text, struct tags *tags, struct mask *mask, struct syntax_error *why)
{
	struct nest nest = { .arena = arena, .text = text, .tags = tags, .mask = mask };
	unwrap(text, tags);
	for (uint32_t i = 0; i < tags->count; i++) {
		uint32_t at = nest.kept;
		tags->at[at] = tags->at[i];
		tags->at[at].from = tags->at[at].to = at;
		if (!take(&nest, why))
			return false;
	}
	tags->count = nest.kept;
	if (nest.depth) {
		const struct open *open = &nest.open[nest.depth - 1];
		return broken(&nest, tag_of(&nest, open), "is never closed", why);
	}
	return true;
}
