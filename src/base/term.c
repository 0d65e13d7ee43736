#include "base/term.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/utf8.h"

/* Code points that show nothing, or change how the one before them is drawn, on some terminals alone, and are none of those
 * that utf8_is_invisible() knows. */
static const struct {
	uint32_t first, last;
} unsafe[] = {
	{ 0x034f, 0x034f },    /* combining grapheme joiner */
	{ 0x115f, 0x1160 },    /* Hangul fillers */
	{ 0x17b4, 0x17b5 },    /* Khmer vowels that are never seen */
	{ 0x180b, 0x180f },    /* Mongolian variation selectors */
	{ 0x3164, 0x3164 },    /* Hangul fillers again */
	{ 0xfe00, 0xfe0f },    /* variation selectors */
	{ 0xffa0, 0xffa0 },
	{ 0x1f3fb, 0x1f3ff },  /* emoji modifiers: colors of skin */
	{ 0xe0100, 0xe01ef },  /* more variation selectors */
};

static const char *const sgr[] = {
	[TERM_PLAIN] = NULL,      [TERM_PLACE] = "1",      [TERM_ERROR] = "1;31",
	[TERM_WARNING] = "1;35",  [TERM_INFO] = "1;34",    [TERM_NOTE] = "1;36",
	[TERM_FIX] = "1;32",      [TERM_FAINT] = "2",
};

bool term_is_unsafe(uint32_t point)
{
	if (point < 0x7f)
		return point < ' ';
	if (utf8_is_invisible(point))
		return true;
	for (unsigned i = 0; i < sizeof unsafe / sizeof *unsafe; i++)
		if (point <= unsafe[i].last)
			return point >= unsafe[i].first;
	return false;
}

/* A variable that is there and says something. */
static const char *environment(const char *name)
{
	const char *value = getenv(name);
	return value && *value ? value : NULL;
}

static bool obeys_commands(void)
{
	return term_in_actions() || environment("TF_BUILD") || environment("TEAMCITY_VERSION");
}

bool term_is_command(struct str s, uint32_t at)
{
	uint32_t before = at;
	if (s.at[at] == '[') {
		while (before && s.at[before - 1] >= 'a' && s.at[before - 1] <= 'z')
			before--;
		return before > 1 && s.at[before - 1] == '#' && s.at[before - 2] == '#' && obeys_commands();
	}
	if (s.at[at] != ':' || at + 1 >= s.len || s.at[at + 1] != ':')
		return false;
	while (before && s.at[before - 1] == ' ')
		before--;
	return !before && obeys_commands();
}

static void escape_byte(struct buf *out, unsigned char byte)
{
	if (byte == '\t')
		buf_text(out, "\\t");
	else if (byte == '\n')
		buf_text(out, "\\n");
	else if (byte == '\r')
		buf_text(out, "\\r");
	else
		buf_printf(out, "\\x%02x", byte);
}

/* Nearly all that is shown: neither part of a longer sequence, nor unsafe, nor the beginning of a command. */
static bool is_plain(char c)
{
	return c >= ' ' && c < 0x7f && c != '[' && c != ':';
}

void term_escape(struct buf *out, struct str s)
{
	uint32_t kept = 0, bytes;
	for (uint32_t at = 0; at < s.len; at += bytes) {
		bytes = 1;
		if (is_plain(s.at[at]))
			continue;
		uint32_t point = utf8_decode(str_sub(s, at, s.len), &bytes);
		/* A real U+FFFD has three bytes. */
		bool invalid = point == 0xfffd && bytes == 1;
		if (!invalid && !term_is_unsafe(point) && !term_is_command(s, at))
			continue;
		buf_bytes(out, s.at + kept, at - kept);
		kept = at + bytes;
		if (bytes == 1)
			escape_byte(out, (unsigned char)s.at[at]);
		else
			buf_printf(out, "<U+%04X>", (unsigned)point);
	}
	if (kept < s.len)
		buf_bytes(out, s.at + kept, s.len - kept);
}

void term_paint(struct buf *out, bool color, enum term_role role, struct str s)
{
	const char *code = color ? sgr[role] : NULL;
	if (code)
		buf_printf(out, "\x1b[%sm", code);
	term_escape(out, s);
	if (code)
		buf_text(out, "\x1b[0m");
}

static bool is_smart(int fd)
{
	const char *term = environment("TERM");
	return term && strcmp(term, "dumb") != 0 && isatty(fd);
}

bool term_wants_color(enum color_mode mode, int fd)
{
	if (mode != COLOR_AUTO)
		return mode == COLOR_ALWAYS;
	const char *force = environment("CLICOLOR_FORCE");
	if (environment("NO_COLOR"))
		return false;
	if (force && strcmp(force, "0") != 0)
		return true;
	return is_smart(fd);
}

uint32_t term_columns(int fd)
{
	struct winsize size;
	return ioctl(fd, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

static bool in_ci(void)
{
	const char *ci = environment("CI");
	return ci && strcmp(ci, "false") != 0 && strcmp(ci, "0") != 0;
}

/* A terminal that is known to show links tells of itself so. Those that don't know them show nothing of a link either; but
 * what stands between, a multiplexer or a serial line, may not. */
static bool shows_links(void)
{
	static const struct {
		const char *variable, *value;  /* NULL: any */
	} known[] = {
		{ "WT_SESSION", NULL },                 /* Windows Terminal */
		{ "KITTY_WINDOW_ID", NULL }, { "DOMTERM", NULL }, { "KONSOLE_VERSION", NULL },
		{ "TERM_PROGRAM", "iTerm.app" }, { "TERM_PROGRAM", "WezTerm" }, { "TERM_PROGRAM", "vscode" },
		{ "TERM_PROGRAM", "ghostty" }, { "TERM_PROGRAM", "Hyper" }, { "TERM_PROGRAM", "mintty" },
		{ "TERM_PROGRAM", "Tabby" }, { "TERM_PROGRAM", "rio" },
		{ "TERM", "xterm-kitty" }, { "TERM", "alacritty" }, { "TERM", "foot" }, { "TERM", "foot-extra" },
		{ "TERM", "xterm-ghostty" }, { "TERM", "contour" },
	};
	/* Those of VTE, GNOME's among them, since 0.50, but 0.50.0 crashes at one. */
	const char *vte = environment("VTE_VERSION"), *term = environment("TERM");
	if (environment("TMUX") || environment("STY") || !strncmp(term, "screen", 6) || !strncmp(term, "tmux", 4))
		return false;
	if (vte && strtoul(vte, NULL, 10) > 5000)
		return true;
	for (unsigned i = 0; i < sizeof known / sizeof *known; i++) {
		const char *value = environment(known[i].variable);
		if (value && (!known[i].value || !strcmp(value, known[i].value)))
			return true;
	}
	return false;
}

bool term_wants_links(bool color, int fd)
{
	const char *force = environment("FORCE_HYPERLINK");
	if (!color || force)
		return color && strcmp(force, "0") != 0;
	return is_smart(fd) && !in_ci() && shows_links();
}

bool term_wants_progress(int fd)
{
	return is_smart(fd) && !in_ci();
}

void term_open_link(struct buf *out, const char *host, const char *path)
{
	static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/";
	const char *const parts[] = { host, path };
	buf_text(out, "\x1b]8;;file://");
	for (unsigned i = 0; i < 2; i++) {
		for (const char *c = parts[i]; *c; c++) {
			if (strchr(plain, *c))
				buf_char(out, *c);
			else
				buf_printf(out, "%%%02X", (unsigned char)*c);
		}
	}
	buf_text(out, "\x1b\\");
}

void term_close_link(struct buf *out)
{
	buf_text(out, "\x1b]8;;\x1b\\");
}

const char *term_host(struct arena *arena)
{
	char name[256] = "";
	bool known = gethostname(name, sizeof name - 1) == 0;
	return arena_printf(arena, "%s", known ? name : "");
}

bool term_in_actions(void)
{
	const char *actions = environment("GITHUB_ACTIONS");
	return actions && !strcmp(actions, "true");
}
