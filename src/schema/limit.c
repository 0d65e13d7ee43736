#include "schema/limit.h"

#include <stdatomic.h>
#include <string.h>

#include "schema/canon.h"

/* The lines of releases, oldest first: each stands for its newest patch. */
static const struct version lines[] = {
	VERSION(3, 4), VERSION(3, 6), VERSION(4, 0), VERSION(4, 2), VERSION(4, 4), VERSION(5, 0),
	VERSION(6, 0), VERSION(7, 0), VERSION(8, 0), VERSION(8, 2),
};
enum { LINES = sizeof(lines) / sizeof(lines[0]) };

/* ---- one row ---- */

struct rows {
	uint16_t from, to;
};

/* The rows of an option stand together, in the order of paths. */
static struct rows find_rows(const char *path)
{
	unsigned low = 0, high = limit_count;
	while (low < high) {
		unsigned middle = low + (high - low) / 2;
		if (strcmp(limit_table[middle].path, path) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	while (high < limit_count && !strcmp(limit_table[high].path, path))
		high++;
	return low < high ? (struct rows){ (uint16_t)low, (uint16_t)high } : (struct rows){ 0 };
}

/* Every value of every file is asked about, of the same few dozen options: what was found is kept, by any thread. 0: nothing
 * yet; else `from` in the upper half, and one more than `to`. */
enum { OPTIONS_MAX = 512 };
static _Atomic uint32_t rows_of[OPTIONS_MAX];

static struct rows rows(const struct option *option)
{
	if (option - option_table >= OPTIONS_MAX)
		return find_rows(option->path);
	_Atomic uint32_t *place = &rows_of[option - option_table];
	uint32_t kept = atomic_load_explicit(place, memory_order_relaxed);
	if (kept)
		return (struct rows){ (uint16_t)(kept >> 16), (uint16_t)(kept - 1) };
	struct rows found = find_rows(option->path);
	atomic_store_explicit(place, (uint32_t)found.from << 16 | (found.to + 1U), memory_order_relaxed);
	return found;
}

static bool has_rows(const struct option *option)
{
	return rows(option).to > 0;
}

static bool applies(const struct limit *limit, const struct target *target)
{
	return (limit->binaries & target->binary) &&
	       (!limit->editions || (limit->editions & target->edition)) &&
	       version_at_least(target->server, limit->from) &&
	       !(version_known(limit->to) && version_at_least(target->server, limit->to));
}

static bool has_word(const char *words, struct str word, bool any_case)
{
	struct str rest = str_of(words), choice;
	while (str_split(&rest, '|', &choice))
		if (any_case ? str_eq_nocase(choice, word) : str_eq(choice, word))
			return true;
	return false;
}

/* The server's StringSplitter (util/text.cpp): an empty piece only before the first comma, since
 * commas that follow one are skipped; nothing at all of an empty text. */
static bool commas_take(const struct limit *limit, struct str text, struct str *wrong)
{
	for (uint32_t at = 0; at < text.len;) {
		uint32_t comma = str_find_char(text, ',', at);
		*wrong = str_sub(text, at, comma == STR_NONE ? text.len : comma);
		if (!has_word(limit->words, *wrong, false))
			return false;
		for (at += wrong->len; at < text.len && text.at[at] == ','; at++)
			;
	}
	return true;
}

/* boost::split() by any of comma and blank (transport/message_compressor_registry.cpp): every
 * piece counts, empty ones too. */
static bool separators_take(const struct limit *limit, struct str text, struct str *wrong)
{
	for (uint32_t at = 0, end; at <= text.len; at = end + 1) {
		for (end = at; end < text.len && text.at[end] != ',' && text.at[end] != ' '; end++)
			;
		*wrong = str_sub(text, at, end);
		if (!has_word(limit->words, *wrong, false))
			return false;
	}
	return true;
}

static bool lacks(struct str text, const char *characters)
{
	for (const char *c = characters; *c; c++)
		if (str_has_char(text, *c))
			return false;
	return true;
}

/* Does the server's check pass? Else *wrong is the word that is to blame, in a list. */
static bool row_takes(const struct limit *limit, struct str text, double number, struct str *wrong)
{
	*wrong = text;
	if (*limit->alone && str_is(text, limit->alone))
		return true;
	switch (limit->kind) {
	case LIMIT_AT_LEAST:
		return number >= limit->min;
	case LIMIT_AT_MOST:
		return number <= limit->max;
	case LIMIT_ABOVE:
		return number > limit->min;
	case LIMIT_WITHIN:
		return !(number < limit->min || number > limit->max);
	case LIMIT_ZERO_OR_MORE:
		return number == 0 || !(number < limit->min);
	case LIMIT_WORD:
		return has_word(limit->words, text, false);
	case LIMIT_WORD_ANY_CASE:
		return has_word(limit->words, text, true);
	case LIMIT_WORD_COLON:
		return has_word(limit->words, str_starts(text, ":") ? str_sub(text, 1, text.len) : text, false);
	case LIMIT_COMMAS:
		return commas_take(limit, text, wrong);
	case LIMIT_SEPARATORS:
		return separators_take(limit, text, wrong);
	case LIMIT_WITHOUT:
		return lacks(text, limit->words);
	case LIMIT_FILLED:
		return text.len > 0;
	case LIMIT_NEVER:
		break;
	}
	return false;
}

static bool is_number(enum limit_kind kind)
{
	return kind <= LIMIT_ZERO_OR_MORE;
}

/* As the server's streams print a number. */
static void say_number(struct buf *out, double number)
{
	buf_printf(out, "%.16g", number);
}

static void say(struct buf *out, const struct limit *limit, struct str wrong, double number)
{
	if (!out)
		return;
	for (const char *c = limit->message; *c; c++) {
		if (*c != '%') {
			buf_char(out, *c);
			continue;
		}
		c++;
		if (*c == 'p')
			buf_text(out, limit->path);
		else if (*c == 'b')
			say_number(out, limit->kind == LIMIT_AT_MOST ? limit->max : limit->min);
		else if (is_number(limit->kind))
			say_number(out, number);
		else
			buf_str(out, wrong);
	}
}

/* ---- one release ---- */

static bool is_read(const struct option *option, const struct target *target)
{
	enum option_state state = option_state(option, target);
	return state == OPTION_LIVE || state == OPTION_DEPRECATED || state == OPTION_UNSURE;
}

/* The target's release is known. */
static bool release_takes(const struct option *option, const struct target *target, struct str text,
			  double number, struct buf *message)
{
	struct arena arena = ARENA_INIT;
	struct canon canon;
	bool taken = true;
	canon_apply(&arena, option, target, text, &canon);
	struct rows all = canon.option ? rows(canon.option) : (struct rows){ 0 };
	for (unsigned i = all.from; taken && i < all.to; i++) {
		const struct limit *limit = &limit_table[i];
		struct str wrong;
		if (!applies(limit, target))
			continue;
		taken = row_takes(limit, canon.value, number, &wrong);
		if (!taken)
			say(message, limit, wrong, number);
	}
	arena_free(&arena);
	return taken;
}

/* Most options have no row, under whatever name. */
static bool is_free(const struct option *option)
{
	return !has_rows(option) && !(*option->replaced_by && has_rows(option_find(str_of(option->replaced_by))));
}

/* Do the rows of the option, and what else the server makes of it, hold for all releases alike? */
static bool is_constant(const struct option *option)
{
	struct rows all = rows(option);
	if (*option->replaced_by)
		return false;
	for (unsigned row = all.from; row < all.to; row++)
		if (version_known(limit_table[row].from) || version_known(limit_table[row].to) || limit_table[row].editions)
			return false;
	return true;
}

static bool rows_take(const struct option *option, struct str text, double number)
{
	struct rows all = rows(option);
	struct str wrong;
	bool take = true;
	for (unsigned row = all.from; take && row < all.to; row++)
		take = row_takes(&limit_table[row], text, number, &wrong);
	return take;
}

/* Is it what every row takes, whatever release it is of? Most values are, and then no release has to be asked by itself. */
static bool all_take(const struct option *option, struct str text, double number)
{
	const struct option *next = *option->replaced_by ? option_find(str_of(option->replaced_by)) : NULL;
	return !canon_may_move(option) && rows_take(option, text, number) &&
	       (!next || (!canon_may_move(next) && rows_take(next, text, number)));
}

static struct target at_line(const struct target *target, unsigned line)
{
	struct target at = *target;
	at.server = lines[line];
	at.server.patch = VERSION_NEWEST;
	return at;
}

bool limit_check(const struct option *option, const struct target *target, struct str text,
		 double number, struct buf *message)
{
	unsigned newest = LINES;
	if (is_free(option))
		return true;
	if (version_known(target->server))
		return release_takes(option, target, text, number, message);
	for (unsigned i = 0; i < LINES; i++) {
		struct target at = at_line(target, i);
		if (!is_read(option, &at))
			continue;
		if (release_takes(option, &at, text, number, NULL))
			return true;
		newest = i;
	}
	if (newest == LINES)
		return true;
	struct target at = at_line(target, newest);
	return release_takes(option, &at, text, number, message);
}

bool limit_varies(const struct option *option, const struct target *target, struct str text,
		  double number, struct limit_span *when)
{
	bool any = false, taken_somewhere = false, refusing = false, first = true;
	*when = (struct limit_span){ .from = { 0 } };
	if (is_free(option) || is_constant(option) || all_take(option, text, number))
		return false;
	for (unsigned i = 0; i < LINES; i++) {
		struct target at = at_line(target, i);
		if (!is_read(option, &at))
			continue;
		bool takes = release_takes(option, &at, text, number, NULL);
		if (!takes && !refusing)
			*when = (struct limit_span){ .from = first ? (struct version){ 0 } : lines[i] };
		if (takes && refusing)
			when->to = lines[i];
		any |= !takes;
		taken_somewhere |= takes;
		refusing = !takes;
		first = false;
	}
	return any && taken_somewhere;
}

/* ---- for people and schemas ---- */

static struct target release_of(const struct target *target)
{
	static const struct version newest = VERSION(999, 0);
	struct target at = *target;
	if (!version_known(at.server))
		at.server = newest;
	return at;
}

bool limit_min(const struct option *option, const struct target *target, double *value)
{
	struct target at = release_of(target);
	const struct option *canonical = option_canonical(option, target);
	struct rows all = rows(canonical);
	bool found = false;
	for (unsigned i = all.from; i < all.to; i++) {
		const struct limit *limit = &limit_table[i];
		if (!applies(limit, &at) || !is_number(limit->kind) || limit->kind == LIMIT_AT_MOST)
			continue;
		double least = limit->kind == LIMIT_ZERO_OR_MORE ? 0 : limit->min;
		*value = found && *value > least ? *value : least;
		found = true;
	}
	if (!found && option->has_min && !has_rows(canonical)) {
		*value = option->min;
		found = true;
	}
	return found;
}

bool limit_max(const struct option *option, const struct target *target, double *value)
{
	struct target at = release_of(target);
	const struct option *canonical = option_canonical(option, target);
	struct rows all = rows(canonical);
	bool found = false;
	for (unsigned i = all.from; i < all.to; i++) {
		const struct limit *limit = &limit_table[i];
		if (!applies(limit, &at) || (limit->kind != LIMIT_AT_MOST && limit->kind != LIMIT_WITHIN))
			continue;
		*value = found && *value < limit->max ? *value : limit->max;
		found = true;
	}
	if (!found && option->has_max && !has_rows(canonical)) {
		*value = option->max;
		found = true;
	}
	return found;
}

const char *limit_choices(const struct option *option, const struct target *target)
{
	struct target at = release_of(target);
	struct rows all = rows(option_canonical(option, target));
	const char *words = NULL;
	for (unsigned i = all.from; i < all.to; i++)
		if (applies(&limit_table[i], &at) && limit_table[i].kind != LIMIT_WITHOUT &&
		    *limit_table[i].words)
			words = limit_table[i].words;
	return words ? words : *option->choices ? option->choices : NULL;
}

const char *limit_alone(const struct option *option, const struct target *target)
{
	struct target at = release_of(target);
	struct rows all = rows(option_canonical(option, target));
	const char *word = NULL;
	for (unsigned i = all.from; i < all.to; i++)
		if (applies(&limit_table[i], &at) && *limit_table[i].alone)
			word = limit_table[i].alone;
	return word;
}
