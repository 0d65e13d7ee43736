#include "base/regex.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"

/* Far above what a config's line or a path needs, far below a noticeable time. */
enum { MATCH_LIMIT = 200000, DEPTH_LIMIT = 1000, HEAP_KIB = 8192 };

/* PCRE2 counts anew for each byte where a match may begin. What a user wrote is tried with a low limit first, which
 * nearly all stay below; where that is not enough, each beginning is tried by itself, with limits that add up: to
 * PATH_MOST for a text, and to RUN_MOST (seconds) for a pattern. */
enum { FREE = 1000, ONE_MOST = 1000000, PATH_MOST = 2000000, RUN_MOST = 1000000000 };

struct effort {
	uint64_t used;
	char text[128];  /* the beginning of what was too much; "": nothing was */
	bool *told;      /* NULL, or set then */
};

struct regex {
	pcre2_code *code;
	uint32_t pairs;      /* of offsets that a match gives: the whole, and its groups */
	struct effort *effort;  /* NULL: a pattern of our own */
	struct str prefix;  /* what every match begins with, at the text's start: thousands of globs are asked
	                     * about thousands of paths, and most differ in the first letters */
	bool whole;          /* it is a glob, which all of a text has to match */
	const char *own;     /* the program's own: where it stands in that */
};

/* ---- what a match needs; each thread has one, for whatever pattern it asks: PCRE2 takes 20 KB for it */

struct matcher {
	pcre2_match_data *match;
	pcre2_match_context *limits;
	uint32_t pairs;
};

static _Thread_local struct matcher matcher;
static pthread_key_t matcher_key;

static void close_matcher(void *argument)
{
	struct matcher *mine = argument;
	pcre2_match_data_free(mine->match);
	pcre2_match_context_free(mine->limits);
	*mine = (struct matcher){ .match = NULL };
}

static void make_key(void)
{
	if (pthread_key_create(&matcher_key, close_matcher))
		bug("no key for what belongs to a thread");
}

static void open_matcher(uint32_t pairs)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	enum { LEAST = 16 };
	if (matcher.limits)
		close_matcher(&matcher);
	pthread_once(&once, make_key);
	matcher.pairs = pairs > LEAST ? pairs : LEAST;
	matcher.match = pcre2_match_data_create(matcher.pairs, NULL);
	matcher.limits = pcre2_match_context_create(NULL);
	if (!matcher.match || !matcher.limits || pthread_setspecific(matcher_key, &matcher))
		bug("out of memory");
	pcre2_set_depth_limit(matcher.limits, DEPTH_LIMIT);
	pcre2_set_heap_limit(matcher.limits, HEAP_KIB);
}

static void prepare(struct regex *regex)
{
	uint32_t groups;
	pcre2_pattern_info(regex->code, PCRE2_INFO_CAPTURECOUNT, &groups);
	regex->pairs = groups + 1;
}

/* ---- limits */

static bool is_limit(int result)
{
	return result == PCRE2_ERROR_MATCHLIMIT || result == PCRE2_ERROR_DEPTHLIMIT || result == PCRE2_ERROR_HEAPLIMIT;
}

static int give_up(struct effort *effort, struct str text)
{
	size_t len = text.len < sizeof effort->text - 1 ? text.len : sizeof effort->text - 1;
	memcpy(effort->text, text.at, len);
	effort->text[len] = '\0';
	if (effort->told)
		*effort->told = true;
	return PCRE2_ERROR_MATCHLIMIT;
}

static int match_within(const struct regex *regex, struct str text, uint32_t from, uint32_t options, uint32_t limit)
{
	if (matcher.pairs < regex->pairs)
		open_matcher(regex->pairs);
	pcre2_set_match_limit(matcher.limits, limit);
	return pcre2_match(regex->code, (PCRE2_SPTR)(text.at ? text.at : ""), text.len, from, options, matcher.match,
			   matcher.limits);
}

/* Beginning at this byte alone. `used` is what was spent on the text. */
static int match_hard_at(const struct regex *regex, struct str text, uint32_t at, uint64_t *used)
{
	for (uint32_t limit = FREE;; limit *= 10) {
		int result = match_within(regex, text, at, PCRE2_ANCHORED, limit);
		*used += limit == FREE ? 0 : limit;
		if (!is_limit(result))
			return result;
		if (limit >= ONE_MOST || result != PCRE2_ERROR_MATCHLIMIT || *used + limit > PATH_MOST)
			return give_up(regex->effort, text);
	}
}

static int match_hard(const struct regex *regex, struct str text, uint32_t from)
{
	int result = PCRE2_ERROR_NOMATCH;
	uint64_t used = 0;
	for (uint32_t at = from; at <= text.len && result == PCRE2_ERROR_NOMATCH; at++)
		if (at == text.len || ((unsigned char)text.at[at] & 0xc0) != 0x80)
			result = match_hard_at(regex, text, at, &used);
	regex->effort->used += used;
	return regex->effort->used > RUN_MOST ? give_up(regex->effort, text) : result;
}

/* `hard`: NULL, or set instead of counting what it takes. */
static int match(const struct regex *regex, struct str text, uint32_t from, bool *hard)
{
	if (!regex->effort)
		return match_within(regex, text, from, 0, MATCH_LIMIT);
	if (*regex->effort->text)
		return PCRE2_ERROR_MATCHLIMIT;
	int result = match_within(regex, text, from, 0, FREE);
	if (!is_limit(result) || !hard)
		return is_limit(result) ? match_hard(regex, text, from) : result;
	*hard = true;
	return result;
}

/* ---- the program's own ---- */

static struct regex *compile_own(const char *pattern)
{
	int error;
	PCRE2_SIZE at;
	struct regex *regex = calloc(1, sizeof *regex);
	if (!regex)
		bug("out of memory");
	regex->code = pcre2_compile((PCRE2_SPTR)pattern, strlen(pattern), PCRE2_DOLLAR_ENDONLY, &error, &at, NULL);
	if (!regex->code)
		bug("pattern \"%s\" is wrong at %zu", pattern, at);
	regex->own = pattern;
	prepare(regex);
	return regex;
}

/* Of two that compile it at the same time, one was first. */
const struct regex *regex_own(const char *pattern)
{
	enum { ROOM = 256, ALIGNMENT = 8 };
	static _Atomic(struct regex *) kept[ROOM];
	uint32_t at = (uint32_t)((uintptr_t)pattern / ALIGNMENT) % ROOM;
	for (unsigned tries = 0; tries < ROOM; tries++, at = (at + 1) % ROOM) {
		struct regex *there = atomic_load(&kept[at]), *made = there ? NULL : compile_own(pattern);
		if (!there && atomic_compare_exchange_strong(&kept[at], &there, made))
			return made;
		if (made) {
			pcre2_code_free(made->code);
			free(made);
		}
		if (there->own == pattern)
			return there;
	}
	bug("more than %d patterns", ROOM);
}

static bool find(const struct regex *regex, struct str text, uint32_t from, bool *hard)
{
	if (regex->prefix.len && !str_eq(str_sub(text, 0, regex->prefix.len), regex->prefix))
		return false;
	if (match(regex, text, from, hard) < 0)
		return false;
	const PCRE2_SIZE *place = pcre2_get_ovector_pointer(matcher.match);
	/* Before bytes that are no UTF-8, PCRE2 takes \z for true as well. */
	return !regex->whole || (!place[0] && place[1] == text.len);
}

bool regex_find(const struct regex *regex, struct str text, uint32_t from, uint32_t *at, uint32_t *len)
{
	if (!find(regex, text, from, NULL))
		return false;
	const PCRE2_SIZE *place = pcre2_get_ovector_pointer(matcher.match);
	if (at)
		*at = (uint32_t)place[0];
	if (len)
		*len = (uint32_t)(place[1] - place[0]);
	return true;
}

bool regex_find_quick(const struct regex *regex, struct str text, bool *hard)
{
	return find(regex, text, 0, hard);
}

bool regex_may_begin(const struct regex *regex, struct str text)
{
	uint32_t common = text.len < regex->prefix.len ? text.len : regex->prefix.len;
	if (!text.len)
		return true;
	if (common && memcmp(text.at, regex->prefix.at, common))
		return false;
	return match_within(regex, text, 0, PCRE2_PARTIAL_HARD, MATCH_LIMIT) != PCRE2_ERROR_NOMATCH;
}

bool regex_matches(const char *pattern, struct str text)
{
	return regex_find(regex_own(pattern), text, 0, NULL, NULL);
}

/* ---- what a user wrote ---- */

/* As malloc() gives it. */
static void *take_memory(size_t size, void *arena)
{
	return arena_raw(arena, size);
}

static void keep_memory(void *memory, void *arena)
{
	(void)memory;
	(void)arena;
}

static struct regex *compile(struct arena *arena, struct str pattern, struct regex_error *error)
{
	enum { OPTIONS = PCRE2_DOLLAR_ENDONLY | PCRE2_UTF | PCRE2_MATCH_INVALID_UTF | PCRE2_NEVER_BACKSLASH_C };
	pcre2_general_context *memory = pcre2_general_context_create(take_memory, keep_memory, arena);
	pcre2_compile_context *context = pcre2_compile_context_create(memory);
	struct regex *regex = arena_alloc(arena, sizeof *regex);
	char words[256];
	int code;
	PCRE2_SIZE at;
	regex->code = pcre2_compile((PCRE2_SPTR)(pattern.at ? pattern.at : ""), pattern.len, OPTIONS, &code, &at, context);
	if (regex->code) {
		prepare(regex);
		regex->effort = arena_alloc(arena, sizeof *regex->effort);
		return regex;
	}
	pcre2_get_error_message(code, (PCRE2_UCHAR *)words, sizeof words);
	*error = (struct regex_error){ at < pattern.len ? (uint32_t)at : pattern.len,
				       arena_printf(arena, "%s", words) };
	return NULL;
}

struct regex *regex_read(struct arena *arena, struct str pattern, struct regex_error *error)
{
	return compile(arena, pattern, error);
}

const char *regex_exceeded(const struct regex *regex)
{
	return regex->effort && *regex->effort->text ? regex->effort->text : NULL;
}

void regex_tell(struct regex *regex, bool *exceeded)
{
	regex->effort->told = exceeded;
}

struct str regex_prefix(const struct regex *regex)
{
	return regex->prefix;
}

/* The names of its groups: `count` entries of `size` bytes, each the group's number in two bytes, then its name. */
struct group_table {
	const unsigned char *at;
	uint32_t count, size;
};

static struct group_table group_table_of(const struct regex *regex)
{
	struct group_table table;
	PCRE2_SPTR at;
	pcre2_pattern_info(regex->code, PCRE2_INFO_NAMECOUNT, &table.count);
	pcre2_pattern_info(regex->code, PCRE2_INFO_NAMEENTRYSIZE, &table.size);
	pcre2_pattern_info(regex->code, PCRE2_INFO_NAMETABLE, &at);
	table.at = at;
	return table;
}

const char *regex_group_name(const struct regex *regex, unsigned index)
{
	struct group_table table = group_table_of(regex);
	return index < table.count ? (const char *)table.at + (size_t)index * table.size + 2 : NULL;
}

/* Of the last match. */
static void take_groups(const struct regex *regex, struct str text, const char *const *names, struct str *values, unsigned count)
{
	const PCRE2_SIZE *place = pcre2_get_ovector_pointer(matcher.match);
	for (unsigned i = 0; i < count; i++)
		values[i] = (struct str){ 0 };
	/* Two alternatives may give one name to two groups, (?J), of which one took something. */
	struct group_table table = group_table_of(regex);
	for (unsigned i = 0; i < table.count; i++) {
		const unsigned char *row = table.at + (size_t)i * table.size;
		unsigned number = row[0] * 256U + row[1];
		for (unsigned k = 0; k < count; k++)
			if (!strcmp((const char *)row + 2, names[k]) && place[2 * number] != PCRE2_UNSET)
				values[k] = str_sub(text, (uint32_t)place[2 * number], (uint32_t)place[2 * number + 1]);
	}
}

bool regex_groups(const struct regex *regex, struct str text, const char *const *names, struct str *values,
		  unsigned count)
{
	bool found = regex_find(regex, text, 0, NULL, NULL);
	if (found)
		take_groups(regex, text, names, values, count);
	return found;
}

bool regex_groups_quick(const struct regex *regex, struct str text, const char *const *names, struct str *values,
			unsigned count, bool *hard)
{
	bool found = regex_find_quick(regex, text, hard);
	if (found)
		take_groups(regex, text, names, values, count);
	return found;
}

/* ---- globs ---- */

struct glob {
	struct str text;
	uint32_t at;
	struct buf out;              /* the pattern */
	uint32_t open[16], depth;    /* where the braces began */
	struct regex_error *error;
};

static bool is_wrong(struct glob *glob, uint32_t at, const char *reason)
{
	*glob->error = (struct regex_error){ at, reason };
	return false;
}

static bool glob_has(const struct glob *glob, uint32_t at, const char *text)
{
	return str_starts(str_sub(glob->text, at, glob->text.len), text);
}

/* A character that means itself. In UTF-8 all bytes of those that are escaped stand for themselves. */
static void put_literal(struct glob *glob, char c)
{
	if (strchr("\\^$.[]|()?*+{}-#", c) && c)
		buf_char(&glob->out, '\\');
	buf_char(&glob->out, c);
}

/* `*`, `**`, and `**` with a slash behind it, where a part begins. */
static void put_stars(struct glob *glob)
{
	uint32_t from = glob->at;
	char before = from ? glob->text.at[from - 1] : '/';
	bool begins = before == '/' || (glob->depth && (before == '{' || before == ','));
	while (glob->at < glob->text.len && glob->text.at[glob->at] == '*')
		glob->at++;
	if (glob->at - from == 1) {
		buf_text(&glob->out, "[^/]*");
	} else if (begins && glob_has(glob, glob->at, "/")) {
		/* Several of them say no more than one, and would be tried in all combinations. */
		buf_text(&glob->out, "(?:[^/]+/)*");
		for (glob->at++; glob_has(glob, glob->at, "**/"); glob->at += 3)
			;
	} else {
		/* Below a folder, the folder itself is not. */
		buf_text(&glob->out, begins ? ".+" : ".*");
	}
}

static bool put_class(struct glob *glob)
{
	uint32_t from = glob->at++, first;
	/* Whatever the class says, a slash parts folders. */
	buf_text(&glob->out, "(?!/)[");
	if (glob_has(glob, glob->at, "!") || glob_has(glob, glob->at, "^")) {
		buf_char(&glob->out, '^');
		glob->at++;
	}
	for (first = glob->at;; glob->at++) {
		if (glob->at >= glob->text.len)
			return is_wrong(glob, from, "this [ has no ] behind it");
		char c = glob->text.at[glob->at];
		if (c == ']' && glob->at > first)
			break;
		if (c == '\\' && glob->at + 1 < glob->text.len)
			c = glob->text.at[++glob->at];
		else if (c == '-') {
			buf_char(&glob->out, c);
			continue;
		}
		put_literal(glob, c);
	}
	buf_char(&glob->out, ']');
	glob->at++;
	return true;
}

static bool put_next(struct glob *glob)
{
	char c = glob->text.at[glob->at];
	if (c == '*') {
		put_stars(glob);
		return true;
	}
	if (c == '[')
		return put_class(glob);
	if (c == '{') {
		if (glob->depth == sizeof glob->open / sizeof *glob->open)
			return is_wrong(glob, glob->at, "braces are nested too deeply");
		glob->open[glob->depth++] = glob->at;
		buf_text(&glob->out, "(?:");
	} else if (c == ',' && glob->depth) {
		buf_char(&glob->out, '|');
	} else if (c == '}' && glob->depth) {
		glob->depth--;
		buf_char(&glob->out, ')');
	} else if (c == '?') {
		buf_text(&glob->out, "[^/]");
	} else if (c == '\\') {
		if (++glob->at == glob->text.len)
			return is_wrong(glob, glob->at - 1, "nothing follows this \\");
		put_literal(glob, glob->text.at[glob->at]);
	} else {
		put_literal(glob, c);
	}
	glob->at++;
	return true;
}

struct regex *regex_glob(struct arena *arena, struct str text, struct regex_error *error)
{
	struct glob glob = { .text = text, .out = BUF_INIT(arena), .error = error };
	buf_text(&glob.out, "(?s)\\A");
	while (glob.at < text.len)
		if (!put_next(&glob))
			return NULL;
	if (glob.depth) {
		is_wrong(&glob, glob.open[glob.depth - 1], "this { has no } behind it");
		return NULL;
	}
	buf_text(&glob.out, str_ends(text, "/") ? ".+\\z" : "\\z");
	struct regex *regex = compile(arena, buf_done(&glob.out), error);
	if (!regex) {
		error->at = 0;
		return NULL;
	}
	regex->whole = true;
	uint32_t plain = 0;
	while (plain < text.len && !strchr("*?[{\\", text.at[plain]))
		plain++;
	regex->prefix = str_copy(arena, str_sub(text, 0, plain));
	return regex;
}
