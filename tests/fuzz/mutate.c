#include "mutate.h"

#include "base/buf.h"
#include "fuzz.h"

/* A text taken apart and put together again. */
struct change {
	struct arena *arena;
	struct fuzz_dice dice;
	struct str text;
	struct buf out;
};

static uint32_t roll(struct change *change, uint32_t sides)
{
	return fuzz_throw(&change->dice, sides);
}

#define ANY(change, table) (table)[roll(change, sizeof(table) / sizeof *(table))]

static uint32_t line_next(struct str text, uint32_t at)
{
	uint32_t end = str_find_char(text, '\n', at);
	return end == STR_NONE ? text.len : end + 1;
}

/* The line of a random byte. */
static void any_line(struct change *change, uint32_t *from, uint32_t *to)
{
	struct str text = change->text;
	*from = text.len ? roll(change, text.len) : 0;
	while (*from > 0 && text.at[*from - 1] != '\n')
		(*from)--;
	*to = line_next(text, *from);
}

static uint32_t indent_of(struct str text, uint32_t from)
{
	uint32_t blanks = 0;
	while (from + blanks < text.len && text.at[from + blanks] == ' ')
		blanks++;
	return blanks;
}

/* The line and what is indented below it. */
static void any_block(struct change *change, uint32_t *from, uint32_t *to)
{
	any_line(change, from, to);
	uint32_t indent = indent_of(change->text, *from);
	while (*to < change->text.len && indent_of(change->text, *to) > indent)
		*to = line_next(change->text, *to);
}

static void put(struct change *change, uint32_t from, uint32_t to)
{
	buf_str(&change->out, str_sub(change->text, from, to));
}

static void put_without(struct change *change, uint32_t from, uint32_t to, struct str instead)
{
	put(change, 0, from);
	buf_str(&change->out, instead);
	put(change, to, change->text.len);
}

/* ---- values and nodes ---- */

static void make_value(struct change *change, struct buf *out, unsigned depth);

static void make_key(struct change *change, struct buf *out)
{
	static const char *const odd[] = {
		"value", "<<", "__rest", "__exec", "? a", "\"a\"", "'a b'", "*a", "&k a", "!!str a", "", "~", "a.b", ".a", "a.", "a..b",
		"\"a\\u00e9\"", "[a]", "{a: b}", "- a", "a#", "a:b", "\xc3\xa9", "true", "1",
	};
	struct str path = fuzz_option(&change->dice);
	switch (roll(change, 16)) {
	case 0:
		buf_text(out, ANY(change, odd));
		break;
	case 1:
		buf_printf(out, "\"%.*s\"", STR_ARG(path));
		break;
	case 2:
	case 3:
		buf_str(out, path);
		break;
	default: {
		/* One name of the path. */
		uint32_t dot = str_find_char(path, '.', 0);
		buf_str(out, dot == STR_NONE || roll(change, 2) ? str_sub(path, 0, dot) : str_sub(path, dot + 1, path.len));
	}
	}
}

static void make_flow(struct change *change, struct buf *out, unsigned depth)
{
	static const char *const between[] = { ", ", ",", " , ", ",\n   ", ", # c\n  ", ",\r\n  ", ",\n\n  " };
	bool map = roll(change, 3);
	uint32_t count = roll(change, 4);
	buf_text(out, map ? "{" : "[");
	if (!roll(change, 4))
		buf_text(out, "\n  ");
	for (uint32_t i = 0; i < count; i++) {
		if (map) {
			make_key(change, out);
			buf_text(out, roll(change, 16) ? ": " : ":");
		}
		make_value(change, out, depth + 1);
		if (i + 1 < count || !roll(change, 6))
			buf_text(out, ANY(change, between));
	}
	buf_text(out, map ? "}" : "]");
}

/* Mostly plain: one odd value is a question, ten are an unreadable file. */
static void make_value(struct change *change, struct buf *out, unsigned depth)
{
	static const char *const plain[] = {
		"true", "1", "27017", "enabled", "/var/lib/mongodb", "'a b'", "\"a\"", "a b", "127.0.0.1,::1", "rs0", "a #b", "a  # c", "&a x",
	};
	static const char *const odd[] = {
		"&a x", "*a", "!!str 1", "!x y", "|\n   a\n   b", ">-\n   a\n\n   b", "|2\n    a", "\"a\\\n   b\"", "'a\n\n  b'", "a\n   b",
		"&b", "!!map", "{{ a }}", "{% if a %}", "${A:-b}", "$A", "<%= a %>", "\"\\x41\"", "%a", "- a", "-", "?", "? a", "  # c",
		"\t1", "1\t# c", "\"unclosed", "'unclosed", "x  ", "|", ">+\n", "\"\"", "''", "\"a\" # b", "enabled", "27017", "true",
	};
	uint32_t kind = roll(change, 8);
	if (depth < 3 && kind == 0)
		make_flow(change, out, depth);
	else
		buf_text(out, kind == 1 ? ANY(change, odd) : kind == 2 ? fuzz_value(&change->dice) : ANY(change, plain));
}

/* A few nested keys, at some column. */
static void make_block(struct change *change, struct buf *out, uint32_t indent)
{
	uint32_t count = 1 + roll(change, 4), step = 1 + roll(change, 4);
	for (uint32_t i = 0; i < count; i++) {
		if (!roll(change, 6))
			buf_text(out, roll(change, 2) ? "\n" : "# c\n");
		if (!roll(change, 8))
			buf_printf(out, "%*s#net:\n", (int)indent, "");
		buf_printf(out, "%*s%s", (int)indent, "", roll(change, 32) ? "" : "- ");
		make_key(change, out);
		buf_text(out, roll(change, 10) ? ":" : " :");
		if (indent < 12 && !roll(change, 3)) {
			buf_text(out, roll(change, 6) ? "\n" : " # c\n");
			make_block(change, out, indent + step);
			continue;
		}
		if (roll(change, 12)) {
			buf_char(out, ' ');
			make_value(change, out, 0);
		}
		buf_text(out, roll(change, 10) ? "\n" : " # c\n");
	}
}

static struct str made(struct change *change, uint32_t indent)
{
	struct buf out = BUF_INIT(change->arena);
	make_block(change, &out, indent);
	return buf_done(&out);
}

/* ---- changes ---- */

static void insert_block(struct change *change)
{
	uint32_t from, to;
	any_line(change, &from, &to);
	put_without(change, from, from, made(change, indent_of(change->text, from)));
}

static void insert_below(struct change *change)
{
	uint32_t from, to;
	any_line(change, &from, &to);
	/* Beside it; or below it, where it has no value. */
	bool header = to - from > 1 && str_ends(str_trim(str_sub(change->text, from, to)), ":");
	put_without(change, to, to, made(change, indent_of(change->text, from) + (header ? 2 : 0) + !roll(change, 8)));
}

static void drop_block(struct change *change)
{
	uint32_t from, to;
	any_block(change, &from, &to);
	put_without(change, from, to, STR(""));
}

static void move_block(struct change *change)
{
	uint32_t from, to, at, end;
	any_block(change, &from, &to);
	any_line(change, &at, &end);
	if (at > from && at < to)
		at = to;
	if (at <= from) {
		put(change, 0, at);
		put(change, from, to);
		put(change, at, from);
		put(change, to, change->text.len);
	} else {
		put(change, 0, from);
		put(change, to, at);
		put(change, from, to);
		put(change, at, change->text.len);
	}
}

static void copy_block(struct change *change)
{
	uint32_t from, to, at, end;
	any_block(change, &from, &to);
	any_line(change, &at, &end);
	put_without(change, at, at, str_sub(change->text, from, to));
}

static void indent_block(struct change *change)
{
	uint32_t from, to, less = roll(change, 2), by = 1 + roll(change, 4);
	/* All of it stays a document. */
	if (roll(change, 2)) {
		for (uint32_t at = 0, next; at < change->text.len; at = next) {
			next = line_next(change->text, at);
			buf_fill(&change->out, ' ', str_trim(str_sub(change->text, at, next)).len ? by : 0);
			put(change, at, next);
		}
		return;
	}
	any_block(change, &from, &to);
	put(change, 0, from);
	for (uint32_t at = from, next; at < to; at = next) {
		uint32_t blanks = indent_of(change->text, at), cut = !less ? 0 : by < blanks ? by : blanks;
		next = line_next(change->text, at);
		buf_fill(&change->out, ' ', less ? 0 : by);
		put(change, at + cut, next);
	}
	put(change, to, change->text.len);
}

/* Another value behind a colon of the line. */
static void change_value(struct change *change)
{
	uint32_t from, to;
	any_line(change, &from, &to);
	uint32_t colon = str_find_char(change->text, ':', from);
	if (colon == STR_NONE || colon >= to)
		colon = from;
	struct buf value = BUF_INIT(change->arena);
	buf_text(&value, ": ");
	make_value(change, &value, 0);
	buf_char(&value, '\n');
	put_without(change, colon, to, buf_done(&value));
}

static void change_key(struct change *change)
{
	uint32_t from, to;
	any_line(change, &from, &to);
	from += indent_of(change->text, from);
	uint32_t colon = str_find_char(change->text, ':', from);
	struct buf key = BUF_INIT(change->arena);
	make_key(change, &key);
	put_without(change, from, colon == STR_NONE || colon > to ? from : colon, buf_done(&key));
}

static void comment_line(struct change *change)
{
	static const char *const marks[] = { "#", "# ", "# c\n", "#security:\n", "# net:\n", "---\n", "...\n", "\n", "\n\n", "\t", "%YAML 1.1\n", "- ", "? ", "=db/mongod.conf\n", "{{ a }}\n" };
	uint32_t from, to;
	any_line(change, &from, &to);
	if (from < to && change->text.at[from] == '#' && roll(change, 2))
		put_without(change, from, from + 1, STR(""));
	else
		put_without(change, from, from, str_of(ANY(change, marks)));
}

static void add_comment(struct change *change)
{
	static const char *const tails[] = { " # c", "  # d", " #", "#", "\t# c", " ", "  ", "\t", "\r", " mongoconf: ignore[x] y", ",", ":", " |" };
	uint32_t from, to;
	any_line(change, &from, &to);
	to -= to > from && change->text.at[to - 1] == '\n';
	put_without(change, to, to, str_of(ANY(change, tails)));
}

static void change_endings(struct change *change)
{
	bool crlf = str_find(change->text, STR("\r\n"), 0) == STR_NONE;
	for (uint32_t i = 0; i < change->text.len; i++) {
		char c = change->text.at[i];
		if (crlf && c == '\n')
			buf_char(&change->out, '\r');
		if (crlf || c != '\r')
			buf_char(&change->out, c);
	}
}

/* A byte order mark, and the end of the last line. */
static void change_ends(struct change *change)
{
	struct str text = change->text;
	if (roll(change, 2)) {
		bool mark = str_starts(text, "\xef\xbb\xbf");
		buf_text(&change->out, mark ? "" : "\xef\xbb\xbf");
		buf_str(&change->out, str_sub(text, mark ? 3 : 0, text.len));
		return;
	}
	bool ends = str_ends(text, "\n");
	put(change, 0, text.len - ends);
	if (!ends)
		buf_char(&change->out, '\n');
}

/* A block in braces. */
static void make_it_flow(struct change *change)
{
	uint32_t from, to;
	any_line(change, &from, &to);
	struct buf flow = BUF_INIT(change->arena);
	make_key(change, &flow);
	buf_text(&flow, ": ");
	make_flow(change, &flow, 0);
	buf_char(&flow, '\n');
	put_without(change, from, roll(change, 2) ? to : from, buf_done(&flow));
}

static void repeat(struct change *change)
{
	uint32_t from, to, times = 2 + roll(change, 200);
	any_block(change, &from, &to);
	put(change, 0, from);
	for (uint32_t i = 0; i < times; i++)
		put(change, from, to);
	put(change, to, change->text.len);
}

static void start_anew(struct change *change)
{
	buf_str(&change->out, made(change, roll(change, 4) ? 0 : roll(change, 3)));
}

static void cut_short(struct change *change)
{
	put(change, 0, change->text.len ? roll(change, change->text.len) : 0);
}

static void (*const changes[])(struct change *change) = {
	insert_block, insert_block, insert_below, insert_below, drop_block, move_block, copy_block, indent_block, change_value,
	change_value, change_value, change_key, change_key, comment_line, comment_line, add_comment, add_comment, change_endings,
	change_ends, make_it_flow, repeat, start_anew, cut_short,
};

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most, unsigned int seed)
{
	struct arena arena = ARENA_INIT;
	struct change change = { .arena = &arena, .dice = { (uint64_t)seed << 1 | 1 }, .text = fuzz_text(data, size) };
	if (!roll(&change, 3))
		return LLVMFuzzerMutate(data, size, most);
	for (uint32_t left = 1 + roll(&change, 2); left; left--) {
		change.out = (struct buf)BUF_INIT(&arena);
		ANY(&change, changes)(&change);
		if (change.out.len > most)
			break;
		change.text = buf_done(&change.out);
	}
	size = change.text.len < most ? change.text.len : most;
	if (size)
		memmove(data, change.text.at, size);
	arena_free(&arena);
	return size;
}
