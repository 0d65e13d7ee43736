#include "base/term.h"

#include <stdlib.h>
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

void term_escape(struct buf *out, struct str s)
{
	uint32_t kept = 0, bytes;
	for (uint32_t at = 0; at < s.len; at += bytes) {
		uint32_t point = utf8_decode(str_sub(s, at, s.len), &bytes);
		/* A real U+FFFD has three bytes. */
		bool invalid = point == 0xfffd && bytes == 1;
		if (!invalid && !term_is_unsafe(point))
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

bool term_wants_color(enum color_mode mode, int fd)
{
	if (mode != COLOR_AUTO)
		return mode == COLOR_ALWAYS;
	const char *no = getenv("NO_COLOR"), *force = getenv("CLICOLOR_FORCE");
	if (no && *no)
		return false;
	if (force && *force && !str_is(str_of(force), "0"))
		return true;
	const char *term = getenv("TERM");
	return term && !str_is(str_of(term), "dumb") && isatty(fd);
}

bool term_in_actions(void)
{
	const char *actions = getenv("GITHUB_ACTIONS");
	return actions && str_is(str_of(actions), "true");
}
