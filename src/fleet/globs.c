#include "fleet/globs.h"

#include "base/intern.h"

/* By what a glob is found. */
enum key { KEY_NONE, KEY_PREFIX, KEY_NAME, KEY_FOLDER };

struct group {
	struct str text;
	enum key key;           /* KEY_NONE: the slot is free */
	uint32_t first, last;   /* globs, in their order; 0: none, as of folders that only lead to some */
};

struct globs_one {
	const struct regex *regex;
	uint32_t list, next;    /* next: in its group; 0 ends */
};

struct globs {
	struct globs_one *glob;  /* from 1 on */
	struct group *slot;      /* by hash of the text */
	uint32_t mask;
	uint32_t *length, lengths;  /* how long prefixes are, each once, the shortest first */
	bool names;              /* some are found by a name */
};

/* ---- groups ---- */

static struct group *slot_of(const struct globs *globs, enum key key, struct str text)
{
	uint32_t at = ((uint32_t)str_hash(text) + key) & globs->mask;
	while (globs->slot[at].key && (globs->slot[at].key != key || !str_eq(globs->slot[at].text, text)))
		at = (at + 1) & globs->mask;
	return &globs->slot[at];
}

static struct group *take_slot(struct globs *globs, enum key key, struct str text)
{
	struct group *group = slot_of(globs, key, text);
	group->key = key;
	group->text = text;
	return group;
}

static void add(struct globs *globs, uint32_t glob, enum key key, struct str text)
{
	struct group *group = take_slot(globs, key, text);
	if (group->last)
		globs->glob[group->last].next = glob;
	else
		group->first = glob;
	group->last = glob;
	globs->names |= key == KEY_NAME;
}

/* ---- by what a glob is found: the rarest that it has ---- */

struct tally {
	struct intern texts;
	uint32_t *count, room;  /* how often each is there */
};

static uint32_t *count_of(struct tally *tally, struct str text)
{
	uint32_t number = intern_number(&tally->texts, text.at, text.len);
	if (number >= tally->room) {
		uint32_t room = number < 32 ? 64 : 2 * number;
		tally->count = arena_grow(tally->texts.arena, tally->count, tally->room, room, sizeof *tally->count);
		tally->room = room;
	}
	return &tally->count[number];
}

/* The next name that a path has to have which the glob matches. A dot for one is left out when a glob is read. */
static bool next_name(struct str *rest, struct str *name)
{
	while (str_split(rest, '/', name))
		if (name->len && !str_is(*name, ".") && !str_has_char(*name, '*') && !str_has_char(*name, '?'))
			return true;
	return false;
}

/* On a path that is longer, all are asked. */
enum { LONG_PATH = 512 };

/* Is what stands between its slashes a part of a path each, and can't it take too long on a path of LONG_PATH bytes? So it
 * is with a few stars, two ** in all and one * in a part: then nothing is missed where such a glob is not asked. */
static bool is_simple(struct str text)
{
	enum { STARS = 6, DEEP = 2 };
	struct str rest = text, part;
	uint32_t stars = 0, deep = 0;
	for (uint32_t i = 0; i < text.len; i++) {
		stars += text.at[i] == '*';
		if (text.at[i] == '[' || text.at[i] == '{' || text.at[i] == '\\' || stars > STARS)
			return false;
	}
	while (str_split(&rest, '/', &part)) {
		uint32_t first = str_find_char(part, '*', 0);
		if (first == STR_NONE || str_find_char(part, '*', first + 1) == STR_NONE)
			continue;
		if (!str_is(part, "**") || ++deep > DEEP)
			return false;
	}
	return true;
}

static void count_names(struct tally *names, struct str text)
{
	struct str name;
	while (next_name(&text, &name))
		++*count_of(names, name);
}

static struct str rarest_name(struct tally *names, struct str text, uint32_t least)
{
	struct str best = { 0 }, name;
	while (next_name(&text, &name)) {
		uint32_t count = *count_of(names, name);
		if (count < least) {
			least = count;
			best = name;
		}
	}
	return best;
}

/* `text`: of each glob, from 1 on; or NULL, and all go by their prefixes. */
static void add_all(struct globs *globs, uint32_t count, const struct str *text)
{
	struct arena scratch = ARENA_INIT;
	struct tally prefixes = { .texts = INTERN_INIT(&scratch) }, names = { .texts = INTERN_INIT(&scratch) };
	for (uint32_t i = 1; text && i <= count; i++)
		++*count_of(&prefixes, regex_prefix(globs->glob[i].regex));
	for (uint32_t i = 1; text && i <= count; i++)
		if (*count_of(&prefixes, regex_prefix(globs->glob[i].regex)) > 1 && is_simple(text[i]))
			count_names(&names, text[i]);
	for (uint32_t i = 1; i <= count; i++) {
		struct str prefix = regex_prefix(globs->glob[i].regex), name = { 0 };
		uint32_t alike = text ? *count_of(&prefixes, prefix) : 1;
		if (alike > 1 && is_simple(text[i]))
			name = rarest_name(&names, text[i], alike);
		add(globs, i, name.len ? KEY_NAME : KEY_PREFIX, name.len ? name : prefix);
	}
	intern_close(&prefixes.texts);
	intern_close(&names.texts);
	arena_free(&scratch);
}

/* ---- making ---- */

static void list_lengths(struct arena *arena, struct globs *globs)
{
	struct arena scratch = ARENA_INIT;
	uint32_t longest = 0, different = 0;
	for (uint32_t i = 0; i <= globs->mask; i++)
		if (globs->slot[i].key == KEY_PREFIX && globs->slot[i].text.len > longest)
			longest = globs->slot[i].text.len;
	bool *is = arena_array(&scratch, longest + 1U, sizeof *is);
	for (uint32_t i = 0; i <= globs->mask; i++) {
		const struct group *group = &globs->slot[i];
		if (group->key == KEY_PREFIX && !is[group->text.len]) {
			is[group->text.len] = true;
			different++;
		}
	}
	globs->length = arena_array(arena, different, sizeof *globs->length);
	for (uint32_t len = 0; len <= longest; len++)
		if (is[len])
			globs->length[globs->lengths++] = len;
	arena_free(&scratch);
}

static struct globs *make(struct arena *arena, uint32_t count, uint32_t keys)
{
	struct globs *globs = arena_alloc(arena, sizeof *globs);
	uint32_t slots = 4;
	while (slots < 2 * keys)
		slots *= 2;
	globs->glob = arena_array(arena, count + 1U, sizeof *globs->glob);
	globs->slot = arena_array(arena, slots, sizeof *globs->slot);
	globs->mask = slots - 1;
	return globs;
}

struct globs *globs_new(struct arena *arena, const struct project_list *lists, uint32_t count)
{
	struct arena scratch = ARENA_INIT;
	uint32_t all = 0, used = 0;
	for (uint32_t i = 0; i < count; i++)
		all += lists[i].count;
	if (!all)
		return NULL;
	struct globs *globs = make(arena, all, all);
	struct str *text = arena_array(&scratch, all + 1U, sizeof *text);
	for (uint32_t i = 0; i < count; i++)
		for (uint32_t k = 0; k < lists[i].count; k++) {
			globs->glob[++used] = (struct globs_one){ lists[i].glob[k], i, 0 };
			text[used] = lists[i].text[k];
		}
	add_all(globs, all, text);
	list_lengths(arena, globs);
	arena_free(&scratch);
	return globs;
}

/* What a path begins with that only leads to one which matches has not all of the names yet: prefixes alone can tell. */
struct globs *globs_of_walk(struct arena *arena, const struct project_list *list)
{
	uint32_t keys = list->count;
	for (uint32_t i = 0; i < list->count; i++) {
		struct str prefix = regex_prefix(list->glob[i]);
		for (uint32_t at = 0; at < prefix.len; at++)
			keys += prefix.at[at] == '/';
	}
	if (!list->count)
		return NULL;
	struct globs *globs = make(arena, list->count, keys);
	for (uint32_t i = 0; i < list->count; i++) {
		struct str prefix = regex_prefix(list->glob[i]);
		globs->glob[i + 1] = (struct globs_one){ list->glob[i], i, 0 };
		for (uint32_t at = 0; at < prefix.len; at++)
			if (prefix.at[at] == '/')
				take_slot(globs, KEY_FOLDER, str_sub(prefix, 0, at + 1));
	}
	add_all(globs, list->count, NULL);
	list_lengths(arena, globs);
	return globs;
}

/* ---- asking ---- */

static void push(struct globs_walk *walk, uint32_t glob)
{
	if (walk->count == walk->room) {
		walk->next = arena_grow(&walk->more, walk->next, walk->count, 2U * walk->room, sizeof *walk->next);
		walk->room *= 2;
	}
	uint32_t at = walk->count++;
	for (; at && walk->next[(at - 1) / 2] > glob; at = (at - 1) / 2)
		walk->next[at] = walk->next[(at - 1) / 2];
	walk->next[at] = glob;
}

/* The next glob of all, in place of which the one behind it in its group comes. */
static uint32_t take(struct globs_walk *walk)
{
	uint32_t *heap = walk->next, glob = heap[0], at = 0, down = walk->globs->glob[glob].next;
	if (!down)
		down = heap[--walk->count];
	for (uint32_t least; (least = 2 * at + 1) < walk->count; at = least) {
		if (least + 1 < walk->count && heap[least + 1] < heap[least])
			least++;
		if (heap[least] >= down)
			break;
		heap[at] = heap[least];
	}
	heap[at] = down;
	return glob;
}

static void push_group(struct globs_walk *walk, enum key key, struct str text)
{
	const struct group *group = slot_of(walk->globs, key, text);
	if (group->key && group->first)
		push(walk, group->first);
}

static void open_names(struct globs_walk *walk)
{
	struct str rest = walk->path, name;
	if (walk->path.len > LONG_PATH) {
		for (uint32_t i = 0; i <= walk->globs->mask; i++)
			if (walk->globs->slot[i].key == KEY_NAME)
				push(walk, walk->globs->slot[i].first);
	} else {
		while (walk->path.len && str_split(&rest, '/', &name))
			push_group(walk, KEY_NAME, name);
	}
}

void globs_open(const struct globs *globs, struct str path, struct globs_walk *walk)
{
	walk->globs = globs;
	walk->path = path;
	walk->next = walk->few;
	walk->count = 0;
	walk->room = GLOBS_FEW;
	walk->list = GLOBS_NONE;
	walk->last = 0;
	walk->more = (struct arena)ARENA_INIT;
	for (uint32_t i = 0; globs && i < globs->lengths && globs->length[i] <= path.len; i++)
		push_group(walk, KEY_PREFIX, str_sub(path, 0, globs->length[i]));
	if (globs && globs->names)
		open_names(walk);
}

bool globs_next(struct globs_walk *walk, uint32_t *list)
{
	while (walk->count && walk->globs->glob[walk->next[0]].list == walk->list)
		take(walk);
	if (!walk->count)
		return false;
	*list = walk->list = walk->globs->glob[walk->next[0]].list;
	return true;
}

bool globs_match(struct globs_walk *walk, bool *hard)
{
	while (walk->count && walk->globs->glob[walk->next[0]].list == walk->list) {
		uint32_t at = take(walk);
		const struct regex *regex = walk->globs->glob[at].regex;
		/* Of a name that stands twice in the path, each comes twice. */
		if (at == walk->last)
			continue;
		walk->last = at;
		if (hard ? regex_find_quick(regex, walk->path, hard) : regex_find(regex, walk->path, 0, NULL, NULL))
			return true;
	}
	return false;
}

void globs_close(struct globs_walk *walk)
{
	arena_free(&walk->more);
}

uint32_t globs_first(const struct globs *globs, struct str path, bool *hard)
{
	struct globs_walk walk;
	uint32_t list, found = GLOBS_NONE;
	globs_open(globs, path, &walk);
	while (found == GLOBS_NONE && globs_next(&walk, &list))
		if (globs_match(&walk, hard))
			found = list;
	globs_close(&walk);
	return found;
}

bool globs_may_begin(const struct globs *globs, struct str folder)
{
	struct globs_walk walk;
	bool may = globs && (!folder.len || slot_of(globs, KEY_FOLDER, folder)->key);
	globs_open(globs, folder, &walk);
	while (!may && walk.count)
		may = regex_may_begin(globs->glob[take(&walk)].regex, folder);
	globs_close(&walk);
	return may;
}
