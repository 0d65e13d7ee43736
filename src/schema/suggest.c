/* Did you mean: option_suggest().
 *
 * Every row is held against the unknown name in all ways and gets the best tier that holds.
 * Names are compared in lower case: the server is strict about case, people aren't. */
#include "schema/option.h"

#include <string.h>

#include "schema/ini.h"

enum {
	NAME_MAX_BYTES = 128,  /* longer than any option by half: what is longer is no slip */
	NAME_MAX_PARTS = 12,
	GUESS_MAX = 64,
	CROWD = 6,             /* more places than that for one name help nobody */
	PART_LOST = 2,         /* a part that must go costs more than one that was left out */
	TOO_FAR = 99,
	DEPTHS = 16,           /* above the number of parts that a row may have */
};

enum tier {
	TIER_CASE,      /* only case differs */
	TIER_SECTION,   /* a misspelt section, a right leaf */
	TIER_CLI,       /* the name of a flag */
	TIER_OWN_LEAF,  /* a right leaf, which is a flag as well, elsewhere */
	TIER_PLACE,     /* a right leaf elsewhere */
	TIER_LEAF,      /* a right section, a misspelt leaf */
	TIER_BOTH,      /* both misspelt */
	TIER_STRAY,     /* a misspelt leaf elsewhere */
	TIER_COUNT,
};

struct name {
	char bytes[NAME_MAX_BYTES];
	struct str written;               /* as it was given */
	struct str whole, section, leaf;  /* in lower case; section empty for a name without dots */
	struct str parts[NAME_MAX_PARTS];
	unsigned count;
	bool known;                       /* the section is one of the server's */
};

struct guess {
	struct suggestion suggestion;
	enum tier tier;
	unsigned cost;
	uint32_t weight;
};

struct guesses {
	struct guess at[GUESS_MAX];
	unsigned count;
};

/* An option that nobody should be led to while there is another. */
static bool is_dead(const struct option *option)
{
	return version_known(option->removed) || option->hidden;
}

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

static bool name_read(struct name *name, struct str text)
{
	struct str part;
	if (text.len == 0 || text.len > NAME_MAX_BYTES)
		return false;
	for (uint32_t i = 0; i < text.len; i++)
		name->bytes[i] = lower(text.at[i]);
	name->written = text;
	name->whole = (struct str){ name->bytes, text.len };
	name->leaf = name->section = str_sub(name->whole, 0, 0);
	name->count = 0;
	for (struct str rest = name->whole; str_split(&rest, '.', &part); name->leaf = part) {
		if (name->count == NAME_MAX_PARTS)
			return false;
		name->parts[name->count++] = part;
	}
	if (name->leaf.len < text.len)
		name->section = str_sub(name->whole, 0, text.len - name->leaf.len - 1);
	name->known = option_is_section(str_sub(text, 0, name->section.len));
	return true;
}

/* The order of guesses in one number, less is better. */
static uint32_t weigh(const struct option *option, enum tier tier, unsigned cost)
{
	uint32_t depth = 0;
	for (const char *c = option->path; *c; c++)
		depth += *c == '.';
	uint32_t weight = (tier == TIER_CASE ? 0 : 2) + (is_dead(option) ? 1 : 0);
	weight = weight * TIER_COUNT + tier;
	weight = weight * 2 + (*option->replaced_by ? 1 : 0);
	weight = weight * 2 + (option_in_edition(option, EDITION_COMMUNITY) ? 0 : 1);
	weight = weight * 32 + (cost < 32 ? cost : 31);
	return weight * DEPTHS + depth;
}

static void guess_drop(struct guesses *guesses, unsigned i)
{
	guesses->count--;
	for (; i < guesses->count; i++)
		guesses->at[i] = guesses->at[i + 1];
}

/* Keeps the list in order, each option once, in its best tier. */
static void guess_put(struct guesses *guesses, const struct guess *guess)
{
	unsigned place = 0;
	for (unsigned i = 0; i < guesses->count; i++) {
		if (guesses->at[i].suggestion.option != guess->suggestion.option)
			continue;
		if (guesses->at[i].weight <= guess->weight)
			return;
		guess_drop(guesses, i);
		break;
	}
	for (; place < guesses->count && guesses->at[place].weight <= guess->weight; place++)
		if (place == GUESS_MAX - 1)
			return;
	guesses->count -= guesses->count == GUESS_MAX;
	for (unsigned i = guesses->count; i > place; i--)
		guesses->at[i] = guesses->at[i - 1];
	guesses->at[place] = *guess;
	guesses->count++;
}

static void guess_add(struct guesses *guesses, const struct option *option, enum tier tier,
		      unsigned cost, const char *value)
{
	static const enum suggest why[] = {
		[TIER_CASE] = SUGGEST_CASE,         [TIER_SECTION] = SUGGEST_SPELLING,
		[TIER_CLI] = SUGGEST_CLI_NAME,      [TIER_OWN_LEAF] = SUGGEST_PLACE,
		[TIER_PLACE] = SUGGEST_PLACE,       [TIER_LEAF] = SUGGEST_SPELLING,
		[TIER_BOTH] = SUGGEST_SPELLING,     [TIER_STRAY] = SUGGEST_SPELLING,
	};
	struct guess guess = { { option, why[tier], value }, tier, cost,
			       weigh(option, tier, cost) };
	if (option->refused && tier != TIER_CASE)
		return;
	guess_put(guesses, &guess);
	if (!*option->replaced_by || tier == TIER_CASE)
		return;
	guess.suggestion.option = option_find(str_of(option->replaced_by));
	guess.weight = weigh(guess.suggestion.option, tier, cost);
	guess_put(guesses, &guess);
}

/* Edits that a slip of the keyboard may have made in a word of this length. */
static unsigned limit_of(uint32_t len)
{
	return len <= 4 ? 1 : len <= 11 ? 2 : 3;
}

/* Edits between two names, or TOO_FAR. What both have in common, in whole parts, doesn't
 * count for the limit: "storage.wt" is not a slip of "storage.geo", however long the rest. */
static unsigned slips(struct str a, struct str b)
{
	uint32_t common, shorter = a.len < b.len ? a.len : b.len, head = 0, tail = 0;
	for (common = 0; common < shorter && a.at[common] == b.at[common]; common++)
		head = a.at[common] == '.' ? common + 1 : head;
	a = str_sub(a, head, a.len);
	b = str_sub(b, head, b.len);
	shorter = a.len < b.len ? a.len : b.len;
	const char *a_end = a.at + a.len, *b_end = b.at + b.len;
	for (common = 1; common <= shorter && *--a_end == *--b_end; common++)
		tail = *a_end == '.' ? common : tail;
	unsigned limit = limit_of(a.len - tail);
	unsigned distance = str_distance(str_sub(a, 0, a.len - tail), str_sub(b, 0, b.len - tail),
					 limit);
	return distance > limit ? TOO_FAR : distance;
}

/* How far one place is from another: what of `a` must go and what of `b` is lacking, when the
 * longest row of common parts stays. */
static unsigned place_cost(const struct name *a, const struct name *b)
{
	unsigned row[NAME_MAX_PARTS + 1] = { 0 };
	for (unsigned i = 0; i < a->count; i++) {
		unsigned before = 0;  /* common parts of a[..i) and b[..j) */
		for (unsigned j = 0; j < b->count; j++) {
			unsigned above = row[j + 1];
			if (str_eq(a->parts[i], b->parts[j]))
				row[j + 1] = before + 1;
			else if (row[j] > above)
				row[j + 1] = row[j];
			before = above;
		}
	}
	return (a->count - row[b->count]) * PART_LOST + b->count - row[b->count];
}

/* "bind-ip", "--bind_ip", "bindip": equal but for dashes, underscores and case. */
static bool same_cli(struct str a, const char *cli)
{
	uint32_t i = 0;
	for (const char *b = cli;; i++, b++) {
		while (i < a.len && (a.at[i] == '-' || a.at[i] == '_'))
			i++;
		while (*b == '-' || *b == '_')
			b++;
		if (i == a.len || *b == '\0')
			return i == a.len && *b == '\0';
		if (a.at[i] != lower(*b))
			return false;
	}
}

/* The leaf is written just as the option's own, which is also its name on the command line:
 * below a section it stands in the wrong place; at the top, where flags are copied to, it
 * counts as the flag. */
static bool is_own_leaf(const struct name *unknown, const struct option *option)
{
	const char *dot = strrchr(option->path, '.');
	struct str leaf = unknown->written;
	leaf = str_sub(leaf, leaf.len - unknown->leaf.len, leaf.len);
	return str_is(leaf, dot ? dot + 1 : option->path) &&
	       (unknown->count > 1 || !str_is(leaf, option->cli));
}

static void guess_cli(struct guesses *guesses, const struct name *unknown)
{
	if (unknown->leaf.len < 2)  /* "v" alone is not worth a guess */
		return;
	for (unsigned i = 0; i < option_count; i++) {
		const struct option *option = &option_table[i];
		if (*option->cli && same_cli(unknown->leaf, option->cli))
			guess_add(guesses, option,
				  is_own_leaf(unknown, option) ? TIER_OWN_LEAF : TIER_CLI, 0, NULL);
	}
	for (unsigned i = 0; i < ini_count; i++) {
		const struct ini_name *row = &ini_table[i];
		if (row->option && same_cli(unknown->leaf, row->name) && ini_newest(str_of(row->name)) == row)
			guess_add(guesses, option_find(str_of(row->option)), TIER_CLI, 0, row->yes);
	}
}

/* The map's name stands first, or misspelt first, or further down: the rest is anything. */
static void guess_map(struct guesses *guesses, const struct name *unknown,
		      const struct option *map, const struct name *name)
{
	unsigned far = slips(unknown->parts[0], name->leaf);
	if (far != TOO_FAR)
		guess_add(guesses, map, far == 0 ? TIER_CASE : TIER_SECTION, far, NULL);
	for (unsigned i = 1; i < unknown->count; i++)
		if (str_eq(unknown->parts[i], name->leaf))
			guess_add(guesses, map, TIER_PLACE, i, NULL);
}

static void guess_option(struct guesses *guesses, const struct name *unknown,
			 const struct option *option, const struct name *name)
{
	if (str_eq(unknown->whole, name->whole)) {
		guess_add(guesses, option, TIER_CASE, 0, NULL);
		return;
	}
	unsigned leaf = slips(unknown->leaf, name->leaf);
	unsigned section = slips(unknown->section, name->section);
	if (leaf == TOO_FAR)
		return;
	if (section && unknown->known)
		section = TOO_FAR;
	if (leaf == 0 && section != TOO_FAR)
		guess_add(guesses, option, TIER_SECTION, section, NULL);
	else if (leaf == 0)
		guess_add(guesses, option, TIER_PLACE, place_cost(unknown, name), NULL);
	else if (section == 0)
		guess_add(guesses, option, TIER_LEAF, leaf, NULL);
	else if (section != TOO_FAR)
		guess_add(guesses, option, TIER_BOTH, leaf + section, NULL);
	else if (leaf < limit_of(unknown->leaf.len))
		guess_add(guesses, option, TIER_STRAY, leaf + place_cost(unknown, name), NULL);
}

/* A name that many options bear ("verbosity"): the one that is nearest stays, or else the one
 * that lies highest. */
static void thin_crowd(struct guesses *guesses, enum tier tier)
{
	const struct guess *nearest = NULL, *highest = NULL;
	unsigned count = 0, ties = 0;
	for (unsigned i = 0; i < guesses->count; i++) {
		const struct guess *guess = &guesses->at[i];
		if (guess->tier != tier)
			continue;
		count++;
		if (!nearest || guess->cost < nearest->cost) {
			nearest = guess;
			ties = 0;
		}
		ties += guess->cost == nearest->cost;
		if (!highest || guess->weight % DEPTHS < highest->weight % DEPTHS)
			highest = guess;
	}
	if (count <= CROWD)
		return;
	struct guess kept = ties > 1 ? *highest : *nearest;
	for (unsigned i = guesses->count; i-- > 0;)
		if (guesses->at[i].tier == tier)
			guess_drop(guesses, i);
	guess_put(guesses, &kept);
}

/* A strong guess silences the weak ones. What is dead silences nobody but dead ones: the list
 * is in order, so that the live ones have been seen before it. */
static void guesses_thin(struct guesses *guesses)
{
	unsigned best[TIER_COUNT];
	bool seen[TIER_COUNT] = { false }, sure = false, whole = false;
	thin_crowd(guesses, TIER_PLACE);
	thin_crowd(guesses, TIER_STRAY);
	for (unsigned i = 0; i < guesses->count;) {
		const struct guess *guess = &guesses->at[i];
		enum tier tier = guess->tier;
		if (!seen[tier])
			best[tier] = guess->cost;
		bool worse = guess->cost > best[tier] && guess->suggestion.why == SUGGEST_SPELLING;
		if ((seen[TIER_CASE] && tier != TIER_CASE) || (sure && tier > TIER_CLI) ||
		    (whole && tier == TIER_PLACE && guess->cost >= PART_LOST) ||
		    (i > 0 && tier == TIER_STRAY && !seen[TIER_STRAY]) || worse) {
			guess_drop(guesses, i);
			continue;
		}
		seen[tier] = true;
		sure = sure || tier == TIER_SECTION || tier == TIER_CLI;
		whole = whole || (tier == TIER_PLACE && guess->cost < PART_LOST);
		i++;
	}
}

unsigned option_suggest(struct str unknown, struct suggestion out[], unsigned max)
{
	struct guesses guesses = { .count = 0 };
	struct name asked, name;
	if (!name_read(&asked, unknown))
		return 0;
	guess_cli(&guesses, &asked);
	for (unsigned i = 0; i < option_count; i++) {
		const struct option *option = &option_table[i];
		if (str_is(unknown, option->path) || !name_read(&name, str_of(option->path)))
			continue;
		if (option->type == OPTION_MAP)
			guess_map(&guesses, &asked, option, &name);
		else
			guess_option(&guesses, &asked, option, &name);
	}
	guesses_thin(&guesses);
	unsigned count = guesses.count < max ? guesses.count : max;
	for (unsigned i = 0; i < count; i++)
		out[i] = guesses.at[i].suggestion;
	return count;
}
