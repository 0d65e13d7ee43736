#include "cli/completion.h"

#include <ctype.h>

#include "base/bug.h"
#include "schema/option.h"

const struct completion_shell completion_shells[] = {
	{ "bash", completion_bash },
	{ "zsh", completion_zsh },
	{ "fish", completion_fish },
};
const unsigned completion_shell_count = sizeof completion_shells / sizeof *completion_shells;

/* ---- one place ---- */

/* Names that stand for no words of ours. */
static const struct {
	const char *name;
	enum completion_source source;
} outside[] = {
	{ "FILE", COMPLETION_FILES },
	{ "PATH", COMPLETION_FILES },
	{ "DIR", COMPLETION_FOLDERS },
	{ "REV", COMPLETION_COMMITS },
	{ 0 },
};

static struct completion of_name(struct str name)
{
	for (unsigned i = 0; outside[i].name; i++)
		if (str_is(name, outside[i].name))
			return (struct completion){ .source = outside[i].source };
	for (const struct completion_list *list = completion_lists; list->name; list++)
		if (str_is(name, list->name))
			return (struct completion){ .source = COMPLETION_LIST, .list = list };
	const struct option *option = option_find(name);
	if (option && *option->choices)
		return (struct completion){ .source = COMPLETION_WORDS, .words = str_of(option->choices) };
	return (struct completion){ .source = COMPLETION_FREE };
}

/* "X[,X...]" and "X,..." are X with commas, "X..." is X again and again, "[X]" is X. */
static struct completion of_place(struct str text)
{
	uint32_t comma = str_find_char(text, ',', 0);
	bool commas = comma != STR_NONE;
	if (commas)
		text = str_sub(text, 0, comma);
	while (text.len && (*text.at == '[' || *text.at == ' '))
		text = str_sub(text, 1, text.len);
	if (str_ends(text, "]"))
		text.len--;
	bool repeats = str_ends(text, "...");
	if (repeats)
		text.len -= 3;
	if (str_ends(text, "["))
		text.len--;
	struct completion out = of_name(text);
	if (out.source == COMPLETION_FREE && text.len && (str_has_char(text, '|') || !isupper((unsigned char)*text.at)))
		out = (struct completion){ .source = COMPLETION_WORDS, .words = text };
	out.commas = commas;
	out.repeats = repeats;
	return out;
}

struct completion completion_flag(const struct flag *flag)
{
	return of_place(str_of(flag->values ? flag->values : flag->argument));
}

bool completion_takes_value(const struct flag *flag)
{
	return flag->kind == FLAG_TEXT || flag->kind == FLAG_WORDS;
}

/* ---- what stands after a verb ---- */

enum { FORMS = 4 };

/* One way to go on: a B... */
struct form {
	struct completion places[COMPLETION_PLACES];
	uint32_t count;
};

static struct str next_word(struct str *rest)
{
	*rest = str_trim(*rest);
	uint32_t end = str_find_char(*rest, ' ', 0);
	struct str word = str_sub(*rest, 0, end);
	*rest = str_sub(*rest, word.len, rest->len);
	return word;
}

/* Flags that a synopsis names are passed over with their values. */
static uint32_t read_forms(const struct verb *verb, struct form forms[FORMS])
{
	struct str rest = str_of(verb->arguments ? verb->arguments : verb->synopsis), word;
	uint32_t count = 1;
	forms[0].count = 0;
	while ((word = next_word(&rest)).len) {
		struct form *form = &forms[count - 1];
		if (count == FORMS || form->count == COMPLETION_PLACES)
			bug("the synopsis of %s is longer than completions can tell", verb->name);
		if (str_is(word, "|"))
			forms[count++].count = 0;
		else if (str_starts(word, "--"))
			next_word(&rest);
		else
			form->places[form->count++] = of_place(word);
	}
	return count;
}

struct cases {
	struct completion_case *at;
	uint32_t count;
};

static struct completion_case *add_case(struct cases *cases, uint32_t at, struct str first)
{
	if (cases->count == COMPLETION_CASES)
		bug("a synopsis has more places than completions can tell");
	struct completion_case *out = &cases->at[cases->count++];
	*out = (struct completion_case){ .at = at, .first = first };
	return out;
}

static void add_place(struct completion_case *one, const struct completion *place)
{
	if (place->source != COMPLETION_FREE)
		one->places[one->count++] = *place;
}

/* What may be given several times may be followed by itself, or by what comes later. */
static void add_form(struct cases *cases, const struct form *form, uint32_t from, struct str first)
{
	for (uint32_t i = from; i < form->count; i++) {
		struct completion_case *one = add_case(cases, i, first);
		add_place(one, &form->places[i]);
		if (!form->places[i].repeats)
			continue;
		if (i + 1 < form->count)
			one = add_case(cases, i + 1, first);
		for (uint32_t k = i; k < form->count && one->at != i; k++)
			add_place(one, &form->places[k]);
		one->further = true;
		return;
	}
}

uint32_t completion_cases(const struct verb *verb, struct completion_case out[COMPLETION_CASES])
{
	struct form forms[FORMS];
	struct cases cases = { out, 0 };
	uint32_t count = read_forms(verb, forms);
	if (count == 1) {
		add_form(&cases, &forms[0], 0, STR(""));
		return cases.count;
	}
	struct completion_case *start = add_case(&cases, 0, STR(""));
	for (uint32_t i = 0; i < count; i++) {
		if (!forms[i].count || forms[i].places[0].source != COMPLETION_WORDS)
			bug("the forms of %s do not begin with words", verb->name);
		add_place(start, &forms[i].places[0]);
		add_form(&cases, &forms[i], 1, forms[i].places[0].words);
	}
	return cases.count;
}

/* ---- words ---- */

const char *completion_blanks(struct arena *arena, const struct completion *completion)
{
	struct buf out = BUF_INIT(arena);
	struct str rest = completion->words, word;
	while (str_split(&rest, '|', &word))
		if (word.len && !str_is(word, "N"))  /* "next|N": N is a number */
			buf_printf(&out, "%s%.*s", out.len ? " " : "", STR_ARG(word));
	return buf_done(&out).at;
}

const char *completion_function(struct arena *arena, const struct completion_list *list)
{
	char *name = arena_copy(arena, list->name, strlen(list->name));
	for (char *at = name; *at; at++)
		if (!isalnum((unsigned char)*at))
			*at = '_';
	return name;
}

void completion_head(struct buf *out, const char *shell)
{
	buf_printf(out, "# Completion of mongoconf %s for %s, printed by `mongoconf completions %s`.\n"
			"# It holds all words, and runs nothing but git, where a commit is asked for.\n", PACKAGE_VERSION, shell, shell);
}
