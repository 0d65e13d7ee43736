/* Plain configs, which are edited by the server's reading and read again by that of the libraries (config/edit.h): over every
 * file of fixtures/, and changes of it, the one is what the other is. MONGOCONF_VALGRIND takes a few of the files only. */
#include <criterion/criterion.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "config/edit.h"
#include "fixtures.h"
#include "yaml/plain.h"

static struct arena arena = ARENA_INIT;

static void teardown(void)
{
	arena_free(&arena);
}

TestSuite(plain, .fini = teardown);

static bool same_span(struct span a, struct span b)
{
	return a.at == b.at && a.len == b.len;
}

static bool same_typed(const struct setting *a, const struct setting *b)
{
	bool refused = a->refusal || b->refusal;
	if (refused)
		return a->refusal && b->refusal && !strcmp(a->refusal, b->refusal);
	return a->type == b->type && a->typed.flag == b->typed.flag && a->typed.integer == b->typed.integer &&
	       memcmp(&a->typed.real, &b->typed.real, sizeof a->typed.real) == 0;
}

static bool same_setting(const struct setting *a, const struct setting *b)
{
	if (a->item_count != b->item_count)
		return false;
	for (uint32_t i = 0; i < a->item_count; i++)
		if (!str_eq(a->items[i], b->items[i]))
			return false;
	return a->option == b->option && str_eq(a->path, b->path) && str_eq(a->name, b->name) && a->kind == b->kind &&
	       str_eq(a->text, b->text) && same_typed(a, b) && a->node == b->node && same_span(a->key, b->key) &&
	       same_span(a->value, b->value) && a->null == b->null && a->entry == b->entry && a->nested == b->nested;
}

/* What two readings of one text have not in common; NULL: nothing. */
static const char *difference(const struct config *a, const struct config *b)
{
	uint32_t at;
	if (a->format != b->format || a->marks != b->marks || a->flooded != b->flooded || a->opaque != b->opaque)
		return "the format";
	if (memcmp(&a->target.server, &b->target.server, sizeof a->target.server) || a->target.binary != b->target.binary ||
	    a->target.platform != b->target.platform)
		return "the server";
	if (!tree_same(a->tree, b->tree, &at))
		return "the tree";
	if (a->count != b->count)
		return "how many settings there are";
	for (uint32_t i = 0; i < a->count; i++)
		if (!same_setting(&a->settings[i], &b->settings[i]))
			return arena_printf(&arena, "the setting %.*s", STR_ARG(a->settings[i].path));
	return NULL;
}

struct tally {
	uint32_t plain, read;   /* drafts that were opened, and changes of them that were read so, */
	uint32_t one;           /* and by one reader */
};

static const struct change {
	const char *path, *value;   /* NULL: unset */
} changes[] = {
	{ "security.transitionToAuth", "true" }, { "security.keyFile", "/etc/mongodb/key file" }, { "zzz", "1" },
	{ "net.bindIp", "localhost,::1" }, { "net.port", "" }, { "replication.replSetName", "rs: 0 #1" },
	{ "replication.replSetName", "[rs0]" }, { "setParameter.x", "-1" }, { "systemLog.path", "null" }, { "sharding.configDB", "a/b:1" },
	{ "alpha.beta.gamma", "it's" }, { "alpha.value", "%x" }, { "storage.dbPath", "{% x %}" }, { "security.keyFile", NULL },
	{ "storage.dbPath", NULL }, { "net.bindIp", NULL }, { "processManagement.fork", NULL }, { "replication.replSetName", NULL },
};

static void read_twice(const char *name, const struct draft *draft, struct arena *scratch, struct tally *tally)
{
	struct config plain, read;
	if (!draft_changed(draft) || !config_read_plain(draft, NULL, &plain))
		return;
	config_read(scratch, &draft->now, NULL, &read);
	const char *what = difference(&plain, &read);
	cr_expect_null(what, "%s: %s differs\n%.*s", name, what, STR_ARG(draft->now.text));
	tally->read++;
}

static bool change(struct draft *draft, const struct change *change, struct err *err)
{
	return change->value ? draft_set(draft, str_of(change->path), str_of(change->value), err)
			     : draft_unset(draft, str_of(change->path), err);
}

/* One reader finds out what both libraries do that are asked of all. A refusal may say it otherwise: it is taken for no answer
 * (cli/rewrite_file.c). */
static void read_by_one(const char *name, const struct config *config, const struct change *first, const struct change *second,
			struct arena *scratch, struct tally *tally)
{
	struct err err = ERR_INIT(scratch);
	struct draft both, one;
	uint32_t at;
	cr_assert(config_draft(config, NULL, &both, &err), "%s", name);
	cr_assert(config_draft_plain(config, READ_BY_ONE, &one));
	for (const struct change *step = first; step; step = step == first ? second : NULL) {
		bool done = change(&both, step, &err);
		cr_expect_eq(change(&one, step, &err), done, "%s: %s", name, step->path);
		cr_expect(str_eq(both.now.text, one.now.text), "%s: %s", name, step->path);
		cr_expect(tree_same(&both.yaml.tree, &one.yaml.tree, &at), "%s: %s", name, step->path);
		tally->one += done && draft_changed(&one);
	}
}

static void try_text(const char *name, struct str text, struct tally *tally)
{
	for (unsigned i = 0; i < sizeof changes / sizeof *changes; i++) {
		struct arena scratch = ARENA_INIT;
		struct err err = ERR_INIT(&scratch);
		struct source source;
		struct config config;
		struct draft draft;
		source_init(&scratch, name, text, &source);
		config_read(&scratch, &source, NULL, &config);
		bool plain = config_draft_plain(&config, READ_BY_BOTH, &draft);
		if (plain) {
			const struct change *first = &changes[i], *next = &changes[(i + 1) % (sizeof changes / sizeof *changes)];
			bool done = change(&draft, first, &err);
			if (done)
				read_twice(name, &draft, &scratch, tally);
			/* One step upon the other. */
			if (done && next->value && change(&draft, next, &err))
				read_twice(name, &draft, &scratch, tally);
			read_by_one(name, &config, first, next, &scratch, tally);
		}
		tally->plain += plain;
		arena_free(&scratch);
	}
}

/* ---- what all of it rests on ---- */

static bool same_node(const struct node *a, const struct node *b)
{
	return same_span(a->span, b->span) && same_span(a->key, b->key) && a->key_style == b->key_style && a->question == b->question &&
	       a->colon == b->colon && a->first == b->first && a->last == b->last && a->next == b->next && a->previous == b->previous &&
	       a->target == b->target && a->path == b->path;
}

/* Where the bytes are, too. */
static bool same_tree(const struct tree *a, const struct tree *b)
{
	uint32_t at;
	bool same = tree_same(a, b, &at) && a->root == b->root && a->rest == b->rest && a->undefined == b->undefined && a->expands == b->expands;
	for (at = 1; same && at < a->count; at++)
		same = same_node(&a->node[at], &b->node[at]);
	return same;
}

/* How many blocks of text, and sequences by their style, were read so. */
static unsigned styles[STYLE_FLOW + 1];

/* What the server reads of a plain text, both libraries read so. Returns whether it reads it at all. */
static bool read_alike(struct str text, bool (*is_plain)(const struct source *source))
{
	struct arena scratch = ARENA_INIT;
	struct source source;
	struct yaml one, both;
	source_init(&scratch, "mongod.conf", text, &source);
	bool read = is_plain(&source) && plain_read(&scratch, &source, &one);
	if (read) {
		for (uint32_t at = 1; at < one.tree.count; at++)
			styles[one.tree.node[at].style] += one.tree.node[at].style == STYLE_LITERAL || one.tree.node[at].kind == NODE_SEQUENCE;
		yaml_read(&scratch, &source, &both);
		cr_expect_eq(both.reading, READING_BOTH, "%.*s", STR_ARG(text));
		cr_expect(same_tree(&one.tree, &both.tree), "%.*s", STR_ARG(text));
	}
	arena_free(&scratch);
	return read;
}

/* Texts of as many lines as `number` says, each of these kinds. */
static struct str compose(char *text, const char *const *lines, unsigned kinds, unsigned count, uint64_t number, const char *line_end,
			  bool ends)
{
	char *end = text;
	for (unsigned i = 0; i < count; i++, number /= kinds)
		end = stpcpy(stpcpy(end, lines[number % kinds]), i + 1 < count || ends ? line_end : "");
	return str_of(text);
}

/* ---- files ---- */

/* As they are, and the documents of manifests. */
static void read_documents(struct str text)
{
	for (uint32_t at = 0, end; at < text.len; at = end) {
		end = str_find(text, STR("\n---\n"), at);
		end = end == STR_NONE ? text.len : end + 1;
		read_alike(str_sub(text, at, end), plain_text);
		read_alike(str_sub(text, at, end), plain_manifest);
	}
}

static struct tally try_files(struct str (*mutate)(struct arena *, struct str))
{
	struct tally tally = { 0 };
	struct files files = fixtures(&arena);
	bool slow = getenv("MONGOCONF_VALGRIND") != NULL;
	for (uint32_t i = 0; i < files.count; i += slow ? 16 : 1) {
		struct arena scratch = ARENA_INIT;
		struct err err = ERR_INIT(&scratch);
		struct source source;
		cr_assert(source_read(&scratch, files.at[i], &source, &err), "%s", files.at[i]);
		if (source.text.len < 100000)
			read_documents(mutate ? mutate(&scratch, source.text) : source.text);
		if (source.text.len < 100000)
			try_text(files.at[i], mutate ? mutate(&scratch, source.text) : source.text, &tally);
		arena_free(&scratch);
	}
	return tally;
}

Test(plain, the_libraries_reading_is_the_servers)
{
	struct tally tally = try_files(NULL);
	cr_expect_gt(tally.plain, 100, "%u", tally.plain);
	cr_expect_gt(tally.read, tally.plain / 2, "%u of %u", tally.read, tally.plain);
	cr_expect_gt(tally.one, tally.plain, "%u of %u", tally.one, tally.plain);
}

Test(plain, also_of_changed_files)
{
	for (unsigned i = 0; i < mutation_count; i++)
		try_files(mutations[i].change);
}

/* Each byte that can stand somewhere in a line, at each of eight places. */
Test(plain, bytes)
{
	for (int byte = 1; byte < 256; byte++) {
		for (int place = 0; place < 9; place++) {
			char text[] = "net:\n  port: 1\n# abcdefghi\n";
			struct source source;
			struct config config;
			struct draft draft;
			text[sizeof text - 11 + place] = (char)byte;
			source_init(&arena, "mongod.conf", str_of(text), &source);
			config_read(&arena, &source, NULL, &config);
			bool plain = (byte >= ' ' && byte <= '~') || (byte == '\n' && place == 8) || (byte == '\r' && place == 8);
			if (byte != '\n')
				cr_expect_eq(config_draft_plain(&config, READ_BY_BOTH, &draft), plain, "0x%02x at %d", (unsigned)byte, place);
		}
	}
}

/* ---- small texts ---- */

static uint32_t random_number(uint64_t *seed)
{
	*seed = *seed * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(*seed >> 32);
}

/* A manifest that is mostly right: sections, values, items, blocks of text; now and then a line that is indented otherwise. */
static struct str grow(char *text, size_t size, uint64_t *seed)
{
	static const char *const values[] = { "x", "1", "'a b'", "\"c\" # d", "[]", "{} # e", "a/b:1", "true", "", "['a\\\\', \"b,c\"]", "'x\\n'" };
	static const char *const block[] = { "storage:", "  dbPath: /d", "# c", "", "    {{ x }}", "- [", "%x", "\"", "}" };
	unsigned indent = 0, deeper = 0;
	char *at = stpcpy(text, random_number(seed) % 8 ? "" : "---\n");
	while ((size_t)(at - text) + 128 < size && random_number(seed) % 16) {
		unsigned by = random_number(seed) % 12 == 0 ? random_number(seed) % 4 : 0;
		uint32_t what = random_number(seed) % 8;
		if (!deeper && indent && random_number(seed) % 4 == 0)
			indent -= indent < 2 ? indent : 2;
		at += sprintf(at, "%*s", (int)(indent + by), "");
		deeper = 0;
		if (what == 0) {
			at = stpcpy(at, "# c\n");
		} else if (what == 1) {
			at += sprintf(at, "- %s%s\n", random_number(seed) % 2 ? "n: " : "", values[random_number(seed) % 4]);
		} else if (what == 2) {
			at += sprintf(at, "d-%u: |%s\n", random_number(seed) % 3, random_number(seed) % 4 ? "" : "-");
			for (unsigned i = random_number(seed) % 4; i > 0; i--) {
				const char *line = block[random_number(seed) % 9];
				at += sprintf(at, "%*s%s\n", *line ? (int)indent + 2 : 0, "", line);
			}
		} else if (what < 5) {
			at += sprintf(at, "%c%s:\n", (char)('a' + random_number(seed) % 26), what == 3 ? ".b" : "");
			indent += deeper = 2;
		} else {
			at += sprintf(at, "%c: %s\n", (char)('a' + random_number(seed) % 26), values[random_number(seed) % 11]);
		}
	}
	*at = '\0';
	return str_of(text);
}

/* All texts of up to four lines of these kinds, which is all that one line can be to the next. */
Test(plain, all_small_texts)
{
	static const char *const lines[] = {
		"", "# c", " # c", "   # c", "a:", " a:", "  a:", "   a:", "b: x", " b: x y", "  b: x # c", "   b: 'x'", "c.d: \"x\" # c",
		"  c.d: 1:2", "  ", "d: # c", " d:  # c",
	};
	enum { KINDS = sizeof lines / sizeof *lines };
	unsigned most = getenv("MONGOCONF_VALGRIND") ? 2 : 4, read = 0, all = 1;
	for (unsigned count = 1; count <= most; count++) {
		all *= KINDS;
		for (unsigned number = 0; number < all; number++) {
			char text[128];
			read += read_alike(compose(text, lines, KINDS, count, number, "\n", number & 1), plain_text);
			if (count < 4)
				read_alike(compose(text, lines, KINDS, count, number, "\r\n", number & 1), plain_text);
			if (count < 3)
				read_alike(compose(text, lines, KINDS, count, number, "\r", true), plain_text);
		}
	}
	cr_expect_gt(read, all / 8, "%u of %u", read, all);
}

/* The same of what manifests have besides, in up to three lines; and of texts that are longer, as many as there is time for. */
Test(plain, manifests)
{
	static const char *const lines[] = {
		"", "# c", "  # c", "     # c", "a:", "  a:", "    a:", "a-b/c: x", "  b: x y", "    c: 1 # c", "d: |", "  d: |", "    d: |-", "  d: |-",
		"    text: x # y", "      - [x", "     z", "   y", "- x", "  - x-y", "    - \"x\"", "- e: x", "  - e:", "    f: 1", "g: []", "  g: {}",
		"    {{ x }}", "---", "      ", "    \\ ' \"", "   - a: 'x'", "  b:", " - x", "k: [\"x\", 'y']", "  k: ['a\\b' , \"[{,: # '\"] # c", "- ['^(?<x>\\.)$']",
	};
	enum { KINDS = sizeof lines / sizeof *lines, LONGEST = 12 };
	bool slow = getenv("MONGOCONF_VALGRIND") != NULL;
	unsigned most = slow ? 2 : 3, read = 0, all = 1, longer = 0;
	uint64_t seed = 3;
	char text[512];
	for (unsigned count = 1; count <= most; count++) {
		all *= KINDS;
		for (unsigned number = 0; number < all; number++)
			read += read_alike(compose(text, lines, KINDS, count, number, "\n", true), plain_manifest);
	}
	cr_expect_gt(read, all / 16, "%u of %u", read, all);
	for (unsigned turn = 0; turn < (slow ? 200U : 100000U); turn++) {
		unsigned count = 4 + turn % (LONGEST - 3);
		longer += read_alike(compose(text, lines, KINDS, count, random_number(&seed), "\n", true), plain_manifest);
	}
	for (unsigned turn = 0; turn < (slow ? 200U : 100000U); turn++)
		longer += read_alike(grow(text, sizeof text, &seed), plain_manifest);
	cr_expect_gt(longer, slow ? 40 : 20000, "%u", longer);
	cr_expect(slow || (styles[STYLE_LITERAL] > 5000 && styles[STYLE_BLOCK] > 3000 && styles[STYLE_FLOW] > 1000), "%u %u %u",
		  styles[STYLE_LITERAL], styles[STYLE_BLOCK], styles[STYLE_FLOW]);
}

/* As far as lines, depth and blank lines in a row may go, and what goes beyond is not plain. */
static bool is_plain(struct str text)
{
	struct source source;
	source_init(&arena, "mongod.conf", text, &source);
	return plain_text(&source);
}

Test(plain, limits)
{
	struct buf deep = BUF_INIT(&arena), name = BUF_INIT(&arena), blank = BUF_INIT(&arena), value = BUF_INIT(&arena);
	for (unsigned i = 0; i <= 32; i++)
		buf_printf(&deep, "%*sa:\n", (int)i, "");
	for (unsigned i = 0; i < 511; i++) {
		buf_char(&name, 'n');
		buf_char(&value, i ? 'v' : ' ');
	}
	for (unsigned i = 0; i < 8192; i++)
		buf_char(&blank, '\n');
	struct str key = buf_done(&name), rest = str_sub(buf_done(&value), 0, 510), lines = buf_done(&blank);
	struct str texts[] = {
		buf_done(&deep), str_of(arena_printf(&arena, "%s:\n", key.at)), str_of(arena_printf(&arena, "a:%.*s\n", STR_ARG(rest))),
		str_of(arena_printf(&arena, "a:\n%.*s b: 1\n", STR_ARG(str_sub(lines, 0, 8189)))),
	};
	struct str beyond[] = {
		str_of(arena_printf(&arena, "%s%*sa:\n", texts[0].at, 33, "")), str_of(arena_printf(&arena, "n%s:\n", key.at)),
		str_of(arena_printf(&arena, "a:%.*sv\n", STR_ARG(rest))), str_of(arena_printf(&arena, "a:\n%s b: 1\n", lines.at)),
	};
	for (unsigned i = 0; i < sizeof texts / sizeof *texts; i++) {
		cr_expect(read_alike(texts[i], plain_text), "%u", i);
		cr_expect(!is_plain(beyond[i]), "%u", i);
	}
}

/* An edited line that is not plain is left to the server's own reading. */
Test(plain, no_other_lines)
{
	static const struct {
		const char *value;
		bool plain;
	} values[] = {
		{ "rs0", true }, { "rs 0", true }, { "a: b", true }, { "it's", false }, { "{% x %}", true }, { "caf\xc3\xa9", false },
		{ "a\nb", false },
	};
	for (unsigned i = 0; i < sizeof values / sizeof *values; i++) {
		struct err err = ERR_INIT(&arena);
		struct source source;
		struct config config, after;
		struct draft draft;
		source_init(&arena, "mongod.conf", STR("net:\n  port: 1\nreplication:\n  oplogSizeMB: 1\n"), &source);
		config_read(&arena, &source, NULL, &config);
		cr_assert(config_draft_plain(&config, READ_BY_BOTH, &draft));
		if (!draft_set(&draft, STR("replication.replSetName"), str_of(values[i].value), &err))
			continue;
		cr_expect_eq(config_read_plain(&draft, NULL, &after), values[i].plain, "%s", values[i].value);
	}
}
