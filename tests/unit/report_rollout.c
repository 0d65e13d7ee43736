#include <criterion/criterion.h>
#include <string.h>

#include "base/regex.h"
#include "lint_files.h"
#include "report/markup.h"
#include "report/mermaid.h"

static struct arena arena;

static void tear_down(void)
{
	arena_free(&arena);
}

TestSuite(report_rollout, .fini = tear_down);

/* ---- names in Markdown and Mermaid ---- */

static const struct {
	const char *text, *code, *prose, *label;
} names[] = {
	{ "db1", "`db1`", "db1", "db1" },
	{ "a b_c", "`a b_c`", "a b\\_c", "a b_c" },
	{ "", "<code></code>", "", "" },
	{ " x", "<code>&#32;x</code>", " x", " x" },
	{ "a`b", "<code>a&#96;b</code>", "a\\`b", "a#96;b" },
	{ "a|b", "<code>a&#124;b</code>", "a\\|b", "a#124;b" },
	{ "a\\|b", "<code>a&#92;&#124;b</code>", "a\\\\\\|b", "a#92;#124;b" },
	{ "<script>x</script>", "`<script>x</script>`", "\\<script\\>x\\</script\\>", "#60;script#62;x#60;#47;script#62;" },
	{ "a\nb", "<code>a&#92;nb</code>", "a\\\\nb", "a#92;nb" },
	{ "a\"]; b[\"", "`a\"]; b[\"`", "a\"\\]; b\\[\"", "a#34;#93;#59; b#91;#34;" },
	{ "[x](http://y)", "`[x](http://y)`", "\\[x\\](http\\://y)", "#91;x#93;#40;http#58;#47;#47;y#41;" },
	{ "www.evil.example", "`www.evil.example`", "www\\.evil.example", "www.evil.example" },
	{ "&lt;", "`&lt;`", "\\&lt;", "#38;lt#59;" },
	{ "- [x] done", "`- [x] done`", "\\- \\[x\\] done", "- #91;x#93; done" },
	{ "1. one", "`1. one`", "1\\. one", "1. one" },
	{ "12) x 3.4", "`12) x 3.4`", "12\\) x 3.4", "12#41; x 3.4" },
	{ "# head", "`# head`", "\\# head", "#35; head" },
	{ "\x1b[2J", "<code>&#92;x1b&#91;2J</code>", "\\\\x1b\\[2J", "#92;x1b#91;2J" },
	{ "\xe2\x80\xae" "evil", "`<U+202E>evil`", "\\<U+202E\\>evil", "#60;U#43;202E#62;evil" },
	{ "b\xc3\xa4r", "`b\xc3\xa4r`", "b\xc3\xa4r", "b\xc3\xa4r" },
	{ "#quot;", "`#quot;`", "\\#quot;", "#35;quot#59;" },
};

static const char *written(void (*write)(struct buf *, const char *), const char *text)
{
	struct buf out = BUF_INIT(&arena);
	write(&out, text);
	return buf_done(&out).at;
}

Test(report_rollout, names_are_names)
{
	for (unsigned i = 0; i < sizeof names / sizeof *names; i++) {
		cr_expect_str_eq(written(markdown_code, names[i].text), names[i].code, "code %s", names[i].code);
		cr_expect_str_eq(written(markdown_text, names[i].text), names[i].prose, "prose %s", names[i].code);
		cr_expect_str_eq(written(mermaid_label, names[i].text), names[i].label, "label %s", names[i].code);
	}
	struct buf out = BUF_INIT(&arena);
	markdown_fence(&out, 2, "sh", "ls 'a````b'\nls");
	cr_expect_str_eq(buf_done(&out).at, "  `````sh\n  ls 'a````b'\n  ls\n  `````\n");
}

/* ---- pictures: every line is one that Mermaid's grammar has ---- */

#define LABEL "(?:[A-Za-z0-9 ._-]|#[0-9]+;|[\\x80-\\xff]|<br/>)*"
static const char lines[] =
	"^(?:flowchart LR|  subgraph s[0-9]+\\[\"" LABEL "\"\\]|    n[0-9]+\\[\"" LABEL "\"\\]|  end|  n[0-9]+ (?:--x|x--x) n[0-9]+"
	"|  classDef [a-z0-9]+ fill:#[0-9a-f]{6},stroke:#[0-9a-f]{6},color:#[0-9a-f]{6}|  class n[0-9]+(?:,n[0-9]+)* [a-z0-9]+"
	"|  linkStyle [0-9]+(?:,[0-9]+)* stroke:#[0-9a-f]{6},stroke-width:2px|  (?:more|fail)\\[\"and [0-9]+ [a-z' ]+\"\\])$";

static unsigned count_lines(const char *picture, const char *part)
{
	unsigned count = 0;
	for (const char *at = picture; (at = strstr(at, part)); at++)
		count++;
	return count;
}

static const char *const settings[] = {
	"net.port: 1\n", "security.keyFile: /k\nsecurity.transitionToAuth: true\n", "security.keyFile: /k\n", "\"\n",
};

/* So many members of `sets` sets, the i-th with the settings that `which` says ('0' to '3'), named after `name`. */
static const char *drawn(const char *name, const char *which, unsigned set_count)
{
	static const struct step steps[] = { { .name = "no-auth" }, { .name = "transition" }, { .name = "en\"for]ced" } };
	static const struct variant variant = { .steps = steps, .step_count = 3 };
	uint32_t count = (uint32_t)strlen(which);
	struct deployment *sets = arena_array(&arena, set_count, sizeof *sets);
	struct member *members = arena_array(&arena, count, sizeof *members);
	struct member_stand *stands = arena_array(&arena, count, sizeof *stands);
	struct buf out = BUF_INIT(&arena);
	for (unsigned i = 0; i < set_count; i++)
		sets[i] = (struct deployment){ .name = name, .kind = DEPLOYMENT_REPLICA_SET };
	for (uint32_t i = 0; i < count; i++) {
		int step = which[i] - '0';
		const struct config *config = lint_config(&arena, "m.conf", str_of(settings[step]), 0);
		members[i] = (struct member){ .name = name, .deployment = &sets[i * set_count / count], .role = ROLE_SHARD,
					      .config = config, .state = pair_state_of(&arena, config, NULL) };
		stands[i] = (struct member_stand){ .member = &members[i], .name = name, .step = step == 3 ? STEP_OFF : step,
						   .state = step == 3 ? "off" : steps[step].name };
	}
	mermaid_write(&out, &(struct stand){ .variant = &variant, .members = stands, .count = count });
	return buf_done(&out).at;
}

/* Which members; how many nodes and red arrows there are, and of what else the picture speaks. */
static const struct {
	const char *which;
	unsigned sets, nodes, arrows;
	const char *has;
} pictures[] = {
	{ "0", 1, 1, 0, "class n0 step0" },
	{ "000", 1, 3, 0, "class n0,n1,n2 step0" },
	{ "011", 1, 3, 0, "class n1,n2 step1" },
	{ "012", 1, 3, 1, "  n0 x--x n2\n" },
	{ "0022", 1, 4, 4, "linkStyle 0,1,2,3 " },
	{ "03", 1, 2, 0, "class n1 off" },
	{ "000000000000000000000000000000", 1, 30, 0, "" },
	{ "0000000000000000000000000000000", 1, 1, 0, "31 members" },
	{ "0000000000000000000000000022222222222", 1, 2, 1, "11 members<br/>en#34;for#93;ced" },
	{ "000000000000000222222222222222", 1, 30, 100, "and 125 more pairs" },
	{ "001122", 3, 6, 4, "subgraph s2" },
	{ "000000000000000000000000000000000000", 36, 36, 0, "subgraph s35" },
	/* More sets than fit: one node for all that are alike, wherever they are. */
	{ "00000000000000000000000000000000000000000000000000000000000000000000002", 71, 2, 1, "70 members" },
	{ "00000000000000000000000000000000000000000000000000000000000000000000002", 71, 2, 1, "subgraph s0[\"shards\"]" },
};

Test(report_rollout, pictures_are_mermaid)
{
	static const char *const called[] = { "shop", "a\"]\nend\nx[\"<b>`|" };
	const struct regex *line = regex_own(lines);
	for (unsigned i = 0; i < sizeof pictures / sizeof *pictures; i++) {
		for (unsigned k = 0; k < sizeof called / sizeof *called; k++) {
			const char *picture = drawn(called[k], pictures[i].which, pictures[i].sets);
			struct str rest = str_of(picture), one;
			while (str_split(&rest, '\n', &one))
				if (one.len)
					cr_expect(regex_find(line, one, 0, NULL, NULL), "%s: %.*s", pictures[i].which, STR_ARG(one));
			cr_expect_eq(count_lines(picture, "\n    n"), pictures[i].nodes, "%s: nodes\n%s", pictures[i].which, picture);
			cr_expect_eq(count_lines(picture, "--x n"), pictures[i].arrows, "%s: arrows\n%s", pictures[i].which, picture);
			cr_expect(strstr(picture, pictures[i].has), "%s: %s\n%s", pictures[i].which, pictures[i].has, picture);
		}
	}
}
