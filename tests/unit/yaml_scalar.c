/* Every value that is spelled reads back as itself, by both libraries, wherever it may stand. */
#include <criterion/criterion.h>

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "yaml/read.h"
#include "yaml/scalar.h"

static struct arena arena = ARENA_INIT;

static void tear_down(void)
{
	arena_free(&arena);
}

TestSuite(yaml_scalar, .fini = tear_down);

/* Where a value can stand: before it, behind it, and whether that is inside brackets. */
static const struct place_of {
	const char *before, *behind;
	bool flow;
} places[] = {
	{ "key: ", "\n", false }, { "key: ", "", false }, { "a: 1\nkey: ", "  # comment\nb: 2\n", false },
	{ "s:\r\n  key: ", "\r\nb: 2\r\n", false }, { "key:\n  ", "\nb: 2\n", false },
	{ "{key: ", "}\n", true }, { "{key: ", ", b: 2}\n", true }, { "s: {a: [1], key: ", " }\n", true },
	{ "{\n  \"key\": ", ",\n  \"b\": 2\n}", true },
};

static const struct node *find_key(const struct tree *tree)
{
	for (uint32_t at = 1; at < tree->count; at++)
		if (str_is(tree->node[at].name, "key"))
			return &tree->node[at];
	return NULL;
}

static void reads_back(struct arena *scratch, struct str value, enum node_style style)
{
	for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
		struct str spelled = scalar_spell(scratch, value, style, places[i].flow);
		struct buf text = BUF_INIT(scratch);
		buf_text(&text, places[i].before);
		buf_str(&text, spelled);
		buf_text(&text, places[i].behind);

		struct source source;
		struct yaml yaml;
		source_init(scratch, "value", buf_done(&text), &source);
		yaml_read(scratch, &source, &yaml);
		const struct node *node = find_key(&yaml.tree);
		cr_assert(yaml.reading == READING_BOTH && node, "style %u: %s", style, text.at);
		cr_assert(str_eq(node->text, value), "style %u: %s", style, text.at);
		cr_assert(str_eq(source_str(&source, node->span), spelled), "style %u: %s", style, text.at);
		cr_assert_not(node_is_null(node), "style %u: %s", style, text.at);
	}
}

static const char *const tricky[] = {
	"", " ", "  ", "a", " a", "a ", "\t", "a\t", "\ta", "a\tb", "\n", "a\n", "a\nb", "\r", "a\r\nb",
	"~", "null", "Null", "NULL", "nULL", "~x", "true", "false", "yes", "0", "-1", "01", "1e3", "0x1f",
	"-", "--", "---", "----", "--- a", "- a", "-a", "- ", "-:", "?", "? a", "?a", ":", ": a", ":a", "::",
	"::1", "a:", "a: b", "a:b", "a :b", "a : b", "http://x:1/", "a#b", "a #b", "#a", "# a", "a # b",
	"&a", "*a", "!a", "|", ">", "|a", ">a", "%a", "@a", "`a", "'", "''", ", '", "a''b", "'a'", "a'b", "it's",
	"\"", "\"a\"", "a\"b", "\\", "a\\b", "\\n", "{", "}", "[", "]", "{a}", "[a]", "a{b", "a}b", "a[b",
	"a]b", ",", "a,b", "a, b", ",a", "...", "... a", "....", "<<", "=", "a=b", "{{ x }}", "${X}",
	"localhost,::1", "/etc/mongodb/keyfile", "C:\\data\\db", "\x01", "\x1b[0m", "\x7f", "\xc2\x80",
	"\xc2\x85", "a\xc2\x85" "b", "\xc2\xa0", "\xe2\x80\xa8", "a\xe2\x80\xa9" "b", "\xef\xbb\xbf",
	"a\xef\xbb\xbf" "b", "\xef\xbf\xbd", "\xef\xbf\xbe", "\xef\xbf\xbf", "\xf0\x9f\x8d\x83",
	"\xf4\x8f\xbf\xbf", "\xc3\xa9t\xc3\xa9", "\xe6\x97\xa5\xe6\x9c\xac", "\xed\x9f\xbf", "\xee\x80\x80",
};

Test(yaml_scalar, values_read_back_as_themselves)
{
	static const enum node_style styles[] = { STYLE_PLAIN, STYLE_SINGLE, STYLE_DOUBLE, STYLE_LITERAL };
	for (size_t i = 0; i < sizeof tricky / sizeof *tricky; i++)
		for (size_t k = 0; k < sizeof styles / sizeof *styles; k++)
			reads_back(&arena, str_of(tricky[i]), styles[k]);
	reads_back(&arena, STR("a\0b"), STYLE_PLAIN);
}

/* Random texts of the characters that mean something, and of others. */
Test(yaml_scalar, random_values_read_back_as_themselves)
{
	static const char *const piece[] = {
		"a", "1", " ", "  ", ":", "#", "-", "?", ",", "[", "]", "{", "}", "'", "\"", "\\", "|", ">",
		"%", "@", "`", "&", "*", "!", "~", "=", "<", ".", "\t", "\n", "\r", "\xc3\xa9",
		"\xe2\x80\xa8", "\xc2\x85", "\xf0\x9f\x8d\x83", "null", "...", "---", "\x02",
	};
	uint32_t count = getenv("MONGOCONF_VALGRIND") ? 30 : 1500;
	uint64_t seed = 20160;
	for (uint32_t i = 0; i < count; i++) {
		struct arena scratch = ARENA_INIT;
		struct buf value = BUF_INIT(&scratch);
		for (uint32_t n = 1 + i % 9; n > 0; n--) {
			seed = seed * 6364136223846793005u + 1442695040888963407u;
			buf_text(&value, piece[(seed >> 33) % (sizeof piece / sizeof *piece)]);
		}
		reads_back(&scratch, buf_done(&value), (enum node_style)(i % 3));
		arena_free(&scratch);
	}
}

/* No quotes where none are needed, and those that stood there. */
Test(yaml_scalar, spelling)
{
	static const struct {
		const char *value;
		enum node_style wanted;
		bool flow;
		const char *spelled;
	} rows[] = {
		{ "/etc/mongodb/keyfile", STYLE_PLAIN, false, "/etc/mongodb/keyfile" },
		{ "127.0.0.1,::1", STYLE_PLAIN, false, "127.0.0.1,::1" },
		{ "127.0.0.1,::1", STYLE_PLAIN, true, "'127.0.0.1,::1'" },
		{ "a b", STYLE_PLAIN, true, "a b" }, { "::1", STYLE_PLAIN, false, "'::1'" },
		{ "-1", STYLE_PLAIN, false, "-1" }, { "-1", STYLE_PLAIN, true, "-1" },
		{ "-x", STYLE_PLAIN, true, "'-x'" }, { "true", STYLE_PLAIN, false, "true" },
		{ "*", STYLE_PLAIN, false, "'*'" }, { "it's", STYLE_PLAIN, false, "it's" },
		{ "it's", STYLE_SINGLE, false, "'it''s'" }, { "x", STYLE_SINGLE, false, "'x'" },
		{ "x", STYLE_DOUBLE, false, "\"x\"" }, { "x", STYLE_FOLDED, false, "x" },
		{ "C:\\db", STYLE_DOUBLE, false, "\"C:\\\\db\"" }, { "C:\\db", STYLE_PLAIN, false, "C:\\db" },
		{ "a\nb", STYLE_SINGLE, false, "\"a\\nb\"" }, { "\xc2\x85", STYLE_PLAIN, false, "\"\\u0085\"" },
		{ "", STYLE_PLAIN, false, "''" }, { "null", STYLE_PLAIN, true, "'null'" },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct str spelled = scalar_spell(&arena, str_of(rows[i].value), rows[i].wanted, rows[i].flow);
		cr_expect(str_is(spelled, rows[i].spelled), "%s: %.*s", rows[i].value, STR_ARG(spelled));
	}
}

Test(yaml_scalar, bare_json)
{
	static const char *const bare[] = { "true", "false", "0", "1", "-1", "10", "27017" };
	static const char *const quoted[] = { "", "-", "01", "-01", "1.5", "1e3", "+1", "0x1", "True", "null", "a" };
	for (size_t i = 0; i < sizeof bare / sizeof *bare; i++)
		cr_expect(scalar_is_bare_json(str_of(bare[i])), "%s", bare[i]);
	for (size_t i = 0; i < sizeof quoted / sizeof *quoted; i++)
		cr_expect_not(scalar_is_bare_json(str_of(quoted[i])), "%s", quoted[i]);
}
