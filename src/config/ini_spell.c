#include "config/ini_spell.h"

#include <string.h>

/* ---- what a line says ---- */

static bool says_assignment(struct arena *arena, const struct ini_name *known, struct str text, struct ini_said *said)
{
	uint32_t equals = str_find_char(text, '=', 0);
	if (equals == STR_NONE || !known->option)
		return false;
	said->skip = equals + 1;
	said->path = str_join(arena, str_of(known->option), '.', str_sub(text, 0, equals));
	said->value = str_sub(text, equals + 1, text.len);
	return true;
}

/* A name of its own, or one that only switches: the value stays what it is. */
static bool says_plain(const struct ini_name *known, struct str text, struct ini_said *said)
{
	bool flag;
	if (!known->own && !known->option)
		return false;
	said->path = str_of(known->own ? known->own : known->option);
	said->value = text;
	said->list = known->type == PARSER_STRING_VECTOR;
	if (known->type != PARSER_BOOL && known->type != PARSER_SWITCH)
		return true;
	said->refused = !ini_bool(text, &flag);
	if (!said->refused)
		said->value = flag ? STR("true") : STR("false");
	return true;
}

bool ini_says(struct arena *arena, struct str name, const struct target *target, struct str text, struct ini_said *said)
{
	struct ini_name known;
	struct ini_kept kept;
	*said = (struct ini_said){ .skip = 0 };
	if (!ini_find(name, target, &known))
		return false;
	if (known.type == PARSER_STRING_MAP)
		return says_assignment(arena, &known, text, said);
	if (known.way == INI_PLAIN || (known.way == INI_KEEP && known.option))
		return says_plain(&known, text, said);
	ini_apply(arena, &known, target, text, &kept);
	if (kept.refusal && !known.option)
		return false;
	/* What can't be read is still a line about that option. */
	said->path = str_of(kept.refusal ? known.option : kept.path);
	said->value = kept.refusal ? text : kept.value;
	said->refused = kept.refusal;
	return said->path.len && option_find(said->path);
}

/* ---- how to say it ---- */

struct speller {
	struct arena *arena;
	const struct target *target;
	struct str path, value;
	struct ini_spelling *out;
	uint32_t count;
};

static bool is_map(const struct option *option, struct str path)
{
	return option && option->type == OPTION_MAP && path.len > strlen(option->path) + 1;
}

static void try(struct speller *speller, struct str name, struct str text)
{
	struct ini_said said;
	for (uint32_t i = 0; i < speller->count; i++)
		if (str_eq(speller->out[i].name, name))
			return;
	if (speller->count < INI_SPELLINGS_MAX && ini_says(speller->arena, name, speller->target, text, &said) &&
	    str_eq(said.path, speller->path) && str_eq(said.value, speller->value) && !said.list && !said.refused)
		speller->out[speller->count++] = (struct ini_spelling){ name, text };
}

/* A name that another one has taken the place of is not for new lines. */
static bool is_present(const struct speller *speller, struct str name)
{
	struct ini_name known;
	return ini_find(name, speller->target, &known) && (!known.now || (known.own && str_is(speller->path, known.own)));
}

static void try_names(struct speller *speller, struct str written, struct str text)
{
	const struct option *option = option_find_holder(speller->path);
	bool denies = str_is(text, "false") && str_starts(written, "no");
	if (written.len && !denies)
		try(speller, written, text);
	if (option && *option->cli && is_present(speller, str_of(option->cli)))
		try(speller, str_of(option->cli), text);
	for (unsigned i = 0; i < ini_count; i++) {
		struct str name = str_of(ini_table[i].name);
		if (ini_table[i].option && str_is(speller->path, ini_table[i].option) && is_present(speller, name))
			try(speller, name, text);
	}
}

/* Those with the written name come first, as they are. */
static void put_first(struct speller *speller, struct str written)
{
	for (uint32_t i = 1; i < speller->count; i++) {
		struct ini_spelling one = speller->out[i];
		bool denies = str_is(one.text, "false") && str_starts(one.name, "no");
		if (!str_eq(one.name, written) || denies)
			continue;
		memmove(speller->out + 1, speller->out, i * sizeof *speller->out);
		speller->out[0] = one;
		return;
	}
}

/* systemLog.verbosity: as many v's as its number says. */
static struct str levels(struct str value)
{
	static const char most[] = "vvvvvvvvvvvvvv";
	uint32_t count = 0;
	for (uint32_t i = 0; i < value.len && value.len <= 2; i++)
		count = value.at[i] >= '0' && value.at[i] <= '9' ? count * 10 + (uint32_t)(value.at[i] - '0') : 99;
	return count < sizeof most ? (struct str){ most, count } : STR("");
}

uint32_t ini_spell(struct arena *arena, struct str path, struct str value, const struct target *target, struct str written,
		   struct ini_spelling spellings[INI_SPELLINGS_MAX])
{
	struct speller speller = { arena, target, path, value, spellings, 0 };
	const struct option *option = option_find_holder(path);
	if (is_map(option, path)) {
		struct str name = str_sub(path, (uint32_t)strlen(option->path) + 1, path.len);
		try_names(&speller, written, str_join(arena, name, '=', value));
		return speller.count;
	}
	const struct str texts[] = { value, STR("true"), levels(value), STR("false"), STR("0"), STR("1"), STR("2") };
	for (unsigned i = 0; i < sizeof texts / sizeof *texts; i++)
		try_names(&speller, written, texts[i]);
	put_first(&speller, written);
	return speller.count;
}

const char *ini_unfit(struct str text)
{
	if (str_has_char(text, '#'))
		return "in the old format a # begins a comment, also inside a value";
	if (str_has_char(text, '\n') || str_has_char(text, '\r'))
		return "in the old format a value is one line";
	if (!str_eq(str_trim(text), text))
		return "in the old format blanks at the ends of a value are dropped";
	return NULL;
}
