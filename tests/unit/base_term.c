#include <criterion/criterion.h>

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/term.h"
#include "base/utf8.h"

static struct arena arena;

static void reset(void)
{
	arena_free(&arena);
}

TestSuite(term, .fini = reset);

static const char *escaped(struct str s)
{
	struct buf out = BUF_INIT(&arena);
	term_escape(&out, s);
	return buf_done(&out).at;
}

Test(term, escape)
{
	static const struct {
		struct str in;
		const char *out;
	} row[] = {
		{ { "", 0 }, "" },
		{ { "replSetName: shop", 17 }, "replSetName: shop" },
		{ { "a\tb\r\n", 5 }, "a\\tb\\r\\n" },
		{ { "\x1b[31mred\x1b[0m", 12 }, "\\x1b[31mred\\x1b[0m" },
		{ { "a\0b", 3 }, "a\\x00b" },
		{ { "\x7f", 1 }, "\\x7f" },
		{ { "\xc2\x80\xc2\x9b\xc2\x9f\xc2\xa0", 8 },
		  "<U+0080><U+009B><U+009F>\xc2\xa0" },
		{ { "\x9b" "31m", 4 }, "\\x9b31m" },
		{ { "\xff\xc0\x80", 3 }, "\\xff\\xc0\\x80" },
		{ { "ab\xe2\x82", 4 }, "ab\\xe2\\x82" },
		{ { "\xed\xa0\x80", 3 }, "\\xed\\xa0\\x80" },
		{ { "\xef\xbf\xbd", 3 }, "\xef\xbf\xbd" },
		{ { "a\xe2\x80\xae" "b", 5 }, "a<U+202E>b" },
		{ { "\xe2\x80\xaa\xe2\x81\xa6\xe2\x81\xa9", 9 }, "<U+202A><U+2066><U+2069>" },
		{ { "\xe2\x80\x8a\xe2\x80\x8b\xe2\x80\x8f\xe2\x80\x90", 12 },
		  "\xe2\x80\x8a<U+200B><U+200F>\xe2\x80\x90" },
		{ { "\xef\xbb\xbfx", 4 }, "<U+FEFF>x" },
		{ { "\xef\xbf\xbe\xef\xbf\xbf", 6 }, "<U+FFFE><U+FFFF>" },
		{ { "\xf3\xa0\x80\xa1", 4 }, "<U+E0021>" },
		{ { "\xe1\x85\xa0\xe3\x85\xa4\xef\xb8\x8f\xf0\x9f\x8f\xbb", 13 }, "<U+1160><U+3164><U+FE0F><U+1F3FB>" },
		{ { "\xcd\xb8\xee\x80\x80", 5 }, "<U+0378>\xee\x80\x80" },
		{ { "\xe6\x95\xb0 e\xcc\x81 \xf0\x9f\x98\x80", 12 },
		  "\xe6\x95\xb0 e\xcc\x81 \xf0\x9f\x98\x80" },
	};
	for (unsigned i = 0; i < sizeof row / sizeof *row; i++)
		cr_expect_str_eq(escaped(row[i].in), row[i].out, "row %u: %s", i,
				 escaped(row[i].in));
}

/* Whatever is put in, twice over all pairs of bytes. */
Test(term, result_is_one_line_of_valid_text)
{
	for (unsigned pair = 0; pair < 0x10000; pair++) {
		char bytes[2] = { (char)(pair >> 8), (char)(pair & 0xff) };
		struct str out = str_of(escaped((struct str){ bytes, 2 }));
		bool valid = utf8_invalid(out) == STR_NONE;
		for (uint32_t i = 0; i < out.len; i++)
			valid = valid && (unsigned char)out.at[i] >= ' ' && out.at[i] != 0x7f;
		cr_assert(valid, "%02x %02x", pair >> 8, pair & 0xff);
	}
}

Test(term, paint)
{
	struct buf out = BUF_INIT(&arena);
	term_paint(&out, false, TERM_ERROR, STR("a\x1b"));
	term_paint(&out, true, TERM_PLAIN, STR(" "));
	term_paint(&out, true, TERM_ERROR, STR("a\x1b"));
	cr_assert_str_eq(buf_done(&out).at, "a\\x1b \x1b[1;31ma\\x1b\x1b[0m");
}

Test(term, roles_look_different)
{
	for (int a = TERM_PLAIN; a <= TERM_FAINT; a++) {
		for (int b = TERM_PLAIN; b < a; b++) {
			struct buf left = BUF_INIT(&arena), right = BUF_INIT(&arena);
			term_paint(&left, true, (enum term_role)a, STR("x"));
			term_paint(&right, true, (enum term_role)b, STR("x"));
			cr_expect_not(str_eq(buf_done(&left), buf_done(&right)), "%d %d", a, b);
		}
	}
}

static void environment(const char *no, const char *force, const char *term)
{
	const char *const name[] = { "NO_COLOR", "CLICOLOR_FORCE", "TERM" };
	const char *const value[] = { no, force, term };
	for (unsigned i = 0; i < 3; i++) {
		if (value[i])
			setenv(name[i], value[i], 1);
		else
			unsetenv(name[i]);
	}
}

Test(term, color_to_a_file)
{
	int fd = open("/dev/null", O_WRONLY);
	environment("1", NULL, "dumb");
	cr_expect(term_wants_color(COLOR_ALWAYS, fd));
	environment(NULL, "1", "xterm");
	cr_expect_not(term_wants_color(COLOR_NEVER, fd));
	cr_expect(term_wants_color(COLOR_AUTO, fd));
	environment("", "1", "dumb");
	cr_expect(term_wants_color(COLOR_AUTO, fd), "an empty NO_COLOR says nothing");
	environment("1", "1", "xterm");
	cr_expect_not(term_wants_color(COLOR_AUTO, fd), "NO_COLOR wins");
	environment(NULL, "0", "xterm");
	cr_expect_not(term_wants_color(COLOR_AUTO, fd));
	environment(NULL, NULL, "xterm");
	cr_expect_not(term_wants_color(COLOR_AUTO, fd));
	close(fd);
}

Test(term, color_to_a_terminal)
{
	int fd = posix_openpt(O_RDWR | O_NOCTTY);
	if (fd < 0)
		cr_skip_test("no pseudo terminals here");
	environment(NULL, NULL, "xterm");
	cr_expect(term_wants_color(COLOR_AUTO, fd));
	cr_expect_not(term_wants_color(COLOR_NEVER, fd));
	environment("1", NULL, "xterm");
	cr_expect_not(term_wants_color(COLOR_AUTO, fd));
	environment(NULL, NULL, "dumb");
	cr_expect_not(term_wants_color(COLOR_AUTO, fd));
	environment(NULL, NULL, NULL);
	cr_expect_not(term_wants_color(COLOR_AUTO, fd));
	close(fd);
}

Test(term, links)
{
	/* Each NAME=VALUE, in an environment that has nothing else of these. */
	static const char *const all[] = {
		"FORCE_HYPERLINK", "CI", "TERM", "TERM_PROGRAM", "VTE_VERSION", "WT_SESSION", "KITTY_WINDOW_ID", "DOMTERM",
		"KONSOLE_VERSION", "TMUX", "STY",
	};
	static const struct {
		const char *set[4];
		bool terminal, wanted;
	} row[] = {
		{ { "TERM=xterm-256color" }, true, false },
		{ { "TERM=xterm-256color", "VTE_VERSION=6800" }, true, true },
		{ { "TERM=xterm-256color", "VTE_VERSION=6800" }, false, false },
		{ { "TERM=xterm-256color", "VTE_VERSION=5000" }, true, false },
		{ { "TERM=xterm-256color", "VTE_VERSION=4600" }, true, false },
		{ { "TERM=xterm-256color", "VTE_VERSION=" }, true, false },
		{ { "TERM=xterm-256color", "WT_SESSION=x" }, true, true },
		{ { "TERM=xterm-kitty" }, true, true },
		{ { "TERM=xterm-kitty" }, false, false },
		{ { "TERM=xterm-kitty", "CI=true" }, true, false },
		{ { "TERM=xterm-kitty", "CI=false" }, true, true },
		{ { "TERM=xterm-kitty", "CI=" }, true, true },
		{ { "TERM=xterm-kitty", "FORCE_HYPERLINK=0" }, true, false },
		{ { "TERM=xterm-kitty", "FORCE_HYPERLINK=" }, true, true },
		{ { "TERM=dumb", "FORCE_HYPERLINK=1", "CI=1" }, false, true },
		{ { "FORCE_HYPERLINK=1" }, true, true },
		{ { "WT_SESSION=x" }, true, false },
		{ { "TERM=dumb", "WT_SESSION=x" }, true, false },
		{ { "TERM=xterm", "TERM_PROGRAM=vscode" }, true, true },
		{ { "TERM=xterm", "TERM_PROGRAM=Apple_Terminal" }, true, false },
		{ { "TERM=tmux-256color", "VTE_VERSION=6800" }, true, false },
		{ { "TERM=xterm", "VTE_VERSION=6800", "TMUX=x" }, true, false },
		{ { "TERM=screen", "KITTY_WINDOW_ID=1" }, true, false },
		{ { "TERM=linux" }, true, false },
	};
	int fds[] = { open("/dev/null", O_WRONLY), posix_openpt(O_RDWR | O_NOCTTY) };
	if (fds[1] < 0)
		cr_skip_test("no pseudo terminals here");
	for (unsigned i = 0; i < sizeof row / sizeof *row; i++) {
		for (unsigned k = 0; k < sizeof all / sizeof *all; k++)
			unsetenv(all[k]);
		for (unsigned k = 0; k < 4 && row[i].set[k]; k++)
			putenv(arena_printf(&arena, "%s", row[i].set[k]));
		cr_expect_eq(term_wants_links(true, fds[row[i].terminal]), row[i].wanted, "row %u", i);
		cr_expect_not(term_wants_links(false, fds[row[i].terminal]), "row %u, without color", i);
	}
	for (unsigned k = 0; k < sizeof all / sizeof *all; k++)
		unsetenv(all[k]);
	close(fds[0]);
	close(fds[1]);
}

Test(term, link)
{
	struct buf out = BUF_INIT(&arena);
	term_open_link(&out, "a.example", "/x y/%41/\x1b]\xe6\x95\xb0;~#?");
	buf_text(&out, "here");
	term_close_link(&out);
	cr_assert_str_eq(buf_done(&out).at, "\x1b]8;;file://a.example/x%20y/%2541/%1B%5D%E6%95%B0%3B~%23%3F\x1b\\here"
					    "\x1b]8;;\x1b\\");
}

Test(term, commands_of_services)
{
	static const struct {
		const char *in, *out;
	} row[] = {
		{ "::stop-commands::x", "\\x3a:stop-commands::x" }, { "  ::error::x", "  \\x3a:error::x" },
		{ "a ::error::x", "a ::error::x" }, { ":a", ":a" }, { ":", ":" },
		{ "a ##[add-mask]x", "a ##\\x5badd-mask]x" }, { "###[x]", "###\\x5bx]" },
		{ "##vso[task.x]", "##vso\\x5btask.x]" }, { "##teamcity[x]", "##teamcity\\x5bx]" },
		{ "#[x] [y] # #[z] vso[", "#[x] [y] # #[z] vso[" }, { "[", "[" }, { "#[", "#[" },
	};
	static const char *const service[] = { "GITHUB_ACTIONS", "TF_BUILD", "TEAMCITY_VERSION" };
	for (unsigned k = 0; k <= 3; k++) {
		for (unsigned i = 0; i < 3; i++)
			unsetenv(service[i]);
		if (k < 3)
			setenv(service[k], "true", 1);
		for (unsigned i = 0; i < sizeof row / sizeof *row; i++)
			cr_expect_str_eq(escaped(str_of(row[i].in)), k < 3 ? row[i].out : row[i].in, "row %u in %u", i, k);
	}
}
